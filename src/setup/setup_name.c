/* The name of the profile that ccred setup makes: a default, and whether it is free. */
#include "setup/setup.h"
#include "base/limits.h"
#include "base/url.h"
#include "config/block.h"
#include "config/config.h"
#include "config/strings.h"
#include "config/target.h"

#include <ctype.h>

/*
 * A name from a host: the label before the public suffix, "example" of api.example.com and of
 * api.example.co.uk, by a rule of thumb. An address stays as it is.
 */
static char *name_of_host(char *host)
{
	/* Labels that say what a host does, not who owns it. */
	static const char *const roles[] = { "api", "auth", "www",   "login",    "id", "idp",
					     "sso", "iam",  "oauth", "accounts", NULL };
	char *labels[16];
	size_t n = 0, pick;

	if (host[0] == '[')
		return strdup("local");
	if (strspn(host, "0123456789.") == strlen(host))
		return strdup(host);
	while (n < 16 && host != NULL && *host != '\0')
		labels[n++] = strsep(&host, ".");
	if (n == 0)
		return strdup("default");
	pick = n >= 2 ? n - 2 : 0;
	if (n >= 3 && strlen(labels[n - 1]) == 2 && strlen(labels[n - 2]) <= 3)
		pick = n - 3;
	if (pick > 0 && strings_find(roles, labels[pick]) >= 0)
		pick--;
	return strdup(labels[pick]);
}

char *setup_default_name(const struct setup *s)
{
	const char *from = setup_said(s->target)   ? s->target
			   : setup_said(s->issuer) ? s->issuer
						   : s->token_endpoint;
	struct url *url = NULL;
	char *name;

	if (s->preset != NULL)
		return strdup(s->preset);
	if (from == NULL || url_parse(from, &url, NULL) != 0)
		return strdup("default");
	name = name_of_host(url->host);
	url_free(&url);
	if (name != NULL && !block_is_name(name)) {
		free(name);
		name = strdup("default");
	}
	return name;
}

char *setup_variable(const char *name)
{
	static const char digits[] = "0123456789";
	char *variable;

	if (asprintf(&variable, "%s%s_CLIENT_SECRET", strchr(digits, name[0]) ? "CCRED_" : "",
		     name) < 0)
		return NULL;
	for (char *p = variable; *p != '\0'; p++)
		*p = isalnum((unsigned char)*p) ? (char)toupper((unsigned char)*p) : '_';
	return variable;
}

/* An existing file may hold another secret. */
int setup_check_secret_file(const struct setup *s, const char *name, struct err *err)
{
	char *paths[2];
	struct stat st;
	int r;

	if (s->replace)
		return 0;
	if ((r = setup_block_secret_paths(s, name, paths, err)) != 0)
		return r;
	if (lstat(paths[0], &st) == 0)
		r = err_set(err, REASON_SECRET_FILE_THERE,
			    "%s is there already: remove it, choose another profile name, or "
			    "overwrite it with --replace",
			    paths[0]);
	free(paths[0]);
	free(paths[1]);
	return r;
}

int setup_check_name(const struct setup *s, const char *name, struct err *err)
{
	const struct block *old = edit_find(&s->file, name);
	int r = 0;

	if (!block_is_name(name))
		return err_set(err, REASON_PROFILE_NAME,
			       "a name has 1 to %d letters, digits and . _ -, and starts with a "
			       "letter or digit",
			       LIMIT_NAME);
	if (old != NULL && !s->replace)
		r = err_set(err, REASON_PROFILE_EXISTS,
			    "there is a profile %s: %s:%u; choose another name, or --replace it",
			    name, old->at.file, old->at.line);
	else if (old != NULL && old->file_number != 1)
		r = err_set(err, REASON_PROFILE_INCLUDED,
			    "the profile %s is in a file that the configuration includes, %s:%u: "
			    "change it there",
			    name, old->at.file, old->at.line);
	if (r == 0 && setup_said(s->key))
		return setup_check_key_file(s, name, err);
	/* The place of the secret may be chosen later. */
	if (r == 0 && (s->store == SETUP_STORE_FILE ||
		       (s->store == SETUP_STORE_ASK && s->discovered && !s->keyring)))
		r = setup_check_secret_file(s, name, err);
	return r;
}

/* A target that must be no other profile's. */
struct only {
	const char *text;
	struct err *err;
};

/* Whether two targets are the same. */
static bool same_target(const char *a, const char *b)
{
	char *one = strdup(a), *two = strdup(b);
	struct target s, t;
	const char *label;
	size_t len;
	bool same = one != NULL && two != NULL &&
		    target_parse(one, TARGET_CONFIGURED, &s) == NULL &&
		    target_parse(two, TARGET_CONFIGURED, &t) == NULL &&
		    target_covers(&s, &t, &label, &len) && target_covers(&t, &s, &label, &len);

	free(one);
	free(two);
	return same;
}

/* A config_each_fn. */
static int look_for_target(const struct config_item *item, void *arg)
{
	const struct only *o = arg;

	for (size_t i = 0; i < item->ntargets; i++) {
		if (!same_target(item->targets[i], o->text))
			continue;
		err_set(o->err, REASON_CONFIG_DUPLICATE,
			"this target stands twice: the profile %.64s has it; give another target, "
			"or --replace that profile",
			item->name);
		err_place(o->err, item->file, item->line, 0);
		return EXIT_CONFIG;
	}
	return 0;
}

int setup_check_target(const struct setup *s, const char *text, struct err *err)
{
	struct only only = { text, err };
	struct err ignored = { 0 };

	/* The name of the profile that is to be replaced may not be known yet. */
	if (s->replace || s->file.config == NULL)
		return 0;
	return config_each(s->file.config, look_for_target, &only, &ignored) == EXIT_CONFIG
		       ? EXIT_CONFIG
		       : 0;
}
