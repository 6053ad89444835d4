/* The directory as a store: damage, files that are not as they should be, tidying, one salt, no
 * lost change. */
#include "lib/unit.h"
#include "fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define PROCESSES 20

static const char name_a[] = "00112233445566778899aabbccddeef0",
		  name_b[] = "00112233445566778899aabbccddeef1";

static void get_is(const char *name, enum store_found found)
{
	struct buf value = BUF_SECRET(STORE_VALUE_MAX);

	ck_assert_int_eq(cache->ops->get(cache, STORE_TOKEN, name, &value), found);
	ck_assert_uint_eq(value.len, found == STORE_FOUND ? 9 : 0);
	if (found == STORE_FOUND)
		ck_assert_mem_eq(value.data, "some data", 9);
	buf_free(&value);
}

static const char *path_of(const char *name)
{
	char file[STORE_NAME_SIZE + 8];

	snprintf(file, sizeof(file), "%s.token", name);
	return temp_path(dir, file);
}

/* The file of name_a as it was written, and how long it is. */
static size_t written(char out[64])
{
	ck_assert_int_eq(put_value(STORE_TOKEN, name_a, "some data", 9, NULL), 0);
	int fd = open(path_of(name_a), O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, out, 64);
	ck_assert_int_eq(n, 9 + SIPHASH_SIZE);
	ck_assert_int_eq(close(fd), 0);
	return (size_t)n;
}

static void damaged(const char *data, size_t len)
{
	temp_write(dir, strrchr(path_of(name_a), '/') + 1, data, len, 0600);
	get_is(name_a, STORE_DAMAGED);
}

START_TEST(damage)
{
	static const unsigned char masks[] = { 0x01, 0x10, 0x80, 0xff };
	char whole[64], changed[65];
	size_t len = written(whole);

	for (size_t at = 0; at < len; at++)
		for (size_t m = 0; m < sizeof(masks); m++) {
			memcpy(changed, whole, len);
			changed[at] = (char)((unsigned char)changed[at] ^ masks[m]);
			damaged(changed, len);
		}
	for (size_t cut = 0; cut < len; cut++)
		damaged(whole, cut);
	for (int c = 0; c < 256; c += 5) {
		memcpy(changed, whole, len);
		changed[len] = (char)c;
		damaged(changed, len + 1);
	}
	/* The same file under another salt is somebody else's. */
	temp_write(dir, strrchr(path_of(name_a), '/') + 1, whole, len, 0600);
	cache->salt[15] ^= 1;
	get_is(name_a, STORE_DAMAGED);
	cache->salt[15] ^= 1;
	get_is(name_a, STORE_FOUND);
}
END_TEST

/* What others could have read or written is no value of ours; any of these is replaced. */
START_TEST(odd_files)
{
	char whole[64];

	(void)written(whole);
	ck_assert_int_eq(chmod(path_of(name_a), 0644), 0);
	get_is(name_a, STORE_DAMAGED);
	ck_assert_int_eq(chmod(path_of(name_a), 0600), 0);
	get_is(name_a, STORE_FOUND);
	/* A second link, a symbolic one, a directory, a file that never ends. */
	ck_assert_int_eq(link(path_of(name_a), temp_path(dir, "second")), 0);
	get_is(name_a, STORE_DAMAGED);
	ck_assert_int_eq(unlink(path_of(name_a)), 0);
	ck_assert_int_eq(symlink("second", path_of(name_a)), 0);
	get_is(name_a, STORE_DAMAGED);
	(void)written(whole);
	get_is(name_a, STORE_FOUND);
	ck_assert_int_eq(truncate(path_of(name_a), 10000000), 0);
	get_is(name_a, STORE_DAMAGED);
	ck_assert_int_eq(unlink(path_of(name_a)), 0);
	ck_assert_int_eq(mkfifo(path_of(name_a), 0600), 0);
	get_is(name_a, STORE_DAMAGED);
	(void)written(whole);
	ck_assert_int_eq(unlink(path_of(name_a)), 0);
	ck_assert_int_eq(mkdir(path_of(name_a), 0700), 0);
	get_is(name_a, STORE_DAMAGED);
	struct err err = { 0 };
	ck_assert_int_eq(put_value(STORE_TOKEN, name_a, "x", 1, &err), EXIT_OS);
	ck_assert_int_eq(cache->ops->drop(cache, STORE_TOKEN, name_a, &err), EXIT_OS);
	ck_assert_str_eq(err.reason, "system_error");
	ck_assert_int_eq(rmdir(path_of(name_a)), 0);
	get_is(name_a, STORE_NONE);
	ck_assert_int_eq(unlink(temp_path(dir, "second")), 0);
	if (geteuid() == 0) {
		(void)written(whole);
		ck_assert_int_eq(chown(path_of(name_a), 65534, 65534), 0);
		get_is(name_a, STORE_DAMAGED);
	}
}
END_TEST

/* A file that bears a key's name and holds another key's entry is none. */
START_TEST(foreign_entry)
{
	struct cache_key *other = key_of("profile=other\n");
	struct cache_token token = { 0 };
	struct clock_now now;

	clock_now(&now);
	ck_assert_int_eq(store_token("one", &now, 3600, NULL), 0);
	ck_assert_int_eq(rename(file_of(key, ".token"), file_of(other, ".token")), 0);
	ck_assert_int_eq(cache_look(cache, other, -1, &token), CACHE_NONE);
	ck_assert_int_eq(rename(file_of(other, ".token"), file_of(key, ".token")), 0);
	ck_assert_int_eq(cache_look(cache, key, -1, &token), CACHE_FRESH);
	cache_token_clear(&token);
	ck_assert_int_eq(cache_reject(cache, key, "one", 3, NULL), 0);
	ck_assert_int_eq(cache_look(cache, key, -1, &token), CACHE_REJECTED);
	cache_token_clear(&token);
	ck_assert_int_eq(store_token("two", &now, 3600, NULL), 0);
	ck_assert_int_eq(rename(file_of(key, ".state"), file_of(other, ".state")), 0);
	struct cache_key *own = key;
	key = other;
	ck_assert_int_eq(store_token("one", &now, 3600, NULL), 0);
	key = own;
	only_known_files();
	cache_key_free(&other);
}
END_TEST

/* What a killed writer left goes with the next store, whosever it was; what is being written
 * stays. */
START_TEST(leftovers)
{
	static const char *const names[] = {
		".tmp-00112233445566778899aabbccddeeff.token-0123456789abcdef",
		".tmp-doc-00112233445566778899aabbccddeeff-0123456789abcdef",
		".tmp-salt-0123456789abcdef"
	};
	struct clock_now now;

	clock_now(&now);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		temp_write(dir, names[i], "x", 1, 0600);
		int fd = open(temp_path(dir, names[i]), O_RDONLY | O_CLOEXEC);
		ck_assert_int_eq(flock(fd, LOCK_EX), 0);
		ck_assert_int_eq(store_token("one", &now, 60, NULL), 0);
		ck_assert_uint_eq(count_files(".tmp-"), 1);
		ck_assert_int_eq(close(fd), 0);
		ck_assert_int_eq(store_token("two", &now, 60, NULL), 0);
		only_known_files();
	}
}
END_TEST

/* Whoever tidies up at the same time takes nobody's file away. */
START_TEST(tidied_while_writing)
{
	struct err err = { 0 };
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	while (pid == 0)
		(void)put_value(STORE_TOKEN, name_b, "x", 1, NULL);
	for (unsigned i = 0, n = rounds(2000); i < n; i++)
		ck_assert_msg(put_value(STORE_DOCUMENT, name_a, &i, sizeof(i), &err) == 0, "%u: %s",
			      i, err.text);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

/* What no key asks for any more goes when it cannot be of use. */
START_TEST(of_no_use)
{
	static const struct {
		const char *name;
		bool stays;
	} files[] = {
		{ "00112233445566778899aabbccddeeff.token", false },
		{ "00112233445566778899aabbccddeeff.state", false },
		{ "00112233445566778899aabbccddeeff.lock", true },
		{ "doc-00112233445566778899aabbccddeeff", false },
		{ "salt", true },
	};
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_nsec = 0 } };
	struct clock_now now;

	clock_now(&now);
	for (int old = 0; old < 2; old++) {
		times[1].tv_sec = time(NULL) - 86400 - (old ? 120 : 0);
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
			const char *path = temp_path(dir, files[i].name);
			if (access(path, F_OK) != 0)
				temp_write(dir, files[i].name, "x", 1, 0600);
			ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
		}
		ck_assert_int_eq(store_token(old ? "two" : "one", &now, 60, NULL), 0);
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
			ck_assert_msg((access(temp_path(dir, files[i].name), F_OK) == 0) ==
					      (!old || files[i].stays),
				      "%s, old: %d", files[i].name, old);
	}
	only_known_files();
}
END_TEST

/* Of many processes that change one value at once, no change is lost. */
static enum store_change count_up(struct buf *value, void *arg)
{
	unsigned n = 0;

	(void)arg;
	if (value->len == sizeof(n))
		memcpy(&n, value->data, sizeof(n));
	n++;
	buf_reset(value);
	buf_put(value, &n, sizeof(n));
	return STORE_PUT;
}

START_TEST(updates_at_once)
{
	unsigned each = rounds(50), n = 0;
	struct buf value = BUF_INIT;
	char lease_file[STORE_NAME_SIZE + 8];

	for (int i = 0; i < PROCESSES; i++) {
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid != 0)
			continue;
		int r = 0;
		for (unsigned k = 0; k < each && r == 0; k++)
			r = cache->ops->update(cache, STORE_STATE, name_a, 60, count_up, NULL,
					       NULL);
		_exit(r);
	}
	for (int i = 0, status; i < PROCESSES; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(cache->ops->get(cache, STORE_STATE, name_a, &value), STORE_FOUND);
	ck_assert_uint_eq(value.len, sizeof(n));
	memcpy(&n, value.data, sizeof(n));
	ck_assert_uint_eq(n, PROCESSES * each);
	buf_free(&value);
	/* A change needs no lease. */
	snprintf(lease_file, sizeof(lease_file), "%s.lock", name_a);
	ck_assert_int_ne(access(temp_path(dir, lease_file), F_OK), 0);
	only_known_files();
}
END_TEST

/* Opens c below dir as the cache of a test, instead of dir itself. */
static int open_as(const char *name)
{
	cache_key_free(&key);
	cache_close(&cache);
	return cache_open(temp_path(dir, name), &cache, NULL);
}

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
		ck_assert_int_eq(open_as("c"), 0);
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

/* What a holder leaves, the next one finds; who dies leaves what was there. */
START_TEST(held_in_vain)
{
	static const bool vain[] = { false, true, true, false, false };
	struct cache_lease *lease = NULL;

	for (size_t i = 0; i < 5; i++) {
		ck_assert_int_eq(cache_lease_try(cache, key, &lease, NULL), 0);
		ck_assert_int_eq(cache_lease_was_vain(lease), i > 0 && vain[i - 1]);
		cache_lease_set_vain(lease, vain[i]);
		cache_lease_release(&lease);
	}
}
END_TEST

/* Whoever asks for a lease of a cache that is there no more learns it. */
START_TEST(removed)
{
	struct cache_lease *lease = NULL;
	struct err err = { 0 };
	struct cache *anew = NULL;
	char moved[TEMP_SIZE + 8];

	ck_assert_int_eq(unlink(temp_path(dir, "salt")), 0);
	ck_assert_int_eq(cache_lease_try(cache, key, &lease, &err), EXIT_NOINPUT);
	ck_assert_str_eq(err.reason, "cache_missing");
	/* Begun anew, it has another salt. */
	ck_assert_int_eq(cache_open(dir, &anew, NULL), 0);
	ck_assert_int_eq(cache_lease_try(cache, key, &lease, &err), EXIT_NOINPUT);
	ck_assert_int_eq(cache_lease_try(anew, key, &lease, &err), 0);
	/* The other one holds it: that is all that matters. */
	ck_assert_int_eq(cache_lease_try(cache, key, &lease, &err), EXIT_TEMPFAIL);
	cache_lease_release(&lease);
	snprintf(moved, sizeof(moved), "%s/moved", dir);
	ck_assert_int_eq(open_as("moved"), 0);
	key = key_of(KEY_TEXT);
	ck_assert_int_eq(unlink(temp_path(dir, "moved/salt")), 0);
	ck_assert_int_eq(rmdir(moved), 0);
	ck_assert_int_eq(cache_lease_try(cache, key, &lease, &err), EXIT_NOINPUT);
	ck_assert_ptr_null(lease);
	cache_close(&anew);
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
	Suite *s = suite_create("store_dir");
	TCase *t = tcase_create("store_dir");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, fixture_directory, fixture_teardown);
	tcase_add_test(t, damage);
	tcase_add_test(t, odd_files);
	tcase_add_test(t, foreign_entry);
	tcase_add_test(t, leftovers);
	tcase_add_test(t, tidied_while_writing);
	tcase_add_test(t, of_no_use);
	tcase_add_test(t, updates_at_once);
	tcase_add_test(t, damaged_salt);
	tcase_add_test(t, held_in_vain);
	tcase_add_test(t, removed);
	tcase_add_test(t, races);
	suite_add_tcase(s, t);
	return unit_main(s);
}
