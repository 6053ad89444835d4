/* What the parts of the test authorization server share: its settings, a request, and a reply. */
#pragma once

#include "clientcert.h"
#include "form.h"
#include "store.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which endpoint a request is for; those before EP_ALL can bear a fault of their own. */
enum endpoint {
	EP_TOKEN,
	EP_SMART,
	EP_OAUTH,
	EP_OIDC,
	EP_RESOURCE,
	EP_REVOKE,
	EP_INTROSPECT,
	EP_API_METADATA,
	EP_ALL, /* no endpoint: the slot of a fault for every one */
	EP_UNKNOWN,
	EP_CONTROL,
	EP_STATUS,
};
#define FAULT_SLOTS (EP_ALL + 1)

struct header {
	char *name;
	char *value;
};

struct headers {
	struct header *list;
	size_t n;
};

struct request {
	char *method;
	char *target; /* as it was sent, query and all */
	char *path; /* target without the query, not decoded */
	char *origin; /* where the client found us: https://127.0.0.1:PORT */
	struct headers headers;
	char *body; /* NULL: none */
	size_t len;
	bool too_large;
	struct peer peer;
};

enum delivery {
	DELIVER_WHOLE,
	DELIVER_SLOW, /* a byte every fault.delay_ms */
	DELIVER_CUT, /* half of the promised body */
	DELIVER_HUGE, /* a JSON string of HUGE_BODY bytes */
	DELIVER_STALL, /* nothing until the client leaves */
	DELIVER_RESET, /* a TCP reset */
};
#define HUGE_BODY ((uint64_t)256 << 20)

struct reply {
	unsigned status;
	struct headers headers;
	char *body;
	size_t len;
	enum delivery delivery;
	unsigned delay_ms;
};

enum fault_kind {
	FAULT_NONE,
	FAULT_STALL,
	FAULT_SLOW,
	FAULT_CUT,
	FAULT_HUGE,
	FAULT_GARBAGE,
	FAULT_HTML,
	FAULT_REDIRECT,
	FAULT_STATUS,
	FAULT_ERROR,
	FAULT_BODY,
	FAULT_SAME_TOKEN,
	FAULT_RESET,
};

struct fault {
	enum fault_kind kind;
	unsigned status; /* 0: the kind's own */
	long count; /* requests left; -1: until cleared */
	unsigned delay_ms;
	bool empty;
	/* Texts may hold any byte; NULL: not given. */
	char *location, *retry_after, *error, *content_type;
	char *description, *body;
	size_t description_len, body_len;
};

/* Until cleared. */
#define FAULT_INIT \
	{ \
		.count = -1, .delay_ms = 200 \
	}

enum basic_mode {
	BASIC_FORM, /* RFC 6749, 2.3.1: id and secret are form-encoded */
	BASIC_RAW, /* as many servers do: bytes as they are (RFC 7617) */
	BASIC_REFUSE,
};

enum dpop_nonce {
	NONCE_OFF,
	NONCE_ON,
	NONCE_LOOP, /* none is ever good */
};

/* What POST /_control changes. A NULL text: the default; "absent": the field is left out. */
struct settings {
	long lifetime; /* seconds */
	char *expires_in; /* verbatim JSON */
	char *token_type;
	char *token;
	size_t token_length;
	char *issuer;
	char *token_endpoint;
	char *token_path;
	char *auth_methods; /* space-separated */
	char *assertion_audience; /* issuer (NULL), or endpoint */
	char *assertion_algs; /* that are taken and offered, space-separated; NULL: all */
	char *assertion_typ; /* NULL: JWT */
	long assertion_max; /* seconds that exp may be ahead */
	char *revocation_endpoint, *revocation_auth;
	char *introspection_endpoint, *introspection_auth;
	char *scopes_supported;
	bool api_metadata; /* off: 404, and no challenge names them */
	char *api_resource, *api_servers, *api_scopes, *api_document;
	enum basic_mode basic;
	bool post;
	bool jwt; /* new tokens are JWTs */
	bool dpop; /* a token that is asked for with a proof is bound to its key */
	char *dpop_algs;
	enum dpop_nonce token_nonce, api_nonce;
	bool bind; /* they are bound to the certificate that the client shows */
	bool mtls_aliases, certificate_bound; /* in the metadata */
	bool audience_required; /* the service's authentication page: yes */
	bool scope_required;
	bool smart, oauth, oidc; /* off: 404 */
	bool no_date;
	long date_offset; /* seconds */
	unsigned latency_ms;
	struct fault faults[FAULT_SLOTS];
};

struct counters {
	uint64_t requests, token_requests, metadata_requests, resource_requests, tokens_issued;
};

struct server {
	pthread_mutex_t lock; /* held while a request is worked on, not while it is delivered */
	struct store store;
	struct settings now;
	struct counters count;
	char *issuer_path; /* "" or "/x" */
	char **names; /* of hosts, for the certificate */
	size_t nnames;
	char **audiences;
	size_t naudiences;
	char *scopes; /* all that are offered, space-separated */
	char *dpop_nonce; /* that the next proof must have; NULL: none was given */
	long lifetime; /* of tokens, in seconds, as it was at the start */
	long port; /* of url=; 0: a free one */
	unsigned mutual_port; /* of url_mutual=; 0: there is none */
	int log_fd, requests_fd;
};

/* The first header of that name (any case), or NULL. */
const char *request_header(const struct request *request, const char *name);

/* How many headers have that name. */
size_t request_header_count(const struct request *request, const char *name);

void headers_add(struct headers *headers, const char *name, const char *value);
void headers_free(struct headers *headers);

/* Sets status, Content-Type and body; takes the body over. */
void reply_set(struct reply *reply, unsigned status, const char *type, char *body, size_t len);

/* The same with a copy of a text. */
void reply_text(struct reply *reply, unsigned status, const char *type, const char *text);
void reply_free(struct reply *reply);

/* RFC 6749, 5.1: both headers, on errors too (5.2 shows them). */
void reply_no_store(struct reply *reply);

/* The text as a JSON string with its quotes; bytes above 0x7f go through as they are. Caller
 * frees. */
char *json_quote(const char *text, size_t len);

/* A space-separated list as a JSON array of strings; the caller frees. */
char *json_list(const char *list);

/* Answers a whole request; server->lock is held. */
void server_answer(struct server *server, const struct request *request, struct reply *reply);

/* Writes the request's file and the line of the log; a stalled or reset request has the status
 * 000. */
void server_record(struct server *server, const struct request *request, const struct reply *reply);

/* One function an endpoint. */
void token_answer(struct server *server, const struct request *request, bool same,
		  struct reply *reply);
void revoke_answer(struct server *server, const struct request *request, struct reply *reply);
void introspect_answer(struct server *server, const struct request *request, struct reply *reply);
void metadata_answer(struct server *server, const struct request *request, enum endpoint which,
		     struct reply *reply);
void api_metadata_answer(struct server *server, const struct request *request, struct reply *reply);
void resource_answer(struct server *server, const struct request *request, struct reply *reply);
void control_answer(struct server *server, const struct request *request, struct reply *reply);
void status_answer(struct server *server, struct reply *reply);

/* An error in the form of the service's authentication page and RFC 6749, 5.2. */
void oauth_error(struct reply *reply, unsigned status, const char *error, const char *description,
		 size_t len);

/*
 * RFC 6749, 2.3.1: who asks. Returns the client, or NULL with the error already in reply.
 */
struct client *client_authenticate(struct server *server, const struct request *request,
				   const struct form *form, struct reply *reply);

/* The same for a request that has an assertion. */
struct client *assertion_authenticate(struct server *server, const struct request *request,
				      const struct form *form, struct reply *reply);

/*
 * What every endpoint that clients authenticate at wants first: POST (RFC 6749, 3.2), a form whose
 * parameters are not repeated, and a client. Returns the client and the form, which the caller
 * frees with form_free; or NULL with the error already in reply.
 */
struct client *client_form(struct server *server, const struct request *request,
			   struct form *ret_form, struct reply *reply);

/* Appends "name":value to the members of an object that is being written, "{" at first. */
void json_member(char **json, const char *name, const char *value);
void json_text_member(char **json, const char *name, const char *text);
void json_number_member(char **json, const char *name, long value);

/*
 * A token that says what it is: a JWT (RFC 9068, without its type) with these claims and an HMAC of
 * a key that nobody knows. cnf: what confirms the client (RFC 7800), as JSON, or NULL. The caller
 * frees.
 */
char *jwt_make(const char *issuer, const struct client *client, const char *audience,
	       const char *scope, long lifetime, const char *cnf);

/*
 * Checks the proof of a request (RFC 9449, 4.3); token NULL: it asks for one. Returns NULL and what
 * confirms the key, as JSON, which the caller frees; or what is wrong: if that is dpop_wants_nonce,
 * the answer must have server->dpop_nonce.
 */
const char *dpop_check(struct server *server, const struct request *request, enum dpop_nonce mode,
		       const char *token, char **ret_cnf);
extern const char dpop_wants_nonce[];
/* Whether that is what a token is bound to. cnf may be NULL. */
bool dpop_binds(const char *cnf);
bool dpop_set_nonce(const char *value, enum dpop_nonce *ret_mode);

/* Whether an audience, which is a URL, has the path of the API. */
bool audience_leads_here(const char *audience);

/* The base64 decoding (RFC 4648, 4) of text with strict padding, NUL behind it, or NULL. */
char *base64_decode(const char *text, size_t *ret_len);

/* False for a path that does not start with a slash, or ends with one. */
bool server_set_issuer_path(struct server *server, const char *path);

/* The issuer that the metadata names; the caller frees. */
char *server_issuer(const struct server *server, const struct request *request);

/* Where the metadata of an API lie, before its path (RFC 9728, 3.1). */
#define API_METADATA "/.well-known/oauth-protected-resource"

/* Puts the fault in place of the right answer, which reply may hold already. */
void fault_answer(const struct fault *fault, enum endpoint on, struct reply *reply);
void fault_free(struct fault *fault);

/*
 * Reads one field of the control form into the fault and the slot it is for. Returns false if the
 * field does not belong to a fault; *ret_ok tells whether its value was good.
 */
bool fault_part(struct fault *fault, enum endpoint *on, const struct pair *pair, bool *ret_ok);

void settings_default(struct settings *settings, long lifetime);
void settings_free(struct settings *settings);
