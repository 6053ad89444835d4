/* Keys: the text of a profile and what it depends on, and the name that it hashes to. */
#include "base/banned.h"
#include "base/text.h"
#include "cache/internal.h"

int cache_key_new(const struct cache *cache, const char *text, const struct variable *vars,
		  size_t nvars, struct cache_key **ret_key, struct err *err)
{
	struct cache_key *key = calloc(1, sizeof(*key));
	unsigned char hash[SIPHASH_SIZE];
	char hex[STORE_NAME_SIZE];

	if (key == NULL)
		return err_nomem(err);
	key->text = (struct buf)BUF_INIT;
	/* A line begins after a newline, the first one too: see cache_forget_profile. */
	buf_putc(&key->text, '\n');
	buf_puts(&key->text, text);
	for (size_t i = 0; i < nvars; i++) {
		/* Salted: the cache must not become a place to test guesses of a secret against. */
		if (vars[i].value != NULL) {
			siphash128(cache->store->salt, vars[i].value, strlen(vars[i].value), hash);
			text_to_hex(hash, sizeof(hash), hex);
		}
		buf_printf(&key->text, "var %s=%s\n", vars[i].name,
			   vars[i].value != NULL ? hex : "unset");
	}
	if (buf_error(&key->text)) {
		cache_key_free(&key);
		return err_nomem(err);
	}
	siphash128(cache->store->salt, buf_str(&key->text), key->text.len, hash);
	text_to_hex(hash, sizeof(hash), key->name);
	*ret_key = key;
	return 0;
}

void cache_key_free(struct cache_key **key)
{
	if (key == NULL || *key == NULL)
		return;
	buf_free(&(*key)->text);
	free(*key);
	*key = NULL;
}

const char *cache_key_name(const struct cache_key *key)
{
	return key->name;
}

void cache_print(const struct cache *cache, const void *data, size_t len,
		 unsigned char ret_print[CACHE_PRINT_SIZE])
{
	_Static_assert(CACHE_PRINT_SIZE == SIPHASH_SIZE, "a print is one hash");
	siphash128(cache->store->salt, data, len, ret_print);
}
