/* What the tests of client authentication share: an exchange, the method that is chosen for it, and
 * its identity. */
#pragma once

#include "answer.h"
#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BASIC "client_secret_basic"
#define POST "client_secret_post"

static struct answer a;

static inline void setup(void)
{
	answer_begin(&a);
}

static inline void teardown(void)
{
	answer_end(&a);
}

static inline void offer(const char *methods)
{
	free(a.metadata.endpoints[OAUTH_GRANT].methods);
	a.metadata.endpoints[OAUTH_GRANT].methods = methods != NULL ? strdup(methods) : NULL;
}

static inline const char *chosen(const struct oauth_metadata *metadata,
				 const struct credential *credential)
{
	struct auth_attempt attempt = { &a.config, metadata, OAUTH_GRANT, credential };
	const struct auth_method *method = NULL;
	int r;

	a.err = (struct err){ 0 };
	r = auth_choose(&attempt, &method, &a.err);
	ck_assert((r == 0) == (method != NULL));
	ck_assert((r == 0) == (a.err.text[0] == '\0'));
	ck_assert(oauth_complete(&a.config, metadata, credential) == (r == 0));
	return r == 0 ? method->name : NULL;
}

static inline const char *identity(void)
{
	static char text[2][2048];
	static unsigned next;
	struct auth_attempt attempt = { &a.config, &a.metadata, OAUTH_GRANT, &a.credential };
	const struct auth_method *method = NULL;
	struct buf b = BUF_SECRET(65536);
	char *out = text[next++ % 2];
	size_t n = 0;

	ck_assert_int_eq(auth_choose(&attempt, &method, &a.err), 0);
	oauth_identity(&attempt, method, &b);
	ck_assert(!buf_error(&b));
	/* Each claim ends with a NUL. */
	for (; n < b.len && n < sizeof(text[0]) - 1; n++)
		out[n] = b.data[n] != '\0' ? b.data[n] : '|';
	out[n] = '\0';
	buf_free(&b);
	return out;
}
