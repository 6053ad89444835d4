/* The resolved profile: what describes it. */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "config/profile.h"

static char name_a[] = "a", file[] = "file";
static char issuer[] = "https://idp.example.com", oauth2[] = "oauth2";

static struct profile sample(void)
{
	return (struct profile){
		.name = name_a,
		.issuer = issuer,
		.origin = issuer,
		.username = oauth2,
		.timeout_s = 30,
		.source_timeout_s = 5,
		.renew_margin_s = -1,
	};
}

static char *describe(const struct profile *p)
{
	struct buf b = BUF_INIT;
	char *text;

	profile_describe(p, &b);
	ck_assert(!buf_error(&b));
	text = strdup(buf_str(&b));
	ck_assert_ptr_nonnull(text);
	buf_free(&b);
	return text;
}

/* Nonzero if a change of the profile changes its description. */
static bool differs(const struct profile *changed)
{
	struct profile p = sample();
	char *before = describe(&p);
	char *after = describe(changed);
	bool result = strcmp(before, after) != 0;

	free(before);
	free(after);
	return result;
}

#define CHANGED(member, value) \
	do { \
		struct profile p = sample(); \
		p.member = (value); \
		ck_assert_msg(differs(&p), "%s", #member); \
	} while (0)

/* The key of the cache is made of it: nothing that matters may be missing. */
START_TEST(everything_counts)
{
	static char other[] = "other";
	static char *list[] = { other };
	static struct param params[] = { { other, other } };

	CHANGED(name, other);
	CHANGED(tenant, other);
	CHANGED(issuer, other);
	CHANGED(token_endpoint, other);
	CHANGED(origin, other);
	CHANGED(discovery, DISCOVERY_OIDC);
	CHANGED(discovery_url, other);
	CHANGED(client_id, other);
	CHANGED(client_auth, other);
	CHANGED(basic_raw, true);
	CHANGED(audience, other);
	CHANGED(scope, other);
	CHANGED(source_timeout_s, 6);
	CHANGED(timeout_s, 31);
	CHANGED(renew_margin_s, 0);
	CHANGED(background, true);
	CHANGED(ca_file, other);
	CHANGED(allow_http_loopback, true);
	CHANGED(username, other);
	CHANGED(git_auth, GIT_AUTH_BASIC);
	CHANGED(on_failure_next, true);
	CHANGED(interactive, true);

	struct profile p = sample();
	p.targets = p.allow_origins = p.resources = p.plugin_path = list;
	p.params = params;
	size_t *counts[] = { &p.ntargets, &p.nallow_origins, &p.nresources, &p.nplugin_path,
			     &p.nparams };
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		*counts[i] = 1;
		ck_assert_msg(differs(&p), "list %zu", i);
		*counts[i] = 0;
	}
	ck_assert(!differs(&p));
}
END_TEST

/* Where a line stands is no part of what it does. */
START_TEST(places_do_not_count)
{
	struct profile p = sample();

	p.file = file;
	p.line = 7;
	p.cache_dir = file;
	ck_assert(!differs(&p));
}
END_TEST

/* No value can pass for another line. */
START_TEST(values_are_escaped)
{
	static char forged[] = "x\nscope=y";
	static char plain[] = "x";
	static char scope[] = "y";
	struct profile p = sample();
	struct profile q = sample();

	p.audience = forged;
	q.audience = plain;
	q.scope = scope;
	char *a = describe(&p);
	char *b = describe(&q);
	ck_assert_str_ne(a, b);
	ck_assert_ptr_nonnull(strstr(a, "audience=x%0ascope=y\n"));
	free(a);
	free(b);
}
END_TEST

START_TEST(freeing)
{
	struct profile *p = NULL;

	profile_free(NULL);
	profile_free(&p);
	p = calloc(1, sizeof(*p));
	ck_assert_ptr_nonnull(p);
	p->sources = calloc(1, sizeof(*p->sources));
	p->nsources = 1;
	profile_free(&p);
	ck_assert_ptr_null(p);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("profile");
	TCase *tc = tcase_create("profile");

	tcase_add_test(tc, everything_counts);
	tcase_add_test(tc, places_do_not_count);
	tcase_add_test(tc, values_are_escaped);
	tcase_add_test(tc, freeing);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
