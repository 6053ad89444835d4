/* Finding the profile that is nearest to what is asked for. */
#include "base/banned.h"
#include "config/nearest.h"

#include "base/text.h"

static size_t common_prefix(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t n = 0;

	while (n < alen && n < blen && a[n] == b[n])
		n++;
	return n;
}

static size_t common_suffix(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t n = 0;

	while (n < alen && n < blen && a[alen - 1 - n] == b[blen - 1 - n])
		n++;
	return n;
}

/* How near a target is to the one that is asked for. It is computed for every target that does not match,
 * so it is cheap. */
static size_t nearness(const struct target *t, const struct target *asked)
{
	size_t score = 1 + common_prefix(t->host, t->host_len, asked->host, asked->host_len) +
		       common_suffix(t->host, t->host_len, asked->host, asked->host_len);

	if (asked->path != NULL && t->host_len == asked->host_len && score > t->host_len * 2)
		score += common_prefix(t->path, t->path_len, asked->path, asked->path_len);
	return score;
}

void nearest_target(struct nearest *nearest, const struct block *block, const struct target *t,
		    const struct target *asked)
{
	size_t score = nearness(t, asked);
	char port[8] = "";

	if (nearest->set && score <= nearest->score)
		return;
	nearest->set = true;
	nearest->score = score;
	if (t->port != (t->https ? 443u : 80u))
		(void)snprintf(port, sizeof(port), ":%u", t->port);
	(void)snprintf(nearest->text, sizeof(nearest->text), "\"%s\" (%s://%.*s%s%.*s)",
		       block->name, t->https ? "https" : "http", (int)t->host_len, t->host, port,
		       t->path_len > 256 ? 256 : (int)t->path_len, t->path);
}

void nearest_name(struct nearest *nearest, const struct block *block, const char *asked)
{
	size_t len = strlen(asked);
	size_t distance;

	/* One more letter is one more edit: names that are much longer or shorter need no measuring. */
	if (len > block->name_len + 3 || block->name_len > len + 3)
		return;
	distance = text_distance(asked, block->name);
	if (distance > 3 || (nearest->set && distance >= nearest->score))
		return;
	nearest->set = true;
	nearest->score = distance;
	(void)snprintf(nearest->text, sizeof(nearest->text), "%s", block->name);
}
