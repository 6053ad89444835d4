/* Whose tokens and states lie in the cache, as the texts of their keys say, and forgetting them. */
#include "cache/entry.h"
#include "cache/state.h"
#include "base/kv.h"
#include "base/token_file.h"

/* What holds something of a key. */
static const struct part {
	enum store_kind kind;
	const char *form;
} parts[] = { { STORE_TOKEN, TOKEN_FORM }, { STORE_STATE, STATE_FORM } };
#define PARTS (sizeof(parts) / sizeof(parts[0]))

/* Finds the value of a line of the text of a key: a new string, or NULL if there is none. Returns
 * false if there is no memory. */
static bool line_value(const char *text, size_t len, const char *line, char **ret_value)
{
	const char *at = memmem(text, len, line, strlen(line)), *end;

	*ret_value = NULL;
	if (at == NULL)
		return true;
	at += strlen(line);
	end = memchr(at, '\n', len - (size_t)(at - text));
	*ret_value = strndup(at, (size_t)((end != NULL ? end : text + len) - at));
	return *ret_value != NULL && kv_unescape(*ret_value) >= 0;
}

int key_drop_file(const struct cache_key *key, const void *token, size_t len, struct err *err)
{
	struct err ignored;
	char *path = NULL;
	int r = 0;

	if (!line_value(buf_str(&key->text), key->text.len, "\ntoken-file=", &path))
		r = err_nomem(err);
	else if (path != NULL && path[0] == '/')
		r = token_file_remove(path, token, len, err != NULL ? err : &ignored);
	free(path);
	return r;
}

int cache_forget(const struct cache *cache, const struct cache_key *key, struct err *err)
{
	struct cache_token there = { 0 };
	struct state *state;
	int r;

	if ((r = state_look(cache, key, &state, err)) != 0)
		return r;
	(void)cache_look(cache, key, -1, &there);
	failures_end(cache, state);
	free(state);
	for (size_t i = 0; i < PARTS; i++) {
		int failed = cache->ops->drop(cache, parts[i].kind, key->name, r == 0 ? err : NULL);
		r = r == 0 ? failed : r;
	}
	(void)cache->ops->drop(cache, STORE_NOTES, key->name, NULL);
	/* The path may be that of another profile by now: only this token is of this key. */
	if (there.token != NULL) {
		int failed = key_drop_file(key, there.token->data, there.token->len,
					   r == 0 ? err : NULL);
		r = r == 0 ? failed : r;
	}
	cache_token_clear(&there);
	return r;
}

/* A walk through all parts. */
struct walk {
	const struct cache *cache;
	const struct part *part;
	/* Of cache_each_owner; NULL: it is cache_forget_profile, of which all else is. */
	cache_owner_fn fn;
	void *arg;
	const char *profile, *tenant;
	size_t count;
	struct err *err;
	int failed;
};

static void forget_if(struct walk *walk, const struct cache_key *key, const char *profile,
		      const char *tenant)
{
	if ((walk->profile != NULL && strcmp(profile, walk->profile) != 0) ||
	    (walk->tenant != NULL && (tenant == NULL || strcmp(tenant, walk->tenant) != 0)))
		return;
	int r = cache_forget(walk->cache, key, walk->failed == 0 ? walk->err : NULL);
	walk->failed = walk->failed == 0 ? r : walk->failed;
	walk->count += r == 0 && walk->part->kind == STORE_TOKEN;
}

/* A store_each_fn. */
static int show(const char *name, const struct buf *value, void *arg)
{
	struct walk *walk = arg;
	struct cache_key key = { .text = BUF_INIT };
	size_t len = 0;
	const char *text = value_key(value, walk->part->form, &len);
	char *profile = NULL, *tenant = NULL;
	int r = 0;

	if (text == NULL)
		return 0;
	snprintf(key.name, sizeof(key.name), "%s", name);
	buf_put(&key.text, text, len);
	if (buf_error(&key.text) || !line_value(text, len, "\nprofile=", &profile) ||
	    !line_value(text, len, "\ntenant=", &tenant))
		r = err_nomem(walk->err);
	else if (profile != NULL && walk->fn != NULL)
		r = walk->fn(profile, tenant, walk->arg);
	else if (profile != NULL)
		forget_if(walk, &key, profile, tenant);
	free(profile);
	free(tenant);
	buf_free(&key.text);
	return r;
}

static int walk_all(struct walk *walk)
{
	int r = 0;

	for (size_t i = 0; i < PARTS && (r == 0 || walk->fn == NULL); i++) {
		walk->part = &parts[i];
		int failed =
			walk->cache->ops->each(walk->cache, parts[i].kind, show, walk, walk->err);
		r = r == 0 ? failed : r;
	}
	return r;
}

int cache_forget_profile(const struct cache *cache, const char *profile, const char *tenant,
			 size_t *ret_count, struct err *err)
{
	struct walk walk = { .cache = cache, .profile = profile, .tenant = tenant, .err = err };

	int r = walk_all(&walk);

	*ret_count = walk.count;
	return walk.failed != 0 ? walk.failed : r;
}

struct forget {
	const char *profile, *tenant;
	size_t *count;
};

/* A cache_fn. */
static int forget_there(const struct cache *cache, bool passed, void *arg, struct err *err)
{
	struct forget *forget = arg;
	size_t count = 0;
	int r = cache_forget_profile(cache, forget->profile, forget->tenant, &count, err);

	(void)passed;
	*forget->count += count;
	return r;
}

int cache_forget_everywhere(const char *dir, const char *profile, const char *tenant,
			    size_t *ret_count, struct err *err)
{
	struct forget forget = { .profile = profile, .tenant = tenant, .count = ret_count };

	*ret_count = 0;
	return cache_each(dir, forget_there, &forget, err);
}

int cache_each_owner(const struct cache *cache, cache_owner_fn fn, void *arg, struct err *err)
{
	struct walk walk = { .cache = cache, .fn = fn, .arg = arg, .err = err };

	return walk_all(&walk);
}
