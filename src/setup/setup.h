/*
 * ccred setup, step by step: the values of the new profile, the questions for the missing ones, the
 * draft of the configuration, the proof, and the commit. setup.c has the flow.
 */
#pragma once

#include "config/edit/edit.h"
#include "setup/secret_line.h"

enum setup_store {
	SETUP_STORE_ASK,
	SETUP_STORE_KEYRING,
	SETUP_STORE_FILE,
	/* The person puts the secret there. */
	SETUP_STORE_ENV,
	SETUP_STORE_SYSTEMD,
	N_SETUP_STORES,
	/* There is no secret: the source line is that of a private key. */
	SETUP_STORE_NONE = N_SETUP_STORES,
	/* Nor is there one that setup keeps: the preset or the caller has the source lines. */
	SETUP_STORE_OWN,
};
/* Their words; NULL for SETUP_STORE_ASK. */
extern const char *const setup_stores[N_SETUP_STORES];

/* The beginning of a word is enough. SETUP_STORE_ASK: it is none. */
enum setup_store setup_store_of(const char *text);

/* The texts of struct setup: first those that options give, then what discovery and the proof
 * found. */
enum setup_text {
	SETUP_URL,
	SETUP_PRESET,
	SETUP_TENANT,
	SETUP_ANSWERS,
	SETUP_NAME,
	SETUP_STORE,
	SETUP_KEY,
	/* Lines of the profile, in their order. */
	SETUP_TARGET,
	SETUP_ISSUER,
	SETUP_TOKEN_ENDPOINT,
	SETUP_ALLOW_ORIGIN,
	SETUP_AUDIENCE,
	SETUP_RESOURCE,
	SETUP_SCOPE,
	SETUP_PARAM,
	SETUP_CLIENT_ID,
	SETUP_CLIENT_AUTH,
	SETUP_BASIC_ENCODING,
	SETUP_CA_FILE,
	N_SETUP_OPTIONS,
	SETUP_DOCUMENT = N_SETUP_OPTIONS,
	SETUP_ENDPOINT,
	SETUP_METHODS,
	SETUP_SCOPES,
	SETUP_CA_SEEN,
	SETUP_UNUSED,
	SETUP_SERVERS,
	SETUP_SCOPES_WANTED,
	N_SETUP_TEXTS,
};

/* What there is to know of a text that an option gives. setup_ask.c has the table. */
struct setup_option {
	/* "URL" is the argument. */
	const char *name;
	/* Of the configuration, by whose rules it is checked; NULL: by others. */
	const char *key;
	/* NULL: nobody is asked. */
	const char *question;
	/* It may be empty, and "-" says so: the profile has none. */
	bool none;
	/* It is a URL. */
	bool url;
	/* It may be given several times: each value is a line of the text. */
	bool many;
};
extern const struct setup_option setup_options[N_SETUP_OPTIONS];

/* The drafted profile, the id and the secret for it, and the source line that stores the secret. */
struct drafted {
	struct profile *profile;
	struct bound *bound;
	struct credential given;
	struct secret_line line;
};

struct setup {
	/* Whom to warn and to ask, as src/client does. */
	const struct client *client;
	/* Of the command line. */
	/* Nothing is asked. */
	bool yes;
	bool replace;
	bool secret_stdin;
	bool dry_run;
	/* allow-http-loopback yes. */
	bool http;
	/* Owned; NULL: not known yet; "": the profile has none. */
	union {
		char *texts[N_SETUP_TEXTS];
		/* The same, in the order of enum setup_text. */
		struct {
			char *url, *preset, *tenant, *answers, *name, *store_word, *key;
			char *target, *issuer, *token_endpoint, *allow_origin;
			char *audience, *resource, *scope, *param;
			char *client_id, *client_auth, *basic_encoding, *ca_file;
			/* NULL: the server did not say, or was not asked. */
			char *document, *endpoint, *methods, *scopes;
			/* The authorities of the environment, which checked the server. */
			char *ca_seen;
			/* The secret file of the profile that was replaced; NULL: none. */
			char *unused;
			/* What the API says: the issuers of its authorization servers, and scopes,
			 * with blanks between them; NULL: it does not. */
			char *servers, *scopes_wanted;
		};
	};
	/* A bit for each text that is the preset's. */
	unsigned of_preset;
	/* Lines of the preset that have no member here, and source lines, of the preset or the
	 * caller. */
	struct buf more, sources;
	/* The name of the file that was made for the certificate of an authority that the person
	 * trusts; NULL: none. */
	char *ca_made;
	/* The person was asked for ca_file. */
	bool ca_asked;
	/* Owned; the issuer that was looked at in vain; NULL: none. */
	char *tried;
	enum setup_store store;
	struct secret *secret;

	/* A person answers questions at a terminal, and has answered one. */
	bool asking, answered;
	/* Without one: the options that give the missing answers. */
	struct buf missing;
	/* The reason why the URL is not the issuer's. */
	struct err no_issuer;
	/* The server does not offer client_credentials. */
	bool no_grant;
	/* The server was asked, and what it answered is known. */
	bool discovered;
	/* The preset wants a key in the place of a secret. */
	bool preset_signs;
	/* The server does not know the key yet. */
	bool unregistered;
	/* A keyring could keep the secret. */
	bool keyring;
	/* The configuration. */
	struct edit file;
	struct drafted drafted;
};

/* Whether a text is there, and not empty. */
static inline bool setup_said(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/*
 * setup.c. Makes the profile from the values of the command line in s. Returns 0 or an exit code;
 * the caller clears s in both cases.
 */
int setup_run(struct setup *s, struct err *err);

/*
 * Takes a source line. It is checked with the draft. setup_put_source: the words from this one on,
 * behind the control; NULL: they begin with it. Returns 0 or EXIT_OS. setup_take_source: that of
 * --source, a plugin and its arguments. Setup then asks for neither id nor secret. Returns 0,
 * EXIT_CONFIG, EXIT_USAGE or EXIT_OS.
 */
int setup_put_source(struct setup *s, const char *control, const struct lex *lex, size_t from,
		     struct err *err);
int setup_take_source(struct setup *s, const char *text, struct err *err);

void setup_clear(struct setup *s);

/* Puts a copy in place of a text; NULL and "": none. Returns 0 or EXIT_OS. */
int setup_copy(char **to, const char *from, struct err *err);

/*
 * setup_meant.c. What a person means who writes this, trimmed; the caller frees; NULL: no memory.
 * "-" is "" where there may be none. A URL gets the https:// that it lacks, and its host in lower
 * case; that of a metadata document is its issuer's.
 */
char *setup_meant(enum setup_text which, const char *text);

/* Appends a text of an option; to one that may have several, as one more. Returns 0 or EXIT_OS. */
int setup_take(struct setup *s, enum setup_text which, const char *text, struct err *err);

/*
 * preset.c. Fills in the values of the preset that the command line does not give. The preset is
 * s->preset, or the one whose service has the URL. Asks for what the preset asks for. Returns 0,
 * EXIT_USAGE (there is no such preset, with the names of all; an answer that is missing, or that
 * the preset does not take), EXIT_CONFIG with the place in the preset, or as fs_open.
 */
int setup_preset(struct setup *s, struct err *err);

/*
 * setup_discover.c. Finds out whether the URL is the issuer's or the API's, asks for the issuer if
 * the server does not say, and shows the result. Returns 0, or the error of discovery if nobody can
 * be asked.
 */
int setup_discover(struct setup *s, struct err *err);

/*
 * setup_look.c. Looks at the issuer ("": at the token endpoint alone) as if it were configured, and
 * takes what the server offers, and whether there is a keyring. *why: why it will not do; code 0:
 * it will. Returns 0, or as terminal_read: looking failed.
 */
int setup_look(struct setup *s, char *issuer, struct err *why, struct err *err);

/* Drafts a profile that has the URL as its issuer, to look at it. edit_rename_draft follows.
 * Returns as setup_draft. */
int setup_draft_look(struct setup *s, char *issuer, struct profile **ret_profile, struct err *err);

struct kv;

/*
 * Has ccred-acquire do the operation for the profile of the draft. *why is why it failed; code 0:
 * it did not, and kv has its lines, which lie in text. The caller frees both. Returns 0, or an
 * error of the answer.
 */
int setup_helper(struct setup *s, const struct profile *p, const char *operation, struct buf *text,
		 struct kv *kv, struct err *why, struct err *err);

/*
 * setup_resource.c. Asks the API of the URL for its authorization servers, shows them, and takes
 * its resource and scopes. *why: why there are none; without a person, which options name them.
 * Returns 0, or as terminal_read.
 */
int setup_resource(struct setup *s, struct err *why, struct err *err);

/* The server of this number in the list; NULL: it is no such number. And the only server, if it is
 * on the origin of the URL; NULL: it is not. The caller frees. */
char *setup_resource_server(const struct setup *s, const char *answer);
char *setup_resource_own_server(const struct setup *s);

/*
 * setup_trust.c. err says that the certificate of the profile's server is of an authority that this
 * machine does not know. If the server sent that one's own certificate, the person may trust it;
 * else there may be a file: s->ca_file is it, or "". The draft is there. Returns 0, EXIT_OS, or as
 * terminal_read.
 */
int setup_trust(struct setup *s, const struct profile *profile, struct err *err);

/* Forgets what the person said of the authority of one server: it says nothing of another one's. */
void setup_forget_authority(struct setup *s);

/* setup_ask.c. Asks for every missing value, or notes its option. setup_ask_again asks for the
 * values that may be wrong after a failed proof; refused: the server refused the client. Return 0,
 * or as terminal_read. */
int setup_ask(struct setup *s, struct err *err);
int setup_ask_again(struct setup *s, bool refused, struct err *err);

/* Takes the client-auth raw apart: it is basic, with basic-encoding raw. Returns 0 or EXIT_OS. */
int setup_normal_auth(struct setup *s, struct err *err);

/* Asks for a missing text; dflt (may be NULL) is the answer if there is nobody to ask. Without a
 * person and a default it notes the option. Changes nothing if the text is there. */
int setup_need(struct setup *s, enum setup_text which, const char *dflt, struct err *err);

/* The end if nobody can be asked: an error that names all missing options, those of the credentials
 * too; or why (may be NULL), if no option is missing. */
int setup_stop(struct setup *s, const struct err *why, struct err *err);

/* Whether the text can be written, or be what it is to be. Returns 0, or an exit code with why it
 * cannot. */
int setup_check(const struct setup *s, enum setup_text which, const char *text, struct err *err);

/* setup_name.c. A name made from the host; the caller frees; NULL: no memory. */
char *setup_default_name(const struct setup *s);

/* Checks that the file for the secret of a profile of this name does not exist: it may hold another
 * secret. Returns 0, EXIT_DENIED or EXIT_OS. */
int setup_check_secret_file(const struct setup *s, const char *name, struct err *err);

/* Whether a profile of this name can be made. */
int setup_check_name(const struct setup *s, const char *name, struct err *err);

/* Whether another profile has this target: EXIT_CONFIG with its place. */
int setup_check_target(const struct setup *s, const char *text, struct err *err);

/* setup_key.c. Whether a key is to be made. */
bool setup_makes_key(const struct setup *s);

/* The path of the key of a profile of this name: there is --key. The caller frees; NULL: no
 * memory. */
char *setup_key_path(const struct setup *s, const char *name);

/* Whether the text can be the answer: "new", or a file that is there. */
int setup_check_key(const struct setup *s, const char *text, struct err *err);

/* Checks that no key is in the way of one that is to be made for a profile of this name. */
int setup_check_key_file(const struct setup *s, const char *name, struct err *err);

/* Asks for a key where client and server leave the choice, or nothing else will do. */
int setup_need_key(struct setup *s, struct err *err);

/* Makes the key of the draft, and removes it again. */
int setup_make_key(const struct setup *s, struct err *err);
int setup_drop_key(const struct setup *s, struct err *err);

/* Appends the JWK Set of the profile in place. */
int setup_put_jwks(const struct setup *s, const struct profile *p, struct buf *b, struct err *err);

/* setup_block.c. Appends a line of the configuration for each value of the text. *ret_tenant is
 * whether {tenant} stands in one. Returns as edit_put_value. */
int setup_put_text(const struct setup *s, enum setup_text which, const char *text, struct buf *b,
		   bool *ret_tenant, struct err *err);

/* Writes the profile's block. Returns 0, EXIT_DATA or EXIT_CONFIG for a value that
 * cannot be written, or EXIT_OS. */
int setup_block(const struct setup *s, struct buf *b, struct err *err);

/*
 * The two files for the secret of a profile of this name. The new secret goes into the first. The
 * configuration does not name that one yet, unless the same secret is in it. So the old secret
 * counts until the configuration is replaced, which is one step. Returns 0 or EXIT_OS; the caller
 * frees both.
 */
int setup_block_secret_paths(const struct setup *s, const char *name, char *ret_paths[2],
			     struct err *err);

/* setup_prove.c. Drafts the configuration with a profile of these values, and reads it as it will
 * be read. Returns 0 or an exit code; err may name the draft. */
int setup_draft(struct edit *file, const struct setup *values, struct profile **ret_profile,
		struct err *err);

/*
 * Drafts the configuration and proves the credentials, into s->drafted. setup_finish then stores
 * the secret and puts the configuration in place, or leaves everything unchanged. *ret_said says in
 * words where the secret is kept; the caller frees it. Return 0 or an exit code.
 */
int setup_prove(struct setup *s, struct err *err);
int setup_finish(struct setup *s, char **ret_said, struct err *err);
void setup_drafted_clear(struct drafted *d);

/* The name of the environment variable that a profile of this name has its secret in. The caller
 * frees; NULL: no memory. */
char *setup_variable(const char *name);

/* setup_use.c. Says at the terminal how to go on with the answers that there are. */
void setup_say_rest(const struct setup *s);

/* Prints what would be written. Returns 0 or as output_write. */
int setup_show(const struct setup *s, struct err *err);

/* Gets a token by the profile that is now in place, and prints what was done and how
 * to go on. Returns 0 or an exit code. */
int setup_use(const struct setup *s, const char *said, struct err *err);
