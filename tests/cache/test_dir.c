/* Where the cache lies: ours alone or not at all; and one salt, however many processes make it. */
#include "base/banned.h"
#include "lib/unit.h"
#include "fixture.h"

#include <sys/mman.h>
#include <sys/wait.h>

#define PROCESSES 20

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
	ck_assert_int_eq(st.st_size, SIPHASH_KEY_SIZE);
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

/* One of the variables that name a place: NULL takes it away. */
static void set(const char *name, const char *value)
{
	static char texts[2][4200];
	char *text = texts[name[0] == 'X'];

	snprintf(text, sizeof(texts[0]), value != NULL ? "%s=%s" : "%s", name,
		 value != NULL ? value : "");
	ck_assert_int_eq(putenv(text), 0);
}

/* Opens the default place, and says which of the two below dir it is. */
static void opens(const char *name)
{
	struct stat a, b;

	cache_close(&cache);
	ck_assert_msg(cache_open(NULL, &cache, &err) == 0, "%s", err.text);
	ck_assert_int_eq(fstat(cache->dir, &a), 0);
	ck_assert_int_eq(stat(temp_path(dir, name), &b), 0);
	ck_assert_msg(a.st_ino == b.st_ino && a.st_dev == b.st_dev, "not in %s", name);
}

START_TEST(places)
{
	ck_assert_int_eq(mkdir(temp_path(dir, "xdg"), 0700), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "unit"), 0755), 0);
	set("XDG_RUNTIME_DIR", temp_path(dir, "xdg"));
	set("RUNTIME_DIRECTORY", temp_path(dir, "unit:/nowhere"));
	opens("xdg/ccred");
	opens("xdg/ccred");
	/* Each of these makes it no place of ours; the unit's is the next one. */
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
	ck_assert_int_eq(chown(temp_path(dir, "xdg/ccred"), 65534, 65534), 0);
	opens("unit/ccred");
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

	/* The first place is free: the second one, which is in use, would not be taken. */
	ck_assert_int_eq(mkdir(temp_path(dir, "xdg"), 0700), 0);
	ck_assert_int_eq(mkdir(temp_path(dir, "unit"), 0755), 0);
	set("XDG_RUNTIME_DIR", NULL);
	set("RUNTIME_DIRECTORY", temp_path(dir, "unit"));
	opens("unit/ccred");
	cache_close(&cache);
	set("XDG_RUNTIME_DIR", temp_path(dir, "xdg"));
	ck_assert_int_eq(cache_peek(NULL, &cache, &err), EXIT_NOINPUT);
	ck_assert_int_eq(lstat(temp_path(dir, "xdg/ccred"), &st), -1);
	/* It is no place: the second one would. */
	ck_assert_int_eq(chmod(temp_path(dir, "xdg"), 0755), 0);
	ck_assert_int_eq(cache_peek(NULL, &cache, &err), 0);
}
END_TEST

/* What was told of the places: how many were passed over, and the one that is taken. */
struct told {
	unsigned passed;
	char path[256], from[64], why[ERR_TEXT_MAX];
	bool taken, there, writable;
};

static void tell(const struct cache_place *place, void *arg)
{
	struct told *told = arg;

	if (place->why != NULL) {
		told->passed++;
		snprintf(told->why, sizeof(told->why), "%s", place->why);
		return;
	}
	told->taken = true;
	told->there = place->there;
	told->writable = place->writable;
	snprintf(told->path, sizeof(told->path), "%s", place->path);
	snprintf(told->from, sizeof(told->from), "%s", place->from);
}

static struct told ask(const char *cache_dir)
{
	struct told told = { 0 };

	cache_places(cache_dir, tell, &told);
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

START_TEST(damaged_salt)
{
	unsigned char before[SIPHASH_KEY_SIZE];
	struct stat st;

	ck_assert_int_eq(open_as("c"), 0);
	memcpy(before, cache->salt, sizeof(before));
	ck_assert_int_eq(open_as("c"), 0);
	ck_assert_mem_eq(cache->salt, before, sizeof(before));
	/* Cut, longer, open to others: made anew, and then it stays. */
	for (int i = 0; i < 5; i++) {
		memcpy(before, cache->salt, sizeof(before));
		if (i < 3) {
			temp_write(dir, "c/salt", "0123456789abcdefg",
				   i == 0   ? 15
				   : i == 1 ? 17
					    : 16,
				   i == 2 ? 0644 : 0600);
		} else {
			temp_write(dir, "other", "0123456789abcdef", 16, 0600);
			ck_assert_int_eq(unlink(temp_path(dir, "c/salt")), 0);
			if (i == 3)
				ck_assert_int_eq(symlink("../other", temp_path(dir, "c/salt")), 0);
			else
				ck_assert_int_eq(
					link(temp_path(dir, "other"), temp_path(dir, "c/salt")), 0);
		}
		ck_assert_msg(open_as("c") == 0, "%s", err.text);
		ck_assert_mem_ne(cache->salt, before, sizeof(before));
		ck_assert_mem_ne(cache->salt, "0123456789abcdef", sizeof(before));
		memcpy(before, cache->salt, sizeof(before));
		ck_assert_int_eq(open_as("c"), 0);
		ck_assert_mem_eq(cache->salt, before, sizeof(before));
		ck_assert_int_eq(lstat(temp_path(dir, "c/salt"), &st), 0);
		ck_assert(S_ISREG(st.st_mode) && (st.st_mode & 07777) == 0600);
	}
	/* What the link led to was not touched. */
	ck_assert_int_eq(stat(temp_path(dir, "other"), &st), 0);
	ck_assert_int_eq(st.st_size, 16);
}
END_TEST

/* All of them open at once: every one must end up with the salt that stays. */
static void race(bool damaged)
{
	unsigned char(*salts)[SIPHASH_KEY_SIZE] =
		mmap(NULL, PROCESSES * SIPHASH_KEY_SIZE, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int start[2];
	char byte;

	ck_assert_ptr_ne(salts, MAP_FAILED);
	ck_assert_int_eq(mkdir(temp_path(dir, "c"), 0700), 0);
	if (damaged)
		temp_write(dir, "c/salt", "short", 5, 0600);
	ck_assert_int_eq(pipe(start), 0);
	for (int i = 0; i < PROCESSES; i++) {
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid != 0)
			continue;
		close(start[1]);
		(void)!read(start[0], &byte, 1); /* until the other end is closed */
		int r = open_as("c");
		if (r == 0)
			memcpy(salts[i], cache->salt, SIPHASH_KEY_SIZE);
		_exit(r);
	}
	close(start[0]);
	close(start[1]);
	for (int i = 0, status; i < PROCESSES; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(open_as("c"), 0);
	for (int i = 0; i < PROCESSES; i++)
		ck_assert_msg(memcmp(salts[i], cache->salt, SIPHASH_KEY_SIZE) == 0,
			      "process %d has another salt", i);
	munmap(salts, PROCESSES * SIPHASH_KEY_SIZE);
	ck_assert_int_eq(unlink(temp_path(dir, "c/salt")), 0);
	/* And no temporary file. */
	ck_assert_int_eq(rmdir(temp_path(dir, "c")), 0);
}

START_TEST(races)
{
	for (unsigned i = 0; i < rounds(40); i++) {
		race(false);
		race(true);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("dir");
	TCase *t = tcase_create("dir");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, given);
	tcase_add_test(t, places);
	tcase_add_test(t, peeking);
	tcase_add_test(t, telling);
	tcase_add_test(t, damaged_salt);
	tcase_add_test(t, races);
	suite_add_tcase(s, t);
	return unit_main(s);
}
