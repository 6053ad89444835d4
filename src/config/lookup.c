/* From a question to the profile that answers it. */
#include "base/banned.h"
#include "config/config.h"

#include <strings.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/trace.h"
#include "base/url.h"
#include "config/resolve.h"

/* A profile that passed by, for a message. */
struct passed {
	bool set;
	size_t score; /* how near it is to what is asked */
	char text[LIMIT_NAME + 512];
};

/* One search, from the first block of the user's file to the last of the system's. */
struct find {
	struct config config;
	const struct config_query *query;
	char *url; /* what asked points into */
	char *path;
	struct target asked;
	bool by_target; /* asked is set */

	/* The block that passes by. */
	bool covered;
	struct target covers; /* its best target; only what target_prefer needs stays valid */
	unsigned covers_line;
	char label[LIMIT_TENANT + 1];
	const struct scope *passing; /* its scope */

	/* The best one so far. */
	bool found;
	struct block best;
	const struct scope *scope;
	bool best_covered;
	struct target best_covers;
	unsigned best_line; /* of its target */
	char tenant[LIMIT_TENANT + 1]; /* empty: none */
	struct passed
		other; /* another one of the same rank, or without a path on the same origin */
	struct passed nearest;
};

static size_t common_prefix(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t n = 0;

	while (n < alen && n < blen && a[n] == b[n])
		n++;
	return n;
}

static size_t common_suffix(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t n = 0;

	while (n < alen && n < blen && a[alen - 1 - n] == b[blen - 1 - n])
		n++;
	return n;
}

/* How near a target is to what is asked: cheap, for it is done for every target that does not match. */
static size_t nearness(const struct target *t, const struct target *asked)
{
	size_t score = 1 + common_prefix(t->host, t->host_len, asked->host, asked->host_len) +
		       common_suffix(t->host, t->host_len, asked->host, asked->host_len);

	if (asked->path != NULL && t->host_len == asked->host_len && score > t->host_len * 2)
		score += common_prefix(t->path, t->path_len, asked->path, asked->path_len);
	return score;
}

static void note_nearest_target(struct find *f, const struct block *block, const struct target *t)
{
	size_t score = nearness(t, &f->asked);
	char port[8] = "";

	if (f->nearest.set && score <= f->nearest.score)
		return;
	f->nearest.set = true;
	f->nearest.score = score;
	if (t->port != (t->https ? 443u : 80u))
		(void)snprintf(port, sizeof(port), ":%u", t->port);
	(void)snprintf(f->nearest.text, sizeof(f->nearest.text), "\"%s\" (%s://%.*s%s%.*s)",
		       block->name, t->https ? "https" : "http", (int)t->host_len, t->host, port,
		       t->path_len > 256 ? 256 : (int)t->path_len, t->path);
}

static void note_nearest_name(struct find *f, const struct block *block)
{
	size_t len = strlen(f->query->name);
	size_t distance;

	/* Measuring takes long for a list of thousands, and one more letter is one more edit. */
	if (len > block->name_len + 3 || block->name_len > len + 3)
		return;
	distance = text_distance(f->query->name, block->name);
	if (distance > 3 || (f->nearest.set && distance >= f->nearest.score))
		return;
	f->nearest.set = true;
	f->nearest.score = distance;
	(void)snprintf(f->nearest.text, sizeof(f->nearest.text), "%s", block->name);
}

/* An index_visitor: a target of the block that passes by. */
static int on_target(const struct block *block, const struct target *t, unsigned line, void *arg,
		     struct err *err)
{
	struct find *f = arg;
	const char *label;
	size_t len;

	(void)err;
	if (!f->by_target)
		return 0;
	if (!target_covers(t, &f->asked, &label, &len)) {
		if (f->query->name == NULL)
			note_nearest_target(f, block, t);
		return 0;
	}
	if (f->covered && target_prefer(t, &f->covers) <= 0)
		return 0;
	f->covered = true;
	f->covers = *t;
	f->covers_line = line;
	(void)snprintf(f->label, sizeof(f->label), "%.*s", (int)len, label != NULL ? label : "");
	return 0;
}

/* An index_visitor: what the best block has stands somewhere else too. */
static int on_clash(const struct scope *scope, const struct seen *first, const char *why, void *arg,
		    struct err *err)
{
	struct find *f = arg;

	if (!f->found || f->scope != scope || !block_holds(&f->best, first))
		return 0;
	return block_refuse(&f->best, why, err);
}

static void take(struct find *f, struct block *block)
{
	block_move(&f->best, block);
	f->found = true;
	f->scope = f->passing;
	f->best_covered = f->covered;
	f->best_covers = f->covers;
	f->best_line = f->covers_line;
	memcpy(f->tenant, f->label, sizeof(f->tenant));
	f->other.set = false;
}

static void note_other(struct find *f, const struct block *block)
{
	if (f->other.set)
		return;
	f->other.set = true;
	(void)snprintf(f->other.text, sizeof(f->other.text), "\"%s\" (%.300s:%u)", block->name,
		       block->file, block->line);
}

/* A scan_fn: decides whether the block is the one. */
static int on_profile(struct scope *scope, struct block *block, void *arg, struct err *err)
{
	struct find *f = arg;
	struct index_visitor visitor = { .target = on_target, .clash = on_clash, .arg = f };
	int better;
	int r;

	if (index_is_hidden(&f->config, scope, block))
		return 0;
	f->covered = false;
	f->label[0] = '\0';
	f->passing = scope;
	if ((r = index_block(&f->config, scope, block, &visitor, err)) != 0)
		return r;

	if (f->query->name != NULL) {
		if (f->found)
			return 0;
		if (strcmp(f->query->name, block->name) == 0)
			take(f, block);
		else
			note_nearest_name(f, block);
		return 0;
	}
	if (!f->covered)
		return 0;
	if (!f->found) {
		take(f, block);
		return 0;
	}
	if (f->asked.path == NULL) { /* whose it is cannot be told, whatever the rank */
		note_other(f, block);
		return 0;
	}
	better = target_prefer(&f->covers, &f->best_covers);
	if (better > 0)
		take(f, block);
	else if (better == 0 && f->scope == scope)
		note_other(f, block);
	return 0;
}

/* git's words as a URL: the host must not bring a path or another host along. */
static int make_url(const struct config_query *q, char **ret_url, const char **ret_why)
{
	if (q->url != NULL) {
		*ret_url = strdup(q->url);
		return *ret_url != NULL ? 0 : EXIT_OS;
	}
	if (strcasecmp(q->protocol, "https") != 0 && strcasecmp(q->protocol, "http") != 0) {
		*ret_why = "the protocol is not https";
		return EXIT_DATA;
	}
	if (q->host[0] == '\0' || strpbrk(q->host, "/?#@\\%") != NULL) {
		*ret_why = "the host is malformed";
		return EXIT_DATA;
	}
	if (asprintf(ret_url, "%s://%s", q->protocol, q->host) < 0) {
		*ret_url = NULL;
		return EXIT_OS;
	}
	return 0;
}

/*
 * Takes the question apart. Returns 0; EXIT_DATA with the reason in err: no target can ever be meant;
 * EXIT_OS.
 */
static int prepare(struct find *f, struct err *err)
{
	const struct config_query *q = f->query;
	const char *why = NULL;
	struct url *url = NULL;
	int r;

	if (q->url == NULL && q->host == NULL)
		return 0;
	if ((r = make_url(q, &f->url, &why)) != 0)
		return r == EXIT_DATA ? err_set(err, EXIT_DATA, "%s", why) : err_nomem(err);
	if ((r = url_parse(f->url, &url, err)) != 0)
		goto out;
	if (strcmp(url->scheme, "http") == 0 && !url_is_loopback(url)) {
		r = err_set(err, EXIT_DATA, "http is for a loopback host only");
		goto out;
	}
	if (target_parse(f->url, TARGET_ASKED, &f->asked, &why) != 0) {
		r = err_set(err, EXIT_DATA, "%s", why);
		goto out;
	}
	if (q->url == NULL) {
		f->asked.path = NULL;
		if (q->path != NULL && (f->path = strdup(q->path)) == NULL) {
			r = err_nomem(err);
			goto out;
		}
		if (q->path != NULL && target_set_path(f->path, &f->asked, &why) != 0) {
			r = err_set(err, EXIT_DATA, "%s", why);
			goto out;
		}
	}
	f->by_target = true;
out:
	url_free(&url);
	return r;
}

/* --tenant, in lower case, where the best block's label goes. */
static int take_tenant(struct find *f, struct err *err)
{
	const char *asked = f->query->tenant;
	char label[LIMIT_TENANT + 2];

	if (asked == NULL)
		return 0;
	(void)snprintf(label, sizeof(label), "%s", asked);
	for (char *p = label; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	if (!target_is_label(label, strlen(label)))
		return err_set(
			err, EXIT_USAGE,
			"\"%.64s\" is not a tenant: one is a DNS label, letters, digits and -",
			asked);
	if (f->tenant[0] != '\0' && strcmp(f->tenant, label) != 0)
		return err_set(err, EXIT_USAGE, "the URL is that of tenant %s, not of %s",
			       f->tenant, label);
	(void)snprintf(f->tenant, sizeof(f->tenant), "%.63s", label);
	return 0;
}

static int not_ours(struct find *f, enum config_match *ret_match, struct err *err)
{
	char why[ERR_TEXT_MAX / 2];

	if (f->nearest.set)
		(void)err_set(err, EXIT_CONFIG,
			      "no profile has a target that covers this URL: the nearest is %s",
			      f->nearest.text);
	else if (config_absent(&f->config, why, sizeof(why)))
		(void)err_set(err, EXIT_CONFIG,
			      "no profile has a target at all (%s): see ccred.config(5)", why);
	else
		(void)err_set(err, EXIT_CONFIG,
			      "no profile has a target at all: see ccred.config(5)");
	*ret_match = CONFIG_NOT_OURS;
	return 0;
}

/* A question by name, once all blocks have passed by. */
static int decide_by_name(struct find *f, struct err *err)
{
	const char *name = f->query->name;
	char why[ERR_TEXT_MAX / 2];

	if (!f->found && f->nearest.set)
		return err_set(err, EXIT_CONFIG,
			       "there is no profile \"%.64s\": did you mean \"%s\"?", name,
			       f->nearest.text);
	if (!f->found && config_absent(&f->config, why, sizeof(why)))
		return err_set(err, EXIT_CONFIG,
			       "there is no profile \"%.64s\" (%s): see ccred.config(5)", name,
			       why);
	if (!f->found && strstr(name, "/") != NULL)
		return err_set(err, EXIT_CONFIG,
			       "there is no profile \"%.64s\", and a URL starts with https://",
			       name);
	if (!f->found)
		return err_set(err, EXIT_CONFIG,
			       "there is no profile \"%.64s\": \"ccred profiles\" lists them",
			       name);
	if (f->by_target && !f->best_covered)
		return err_set(err, EXIT_USAGE, "profile \"%s\" has no target that covers this URL",
			       name);
	return 0;
}

/* A question by URL or host. *ret_match is set if it ends here. */
static int decide_by_target(struct find *f, enum config_match *ret_match, struct err *err)
{
	if (!f->found)
		return not_ours(f, ret_match, err);
	if (!f->other.set)
		return 0;
	if (f->asked.path != NULL && f->best.error != NULL) /* one target twice, say */
		return err_set(err, EXIT_CONFIG, "%s", f->best.error);
	if (f->asked.path != NULL)
		return err_set(
			err, EXIT_CONFIG,
			"%s:%u:1: the targets of \"%s\" and of %s cover this URL equally well",
			f->best.file, f->best.line, f->best.name, f->other.text);
	(void)err_set(err, EXIT_CONFIG,
		      "several profiles have a target on this host: \"%s\" (%.300s:%u) and %s",
		      f->best.name, f->best.file, f->best.line, f->other.text);
	err_hint(err, "git config --global credential.useHttpPath true lets git say which one");
	*ret_match = CONFIG_AMBIGUOUS;
	return 0;
}

/* The block's target lines and the profile's targets are the same, in the same order. */
static void note_target(const struct find *f, struct profile *p)
{
	for (size_t i = 0; i < f->best.ntargets && i < p->ntargets; i++) {
		if (f->best.targets[i].line != f->best_line)
			continue;
		p->target = p->targets[i];
		p->target_line = f->best_line;
	}
}

static int search(struct find *f, enum config_match *ret_match, struct profile **ret_profile,
		  struct err *err)
{
	int r;

	r = prepare(f, err);
	if (r == EXIT_DATA && f->query->name != NULL)
		return err_set(err, EXIT_USAGE, "this URL can be no profile's target");
	if (r == EXIT_DATA) {
		struct err why = *err;
		(void)err_set(err, EXIT_CONFIG, "this URL can be no profile's target: %s",
			      why.text);
		*ret_match = CONFIG_NOT_OURS;
		return 0;
	}
	if (r != 0 || (r = config_open(&f->config, f->query->user_file, err)) != 0)
		return r;
	for (size_t i = 0; i < N_SCOPES; i++)
		if ((r = scan_scope(&f->config.scopes[i], on_profile, f, err)) != 0)
			return r;

	*ret_match = CONFIG_FOUND;
	r = f->query->name != NULL ? decide_by_name(f, err) : decide_by_target(f, ret_match, err);
	if (r != 0 || *ret_match != CONFIG_FOUND || (r = take_tenant(f, err)) != 0)
		return r;
	r = resolve_profile(&f->config, f->scope, &f->best, f->tenant[0] != '\0' ? f->tenant : NULL,
			    ret_profile, err);
	if (r == 0 && f->best_covered)
		note_target(f, *ret_profile);
	return r;
}

static void trace_end(int r, enum config_match match, const struct profile *profile,
		      const struct err *err)
{
	if (r != 0)
		trace("config: %s", err->text);
	else if (match != CONFIG_FOUND)
		trace("config: not ours: %s", err->text);
	else if (profile->target != NULL)
		trace("config: profile %s at %s:%u, target %s at line %u", profile->name,
		      profile->file, profile->line, profile->target, profile->target_line);
	else
		trace("config: profile %s at %s:%u, by its name", profile->name, profile->file,
		      profile->line);
}

int config_find(const struct config_query *query, enum config_match *ret_match,
		struct profile **ret_profile, struct err *err)
{
	struct err local;
	enum config_match match = CONFIG_FOUND;
	struct find *f = calloc(1, sizeof(*f));
	int r;

	if (err == NULL)
		err = &local;
	if (f == NULL)
		return err_nomem(err);
	*err = (struct err){ 0 };
	f->query = query;
	r = search(f, &match, ret_profile, err);
	if (r == 0)
		*ret_match = match;
	if (trace_on())
		trace_end(r, match, r == 0 && match == CONFIG_FOUND ? *ret_profile : NULL, err);
	block_clear(&f->best);
	config_clear(&f->config);
	free(f->url);
	free(f->path);
	free(f);
	return r;
}
