/* The items of a credential in the messages between ccred's own programs. */
#include "stack/wire.h"

void wire_put_items(struct buf *b, const struct credential *c, unsigned items)
{
	for (int item = 1; item < N_ITEMS; item++) {
		const struct secret *s = c->items[item];
		const char *name = credential_item_name(item);
		if (s == NULL || (items & ITEM_BIT(item)) == 0)
			continue;
		kv_put_escaped(b, name, s->data, s->len);
		if (c->expires_s[item] != 0)
			buf_printf(b, "%s_expires=%lld\n", name, (long long)c->expires_s[item]);
	}
}

int wire_take_items(const struct kv *kv, struct credential *c, struct err *err)
{
	unsigned taken = 0;
	char expires[64];
	int r;

	for (size_t i = 0; i < kv->n; i++) {
		const struct kv_line *l = &kv->lines[i];
		int item = credential_item_find(l->key);
		if (item == 0)
			continue;
		snprintf(expires, sizeof(expires), "%s_expires", l->key);
		if ((taken & ITEM_BIT(item)) != 0 ||
		    !credential_item_valid(item, l->value, l->len) ||
		    (kv_get(kv, expires) != NULL && kv_get_int(kv, expires, 0) <= 0))
			return err_set(err, REASON_MALFORMED_MESSAGE,
				       "a program of ccred was sent a malformed %s", l->key);
		taken |= ITEM_BIT(item);
		if ((r = credential_set(c, item, l->value, l->len, NULL, err)) != 0)
			return r;
		c->expires_s[item] = kv_get_int(kv, expires, 0);
	}
	return 0;
}
