/* Tokens: which one is fresh, who renews it, and those that were rejected. */
#include "cache/entry.h"
#include "cache/state.h"
#include "base/trace.h"

/* Inside the margin, a renewal is due again after this, or after a tenth of what is left. */
#define RENEW_LEAST_S 30

static const char unreadable[] = "it cannot be read just now";

/* If every new token is rejected, one a minute is enough. */
#define REJECTING_S 60

void cache_token_clear(struct cache_token *token)
{
	secret_free(&token->token);
	secret_free(&token->proof_key);
	free(token->scope);
	free(token->source);
	*token = (struct cache_token){ 0 };
}

static enum store_found read_entry(const struct cache *cache, const struct cache_key *key,
				   struct entry *ret_entry)
{
	struct buf b = BUF_SECRET(STORE_VALUE_MAX);
	enum store_found found = cache->ops->get(cache, STORE_TOKEN, key->name, &b);
	int r;

	if (found == STORE_FOUND && (r = entry_read(&b, &key->text, ret_entry)) != 0)
		found = r == EXIT_OS ? STORE_UNREADABLE : STORE_DAMAGED;
	buf_free(&b);
	return found;
}

static bool holds(const struct state *state, const unsigned char print[CACHE_PRINT_SIZE])
{
	for (uint32_t i = 0; i < state->nrejected; i++)
		if (memcmp(state->rejected[i], print, CACHE_PRINT_SIZE) == 0)
			return true;
	return false;
}

/* state: NULL if there is none. */
static bool is_rejected(const struct cache *cache, const struct state *state,
			const struct secret *token)
{
	unsigned char print[CACHE_PRINT_SIZE];

	if (state == NULL || state->nrejected == 0)
		return false;
	cache_print(cache, token->data, token->len, print);
	return holds(state, print);
}

static bool renewal_waits(const struct state *state, const struct clock_now *now)
{
	if (state == NULL || state->renewal_wait_s == 0)
		return false;
	int64_t since = stamp_since(&state->renewal_begun, now);
	return since >= 0 && since < state->renewal_wait_s;
}

/* A state_change_fn; arg: how much is left. */
static bool begin_renewal(struct state *state, void *arg)
{
	int64_t tenth_s = *(const int64_t *)arg / 10;

	state->renewal_wait_s = tenth_s > RENEW_LEAST_S ? tenth_s : RENEW_LEAST_S;
	clock_now(&state->renewal_begun);
	return true;
}

void cache_renewal_begins(const struct cache *cache, const struct cache_key *key, int64_t left_s)
{
	/* If it cannot be recorded, a renewal is tried once more than it need be. */
	(void)state_change(cache, key, begin_renewal, &left_s, NULL);
}

/* Never all of a short life, or each new token would have to be renewed at once. */
int64_t cache_margin(int64_t lifetime_s, int margin_s)
{
	if (margin_s >= 0)
		return margin_s < lifetime_s / 2 ? margin_s : lifetime_s / 2;
	return lifetime_s / 4 < 300 ? lifetime_s / 4 : 300;
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

static enum cache_state state_of(const struct entry *e, int64_t left, int64_t margin_s)
{
	if (left <= 0)
		return CACHE_EXPIRED;
	if (left < (e->lifetime_s / 10 < 30 ? e->lifetime_s / 10 : 30))
		return CACHE_EXPIRING;
	return left < margin_s ? CACHE_RENEWING : CACHE_FRESH;
}

/* How long it still counts that the token was asked for after a rejection; 0: it was not, or that
 * is over. */
static int64_t replaced_for(const struct entry *e, const struct clock_now *now)
{
	int64_t since = stamp_since(&e->stored, now);

	return e->after_rejection && since >= 0 && since < REJECTING_S ? REJECTING_S - since : 0;
}

/* What is known of an entry whose age can be told. */
static enum cache_state judge(const struct cache *cache, const struct cache_key *key,
			      const struct entry *e, const struct clock_now *now,
			      struct cache_token *token)
{
	enum cache_state state = state_of(e, token->left_s, token->margin_s);
	struct state *known;

	token->unreadable = state_look(cache, key, &known, NULL) != 0;
	if (token->unreadable)
		state = CACHE_NONE;
	else if (is_rejected(cache, known, e->token))
		state = CACHE_REJECTED;
	token->renewal_due = state == CACHE_RENEWING && !renewal_waits(known, now);
	free(known);
	return state;
}

enum cache_state cache_look(const struct cache *cache, const struct cache_key *key, int margin_s,
			    struct cache_token *ret_token)
{
	enum cache_state state;
	enum store_found found;
	struct entry e = { 0 };
	struct clock_now now;
	int64_t age;

	*ret_token = (struct cache_token){ 0 };
	if ((found = read_entry(cache, key, &e)) != STORE_FOUND) {
		ret_token->unreadable = found == STORE_UNREADABLE;
		ret_token->why = ret_token->unreadable    ? unreadable
				 : found == STORE_DAMAGED ? "damaged, or of another profile"
							  : NULL;
		return CACHE_NONE;
	}
	clock_now(&now);
	if ((age = stamp_age(&e.asked, &now)) < 0) {
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
		.just_replaced = replaced_for(&e, &now) > 0,
		.repeats_secret = e.repeats_secret,
		.margin_s = cache_margin(e.lifetime_s, margin_s),
		.scope = e.scope,
		.source = e.source,
		.binding = e.binding,
		.certificate_end_s = e.certificate_end_s,
	};
	e.scope = e.source = NULL;
	state = judge(cache, key, &e, &now, ret_token);
	if (cache_is_valid(state)) {
		ret_token->token = e.token;
		ret_token->proof_key = e.proof_key;
		e.token = e.proof_key = NULL;
	} else {
		ret_token->why = ret_token->unreadable ? unreadable : cache_state_word(state);
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

/* A state_change_fn; arg: the lifetime of a token that is the same as before, or NULL. */
static bool token_stored(struct state *state, void *arg)
{
	bool any = state->nfailures > 0 || state->renewal_wait_s > 0;

	state->nfailures = 0;
	state->renewal_wait_s = 0;
	/* Asking once more at each call would not make it newer. */
	return arg != NULL ? begin_renewal(state, arg) : any;
}

/* Whether it is the same token as before. Sets e->after_rejection. */
static bool same_as_before(const struct cache *cache, const struct cache_key *key,
			   const struct state *state, struct entry *e)
{
	struct entry before = { 0 };
	bool same;

	if (read_entry(cache, key, &before) != STORE_FOUND)
		return false;
	same = secret_equal(before.token, e->token);
	e->after_rejection =
		same ? before.after_rejection : is_rejected(cache, state, before.token);
	entry_clear(&before);
	return same;
}

static int write_entry(const struct cache *cache, const struct cache_key *key,
		       const struct entry *e, struct err *err)
{
	struct buf b = BUF_SECRET(STORE_VALUE_MAX);
	int r;

	entry_write(e, &key->text, &b);
	r = cache->ops->put(cache, STORE_TOKEN, key->name, &b, STORE_TTL_MAX_S, err);
	buf_free(&b);
	return r;
}

/* On a full disk the old token, which may be dead, gives way, and leaves its room to the new
 * one. */
static int replace_entry(const struct cache *cache, const struct cache_key *key,
			 const struct entry *e, struct err *err)
{
	int r = write_entry(cache, key, e, err);

	if (r != 0 && cache->ops->drop(cache, STORE_TOKEN, key->name, NULL) == 0)
		r = write_entry(cache, key, e, err);
	return r;
}

int cache_store(const struct cache *cache, const struct cache_key *key,
		const struct cache_grant *grant, struct err *err)
{
	struct entry e = {
		/* The entry does not change them. */
		.token = (struct secret *)(uintptr_t)grant->token,
		.scope = (char *)(uintptr_t)grant->scope,
		.source = (char *)(uintptr_t)grant->source,
		.proof_key = (struct secret *)(uintptr_t)grant->proof_key,
		.lifetime_s = grant->lifetime_s,
		.asked = grant->asked,
		.repeats_secret = grant->repeats_secret,
		.binding = grant->binding,
		.certificate_end_s = grant->certificate_end_s,
	};
	int64_t lifetime_s = grant->lifetime_s;
	struct state *state;
	int r;

	if ((r = state_look(cache, key, &state, err)) != 0)
		return r;
	bool rejected = is_rejected(cache, state, grant->token);
	bool same = !rejected && same_as_before(cache, key, state, &e);
	free(state);
	if (rejected)
		return err_set(
			err, REASON_TOKEN_REJECTED,
			"the server handed out the token again that was rejected: check scope "
			"and audience, or revoke the token at the server");
	clock_now(&e.stored);
	if (lifetime_s <= 0 || (r = replace_entry(cache, key, &e, err)) != 0) {
		/* Kept or not, there is a token. */
		cache_succeeded(cache, key);
		return r;
	}
	(void)state_change(cache, key, token_stored, same ? &lifetime_s : NULL, NULL);
	trace("cache: stored for %lld s%s", (long long)lifetime_s,
	      same ? ", the same token again" : "");
	return 0;
}

/* A state_change_fn. */
static bool reject(struct state *state, void *arg)
{
	const unsigned char *print = arg;

	if (holds(state, print))
		return false;
	if (state->nrejected == STATE_REJECTED)
		memmove(state->rejected[0], state->rejected[1],
			--state->nrejected * sizeof(state->rejected[0]));
	memcpy(state->rejected[state->nrejected++], print, CACHE_PRINT_SIZE);
	return true;
}

/* The rejection could not be recorded: drops the token, if it is this one. Returns true if it did,
 * which also makes room on a full disk. */
static bool drop_this(const struct cache *cache, const struct cache_key *key,
		      const unsigned char print[CACHE_PRINT_SIZE])
{
	unsigned char there[CACHE_PRINT_SIZE];
	struct entry e = { 0 };

	if (read_entry(cache, key, &e) != STORE_FOUND)
		return false;
	cache_print(cache, e.token->data, e.token->len, there);
	entry_clear(&e);
	return memcmp(there, print, sizeof(there)) == 0 &&
	       cache->ops->drop(cache, STORE_TOKEN, key->name, NULL) == 0;
}

int cache_reject(const struct cache *cache, const struct cache_key *key, const void *token,
		 size_t len, struct err *err)
{
	unsigned char print[CACHE_PRINT_SIZE];
	int r;

	cache_print(cache, token, len, print);
	r = state_change(cache, key, reject, print, err);
	if (r != 0 && drop_this(cache, key, print) &&
	    (r = state_change(cache, key, reject, print, err)) != 0)
		err_prefix(err, "the token is dropped, but not marked as rejected");
	if (r == 0)
		trace("cache: the token is marked as rejected");
	/* Who reads its file finds nothing, rather than a token that is of no use. */
	(void)key_drop_file(key, token, len, NULL);
	return r;
}

bool cache_rejecting(const struct cache *cache, const struct cache_key *key, int64_t *ret_wait_s)
{
	struct entry e = { 0 };
	struct clock_now now;

	if (read_entry(cache, key, &e) != STORE_FOUND)
		return false;
	clock_now(&now);
	struct state *state = state_load(cache, key);
	int64_t wait_s = replaced_for(&e, &now);
	bool again = wait_s > 0 && is_rejected(cache, state, e.token);
	if (again)
		*ret_wait_s = wait_s;
	free(state);
	entry_clear(&e);
	return again;
}
