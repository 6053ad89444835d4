/* Proofs for the requests that callers send with a token that is bound to a key (RFC 9449). */
#include "acquire/proof.h"
#include "oauth/dpop.h"

int proof_check(const struct acquire_request *rq, struct err *err)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

	if (rq->url == NULL)
		return err_set(err, REASON_ACQUIRE_REQUEST,
			       "ccred-acquire was sent no URL for the proof");
	/* A server compares it byte by byte. */
	if (rq->method[0] == '\0' || rq->method[strspn(rq->method, letters)] != '\0')
		return err_set(
			err, REASON_USAGE,
			"%.64s is no method of HTTP: write one such as GET, in capital letters",
			rq->method);
	if (rq->nonce != NULL && !dpop_is_nonce(rq->nonce))
		return err_set(err, REASON_USAGE,
			       "this is no nonce: give the value of the header DPoP-Nonce, as the "
			       "server sent it");
	return 0;
}

int proof_make(const struct acquire_request *rq, const struct secret *token,
	       const struct secret *key, char **ret_proof, struct err *err)
{
	const struct dpop_use use = { rq->method, rq->url, rq->nonce, token };
	struct buf b = BUF_INIT;
	int r = dpop_proof(key, &use, &b, err);

	if (r == 0 && (*ret_proof = strdup(buf_str(&b))) == NULL)
		r = err_nomem(err);
	buf_free(&b);
	return r;
}

int proof_of_cached(struct acquisition *a, struct acquired *acquired, struct err *err)
{
	struct cache_token t = { 0 };
	enum cache_state state = CACHE_NONE;
	int r;

	if (!a->profile->dpop)
		return err_set(err, REASON_CONFIG_MISSING_KEY,
			       "the token of this profile needs no proof: it lacks \"dpop yes\"");
	if (a->key != NULL)
		state = cache_look(a->cache, a->key, a->profile->renew_margin_s, &t);
	if (!cache_is_valid(state) || t.proof_key == NULL) {
		r = err_set(err, REASON_NO_TOKEN, "no token is cached%s%s%s",
			    t.why != NULL ? " (" : "", t.why != NULL ? t.why : "",
			    t.why != NULL ? ")" : "");
		if (a->profile_args[0] != '\0')
			err_fix(err, "ccred token %s", a->profile_args);
		goto out;
	}
	r = proof_make(a->request, t.token, t.proof_key, &acquired->proof, err);
	if (r != 0)
		goto out;
	acquired->binding = t.binding;
	acquired->expires_s = t.expires_s;
	acquired->token = t.token;
	acquired->scope = t.scope;
	t.token = NULL;
	t.scope = NULL;
out:
	cache_token_clear(&t);
	return r;
}
