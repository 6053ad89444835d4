/* Documents that everybody may see, kept for a while: discovery metadata. */
#include "base/banned.h"
#include "base/text.h"
#include "cache/internal.h"

struct head {
	int64_t wall_s, boot_s;
	char boot_id[40];
	uint32_t key_len;
	uint32_t pad;
};

static void name_of(const struct cache *cache, const char *key_text, char out[FILE_NAME_SIZE])
{
	unsigned char hash[SIPHASH_SIZE];
	char hex[KEY_NAME_SIZE];

	siphash128(cache->salt, key_text, strlen(key_text), hash);
	text_to_hex(hash, sizeof(hash), hex);
	snprintf(out, FILE_NAME_SIZE, PREFIX_DOCUMENT "%s", hex);
}

bool cache_document(const struct cache *cache, const char *key_text, int64_t max_age_s,
		    struct buf *b)
{
	size_t key_len = strlen(key_text);
	char name[FILE_NAME_SIZE];
	struct clock_now now;
	struct head head;

	name_of(cache, key_text, name);
	if (!record_read(cache, name, b) || b->len < sizeof(head))
		goto miss;
	memcpy(&head, b->data, sizeof(head));
	head.boot_id[sizeof(head.boot_id) - 1] = '\0';
	clock_now(&now);
	int64_t age = now.wall_s - head.wall_s, by_boot = now.boot_s - head.boot_s;
	if (head.key_len != key_len || b->len - sizeof(head) < key_len ||
	    memcmp(b->data + sizeof(head), key_text, key_len) != 0 || age < 0 || age > max_age_s ||
	    strcmp(head.boot_id, now.boot_id) != 0 || by_boot < 0 || by_boot > max_age_s)
		goto miss;
	buf_drop(b, sizeof(head) + key_len);
	return true;
miss:
	buf_reset(b);
	return false;
}

void cache_keep_document(const struct cache *cache, const char *key_text, const void *data,
			 size_t len)
{
	struct buf b = { .max = MAX_RECORD };
	char name[FILE_NAME_SIZE];
	struct clock_now now;
	struct head head;

	clock_now(&now);
	memset(&head, 0, sizeof(head));
	head.wall_s = now.wall_s;
	head.boot_s = now.boot_s;
	memcpy(head.boot_id, now.boot_id, sizeof(now.boot_id));
	head.key_len = (uint32_t)strlen(key_text);
	buf_put(&b, &head, sizeof(head));
	buf_puts(&b, key_text);
	buf_put(&b, data, len);
	name_of(cache, key_text, name);
	/* Not kept, it is fetched once more. */
	if (!buf_error(&b))
		(void)record_write(cache, name, b.data, b.len, NULL);
	buf_free(&b);
}
