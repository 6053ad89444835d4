/* Looking for a token, storing one, and the time of the next renewal. */
#include "base/banned.h"
#include "base/fs.h"
#include "base/trace.h"
#include "cache/entry.h"
#include "cache/internal.h"

#include <fcntl.h>
#include <unistd.h>

/* Inside the margin, a renewal is tried again after this, or a tenth of what is left. */
#define RENEW_LEAST_S 30

void cache_token_clear(struct cache_token *token)
{
	secret_free(&token->token);
	free(token->scope);
	free(token->source);
	*token = (struct cache_token){ 0 };
}

static bool read_entry(const struct cache *cache, const struct cache_key *key,
		       struct entry *ret_entry)
{
	struct buf b = BUF_SECRET(MAX_RECORD);
	char name[FILE_NAME_SIZE];

	file_name(key, SUFFIX_TOKEN, name);
	bool found = record_read(cache, name, &b) && entry_read(&b, &key->text, ret_entry) == 0;
	buf_free(&b);
	return found;
}

static bool is_rejected(const struct cache *cache, const struct cache_key *key,
			const struct secret *token)
{
	unsigned char print[CACHE_PRINT_SIZE];

	cache_print(cache, token->data, token->len, print);
	return rejected_holds(cache, key, print);
}

/* The time of the next try, if one was recorded and lies ahead: a renewal must wait for it. */
struct renew {
	int64_t next_boot_s;
	char boot_id[40];
};

static bool renewal_waits(const struct cache *cache, const struct cache_key *key,
			  const struct clock_now *now)
{
	struct buf b = BUF_INIT;
	struct renew renew;
	char name[FILE_NAME_SIZE];
	bool waits = false;

	file_name(key, SUFFIX_RENEW, name);
	if (record_read(cache, name, &b) && b.len == sizeof(renew)) {
		memcpy(&renew, b.data, sizeof(renew));
		renew.boot_id[sizeof(renew.boot_id) - 1] = '\0';
		waits = strcmp(renew.boot_id, now->boot_id) == 0 && now->boot_s < renew.next_boot_s;
	}
	buf_free(&b);
	return waits;
}

static void write_renewal(const struct cache *cache, const struct cache_key *key, int64_t wait_s)
{
	struct clock_now now;
	struct renew renew;
	char name[FILE_NAME_SIZE];

	clock_now(&now);
	memset(&renew, 0, sizeof(renew));
	renew.next_boot_s = now.boot_s + wait_s;
	memcpy(renew.boot_id, now.boot_id, sizeof(now.boot_id));
	file_name(key, SUFFIX_RENEW, name);
	/* Without it a renewal is tried once more than it need be; nothing else. */
	(void)record_write(cache, name, &renew, sizeof(renew), NULL);
}

void cache_renewal_begins(const struct cache *cache, const struct cache_key *key, int64_t left_s)
{
	write_renewal(cache, key, left_s / 10 > RENEW_LEAST_S ? left_s / 10 : RENEW_LEAST_S);
}

/* Never all of a short life, or each new token would have to be renewed at once. */
static int64_t margin_of(const struct entry *e, int margin_s)
{
	if (margin_s >= 0)
		return margin_s < e->lifetime_s / 2 ? margin_s : e->lifetime_s / 2;
	return e->lifetime_s / 4 < 300 ? e->lifetime_s / 4 : 300;
}

const char *cache_state_word(enum cache_state state)
{
	static const char *const words[] = {
		[CACHE_NONE] = "none",         [CACHE_FRESH] = "fresh",
		[CACHE_RENEWING] = "renewing", [CACHE_EXPIRING] = "expiring",
		[CACHE_EXPIRED] = "expired",   [CACHE_REJECTED] = "rejected",
	};

	return words[state];
}

bool cache_is_valid(enum cache_state state)
{
	return state == CACHE_FRESH || state == CACHE_RENEWING || state == CACHE_EXPIRING;
}

/* There is no entry that can be read. */
static const char *why_none(const struct cache *cache, const struct cache_key *key)
{
	char name[FILE_NAME_SIZE];

	file_name(key, SUFFIX_TOKEN, name);
	if (faccessat(cache->dir, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
		return NULL;
	return "damaged, or of another profile";
}

static enum cache_state state_of(const struct entry *e, int64_t left, int64_t margin_s)
{
	if (left <= 0)
		return CACHE_EXPIRED;
	if (left < (e->lifetime_s / 10 < 30 ? e->lifetime_s / 10 : 30))
		return CACHE_EXPIRING;
	return left < margin_s ? CACHE_RENEWING : CACHE_FRESH;
}

enum cache_state cache_look(const struct cache *cache, const struct cache_key *key, int margin_s,
			    struct cache_token *ret_token)
{
	enum cache_state state;
	struct entry e = { 0 };
	struct clock_now now;
	int64_t age;

	*ret_token = (struct cache_token){ 0 };
	if (!read_entry(cache, key, &e)) {
		ret_token->why = why_none(cache, key);
		return CACHE_NONE;
	}
	clock_now(&now);
	if ((age = entry_age(&e, &now)) < 0) {
		ret_token->why = strcmp(e.asked.boot_id, now.boot_id) != 0 ? "of another boot"
									   : "from the future";
		entry_clear(&e);
		return CACHE_NONE;
	}
	*ret_token = (struct cache_token){
		.expires_s = now.wall_s + e.lifetime_s - age,
		.left_s = e.lifetime_s - age,
		.lifetime_s = e.lifetime_s,
		.age_s = now.wall_s - e.stored.wall_s,
		.margin_s = margin_of(&e, margin_s),
		.scope = e.scope,
		.source = e.source,
	};
	e.scope = e.source = NULL;
	state = is_rejected(cache, key, e.token)
			? CACHE_REJECTED
			: state_of(&e, ret_token->left_s, ret_token->margin_s);
	ret_token->renewal_due = state == CACHE_RENEWING && !renewal_waits(cache, key, &now);
	if (cache_is_valid(state)) {
		ret_token->token = e.token;
		e.token = NULL;
	} else {
		ret_token->why = cache_state_word(state);
	}
	entry_clear(&e);
	return state;
}

void cache_trace(enum cache_state state, const struct cache_token *token)
{
	if (cache_is_valid(state))
		trace("cache: hit: %s, %lld s left", cache_state_word(state),
		      (long long)token->left_s);
	else
		trace("cache: miss: %s", token->why != NULL ? token->why : cache_state_word(state));
}

int cache_store(const struct cache *cache, const struct cache_key *key,
		const struct clock_now *asked, const struct secret *token, int64_t lifetime_s,
		const char *scope, const char *source, struct err *err)
{
	struct buf b = BUF_SECRET(MAX_RECORD);
	struct entry before = { 0 };
	char name[FILE_NAME_SIZE];
	int r;

	tidy(cache);
	if (is_rejected(cache, key, token))
		return err_set(
			err, EXIT_DENIED,
			"the server handed out the token again that was rejected: check scope "
			"and audience, or revoke the token at the server");
	bool had = read_entry(cache, key, &before);
	bool same = had && secret_equal(before.token, token);
	struct entry e = {
		/* The entry does not change them. */
		.token = (struct secret *)(uintptr_t)token,
		.scope = (char *)(uintptr_t)scope,
		.source = (char *)(uintptr_t)source,
		.lifetime_s = lifetime_s,
		.asked = *asked,
		.after_rejection = had && !same && is_rejected(cache, key, before.token),
	};
	/* A later rejection of this one tells the two cases apart. */
	if (same)
		e.after_rejection = before.after_rejection;
	entry_clear(&before);
	clock_now(&e.stored);
	entry_write(&e, &key->text, &b);
	file_name(key, SUFFIX_TOKEN, name);
	r = buf_error(&b) ? err_nomem(err) : record_write(cache, name, b.data, b.len, err);
	buf_free(&b);
	/* Kept or not, there is a token. */
	cache_succeeded(cache, key);
	if (r != 0)
		return r;
	trace("cache: stored for %lld s%s", (long long)lifetime_s,
	      same ? ", the same token again" : "");
	file_name(key, SUFFIX_RENEW, name);
	/* The same again: asking for it once more at each call would not make it newer. */
	if (same)
		cache_renewal_begins(cache, key, lifetime_s);
	else
		(void)unlinkat(cache->dir, name, 0);
	return 0;
}

bool cache_rejecting(const struct cache *cache, const struct cache_key *key, int64_t *ret_wait_s)
{
	struct entry e = { 0 };
	struct clock_now now;

	if (!read_entry(cache, key, &e))
		return false;
	clock_now(&now);
	int64_t age = now.boot_s - e.stored.boot_s;
	bool same_boot = strcmp(e.stored.boot_id, now.boot_id) == 0;
	bool again = e.after_rejection && same_boot && age >= 0 && age < 60 &&
		     is_rejected(cache, key, e.token);
	if (again)
		*ret_wait_s = 60 - age;
	entry_clear(&e);
	return again;
}
