/* The arguments of a line against the options of a description: a foreign one, and ours. */
#include "plugin/arguments.h"
#include "plugin/find.h"
#include "lib/unit.h"

#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const char foreign_text[] = "plugin foreign\nabi 1.0\noffers get\nmodule x.so\n"
				   "option address text required \"where the agent listens\"\n"
				   "option retries number \"how often\"\n"
				   "option cached yes-no \"from a memory\"\n"
				   "option socket path \"the socket\"\n"
				   "option label-* text \"any label\"\n"
				   "option mode word fast|slow \"how\"\n"
				   "option server url \"the server\"\n"
				   "option origin origin \"the only server\"\n"
				   "option variable variable \"a variable\"\n"
				   "option prefix variable-prefix ID \"variables\"\n";

#define MAX_ARGS 3
struct pair {
	const char *name, *value;
};
struct arguments_case {
	struct pair args[MAX_ARGS];
	/* NULL: they are right. */
	const char *why;
};

static void expect(const struct description *d, const struct pair *pairs, const char *why)
{
	static const struct location at = { "conf", 7, 21 };
	struct argument args[MAX_ARGS];
	struct err err = { 0 };
	char line[ERR_LINE_MAX], where[32];
	size_t n = 0;

	for (; n < MAX_ARGS && pairs[n].name != NULL; n++)
		args[n] = (struct argument){ .name = (char *)(uintptr_t)pairs[n].name,
					     .value = (char *)(uintptr_t)pairs[n].value,
					     .column = 30 + (unsigned)n };
	int r = arguments_check(d, args, n, &at, &err);
	err_line(&err, line, sizeof(line));
	ck_assert_msg(r == (why != NULL ? EXIT_CONFIG : 0), "%d: %s", r, line);
	if (why == NULL)
		return;
	ck_assert_msg(strstr(line, why) != NULL, "\"%s\" is not in: %s", why, line);
	ck_assert_str_eq(err.reason, strstr(why, "is missing") != NULL ? "plugin_argument_missing"
								       : "plugin_argument");
	/* The argument's own place, the last one here; what is missing has that of the plugin. */
	snprintf(where, sizeof(where),
		 "conf:7:%u: %s: ", strstr(why, "is missing") != NULL ? 21 : 30 + (unsigned)n - 1,
		 d->name);
	ck_assert_msg(strncmp(line, where, strlen(where)) == 0, "%s does not begin with %s", line,
		      where);
}

static const struct arguments_case foreign[] = {
	{ { { "address", "x" } }, NULL },
	{ { { "address", "" } }, NULL },
	{ { { NULL, NULL } }, "address= is missing: where the agent listens" },
	{ { { "retries", "1" } }, "address= is missing" },
	{ { { "address", "x" }, { "adress", "y" } },
	  "unknown argument adress: did you mean address?" },
	{ { { "address", "x" }, { "zzzzzzzz", "y" } },
	  "unknown argument zzzzzzzz: remove it, or quote a value that has blanks" },
	{ { { "address", "x" }, { "Address", "y" } }, "unknown argument Address" },
	{ { { "address", "x" }, { "address", "y" } }, "address= is given twice" },
	{ { { "address", "x" }, { "label-a", "y" }, { "label-a", "z" } },
	  "label-a= is given twice" },
	{ { { "address", "x" }, { "label-a", "y" }, { "label-b", "z" } }, NULL },
	{ { { "address", "x" }, { "label-", "y" } }, NULL },
	{ { { "address", "x" }, { "label", "y" } }, "unknown argument label" },
	{ { { "address", "x" }, { "retries", "0" } }, NULL },
	{ { { "address", "x" }, { "retries", "9223372036854775807" } }, NULL },
	{ { { "address", "x" }, { "retries", "9223372036854775808" } }, "a whole number" },
	{ { { "address", "x" }, { "retries", "-1" } }, "a whole number" },
	{ { { "address", "x" }, { "retries", "1.5" } }, "a whole number" },
	{ { { "address", "x" }, { "retries", " 1" } }, "a whole number" },
	{ { { "address", "x" }, { "retries", "" } }, "a whole number" },
	{ { { "address", "x" }, { "cached", "yes" } }, NULL },
	{ { { "address", "x" }, { "cached", "no" } }, NULL },
	{ { { "address", "x" }, { "cached", "" } }, "yes or no" },
	{ { { "address", "x" }, { "cached", "true" } }, "yes or no" },
	{ { { "address", "x" }, { "cached", "YES" } }, "yes or no" },
	{ { { "address", "x" }, { "socket", "/run/x" } }, NULL },
	{ { { "address", "x" }, { "socket", "run/x" } }, "an absolute path" },
	{ { { "address", "x" }, { "socket", "" } }, "an absolute path" },
	{ { { "address", "x" }, { "mode", "fast" } }, NULL },
	{ { { "address", "x" }, { "mode", "slow" } }, NULL },
	{ { { "address", "x" }, { "mode", "fas" } }, "mode=fas: it must be fast|slow" },
	{ { { "address", "x" }, { "mode", "" } }, "mode=: it must be fast|slow" },
	{ { { "address", "x" }, { "mode", "fast|slow" } }, "mode=fast|slow: it must be fast|slow" },
	{ { { "address", "x" }, { "server", "https://a.example/path?q" } }, NULL },
	{ { { "address", "x" }, { "server", "a.example" } }, "server=: " },
	{ { { "address", "x" }, { "server", "" } }, "server=: " },
	{ { { "address", "x" }, { "origin", "https://a.example:8443" } }, NULL },
	{ { { "address", "x" }, { "origin", "https://a.example/" } }, NULL },
	{ { { "address", "x" }, { "origin", "https://a.example/x" } }, NULL },
	{ { { "address", "x" }, { "origin", "a.example" } }, "origin=: " },
	{ { { "address", "x" }, { "variable", "A_1" } }, NULL },
	{ { { "address", "x" }, { "variable", "1_A" } },
	  "variable= takes the name of an environment variable" },
	{ { { "address", "x" }, { "variable", "s3cret!" } },
	  "variable= takes the name of an environment variable" },
	{ { { "address", "x" }, { "variable", "" } }, "variable= takes the name" },
	{ { { "address", "x" }, { "prefix", "A_" } }, NULL },
	{ { { "address", "x" }, { "prefix", "" } },
	  "prefix= takes the beginning of an environment variable" },
	{ { { "address", "x" }, { "prefix", "A-" } }, "prefix= takes the beginning" },
};

START_TEST(foreign_one)
{
	struct description *d = NULL;

	ck_assert_int_eq(
		description_parse("foreign.plugin", foreign_text, strlen(foreign_text), &d, NULL),
		0);
	expect(d, foreign[_i].args, foreign[_i].why);
	description_free(&d);
}
END_TEST

/* One of many names is given by any of them. */
START_TEST(required_pattern)
{
	static const char text[] = "plugin x\nabi 1.0\noffers get\nmodule x.so\n"
				   "option header-* text required \"one at least\"\n"
				   "option header-x text \"not that one\"\n";
	static const struct pair none[1], own[] = { { "header-x", "" }, { NULL, NULL } },
					  given[] = { { "header-y", "" }, { NULL, NULL } };
	struct description *d = NULL;

	ck_assert_int_eq(description_parse("x.plugin", text, strlen(text), &d, NULL), 0);
	expect(d, none, "header-*= is missing: one at least");
	expect(d, own, "header-*= is missing: one at least");
	expect(d, given, NULL);
	description_free(&d);
}
END_TEST

START_TEST(values)
{
	static char name[] = "a", one[] = "1", two[] = "2", empty[] = "";
	static const struct argument args[] = { { .name = name, .value = one },
						{ .name = two, .value = empty } };

	ck_assert_str_eq(arguments_value(args, 2, "a"), "1");
	ck_assert_str_eq(arguments_value(args, 2, "2"), "");
	ck_assert_ptr_null(arguments_value(args, 2, "b"));
	ck_assert_ptr_null(arguments_value(NULL, 0, "b"));
}
END_TEST

static const struct {
	const char *plugin;
	struct arguments_case c;
} builtin[] = {
	{ "env", { { { "prefix", "X_" } }, NULL } },
	{ "env", { { { "id", "I" }, { "secret", "S" } }, NULL } },
	{ "env", { { { "id", "9" } }, "id= takes the name" } },
	{ "env", { { { "path", "/x" } }, "unknown argument path" } },
	{ "env", { { { "prefx", "X_" } }, "did you mean prefix?" } },
	{ "keyctl", { { { NULL, NULL } }, NULL } },
	{ "keyctl", { { { "keyring", "user" }, { "format", "json" } }, NULL } },
	{ "keyctl", { { { "keyring", "session" } }, NULL } },
	{ "keyctl", { { { "keyring", "thread" } }, "keyring=thread: it must be session|user" } },
	{ "keyctl", { { { "name", "x" } }, "unknown argument name" } },
	{ "pass", { { { NULL, NULL } }, NULL } },
	{ "pass", { { { "entry", "a/b" }, { "store-dir", "/x" } }, NULL } },
	{ "pass", { { { "gnupg-home", "x" } }, "an absolute path" } },
	{ "pass", { { { "path", "/x" } }, "unknown argument path" } },
	{ "systemd", { { { NULL, NULL } }, NULL } },
	{ "systemd", { { { "name", "x" }, { "format", "json" } }, NULL } },
	{ "systemd", { { { "name", "x" }, { "format", "xml" } }, "json|lines|secret" } },
	{ "systemd", { { { "path", "/x" } }, "unknown argument path" } },
	{ "vault", { { { "path", "a/b" } }, NULL } },
	{ "vault", { { { "path", "a" }, { "allow-http-loopback", "no" } }, NULL } },
	{ "vault", { { { "mount", "x" } }, "path= is missing" } },
	{ "vault", { { { "path", "a" }, { "token-file", "x" } }, "an absolute path" } },
	{ "vault", { { { "path", "a" }, { "secret-id", "x" } }, "unknown argument secret-id" } },
	{ "file", { { { "path", "/x" } }, NULL } },
	{ "file", { { { "format", "json" } }, "path= is missing" } },
	{ "file", { { { "path", "x" } }, "an absolute path" } },
	{ "file", { { { "path", "/x" }, { "format", "json" } }, NULL } },
	{ "file", { { { "path", "/x" }, { "format", "lines" } }, NULL } },
	{ "file", { { { "path", "/x" }, { "format", "secret" } }, NULL } },
	{ "file", { { { "path", "/x" }, { "format", "yaml" } }, "json|lines|secret" } },
	{ "file", { { { "path", "/x" }, { "format", "" } }, "json|lines|secret" } },
	{ "file", { { { "path", "/x" }, { "origin", "https://a.example" } }, NULL } },
	{ "file", { { { "path", "/x" }, { "origin", "a.example" } }, "origin=: " } },
	{ "file", { { { "path", "/x" }, { "shared-mode", "yes" } }, NULL } },
	{ "file", { { { "path", "/x" }, { "shared-mode", "1" } }, "yes or no" } },
	{ "exec", { { { "command", "/x" }, { "arg1", "" }, { "vary", "A" } }, NULL } },
	{ "exec", { { { "command", "/x" }, { "vary1", "A" }, { "vary2", "B" } }, NULL } },
	{ "exec", { { { "command", "/x" }, { "vary", "A=B" } }, "vary= takes the name" } },
	{ "exec", { { { "command", "/x" }, { "store", "perhaps" } }, "yes or no" } },
	{ "keyring", { { { "name", "x" } }, "it takes none" } },
};

START_TEST(our_own)
{
	struct description *d = NULL;
	struct err err = { 0 };

	ck_assert_msg(find_description(builtin[_i].plugin, TEST_BUILDDIR "/plugindir", NULL, 0, &d,
				       &err) == 0,
		      "%s", err.text);
	expect(d, builtin[_i].c.args, builtin[_i].c.why);
	description_free(&d);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("arguments");
	TCase *t = tcase_create("arguments");

	tcase_add_loop_test(t, foreign_one, 0, ARRAY_SIZE(foreign));
	tcase_add_test(t, required_pattern);
	tcase_add_test(t, values);
	tcase_add_loop_test(t, our_own, 0, ARRAY_SIZE(builtin));
	suite_add_tcase(s, t);
	return unit_main(s);
}
