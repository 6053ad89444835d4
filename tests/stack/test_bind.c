/* Profiles bound to their plugins: variables, the text of the key, and what a line can do. */
#include "stack/inherit.h"
#include "stack/sample.h"

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
	{ "pass",
	  "PASSWORD_STORE_DIR PASSWORD_STORE_KEY PASSWORD_STORE_SIGNING_KEY GNUPGHOME HOME " },
	{ "pass vary=GNUPGHOME vary1=PASSWORD_STORE_GPG_OPTS",
	  "PASSWORD_STORE_DIR PASSWORD_STORE_KEY PASSWORD_STORE_SIGNING_KEY GNUPGHOME HOME "
	  "PASSWORD_STORE_GPG_OPTS " },
	{ "vault path=a", "VAULT_ADDR HOME " },
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

/* Behind the value stands the place of somebody else, if it is to. Without root it is missing in a
 * directory of ours, and so ours. */
static const struct {
	const char *name, *value;
	bool theirs, inherited;
} places[] = {
	{ "HOME", "/", false, true },
	{ "HOME", "/tmp", false, false },
	/* It is missing, and only root could make it; anybody could make the other one. */
	{ "HOME", "/nonexistent/x", false, true },
	{ "HOME", "/tmp/nonexistent", false, false },
	{ "HOME", "/dev/null", false, false },
	{ "HOME", "tmp", false, false },
	{ "HOME", "", false, false },
	{ "HOME", "", true, false },
	{ "XDG_CONFIG_HOME", "", true, false },
	{ "XDG_CONFIG_HOME", "tmp/x", false, false },
	{ "XDG_RUNTIME_DIR", "/tmp", false, false },
	{ "XDG_RUNTIME_DIR", "/usr", false, true },
	{ "XDG_DATA_DIRS", "/usr:/usr/share/:/", false, true },
	{ "XDG_DATA_DIRS", "/usr:", true, false },
	{ "XDG_CURRENT_DESKTOP", "GNOME:X", false, true },
	{ "OTHER", "", true, true },
};

START_TEST(each_place)
{
	const char *theirs = temp_path(dir, "theirs");
	char value[TEMP_SIZE * 2];

	if (geteuid() == 0)
		ck_assert(mkdir(theirs, 0700) == 0 && chown(theirs, 65534, 65534) == 0);
	snprintf(value, sizeof(value), "%s%s", places[_i].value, places[_i].theirs ? theirs : "");
#undef setenv /* the test is about the environment */
	ck_assert_int_eq(setenv(places[_i].name, value, 1), 0);
	if (places[_i].inherited || (places[_i].theirs && geteuid() != 0))
		ck_assert_str_eq(inherit_value(NULL, places[_i].name), value);
	else
		ck_assert_ptr_null(inherit_value(NULL, places[_i].name));
	ck_assert_int_eq(unsetenv(places[_i].name), 0);
	ck_assert_ptr_null(inherit_value(NULL, places[_i].name));
}
END_TEST

/* A missing place, where others could make it. */
START_TEST(a_missing_place)
{
	const char *above = temp_path(dir, "above");
	char value[TEMP_SIZE * 2];

	snprintf(value, sizeof(value), "%s/missing", above);
	ck_assert_int_eq(mkdir(above, 0700), 0);
	ck_assert_int_eq(setenv("HOME", value, 1), 0);
	ck_assert_str_eq(inherit_value(NULL, "HOME"), value);
	ck_assert_int_eq(chmod(above, 0770), 0);
	ck_assert_ptr_null(inherit_value(NULL, "HOME"));
	ck_assert_int_eq(setenv("HOME", above, 1), 0);
	ck_assert_str_eq(inherit_value(NULL, "HOME"), above);
	ck_assert_int_eq(unsetenv("HOME"), 0);
}
END_TEST

/* A link of somebody else, who can let it lead elsewhere. */
START_TEST(a_link)
{
	const char *link = temp_path(dir, "link");

	ck_assert_int_eq(symlink("/", link), 0);
	ck_assert_int_eq(setenv("HOME", link, 1), 0);
	ck_assert_str_eq(inherit_value(NULL, "HOME"), link);
	if (geteuid() == 0) {
		ck_assert_int_eq(lchown(link, 65534, 65534), 0);
		ck_assert_ptr_null(inherit_value(NULL, "HOME"));
	}
	ck_assert_int_eq(unsetenv("HOME"), 0);
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
	/* That a file cannot be read for the moment says nothing of the line: this one gives
	 * EIO. */
	ck_assert_int_eq(bind_file(&s.profile, "/proc/self/mem", value, NULL, &bound, &err),
			 EXIT_OS);
	ck_assert_str_eq(err.place.file, "conf");
	ck_assert_ptr_nonnull(strstr(err.text, "x: cannot read /proc/self/mem"));
	ck_assert_ptr_null(bound);
	end(&s);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("bind");
	TCase *t = tcase_create("bind");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, each_variable, 0, ARRAY_SIZE(variables));
	tcase_add_test(t, variables_of_lines);
	tcase_add_loop_test(t, each_place, 0, ARRAY_SIZE(places));
	tcase_add_test(t, a_missing_place);
	tcase_add_test(t, a_link);
	tcase_add_test(t, key);
	tcase_add_loop_test(t, each_ability, 0, ARRAY_SIZE(abilities));
	tcase_add_test(t, one_file);
	suite_add_tcase(s, t);
	return unit_main(s);
}
