/* Where descriptions may lie, what they may be called, and who must not be able to change a
 * plugin. */
#include "plugin/find.h"
#include "lib/unit.h"
#include "lib/temp.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static char dir[TEMP_SIZE];
static struct err err;

static void setup(void)
{
	temp_make(dir);
	ck_assert_int_eq(mkdir(temp_path(dir, "system"), 0755), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "own"), 0755), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "own/deeper"), 0755), 0);
	err = (struct err){ 0 };
}

static void teardown(void)
{
	temp_remove(dir);
}

static void write_file(const char *name, const char *text, mode_t mode)
{
	temp_write(dir, name, text, strlen(text), mode);
}

/* own/NAME.plugin or so of the plugin that it is named for, with this line for what it names. */
static void describe(const char *name, const char *plugin, const char *line)
{
	char text[512];

	snprintf(text, sizeof(text), "plugin %s\nabi 1.0\noffers get\n%s\n", plugin, line);
	write_file(name, text, 0644);
}

static const char *said(void)
{
	static char line[ERR_LINE_MAX];

	return err_line(&err, line, sizeof(line));
}

static int find(const char *name, struct description **ret_description)
{
	char system[TEMP_SIZE + 16], own[TEMP_SIZE + 16];
	char *dirs[] = { own };

	snprintf(system, sizeof(system), "%s/system", dir);
	/* As somebody may write it. */
	snprintf(own, sizeof(own), "%s/own//", dir);
	return find_description(name, system, dirs, 1, ret_description, &err);
}

static void found(const char *name, const char *where)
{
	struct description *d = NULL;

	ck_assert_msg(find(name, &d) == 0, "%s: %s", name, said());
	ck_assert_str_eq(d->name, name);
	ck_assert_msg(strstr(d->path, where) != NULL, "%s is not %s", d->path, where);
	description_free(&d);
}

static void refused(const char *name, int code, const char *says)
{
	struct description *d = NULL;
	int r = find(name, &d);

	ck_assert_msg(r == code, "%s: %d, not %d: %s", name, r, code, said());
	ck_assert_msg(strstr(said(), says) != NULL, "\"%s\" is not in: %s", says, said());
	ck_assert_ptr_null(d);
}

START_TEST(names)
{
	static const char *const bad[] = {
		"",    ".",    "..", "../x", "x/y",      "./x", "x.so",
		"a b", "x\ny", "x=", "~x",   "\xc3\xa4", "%s",  "/own/x"
	};
	char longest[66];

	describe("own/x.plugin", "x", "module x.so");
	found("x", "/own/");
	/* The compiled-in directory comes first. */
	describe("system/x.plugin", "x", "module x.so");
	found("x", "/system/");
	describe("system/a-B_9.plugin", "a-B_9", "module x.so");
	found("a-B_9", "/system/a-B_9.plugin");
	refused("absent", EXIT_NOINPUT, "the plugin is not installed: absent.plugin is not in ");
	ck_assert_str_eq(err.reason, "plugin_missing");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		refused(bad[i], EXIT_CONFIG, "is not the name of a plugin");
	memset(longest, 'x', sizeof(longest));
	longest[65] = '\0';
	refused(longest, EXIT_CONFIG, "is not the name of a plugin");
	longest[64] = '\0';
	refused(longest, EXIT_NOINPUT, "not installed");
}
END_TEST

/* The first directory that has such a file decides, whatever is wrong with it. */
START_TEST(first_one)
{
	describe("own/x.plugin", "x", "module x.so");
	describe("system/x.plugin", "y", "module x.so");
	refused("x", EXIT_CONFIG, "the plugin calls itself y: name the file y.plugin");
	describe("system/x.plugin", "x", "nonsense");
	refused("x", EXIT_CONFIG, "a plugin has one of the two lines");
	describe("system/x.plugin", "x", "module x.so");
	ck_assert_int_eq(chmod(temp_path(dir, "system/x.plugin"), 0664), 0);
	refused("x", EXIT_DENIED, "chmod go-w ");
	ck_assert_int_eq(unlink(temp_path(dir, "system/x.plugin")), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "system/x.plugin"), 0755), 0);
	refused("x", EXIT_DENIED, "not a regular file");
	ck_assert_int_eq(rmdir(temp_path(dir, "system/x.plugin")), 0);
	ck_assert_int_eq(mkfifo(temp_path(dir, "system/x.plugin"), 0644), 0);
	refused("x", EXIT_DENIED, "not a regular file");
	ck_assert_int_eq(unlink(temp_path(dir, "system/x.plugin")), 0);
	ck_assert_int_eq(symlink("nothing", temp_path(dir, "system/x.plugin")), 0);
	found("x", "/own/");
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(temp_path(dir, "own/x.plugin"), 65534, 0), 0);
	refused("x", EXIT_DENIED, "belongs to uid 65534");
}
END_TEST

START_TEST(sizes)
{
	static char text[DESCRIPTION_MAX_SIZE + 2];
	size_t used =
		(size_t)snprintf(text, sizeof(text), "plugin x\nabi 1.0\noffers get\nmodule x\n");

	/* Comments, a line each. */
	for (; used < sizeof(text); used++)
		text[used] = used % 64 == 0 ? '\n' : '#';
	temp_write(dir, "own/x.plugin", text, DESCRIPTION_MAX_SIZE, 0644);
	found("x", "/own/");
	temp_write(dir, "own/x.plugin", text, DESCRIPTION_MAX_SIZE + 1, 0644);
	refused("x", EXIT_DATA, "is longer than 65536 bytes");
}
END_TEST

START_TEST(name_of)
{
	static const struct {
		const char *path, *name;
	} cases[] = {
		{ "/a/x.plugin", "x" },    { "x.plugin", "x" },         { "a-B_9.plugin", "a-B_9" },
		{ "/a/.plugin", NULL },    { ".plugin", NULL },         { "/a/x.plugin/", NULL },
		{ "/a/a b.plugin", NULL }, { "/x.plugin/y", NULL },     { "x", NULL },
		{ "/a/x.y.plugin", NULL }, { "/a/x.plugin.bak", NULL }, { "", NULL },
		{ "ccred_x.so", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char name[FIND_NAME_SIZE];
		bool found = find_name_of(cases[i].path, name);
		ck_assert_pstr_eq(found ? name : NULL, cases[i].name);
	}
}
END_TEST

/* What check_file says of own/NAME, and the resolved path. */
static void checked(const char *name, int code, const char *says)
{
	struct description *d = NULL;
	char *resolved = NULL;
	int r = check_file(temp_path(dir, name), &d, &resolved, &err);

	ck_assert_msg(r == code, "%s: %d, not %d: %s", name, r, code, r != 0 ? said() : "");
	if (r != 0)
		ck_assert_msg(strstr(said(), says) != NULL, "\"%s\" is not in: %s", says, said());
	else if (says == NULL)
		ck_assert_ptr_null(resolved);
	else
		ck_assert_str_eq(resolved, temp_path(dir, says));
	ck_assert_int_eq(d == NULL, r != 0);
	description_free(&d);
	free(resolved);
}

START_TEST(modules)
{
	describe("own/x.plugin", "x", "module x.so");
	checked("own/x.plugin", EXIT_CONFIG, "/own/x.so does not exist, and /");
	ck_assert_str_eq(err.reason, "plugin_file");
	write_file("own/x.so", "", 0644);
	checked("own/x.plugin", 0, "own/x.so");
	checked("own/y.plugin", EXIT_NOINPUT, "y.plugin");
	checked("own/x.so", EXIT_CONFIG, "is not of the form NAME.plugin");
	/* Whoever may change it, or the way to it. */
	ck_assert_int_eq(chmod(temp_path(dir, "own/x.so"), 0664), 0);
	checked("own/x.plugin", EXIT_DENIED, "chmod go-w ");
	ck_assert_int_eq(chmod(temp_path(dir, "own/x.so"), 0600), 0);
	ck_assert_int_eq(chmod(temp_path(dir, "own/x.plugin"), 0666), 0);
	checked("own/x.plugin", EXIT_DENIED, "own/x.plugin (mode 0666)");
	ck_assert_int_eq(chmod(temp_path(dir, "own/x.plugin"), 0600), 0);
	ck_assert_int_eq(chmod(temp_path(dir, "own"), 0775), 0);
	checked("own/x.plugin", EXIT_DENIED, "/own (mode 0775)");
	ck_assert_int_eq(chmod(temp_path(dir, "own"), 0755), 0);
	ck_assert_int_eq(chmod(dir, 0770), 0);
	checked("own/x.plugin", EXIT_DENIED, "(mode 0770)");
	ck_assert_int_eq(chmod(dir, 0700), 0);
	checked("own/x.plugin", 0, "own/x.so");
	/* Other kinds of files. */
	describe("own/x.plugin", "x", "module deeper");
	checked("own/x.plugin", EXIT_CONFIG, "own/deeper is not a regular file");
	/* A path elsewhere has a way of its own. */
	char line[TEMP_SIZE + 32];
	snprintf(line, sizeof(line), "module %s/system/y.so", dir);
	describe("own/x.plugin", "x", line);
	write_file("system/y.so", "", 0644);
	checked("own/x.plugin", 0, "system/y.so");
	describe("own/x.plugin", "x", "module ../system/y.so");
	checked("own/x.plugin", 0, "system/y.so");
	ck_assert_int_eq(chmod(temp_path(dir, "system"), 0777), 0);
	checked("own/x.plugin", EXIT_DENIED, "/system (mode 0777)");
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chmod(temp_path(dir, "system"), 0755), 0);
	ck_assert_int_eq(chown(temp_path(dir, "system"), 65534, 0), 0);
	checked("own/x.plugin", EXIT_DENIED, "/system belongs to uid 65534");
}
END_TEST

START_TEST(programs)
{
	describe("own/x.plugin", "x", "program x --now");
	write_file("own/x", "#!/bin/sh\n", 0644);
	checked("own/x.plugin", EXIT_CONFIG, "own/x is no program: it is not executable");
	ck_assert_int_eq(chmod(temp_path(dir, "own/x"), 0755), 0);
	checked("own/x.plugin", 0, "own/x");
	/* The line names it. */
	describe("own/x.plugin", "x", "option command path \"c\"\nprogram {command}");
	checked("own/x.plugin", 0, NULL);
}
END_TEST

/* A relative path starts where the description really lies. */
START_TEST(links)
{
	describe("own/deeper/x.plugin", "x", "module x.so");
	write_file("own/deeper/x.so", "", 0644);
	ck_assert_int_eq(symlink("deeper/x.plugin", temp_path(dir, "own/x.plugin")), 0);
	checked("own/x.plugin", 0, "own/deeper/x.so");
	ck_assert_int_eq(symlink("own/deeper", temp_path(dir, "link")), 0);
	checked("link/x.plugin", 0, "own/deeper/x.so");
	ck_assert_int_eq(chmod(temp_path(dir, "own/deeper"), 0777), 0);
	checked("own/x.plugin", EXIT_DENIED, "/deeper (mode 0777)");
	ck_assert_int_eq(chmod(temp_path(dir, "own/deeper"), 0755), 0);
	/* The name is that of the link. */
	ck_assert_int_eq(symlink("deeper/x.plugin", temp_path(dir, "own/y.plugin")), 0);
	checked("own/y.plugin", EXIT_CONFIG, "calls itself x");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("find");
	TCase *t = tcase_create("find");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, names);
	tcase_add_test(t, first_one);
	tcase_add_test(t, sizes);
	tcase_add_test(t, name_of);
	tcase_add_test(t, modules);
	tcase_add_test(t, programs);
	tcase_add_test(t, links);
	suite_add_tcase(s, t);
	return unit_main(s);
}
