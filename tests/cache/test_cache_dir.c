/* Which directory the cache lies in: ours alone, or none. */
#include "lib/unit.h"
#include "cache/cache_dir.h"
#include "fixture.h"

#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

static struct err err;

static void setup(void)
{
	temp_make(dir);
	err = (struct err){ 0 };
}

static void teardown(void)
{
	cache_close(&cache);
	temp_remove(dir);
}

static int open_as(const char *name)
{
	cache_close(&cache);
	err = (struct err){ 0 };
	return cache_open(temp_path(dir, name), &cache, &err);
}

static void denied(const char *name)
{
	ck_assert_int_eq(open_as(name), EXIT_DENIED);
	ck_assert_int_eq(err.code, EXIT_DENIED);
	ck_assert_msg(strncmp(err.text, "cache-dir: ", 11) == 0, "%s", err.text);
	ck_assert_ptr_null(cache);
	ck_assert_str_ne(err.reason, "");
}

START_TEST(given)
{
	struct stat st;

	/* Made, for us alone, whatever the umask lets through. */
	umask(0);
	ck_assert_msg(open_as("new") == 0, "%s", err.text);
	ck_assert_int_eq(stat(temp_path(dir, "new"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0700);
	ck_assert_int_eq(stat(temp_path(dir, "new/salt"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	ck_assert_int_eq(st.st_size, sizeof(cache->salt));
	ck_assert_int_eq(open_as("new"), 0);
	/* Others may look in, list, or pass through. */
	static const mode_t bad[] = { 0755, 0770, 0710, 0701, 0750, 01777 };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_int_eq(chmod(temp_path(dir, "new"), bad[i]), 0);
		denied("new");
		ck_assert_ptr_nonnull(strstr(err.text, "chmod 700"));
	}
	ck_assert_int_eq(chmod(temp_path(dir, "new"), 0700), 0);
	ck_assert_int_eq(symlink("new", temp_path(dir, "link")), 0);
	denied("link");
	temp_write(dir, "file", "", 0, 0600);
	denied("file");
	denied("absent/deeper");
	if (geteuid() != 0)
		return;
	/* Only root can make somebody else's directory. */
	ck_assert_int_eq(chown(temp_path(dir, "new"), 65534, 65534), 0);
	denied("new");
}
END_TEST

/* One of the variables that name a directory: NULL takes it away. */
static void set(const char *name, const char *value)
{
	static char texts[3][4200];
	char *text = texts[name[0] == 'X' ? 1 : name[0] == 'H' ? 2 : 0];

	snprintf(text, sizeof(texts[0]), value != NULL ? "%s=%s" : "%s", name,
		 value != NULL ? value : "");
	ck_assert_int_eq(putenv(text), 0);
}

/* Opens the default directory, and says which of the two below dir it is. */
static void opens(const char *name)
{
	struct stat a, b;
	int fd = -1;

	cache_close(&cache);
	ck_assert_msg(cache_open(NULL, &cache, &err) == 0, "%s", err.text);
	ck_assert_int_eq(cache_dir_open(NULL, false, &fd, &err), 0);
	ck_assert_int_eq(fstat(fd, &a), 0);
	ck_assert_int_eq(close(fd), 0);
	ck_assert_int_eq(stat(temp_path(dir, name), &b), 0);
	ck_assert_msg(a.st_ino == b.st_ino && a.st_dev == b.st_dev, "not in %s", name);
}

START_TEST(candidates)
{
	ck_assert_int_eq(mkdir(temp_path(dir, "xdg"), 0700), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "unit"), 0755), 0);
	set("XDG_RUNTIME_DIR", temp_path(dir, "xdg"));
	set("RUNTIME_DIRECTORY", temp_path(dir, "unit:/nowhere"));
	opens("xdg/ccred");
	opens("xdg/ccred");
	/* Each of these makes it unfit; the unit's is the next one. */
	ck_assert_int_eq(chmod(temp_path(dir, "xdg"), 0755), 0);
	opens("unit/ccred");
	ck_assert_int_eq(chmod(temp_path(dir, "xdg"), 0700), 0);
	ck_assert_int_eq(chmod(temp_path(dir, "xdg/ccred"), 0750), 0);
	opens("unit/ccred");
	ck_assert_int_eq(rename(temp_path(dir, "xdg/ccred"), temp_path(dir, "moved")), 0);
	ck_assert_int_eq(chmod(temp_path(dir, "moved"), 0700), 0);
	ck_assert_int_eq(symlink("../moved", temp_path(dir, "xdg/ccred")), 0);
	opens("unit/ccred");
	ck_assert_int_eq(unlink(temp_path(dir, "xdg/ccred")), 0);
	temp_write(dir, "xdg/ccred", "", 0, 0600);
	opens("unit/ccred");
	ck_assert_int_eq(unlink(temp_path(dir, "xdg/ccred")), 0);
	opens("xdg/ccred");
	if (chdir(dir) != 0)
		ck_abort();
	set("XDG_RUNTIME_DIR", "xdg");
	opens("unit/ccred");
	set("XDG_RUNTIME_DIR", "");
	opens("unit/ccred");
	set("XDG_RUNTIME_DIR", NULL);
	opens("unit/ccred");
	ck_assert_int_eq(chdir("/"), 0);
	if (geteuid() != 0)
		return;
	/* sudo with somebody's XDG_RUNTIME_DIR neither uses nor breaks it. */
	set("XDG_RUNTIME_DIR", temp_path(dir, "xdg"));
	ck_assert_int_eq(chown(temp_path(dir, "xdg"), 65534, 65534), 0);
	opens("unit/ccred");
	ck_assert_int_eq(chown(temp_path(dir, "xdg"), 0, 0), 0);
	ck_assert_int_eq(err.code, 0);
	ck_assert_int_eq(chown(temp_path(dir, "xdg/ccred"), 65534, 65534), 0);
	opens("unit/ccred");
	ck_assert_int_eq(err.code, EXIT_UNAVAILABLE);
	ck_assert_ptr_nonnull(strstr(err.text, "another user holds "));
}
END_TEST

/* A process that is short of descriptors opens the cache that there is, or none. */
START_TEST(short_of_descriptors)
{
	struct rlimit enough, few;
	struct stat st;
	int r = EXIT_OS;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &enough), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "xdg"), 0700), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "unit"), 0755), 0);
	set("XDG_RUNTIME_DIR", temp_path(dir, "xdg"));
	set("RUNTIME_DIRECTORY", temp_path(dir, "unit"));
	for (rlim_t n = STDERR_FILENO + 1; r != 0; n++) {
		few = (struct rlimit){ n, enough.rlim_max };
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
		int peeked = cache_peek(NULL, &cache, &err);
		cache_close(&cache);
		r = cache_open(NULL, &cache, &err);
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &enough), 0);
		ck_assert_msg(r == 0 || (r == EXIT_OS && err.code == r), "%d %s", r, err.text);
		ck_assert(peeked == EXIT_OS || peeked == EXIT_NOINPUT);
	}
	ck_assert_int_eq(lstat(temp_path(dir, "unit/ccred"), &st), -1);
	cache_close(&cache);
	/* A cache-dir is no place for a message that it is not ours either. */
	ck_assert_int_eq(mkdir(temp_path(dir, "c"), 0700), 0);
	few.rlim_cur = STDERR_FILENO + 1;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	ck_assert_int_eq(open_as("c"), EXIT_OS);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &enough), 0);
}
END_TEST

int __real_fs_user_dir(const char *variable, const char **ret_dir, struct err *ret_err);
int __wrap_fs_user_dir(const char *variable, const char **ret_dir, struct err *ret_err);
static bool failing;
int __wrap_fs_user_dir(const char *variable, const char **ret_dir, struct err *ret_err)
{
	return failing ? err_sys(ret_err, REASON_SYSTEM, EIO, "%s", variable)
		       : __real_fs_user_dir(variable, ret_dir, ret_err);
}

/* Nobody knows whether the cache lies there. The next place would be a second cache. */
START_TEST(unknown)
{
	struct stat st;

	ck_assert_int_eq(mkdir(temp_path(dir, "xdg"), 0700), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "unit"), 0755), 0);
	set("XDG_RUNTIME_DIR", temp_path(dir, "xdg"));
	set("RUNTIME_DIRECTORY", temp_path(dir, "unit"));
	failing = true;
	ck_assert_int_eq(cache_open(NULL, &cache, &err), EXIT_OS);
	ck_assert_ptr_nonnull(strstr(err.text, "XDG_RUNTIME_DIR: Input/output"));
	ck_assert_int_eq(lstat(temp_path(dir, "unit/ccred"), &st), -1);
}
END_TEST

static char taken_path[TEMP_SIZE + 64];

/* A cache_dir_fn. */
static void take_dir(const struct cache_dir *d, void *arg)
{
	(void)arg;
	if (d->why == NULL && d->writable && !d->there)
		snprintf(taken_path, sizeof(taken_path), "%s", d->path);
}

/* As nobody, in whose place in the shared memory somebody else sits. */
START_TEST(squatted)
{
	const uid_t nobody = 65534;
	struct stat st;

	if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", "/dev/shm", "tmpfs", 0, "mode=1777") != 0)
		return;
	ck_assert_int_eq(mkdir("/dev/shm/ccred-65534", 0700), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "home"), 0755), 0);
	ck_assert_int_eq(chown(temp_path(dir, "home"), nobody, 0), 0);
	ck_assert_int_eq(chmod(dir, 0711), 0);
	set("HOME", temp_path(dir, "home"));
	set("XDG_RUNTIME_DIR", NULL);
	set("RUNTIME_DIRECTORY", NULL);
	ck_assert_int_eq(seteuid(nobody), 0);
	/* Who only looks is told of it before it is there. */
	ck_assert_int_eq(cache_peek(NULL, &cache, &err), EXIT_NOINPUT);
	cache_dirs(NULL, take_dir, NULL);
	ck_assert_str_eq(taken_path, temp_path(dir, "home/.cache/ccred"));
	ck_assert_int_eq(stat(temp_path(dir, "home/.cache"), &st), -1);
	opens("home/.cache/ccred");
	ck_assert_str_eq(err.text, "another user holds /dev/shm/ccred-65534, where the cache would "
				   "lie: have it removed");
	ck_assert_int_eq(stat(temp_path(dir, "home/.cache"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0700);
	/* A link of somebody else's is as good as a directory; with none of them all is quiet. */
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(rmdir("/dev/shm/ccred-65534"), 0);
	ck_assert_int_eq(symlink(dir, "/dev/shm/ccred-65534"), 0);
	ck_assert_int_eq(seteuid(nobody), 0);
	opens("home/.cache/ccred");
	ck_assert_int_eq(err.code, EXIT_UNAVAILABLE);
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(unlink("/dev/shm/ccred-65534"), 0);
	ck_assert_int_eq(seteuid(nobody), 0);
	cache_close(&cache);
	ck_assert_int_eq(cache_open(NULL, &cache, &err), 0);
	ck_assert_int_eq(err.code, 0);
	ck_assert_int_eq(stat("/dev/shm/ccred-65534/salt", &st), 0);
	ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

/* What only looks makes nothing, and looks where cache_open would. */
START_TEST(peeking)
{
	struct stat st;

	ck_assert_int_eq(cache_peek(temp_path(dir, "c"), &cache, &err), EXIT_NOINPUT);
	ck_assert_int_eq(lstat(temp_path(dir, "c"), &st), -1);
	ck_assert_int_eq(mkdir(temp_path(dir, "c"), 0700), 0);
	ck_assert_int_eq(cache_peek(temp_path(dir, "c"), &cache, &err), EXIT_NOINPUT);
	ck_assert_int_eq(lstat(temp_path(dir, "c/salt"), &st), -1);
	ck_assert_int_eq(open_as("c"), 0);
	cache_close(&cache);
	ck_assert_int_eq(cache_peek(temp_path(dir, "c"), &cache, &err), 0);
	cache_close(&cache);
	temp_write(dir, "c/salt", "0123456789abcdefg", 17, 0600);
	ck_assert_int_eq(cache_peek(temp_path(dir, "c"), &cache, &err), EXIT_NOINPUT);
	ck_assert_int_eq(lstat(temp_path(dir, "c/salt"), &st), 0);
	ck_assert_int_eq(st.st_size, 17);
	ck_assert_int_eq(chmod(temp_path(dir, "c"), 0755), 0);
	ck_assert_int_eq(cache_peek(temp_path(dir, "c"), &cache, &err), EXIT_DENIED);
	/* What cannot be made is told as cache_open tells it. */
	denied("absent/deeper");
	struct err as_open = err;
	ck_assert_int_eq(cache_peek(temp_path(dir, "absent/deeper"), &cache, &err), EXIT_DENIED);
	ck_assert_str_eq(err.text, as_open.text);

	/* The first one is free: the second one, which is in use, would not be taken. */
	ck_assert_int_eq(mkdir(temp_path(dir, "xdg"), 0700), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "unit"), 0755), 0);
	set("XDG_RUNTIME_DIR", NULL);
	set("RUNTIME_DIRECTORY", temp_path(dir, "unit"));
	opens("unit/ccred");
	cache_close(&cache);
	set("XDG_RUNTIME_DIR", temp_path(dir, "xdg"));
	ck_assert_int_eq(cache_peek(NULL, &cache, &err), EXIT_NOINPUT);
	ck_assert_int_eq(lstat(temp_path(dir, "xdg/ccred"), &st), -1);
	/* It is unfit: the second one is taken. */
	ck_assert_int_eq(chmod(temp_path(dir, "xdg"), 0755), 0);
	ck_assert_int_eq(cache_peek(NULL, &cache, &err), 0);
}
END_TEST

/* What was told of the directories: how many were passed over, and the one that is taken. */
struct told {
	unsigned passed;
	char path[256], from[64], why[ERR_TEXT_MAX];
	bool taken, there, writable;
};

static void tell(const struct cache_dir *found, void *arg)
{
	struct told *told = arg;

	if (found->why != NULL) {
		told->passed++;
		snprintf(told->why, sizeof(told->why), "%s", found->why);
		return;
	}
	told->taken = true;
	told->there = found->there;
	told->writable = found->writable;
	snprintf(told->path, sizeof(told->path), "%s", found->path);
	snprintf(told->from, sizeof(told->from), "%s", found->from);
}

static struct told ask(const char *cache_dir)
{
	struct told told = { 0 };

	cache_dirs(cache_dir, tell, &told);
	return told;
}

START_TEST(telling)
{
	struct told told;
	struct stat st;

	ck_assert_int_eq(mkdir(temp_path(dir, "xdg"), 0700), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "unit"), 0755), 0);
	set("XDG_RUNTIME_DIR", temp_path(dir, "xdg"));
	set("RUNTIME_DIRECTORY", temp_path(dir, "unit"));
	told = ask(NULL);
	ck_assert(told.taken && !told.there && told.writable && told.passed == 0);
	ck_assert_str_eq(told.path, temp_path(dir, "xdg/ccred"));
	ck_assert_str_eq(told.from, "XDG_RUNTIME_DIR");
	ck_assert_int_eq(lstat(temp_path(dir, "xdg/ccred"), &st), -1);
	opens("xdg/ccred");
	ck_assert(ask(NULL).there);
	/* The one that cache_open takes then, and why not the first. */
	ck_assert_int_eq(chmod(temp_path(dir, "xdg/ccred"), 0750), 0);
	told = ask(NULL);
	ck_assert(told.taken && told.passed == 1);
	ck_assert_str_eq(told.path, temp_path(dir, "unit/ccred"));
	ck_assert_ptr_nonnull(strstr(told.why, "mode 0750"));
	opens("unit/ccred");
	set("XDG_RUNTIME_DIR", NULL);
	ck_assert_int_eq(ask(NULL).passed, 1);

	told = ask(temp_path(dir, "c"));
	ck_assert(told.taken && !told.there);
	ck_assert_str_eq(told.from, "cache-dir");
	ck_assert_int_eq(mkdir(temp_path(dir, "c"), 0755), 0);
	told = ask(temp_path(dir, "c"));
	ck_assert(!told.taken && told.passed == 1);
	ck_assert_ptr_nonnull(strstr(told.why, "mode 0755"));
	told = ask(temp_path(dir, "absent/deeper"));
	ck_assert(!told.taken && told.passed == 1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("cache_dir");
	TCase *t = tcase_create("cache_dir");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, given);
	tcase_add_test(t, candidates);
	tcase_add_test(t, short_of_descriptors);
	tcase_add_test(t, unknown);
	tcase_add_test(t, squatted);
	tcase_add_test(t, peeking);
	tcase_add_test(t, telling);
	suite_add_tcase(s, t);
	return unit_main(s);
}
