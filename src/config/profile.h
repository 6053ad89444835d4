/*
 * A profile as configured: one service, resolved. This is what the other layers read.
 *
 * Everything in it is expanded ({profile}, {tenant}, ~), checked, and in its canonical form.
 */
#pragma once

#include "base/argument.h"
#include "config/expand.h"
#include "base/buf.h"
#include "base/param.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/token_file.h"
#include "config/result.h"

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
	unsigned char action[N_RESULTS]; /* enum action, by enum result */
};

/* One line of a stack. What its arguments mean is the plugin's to say: stack/bind.h. */
struct source {
	/* Where the line stands, and the name of the plugin in it. line is 0 if it stands in no
	 * file: then file is the place of struct overlay. */
	char *file;
	unsigned line, column;
	/* As written: "sufficient", "[success=done ...]". */
	char *control_text;
	struct control control;
	/* -source: if the plugin is not installed, the line is ignored. */
	bool optional_plugin;

	/* NULL for a nested stack. */
	char *plugin;
	struct argument *args;
	size_t nargs;

	/* The name of the nested stack, and its lines; NULL for a plugin. */
	char *stack;
	struct source *inner;
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

/*
 * Lines of a profile that the caller gives: they stand in place of those that the configuration has
 * of their keys. place is what an error names, such as an option of the command line.
 */
struct overlay {
	struct overlay_line {
		const char *place, *text;
	} * lines;
	size_t n;
};

/* The name of a profile that the overlay makes alone. No profile of the configuration can have
 * it. */
#define PROFILE_AD_HOC "(ad hoc)"

struct profile {
	char *name;
	/* What is laid over the configuration. */
	struct overlay overlay;
	/* It is made of the overlay alone: it stands in no file, and file is its name. */
	bool ad_hoc;
	char *tenant; /* NULL: none */
	char *file; /* where the block starts */
	unsigned line;

	char **targets;
	size_t ntargets;
	/* Of these, the one that covers what was asked, and its line in file; NULL: asked by
	 * name. */
	const char *target;
	unsigned target_line;

	char *issuer; /* NULL if only token_endpoint is configured */
	char *token_endpoint; /* NULL: discovered */
	/* scheme://host[:port] of the token endpoint if it is configured, else of the issuer */
	char *origin;
	enum discovery discovery;
	char *discovery_url;
	char **allow_origins; /* canonical origins */
	size_t nallow_origins;

	char *client_id; /* NULL: the stack supplies it */
	/* The registered name of the one method that may be used (RFC 7591, 2); NULL: auto. */
	const char *client_auth;
	bool basic_raw; /* basic-encoding raw */
	/* Of the assertion that the client signs (RFC 7523, 3). Its audience: "endpoint", or a URI;
	 * NULL: the issuer. */
	char *assertion_audience;
	char *assertion_typ; /* NULL: JWT */
	const char *assertion_alg; /* NULL: as key and server allow */
	unsigned assertion_lifetime_s;
	/* The type of an assertion whose source does not say it (RFC 7521, 4.2); NULL: a JWT. */
	char *assertion_type;
	bool dpop; /* RFC 9449 */

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
	unsigned hand_out_min_s; /* no caller is given a token with less left */
	bool background;
	char *ca_file;
	bool allow_http_loopback;

	char *username; /* for git; "oauth2" unless configured; a request's own is kept */
	enum git_auth git_auth;
	/* Where each new token is also written; NULL: nowhere. */
	char *token_file;
	unsigned token_file_mode;
	enum token_format token_file_format;
	bool on_failure_next;
	bool interactive;

	char *cache_dir; /* NULL: the default place */
	char **plugin_path; /* directories, of the file that holds the profile */
	size_t nplugin_path;
};

/* What stands for a tenant where none is known. */
#define CONFIG_ANY_TENANT "tenant"

/*
 * Appends what a word of a source line says, NAME=VALUE or NAME, to a list of arguments. Returns 0,
 * EXIT_CONFIG, or EXIT_OS. The caller frees the list in both cases.
 */
int argument_read(const char *word, const struct expand *expand, const struct location *at,
		  struct argument **args, size_t *nargs, struct err *err);
void arguments_free(struct argument *args, size_t n);

/* Where each new token is also written; its path is NULL if that is nowhere. */
static inline struct token_file profile_token_file(const struct profile *p)
{
	return (struct token_file){ p->token_file, p->token_file_mode, p->token_file_format };
}

/* Frees and sets to NULL. NULL and half-built profiles are fine. */
void profile_free(struct profile **profile);

/* Appends a copy of the line. Returns 0 or EXIT_OS. */
int overlay_add(struct overlay *overlay, const char *place, const char *text, struct err *err);
/* Frees what overlay_add made. */
void overlay_clear(struct overlay *overlay);

/* Writes the profile as a shell takes it on ccred's command line: its name, and --tenant if it has
 * one. Returns out. */
#define PROFILE_WORDS_MAX (TEXT_SHELL_WORD(LIMIT_NAME) + TEXT_SHELL_WORD(LIMIT_TENANT) + 16)
char *profile_words(const struct profile *profile, char out[PROFILE_WORDS_MAX]);

/* Writes where the line stands, as "file:line". Returns out. */
#define SOURCE_WHERE_MAX ERR_WHERE_MAX
char *source_where(const struct source *source, char out[SOURCE_WHERE_MAX]);

/*
 * Writes every setting but the sources that may change the token or its use, one key=value line
 * each (kv.h), in a fixed order. Values are escaped as kv_put_escaped does; where the block stands,
 * and cache_dir, are no part of it. The text of the cache's key: stack/bind.h.
 */
void profile_describe(const struct profile *profile, struct buf *b);
