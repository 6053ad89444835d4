/* Where plugins may lie, what they may be called, and who must not be able to change them. */
#include "base/banned.h"
#include "plugin/plugin_file.h"
#include "lib/unit.h"
#include "lib/temp.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define DEBUG_SO TEST_BUILDDIR "/plugindir/ccred_debug.so"

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

static int locate(const char *name, char **ret_path)
{
	char system[TEMP_SIZE + 16], own[TEMP_SIZE + 16];
	char *dirs[] = { own };

	snprintf(system, sizeof(system), "%s/system", dir);
	/* As somebody may write it. */
	snprintf(own, sizeof(own), "%s/own//", dir);
	return plugin_locate(name, system, dirs, 1, ret_path, &err);
}

static void found(const char *name, const char *where)
{
	char *path = NULL;

	ck_assert_msg(locate(name, &path) == 0, "%s: %s", name, err.text);
	ck_assert_msg(strstr(path, where) != NULL, "%s is not %s", path, where);
	free(path);
}

static void refused(const char *name, int code)
{
	char *path = NULL;
	int r = locate(name, &path);

	ck_assert_msg(r == code, "%s: %d, not %d: %s", name, r, code, err.text);
	ck_assert_ptr_null(path);
}

START_TEST(bare_names)
{
	static const char *const bad[] = {
		"",    ".",    "..", "../x", "x/y",      "./x", "x.so",
		"a b", "x\ny", "x=", "~x",   "\xc3\xa4", "%s",  "ccred.x"
	};
	char longest[66];

	temp_write(dir, "own/ccred_x.so", "", 0, 0644);
	found("x", "/own/");
	/* The compiled-in directory comes first. */
	temp_write(dir, "system/ccred_x.so", "", 0, 0644);
	found("x", "/system/");
	temp_write(dir, "system/ccred_a-B_9.so", "", 0, 0644);
	found("a-B_9", "/system/ccred_a-B_9.so");
	refused("absent", EXIT_NOINPUT);
	ck_assert_ptr_null(strstr(err.text, "libsecret"));
	/* Ours, and left out by configure --without-keyring. */
	refused("keyring", EXIT_NOINPUT);
	ck_assert_ptr_nonnull(
		strstr(err.text, "build ccred with libsecret (Debian: libsecret-1-dev;"));
	refused("keyctl", EXIT_NOINPUT);
	ck_assert_ptr_nonnull(
		strstr(err.text, "build ccred with libkeyutils (Debian: libkeyutils-dev;"));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		refused(bad[i], EXIT_CONFIG);
	memset(longest, 'x', sizeof(longest));
	longest[65] = '\0';
	refused(longest, EXIT_CONFIG);
	longest[64] = '\0';
	refused(longest, EXIT_NOINPUT);
}
END_TEST

START_TEST(absolute_names)
{
	static const char *const bad[] = { "elsewhere/ccred_x.so",
					   "own/deeper/ccred_x.so",
					   "own/../own/ccred_x.so",
					   "own/x.so",
					   "own/ccred_.so",
					   "own/ccred_x.so.1",
					   "own/ccred_x",
					   "own/ccred_../ccred_x.so",
					   "system/../own/ccred_x.so",
					   "owner/ccred_x.so" };

	temp_write(dir, "own/ccred_x.so", "", 0, 0644);
	temp_write(dir, "own/deeper/ccred_x.so", "", 0, 0644);
	temp_write(dir, "system/ccred_y.so", "", 0, 0644);
	found(temp_path(dir, "own/ccred_x.so"), "/own/ccred_x.so");
	found(temp_path(dir, "system/ccred_y.so"), "/system/ccred_y.so");
	refused(temp_path(dir, "own/ccred_absent.so"), EXIT_NOINPUT);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		refused(temp_path(dir, bad[i]), EXIT_CONFIG);
	refused("/ccred_x.so", EXIT_CONFIG);
	refused("/", EXIT_CONFIG);
}
END_TEST

START_TEST(names)
{
	static const struct {
		const char *path, *name;
	} cases[] = {
		{ "/a/ccred_x.so", "x" },   { "ccred_x.so", "x" },
		{ "/a/ccred_.so", NULL },   { "/a/ccred_x", NULL },
		{ "/a/x.so", NULL },        { "", NULL },
		{ "/a/ccred_x.so/", NULL }, { "/a/ccred_a b.so", NULL },
		{ "/ccred_x.so/y", NULL },  { "/a/ccred_x.so.so", NULL },
		{ "/a/CCRED_x.so", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *name = plugin_name_of(cases[i].path);
		ck_assert_pstr_eq(name, cases[i].name);
		free(name);
	}
}
END_TEST

static void copy_plugin(const char *name, mode_t mode)
{
	static char data[4 * 1024 * 1024];
	int fd = open(DEBUG_SO, O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ssize_t n = read(fd, data, sizeof(data));
	ck_assert_int_gt(n, 0);
	close(fd);
	temp_write(dir, name, data, (size_t)n, mode);
}

static void file(const char *name, int code, const char *why)
{
	int r = plugin_check_file(temp_path(dir, name), NULL, NULL, &err);
	char line[ERR_LINE_MAX];

	ck_assert_msg(r == code, "%s: %d, not %d: %s", name, r, code, err.text);
	if (why != NULL)
		ck_assert_msg(strstr(err_line(&err, line, sizeof(line)), why) != NULL,
			      "\"%s\" is not in: %s", why, line);
}

START_TEST(modes)
{
	copy_plugin("own/ccred_debug.so", 0644);
	file("own/ccred_debug.so", 0, NULL);
	/* The file, its directory, the one above. */
	copy_plugin("own/ccred_debug.so", 0664);
	file("own/ccred_debug.so", EXIT_DENIED, "chmod go-w ");
	copy_plugin("own/ccred_debug.so", 0646);
	file("own/ccred_debug.so", EXIT_DENIED, "chmod go-w ");
	copy_plugin("own/ccred_debug.so", 0600);
	file("own/ccred_debug.so", 0, NULL);
	ck_assert_int_eq(chmod(temp_path(dir, "own"), 0775), 0);
	file("own/ccred_debug.so", EXIT_DENIED, "/own (mode 0775): chmod go-w ");
	ck_assert_int_eq(chmod(temp_path(dir, "own"), 0757), 0);
	file("own/ccred_debug.so", EXIT_DENIED, "/own (mode 0757)");
	ck_assert_int_eq(chmod(temp_path(dir, "own"), 0755), 0);
	ck_assert_int_eq(chmod(dir, 0770), 0);
	file("own/ccred_debug.so", EXIT_DENIED, "(mode 0770)");
	ck_assert_int_eq(chmod(dir, 0700), 0);
	file("own/ccred_debug.so", 0, NULL);
	/* A sticky directory that is not root's protects nothing; root's own does. */
	ck_assert_int_eq(chmod(temp_path(dir, "own"), 01777), 0);
	file("own/ccred_debug.so", geteuid() == 0 ? 0 : EXIT_DENIED, NULL);
	if (geteuid() != 0)
		return;
	/* Only root can make somebody else's files. */
	ck_assert_int_eq(chmod(temp_path(dir, "own"), 0755), 0);
	ck_assert_int_eq(chown(temp_path(dir, "own/ccred_debug.so"), 65534, 0), 0);
	file("own/ccred_debug.so", EXIT_DENIED, "belongs to uid 65534");
	ck_assert_int_eq(chown(temp_path(dir, "own/ccred_debug.so"), 0, 0), 0);
	ck_assert_int_eq(chown(temp_path(dir, "own"), 65534, 0), 0);
	file("own/ccred_debug.so", EXIT_DENIED, "belongs to uid 65534");
}
END_TEST

START_TEST(kinds)
{
	copy_plugin("own/ccred_debug.so", 0644);
	file("own/ccred_absent.so", EXIT_NOINPUT, NULL);
	file("own", EXIT_DENIED, "not a regular file");
	ck_assert_int_eq(mkfifo(temp_path(dir, "own/ccred_fifo.so"), 0644), 0);
	file("own/ccred_fifo.so", EXIT_DENIED, "not a regular file");
	temp_write(dir, "own/ccred_text.so", "hello\n", 6, 0644);
	file("own/ccred_text.so", EXIT_CONFIG, "ccred_text.so: it is not an ELF");
	temp_write(dir, "own/ccred_empty.so", "", 0, 0644);
	file("own/ccred_empty.so", EXIT_CONFIG, "it is not an ELF");
	/* A link is as safe as what it leads to. */
	ck_assert_int_eq(symlink("deeper/ccred_debug.so", temp_path(dir, "own/ccred_link.so")), 0);
	file("own/ccred_link.so", EXIT_NOINPUT, NULL);
	copy_plugin("own/deeper/ccred_debug.so", 0644);
	file("own/ccred_link.so", 0, NULL);
	ck_assert_int_eq(chmod(temp_path(dir, "own/deeper"), 0777), 0);
	file("own/ccred_link.so", EXIT_DENIED, "/deeper (mode 0777)");
}
END_TEST

/* Who may turn a link gets no say: neither in what is checked, nor in what is loaded afterwards. */
START_TEST(links)
{
	char *resolved = NULL;

	copy_plugin("own/ccred_debug.so", 0644);
	ck_assert_int_eq(symlink("../ccred_debug.so", temp_path(dir, "own/deeper/ccred_debug.so")),
			 0);
	const char *path = temp_path(dir, "own/deeper/ccred_debug.so");
	ck_assert_int_eq(plugin_check_file(path, NULL, &resolved, &err), 0);
	ck_assert_str_eq(resolved, temp_path(dir, "own/ccred_debug.so"));
	free(resolved);
	ck_assert_int_eq(chmod(temp_path(dir, "own/deeper"), 0777), 0);
	file("own/deeper/ccred_debug.so", EXIT_DENIED, "/deeper (mode 0777)");
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chmod(temp_path(dir, "own/deeper"), 0755), 0);
	ck_assert_int_eq(chown(temp_path(dir, "own/deeper"), 65534, 0), 0);
	file("own/deeper/ccred_debug.so", EXIT_DENIED, "/deeper belongs to uid 65534");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("plugin_file");
	TCase *t = tcase_create("plugin_file");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, bare_names);
	tcase_add_test(t, absolute_names);
	tcase_add_test(t, names);
	tcase_add_test(t, modes);
	tcase_add_test(t, kinds);
	tcase_add_test(t, links);
	suite_add_tcase(s, t);
	return unit_main(s);
}
