/* A set of hashes, open addressing. */
#include "base/banned.h"
#include "config/seen.h"

#include "base/siphash.h"

uint64_t seen_hash(const char *text)
{
	static const unsigned char key[SIPHASH_KEY_SIZE];
	unsigned char hash[SIPHASH_SIZE];
	uint64_t value;

	siphash128(key, text, strlen(text), hash);
	memcpy(&value, hash, sizeof(value));
	return value;
}

/* The slot that has the hash, or the empty one where it belongs. */
static struct seen *slot_of(const struct seen_set *set, uint64_t hash)
{
	size_t i = (size_t)hash & (set->cap - 1);

	while (set->slots[i].file != NULL && set->slots[i].hash != hash)
		i = (i + 1) & (set->cap - 1);
	return &set->slots[i];
}

static int grow(struct seen_set *set, struct err *err)
{
	struct seen_set bigger = { .n = set->n, .cap = set->cap > 0 ? set->cap * 2 : 64 };

	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (bigger.slots == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < set->cap; i++)
		if (set->slots[i].file != NULL)
			*slot_of(&bigger, set->slots[i].hash) = set->slots[i];
	free(set->slots);
	*set = bigger;
	return 0;
}

int seen_add(struct seen_set *set, uint64_t hash, const char *file, unsigned line,
	     const struct seen **ret_old, struct err *err)
{
	struct seen *slot;
	int r;

	if (set->n * 2 >= set->cap && (r = grow(set, err)) != 0)
		return r;
	slot = slot_of(set, hash);
	*ret_old = NULL;
	if (slot->file != NULL) {
		*ret_old = slot;
		return 0;
	}
	*slot = (struct seen){ .hash = hash, .file = file, .line = line };
	set->n++;
	return 0;
}

const struct seen *seen_find(const struct seen_set *set, uint64_t hash)
{
	const struct seen *slot;

	if (set->cap == 0)
		return NULL;
	slot = slot_of(set, hash);
	return slot->file != NULL ? slot : NULL;
}

void seen_clear(struct seen_set *set)
{
	free(set->slots);
	*set = (struct seen_set){ 0 };
}
