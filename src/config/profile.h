/*
 * A profile as configured: one service, resolved. This is what the other layers read.
 *
 * Everything in it is expanded ({profile}, {tenant}, ~), checked, and in its canonical form.
 */
#ifndef CCRED_CONFIG_PROFILE_H
#define CCRED_CONFIG_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "ccred-plugin.h"

#define N_RESULTS 12 /* of enum ccred_result */

/* What a control makes of a result, as in pam.conf(5). */
enum action {
	ACTION_IGNORE,
	ACTION_OK,
	ACTION_DONE,
	ACTION_BAD,
	ACTION_DIE,
};

/* A control, with an action for every result. */
struct control {
	unsigned char action[N_RESULTS]; /* enum action, by enum ccred_result */
};

/* One line of a stack. */
struct source {
	char *file; /* where it was read */
	unsigned line;
	char *control_text; /* as written: "sufficient", "[success=done ...]" */
	struct control control;
	bool optional_plugin; /* -source: if the plugin is not installed, the line is ignored */

	char *plugin; /* a bare name or an absolute path; NULL for a nested stack */
	struct ccred_arg *args; /* without vary= */
	size_t nargs;
	char **vary; /* names of environment variables that the cache key depends on (vary=NAME) */
	size_t nvary;
	bool has_tenant_arg; /* {tenant} stood in an argument */

	char *stack; /* the name of the nested stack; NULL for a plugin */
	struct source *inner; /* its lines */
	size_t ninner;
};

enum discovery {
	DISCOVERY_AUTO,
	DISCOVERY_SMART,
	DISCOVERY_OAUTH,
	DISCOVERY_OIDC,
	DISCOVERY_URL, /* discovery_url is the document itself */
	DISCOVERY_NONE, /* token-endpoint is configured */
};

enum git_auth {
	GIT_AUTH_AUTO,
	GIT_AUTH_BEARER,
	GIT_AUTH_BASIC,
};

struct param {
	char *name;
	char *value;
};

struct profile {
	char *name;
	char *tenant; /* NULL: none */
	char *file; /* where the block starts */
	unsigned line;

	char **targets;
	size_t ntargets;
	/* Of these, the one that covers what was asked, and its line in file; NULL: asked by name. */
	const char *target;
	unsigned target_line;

	char *issuer; /* NULL if only token_endpoint is configured */
	char *token_endpoint; /* NULL: discovered */
	char *origin; /* scheme://host[:port] of the issuer, else of the token endpoint */
	enum discovery discovery;
	char *discovery_url;
	char **allow_origins; /* canonical origins */
	size_t nallow_origins;

	char *client_id; /* NULL: the stack supplies it */
	/* The registered name of the one method that may be used (RFC 7591, 2); NULL: auto. */
	const char *client_auth;
	bool basic_raw; /* basic-encoding raw */

	char *audience;
	char **resources;
	size_t nresources;
	char *scope;
	struct param *params;
	size_t nparams;

	struct source *sources;
	size_t nsources;
	unsigned source_timeout_s;
	unsigned timeout_s;

	int renew_margin_s; /* -1: min(300, a quarter of the lifetime) */
	bool background;
	char *ca_file;
	bool allow_http_loopback;

	char *username; /* for git; "oauth2" unless configured; a request's own is kept */
	enum git_auth git_auth;
	bool on_failure_next;
	bool interactive;

	char *cache_dir; /* NULL: the default place */
	char **plugin_path; /* directories, of the file that holds the profile */
	size_t nplugin_path;
};

/* What stands for a tenant where none is known. */
#define CONFIG_ANY_TENANT "tenant"

/* Frees and sets to NULL. NULL and half-built profiles are fine. */
void profile_free(struct profile **profile);

/* The value of an argument of the line, empty for a bare word; NULL: it is not given. */
const char *sources_arg(const struct source *src, const char *name);

/* Nonzero if the line runs ccred's plugin of that name, by its bare name or by a path. */
bool sources_is_plugin(const struct source *src, const char *name);

/*
 * Writes every setting that may change the token or its use, one key=value line each (kv.h), in a
 * fixed order: sources with expanded stacks, arguments and controls included. Two profiles with equal
 * text get equal tokens, given equal environments. The cache makes its key of it. Values are escaped
 * as kv_put_escaped does; where a line stands, and cache_dir, are no part of it.
 */
void profile_describe(const struct profile *profile, struct buf *b);

/*
 * Calls fn with the name of every environment variable that a source line depends on: those that an
 * env line reads (prefix= gives PREFIX + CLIENT_ID and PREFIX + CLIENT_SECRET; id= and secret= are
 * names; none of the three: CLIENT_ID and CLIENT_SECRET are not assumed, the line is refused at
 * parsing), CREDENTIALS_DIRECTORY of a systemd line, those of a pass line that say where the store and its
 * keys are, VAULT_ADDR of a vault line without address=, and those of vary=. src is the line. Stops at the
 * first nonzero return and returns it.
 */
typedef int (*profile_env_fn)(const struct source *src, const char *name, void *arg);
int profile_env(const struct profile *profile, profile_env_fn fn, void *arg);

#endif
