/*
 * The plugin interface of ccred: all that a module with a credential source sees of its host.
 *
 * A plugin NAME is a description, NAME.plugin, and a module: a shared object that links nothing of
 * ccred and exports one constant:
 *
 *	const struct ccred_plugin ccred_module_v1 = { .size = sizeof(struct ccred_plugin), ... };
 *
 * The description says which arguments the plugin takes and what it offers; ccred-plugin(3) has its
 * words. This header is about the code. A program in any language can be a plugin, too: see
 * ccred_exec(8).
 *
 * Process. Each line of the stack has a process of its own, and the module is called there from one
 * thread: open, then get (or store, or erase) once, then sign as often as it is asked for, then
 * close; then the process ends. A module that crashes, hangs, exits or prints costs its own line
 * and no more: the process and all that it has started, also in other sessions, are killed.
 * Descriptors 0 to 2 are /dev/null, the working directory is /, SIGPIPE is ignored, and the
 * environment is the short list of ccred-plugin(3).
 *
 * Versions. The ABI major version is in the symbol's name. Minor versions only append members;
 * whatever bears no other number here is there since minor 0. A host loads no module with a newer
 * minor than its own, so a module may read all members that its header has. A member beyond the
 * size that the module states is not read.
 *
 * Arrays hold pointers and end with NULL.
 *
 * Ownership. No side frees what the other allocated. The arguments that open gets stay until close
 * has returned; a request and its strings stay for the call that they are passed to. Whatever the
 * module passes to a function of the host is copied before that function returns.
 *
 * Threads. The functions of the host may be called from the thread that the module was called from.
 * Only time_left may be called from any thread.
 *
 * Text is UTF-8. This header is C99 and C++11.
 */
#ifndef CCRED_PLUGIN_H
#define CCRED_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CCRED_ABI_MAJOR 1
#define CCRED_ABI_MINOR 0

/* The one symbol that a module exports, also when it is compiled with -fvisibility=hidden. */
#if defined(__GNUC__)
#define CCRED_PLUGIN_EXPORT __attribute__((visibility("default")))
#else
#define CCRED_PLUGIN_EXPORT
#endif

/*
 * What a module answers. The first two say how the line went. The others come in two classes: soft
 * ("I do not have it") and hard ("something is wrong"). The controls of the stack map each result
 * to an action, as pam.conf(5) does for PAM's return values. Any other number counts as
 * CCRED_INTERNAL.
 */
enum ccred_result {
	/* The module has set what it found, or has done what it was told. */
	CCRED_SUCCESS = 0,
	/* Not applicable; no opinion. */
	CCRED_IGNORE = 1,
	/* Soft: it works, and has nothing for this profile. */
	CCRED_NOT_FOUND = 2,
	/* Soft: something that it needs is not there, such as a session bus, a mount or an
	 * agent. */
	CCRED_UNAVAILABLE = 3,
	/* Soft: it would have to ask a person, and nobody can be asked. */
	CCRED_LOCKED = 4,
	/* Soft: a passing fault. */
	CCRED_TRY_AGAIN = 5,
	/* Hard: refused or cancelled, or a file has an unsafe owner or mode. */
	CCRED_DENIED = 6,
	/* Hard: it is there, but malformed, empty or expired. From open: the arguments are
	 * wrong. */
	CCRED_INVALID = 7,
	/* Hard: it belongs to another client or server, or differs from what is known already. */
	CCRED_CONFLICT = 8,
	/* Hard: no memory, or a bug. */
	CCRED_INTERNAL = 9
};

/*
 * The items of a credential: what a client proves itself with. The host checks each by its rule: at
 * least one byte, at most as many as said here, UTF-8 without control bytes (0x00 to 0x1F and
 * 0x7F). "Lines" may have line ends and tabs besides, and "bytes" anything.
 */
enum ccred_item {
	/* RFC 6749, 2.2. At most 1024. */
	CCRED_ITEM_CLIENT_ID = 1,
	/* RFC 6749, 2.3.1. At most 16384. */
	CCRED_ITEM_CLIENT_SECRET = 2,
	/* A ready-made assertion, such as a JWT (RFC 7523, 2.2). At most 16384. */
	CCRED_ITEM_ASSERTION = 3,
	/* Its type, a URI; without it the assertion is a JWT. At most 1024. Only with an
	 * assertion. */
	CCRED_ITEM_ASSERTION_TYPE = 4,
	/* The kid of the key (RFC 7515, 4.1.4). At most 1024. */
	CCRED_ITEM_KEY_ID = 5,
	/* The algs that the key can sign with, such as ES384 (RFC 7518, 3.1): one, or several that
	 * a blank separates, the preferred one first. At most 64. */
	CCRED_ITEM_ALGORITHM = 6,
	/* JWK or PEM. At most 16384, lines. */
	CCRED_ITEM_PUBLIC_KEY = 7,
	/* X.509, a PEM chain with the client's own first. At most 65536, lines. */
	CCRED_ITEM_CERTIFICATE = 8,
	/* PEM or JWK. At most 16384, lines. */
	CCRED_ITEM_PRIVATE_KEY = 9,
	/* Where the key of a certificate is, for TLS: a pkcs11: URI (RFC 7512) with nothing behind
	 * its question mark but module-path and pin-source=file:, or an absolute path. At most
	 * 8192. */
	CCRED_ITEM_KEY_URI = 10,
	/* What sign answers: a raw signature, for ECDSA r and s as JWS wants them (RFC 7518, 3.4).
	 * At most 2048, bytes. */
	CCRED_ITEM_SIGNATURE = 11
};

/* ccred_request.flags. Ignore bits that you do not know. */
/* A person may be asked by the desktop, for instance by a keyring's own prompt on the session
 * bus. */
#define CCRED_REQ_INTERACTIVE 0x1u
/* host->prompt reaches a person at a terminal. */
#define CCRED_REQ_TERMINAL 0x2u
/* The server refused what was given before: do not answer from a memory of your own. */
#define CCRED_REQ_REFRESH 0x4u

/* Flags of open_file and check_file. */
/* A file of the user's own may be readable by group and others. */
#define CCRED_OPEN_SHARED_MODE 0x1u

/* ccred_message.severity. */
/* Why the call did not succeed. */
#define CCRED_ERROR 0u
/* The call succeeded, and a person should know this all the same. */
#define CCRED_WARNING 1u
/* The call succeeded: what was found or kept, and where. */
#define CCRED_INFO 2u

/* The styles of host->prompt, as PAM has them. */
/* Reads a line without showing it: a PIN, a passphrase. */
#define CCRED_PROMPT_HIDDEN 1
/* Reads a line that is shown. */
#define CCRED_PROMPT_VISIBLE 2
/* Shows the text, such as "touch the key", and reads nothing. */
#define CCRED_PROMPT_INFO 3
/* Shows the text as an error, such as "wrong PIN", and reads nothing. */
#define CCRED_PROMPT_ERROR 4

/* The call that the module is part of: opaque, handed back to the functions of ccred_host. */
struct ccred_call;

/*
 * One argument of the line in the configuration: name=value, or a bare word with an empty value.
 * Both are the host's and never NULL; {profile}, {tenant} and a leading ~/ are expanded. The host
 * has checked them against the options of the description. No name comes twice.
 */
struct ccred_arg {
	const char *name;
	const char *value;
};

/*
 * What is asked. Strings and arrays that are not known are NULL. All strings are UTF-8 without
 * control bytes, and the host's for the length of the call.
 */
struct ccred_request {
	/* Of the struct that the host passes. */
	size_t size;
	/* CCRED_REQ_*. */
	uint32_t flags;
	/* The name of the profile in the configuration; never NULL. A call without a profile has
	 * one in parentheses here, which no profile has. */
	const char *profile;
	/* The issuer identifier (RFC 8414, 2). */
	const char *issuer;
	/* RFC 6749, 3.2; already checked against the issuer. */
	const char *token_endpoint;
	/*
	 * The server that the profile names: scheme://host[:port] of its token endpoint if that is
	 * configured, else of its issuer, in small letters, without the scheme's own port and
	 * without a slash at its end. Whatever is kept for one origin must not be given to another.
	 * A discovered token_endpoint may be on another server, which the profile then allows: a
	 * secret that is bound to a server must be for that one.
	 */
	const char *origin;
	/* The label that {tenant} stood for. */
	const char *tenant;
	/* The client id known so far, from the profile or an earlier line. */
	const char *client_id;
	/* RFC 6749, 3.3: as configured. */
	const char *scope;
	/* What the token is for: the audience and the resources (RFC 8707, 2) as configured. */
	const char *audience;
	const char *const *resources;
	/* The targets of the profile: URLs whose requests the token is for. */
	const char *const *targets;
	/*
	 * Methods of client authentication by their names of RFC 7591, 2, such as
	 * client_secret_basic: those that the profile allows, and those that the server's metadata
	 * offer. NULL: all, and not known.
	 */
	const char *const *methods_wanted;
	const char *const *methods_offered;
};

/*
 * What say is told, for the person at the keyboard and for programs. No member may hold a secret; a
 * secret that the host knows is taken out. Members that are NULL or empty are not there.
 */
struct ccred_message {
	/* sizeof(struct ccred_message) as compiled. */
	size_t size;
	/* CCRED_ERROR, CCRED_WARNING or CCRED_INFO. */
	uint32_t severity;
	/*
	 * A stable word for programs: small letters, digits and _, at most 63 bytes. Required with
	 * CCRED_ERROR; the word of the result takes the place of one that is missing or malformed.
	 */
	const char *reason;
	/* One line that says what happened. At most 512 bytes are kept; control bytes are shown
	 * escaped. */
	const char *text;
	/* A command that mends it, ready to be pasted into a shell, at most 512 bytes, or not at
	 * all. Never with bytes in it that a server sent. */
	const char *fix;
	/* Where the credential lies that was found or kept, in words that help a person to look
	 * there: a path, an entry, an item. At most 512 bytes. */
	const char *location;
};

/* A program to run. */
struct ccred_run {
	/* sizeof(struct ccred_run) as compiled. */
	size_t size;
	/* An absolute path; see run. */
	const char *program;
	/* Its arguments, argv[0] included; ends with NULL. */
	const char *const *argv;
	/* NAME=VALUE, which are added to the environment of the line or take the place of its
	 * variables; ends with NULL. NULL: none. Never a secret: others can read the environment of
	 * a process. */
	const char *const *env;
	/* What it reads from its stdin, up to the end of the file; NULL if input_len is 0. */
	const void *input;
	size_t input_len;
	/* Where its stdout goes. A program that writes more is killed: CCRED_INVALID. */
	void *output;
	size_t output_size;
	/* Where the beginning of its stderr goes; NULL if errors_size is 0. */
	char *errors;
	size_t errors_size;
};

/* How it ended. Set size before the call; the host fills in the rest. */
struct ccred_run_answer {
	/* sizeof(struct ccred_run_answer) as compiled. */
	size_t size;
	/* The exit code, or the number of the signal that killed it; the other one is 0. */
	int status;
	int signal;
	/* What came. errors and last_line are without the secrets that the host knows. */
	size_t output_len;
	size_t errors_len;
	/* The last line on its stderr that is not empty, at most 400 bytes; "" if there is none. It
	 * is the host's, until the next run or the end of the call. */
	const char *last_line;
};

/* What the host offers. It stays as long as the process; no function of it is NULL. */
struct ccred_host {
	/* Of the struct that the host passes. */
	size_t size;
	/* The host's CCRED_ABI_MINOR; never less than the module's. */
	uint32_t abi_minor;

	/*
	 * Sets an item. The bytes are checked (see enum ccred_item) and copied into locked memory;
	 * they need no NUL at their end. get sets everything but CCRED_ITEM_SIGNATURE, sign sets
	 * that alone, and store and erase set nothing. Returns CCRED_SUCCESS; CCRED_INVALID
	 * (length, bytes, or not an item of this call); CCRED_CONFLICT (a client id other than the
	 * one already known, or the item was set differently before in this call); or
	 * CCRED_INTERNAL (no memory). A failure is remembered: if the call then returns
	 * CCRED_SUCCESS, its result is that failure. It says nothing to the person: call say. The
	 * items count only if the call succeeds.
	 */
	int (*set)(struct ccred_call *call, int item, const void *data, size_t len);

	/*
	 * Reads an item that the caller wants stored (store), or the client id known so far. The
	 * bytes stay the host's, for the call; a NUL stands behind them and is not counted. Returns
	 * CCRED_SUCCESS, or CCRED_NOT_FOUND.
	 */
	int (*get)(struct ccred_call *call, int item, const void **ret_data, size_t *ret_len);

	/*
	 * Says why the call does not succeed, or, if it does, what a person should know. The last
	 * message counts. A message of another severity than the result wants is used as far as it
	 * fits: the text of a CCRED_ERROR is not shown if the call succeeds.
	 */
	void (*say)(struct ccred_call *call, const struct ccred_message *message);

	/*
	 * A line of UTF-8 for the trace (CCRED_TRACE). It must not hold a secret. At most 4096
	 * bytes of a whole call are kept. NULL is ignored.
	 */
	void (*log)(struct ccred_call *call, const char *text);

	/*
	 * Asks the person at the terminal, or shows them something. style is one of CCRED_PROMPT_*;
	 * text is one line, such as "PIN of the token: ", in front of which the host puts the
	 * plugin's name. At most 2048 bytes of the text are shown. The answer goes into buffer with
	 * a NUL behind it, which ret_len does not count: a buffer of size bytes takes size - 1. For
	 * styles that read nothing, buffer and ret_len may be NULL. While it waits, all clocks of
	 * the call stand still. Returns CCRED_SUCCESS; CCRED_LOCKED if nobody can be asked (no
	 * CCRED_REQ_TERMINAL, or the description does not offer prompt); CCRED_DENIED after Ctrl-C,
	 * the end of the input, or 120 seconds; CCRED_INVALID if the answer is too long; or
	 * CCRED_INTERNAL.
	 */
	int (*prompt)(struct ccred_call *call, int style, const char *text, char *buffer,
		      size_t size, size_t *ret_len);

	/*
	 * Says when an item expires, in seconds since 1970 (UTC): ccred sends nothing of it past
	 * that moment. The item need not be set before. Returns CCRED_SUCCESS, or CCRED_INVALID for
	 * another item than get can set, or a time that is not positive.
	 */
	int (*expires)(struct ccred_call *call, int item, int64_t unix_s);

	/*
	 * Milliseconds until the call should be over, never negative. It reaches 0 a tenth of the
	 * line's time, at most 250 ms, before the process is killed with all that it has started:
	 * tidy up then, and return CCRED_TRY_AGAIN. It stands still while a prompt is open. Any
	 * thread may call it.
	 */
	int64_t (*time_left)(struct ccred_call *call);

	/*
	 * Opens a file that holds a secret, for reading (O_CLOEXEC, regular files only, symbolic
	 * links followed), and applies OpenSSH's rule to the file that it got: owned by root or by
	 * the user, not writable by group or others; if the user owns it, not readable by them
	 * either unless CCRED_OPEN_SHARED_MODE. Returns CCRED_SUCCESS and a descriptor that the
	 * module closes. Else CCRED_NOT_FOUND, CCRED_DENIED or CCRED_UNAVAILABLE; the reason is
	 * already said, and *ret_fd is as it was.
	 */
	int (*open_file)(struct ccred_call *call, const char *path, uint32_t flags, int *ret_fd);

	/*
	 * Checks a file or a directory that a library or a program will open by its absolute path.
	 * The rule is that of open_file, and it holds for every directory on the way as well:
	 * nobody but root and the user can change what the path leads to. Links are followed, and
	 * checked. Only the file itself must not be readable by others. Returns as open_file.
	 */
	int (*check_file)(struct ccred_call *call, const char *path, uint32_t flags);

	/*
	 * Runs a program to its end. The file and every directory on the way must belong to root or
	 * the user and be writable by nobody else; links are followed, and checked. It gets the
	 * arguments as they stand, without a shell; the environment of the line with env; / as its
	 * working directory; and input, output and errors as bytes. Children that it leaves behind
	 * are killed, but for the agent that gpg(1) starts. Returns CCRED_SUCCESS when it has
	 * exited or was killed by a signal, whatever its exit code is. Else CCRED_UNAVAILABLE
	 * (there is no such program, or it cannot be started), CCRED_DENIED (unsafe, or not
	 * executable), CCRED_TRY_AGAIN (time_left has reached 0; it is killed), CCRED_INVALID (too
	 * much output; it is killed) or CCRED_INTERNAL; the reason is already said.
	 */
	int (*run)(struct ccred_call *call, const struct ccred_run *run,
		   struct ccred_run_answer *ret_answer);

	/*
	 * Memory for secrets, zeroed: locked and kept out of core dumps where possible. It is the
	 * module's until secret_free. NULL when none is left.
	 */
	void *(*secret_alloc)(size_t size);
	/* Wipes and frees what secret_alloc returned, with the same size; NULL is fine. */
	void (*secret_free)(void *p, size_t size);
	/* Overwrites memory of any kind, in a way that the compiler keeps: explicit_bzero(3).
	 * Memory of the heap is wiped by free(3) itself; static variables and the stack are not. */
	void (*wipe)(void *p, size_t size);
};

/* What sign signs. */
struct ccred_signing {
	/* Of the struct that the host passes. */
	size_t size;
	/* The alg (RFC 7518, 3.1): one of those in the CCRED_ITEM_ALGORITHM that get has set. */
	const char *algorithm;
	/* The bytes to sign, not their hash: the signing input of a JWS. At most 65536. */
	const void *data;
	size_t len;
};

/*
 * What a module exports, under the name ccred_module_v1: constant, with a name that stays as long
 * as it is loaded. A struct that is not as the description says makes the line broken. The
 * functions are called one after the other; they return an enum ccred_result.
 */
struct ccred_plugin {
	/* sizeof(struct ccred_plugin) as compiled. */
	size_t size;
	/* CCRED_ABI_MINOR as compiled. */
	uint32_t abi_minor;
	/* The name in the description: 1 to 64 letters, digits, - and _. */
	const char *name;

	/*
	 * Takes the arguments of the line, an array that ends with NULL, and makes the state of
	 * this process. On success *ret_self is the module's to define (NULL is fine) and close
	 * will be called; otherwise close is not called, and *ret_self is not looked at.
	 * CCRED_INVALID means that the arguments are wrong, in a way that the description cannot
	 * say: the whole profile is refused, whatever the line's control says. Any other failure is
	 * the line's result. Required.
	 */
	int (*open)(const struct ccred_host *host, struct ccred_call *call,
		    const struct ccred_arg *const *args, void **ret_self);
	/*
	 * Looks for the credential and sets what it found: a secret with its client id, or one of
	 * them when the request or another line has the other; an assertion; a key. A module that
	 * signs sets CCRED_ITEM_ALGORITHM, CCRED_ITEM_KEY_ID and CCRED_ITEM_PUBLIC_KEY, as far as
	 * it knows them, and no secret. Required.
	 */
	int (*get)(void *self, struct ccred_call *call, const struct ccred_request *request);
	/*
	 * If the description offers store: both, else NULL. store keeps the client id and the
	 * secret that host->get gives, in the place of those of the same profile, origin, tenant
	 * and client id. erase drops what is kept for the profile, origin and tenant: of the client
	 * id if one is known, else of all; CCRED_NOT_FOUND if there is nothing. If they succeed
	 * they say where the secret is kept now, or what is gone (CCRED_INFO).
	 */
	int (*store)(void *self, struct ccred_call *call, const struct ccred_request *request);
	int (*erase)(void *self, struct ccred_call *call, const struct ccred_request *request);
	/*
	 * If the description offers sign; else NULL. Signs with the key that get has found, and
	 * sets CCRED_ITEM_SIGNATURE. It is called after get, in the same process and with the same
	 * request, as often as a signature is needed; the call has its own time.
	 */
	int (*sign)(void *self, struct ccred_call *call, const struct ccred_request *request,
		    const struct ccred_signing *signing);
	/*
	 * Frees the state, last of all. NULL if there is nothing to do. It is not called when the
	 * process is killed: nothing outside the process may depend on it.
	 */
	void (*close)(void *self);
};

/* What the host looks for. Declared here, a definition in C++ has C linkage, too. */
extern CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1;

#ifdef __cplusplus
}
#endif

#endif
