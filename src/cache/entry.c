/* One entry as bytes: pure, strict in both directions. */
#include "cache/entry.h"
#include "base/limits.h"

/* The fixed part. Written and read by one machine between two boots, so in its own byte order. */
struct fixed {
	int64_t lifetime_s, certificate_end_s;
	struct clock_now asked, stored;
	uint32_t token_len, scope_len, source_len, proof_key_len;
	uint8_t has_scope, after_rejection, repeats_secret, binding;
	uint8_t pad[4];
};

void entry_write(const struct entry *entry, const struct buf *key_text, struct buf *b)
{
	size_t scope_len = entry->scope != NULL ? strlen(entry->scope) : 0;
	size_t source_len = entry->source != NULL ? strlen(entry->source) : 0;
	size_t key_len = entry->proof_key != NULL ? entry->proof_key->len : 0;
	/* It has no gaps: no byte of the file comes from memory that nobody set. */
	struct fixed fixed = {
		.lifetime_s = entry->lifetime_s,
		.certificate_end_s = entry->certificate_end_s,
		.asked = entry->asked,
		.stored = entry->stored,
		.token_len = (uint32_t)entry->token->len,
		.scope_len = (uint32_t)scope_len,
		.source_len = (uint32_t)source_len,
		.proof_key_len = (uint32_t)key_len,
		.has_scope = entry->scope != NULL,
		.after_rejection = entry->after_rejection,
		.repeats_secret = entry->repeats_secret,
		.binding = (uint8_t)entry->binding,
	};

	_Static_assert(sizeof(fixed) == 2 * 8 + 2 * sizeof(struct clock_now) + 6 * 4, "gaps");
	value_begin(b, TOKEN_FORM,
		    sizeof(fixed) + entry->token->len + scope_len + source_len + key_len, key_text);
	buf_put(b, &fixed, sizeof(fixed));
	buf_put(b, entry->token->data, entry->token->len);
	buf_put(b, entry->scope, scope_len);
	buf_put(b, entry->source, source_len);
	if (key_len > 0)
		buf_put(b, entry->proof_key->data, key_len);
	buf_put(b, buf_str(key_text), key_text->len);
}

int entry_read(const struct buf *b, const struct buf *key_text, struct entry *ret_entry)
{
	struct entry e = { 0 };
	struct fixed fixed;
	size_t len;
	const char *p = value_body(b, TOKEN_FORM, key_text, &len);

	if (p == NULL || len < sizeof(fixed))
		return -1;
	memcpy(&fixed, p, sizeof(fixed));
	p += sizeof(fixed);
	if ((uint64_t)fixed.token_len + fixed.scope_len + fixed.source_len + fixed.proof_key_len !=
		    len - sizeof(fixed) ||
	    fixed.token_len == 0 || fixed.token_len > LIMIT_TOKEN ||
	    fixed.proof_key_len > LIMIT_KEY || fixed.binding >= N_TOKEN_BINDINGS ||
	    fixed.certificate_end_s < 0 || fixed.lifetime_s <= 0 ||
	    fixed.lifetime_s > MAX_TOKEN_LIFETIME_S || !stamp_take(&fixed.asked) ||
	    !stamp_take(&fixed.stored))
		return -1;
	e.lifetime_s = fixed.lifetime_s;
	e.certificate_end_s = fixed.certificate_end_s;
	e.asked = fixed.asked;
	e.stored = fixed.stored;
	e.after_rejection = fixed.after_rejection != 0;
	e.repeats_secret = fixed.repeats_secret != 0;
	e.binding = (enum token_binding)fixed.binding;
	if (secret_new(p, fixed.token_len, &e.token) != 0)
		return EXIT_OS;
	p += fixed.token_len;
	if ((fixed.has_scope && (e.scope = strndup(p, fixed.scope_len)) == NULL) ||
	    (fixed.source_len > 0 &&
	     (e.source = strndup(p + fixed.scope_len, fixed.source_len)) == NULL) ||
	    (fixed.proof_key_len > 0 && secret_new(p + fixed.scope_len + fixed.source_len,
						   fixed.proof_key_len, &e.proof_key) != 0)) {
		entry_clear(&e);
		return EXIT_OS;
	}
	*ret_entry = e;
	return 0;
}

void entry_clear(struct entry *entry)
{
	secret_free(&entry->token);
	secret_free(&entry->proof_key);
	free(entry->scope);
	free(entry->source);
	*entry = (struct entry){ 0 };
}
