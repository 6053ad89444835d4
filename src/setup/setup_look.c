/* Looks at a server for ccred setup: a draft that has its URL as the issuer, and what it answers. */
#include "setup/setup.h"
#include "base/kv.h"
#include "base/limits.h"
#include "client/spawn.h"
#include "setup/prompt.h"

/* The name of a profile that is never in place, and that nobody else chooses. */
#define LOOK_NAME "ccred-setup-looks-at-this-issuer"

/* Takes what the server offers, and whether its keyring can be used. */
static int take(struct setup *s, const struct kv *kv, struct err *err)
{
	const char *grant = kv_get(kv, "grant"), *result = kv_get(kv, "result");
	static const char *const keys[] = { "document", "endpoint", "methods", "scopes", "ca" };
	int r = 0;

	s->discovered = true;
	s->no_grant = grant != NULL && strcmp(grant, "no") == 0;
	if (result != NULL)
		s->keyring = strcmp(result, "not_found") == 0 || strcmp(result, "success") == 0 ||
			     (strcmp(result, "locked") == 0 && s->asking);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && r == 0; i++)
		r = setup_copy(&s->texts[SETUP_DOCUMENT + i], kv_get(kv, keys[i]), err);
	if (s->ca_seen != NULL && s->ca_seen[0] != '/') {
		char *absolute = realpath(s->ca_seen, NULL);
		free(s->ca_seen);
		s->ca_seen = absolute;
	}
	return r;
}

int setup_helper(struct setup *s, const struct profile *p, const char *operation, struct buf *text,
		 struct kv *kv, struct err *why, struct err *err)
{
	struct fetch f;
	int r = fetch_begin(&f, s->client, p, NULL, err);

	*why = (struct err){ 0 };
	f.config = s->file.draft_path;
	if (r == 0 && spawn_report(&f, operation, text, why) == 0)
		r = kv_parse_escaped(text, kv, err);
	fetch_end(&f);
	return r;
}

/* The metadata of a server may send the secret elsewhere only if the person says so. */
static int trust_endpoint(struct setup *s, const char *elsewhere, struct err *why, struct err *err)
{
	bool yes = false;
	int r = 0;

	if (elsewhere == NULL)
		return 0;
	if (s->asking) {
		prompt_say("  The token endpoint is on another server: %s\n", elsewhere);
		r = prompt_yes("Trust it with the secret? y or n [n]: ", "--allow-origin", &yes,
			       err);
	}
	if (r == 0 && yes && (r = setup_take(s, SETUP_ALLOW_ORIGIN, elsewhere, err)) == 0)
		s->of_preset &= ~(1u << SETUP_ALLOW_ORIGIN);
	if (r == 0 && !yes)
		err_set(why, REASON_ENDPOINT_ELSEWHERE,
			"the token endpoint is on another server: give --allow-origin %s if you "
			"trust it",
			elsewhere);
	return r;
}

static int discover(struct setup *s, const struct profile *p, struct err *why, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct kv kv = KV_INIT;
	int r = setup_helper(s, p, "discover", &text, &kv, why, err);

	if (r == 0 && why->code == 0 && (r = take(s, &kv, err)) == 0)
		r = trust_endpoint(s, kv_get(&kv, "elsewhere"), why, err);
	kv_free(&kv);
	buf_free(&text);
	return r;
}

int setup_draft_look(struct setup *s, char *issuer, struct profile **ret_profile, struct err *err)
{
	char name[] = LOOK_NAME;
	struct setup as = *s;

	as.name = name;
	as.issuer = issuer;
	as.target = as.audience = as.scope = as.client_id = NULL;
	as.store = SETUP_STORE_ASK;
	return setup_draft(&s->file, &as, ret_profile, err);
}

/* As setup_look, once. */
static int look_once(struct setup *s, char *issuer, struct err *why, bool *ret_again,
		     struct err *err)
{
	struct profile *p = NULL;
	int r;

	if ((r = setup_draft_look(s, issuer, &p, err)) == 0)
		r = discover(s, p, why, err);
	edit_rename_draft(&s->file, err);
	edit_rename_draft(&s->file, why);
	if (r == 0 && err_is(why, REASON_CERTIFICATE_AUTHORITY) && s->ca_file == NULL) {
		err_hint(why, "--ca-file FILE names the authority of the server");
		if (s->asking) {
			*err = *why;
			r = setup_trust(s, p, err);
			*ret_again = setup_said(s->ca_file);
		}
	}
	profile_free(&p);
	return r;
}

int setup_look(struct setup *s, char *issuer, struct err *why, struct err *err)
{
	bool again;
	int r;

	do {
		again = false;
		*why = (struct err){ .code = EXIT_SOFTWARE };
		if (s->asking && issuer[0] != '\0')
			prompt_say("Looking at %s ...\n", issuer);
		r = look_once(s, issuer, why, &again, err);
	} while (r == 0 && again);
	return r;
}
