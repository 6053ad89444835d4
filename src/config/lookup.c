/* From a question to the profile that answers it. */
#include "config/config.h"

#include "base/text.h"
#include "base/trace.h"
#include "config/asked.h"
#include "config/resolve.h"

/* How a block covers what is asked for. */
struct cover {
	bool covered;
	/* The best of its targets. Its pointers are stale: only target_prefer may use it. */
	struct target target;
	/* Of that target: its number among the target lines, its line, and the label that {tenant}
	 * stands for. */
	size_t number;
	unsigned line;
	char label[LIMIT_TENANT + 1];
};

/* The profile that is nearest to what is asked for, for a message when none matches. */
struct nearest {
	size_t score;
	/* The profile in words; empty: none is near. */
	char text[LIMIT_NAME + 512];
};

/* One search, from the first block of the user's file to the last of the system's. */
struct lookup {
	struct config config;
	const struct config_query *query;
	struct asked asked;
	/* The block that passes by. */
	struct cover passing;
	/* The best block so far, which is the only one of config.profiles: its list is NULL
	 * before. */
	struct cover best;
	/* Another block of the same rank or, if git sent no path, on the same origin; empty:
	 * none. */
	char other[LIMIT_NAME + 512];
	struct nearest nearest;
};

/* Whether the target is one of this host, whatever else differs. */
static bool on_host(const struct target *t, const struct target *asked)
{
	struct target here = *t, there = *asked;
	const char *label;
	size_t len;

	here.https = there.https;
	here.port = there.port;
	here.path = there.path = NULL;
	return target_covers(&here, &there, &label, &len);
}

/* Runs for every target that does not match. */
static void nearest_target(struct nearest *nearest, const struct block *block,
			   const struct target *t, const struct target *asked)
{
	size_t score = 0;
	char port[8] = "";

	if (!on_host(t, asked))
		return;
	while (asked->path != NULL && score < t->path_len && score < asked->path_len &&
	       t->path[score] == asked->path[score])
		score++;
	if (nearest->text[0] != '\0' && score <= nearest->score)
		return;
	nearest->score = score;
	if (t->port != (t->https ? 443u : 80u))
		(void)snprintf(port, sizeof(port), ":%u", t->port);
	(void)snprintf(nearest->text, sizeof(nearest->text), "\"%s\" (%s://%.*s%s%.*s)",
		       block->name, t->https ? "https" : "http", (int)t->host_len, t->host, port,
		       t->path_len > 256 ? 256 : (int)t->path_len, t->path);
}

static void nearest_name(struct nearest *nearest, const struct block *block, const char *asked)
{
	size_t len = strlen(asked);
	size_t distance;

	/* One more letter is one more edit: names that are much longer or shorter need no
	 * measuring. */
	if (len > block->name_len + 3 || block->name_len > len + 3)
		return;
	distance = text_distance(asked, block->name);
	if (distance > 3 || (nearest->text[0] != '\0' && distance >= nearest->score))
		return;
	nearest->score = distance;
	(void)snprintf(nearest->text, sizeof(nearest->text), "%s", block->name);
}

/* Of a struct config. */
static void on_target(const struct block *block, const struct target *t, void *arg)
{
	struct lookup *l = arg;
	struct cover *c = &l->passing;
	const char *label;
	size_t len;

	if (l->asked.target.host == NULL)
		return;
	if (!target_covers(t, &l->asked.target, &label, &len)) {
		if (l->query->name == NULL)
			nearest_target(&l->nearest, block, t, &l->asked.target);
		return;
	}
	if (c->covered && target_prefer(t, &c->target) <= 0)
		return;
	c->covered = true;
	c->target = *t;
	c->number = block->ntargets;
	c->line = block->last_line;
	(void)snprintf(c->label, sizeof(c->label), "%.*s", (int)len, label != NULL ? label : "");
}

/* The block becomes the best one. */
static int take(struct lookup *l, const struct cover *cover, struct block *block, struct err *err)
{
	blocks_clear(&l->config.profiles);
	l->best = *cover;
	l->other[0] = '\0';
	return blocks_add(&l->config.profiles, block, err);
}

/* Of a struct config: decides whether the block is the best one so far. */
static int on_profile(struct block *block, void *arg, struct err *err)
{
	struct lookup *l = arg;
	const struct cover cover = l->passing;
	const struct block *best = l->config.profiles.list;
	int better;

	l->passing = (struct cover){ 0 };
	if (l->query->name != NULL) {
		if (best == NULL && strcmp(l->query->name, block->name) == 0)
			return take(l, &cover, block, err);
		if (best == NULL)
			nearest_name(&l->nearest, block, l->query->name);
		return 0;
	}
	if (!cover.covered)
		return 0;
	better = best == NULL ? 1 : target_prefer(&cover.target, &l->best.target);
	if (best == NULL || (l->asked.target.path != NULL && better > 0))
		return take(l, &cover, block, err);
	/* Without a path both can be meant, whatever their rank. */
	if (l->other[0] == '\0' &&
	    (l->asked.target.path == NULL || (better == 0 && best->scope == block->scope)))
		(void)snprintf(l->other, sizeof(l->other), "\"%s\" (%.300s:%u)", block->name,
			       block->at.file, block->at.line);
	return 0;
}

/* Says so if there is no profile at all. before: what is wrong because of that. */
static bool is_empty(const struct lookup *l, enum reason reason, const char *before,
		     struct err *err)
{
	char why[CONFIG_ABSENT_MAX];

	for (const struct scope *s = l->config.scopes; s < l->config.scopes + N_SCOPES; s++)
		if (s->nblocks[LINE_PROFILE] > 0)
			return false;
	(void)err_set(err, reason, "%sno profile is configured%s", before,
		      config_absent(&l->config, why));
	err_fix(err, CONFIG_FIRST);
	return true;
}

static void not_ours(const struct lookup *l, struct err *err)
{
	if (is_empty(l, REASON_TARGET_NOT_OURS, "", err))
		return;
	if (l->nearest.text[0] != '\0')
		(void)err_set(err, REASON_TARGET_NOT_OURS,
			      "no profile has a target that covers this URL: the nearest is %s",
			      l->nearest.text);
	else
		(void)err_set(
			err, REASON_TARGET_NOT_OURS,
			"no profile has a target on this host: \"ccred profiles\" lists them");
}

/* A question by name, for which there is no block. */
static int unknown_name(const struct lookup *l, struct err *err)
{
	const char *name = l->query->name;
	char before[LIMIT_NAME + 64];

	if (l->nearest.text[0] != '\0')
		return err_set(err, REASON_PROFILE_UNKNOWN,
			       "there is no profile \"%.64s\": did you mean \"%s\"?", name,
			       l->nearest.text);
	if (strchr(name, '/') != NULL)
		return err_set(err, REASON_PROFILE_UNKNOWN,
			       "there is no profile \"%.64s\", and a URL starts with https://",
			       name);
	snprintf(before, sizeof(before), "there is no profile \"%.64s\": ", name);
	if (is_empty(l, REASON_PROFILE_UNKNOWN, before, err))
		return reason_code(REASON_PROFILE_UNKNOWN);
	return err_set(err, REASON_PROFILE_UNKNOWN,
		       "there is no profile \"%.64s\": \"ccred profiles\" lists them", name);
}

/* Two blocks cover what is asked for, and none is better. *ret_match is set if it ends here. */
static int two_blocks(const struct lookup *l, enum config_match *ret_match, struct err *err)
{
	const struct block *best = l->config.profiles.list;

	if (l->asked.target.path != NULL && best->error != NULL) /* such as one target twice */
		return block_fault(best, err);
	if (l->asked.target.path != NULL)
		return location_fault(err, REASON_PROFILE_AMBIGUOUS, &best->at,
				      "the targets of \"%s\" and of %s cover this URL equally well",
				      best->name, l->other);
	(void)err_set(err, REASON_PROFILE_AMBIGUOUS,
		      "several profiles have a target on this host: \"%s\" (%.300s:%u) and %s",
		      best->name, best->at.file, best->at.line, l->other);
	err_hint(err, "git config --global credential.useHttpPath true lets git say which one");
	*ret_match = CONFIG_AMBIGUOUS;
	return 0;
}

/* All blocks have passed by. */
static int decide(const struct lookup *l, enum config_match *ret_match, struct err *err)
{
	if (l->query->name != NULL && l->config.profiles.list == NULL)
		return unknown_name(l, err);
	if (l->query->name != NULL && l->asked.target.host != NULL && !l->best.covered)
		return err_set(err, REASON_PROFILE_OTHER_URL,
			       "profile \"%s\" has no target that covers this URL", l->query->name);
	if (l->config.profiles.list == NULL) {
		not_ours(l, err);
		*ret_match = CONFIG_NOT_OURS;
		return 0;
	}
	return l->other[0] != '\0' ? two_blocks(l, ret_match, err) : 0;
}

/* The tenant is that of the URL, or the one that is named. */
static int choose_tenant(struct lookup *l, struct err *err)
{
	char label[LIMIT_TENANT + 1];
	int r;

	if (l->query->tenant == NULL)
		return 0;
	if ((r = asked_tenant(l->query->tenant, label, err)) != 0)
		return r;
	if (l->best.label[0] != '\0' && strcmp(l->best.label, label) != 0)
		return err_set(err, REASON_TENANT_UNWANTED,
			       "the URL is that of tenant %s, not of %s", l->best.label, label);
	memcpy(l->best.label, label, sizeof(label));
	return 0;
}

/* The profile that the overlay makes alone. */
static int make(struct lookup *l, struct profile **ret_profile, struct err *err)
{
	struct scope *system = &l->config.scopes[1];
	struct block none = { .scope = system, .at = { .file = PROFILE_AD_HOC } };
	int r;

	if ((r = config_scan(&l->config, NULL, SCOPE_SYSTEM, err)) != 0)
		return r;
	if (system->no_ad_hoc)
		return err_set(err, REASON_AD_HOC_FORBIDDEN, "%s has \"ad-hoc no\": name a profile",
			       system->root);
	snprintf(none.name, sizeof(none.name), PROFILE_AD_HOC);
	return compose_profile(&l->config, &none, l->query->overlay, NULL, ret_profile, err);
}

static int search(struct lookup *l, enum config_match *ret_match, struct profile **ret_profile,
		  struct err *err)
{
	const struct config_query *q = l->query;
	const char *why, *tenant;
	struct profile *p;
	int r;

	if (q->overlay != NULL && q->name == NULL && q->url == NULL && q->host == NULL) {
		*ret_match = CONFIG_FOUND;
		return make(l, ret_profile, err);
	}
	r = asked_parse(q, &l->asked, &why);
	if (r == EXIT_DATA && q->name != NULL)
		return err_set(err, REASON_PROFILE_OTHER_URL,
			       "no profile can have a target for this URL");
	if (r == EXIT_DATA) {
		(void)err_set(err, REASON_TARGET_NOT_OURS,
			      "no profile can have a target for this URL: %s", why);
		*ret_match = CONFIG_NOT_OURS;
		return 0;
	}
	if (r != 0)
		return err_nomem(err);
	if ((r = config_scan(&l->config, q->user_file, SCOPE_ALL, err)) != 0)
		return r;

	*ret_match = CONFIG_FOUND;
	if ((r = decide(l, ret_match, err)) != 0 || *ret_match != CONFIG_FOUND ||
	    (r = choose_tenant(l, err)) != 0)
		return r;
	tenant = l->best.label[0] != '\0' ? l->best.label : NULL;
	if ((r = compose_profile(&l->config, l->config.profiles.list, q->overlay, tenant, &p,
				 err)) != 0)
		return r;
	/* The block's target lines and the profile's targets are the same, in the same order. */
	if (l->best.covered) {
		p->target = p->targets[l->best.number];
		p->target_line = l->best.line;
	}
	*ret_profile = p;
	return 0;
}

int config_find(const struct config_query *query, enum config_match *ret_match,
		struct profile **ret_profile, struct err *err)
{
	enum config_match match = CONFIG_FOUND;
	char line[ERR_LINE_MAX];
	struct lookup l = {
		.config = { .on_target = on_target, .on_profile = on_profile, .arg = &l },
		.query = query,
	};
	int r;

	*err = (struct err){ 0 };
	r = search(&l, &match, ret_profile, err);
	if (r == 0)
		*ret_match = match;
	const struct profile *p = r == 0 && match == CONFIG_FOUND ? *ret_profile : NULL;
	if (r != 0)
		trace("config: %s", err_line(err, line, sizeof(line)));
	else if (p == NULL)
		trace("config: not ours: %s", err->text);
	else if (p->ad_hoc)
		trace("config: no profile, but what the caller gives");
	else if (p->target == NULL)
		trace("config: profile %s at %s:%u, by its name", p->name, p->file, p->line);
	else
		trace("config: profile %s at %s:%u, target %s at line %u", p->name, p->file,
		      p->line, p->target, p->target_line);
	config_clear(&l.config);
	asked_clear(&l.asked);
	return r;
}

int config_find_word(const char *word, const char *tenant, const struct overlay *overlay,
		     struct profile **ret_profile, struct err *err)
{
	bool is_url = word != NULL && strstr(word, "://") != NULL;
	struct config_query query = { .name = is_url ? NULL : word,
				      .url = is_url ? word : NULL,
				      .tenant = tenant,
				      .overlay = overlay };
	enum config_match match;
	int r = config_find(&query, &match, ret_profile, err);

	return r == 0 && match != CONFIG_FOUND ? err_recode(err, EXIT_CONFIG) : r;
}

int config_find_again(const struct profile *p, struct profile **ret_profile, struct err *err)
{
	return config_find_word(p->ad_hoc ? NULL : p->name, p->tenant, &p->overlay, ret_profile,
				err);
}
