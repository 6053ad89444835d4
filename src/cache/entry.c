/* One entry as bytes: pure, strict in both directions. */
#include "cache/entry.h"
#include "base/limits.h"

/* The number is the version of the form; another one is another form, and a miss. */
static const char magic[8] = "ccred03";

/* The fixed part. Written and read by one machine between two boots, so in its own byte order. */
struct head {
	char magic[sizeof(magic)];
	int64_t lifetime_s;
	struct clock_now asked, stored;
	uint32_t token_len, scope_len, source_len, key_len;
	uint8_t has_scope, after_rejection;
	uint8_t pad[6];
};

void entry_write(const struct entry *entry, const struct buf *key_text, struct buf *b)
{
	size_t scope_len = entry->scope != NULL ? strlen(entry->scope) : 0;
	size_t source_len = entry->source != NULL ? strlen(entry->source) : 0;
	/* It has no gaps: no byte of the file comes from memory that nobody set. */
	struct head head = {
		.lifetime_s = entry->lifetime_s,
		.asked = entry->asked,
		.stored = entry->stored,
		.token_len = (uint32_t)entry->token->len,
		.scope_len = (uint32_t)scope_len,
		.source_len = (uint32_t)source_len,
		.key_len = (uint32_t)key_text->len,
		.has_scope = entry->scope != NULL,
		.after_rejection = entry->after_rejection,
	};

	_Static_assert(sizeof(head) == 3 * 8 + 2 * sizeof(struct clock_now) + 4 * 4, "gaps");
	memcpy(head.magic, magic, sizeof(magic));
	buf_put(b, &head, sizeof(head));
	buf_put(b, entry->token->data, entry->token->len);
	buf_put(b, entry->scope, scope_len);
	buf_put(b, entry->source, source_len);
	buf_put(b, buf_str(key_text), key_text->len);
}

/* Of our form, with lengths that add up. Returns what stands behind the head, or NULL. */
static const char *read_head(const struct buf *b, struct head *ret_head)
{
	if (b->len < sizeof(*ret_head))
		return NULL;
	memcpy(ret_head, b->data, sizeof(*ret_head));
	uint64_t rest = (uint64_t)ret_head->token_len + ret_head->scope_len + ret_head->source_len +
			ret_head->key_len;
	if (memcmp(ret_head->magic, magic, sizeof(magic)) != 0 ||
	    b->len - sizeof(*ret_head) != rest)
		return NULL;
	return b->data + sizeof(*ret_head);
}

const char *entry_key(const struct buf *b, size_t *ret_len)
{
	struct head head;

	if (read_head(b, &head) == NULL)
		return NULL;
	*ret_len = head.key_len;
	return b->data + b->len - head.key_len;
}

int entry_read(const struct buf *b, const struct buf *key_text, struct entry *ret_entry)
{
	struct entry e = { 0 };
	struct head head;
	const char *p = read_head(b, &head);

	if (p == NULL || head.token_len == 0 || head.token_len > LIMIT_TOKEN ||
	    head.key_len != key_text->len ||
	    memcmp(b->data + b->len - head.key_len, buf_str(key_text), head.key_len) != 0 ||
	    head.lifetime_s <= 0 || head.lifetime_s > MAX_TOKEN_LIFETIME_S)
		return -1;
	e.lifetime_s = head.lifetime_s;
	e.asked = head.asked;
	e.asked.boot_id[sizeof(e.asked.boot_id) - 1] = '\0';
	e.stored = head.stored;
	e.stored.boot_id[sizeof(e.stored.boot_id) - 1] = '\0';
	e.after_rejection = head.after_rejection != 0;
	if (secret_new(p, head.token_len, &e.token) != 0)
		return -1;
	p += head.token_len;
	if ((head.has_scope && (e.scope = strndup(p, head.scope_len)) == NULL) ||
	    (head.source_len > 0 &&
	     (e.source = strndup(p + head.scope_len, head.source_len)) == NULL)) {
		entry_clear(&e);
		return -1;
	}
	*ret_entry = e;
	return 0;
}

void entry_clear(struct entry *entry)
{
	secret_free(&entry->token);
	free(entry->scope);
	free(entry->source);
	*entry = (struct entry){ 0 };
}
