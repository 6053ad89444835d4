/* The keys of a profile, and the JWK Set of them that a server is given. */
#include "setup/key_set.h"
#include "base/json_out.h"
#include "base/text.h"
#include "client/spawn.h"

int key_set_ask(const struct client *client, const struct profile *profile, const char *config,
		const char *operation, struct key_set *ret_set, struct err *err)
{
	struct fetch f;
	int r = fetch_begin(&f, client, profile, NULL, err);

	f.config = config;
	if (r == 0 && (r = fetch_open_kept(&f, err)) == 0 &&
	    (r = spawn_report(&f, operation, &ret_set->text, err)) == 0)
		r = kv_parse_escaped(&ret_set->text, &ret_set->kv, err);
	fetch_end(&f);
	return r;
}

void key_set_clear(struct key_set *set)
{
	kv_free(&set->kv);
	buf_free(&set->text);
}

const char *key_set_line(const struct key_set *set, const char *name)
{
	return kv_get(&set->kv, name);
}

bool key_set_next(const struct key_set *set, size_t *at, struct key_said *ret_key)
{
	const struct kv_line *lines = set->kv.lines;
	const struct {
		const char *name;
		const char **to;
	} members[] = {
		{ "thumbprint", &ret_key->thumbprint },
		{ "kid", &ret_key->kid },
		{ "algs", &ret_key->algs },
		{ "certificate", &ret_key->certificate },
		{ "line", &ret_key->line },
		{ "place", &ret_key->place },
	};

	while (*at < set->kv.n && strcmp(lines[*at].key, "jwk") != 0)
		++*at;
	if (*at == set->kv.n)
		return false;
	*ret_key = (struct key_said){ .jwk = lines[(*at)++].value, .thumbprint = "" };
	for (; *at < set->kv.n && strcmp(lines[*at].key, "jwk") != 0; ++*at) {
		for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
			if (strcmp(members[i].name, lines[*at].key) == 0)
				*members[i].to = lines[*at].value;
		ret_key->next |= strcmp(lines[*at].key, "next") == 0;
	}
	return true;
}

/* The chain, each certificate in base64 (RFC 7517, 4.7). PEM has the same in lines. */
static void put_chain(struct buf *b, const char *pem)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";

	json_begin(b, "x5c", '[');
	for (const char *p = pem; (p = strstr(p, begin)) != NULL;) {
		struct buf one = BUF_INIT;
		for (p += strlen(begin); *p != '\0' && *p != '-'; p++)
			if (strchr("\r\n\t ", *p) == NULL)
				buf_putc(&one, *p);
		json_all(b, NULL, buf_str(&one));
		b->failed |= buf_error(&one);
		buf_free(&one);
	}
	buf_putc(b, ']');
}

/* An alg says that the key is for nothing else: a key with several has none, unless the profile
 * wants one. */
static const char *alg_of(const struct key_said *key, const char *assertion_alg)
{
	char missing[8];

	if (key->algs == NULL)
		return NULL;
	if (assertion_alg != NULL &&
	    text_missing(assertion_alg, key->algs, missing, sizeof(missing))[0] == '\0')
		return assertion_alg;
	return strchr(key->algs, ' ') == NULL ? key->algs : NULL;
}

void key_set_put_jwks(const struct key_set *set, const char *assertion_alg, struct buf *b)
{
	struct key_said key;

	buf_puts(b, "{\"keys\":[");
	for (size_t at = 0; key_set_next(set, &at, &key);) {
		const char *alg = alg_of(&key, assertion_alg);
		/* An element of the list that has its members already. */
		json_name(b, NULL);
		buf_put(b, key.jwk, strlen(key.jwk) - 1);
		json_text(b, "use", "sig");
		if (alg != NULL)
			json_text(b, "alg", alg);
		if (key.kid != NULL)
			json_text(b, "kid", key.kid);
		if (key.certificate != NULL)
			put_chain(b, key.certificate);
		buf_putc(b, '}');
	}
	buf_puts(b, "]}\n");
}
