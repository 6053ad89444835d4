/* Files and their rules, on real files in a directory of the test's own. */
#include "base/fs.h"
#include "lib/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char top[64];
static int dir = -1;

static void setup(void)
{
	snprintf(top, sizeof(top), "/tmp/ccred-test-fs-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	ck_assert_int_ge(dir = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0);
}

static void teardown(void)
{
	static const char *const names[] = { "f", "l", "p", "d/x", "d/.tmp" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlinkat(dir, names[i], 0);
	(void)unlinkat(dir, "d", AT_REMOVEDIR);
	close(dir);
	/* Fails, and with it the test, if anything is left. */
	ck_assert_int_eq(rmdir(top), 0);
}

static void make(const char *name, mode_t mode)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fs_write_all(fd, "text", 4), 0);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

static int try(const char *name, enum fs_rule rule)
{
	struct err e = { 0 };
	int fd = -1;
	int r = fs_open(dir, name, rule, &fd, NULL, &e);

	ck_assert((r == 0) == (fd >= 0));
	ck_assert(r == 0 || e.text[0] != '\0');
	fs_close(&fd);
	return r;
}

START_TEST(modes)
{
	static const struct {
		mode_t mode;
		int config, secret, shared, private;
	} rows[] = {
		{ 0600, 0, 0, 0, 0 },
		{ 0400, 0, 0, 0, EXIT_DENIED },
		{ 0640, 0, EXIT_DENIED, 0, EXIT_DENIED },
		{ 0604, 0, EXIT_DENIED, 0, EXIT_DENIED },
		{ 0644, 0, EXIT_DENIED, 0, EXIT_DENIED },
		{ 0620, EXIT_DENIED, EXIT_DENIED, EXIT_DENIED, EXIT_DENIED },
		{ 0602, EXIT_DENIED, EXIT_DENIED, EXIT_DENIED, EXIT_DENIED },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make("f", rows[i].mode);
		ck_assert_int_eq(try("f", FS_CONFIG), rows[i].config);
		ck_assert_int_eq(try("f", FS_SECRET), rows[i].secret);
		ck_assert_int_eq(try("f", FS_SECRET_SHARED), rows[i].shared);
		ck_assert_int_eq(try("f", FS_PRIVATE), rows[i].private);
		ck_assert_int_eq(unlinkat(dir, "f", 0), 0);
	}
}
END_TEST

static void mends(const char *name, enum fs_rule rule, const char *reason, const char *fix)
{
	struct err e = { 0 };
	int fd = -1;

	ck_assert_int_ne(fs_open(dir, name, rule, &fd, NULL, &e), 0);
	ck_assert_str_eq(e.reason, reason);
	ck_assert_str_eq(e.fix, fix);
}

/* A command that mends, ready to be pasted. */
START_TEST(fixes)
{
	make("f", 0644);
	mends("f", FS_SECRET, "file_mode", "chmod 600 f");
	ck_assert_int_eq(fchmodat(dir, "f", 0620, 0), 0);
	mends("f", FS_CONFIG, "file_mode", "chmod go-w f");
	mends("f", FS_PRIVATE, "file_mode", "");
	mends("none", FS_CONFIG, "file_missing", "");
	mends("f/x", FS_CONFIG, "file_missing", "");
	ck_assert_int_eq(symlinkat("f", dir, "l"), 0);
	mends("l", FS_PRIVATE, "file_type", "");
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(fchownat(dir, "f", 65534, 65534, 0), 0);
	mends("f", FS_CONFIG, "file_owner", "");
}
END_TEST

START_TEST(kinds)
{
	ck_assert_int_eq(try("none", FS_CONFIG), EXIT_NOINPUT);
	make("f", 0600);
	ck_assert_int_eq(try("f/x", FS_CONFIG), EXIT_NOINPUT);
	/* Secret files are followed (Kubernetes), files of the cache never. */
	ck_assert_int_eq(symlinkat("f", dir, "l"), 0);
	ck_assert_int_eq(try("l", FS_SECRET), 0);
	ck_assert_int_eq(try("l", FS_PRIVATE), EXIT_DENIED);
	/* Must not hang. */
	ck_assert_int_eq(mkfifoat(dir, "p", 0600), 0);
	ck_assert_int_eq(try("p", FS_SECRET), EXIT_DENIED);
	ck_assert_int_eq(mkdirat(dir, "d", 0700), 0);
	ck_assert_int_eq(try("d", FS_CONFIG), EXIT_DENIED);
	/* A second link could be held by somebody else. */
	ck_assert_int_eq(linkat(dir, "f", dir, "d/x", 0), 0);
	ck_assert_int_eq(try("f", FS_PRIVATE), EXIT_DENIED);
	if (geteuid() == 0) {
		ck_assert_int_eq(unlinkat(dir, "d/x", 0), 0);
		ck_assert_int_eq(fchownat(dir, "f", 65534, 65534, 0), 0);
		ck_assert_int_eq(try("f", FS_CONFIG), EXIT_DENIED);
		ck_assert_int_eq(try("f", FS_SECRET), EXIT_DENIED);
	}
}
END_TEST

/* A non-blocking output whose reader is slow: the writer waits. */
START_TEST(non_blocking)
{
	static char text[300000];
	int ends[2], status;
	size_t wanted = sizeof(text), got = 0;

	memset(text, 'x', sizeof(text));
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	/* It is full before anybody reads. */
	while (write(ends[1], text, 4096) > 0)
		wanted += 4096;
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(fs_write_all(ends[1], text, sizeof(text)) == 0 ? 0 : 1);
	close(ends[1]);
	for (ssize_t n; (n = read(ends[0], text, sizeof(text))) > 0;)
		got += (size_t)n;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(got, wanted);
	close(ends[0]);
}
END_TEST

START_TEST(private_dir)
{
	struct err e = { 0 };
	int fd = -1;

	umask(0777); /* whatever the caller's umask, the directory is usable */
	umask(077);
	ck_assert_int_eq(fs_open_private_dir(dir, "d", false, &fd, &e), EXIT_NOINPUT);
	ck_assert_int_eq(fs_open_private_dir(dir, "d", true, &fd, &e), 0);
	fs_close(&fd);
	ck_assert_int_eq(fchmodat(dir, "d", 0750, 0), 0);
	ck_assert_int_eq(fs_open_private_dir(dir, "d", true, &fd, &e), EXIT_DENIED);
	ck_assert_str_eq(e.text, "others have access to the directory d (mode 0750): chmod 700 it, "
				 "or name another");
	if (geteuid() == 0) {
		ck_assert_int_eq(fchownat(dir, "d", 65534, 65534, 0), 0);
		ck_assert_int_eq(fs_open_private_dir(dir, "d", true, &fd, &e), EXIT_DENIED);
		ck_assert_str_eq(e.text, "the directory d belongs to uid 65534: name one that is "
					 "yours alone");
		ck_assert_int_eq(fchownat(dir, "d", 0, 0, 0), 0);
	}
	ck_assert_int_eq(fs_open_private_dir(dir, "no/d", true, &fd, &e), EXIT_NOINPUT);
	ck_assert_str_eq(e.text, "cannot make the directory no/d: No such file or directory");
	ck_assert_int_eq(symlinkat("d", dir, "l"), 0);
	ck_assert_int_eq(fchmodat(dir, "d", 0700, 0), 0);
	ck_assert_int_eq(fs_open_private_dir(dir, "l", false, &fd, &e), EXIT_DENIED);
	make("f", 0600);
	ck_assert_int_eq(fs_open_private_dir(dir, "f", false, &fd, &e), EXIT_DENIED);
}
END_TEST

START_TEST(replace)
{
	char name[NAME_MAX + 1];
	struct buf b = BUF_INIT;
	struct stat st;
	int fd = -1;

	umask(0777);
	ck_assert_int_eq(fs_replace(dir, "f", "one", 3, false, NULL, NULL), 0);
	ck_assert_int_eq(fs_replace(dir, "f", "two!", 4, false, NULL, NULL), 0);
	umask(077);
	ck_assert_int_eq(fs_open(dir, "f", FS_PRIVATE, &fd, &st, NULL), 0);
	ck_assert_int_eq(fs_read_all(fd, 4, "f", &b, NULL), 0);
	ck_assert_str_eq(buf_str(&b), "two!");
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	buf_reset(&b);
	ck_assert_int_eq(fs_read_all(fd, 3, "f", &b, NULL), EXIT_DATA);
	buf_free(&b);
	fs_close(&fd);
	/* As another file is. */
	ck_assert_int_eq(fs_open(dir, "f", FS_PRIVATE, &fd, &st, NULL), 0);
	fs_close(&fd);
	st.st_mode = 0100640;
	ck_assert_int_eq(fs_replace(dir, "f", "three", 5, true, &st, NULL), 0);
	ck_assert_int_eq(fstatat(dir, "f", &st, 0), 0);
	ck_assert_int_eq(st.st_mode, 0100640);
	ck_assert_int_eq(st.st_size, 5);
	ck_assert_int_eq(fs_replace(dir, "f", "four", 4, true, NULL, NULL), 0);
	ck_assert_int_eq(fstatat(dir, "f", &st, 0), 0);
	ck_assert_int_eq(st.st_mode, 0100600);
	/* It cannot replace a directory, and leaves nothing beside it. */
	ck_assert_int_eq(mkdirat(dir, "d", 0700), 0);
	ck_assert_int_eq(fs_replace(dir, "d", "x", 1, false, NULL, NULL), EXIT_OS);
	/* What is to be new takes no other's place, and leaves nothing either. */
	struct err err = { 0 };
	ck_assert_int_eq(fs_create(dir, "new", "one", 3, &err), 0);
	ck_assert_int_eq(fs_create(dir, "new", "three", 5, &err), EXIT_DENIED);
	ck_assert(err_is(&err, REASON_FILE_EXISTS));
	ck_assert_int_eq(fstatat(dir, "new", &st, 0), 0);
	ck_assert_int_eq(st.st_mode, 0100600);
	ck_assert_int_eq(st.st_size, 3);
	ck_assert_int_eq(fs_open_temporary(dir, "new", name, &fd, NULL), 0);
	fs_close(&fd);
	fs_remove_all_left_behind(dir, "other", NULL);
	ck_assert_int_eq(faccessat(dir, name, F_OK, 0), 0);
	fs_remove_all_left_behind(dir, "other", "ew");
	ck_assert_int_ne(faccessat(dir, name, F_OK, 0), 0);
	ck_assert_int_eq(unlinkat(dir, "new", 0), 0);
}
END_TEST

START_TEST(temporary)
{
	char name[NAME_MAX + 1];
	int fd = -1;

	ck_assert_int_eq(fs_open_temporary(dir, "f", name, &fd, NULL), 0);
	ck_assert_int_eq(strncmp(name, FS_TEMPORARY "f-", strlen(FS_TEMPORARY "f-")), 0);
	fs_remove_left_behind(dir, name);
	ck_assert_int_eq(faccessat(dir, name, F_OK, 0), 0);
	fs_close(&fd);
	fs_remove_left_behind(dir, name);
	ck_assert_int_ne(faccessat(dir, name, F_OK, 0), 0);
}
END_TEST

START_TEST(paths)
{
	struct err e = { 0 };
	char path[128];

	make("f", 0600);
	snprintf(path, sizeof(path), "%s/f", top);
	/* /tmp is root's and sticky. */
	ck_assert_msg(fs_check_path(path, NULL, &e) == 0, "%s", e.text);
	ck_assert_int_eq(fchmodat(dir, "f", 0620, 0), 0);
	ck_assert_int_eq(fs_check_path(path, NULL, &e), EXIT_DENIED);
	ck_assert_int_eq(fchmodat(dir, "f", 0600, 0), 0);
	ck_assert_int_eq(chmod(top, 0777), 0);
	ck_assert_int_eq(fs_check_path(path, NULL, &e), EXIT_DENIED);
	/* Sticky, but only root's stickiness counts for others: ours is another matter. */
	ck_assert_int_eq(chmod(top, 01777), 0);
	ck_assert_int_eq(fs_check_path(path, NULL, &e), geteuid() == 0 ? 0 : EXIT_DENIED);
	ck_assert_int_eq(chmod(top, 0700), 0);
	ck_assert_int_eq(fs_check_path("relative", NULL, &e), EXIT_DENIED);
	snprintf(path, sizeof(path), "%s/none", top);
	ck_assert_int_eq(fs_check_path(path, NULL, &e), EXIT_NOINPUT);
	ck_assert_int_eq(fs_check_path("/", NULL, &e), 0);
	if (geteuid() == 0) {
		snprintf(path, sizeof(path), "%s/f", top);
		ck_assert_int_eq(chown(top, 65534, 65534), 0);
		ck_assert_int_eq(fs_check_path(path, NULL, &e), EXIT_DENIED);
		ck_assert_int_eq(chown(top, 0, 0), 0);
	}
}
END_TEST

static const char *user_dir(const char *variable)
{
	const char *found = "not set";

	ck_assert_int_eq(fs_user_dir(variable, &found, NULL), 0);
	return found;
}

START_TEST(user_dirs)
{
#undef setenv /* the test is about the environment */
	setenv("XDG_CONFIG_HOME", top, 1);
	ck_assert_str_eq(user_dir("XDG_CONFIG_HOME"), top);
	setenv("XDG_CONFIG_HOME", "relative", 1);
	ck_assert_ptr_null(user_dir("XDG_CONFIG_HOME"));
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	ck_assert_ptr_null(user_dir("XDG_CONFIG_HOME"));
	setenv("XDG_CONFIG_HOME", "", 1);
	ck_assert_ptr_null(user_dir("XDG_CONFIG_HOME"));
	unsetenv("XDG_CONFIG_HOME");
	ck_assert_ptr_null(user_dir("XDG_CONFIG_HOME"));
	if (geteuid() == 0) {
		ck_assert_int_eq(chown(top, 65534, 65534), 0);
		setenv("HOME", top, 1);
		ck_assert_ptr_null(user_dir("HOME"));
		ck_assert_int_eq(chown(top, 0, 0), 0);
	} else {
		setenv("HOME", "/", 1); /* root's */
		ck_assert_ptr_null(user_dir("HOME"));
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("fs");
	TCase *t = tcase_create("fs");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, modes);
	tcase_add_test(t, fixes);
	tcase_add_test(t, kinds);
	tcase_add_test(t, non_blocking);
	tcase_add_test(t, private_dir);
	tcase_add_test(t, replace);
	tcase_add_test(t, temporary);
	tcase_add_test(t, paths);
	tcase_add_test(t, user_dirs);
	suite_add_tcase(s, t);
	return unit_main(s);
}
