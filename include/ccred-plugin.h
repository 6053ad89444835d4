/*
 * The plugin interface of ccred: all that a credential-source plugin sees of its host.
 *
 * A plugin is a shared object ccred_NAME.so that links nothing of ccred and exports one constant:
 *
 *	const struct ccred_plugin ccred_plugin_v1 = { .size = sizeof(struct ccred_plugin), ... };
 *
 * It is loaded into a process of its own (one per line of the stack), called from one thread, and the
 * process ends after the call: open, then get (or store, or erase) once, then close. Whatever it does
 * there (crash, hang, exit, print) costs its own line of the stack and no more. Descriptors 0 to 2 are
 * /dev/null; the environment is a short list that ccred-plugin(3) names.
 *
 * Versions. The ABI major version is in the symbol's name. Minor versions only append members; what
 * bears no other number here is there since minor 0. The structs that grow start with their size: a
 * member beyond the size that the other side states must not be read. struct ccred_arg and struct
 * ccred_option are arrays and never grow.
 *
 * Ownership. No side frees what the other allocated. The arguments that open gets stay until close
 * has returned; a request and its strings stay for the call that they are passed to. What the plugin
 * passes to a function of the host is copied before that returns.
 *
 * Threads. The functions of the host may be called from the thread that the plugin was called from,
 * and, but for cancelled, from no other.
 *
 * This header is C99 and C++11.
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

/* The one symbol that a plugin exports, also when it is compiled with -fvisibility=hidden. */
#if defined(__GNUC__)
#define CCRED_PLUGIN_EXPORT __attribute__((visibility("default")))
#else
#define CCRED_PLUGIN_EXPORT
#endif

/*
 * What a plugin answers. The first two say how the line went; the others come in two classes: soft
 * ("I do not have it") and hard ("something is wrong"). The controls of the stack map each result to
 * an action, as pam.conf(5) does for PAM's return values. Any other number counts as internal.
 */
enum ccred_result {
	CCRED_SUCCESS = 0, /* I set what I promise */
	CCRED_IGNORE = 1, /* not applicable; no opinion */
	CCRED_NOT_FOUND = 2, /* soft: I work, and have nothing for this profile */
	CCRED_UNAVAILABLE = 3, /* soft: no session bus, no mount, no agent */
	CCRED_LOCKED = 4, /* soft: it would need a person, and none may be asked */
	CCRED_TRY_AGAIN = 5, /* soft: a passing fault */
	CCRED_TIMEOUT = 6, /* soft: set by the host only, when the time of a line has passed */
	CCRED_DENIED = 7, /* hard: refused, cancelled, or unsafe owner or mode */
	CCRED_INVALID = 8, /* hard: found, but malformed, empty or expired */
	CCRED_CONFLICT =
		9, /* hard: belongs to another client or server, or set differently already */
	CCRED_INTERNAL = 10, /* hard: out of memory, a bug, an unknown code */
	CCRED_CRASHED = 11 /* hard: set by the host only, when the child died */
};

/*
 * What can be set or read. Numbers 3 to 15 are kept for an assertion, a private key and the like; what
 * the host does not know is CCRED_INVALID to set, and CCRED_NOT_FOUND to get.
 */
enum ccred_item {
	CCRED_ITEM_CLIENT_ID = 1, /* RFC 6749, 2.2; 1 to 1024 bytes, UTF-8, no control bytes */
	CCRED_ITEM_CLIENT_SECRET =
		2 /* RFC 6749, 2.3.1; 1 to 16384 bytes, UTF-8, no control bytes */
};

/* ccred_plugin.capabilities. Leave all other bits 0: later minors may give them a meaning. */
/* Keeps what it holds apart by ccred_request.tenant: a profile with {tenant} in its URLs is refused when
 * a line has neither this nor {tenant} in its arguments. */
#define CCRED_CAP_TENANT 0x1u
#define CCRED_CAP_STORE 0x2u /* store and erase are there: "ccred secret" can use the line */
#define CCRED_CAP_PROMPT 0x4u /* may ask a person, when the request allows it */

/* ccred_request.flags. Ignore bits that you do not know. */
#define CCRED_REQ_NONINTERACTIVE 0x1u /* nobody may be asked: answer CCRED_LOCKED instead */
#define CCRED_REQ_REFRESH \
	0x2u /* the server refused what was given before: do not answer from a memory */

/* ccred_host.open_file flags */
#define CCRED_OPEN_SHARED_MODE 0x1u /* a file of ours may be readable by group and others */

/* The call that the plugin is part of: opaque, handed back to the functions of ccred_host. */
struct ccred_tx;

/*
 * One argument of the line in the configuration: name=value, or a bare word with an empty value. Both
 * are the host's. A line of the configuration has at most 8192 bytes, and no name comes twice.
 */
struct ccred_arg {
	const char *name; /* never NULL */
	const char *value; /* never NULL; {profile}, {tenant} and a leading ~ are expanded */
};

/*
 * What is asked. Strings that are not known are NULL; all are UTF-8 without control bytes, and the
 * host's for the length of the call.
 */
struct ccred_request {
	size_t size; /* of the struct that the host passes */
	uint32_t flags; /* CCRED_REQ_* */
	int64_t deadline_ms; /* CLOCK_MONOTONIC, milliseconds: answer before it, or be killed */
	const char *profile; /* the name of the profile in the configuration; never NULL */
	const char *issuer; /* RFC 8414 issuer identifier */
	const char *token_endpoint; /* RFC 6749, 3.2; already checked against the issuer */
	const char *origin; /* scheme://host[:port] of the issuer, else of the token endpoint */
	const char *tenant; /* the label that {tenant} stood for */
	const char *client_id; /* the client id known so far, from the profile or an earlier line */
	const char *scope; /* RFC 6749, 3.3: as configured */
};

/* What the host offers. It stays as long as the process; no function of it is NULL. */
struct ccred_host {
	size_t size; /* of the struct that the host passes */
	uint32_t abi_minor; /* the host's CCRED_ABI_MINOR; never less than the plugin's */

	/*
	 * Sets an item; the bytes are checked (see enum ccred_item) and copied into locked memory.
	 * They need no NUL at their end. Returns CCRED_SUCCESS; CCRED_INVALID (length, bytes or
	 * item); CCRED_CONFLICT (a client id other than the one already known, or the item set
	 * twice, differently, in this call); or CCRED_INTERNAL (no memory). It says nothing to the
	 * person: call fail. What a call has set counts only if it then returns CCRED_SUCCESS.
	 */
	int (*set)(struct ccred_tx *tx, int item, const void *data, size_t len);

	/*
	 * Reads an item that the caller wants stored (store), or the client id known so far.
	 * The bytes stay the host's, for the call; a NUL stands behind them and is not counted.
	 * Returns CCRED_SUCCESS, or CCRED_NOT_FOUND if there is none.
	 */
	int (*get)(struct ccred_tx *tx, int item, const void **ret_data, size_t *ret_len);

	/*
	 * Says why the call fails, for the person at the keyboard: one line of UTF-8 that ends with
	 * what to do about it. A store or erase that succeeds says what is now kept where, or gone;
	 * a get that succeeds may say where what it found lies. err is an errno value whose text is
	 * appended, or 0. The last call counts. The text must not hold a secret. At most 512 bytes
	 * are kept; control bytes are shown escaped.
	 */
	void (*fail)(struct ccred_tx *tx, int err, const char *text);

	/*
	 * A line of UTF-8 for the trace (CCRED_TRACE), never for the result. It must not hold a
	 * secret. At most 4096 bytes of a whole call are kept. NULL is ignored.
	 */
	void (*log)(struct ccred_tx *tx, const char *text);

	/*
	 * Nonzero once the deadline has passed: clean up and return CCRED_TRY_AGAIN. The host kills
	 * the plugin's whole process group then, so this is for work that wants tidying. The one
	 * function that a thread of the plugin's own may call.
	 */
	int (*cancelled)(struct ccred_tx *tx);

	/*
	 * Opens a file that holds a secret, for reading (O_CLOEXEC, regular files only, symbolic
	 * links followed), and applies OpenSSH's rule to the file it got: owned by root or by the
	 * user, not writable by group or others; if the user owns it, not readable by them either
	 * unless CCRED_OPEN_SHARED_MODE. Returns CCRED_SUCCESS and a descriptor that the plugin
	 * closes. Else CCRED_NOT_FOUND, CCRED_DENIED or CCRED_UNAVAILABLE: the reason is already
	 * said by fail, and *ret_fd is as it was.
	 */
	int (*open_file)(struct ccred_tx *tx, const char *path, uint32_t flags, int *ret_fd);

	/*
	 * Memory for secrets, zeroed: locked and kept out of core dumps where possible. It is the
	 * plugin's until secret_free. NULL when none is left.
	 */
	void *(*secret_alloc)(size_t size);
	/* Wipes and frees what secret_alloc returned, with the same size; NULL is fine. */
	void (*secret_free)(void *p, size_t size);
	/* Overwrites memory of any kind, in a way that the compiler keeps: explicit_bzero(3). */
	void (*wipe)(void *p, size_t size);
};

/* ccred_option.type: what the host checks before open is called. */
enum ccred_option_type {
	CCRED_OPT_STRING = 0, /* anything, also nothing */
	CCRED_OPT_BOOL = 1, /* yes or no */
	CCRED_OPT_INTEGER = 2, /* a whole number, 0 or more */
	CCRED_OPT_PATH = 3 /* an absolute path after expansion */
};

/* One argument that the plugin takes. The table is constant and ends with a name of NULL. */
struct ccred_option {
	const char *name; /* a trailing '*' stands for any suffix */
	uint32_t type; /* enum ccred_option_type */
	uint32_t required; /* 1: a line without it is refused */
	const char *help; /* half a line for a person */
};

/*
 * What a plugin exports, under the name ccred_plugin_v1: constant, with strings that stay as long as it
 * is loaded. size and abi_minor, up to and with capabilities, are read from the file before it is
 * loaded, so they must be constants there. The functions are called in one process, one after the
 * other; they return an enum ccred_result, and what fail was told last is what the person reads.
 */
struct ccred_plugin {
	size_t size; /* sizeof(struct ccred_plugin) as compiled */
	uint32_t abi_minor; /* CCRED_ABI_MINOR as compiled */
	uint32_t capabilities; /* CCRED_CAP_* */
	const char *name; /* NAME of ccred_NAME.so: 1 to 64 letters, digits, - and _ */
	const char *version; /* the plugin's own; never NULL */
	const char *summary; /* one line for a person; never NULL */
	const struct ccred_option *options; /* ends with a name of NULL; NULL: takes none */

	/*
	 * Takes the arguments of the line, already checked against options, and makes the state of
	 * this call. On success *ret_self is the plugin's to define (NULL is fine) and close will
	 * be called; otherwise close is not called, and *ret_self is not looked at. CCRED_INVALID
	 * here means that the arguments are wrong: the whole profile is refused, whatever the line's
	 * control says. Any other failure is the line's result. Required.
	 */
	int (*open)(const struct ccred_host *host, struct ccred_tx *tx,
		    const struct ccred_arg *args, size_t nargs, void **ret_self);
	/*
	 * Looks for the credential and sets what it found: a secret with its client id, or one of
	 * them when the request or another line has the other. Required.
	 */
	int (*get)(void *self, struct ccred_tx *tx, const struct ccred_request *request);
	/*
	 * Frees the state, after get, store or erase. NULL if there is nothing to do. It is not called
	 * when the process is killed: nothing outside the process may depend on it.
	 */
	void (*close)(void *self);

	/*
	 * With CCRED_CAP_STORE; else NULL. store keeps the client id and secret that host->get
	 * gives, instead of those of the same profile, origin, tenant and client id. erase drops what
	 * it keeps for the profile, origin and tenant: of the client id if one is known, else of all.
	 * CCRED_NOT_FOUND if there is nothing to drop.
	 */
	int (*store)(void *self, struct ccred_tx *tx, const struct ccred_request *request);
	int (*erase)(void *self, struct ccred_tx *tx, const struct ccred_request *request);
};

/* What the host looks for. Declared here, a definition in C++ has C linkage, too. */
extern CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_plugin_v1;

#ifdef __cplusplus
}
#endif

#endif
