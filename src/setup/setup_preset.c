/* Which preset is meant: by its name, or by the URL of the service. */
#include "base/banned.h"
#include "setup/preset.h"
#include "base/limits.h"
#include "base/paths.h"
#include "config/block.h"
#include "config/target.h"

#include <dirent.h>

#define SUFFIX ".conf"

/* The user's presets win over those that come with ccred. */
static int directories(const struct setup *s, char *dirs[2], struct err *err)
{
	dirs[1] = strdup(path_presets);
	if (asprintf(&dirs[0], "%s/presets", s->file.dir) < 0)
		dirs[0] = NULL;
	return dirs[0] != NULL && dirs[1] != NULL ? 0 : err_nomem(err);
}

/* Calls fn with the name of every preset of a directory, sorted. Stops at a nonzero return and returns it. */
typedef int (*preset_fn)(struct setup *s, const char *dir, const char *name, void *arg,
			 struct err *err);
static int each_preset(struct setup *s, const char *dir, preset_fn fn, void *arg, struct err *err)
{
	const size_t suffix = strlen(SUFFIX);
	struct dirent **entries = NULL;
	int n = scandir(dir, &entries, NULL, alphasort), r = 0;

	for (int i = 0; i < n; i++) {
		char *name = entries[i]->d_name;
		size_t len = strlen(name);
		if (r == 0 && len > suffix && strcmp(name + len - suffix, SUFFIX) == 0) {
			name[len - suffix] = '\0';
			if (block_is_name(name))
				r = fn(s, dir, name, arg, err);
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return r;
}

/* A preset_fn. */
static int list(struct setup *s, const char *dir, const char *name, void *arg, struct err *err)
{
	struct buf *names = arg;

	(void)s;
	(void)dir;
	(void)err;
	buf_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
	return 0;
}

static int unknown(struct setup *s, char *const dirs[2], struct err *err)
{
	struct buf names = BUF_INIT;

	for (size_t i = 0; i < 2; i++)
		(void)each_preset(s, dirs[i], list, &names, err);
	err_set(err, REASON_PRESET_UNKNOWN, "there is no preset %s: there %s %s", s->preset,
		names.len > 0 ? "are" : "is", names.len > 0 ? buf_str(&names) : "none");
	err_hint(err, "one of yours is %s/NAME" SUFFIX, dirs[0]);
	buf_free(&names);
	return EXIT_USAGE;
}

static int use_named(struct setup *s, char *const dirs[2], struct err *err)
{
	int r = EXIT_NOINPUT;

	if (!block_is_name(s->preset))
		return unknown(s, dirs, err);
	for (size_t i = 0; i < 2 && r == EXIT_NOINPUT; i++) {
		struct buf text = BUF_INIT;
		char *path = NULL;
		if (asprintf(&path, "%s/%s" SUFFIX, dirs[i], s->preset) < 0)
			return err_nomem(err);
		if ((r = preset_read(path, &text, err)) == 0)
			r = preset_apply(s, path, &text, err);
		buf_free(&text);
		free(path);
	}
	return r == EXIT_NOINPUT ? unknown(s, dirs, err) : r;
}

/*
 * whether asked is on a server of the preset, whose URLs may have {tenant}. On the API's server the path must be
 * empty or below the target's; on the issuer's server any path counts.
 */
static bool is_of(const char *pattern, const char *asked, bool whole, char label[LIMIT_TENANT + 1])
{
	struct target t, a;
	const char *at = NULL;
	size_t len = 0;
	char *p = strdup(pattern), *q = strdup(asked);
	bool found = false;

	if (p != NULL && q != NULL && target_parse(p, TARGET_CONFIGURED, &t) == NULL &&
	    target_parse(q, TARGET_ASKED, &a) == NULL) {
		if (!whole || a.path_len == 0)
			a.path = NULL;
		found = target_covers(&t, &a, &at, &len);
	}
	snprintf(label, LIMIT_TENANT + 1, "%.*s", (int)len, at != NULL ? at : "");
	free(p);
	free(q);
	return found;
}

/* The URL tells the preset and the tenant, and no more. */
static int take_match(struct setup *s, const char *name, const char *label, struct err *err)
{
	if (s->preset == NULL && (s->preset = strdup(name)) == NULL)
		return err_nomem(err);
	if (s->tenant == NULL && label[0] != '\0' && (s->tenant = strdup(label)) == NULL)
		return err_nomem(err);
	free(s->url);
	s->url = NULL;
	return 0;
}

/* A preset_fn: looks whether the URL is one of this preset. A preset with an error is passed over: only who
 * names it sees the error. */
static int match(struct setup *s, const char *dir, const char *name, void *arg, struct err *err)
{
	struct preset_urls urls = { 0 };
	struct buf text = BUF_INIT;
	struct err ignored = { 0 };
	char label[LIMIT_TENANT + 1] = "";
	char *path = NULL;
	int ret = 0;

	(void)arg;
	if (s->url == NULL || (s->preset != NULL && strcmp(s->preset, name) != 0))
		return 0;
	if (asprintf(&path, "%s/%s" SUFFIX, dir, name) < 0)
		return err_nomem(err);
	if (preset_read(path, &text, &ignored) == 0 &&
	    preset_find_urls(path, &text, &urls, &ignored) == 0 &&
	    ((urls.target != NULL && is_of(urls.target, s->url, true, label)) ||
	     (urls.issuer != NULL && is_of(urls.issuer, s->url, false, label))) &&
	    (s->tenant == NULL || label[0] == '\0' || strcmp(s->tenant, label) == 0))
		ret = take_match(s, name, label, err);
	preset_urls_clear(&urls);
	buf_free(&text);
	free(path);
	return ret;
}

int setup_preset(struct setup *s, struct err *err)
{
	bool open = s->issuer == NULL && s->target == NULL;
	char *dirs[2] = { NULL, NULL };
	int r = directories(s, dirs, err);

	for (size_t i = 0; i < 2 && r == 0 && open; i++)
		r = each_preset(s, dirs[i], match, NULL, err);
	if (r == 0 && s->preset != NULL)
		r = use_named(s, dirs, err);
	else if (r == 0 && s->tenant != NULL)
		r = err_set(err, REASON_PRESET_TENANT,
			    "--tenant goes with a preset: give --preset too");
	if (r == 0 && s->url != NULL && s->target != NULL && (s->issuer != NULL || s->has_endpoint))
		r = err_set(
			err, REASON_PRESET_OTHER_URL,
			"the URL is not one of the preset %s with this tenant: leave one of them out",
			s->preset);
	for (size_t i = 0; i < 2; i++)
		free(dirs[i]);
	return r;
}
