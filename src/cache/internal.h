/* What the files of the policy share: a cache and a key, as they are inside, and the rules for both
 * clocks. */
#pragma once

#include "cache/cache.h"
#include "cache/store.h"

struct cache_key {
	char name[STORE_NAME_SIZE];
	/* Repeated in each value, so that no other key can be answered with it. */
	struct buf text;
};

/*
 * The frame of what is kept of a key: this head, the body, and the text of the key. The number at
 * the end of the form is its version; another one is another form, and a miss.
 */
struct value_head {
	char form[8];
	uint32_t body_len, key_len;
};
#define TOKEN_FORM "ccred06"
#define STATE_FORM "ccredS6"

/* Appends the head; the caller appends the body and the text. */
void value_begin(struct buf *b, const char *form, size_t body_len, const struct buf *key_text);

/* The text of the key, at the end of the value. NULL: not of that form. */
const char *value_key(const struct buf *b, const char *form, size_t *ret_len);

/* The body. NULL: not of that form, or of another key. */
const char *value_body(const struct buf *b, const char *form, const struct buf *key_text,
		       size_t *ret_len);

/*
 * Removes the file that the token of this key is also written to, if the text of the key names one
 * and it holds this token (NULL: whichever). Returns as token_file_remove.
 */
int key_drop_file(const struct cache_key *key, const void *token, size_t len, struct err *err);

/* The name that bytes hash to. Returns out. */
char *cache_name(const struct cache *cache, const void *data, size_t len,
		 char out[STORE_NAME_SIZE]);

/* Ends the string of a stamp that was read. Returns false if no clock can have stood there: before
 * 1970, or before the boot. */
bool stamp_take(struct clock_now *stamp);

/*
 * Seconds since the stamp, for what must not be used for too long: by the clock that has gone
 * further, or by wall time alone where a boot id could not be read. -1: it cannot be told, for the
 * stamp is of another boot, or a clock stands before it.
 */
int64_t stamp_age(const struct clock_now *stamp, const struct clock_now *now);

/* Seconds since the stamp, by CLOCK_BOOTTIME. -1: the stamp is from another boot, or in the
 * future. */
int64_t stamp_since(const struct clock_now *stamp, const struct clock_now *now);
