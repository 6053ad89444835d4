/* What the tests of the cache share: a cache in a private directory, a key, tokens, a list of files. */
#ifndef CCRED_TESTS_CACHE_FIXTURE_H
#define CCRED_TESTS_CACHE_FIXTURE_H

#include "cache/internal.h"
#include "lib/temp.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#define KEY_TEXT "profile=test\nscope=a b\n"

static char dir[TEMP_SIZE];
static struct cache *cache;
static struct cache_key *key;

static inline struct cache_key *key_of(const char *text)
{
	struct cache_key *k = NULL;

	ck_assert_int_eq(cache_key_new(cache, text, NULL, 0, &k, NULL), 0);
	return k;
}

static inline void fixture_setup(void)
{
	struct err err = { 0 };

	temp_make(dir);
	ck_assert_msg(cache_open(dir, &cache, &err) == 0, "%s", err.text);
	key = key_of(KEY_TEXT);
}

static inline void fixture_teardown(void)
{
	cache_key_free(&key);
	cache_close(&cache);
	temp_remove(dir);
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

static inline int store(const char *text, const struct clock_now *asked, int64_t lifetime_s,
			struct err *err)
{
	struct secret *token = NULL;

	ck_assert_int_eq(secret_new(text, strlen(text), &token), 0);
	int r = cache_store(cache, key, asked, token, lifetime_s, "a b", "1 a source", err);
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

/* Nothing lies there but files of known names, each of them private. */
static inline void only_known_files(void)
{
	static const char *const suffixes[] = { SUFFIX_TOKEN,   SUFFIX_LOCK,  SUFFIX_FAILURE,
						SUFFIX_REFUSED, SUFFIX_ERROR, SUFFIX_REJECTED,
						SUFFIX_RENEW };
	DIR *d = opendir(dir);
	struct stat st;

	ck_assert_ptr_nonnull(d);
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		bool known = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
		if (known)
			continue;
		known = strcmp(e->d_name, SALT_NAME) == 0 ||
			strncmp(e->d_name, PREFIX_DOCUMENT, strlen(PREFIX_DOCUMENT)) == 0;
		for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
			known |= strlen(e->d_name) == KEY_NAME_SIZE - 1 + strlen(suffixes[i]) &&
				 strcmp(e->d_name + KEY_NAME_SIZE - 1, suffixes[i]) == 0;
		ck_assert_msg(known, "%s was left behind", e->d_name);
		ck_assert_int_eq(fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW), 0);
		ck_assert_msg((st.st_mode & 07777) == 0600, "%s has mode %o", e->d_name,
			      (unsigned)st.st_mode);
	}
	closedir(d);
}

#endif
