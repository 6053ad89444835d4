/* The resolved profile: what describes it, and which variables it depends on. */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "config/profile.h"

static struct ccred_arg env_args[] = { { "prefix", "ACME_" } };
static struct ccred_arg id_args[] = { { "id", "MY_ID" }, { "secret", "MY_SECRET" } };
static struct ccred_arg file_args[] = { { "path", "/x" }, { "prefix", "NOT_ENV_" } };
static char job[] = "JOB";
static char *vary[] = { job };
static char name_a[] = "a", keyring[] = "keyring", env[] = "env", file[] = "file", s[] = "s";
static char systemd[] = "systemd", pass[] = "pass", vault[] = "vault", address[] = "address";
static char env_path[] = "/opt/ccred_env.so", other_path[] = "/opt/ccred_environment.so";
static char required[] = "required", issuer[] = "https://idp.example.com", oauth2[] = "oauth2";

static struct source inner[] = {
	{ .control_text = required, .plugin = env, .args = id_args, .nargs = 2 },
};
/* Nothing of the environment counts for it. */
static struct ccred_arg vault_args[] = { { address, issuer } };
static struct source sources[] = {
	{ .control_text = required, .plugin = env, .args = env_args, .nargs = 1 },
	{ .control_text = required, .stack = s, .inner = inner, .ninner = 1 },
	{ .control_text = required,
	  .plugin = file,
	  .args = file_args,
	  .nargs = 2,
	  .vary = vary,
	  .nvary = 1 },
	{ .control_text = required, .plugin = env_path, .args = env_args, .nargs = 1 },
	{ .control_text = required, .plugin = other_path, .args = env_args, .nargs = 1 },
	{ .control_text = required, .plugin = keyring, .optional_plugin = true },
	{ .control_text = required, .plugin = systemd },
	{ .control_text = required, .plugin = pass },
	{ .control_text = required, .plugin = vault },
	{ .control_text = required, .plugin = vault, .args = vault_args, .nargs = 1 },
};

static struct profile sample(void)
{
	return (struct profile){
		.name = name_a,
		.issuer = issuer,
		.origin = issuer,
		.username = oauth2,
		.sources = sources,
		.nsources = 10,
		.timeout_s = 30,
		.source_timeout_s = 5,
		.renew_margin_s = -1,
	};
}

static int collect(const struct source *src, const char *name, void *arg)
{
	struct buf *b = arg;

	ck_assert_ptr_nonnull(src->plugin);
	buf_printf(b, "%s ", name);
	return strcmp(name, "STOP") == 0 ? 42 : 0;
}

START_TEST(variables)
{
	struct profile p = sample();
	struct buf b = BUF_INIT;

	ck_assert_int_eq(profile_env(&p, collect, &b), 0);
	ck_assert_str_eq(buf_str(&b), "ACME_CLIENT_ID ACME_CLIENT_SECRET MY_ID MY_SECRET JOB "
				      "ACME_CLIENT_ID ACME_CLIENT_SECRET CREDENTIALS_DIRECTORY "
				      "PASSWORD_STORE_DIR PASSWORD_STORE_KEY "
				      "PASSWORD_STORE_SIGNING_KEY GNUPGHOME VAULT_ADDR ");
	buf_free(&b);
}
END_TEST

START_TEST(variables_stop)
{
	struct ccred_arg args[] = { { "id", "FIRST" }, { "secret", "STOP" }, { "id", "AFTER" } };
	struct source line = { .plugin = env, .args = args, .nargs = 3 };
	struct profile p = { .sources = &line, .nsources = 1 };
	struct buf b = BUF_INIT;

	ck_assert_int_eq(profile_env(&p, collect, &b), 42);
	ck_assert_str_eq(buf_str(&b), "FIRST STOP ");
	buf_free(&b);
}
END_TEST

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
	CHANGED(nsources, 5);
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

START_TEST(nested_stacks)
{
	struct profile p = sample();
	char *text = describe(&p);

	ck_assert_ptr_nonnull(strstr(text,
				     "source=required\nstack=s\nsource=required\nplugin=env\n"
				     "arg=id\nvalue=MY_ID\narg=secret\nvalue=MY_SECRET\nend=s\n"));
	ck_assert_ptr_nonnull(strstr(text, "-source=required\nplugin=keyring\n"));
	free(text);
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

	tcase_add_test(tc, variables);
	tcase_add_test(tc, variables_stop);
	tcase_add_test(tc, everything_counts);
	tcase_add_test(tc, places_do_not_count);
	tcase_add_test(tc, values_are_escaped);
	tcase_add_test(tc, nested_stacks);
	tcase_add_test(tc, freeing);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
