/* What the check of a bound profile refuses, and what breaks a line: tenants, arguments,
 * descriptions. */
#include "stack/sample.h"

/* For each option of each plugin of ours: whether a line keeps tenants apart that gives it with
 * {tenant}, and without. */
static const struct {
	const char *line;
	bool separates;
} tenants[] = {
	{ "env", true },
	{ "env id=A", true },
	{ "env id={tenant}", true },
	{ "env secret=A", false },
	{ "env id={tenant} secret=A", false },
	{ "env secret={tenant}", true },
	{ "env prefix=A", false },
	{ "env prefix={tenant}", true },
	{ "env assertion=A", false },
	{ "env assertion={tenant}", true },
	{ "exec command=/x", false },
	{ "exec command=/{tenant}", true },
	{ "exec command=/x arg1=y", false },
	{ "exec command=/x arg7={tenant}", true },
	{ "exec command=/x vary={tenant}", false },
	{ "exec command=/x store=yes", false },
	{ "file path=/x", false },
	{ "file path=/{tenant}", true },
	{ "file path=/x origin=https://{tenant}.example", false },
	{ "file path=/x format={tenant}", false },
	{ "file path=/x shared-mode={tenant}", false },
	{ "github", false },
	{ "github audience={tenant}", false },
	{ "github ca-file=/{tenant}", false },
	{ "github allow-http-loopback={tenant}", false },
	{ "github vary={tenant}", false },
	{ "key path=/x", false },
	{ "key path=/{tenant}", true },
	{ "key uri=pkcs11:object={tenant}", true },
	{ "key path=/x kid={tenant}", false },
	{ "key path=/x alg={tenant}", false },
	{ "key path=/x certificate=/{tenant}", false },
	{ "key path=/x passphrase-file=/{tenant}", false },
	{ "key uri=x module=/{tenant}", false },
	{ "key uri=x pin-file=/{tenant}", false },
	{ "key uri=x provider={tenant}", false },
	{ "key path=/x shared-mode={tenant}", false },
	{ "keyctl", true },
	{ "keyctl description=x", false },
	{ "keyctl description={tenant}", true },
	{ "keyctl keyring=user", true },
	{ "keyctl description=x keyring={tenant}", false },
	{ "keyctl description=x format={tenant}", false },
	{ "keyring", true },
	{ "pass", true },
	{ "pass entry=x", false },
	{ "pass entry={tenant}", true },
	{ "pass store-dir=/x", true },
	{ "pass store-dir=/{tenant}", true },
	{ "pass entry=x store-dir=/{tenant}", true },
	{ "pass entry=x gnupg-home=/{tenant}", false },
	{ "pass entry=x program=/{tenant}", false },
	{ "pass entry=x gpg=/{tenant}", false },
	{ "pass entry=x vary={tenant}", false },
	{ "systemd", false },
	{ "systemd name=x", false },
	{ "systemd name={tenant}", true },
	{ "systemd format={tenant}", false },
	{ "vault path=x", false },
	{ "vault path={tenant}", true },
	{ "vault path=x mount={tenant}", true },
	{ "vault path=x namespace={tenant}", true },
	{ "vault path=x address=https://{tenant}.example", false },
	{ "vault path=x id-field={tenant}", false },
	{ "vault path=x secret-field={tenant}", false },
	{ "vault path=x ca-file=/{tenant}", false },
	{ "vault path=x token-file=/{tenant}", false },
	{ "vault path=x role-id={tenant}", false },
	{ "vault path=x role-id-file=/{tenant}", false },
	{ "vault path=x secret-id-file=/{tenant}", false },
	{ "vault path=x approle-mount={tenant}", false },
	{ "vault path=x allow-http-loopback={tenant}", false },
	{ "vault path=x vary={tenant}", false },
};

START_TEST(each_tenant)
{
	struct sample s;

	begin(&s, &tenants[_i].line, 1, "acme-1", NULL);
	ck_assert_msg(bind_separates_tenants(&s.bound->lines[0]) == tenants[_i].separates, "%s",
		      tenants[_i].line);
	end(&s);
}
END_TEST

/* No option of ours is left out above. */
START_TEST(all_options_are_there)
{
	static const char *const ours[] = { "env",    "exec",    "file", "github",  "key",
					    "keyctl", "keyring", "pass", "systemd", "vault" };
	char word[80];
	struct sample s;

	for (size_t i = 0; i < ARRAY_SIZE(ours); i++) {
		begin(&s, &ours[i], 1, NULL, NULL);
		const struct description *d = s.bound->lines[0].description;
		ck_assert_ptr_nonnull(d);
		for (size_t o = 0; o < d->noptions; o++) {
			bool found = false;
			snprintf(word, sizeof(word), " %.*s", (int)strcspn(d->options[o].name, "*"),
				 d->options[o].name);
			for (size_t t = 0; t < ARRAY_SIZE(tenants); t++)
				found |= strncmp(tenants[t].line, ours[i], strlen(ours[i])) == 0 &&
					 strstr(tenants[t].line, word) != NULL;
			ck_assert_msg(found, "%s: %s", ours[i], word);
		}
		end(&s);
	}
}
END_TEST

static const char *check(struct sample *s, int code)
{
	static char line[ERR_LINE_MAX];
	struct err err = { 0 };
	int r = bind_check(s->bound, &err);

	err_line(&err, line, sizeof(line));
	ck_assert_msg(r == code, "%d, not %d: %s", r, code, line);
	ck_assert_int_eq(err.code, code);
	return line;
}

/* Lines, and how the profile is refused; NULL: it is not. */
static const struct {
	const char *lines[2], *tenant, *says;
} checks[] = {
	{ { "keyring" }, NULL, NULL },
	{ { "keyring" }, "acme-1", NULL },
	{ { "nowhere" },
	  NULL,
	  "conf:1:21: nowhere: the plugin is not installed: nowhere.plugin is not in " },
	{ { "-nowhere x=1" }, NULL, NULL },
	{ { "-nowhere" }, "acme-1", NULL },
	{ { "keyring", "file pth=/x" },
	  NULL,
	  "conf:2:30: file: unknown argument pth: did you mean path?" },
	{ { "-file" }, NULL, "conf:1:21: file: path= is missing: the file" },
	{ { "debug sleep-ms=soon" },
	  NULL,
	  "conf:1:30: debug: sleep-ms=soon: it must be a whole number" },
	{ { "env secret=s3cret!" },
	  NULL,
	  "conf:1:30: env: secret= takes the name of an environment" },
	{ { "file path=/x" },
	  "acme-1",
	  "conf:1:21: file would give one tenant's secret to all tenants: put {tenant} into path=" },
	{ { "file path=/x" }, NULL, NULL },
	{ { "keyring", "keyctl description=x" },
	  "acme-1",
	  "conf:2:21: keyctl would give one tenant's secret to all tenants: put {tenant} into "
	  "description=, or leave it out" },
	{ { "vault path=x token-file=/{tenant}" },
	  "acme-1",
	  "conf:1:21: vault would give one tenant's secret to all tenants: put {tenant} into mount= or "
	  "path= or namespace=" },
};

START_TEST(each_check)
{
	struct sample s;

	begin(&s, checks[_i].lines, checks[_i].lines[1] != NULL ? 2 : 1, checks[_i].tenant, NULL);
	const char *said = check(&s, checks[_i].says != NULL ? EXIT_CONFIG : 0);
	if (checks[_i].says != NULL)
		ck_assert_msg(strncmp(said, checks[_i].says, strlen(checks[_i].says)) == 0,
			      "%s does not begin with %s", said, checks[_i].says);
	end(&s);
}
END_TEST

/* What makes a line broken, and that the profile goes on. */
static const struct {
	const char *text;
	mode_t mode;
	const char *says;
} breaks[] = {
	{ "nonsense\n", 0644, "x.plugin: the line plugin is missing" },
	{ "plugin y\nabi 1.0\noffers get\nmodule y.so\n", 0644, "the plugin calls itself y" },
	{ HEAD "module x.so\noption a later \"h\"\n", 0644, "unknown type \"later\"" },
	{ "plugin x\nabi 1.7\noffers get\nmodule x.so\n", 0644, "the plugin is for ABI 1.7" },
	{ HEAD "module x.so\n", 0646, "others may write" },
	{ HEAD "module none.so\n", 0644, "none.so does not exist, and " },
	{ HEAD "program none\n", 0644, "none does not exist, and " },
};

START_TEST(each_break)
{
	static const char *const lines[] = { "x", "keyring" };
	char text[ERR_LINE_MAX];
	struct sample s;

	temp_write(dir, "x.so", "", 0, 0644);
	write_description(breaks[_i].text, breaks[_i].mode);
	begin(&s, lines, 2, NULL, NULL);
	(void)check(&s, 0);
	/* Twice is the same. */
	(void)check(&s, 0);
	const struct line *line = &s.bound->lines[0];
	ck_assert_ptr_nonnull(line->why);
	ck_assert(!line->missing);
	err_line(line->why, text, sizeof(text));
	ck_assert_msg(strstr(text, breaks[_i].says) != NULL, "%s", text);
	ck_assert_ptr_null(s.bound->lines[1].why);
	end(&s);
}
END_TEST

/* The way to it is not looked at for each token; what it says of variables counts all the same. */
START_TEST(the_way_is_for_later)
{
	static const char *const lines[] = { "x" };
	struct sample s;

	write_description(HEAD "module x.so\nvariable V\n", 0644);
	temp_write(dir, "x.so", "", 0, 0644);
	ck_assert_int_eq(chmod(dir, 0777), 0);
	begin(&s, lines, 1, NULL, NULL);
	ck_assert_ptr_null(s.bound->lines[0].why);
	ck_assert_uint_eq(s.bound->nvariables, 1);
	(void)check(&s, 0);
	ck_assert_int_eq(s.bound->lines[0].why->code, EXIT_DENIED);
	end(&s);
	/* What cannot be read has none, and the same key. */
	write_description("nonsense\n", 0644);
	begin(&s, lines, 1, NULL, NULL);
	ck_assert_uint_eq(s.bound->nvariables, 0);
	end(&s);
	ck_assert_int_eq(unlink(temp_path(dir, "x.plugin")), 0);
	begin(&s, lines, 1, NULL, NULL);
	ck_assert_uint_eq(s.bound->nvariables, 0);
	ck_assert(s.bound->lines[0].missing);
	end(&s);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("bind_check");
	TCase *t = tcase_create("bind_check");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, each_tenant, 0, ARRAY_SIZE(tenants));
	tcase_add_test(t, all_options_are_there);
	tcase_add_loop_test(t, each_check, 0, ARRAY_SIZE(checks));
	tcase_add_loop_test(t, each_break, 0, ARRAY_SIZE(breaks));
	tcase_add_test(t, the_way_is_for_later);
	suite_add_tcase(s, t);
	return unit_main(s);
}
