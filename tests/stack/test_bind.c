/* Profiles bound to their plugins: variables, the text of the key, tenants, and what breaks or refuses a line. */
#include "base/banned.h"
#include "lib/unit.h"
#include "lib/temp.h"
#include "stack/bind.h"
#include "stack/lines.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_LINES 3

static char dir[TEMP_SIZE];

/* A profile of some lines, bound. */
struct sample {
	struct profile profile;
	struct source sources[MAX_LINES];
	struct argument args[MAX_LINES][4];
	char *plugin_path;
	struct bound *bound;
};

/* NAME or NAME=VALUE; a value with {tenant} is expanded as the configuration does it, for the tenant acme-1. */
static void set_argument(struct argument *a, const char *word, unsigned column)
{
	const char *equals = strchr(word, '='), *raw = equals != NULL ? equals + 1 : "";
	const char *tenant = strstr(raw, "{tenant}");
	char value[256];

	snprintf(value, sizeof(value), "%s", raw);
	if (tenant != NULL)
		snprintf(value, sizeof(value), "%.*sacme-1%s", (int)(tenant - raw), raw,
			 tenant + 8);
	*a = (struct argument){ .name = strndup(word, strcspn(word, "=")),
				.value = strdup(value),
				.raw = strdup(raw),
				.has_tenant = tenant != NULL,
				.column = column };
}

/* The words of one line: "PLUGIN ARGUMENT..."; a dash before the plugin: -source. */
static void set_line(struct sample *s, size_t n, const char *line)
{
	struct source *src = &s->sources[n];
	char text[512], *save = NULL;

	snprintf(text, sizeof(text), "%s", line);
	char *word = strtok_r(text, " ", &save);
	*src = (struct source){ .file = (char *)(uintptr_t) "conf",
				.line = (unsigned)n + 1,
				.column = 21,
				.control_text = (char *)(uintptr_t) "required",
				.control = control_of("required"),
				.optional_plugin = word[0] == '-',
				.plugin = strdup(word + (word[0] == '-')),
				.args = s->args[n] };
	while ((word = strtok_r(NULL, " ", &save)) != NULL) {
		set_argument(&s->args[n][src->nargs], word, 30 + 10 * (unsigned)src->nargs);
		src->nargs++;
	}
}

/* All are set, but for one. */
static const char *value(const void *arg, const char *name)
{
	return arg != NULL && strcmp(arg, name) == 0 ? NULL : "set";
}

static void begin(struct sample *s, const char *const *lines, size_t n, const char *tenant,
		  const char *unset)
{
	struct err err = { 0 };

	*s = (struct sample){ .plugin_path = dir };
	for (size_t i = 0; i < n; i++)
		set_line(s, i, lines[i]);
	s->profile = (struct profile){
		.name = (char *)(uintptr_t) "a.b",
		.tenant = (char *)(uintptr_t)tenant,
		.origin = (char *)(uintptr_t) "https://idp.example",
		.username = (char *)(uintptr_t) "oauth2",
		.sources = s->sources,
		.nsources = n,
		.plugin_path = &s->plugin_path,
		.nplugin_path = 1,
	};
	ck_assert_int_eq(bind_profile(&s->profile, value, unset, &s->bound, &err), 0);
	ck_assert_uint_eq(s->bound->nlines, n);
}

static void end(struct sample *s)
{
	bind_free(&s->bound);
	ck_assert_ptr_null(s->bound);
	for (size_t i = 0; i < MAX_LINES; i++) {
		for (size_t a = 0; a < s->sources[i].nargs; a++) {
			free(s->args[i][a].name);
			free(s->args[i][a].value);
			free(s->args[i][a].raw);
		}
		free(s->sources[i].plugin);
	}
}

static void setup(void)
{
	temp_make(dir);
	ck_assert_int_eq(chmod(dir, 0755), 0);
}

static void teardown(void)
{
	temp_remove(dir);
}

static const struct {
	const char *line, *names;
} variables[] = {
	{ "env prefix=ACME_", "ACME_CLIENT_ID ACME_CLIENT_SECRET " },
	{ "env id=MY_ID secret=MY_SECRET", "MY_ID MY_SECRET " },
	{ "env id=SAME secret=SAME", "SAME " },
	/* As in the name of a variable, which a tenant's name need not be. */
	{ "env prefix={profile}_{tenant}_", "A_B_ACME_1_CLIENT_ID A_B_ACME_1_CLIENT_SECRET " },
	{ "exec command=/x/{tenant} arg1=ONE", "" },
	{ "exec command=/x vary=A vary2={tenant} arg1=B", "A ACME_1 " },
	{ "file path=/x", "" },
	{ "keyring", "" },
	{ "keyctl description=D", "" },
	{ "systemd", "CREDENTIALS_DIRECTORY " },
	{ "pass", "PASSWORD_STORE_DIR PASSWORD_STORE_KEY PASSWORD_STORE_SIGNING_KEY GNUPGHOME " },
	{ "pass vary=GNUPGHOME vary1=PASSWORD_STORE_GPG_OPTS",
	  "PASSWORD_STORE_DIR PASSWORD_STORE_KEY PASSWORD_STORE_SIGNING_KEY GNUPGHOME "
	  "PASSWORD_STORE_GPG_OPTS " },
	{ "vault path=a", "VAULT_ADDR " },
	/* Wrong arguments are told later. */
	{ "env prefix", "CLIENT_ID CLIENT_SECRET " },
	{ "env prefx=ACME_", "" },
	{ "nowhere secret=X", "" },
};

START_TEST(each_variable)
{
	struct buf names = BUF_INIT;
	struct sample s;

	begin(&s, &variables[_i].line, 1, "acme-1", NULL);
	for (size_t i = 0; i < s.bound->nvariables; i++) {
		const struct variable *v = &s.bound->variables[i];
		buf_printf(&names, "%s ", v->name);
		ck_assert_str_eq(v->value, "set");
		ck_assert(bind_uses(s.bound, &s.bound->lines[0], i));
	}
	ck_assert_str_eq(buf_str(&names), variables[_i].names);
	buf_free(&names);
	end(&s);
}
END_TEST

/* Each line sees its own; one that two name is there once. */
START_TEST(variables_of_lines)
{
	static const char *const lines[] = { "env secret=A", "env id=B secret=A", "file path=/x" };
	struct sample s;

	begin(&s, lines, 3, NULL, "B");
	ck_assert_uint_eq(s.bound->nvariables, 2);
	ck_assert_str_eq(s.bound->variables[0].name, "A");
	ck_assert_str_eq(s.bound->variables[1].name, "B");
	ck_assert_ptr_null(s.bound->variables[1].value);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(bind_uses(s.bound, &s.bound->lines[i], 0), i < 2);
		ck_assert_int_eq(bind_uses(s.bound, &s.bound->lines[i], 1), i == 1);
	}
	end(&s);
}
END_TEST

START_TEST(kept_variables)
{
	static const char *const kept[] = { "HOME",
					    "LANG",
					    "LC_ALL",
					    "LC_TIME",
					    "TZ",
					    "XDG_RUNTIME_DIR",
					    "DBUS_SESSION_BUS_ADDRESS" };
	static const char *const taken[] = { "HOMEX", "LANGUAGE", "LC",         "TZDIR",
					     "XDG",   "PATH",     "VAULT_ADDR", "" };

	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		ck_assert_msg(bind_keeps_variable(kept[i]), "%s", kept[i]);
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
		ck_assert_msg(!bind_keeps_variable(taken[i]), "%s", taken[i]);
}
END_TEST

static char *described(const struct sample *s)
{
	struct buf b = BUF_INIT;
	char *text;

	bind_describe(s->bound, &b);
	ck_assert(!buf_error(&b));
	ck_assert_ptr_nonnull(text = strdup(buf_str(&b)));
	buf_free(&b);
	return text;
}

START_TEST(key)
{
	static const char *const lines[] = { "env prefix=A_{tenant}_", "-nowhere a=%", "keyring" };
	struct sample s;

	begin(&s, lines, 3, "acme-1", NULL);
	/* The last two in a stack of their own. */
	struct source outer[2] = { s.sources[0],
				   { .control_text = (char *)(uintptr_t) "sufficient",
				     .stack = (char *)(uintptr_t) "both",
				     .inner = s.sources + 1,
				     .ninner = 2 } };
	bind_free(&s.bound);
	s.profile.sources = outer;
	s.profile.nsources = 2;
	ck_assert_int_eq(bind_profile(&s.profile, value, NULL, &s.bound, NULL), 0);
	ck_assert_uint_eq(s.bound->nlines, 3);
	ck_assert_ptr_eq(bind_line(s.bound, &s.sources[2]), &s.bound->lines[2]);
	ck_assert_ptr_null(bind_line(s.bound, &outer[1]));
	char *text = described(&s);
	ck_assert_ptr_nonnull(strstr(text, "profile=a.b\n"));
	/* Behind the settings, whose last one is the search path. */
	ck_assert_ptr_nonnull(strstr(text, "\nplugin-path="));
	ck_assert_str_eq(strstr(text, "\nsource=required\n") + 1,
			 "source=required\nplugin=env\narg=prefix\nvalue=A_ACME_1_\n"
			 "source=sufficient\nstack=both\n-source=required\nplugin=nowhere\narg=a\n"
			 "value=%25\nsource=required\nplugin=keyring\nend=both\n");
	free(text);
	end(&s);
}
END_TEST

/* For each option of each plugin of ours: whether a line keeps tenants apart that gives it with {tenant}, and
 * without. */
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
	static const char *const ours[] = { "env",     "exec", "file",    "keyctl",
					    "keyring", "pass", "systemd", "vault" };
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
	{ { "debug sleep-ms=soon" }, NULL, "conf:1:30: debug: sleep-ms=soon: a whole number" },
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

static void write_description(const char *text, mode_t mode)
{
	temp_write(dir, "x.plugin", text, strlen(text), mode);
}

#define HEAD "plugin x\nabi 1.0\noffers get store\n"

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

static const struct {
	const char *line;
	bool stores;
	const char *location;
} abilities[] = {
	{ "keyring", true, "" },
	{ "pass", true, "" },
	{ "pass entry=a/b", true, "a/b" },
	{ "pass entry=a/{tenant}", true, "a/acme-1" },
	{ "exec command=/x arg1=secret", false, "/x" },
	{ "exec command=/x store=no", false, "/x" },
	{ "exec command=/x store=yes", true, "/x" },
	{ "env prefix=A_", false, "A_CLIENT_ID, A_CLIENT_SECRET" },
	{ "env id=A secret=B", false, "A, B" },
	{ "vault path=a/b role-id=r", false, "a/b" },
	{ "systemd", false, "" },
	{ "nowhere path=/x", false, "" },
};

START_TEST(each_ability)
{
	struct buf b = BUF_INIT;
	struct sample s;

	begin(&s, &abilities[_i].line, 1, NULL, NULL);
	ck_assert_int_eq(bind_stores(&s.bound->lines[0]), abilities[_i].stores);
	bind_location(&s.bound->lines[0], true, &b);
	ck_assert_str_eq(buf_str(&b), abilities[_i].location);
	buf_reset(&b);
	bind_location(&s.bound->lines[0], false, &b);
	ck_assert_str_eq(buf_str(&b), strstr(abilities[_i].line, "{tenant}") != NULL
					      ? ""
					      : abilities[_i].location);
	buf_free(&b);
	end(&s);
}
END_TEST

START_TEST(one_file)
{
	static const char *const lines[] = { "x a=1" };
	struct bound *bound = NULL;
	struct err err = { 0 };
	struct sample s;

	/* Not that of the directories. */
	write_description(HEAD "module x.so\n", 0644);
	ck_assert_int_eq(mkdir(temp_path(dir, "other"), 0755), 0);
	temp_write(dir, "other/x.plugin", HEAD "module y.so\n", strlen(HEAD "module y.so\n"), 0644);
	begin(&s, lines, 1, NULL, NULL);
	ck_assert_int_eq(
		bind_file(&s.profile, temp_path(dir, "other/x.plugin"), value, NULL, &bound, &err),
		0);
	ck_assert_str_eq(bound->lines[0].description->module, "y.so");
	ck_assert_str_eq(bind_argument(&bound->lines[0], "a"), "1");
	ck_assert_ptr_null(bind_argument(&bound->lines[0], "b"));
	bind_free(&bound);
	bind_free(NULL);
	end(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bind");
	TCase *t = tcase_create("bind");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, each_variable, 0, ARRAY_SIZE(variables));
	tcase_add_test(t, variables_of_lines);
	tcase_add_test(t, kept_variables);
	tcase_add_test(t, key);
	tcase_add_loop_test(t, each_tenant, 0, ARRAY_SIZE(tenants));
	tcase_add_test(t, all_options_are_there);
	tcase_add_loop_test(t, each_check, 0, ARRAY_SIZE(checks));
	tcase_add_loop_test(t, each_break, 0, ARRAY_SIZE(breaks));
	tcase_add_test(t, the_way_is_for_later);
	tcase_add_loop_test(t, each_ability, 0, ARRAY_SIZE(abilities));
	tcase_add_test(t, one_file);
	suite_add_tcase(suite, t);
	return unit_main(suite);
}
