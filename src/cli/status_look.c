/* What the cache has of one profile, found without a lock, a source or the network. */
#include "base/banned.h"
#include "cli/status.h"
#include "acquire/profile_key.h"
#include "client/environment.h"
#include "stack/supplier.h"

static int take_token(const struct cache_token *token, struct status_row *row, struct err *err)
{
	const char *said = NULL;

	row->expires_s = token->expires_s;
	row->left_s = token->left_s;
	if (token->source == NULL)
		return 0;
	row->source = supplier_read(row->bound, token->source, &said);
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
	struct cache_token token = { 0 };
	struct cache_key *key = NULL;
	int r;

	if ((r = profile_key(row->bound, cache, &key, err)) != 0)
		return r;
	row->state = cache_look(cache, key, row->profile->renew_margin_s, &token);
	if ((r = take_token(&token, row, err)) == 0)
		r = take_error(cache, key, row, err);
	cache_token_clear(&token);
	cache_key_free(&key);
	return r;
}

const char *status_word(const struct status_row *row)
{
	return row->refused != NULL ? "refused" : cache_state_word(row->state);
}

bool status_has_token(const struct status_row *row)
{
	return cache_is_valid(row->state);
}

int status_code(const struct status *status)
{
	int code = 0;

	for (size_t i = 0; i < status->n; i++) {
		const struct status_row *row = &status->rows[i];
		if (row->refused != NULL)
			return EXIT_CONFIG;
		if (code == 0 && !status_has_token(row) && row->failure != NULL)
			code = row->failure->err.code;
	}
	return code;
}
