/* The arguments of a line against a plugin's table of options, ours and a foreign one's. */
#include "base/banned.h"
#include "plugin/options.h"
#include "lib/unit.h"

#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const struct ccred_option table[] = {
	{ "address", CCRED_OPT_STRING, 1, "where the agent listens" },
	{ "retries", CCRED_OPT_INTEGER, 0, "how often" },
	{ "cached", CCRED_OPT_BOOL, 0, "from a memory" },
	{ "socket", CCRED_OPT_PATH, 0, "the socket" },
	{ "label-*", CCRED_OPT_STRING, 0, "any label" },
	{ "odd", 99, 0, "a type of a later minor" },
	{ NULL, 0, 0, NULL },
};

#define MAX_ARGS 3
struct args_case {
	struct ccred_arg args[MAX_ARGS];
	const char *why; /* NULL: fine */
};

static size_t count(const struct ccred_arg *args)
{
	size_t n = 0;

	while (n < MAX_ARGS && args[n].name != NULL)
		n++;
	return n;
}

static void expect(int r, const struct err *err, const char *why)
{
	ck_assert_msg(r == (why != NULL ? EXIT_CONFIG : 0), "%d: %s", r, err->text);
	if (why != NULL)
		ck_assert_msg(strstr(err->text, why) != NULL, "\"%s\" is not in: %s", why,
			      err->text);
}

static const struct args_case foreign[] = {
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
	{ { { "address", "x" }, { "odd", "anything" } }, NULL },
};

START_TEST(foreign_table)
{
	struct err err = { 0 };
	int r = options_check(table, foreign[_i].args, count(foreign[_i].args), &err);

	expect(r, &err, foreign[_i].why);
}
END_TEST

START_TEST(no_table)
{
	static const struct ccred_arg arg = { "path", "/x" };
	static const struct ccred_option none[] = { { NULL, 0, 0, NULL } };
	struct err err = { 0 };

	ck_assert_int_eq(options_check(NULL, NULL, 0, &err), 0);
	ck_assert_int_eq(options_check(none, NULL, 0, &err), 0);
	expect(options_check(NULL, &arg, 1, &err), &err, "unknown argument path: it takes none");
	expect(options_check(none, &arg, 1, &err), &err, "it takes none");
}
END_TEST

/* More options than "did you mean" looks at, and names that are longer than a word. */
START_TEST(large_table)
{
	static char names[200][128];
	static struct ccred_option options[201];
	struct ccred_arg arg = { names[199], "x" };
	struct err err = { 0 };

	for (int i = 0; i < 200; i++) {
		memset(names[i], 'a', 100);
		snprintf(names[i] + 100, 28, "%d", i);
		options[i] = (struct ccred_option){ names[i], CCRED_OPT_STRING, 0, NULL };
	}
	ck_assert_int_eq(options_check(options, &arg, 1, &err), 0);
	arg.name = "b";
	expect(options_check(options, &arg, 1, &err), &err, "unknown argument b");
	/* A required one without help, and one of many names. */
	options[7].required = 1;
	arg.name = names[199];
	expect(options_check(options, &arg, 1, &err), &err, "7= is missing: add it");
	options[7].required = 0;
	options[8] = (struct ccred_option){ "header-*", CCRED_OPT_STRING, 1, "one at least" };
	expect(options_check(options, &arg, 1, &err), &err, "header-*= is missing: one at least");
	struct ccred_arg header = { "header-a", "" };
	expect(options_check(options, &header, 1, &err), &err, NULL);
}
END_TEST

static const struct {
	const char *plugin;
	struct args_case c;
} builtin[] = {
	{ "env", { { { "prefix", "X_" } }, NULL } },
	{ "env", { { { "id", "I" }, { "secret", "S" } }, NULL } },
	{ "env", { { { "path", "/x" } }, "unknown argument path" } },
	{ "env", { { { "prefx", "X_" } }, "did you mean prefix?" } },
	{ "keyctl", { { { NULL, NULL } }, NULL } },
	{ "keyctl", { { { "keyring", "user" }, { "format", "json" } }, NULL } },
	{ "keyctl", { { { "keyring", "session" } }, NULL } },
	{ "keyctl", { { { "keyring", "thread" } }, "keyring=thread: session or user" } },
	{ "keyctl", { { { "name", "x" } }, "unknown argument name" } },
	{ "pass", { { { NULL, NULL } }, NULL } },
	{ "pass", { { { "entry", "a/b" }, { "store-dir", "/x" } }, NULL } },
	{ "pass", { { { "gnupg-home", "x" } }, "an absolute path" } },
	{ "pass", { { { "path", "/x" } }, "unknown argument path" } },
	{ "systemd", { { { NULL, NULL } }, NULL } },
	{ "systemd", { { { "name", "x" }, { "format", "json" } }, NULL } },
	{ "systemd", { { { "name", "x" }, { "format", "xml" } }, "json, lines or secret" } },
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
	{ "file", { { { "path", "/x" }, { "format", "yaml" } }, "json, lines or secret" } },
	{ "file", { { { "path", "/x" }, { "format", "" } }, "json, lines or secret" } },
	{ "file", { { { "path", "/x" }, { "origin", "https://a.example" } }, NULL } },
	{ "file", { { { "path", "/x" }, { "origin", "a.example" } }, "origin=: " } },
	{ "file", { { { "path", "/x" }, { "shared-mode", "yes" } }, NULL } },
	{ "file", { { { "path", "/x" }, { "shared-mode", "1" } }, "yes or no" } },
	/* A plugin that we do not know speaks for itself, later. */
	{ "foreign", { { { "anything", "goes" } }, NULL } },
};

START_TEST(our_own)
{
	const struct args_case *c = &builtin[_i].c;
	struct err err = { 0 };
	int r = options_check_builtin(builtin[_i].plugin, c->args, count(c->args), &err);

	expect(r, &err, c->why);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("options");
	TCase *t = tcase_create("options");

	tcase_add_loop_test(t, foreign_table, 0, ARRAY_SIZE(foreign));
	tcase_add_test(t, no_table);
	tcase_add_test(t, large_table);
	tcase_add_loop_test(t, our_own, 0, ARRAY_SIZE(builtin));
	suite_add_tcase(s, t);
	return unit_main(s);
}
