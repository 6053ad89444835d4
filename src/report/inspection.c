/* What is known of the cached token, for ccred inspect. */
#include "base/banned.h"
#include "report/inspection.h"

/* As many bytes of the claims of one part are shown. */
#define CLAIMS_MAX (32u * 1024)

static char *copy(const char *text)
{
	return text != NULL ? strdup(text) : NULL;
}

static void clear_claim(struct inspection_claim *c)
{
	free(c->name);
	free(c->text);
	free(c->json);
}

bool inspection_put_claim(const struct oauth_claim *claim, void *arg)
{
	struct inspection *i = arg;
	struct inspection_claim c, *more;

	if (claim->part != i->part)
		i->part_size = 0;
	i->part = claim->part;
	if (i->part_size > CLAIMS_MAX)
		return false;
	i->part_size += strlen(claim->name) + strlen(claim->text) +
			(claim->json != NULL ? strlen(claim->json) : 0);
	c = (struct inspection_claim){ claim->part, copy(claim->name), copy(claim->text),
				       copy(claim->json), claim->time_s };
	more = reallocarray(i->claims, i->nclaims + 1, sizeof(c));
	if (more != NULL)
		i->claims = more;
	if (more == NULL || c.name == NULL || c.text == NULL) {
		clear_claim(&c);
		return false;
	}
	i->claims[i->nclaims++] = c;
	return true;
}

void inspection_clear(struct inspection *i)
{
	for (size_t k = 0; k < i->nclaims; k++)
		clear_claim(&i->claims[k]);
	free(i->claims);
	*i = (struct inspection){ 0 };
}
