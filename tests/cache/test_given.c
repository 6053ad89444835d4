/* Who was given the token: callers, tokens, calls that run at once, and how many are kept. */
#include "lib/unit.h"
#include "base/fs.h"
#include "cache/internal.h"
#include "fake_clock.h"

#include <fcntl.h>
#include <unistd.h>

/* One of another namespace, which cannot be seen to have ended. */
static struct process_id caller(int64_t pid)
{
	return (struct process_id){ .pid = pid, .start = 7, .pid_namespace = 1 };
}

/* One that has ended. */
static struct process_id ended(int64_t pid)
{
	return caller(INT32_MAX - pid);
}

bool __wrap_process_id_ended(const struct process_id *id, const struct process_id *seen);

bool __wrap_process_id_ended(const struct process_id *id, const struct process_id *seen)
{
	ck_assert_uint_eq(id->pid_namespace, seen->pid_namespace);
	return id->pid > INT32_MAX / 2;
}

static void give(struct process_id id, const char *text)
{
	struct secret *token = NULL;

	ck_assert_int_eq(secret_new(text, strlen(text), &token), 0);
	cache_given(cache, key, &id, token);
	secret_free(&token);
}

/* To a call that begins now. */
static bool asks(struct process_id id, const char *text, enum cache_give how)
{
	struct secret *token = NULL;

	ck_assert_int_eq(secret_new(text, strlen(text), &token), 0);
	bool was = cache_was_given(cache, key, &id, token, &fake, how);
	secret_free(&token);
	return was;
}

static bool was_given(struct process_id id, const char *text)
{
	return asks(id, text, CACHE_GIVE_NOT);
}

START_TEST(one_caller)
{
	struct process_id other = caller(10);

	ck_assert(!was_given(caller(10), "one"));
	give(caller(10), "one");
	pass(1);
	ck_assert(was_given(caller(10), "one"));
	ck_assert(!was_given(caller(10), "two"));
	ck_assert(!was_given(caller(11), "one"));
	/* Another process has its number by now. */
	other.start++;
	ck_assert(!was_given(other, "one"));
	give(caller(11), "one");
	pass(1);
	ck_assert(was_given(caller(10), "one") && was_given(caller(11), "one"));
	/* A new token: the old one is given to nobody. */
	give(caller(11), "two");
	pass(1);
	ck_assert(!was_given(caller(11), "one") && !was_given(caller(10), "two"));
	ck_assert(was_given(caller(11), "two"));
	/* Neither the wall clock counts, nor a boot that is over. */
	fake.wall_s -= 100000;
	ck_assert(was_given(caller(11), "two"));
	set_boot(OTHER_BOOT);
	ck_assert(!was_given(caller(11), "two"));
	give(caller(12), "two");
	set_boot(BOOT);
	ck_assert(!was_given(caller(12), "two"));
	give(caller(13), "two");
	pass(1);
	ck_assert(was_given(caller(13), "two"));
	ck_assert_int_eq(cache_forget(cache, key, NULL), 0);
	ck_assert(!was_given(caller(13), "two"));
}
END_TEST

/* A call that began before another one of its caller was answered does not ask again. */
START_TEST(at_once)
{
	struct clock_now began = fake;

	give(caller(10), "one");
	ck_assert(!was_given(caller(10), "one"));
	fake.boot_ms++;
	ck_assert(was_given(caller(10), "one"));
	give(caller(10), "one");
	ck_assert(!was_given(caller(10), "one"));
	fake = began;
	ck_assert(!was_given(caller(10), "one"));
	/* Looking and remembering may be one step. */
	ck_assert(!asks(caller(11), "one", CACHE_GIVE_FIRST));
	ck_assert(!asks(caller(11), "one", CACHE_GIVE_FIRST));
	pass(1);
	ck_assert(asks(caller(11), "one", CACHE_GIVE_FIRST));
	ck_assert(asks(caller(11), "one", CACHE_GIVE));
	ck_assert(!asks(caller(11), "one", CACHE_GIVE));
}
END_TEST

/* The next caller whose note comes into the page of the first one: of those that are made by fn. */
static struct process_id neighbour(struct process_id (*fn)(int64_t pid), int64_t *pid)
{
	const struct process_id first = caller(1);
	unsigned char wanted[SIPHASH_SIZE], place[SIPHASH_SIZE];
	struct process_id id;

	siphash128(cache->salt, &first, sizeof(first), wanted);
	do {
		id = fn(++*pid);
		siphash128(cache->salt, &id, sizeof(id), place);
	} while (place[0] % STORE_PAGES != wanted[0] % STORE_PAGES);
	return id;
}

/* A full page: who gives way. */
START_TEST(page)
{
	struct process_id ids[STORE_PAGE_NOTES + 3];
	int64_t pid = 1;

	ids[0] = caller(1);
	ids[1] = neighbour(ended, &pid);
	for (size_t i = 2; i < STORE_PAGE_NOTES + 3; i++)
		ids[i] = neighbour(caller, &pid);
	for (size_t i = 0; i < STORE_PAGE_NOTES; i++) {
		give(ids[i], "one");
		fake.boot_ms++;
	}
	/* One that is known needs no room. */
	give(ids[0], "one");
	fake.boot_ms++;
	ck_assert(was_given(ids[1], "one") && was_given(ids[3], "one"));
	/* First the process that has ended, then the oldest. */
	give(ids[4], "one");
	fake.boot_ms++;
	ck_assert(!was_given(ids[1], "one"));
	ck_assert(was_given(ids[0], "one") && was_given(ids[2], "one"));
	give(ids[5], "one");
	fake.boot_ms++;
	ck_assert(!was_given(ids[2], "one"));
	ck_assert(was_given(ids[0], "one") && was_given(ids[4], "one"));
	/* But a note of a token that is no longer given before all of them. */
	give(ids[6], "two");
	give(ids[5], "two");
	give(ids[4], "two");
	give(ids[3], "two");
	pass(1);
	for (size_t i = 3; i < 7; i++)
		ck_assert(was_given(ids[i], "two"));
}
END_TEST

/* Notes are lost where many come into one page. */
START_TEST(many)
{
	unsigned kept = 0;

	for (int i = 1; i <= 100; i++)
		give(caller(i), "one");
	pass(1);
	ck_assert(was_given(caller(100), "one"));
	for (int i = 1; i <= 100; i++)
		kept += was_given(caller(i), "one");
	ck_assert_uint_ge(kept, 80);
}
END_TEST

/* What is no note of ours says nothing, and costs the record alone. */
START_TEST(damaged)
{
	char bytes[sizeof(struct store_page) * STORE_PAGES] = "";
	const char *file;
	int fd;

	if (dir[0] == '\0')
		return;
	file = file_of(key, ".notes");
	give(caller(10), "one");
	pass(1);
	ck_assert_int_ge(fd = open(file, O_RDWR), 0);
	ssize_t n = pread(fd, bytes, sizeof(bytes), 0);
	ck_assert_int_gt(n, 0);
	for (ssize_t i = 0; i < n; i++) {
		if (bytes[i] == '\0')
			continue;
		char bad = (char)(bytes[i] ^ 1);
		ck_assert_int_eq(pwrite(fd, &bad, 1, i), 1);
		ck_assert(!was_given(caller(10), "one"));
		ck_assert_int_eq(pwrite(fd, &bytes[i], 1, i), 1);
	}
	ck_assert(was_given(caller(10), "one"));
	/* Of another key. */
	struct cache_key *mine = key, *other = key_of("profile=other\n");
	ck_assert_int_eq(rename(file, file_of(other, ".notes")), 0);
	key = other;
	ck_assert(!was_given(caller(10), "one"));
	key = mine;
	cache_key_free(&other);
	close(fd);
	/* Cut off, a directory, a link, a pipe. */
	file = file_of(key, ".notes");
	give(caller(10), "one");
	pass(1);
	ck_assert_int_eq(truncate(file, n - 1), 0);
	ck_assert(!was_given(caller(10), "one"));
	for (int kind = 0; kind < 3; kind++) {
		ck_assert_int_eq(remove(file), 0);
		ck_assert_int_eq(kind == 0   ? mkdir(file, 0700)
				 : kind == 1 ? symlink(temp_path(dir, "elsewhere"), file)
					     : mkfifo(file, 0600),
				 0);
		give(caller(10), "one");
		pass(1);
		ck_assert(!was_given(caller(10), "one"));
	}
	ck_assert_uint_eq(count_files("elsewhere"), 0);
	ck_assert_int_eq(remove(file), 0);
}
END_TEST

/* It stands beside what else is known, and says nothing of the token but a hash. */
START_TEST(beside)
{
	struct buf value = BUF_INIT;

	stored("one-token", 3600);
	give(caller(10), "one-token");
	ck_assert_uint_eq(count(STORE_STATE), 0);
	if (dir[0] != '\0') {
		int fd = open(file_of(key, ".notes"), O_RDONLY);
		ck_assert_int_eq(fs_read_all(fd, 65536, "notes", &value, NULL), 0);
		close(fd);
		ck_assert_uint_ge(value.len, STORE_NOTE_SIZE);
		ck_assert_ptr_null(memmem(value.data, value.len, "one-token", 9));
		buf_free(&value);
	}
	pass(1);
	ck_assert_int_eq(reject("one-token"), 0);
	ck_assert(was_given(caller(10), "one-token"));
	stored("two", 3600);
	give(caller(10), "two");
	ck_assert_int_eq(store_token("one-token", &fake, 60, NULL), EXIT_DENIED);
	expect(-1, CACHE_FRESH, "two");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, one_caller);
	tcase_add_test(t, at_once);
	tcase_add_test(t, page);
	tcase_add_test(t, many);
	tcase_add_test(t, damaged);
	tcase_add_test(t, beside);
}

int main(void)
{
	Suite *s = suite_create("given");

	over_both(s, setup_directory, setup_memory, add);
	return unit_main(s);
}
