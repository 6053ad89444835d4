/* What a stack gathers, and the rules that bind the client id and the secret to each other. */
#include "base/banned.h"
#include "stack/bundle.h"
#include "base/limits.h"
#include "base/text.h"

bool bundle_item_valid(int item, const void *data, size_t len)
{
	size_t max = item == CCRED_ITEM_CLIENT_ID       ? LIMIT_CLIENT_ID
		     : item == CCRED_ITEM_CLIENT_SECRET ? LIMIT_CLIENT_SECRET
							: 0;

	return data != NULL && len > 0 && len <= max && !text_has_control(data, len) &&
	       text_is_utf8(data, len);
}

void bundle_clear(struct bundle *b)
{
	secret_free(&b->client_id);
	secret_free(&b->client_secret);
	*b = (struct bundle){ 0 };
}

bool bundle_complete(const struct bundle *b)
{
	return b->client_id != NULL && b->client_secret != NULL;
}

/* "file:line", or the profile's own client-id. */
static const char *place(const struct source *from, char *out, size_t size)
{
	if (from == NULL)
		snprintf(out, size, "client-id in the profile");
	else
		snprintf(out, size, "%s:%u", from->file, from->line);
	return out;
}

int bundle_check(const struct bundle *b, const struct bundle *line, struct err *err)
{
	char where[512];

	if (line->client_id != NULL && b->client_id != NULL &&
	    !secret_equal(line->client_id, b->client_id)) {
		err_set(err, EXIT_DENIED, "its client id is not the one that %s gave",
			place(b->id_from, where, sizeof(where)));
		return CCRED_CONFLICT;
	}
	if (line->client_secret != NULL && line->client_id == NULL && b->client_id == NULL) {
		err_set(err, EXIT_DATA,
			"a secret without a client id: set client-id in the profile, or let an "
			"earlier line supply it");
		return CCRED_INVALID;
	}
	if (line->client_secret != NULL && b->client_secret != NULL &&
	    !secret_equal(line->client_secret, b->client_secret)) {
		err_set(err, EXIT_DENIED, "its secret is not the one that %s gave",
			place(b->secret_from, where, sizeof(where)));
		return CCRED_CONFLICT;
	}
	return CCRED_SUCCESS;
}

void bundle_merge(struct bundle *b, struct bundle *line, const struct source *from)
{
	if (line->client_id != NULL && b->client_id == NULL) {
		b->client_id = line->client_id;
		b->id_from = from;
		line->client_id = NULL;
	}
	if (line->client_secret != NULL && b->client_secret == NULL) {
		b->client_secret = line->client_secret;
		b->secret_from = from;
		line->client_secret = NULL;
	}
	bundle_clear(line);
}

static int copy(const struct secret *from, struct secret **ret_copy)
{
	return from == NULL ? 0 : secret_new(from->data, from->len, ret_copy);
}

int bundle_copy(const struct bundle *from, struct bundle *ret_copy, struct err *err)
{
	struct bundle b = { .id_from = from->id_from, .secret_from = from->secret_from };

	if (copy(from->client_id, &b.client_id) != 0 ||
	    copy(from->client_secret, &b.client_secret) != 0) {
		bundle_clear(&b);
		return err_nomem(err);
	}
	*ret_copy = b;
	return 0;
}

bool bundle_equal(const struct bundle *a, const struct bundle *b)
{
	return secret_equal(a->client_id, b->client_id) &&
	       secret_equal(a->client_secret, b->client_secret);
}
