/* The environment variables that a profile depends on, and the cache key that they are part of. */
#include "base/banned.h"
#include "stack/capture.h"

struct collector {
	struct capture capture;
	capture_value_fn value;
	const void *arg;
};

bool capture_holds(const struct capture *capture, const char *name, size_t len)
{
	for (size_t i = 0; i < capture->n; i++)
		if (strncmp(capture->vars[i].name, name, len) == 0 &&
		    capture->vars[i].name[len] == '\0')
			return true;
	return false;
}

static int add(const struct source *src, const char *name, void *arg)
{
	struct collector *all = arg;
	struct capture *c = &all->capture;

	(void)src;
	if (capture_holds(c, name, strlen(name)))
		return 0;
	/* Pointers only: nothing secret lies in the array. */
	struct cache_var *vars = reallocarray(c->vars, c->n + 1, sizeof(*vars));
	char *own = strdup(name);
	if (vars != NULL)
		c->vars = vars;
	if (vars == NULL || own == NULL) {
		free(own);
		return -1;
	}
	c->vars[c->n++] = (struct cache_var){ own, all->value(all->arg, name) };
	return 0;
}

int capture_new(const struct profile *profile, capture_value_fn value, const void *arg,
		struct capture *ret_capture, struct err *err)
{
	struct collector all = { .value = value, .arg = arg };

	if (profile_env(profile, add, &all) != 0) {
		capture_clear(&all.capture);
		return err_nomem(err);
	}
	*ret_capture = all.capture;
	return 0;
}

void capture_clear(struct capture *capture)
{
	for (size_t i = 0; i < capture->n; i++)
		free((char *)(uintptr_t)capture->vars[i].name);
	free(capture->vars);
	*capture = (struct capture){ 0 };
}

int capture_key(const struct profile *profile, const struct capture *capture,
		const struct cache *cache, struct cache_key **ret_key, struct err *err)
{
	struct buf text = BUF_INIT;
	int r;

	profile_describe(profile, &text);
	if (buf_error(&text))
		r = err_nomem(err);
	else
		r = cache_key_new(cache, buf_str(&text), capture->vars, capture->n, ret_key, err);
	buf_free(&text);
	return r;
}
