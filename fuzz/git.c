/* git's credential protocol: a request is read, and the answer to it can be read by git. */
#include "fuzz/fuzz.h"

/* Its steps are its own. */
#include "helpers/git.c"

static void check_answer(const struct git_request *rq, enum git_auth auth)
{
	struct secret *token = NULL;
	struct buf b = BUF_INIT;
	struct kv kv = KV_INIT;

	must(secret_new("a.token", 7, &token) == 0);
	answer(&b, rq, auth, "oauth2", token, 1700000000);
	must(!buf_error(&b) && kv_parse(&b, &kv, NULL) == 0);
	const char *bearer = kv_get(&kv, "credential"), *password = kv_get(&kv, "password");
	must((bearer == NULL) != (password == NULL));
	must(bearer == NULL || (rq->authtype && strcmp(bearer, "a.token") == 0));
	must(password == NULL ||
	     (strcmp(password, "a.token") == 0 && kv_get(&kv, "username") != NULL));
	kv_free(&kv);
	buf_free(&b);
	secret_free(&token);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct git_request rq = { 0 };
	struct buf text = BUF_INIT;
	struct err err = { 0 };
	int r;

	buf_put(&text, data, size);
	if ((r = parse(&text, &rq, &err)) != 0) {
		must_say(r, &err);
	} else {
		must(rq.url == NULL || (rq.protocol == NULL && rq.host == NULL && rq.path == NULL));
		must(rq.url != NULL || rq.host != NULL || rq.profile != NULL);
		for (int auth = GIT_AUTH_AUTO; auth <= GIT_AUTH_BASIC; auth++)
			check_answer(&rq, (enum git_auth)auth);
	}
	kv_free(&rq.kv);
	buf_free(&text);
	return 0;
}
