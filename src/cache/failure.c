/* Failures: of the server for a moment, of the credentials for longer each time, and those that nobody
 * shares. */
#include "base/banned.h"
#include "base/trace.h"
#include "cache/internal.h"

#include <unistd.h>

#define SERVER_HOLD_S 5
#define SERVER_HOLD_MAX_S 300
#define REFUSED_HOLD_S 30
#define REFUSED_HOLD_MAX_S 900

struct record {
	int32_t kind, code;
	int64_t boot_s, wall_s, hold_s;
	char boot_id[40];
	unsigned char print[CACHE_PRINT_SIZE];
	char text[ERR_TEXT_MAX], hint[ERR_HINT_MAX];
	/* The text of the key follows, so that a profile's failures can be found. */
};

/* Each kind has a file of its own: a server that is down for a moment does not make a refusal undone. */
static const char *suffix_of(enum cache_failure_kind kind)
{
	switch (kind) {
	case CACHE_FAILURE_REFUSED:
		return SUFFIX_REFUSED;
	case CACHE_FAILURE_OTHER:
		return SUFFIX_ERROR;
	case CACHE_FAILURE_SERVER:
	default:
		return SUFFIX_FAILURE;
	}
}

static void drop(const struct cache *cache, const struct cache_key *key,
		 enum cache_failure_kind kind)
{
	char name[FILE_NAME_SIZE];

	file_name(key, suffix_of(kind), name);
	(void)unlinkat(cache->dir, name, 0);
}

const char *failure_key(const struct buf *b, size_t *ret_len)
{
	if (b->len < sizeof(struct record))
		return NULL;
	*ret_len = b->len - sizeof(struct record);
	return b->data + sizeof(struct record);
}

static bool read_failure(const struct cache *cache, const struct cache_key *key,
			 enum cache_failure_kind kind, struct record *ret_record)
{
	struct buf b = BUF_INIT;
	char name[FILE_NAME_SIZE];

	file_name(key, suffix_of(kind), name);
	bool whole = record_read(cache, name, &b) && b.len == sizeof(*ret_record) + key->text.len &&
		     memcmp(b.data + sizeof(*ret_record), buf_str(&key->text), key->text.len) == 0;
	if (whole) {
		memcpy(ret_record, b.data, sizeof(*ret_record));
		ret_record->boot_id[sizeof(ret_record->boot_id) - 1] = '\0';
		ret_record->text[ERR_TEXT_MAX - 1] = ret_record->hint[ERR_HINT_MAX - 1] = '\0';
	}
	buf_free(&b);
	return whole;
}

/* Seconds since the record was made; negative: of another boot. */
static int64_t age_of(const struct record *record, const struct clock_now *now)
{
	return strcmp(record->boot_id, now->boot_id) != 0 ? -1 : now->boot_s - record->boot_s;
}

/* The one that lies there, whether it counts or not. */
static bool find(const struct cache *cache, const struct cache_key *key,
		 enum cache_failure_kind kind, struct cache_failure *ret_failure)
{
	struct record record;
	struct clock_now now;

	if (!read_failure(cache, key, kind, &record) || record.kind != (int32_t)kind ||
	    record.code == 0)
		return false;
	clock_now(&now);
	int64_t age = age_of(&record, &now);
	bool counts = age >= 0 && age < record.hold_s;
	if (age < 0)
		age = now.wall_s > record.wall_s ? now.wall_s - record.wall_s : 0;
	memset(ret_failure, 0, sizeof(*ret_failure));
	ret_failure->kind = kind;
	memcpy(ret_failure->print, record.print, sizeof(record.print));
	ret_failure->at_ms = record.boot_s * 1000;
	ret_failure->age_s = age;
	ret_failure->left_s = counts ? record.hold_s - age : 0;
	ret_failure->err.code = record.code;
	memcpy(ret_failure->err.text, record.text, sizeof(record.text));
	memcpy(ret_failure->err.hint, record.hint, sizeof(record.hint));
	return true;
}

static bool still_counts(const struct cache *cache, const struct cache_key *key,
			 enum cache_failure_kind kind, struct cache_failure *ret_failure)
{
	struct cache_failure f;

	if (!find(cache, key, kind, &f) || f.left_s == 0)
		return false;
	*ret_failure = f;
	return true;
}

bool cache_failure(const struct cache *cache, const struct cache_key *key,
		   struct cache_failure *ret_failure)
{
	return still_counts(cache, key, CACHE_FAILURE_SERVER, ret_failure) ||
	       still_counts(cache, key, CACHE_FAILURE_REFUSED, ret_failure);
}

bool cache_refusal(const struct cache *cache, const struct cache_key *key,
		   struct cache_failure *ret_failure)
{
	return still_counts(cache, key, CACHE_FAILURE_REFUSED, ret_failure);
}

/* Each kind is recorded without those that stand in front of it here: what is found first came last. */
bool cache_last_failure(const struct cache *cache, const struct cache_key *key,
			struct cache_failure *ret_failure)
{
	return find(cache, key, CACHE_FAILURE_OTHER, ret_failure) ||
	       find(cache, key, CACHE_FAILURE_SERVER, ret_failure) ||
	       find(cache, key, CACHE_FAILURE_REFUSED, ret_failure);
}

/* How long a refusal counts: twice as long as the one before, while the same request is refused. */
static int64_t refused_hold(const struct cache *cache, const struct cache_key *key,
			    const unsigned char *print, const struct clock_now *now)
{
	struct record before;

	if (!read_failure(cache, key, CACHE_FAILURE_REFUSED, &before) ||
	    memcmp(before.print, print, sizeof(before.print)) != 0)
		return REFUSED_HOLD_S;
	int64_t age = age_of(&before, now);
	if (age < 0 || age > before.hold_s + REFUSED_HOLD_MAX_S)
		return REFUSED_HOLD_S;
	return before.hold_s * 2 < REFUSED_HOLD_MAX_S ? before.hold_s * 2 : REFUSED_HOLD_MAX_S;
}

/* asked: how long the server said; 0: nothing. */
static int64_t hold_of(const struct cache *cache, const struct cache_key *key,
		       enum cache_failure_kind kind, const unsigned char *print, int64_t asked,
		       const struct clock_now *now)
{
	if (kind == CACHE_FAILURE_OTHER)
		return 0;
	if (asked > 0)
		return asked < SERVER_HOLD_MAX_S ? asked : SERVER_HOLD_MAX_S;
	return kind == CACHE_FAILURE_SERVER ? SERVER_HOLD_S : refused_hold(cache, key, print, now);
}

void cache_fail(const struct cache *cache, const struct cache_key *key,
		enum cache_failure_kind kind, const unsigned char *print, int64_t hold_s,
		const struct err *why)
{
	struct buf b = BUF_INIT;
	struct record record;
	struct clock_now now;
	char name[FILE_NAME_SIZE], line[ERR_LINE_MAX];

	clock_now(&now);
	memset(&record, 0, sizeof(record));
	record.kind = (int32_t)kind;
	record.code = (int32_t)why->code;
	record.boot_s = now.boot_s;
	record.wall_s = now.wall_s;
	memcpy(record.boot_id, now.boot_id, sizeof(now.boot_id));
	if (print != NULL)
		memcpy(record.print, print, sizeof(record.print));
	record.hold_s = hold_of(cache, key, kind, record.print, hold_s, &now);
	snprintf(record.text, sizeof(record.text), "%s", err_line(why, line, sizeof(line)));
	snprintf(record.hint, sizeof(record.hint), "%s", why->hint);
	buf_put(&b, &record, sizeof(record));
	buf_put(&b, buf_str(&key->text), key->text.len);
	file_name(key, suffix_of(kind), name);
	/* Not recorded, it is found out once more by the next caller. */
	if (!buf_error(&b) && record_write(cache, name, b.data, b.len, NULL) == 0)
		trace("cache: failure kept for %lld s: %s", (long long)record.hold_s, record.text);
	if (kind != CACHE_FAILURE_OTHER)
		drop(cache, key, CACHE_FAILURE_OTHER);
	/* Whoever refuses is not down. */
	if (kind == CACHE_FAILURE_REFUSED)
		drop(cache, key, CACHE_FAILURE_SERVER);
	buf_free(&b);
}

void cache_refused_again(const struct cache *cache, const struct cache_key *key)
{
	struct cache_failure f;

	drop(cache, key, CACHE_FAILURE_OTHER);
	if (!still_counts(cache, key, CACHE_FAILURE_SERVER, &f))
		drop(cache, key, CACHE_FAILURE_SERVER);
}

void cache_succeeded(const struct cache *cache, const struct cache_key *key)
{
	for (int kind = CACHE_FAILURE_SERVER; kind <= CACHE_FAILURE_OTHER; kind++)
		drop(cache, key, kind);
}
