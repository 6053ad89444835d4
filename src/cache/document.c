/* Documents that everybody may see, kept for a while: discovery metadata. */
#include "cache/internal.h"

/* The text of the key follows, and then the document. */
struct head {
	struct clock_now kept;
	uint64_t key_len;
};

/* Whether b is a document of this key that may be used. */
static bool may_be_used(const struct buf *b, const char *key_text, size_t key_len)
{
	struct clock_now now;
	struct head head;

	if (b->len < sizeof(head))
		return false;
	memcpy(&head, b->data, sizeof(head));
	if (!stamp_take(&head.kept))
		return false;
	clock_now(&now);
	int64_t age = stamp_age(&head.kept, &now);
	return head.key_len == key_len && b->len - sizeof(head) >= key_len &&
	       memcmp(b->data + sizeof(head), key_text, key_len) == 0 && age >= 0 &&
	       age <= CACHE_DOCUMENT_S;
}

bool cache_document(const struct cache *cache, const char *key_text, struct buf *b)
{
	size_t key_len = strlen(key_text);
	char name[STORE_NAME_SIZE];

	cache_name(cache, key_text, key_len, name);
	if (cache->ops->get(cache, STORE_DOCUMENT, name, b) != STORE_FOUND ||
	    !may_be_used(b, key_text, key_len)) {
		buf_reset(b);
		return false;
	}
	buf_drop(b, sizeof(struct head) + key_len);
	return true;
}

void cache_keep_document(const struct cache *cache, const char *key_text, const void *data,
			 size_t len)
{
	struct head head = { .key_len = strlen(key_text) };
	struct buf b = { .max = STORE_VALUE_MAX };
	char name[STORE_NAME_SIZE];

	clock_now(&head.kept);
	buf_put(&b, &head, sizeof(head));
	buf_puts(&b, key_text);
	buf_put(&b, data, len);
	cache_name(cache, key_text, strlen(key_text), name);
	/* If it cannot be kept, it is fetched once more. */
	(void)cache->ops->put(cache, STORE_DOCUMENT, name, &b, CACHE_DOCUMENT_S, NULL);
	buf_free(&b);
}
