/* A set of hashes: open addressing, linear probing. */
#include "config/hash_set.h"

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
	return h ^ h >> 32;
}

uint64_t hash_bytes(uint64_t start, const void *data, size_t len)
{
	const char *p = data;
	uint64_t h = mix(start, len);
	uint64_t word;

	for (; len >= sizeof(word); len -= sizeof(word), p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		h = mix(h, word);
	}
	word = 0;
	if (len > 0)
		memcpy(&word, p, len);
	return mix(mix(h, word), 0);
}

/* The slot that has the hash, or the empty one where it belongs. */
static struct hash_entry *slot_of(const struct hash_set *set, uint64_t hash)
{
	size_t i = (size_t)hash & (set->cap - 1);

	while (set->slots[i].file != 0 && set->slots[i].hash != hash)
		i = (i + 1) & (set->cap - 1);
	return &set->slots[i];
}

static int grow(struct hash_set *set, struct err *err)
{
	struct hash_set bigger = { .n = set->n, .cap = set->cap > 0 ? set->cap * 2 : 64 };

	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (bigger.slots == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < set->cap; i++)
		if (set->slots[i].file != 0)
			*slot_of(&bigger, set->slots[i].hash) = set->slots[i];
	free(set->slots);
	*set = bigger;
	return 0;
}

int hash_set_add(struct hash_set *set, uint64_t hash, unsigned file, unsigned line,
		 const struct hash_entry **ret_old, struct err *err)
{
	struct hash_entry *slot;
	int r;

	if (set->n * 4 >= set->cap * 3 && (r = grow(set, err)) != 0)
		return r;
	slot = slot_of(set, hash);
	*ret_old = NULL;
	if (slot->file != 0) {
		*ret_old = slot;
		return 0;
	}
	*slot = (struct hash_entry){ .hash = hash, .file = file, .line = line };
	set->n++;
	return 0;
}

bool hash_set_has(const struct hash_set *set, uint64_t hash)
{
	return set->cap > 0 && slot_of(set, hash)->file != 0;
}
