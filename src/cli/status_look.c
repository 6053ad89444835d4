/* What the cache has of one profile, found without a lock, a source or the network. */
#include "base/banned.h"
#include "cli/status.h"
#include "client/environment.h"
#include "stack/supplier.h"

static enum status_state state_of(const struct cache_facts *f)
{
	switch (f->state) {
	case CACHE_FRESH:
		return STATUS_FRESH;
	case CACHE_RENEW:
		return STATUS_RENEWING;
	case CACHE_LOW:
		return STATUS_EXPIRING;
	case CACHE_MISS:
	default:
		return strcmp(f->missing, "expired") == 0    ? STATUS_EXPIRED
		       : strcmp(f->missing, "rejected") == 0 ? STATUS_REJECTED
							     : STATUS_NONE;
	}
}

static int take_token(struct cache_facts *f, struct status_row *row, struct err *err)
{
	const char *said = NULL;

	row->state = state_of(f);
	if (row->state == STATUS_NONE)
		return 0;
	row->expires_s = f->expires_s;
	row->left_s = f->left_s;
	if (f->source == NULL)
		return 0;
	row->source = supplier_read(row->profile, f->source, &said);
	if (row->source != NULL && said != NULL && (row->said = strdup(said)) == NULL)
		return err_nomem(err);
	return 0;
}

static int take_error(const struct cache *cache, const struct cache_key *key,
		      struct status_row *row, struct err *err)
{
	struct cache_failure f;

	if (!cache_last_failure(cache, key, &f))
		return 0;
	if ((row->failure = malloc(sizeof(f))) == NULL)
		return err_nomem(err);
	*row->failure = f;
	return 0;
}

int status_look(const struct cache *cache, struct status_row *row, struct err *err)
{
	struct cache_facts facts = { 0 };
	struct cache_key *key = NULL;
	int r;

	if ((r = environment_key(row->profile, cache, &key, err)) != 0)
		return r;
	cache_inspect(cache, key, row->profile->renew_margin_s, &facts);
	if ((r = take_token(&facts, row, err)) == 0)
		r = take_error(cache, key, row, err);
	cache_facts_clear(&facts);
	cache_key_free(&key);
	return r;
}

const char *status_word(enum status_state state)
{
	static const char *const words[] = {
		[STATUS_FRESH] = "fresh",       [STATUS_RENEWING] = "renewing",
		[STATUS_EXPIRING] = "expiring", [STATUS_EXPIRED] = "expired",
		[STATUS_REJECTED] = "rejected", [STATUS_NONE] = "none",
		[STATUS_REFUSED] = "refused",
	};

	return words[state];
}

bool status_has_token(const struct status_row *row)
{
	return row->state == STATUS_FRESH || row->state == STATUS_RENEWING ||
	       row->state == STATUS_EXPIRING;
}

int status_code(const struct status *status)
{
	int code = 0;

	for (size_t i = 0; i < status->n; i++) {
		const struct status_row *row = &status->rows[i];
		if (row->state == STATUS_REFUSED)
			return EXIT_CONFIG;
		if (code == 0 && !status_has_token(row) && row->failure != NULL)
			code = row->failure->err.code;
	}
	return code;
}
