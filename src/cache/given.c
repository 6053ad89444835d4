/* Notes which processes were given a key's token, so that a second call by one of them is
 * noticed. */
#include "cache/internal.h"

/* One caller. */
struct given_note {
	/* Of the token. */
	unsigned char print[CACHE_PRINT_SIZE];
	struct process_id caller;
	/* CLOCK_BOOTTIME, milliseconds: when a call of it was answered last. */
	int64_t given_ms;
	/* Of all that is before it, of the boot and of the key. */
	unsigned char sum[SIPHASH_SIZE];
};
_Static_assert(sizeof(struct given_note) == STORE_NOTE_SIZE, "a note has no room to spare");

struct hand_out {
	const struct cache *cache;
	const struct cache_key *key;
	struct given_note now;
	char boot_id[sizeof(((struct clock_now *)0)->boot_id)];
	/* When the call began; NULL: it does not matter what was before. */
	const struct clock_now *before;
	enum cache_give give;
	/* The answer. */
	bool was_given;
};

static void seal(const struct hand_out *h, const struct given_note *given,
		 unsigned char out[SIPHASH_SIZE])
{
	struct {
		unsigned char body[offsetof(struct given_note, sum)];
		char boot_id[sizeof(h->boot_id)], key[STORE_NAME_SIZE];
	} text;

	memcpy(text.body, given, sizeof(text.body));
	memcpy(text.boot_id, h->boot_id, sizeof(text.boot_id));
	memcpy(text.key, h->key->name, sizeof(text.key));
	siphash128(h->cache->salt, &text, sizeof(text), out);
}

/* A note of another boot is none either. */
static bool is_whole(const struct hand_out *h, const struct given_note *given)
{
	unsigned char sum[SIPHASH_SIZE];

	seal(h, given, sum);
	return memcmp(sum, given->sum, sizeof(sum)) == 0;
}

/*
 * How well a note can be spared: that of this caller best, then one that is none or of another
 * token, which nobody gets again, then that of a process that has ended.
 */
static int rank(const struct hand_out *h, const struct given_note *given)
{
	if (!is_whole(h, given))
		return 2;
	if (process_id_equal(&given->caller, &h->now.caller))
		return 3;
	if (memcmp(given->print, h->now.print, sizeof(given->print)) != 0)
		return 2;
	return process_id_ended(&given->caller, &h->now.caller) ? 1 : 0;
}

/* The note that gives way; of several that can be spared as well, the oldest. */
static unsigned choose(const struct hand_out *h, const struct given_note given[STORE_PAGE_NOTES])
{
	int best = -1;
	unsigned n = 0;

	for (unsigned i = 0; i < STORE_PAGE_NOTES && best < 3; i++) {
		int r = rank(h, &given[i]);
		if (r > best || (r == best && given[i].given_ms < given[n].given_ms)) {
			best = r;
			n = i;
		}
	}
	return n;
}

/* A store_note_fn; arg: a struct hand_out. */
static unsigned look(struct store_page *page, void *arg)
{
	struct given_note given[STORE_PAGE_NOTES];
	struct hand_out *h = arg;
	unsigned n;

	memcpy(given, page, sizeof(given));
	for (n = 0; h->before != NULL && n < STORE_PAGE_NOTES; n++)
		h->was_given |= process_id_equal(&given[n].caller, &h->now.caller) &&
				memcmp(given[n].print, h->now.print, CACHE_PRINT_SIZE) == 0 &&
				given[n].given_ms < h->before->boot_ms && is_whole(h, &given[n]);
	if (h->give == CACHE_GIVE_NOT || (h->give == CACHE_GIVE_FIRST && h->was_given))
		return STORE_PAGE_NOTES;
	n = choose(h, given);
	seal(h, &h->now, h->now.sum);
	memcpy(page->notes[n], &h->now, sizeof(h->now));
	return n;
}

bool cache_was_given(const struct cache *cache, const struct cache_key *key,
		     const struct process_id *caller, const struct secret *token,
		     const struct clock_now *before, enum cache_give give)
{
	struct hand_out h = { .cache = cache, .key = key, .before = before, .give = give };
	unsigned char place[SIPHASH_SIZE];
	struct clock_now now;

	clock_now(&now);
	h.now.caller = *caller;
	h.now.given_ms = now.boot_ms;
	memcpy(h.boot_id, now.boot_id, sizeof(h.boot_id));
	cache_print(cache, token->data, token->len, h.now.print);
	siphash128(cache->salt, caller, sizeof(*caller), place);
	cache->ops->note(cache, key->name, place[0] % STORE_PAGES, look, &h);
	return h.was_given;
}

void cache_given(const struct cache *cache, const struct cache_key *key,
		 const struct process_id *caller, const struct secret *token)
{
	(void)cache_was_given(cache, key, caller, token, NULL, CACHE_GIVE);
}
