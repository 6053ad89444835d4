/* What the tests of the cache share: a cache over either store, a key, tokens, a list of files. */
#pragma once

#include "cache/internal.h"
#include "lib/temp.h"
#include "store_memory.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#define KEY_TEXT "profile=test\nscope=a b\n"

/* Empty where the store lies in memory. */
static char dir[TEMP_SIZE];
static struct cache *cache;
static struct cache_key *key;

static inline struct cache_key *key_of(const char *text)
{
	struct cache_key *k = NULL;

	ck_assert_int_eq(cache_key_new(cache, text, NULL, 0, &k, NULL), 0);
	return k;
}

static inline void fixture_directory(void)
{
	struct err err = { 0 };

	temp_make(dir);
	ck_assert_msg(cache_open(dir, &cache, &err) == 0, "%s", err.text);
	key = key_of(KEY_TEXT);
}

static inline void fixture_memory(void)
{
	dir[0] = '\0';
	ck_assert_ptr_nonnull(cache = store_memory_new());
	key = key_of(KEY_TEXT);
}

static inline void fixture_teardown(void)
{
	cache_key_free(&key);
	cache_close(&cache);
	if (dir[0] != '\0')
		temp_remove(dir);
}

/* Adds the same tests twice: over a directory, and over a store in memory. */
static inline void over_both(Suite *s, void (*directory)(void), void (*memory)(void),
			     void (*add)(TCase *t))
{
	void (*const setups[])(void) = { directory, memory };
	static const char *const names[] = { "directory", "memory" };

	for (int i = 0; i < 2; i++) {
		TCase *t = tcase_create(names[i]);
		tcase_add_checked_fixture(t, setups[i], fixture_teardown);
		add(t);
		suite_add_tcase(s, t);
	}
}

/* How often a slow test goes round: 1 at least. */
static inline unsigned rounds(unsigned most)
{
	const char *divisor = getenv("CCRED_STRESS_DIVISOR");
	long n = divisor != NULL ? strtol(divisor, NULL, 10) : 1;

	return n > 1 && most / (unsigned long)n > 0 ? (unsigned)(most / (unsigned long)n)
	       : n > 1                              ? 1
						    : most;
}

static inline int store_token(const char *text, const struct clock_now *asked, int64_t lifetime_s,
			      struct err *err)
{
	struct secret *token = NULL;

	ck_assert_int_eq(secret_new(text, strlen(text), &token), 0);
	const struct cache_grant grant = { .asked = *asked,
					   .token = token,
					   .lifetime_s = lifetime_s,
					   .scope = "a b",
					   .source = "1 a source" };
	int r = cache_store(cache, key, &grant, err);
	secret_free(&token);
	return r;
}

/* The state, and the token if it is valid, "" otherwise. */
static inline enum cache_state look(int margin_s, char out[64])
{
	struct cache_token token = { 0 };
	enum cache_state state = cache_look(cache, key, margin_s, &token);

	out[0] = '\0';
	if (cache_is_valid(state))
		snprintf(out, 64, "%s", token.token->data);
	cache_token_clear(&token);
	return state;
}

/* Puts a value into the store for a minute. */
static inline int put_value(enum store_kind kind, const char *name, const void *data, size_t len,
			    struct err *err)
{
	struct buf value = { .max = STORE_VALUE_MAX };

	buf_put(&value, data, len);
	int r = cache->ops->put(cache, kind, name, &value, 60, err);
	buf_free(&value);
	return r;
}

static inline int count_one(const char *name, const struct buf *value, void *arg)
{
	(void)value;
	ck_assert_uint_eq(strlen(name), STORE_NAME_SIZE - 1);
	*(unsigned *)arg += 1;
	return 0;
}

/* Values of a kind in the store. */
static inline unsigned count(enum store_kind kind)
{
	unsigned n = 0;

	ck_assert_int_eq(cache->ops->each(cache, kind, count_one, &n, NULL), 0);
	return n;
}

/* Files in the directory whose name holds part; all if it is "". */
static inline unsigned count_files(const char *part)
{
	DIR *d = opendir(dir);
	unsigned n = 0;

	ck_assert_ptr_nonnull(d);
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
		     strstr(e->d_name, part) != NULL;
	closedir(d);
	return n;
}

/* Where a value of the key lies; suffix: .token, .state, .notes or .lock. */
static inline const char *file_of(const struct cache_key *k, const char *suffix)
{
	char name[STORE_NAME_SIZE + 16];

	snprintf(name, sizeof(name), "%s%s", cache_key_name(k), suffix);
	return temp_path(dir, name);
}

/* Nothing lies there but files of known names, each of them private. */
static inline void only_known_files(void)
{
	static const char *const suffixes[] = { ".token", ".state", ".notes", ".lock" };
	struct stat st;
	DIR *d;

	if (dir[0] == '\0')
		return;
	ck_assert_ptr_nonnull(d = opendir(dir));
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		bool known = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
		if (known)
			continue;
		known = strcmp(e->d_name, "salt") == 0 ||
			(strncmp(e->d_name, "doc-", 4) == 0 &&
			 strlen(e->d_name) == 4 + STORE_NAME_SIZE - 1);
		for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
			known |= strlen(e->d_name) == STORE_NAME_SIZE - 1 + strlen(suffixes[i]) &&
				 strcmp(e->d_name + STORE_NAME_SIZE - 1, suffixes[i]) == 0;
		ck_assert_msg(known, "%s was left behind", e->d_name);
		ck_assert_int_eq(fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW), 0);
		ck_assert_msg((st.st_mode & 07777) == 0600, "%s has mode %o", e->d_name,
			      (unsigned)st.st_mode);
	}
	closedir(d);
}
