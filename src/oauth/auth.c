/* Client authentication: the table of methods, and which of them is used. */
#include "base/text.h"
#include "oauth/auth.h"

/* In the order in which client-auth auto takes them, and then those that are only taken by name. */
static const struct auth_method *const methods[] = {
	&auth_private_key, &auth_assertion, &auth_tls,        &auth_self_signed_tls,
	&auth_basic,       &auth_post,      &auth_secret_jwt,
};
#define N_METHODS (sizeof(methods) / sizeof(methods[0]))

const char *auth_offered(const struct oauth_metadata *m, enum oauth_operation operation)
{
	const char *offered = m != NULL ? m->endpoints[operation].methods : NULL;

	if (offered == NULL && m != NULL)
		offered = m->endpoints[OAUTH_GRANT].methods;
	/* A list of nothing says nothing. */
	return offered != NULL && offered[0] != '\0' ? offered : NULL;
}

/* Whether metadata that offer these methods offer this one. */
static bool is_offered(const struct auth_method *method, const char *offered)
{
	const char *const own[] = { method->name, NULL };
	const char *const *words = method->offered_as != NULL ? method->offered_as : own;
	char missing[64];

	while (*words != NULL && text_missing(*words, offered, missing, sizeof(missing))[0] != '\0')
		words++;
	return *words != NULL;
}

static enum auth_verdict judge(const struct auth_method *method, const struct auth_attempt *attempt)
{
	const char *named = attempt->config->client_auth;
	const char *offered = auth_offered(attempt->metadata, attempt->operation);

	if (named != NULL ? strcmp(named, method->name) != 0 : method->named_only)
		return AUTH_NOT_NAMED;
	/* A person knows better than metadata. */
	if (named == NULL && offered != NULL && !is_offered(method, offered))
		return AUTH_NOT_OFFERED;
	return method->needs(attempt->credential) ? AUTH_FITS : AUTH_LACKING;
}

const struct auth_method *auth_choose_from(const struct auth_method *const *table, size_t n,
					   const struct auth_attempt *attempt)
{
	for (size_t i = 0; i < n; i++)
		if (judge(table[i], attempt) == AUTH_FITS)
			return table[i];
	return NULL;
}

void auth_explain(const struct auth_attempt *attempt, auth_told_fn fn, void *arg)
{
	const char *offered = auth_offered(attempt->metadata, attempt->operation);

	for (size_t i = 0; i < N_METHODS; i++) {
		const struct auth_method *m = methods[i];
		const struct auth_choice choice = {
			.method = m,
			.verdict = judge(m, attempt),
			.serves = m->needs(attempt->credential),
			.offered = offered != NULL && is_offered(m, offered),
		};
		fn(&choice, arg);
	}
}

/* What client-auth demands of the sources. */
static const char *wanted_by(const char *name)
{
	for (size_t i = 0; i < N_METHODS; i++)
		if (strcmp(methods[i]->name, name) == 0)
			return methods[i]->wants;
	return "something else";
}

/* A method that the server offers and the credential serves, and that must be named; NULL: none. */
static const struct auth_method *unnamed(const struct auth_attempt *attempt, const char *offered)
{
	for (size_t i = 0; i < N_METHODS; i++)
		if (methods[i]->named_only && is_offered(methods[i], offered) &&
		    methods[i]->needs(attempt->credential))
			return methods[i];
	return NULL;
}

int auth_choose(const struct auth_attempt *attempt, const struct auth_method **ret_method,
		struct err *err)
{
	const struct auth_method *method = auth_choose_from(methods, N_METHODS, attempt);
	const char *named = attempt->config->client_auth;
	const char *offered = auth_offered(attempt->metadata, attempt->operation);

	if (method != NULL) {
		*ret_method = method;
		return method->check != NULL ? method->check(attempt, err) : 0;
	}
	if (credential_expired(attempt->credential) != 0)
		return err_set(err, REASON_CREDENTIAL_EXPIRED,
			       "the credential has expired: call again, or have it renewed");
	if (named != NULL)
		return err_set(
			err, REASON_CLIENT_AUTH,
			"client-auth %s needs %s, and the sources did not supply that: add a "
			"source that does, or correct client-auth",
			named, wanted_by(named));
	if (offered != NULL && (method = unnamed(attempt, offered)) != NULL)
		return err_set(err, REASON_CLIENT_AUTH,
			       "the server offers %s, which is used only if it is named: set "
			       "client-auth %s",
			       method->name, method->name);
	if (offered != NULL)
		return err_set(
			err, REASON_CLIENT_AUTH,
			"the server offers no client authentication that fits the credential "
			"(offered: %s): set client-auth if it takes another one all the same",
			offered);
	return err_set(err, REASON_CLIENT_AUTH,
		       "the credential fits no method of client authentication");
}

bool oauth_complete(const struct oauth_config *config, const struct oauth_metadata *metadata,
		    const struct credential *credential)
{
	struct auth_attempt attempt = { config, metadata, OAUTH_GRANT, credential };

	return auth_choose_from(methods, N_METHODS, &attempt) != NULL;
}

bool auth_shows_certificate(const struct auth_attempt *attempt, const struct auth_method *method)
{
	return method->shows_certificate ||
	       (attempt->metadata->certificate_bound && attempt->credential != NULL &&
		auth_has_certificate(attempt->credential));
}

const char *auth_url(const struct auth_attempt *attempt, const struct auth_method *method)
{
	const struct oauth_endpoint *e = &attempt->metadata->endpoints[attempt->operation];

	return e->mtls_url != NULL && auth_shows_certificate(attempt, method) ? e->mtls_url
									      : e->url;
}

/* What the profile says of the encoding and of the assertion: whoever corrects it sends something
 * else. */
static void put_form(const struct oauth_config *config, struct buf *b)
{
	const char *const words[] = { config->basic_raw ? "raw" : NULL, config->assertion_audience,
				      config->assertion_typ, config->assertion_alg,
				      config->assertion_type };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i] != NULL)
			buf_printf(b, " %zu:%s", i, words[i]);
	buf_printf(b, " %lld", (long long)config->assertion_lifetime_s);
}

void oauth_identity(const struct auth_attempt *attempt, const struct auth_method *method,
		    struct buf *b)
{
	buf_printf(b, "%s\n%s", auth_url(attempt, method), method->name);
	put_form(attempt->config, b);
	buf_putc(b, '\n');
	method->identity(attempt->credential, b);
}
