/* What the answers of Vault and OpenBao mean: statuses, the token of a login, a secret of KV
 * version 2. */
#include "vault.h"
#include "lib/json_strict.h"
#include "lib/origin.h"
#include "lib/secret_file.h"

#include <json-c/json.h>

#define SAID_MAX 120 /* of the server's own words that are shown */

/* NULL: it is not there, or of another type. */
static struct json_object *get(struct json_object *object, const char *name, enum json_type type)
{
	struct json_object *value;

	return json_object_object_get_ex(object, name, &value) && json_object_is_type(value, type)
		       ? value
		       : NULL;
}

static const char *get_text(struct json_object *object, const char *name)
{
	return json_object_get_string(get(object, name, json_type_string));
}

static const char *text_at(struct json_object *list, size_t i)
{
	struct json_object *e = json_object_array_get_idx(list, i);

	return json_object_is_type(e, json_type_string) ? json_object_get_string(e) : NULL;
}

/* What the server warns of, for the trace. */
static void log_warnings(struct vault *v, struct json_object *answer)
{
	struct json_object *list = get(answer, "warnings", json_type_array);
	char said[SAID_MAX + 1], line[SAID_MAX + 32];

	for (size_t i = 0; list != NULL && i < json_object_array_length(list); i++) {
		const char *text = text_at(list, i);
		if (text == NULL)
			continue;
		snprintf(line, sizeof(line), "warning: %s",
			 vault_clean(v, text, said, sizeof(said)));
		v->say.host->log(v->say.call, line);
	}
}

/* "status 403", and where a redirect leads, or what is in errors; what is not JSON says nothing. */
static void describe(struct vault *v, struct json_object *answer, char *out, size_t size)
{
	struct json_object *list = get(answer, "errors", json_type_array);
	size_t used = (size_t)snprintf(out, size, "status %ld", v->status);

	if (v->location[0] != '\0') {
		snprintf(out + used, size - used, ", to %s", v->location);
		return;
	}
	for (size_t i = 0; list != NULL && i < json_object_array_length(list); i++) {
		const char *text = text_at(list, i);
		if (text == NULL || used + 3 > SAID_MAX)
			continue;
		used += (size_t)snprintf(out + used, size - used, i == 0 ? ": " : "; ");
		used += strlen(vault_clean(v, text, out + used, size - used));
	}
}

/* A version that was deleted or destroyed comes with its metadata. Returns the result of one, or
 * 0. */
static int say_deleted(struct vault *v, struct json_object *answer)
{
	struct json_object *metadata =
		get(get(answer, "data", json_type_object), "metadata", json_type_object);
	struct json_object *version = get(metadata, "version", json_type_int);
	struct json_object *destroyed = get(metadata, "destroyed", json_type_boolean);
	const char *deleted = get_text(metadata, "deletion_time");
	long long number = json_object_get_int64(version);
	char when[64];

	if (json_object_get_boolean(destroyed))
		return vault_fail(v, CCRED_NOT_FOUND, "secret_deleted",
				  "version %lld was destroyed: write the secret again", number);
	if (deleted == NULL || deleted[0] == '\0')
		return 0;
	return vault_fail(v, CCRED_NOT_FOUND, "secret_deleted",
			  "version %lld was deleted at %s: write the secret again, or undelete it "
			  "(vault kv undelete)",
			  number, vault_clean(v, deleted, when, sizeof(when)));
}

#define REFUSED \
	CCRED_DENIED, "login_refused", "the login is refused", \
		"check the role id and the secret id, which may have expired"

/* Statuses, as Vault and OpenBao document them. */
static const struct rule {
	long first, last;
	int login; /* 1: of a login; 0: of a secret; -1: of both */
	int result;
	const char *reason, *what, *advice;
} rules[] = {
	{ 300, 399, -1, CCRED_UNAVAILABLE, "redirect", "it redirects, and ccred does not follow",
	  "name the active server in address=" },
	{ 400, 401, 1, REFUSED },
	{ 403, 403, 1, REFUSED },
	{ 404, 404, 1, CCRED_UNAVAILABLE, "login_missing", "there is no such login",
	  "check approle-mount= and namespace=" },
	{ 401, 401, 0, CCRED_DENIED, "not_permitted", "the token may not read it",
	  "renew the token" },
	{ 403, 403, 0, CCRED_DENIED, "not_permitted", "the token may not read it",
	  "renew the token, or let its policy read this path" },
	{ 404, 404, 0, CCRED_NOT_FOUND, "secret_missing", "there is no such secret",
	  "check that mount= is of KV version 2, and path= without mount and data/" },
	{ 412, 412, -1, CCRED_TRY_AGAIN, "server_behind", "the server lags behind",
	  "call again later" },
	{ 429, 429, -1, CCRED_TRY_AGAIN, "server_busy", "the server is busy, or a standby",
	  "call again later" },
	{ 472, 473, -1, CCRED_TRY_AGAIN, "server_standby", "the server is a standby",
	  "call again later" },
	{ 503, 503, -1, CCRED_UNAVAILABLE, "server_sealed",
	  "the server is sealed, or under maintenance", "unseal it, or call again later" },
	{ 500, 599, -1, CCRED_TRY_AGAIN, "server_failed", "the server failed",
	  "call again later, or see its log" },
	{ 0, 999, -1, CCRED_INVALID, "answer_malformed", "this is no answer of Vault",
	  "check address=, mount= and namespace=" },
};

static int check_status(struct vault *v, struct json_object *answer, int login)
{
	const struct rule *rule = rules;
	char said[SAID_MAX + 32];

	while (v->status < rule->first || v->status > rule->last ||
	       (rule->login >= 0 && rule->login != login))
		rule++;
	if (rule->result == CCRED_NOT_FOUND && say_deleted(v, answer))
		return rule->result;
	describe(v, answer, said, sizeof(said));
	return vault_fail(v, rule->result, rule->reason, "%s (%s): %s", rule->what, said,
			  rule->advice);
}

/* The answer to a login or to a read, if it is one that holds what was asked for. */
static int read_answer(struct vault *v, int login, struct json_object **ret_answer)
{
	const char *why;
	struct json_object *answer = json_strict_read(v->answer, v->len, &why);
	int r;

	log_warnings(v, answer);
	if (v->status != 200) {
		r = check_status(v, answer, login);
	} else if (answer == NULL) {
		r = vault_fail(
			v, CCRED_INVALID, "answer_malformed",
			"the answer is not a valid JSON object, or a name stands in it twice: "
			"check that address= is that of Vault");
	} else if (get(answer, "wrap_info", json_type_object) != NULL) {
		/* The policy of a token can wrap answers; another call would unwrap them. */
		r = vault_fail(v, CCRED_INVALID, "answer_wrapped",
			       login ? "the token is wrapped: let the role answer without wrapping"
				     : "the secret is wrapped: let the policy of the token read it "
				       "without wrapping");
	} else {
		*ret_answer = answer;
		return CCRED_SUCCESS;
	}
	json_object_put(answer);
	return r;
}

int vault_take_token(struct vault *v)
{
	struct json_object *answer = NULL, *auth;
	const char *token, *kind;
	int r;

	if ((r = read_answer(v, 1, &answer)) != CCRED_SUCCESS)
		return r;
	auth = get(answer, "auth", json_type_object);
	token = get_text(auth, "client_token");
	kind = get_text(auth, "token_type");
	if (get(auth, "mfa_requirement", json_type_object) != NULL)
		r = vault_fail(v, CCRED_DENIED, "second_factor",
			       "the login asks for a second factor, and no program has one: let "
			       "the server ask this role for none");
	else if (token == NULL ||
		 (r = vault_set_word(v, &v->token, token, strlen(token))) == CCRED_INVALID)
		r = vault_fail(v, CCRED_INVALID, "answer_malformed",
			       "the answer has no token: check address= and approle-mount=");
	/* A batch token has no lease: it ends by itself, and cannot be revoked. */
	else
		v->revocable = r == CCRED_SUCCESS && (kind == NULL || strcmp(kind, "batch") != 0);
	json_object_put(answer);
	return r;
}

/* A secret belongs to a server, if it says so. what says where it says so. */
static int check_origin(struct vault *v, struct json_object *object, const char *what)
{
	struct piece origin;

	if (json_strict_text(object, "origin", &origin) != 0)
		return vault_fail(v, CCRED_INVALID, "origin_malformed",
				  "the origin in its %s is not a string: write a URL in quotes",
				  what);
	if (origin.data == NULL || origin_same(origin.data, origin_target(v->request)))
		return CCRED_SUCCESS;
	return vault_fail(
		v, CCRED_CONFLICT, "origin_mismatch",
		"the origin in its %s binds it to another server than the profile's token "
		"endpoint: correct that origin, or name another secret with path=",
		what);
}

/* A field, if it is there; it must be if needed. The text lives as long as the secret. */
static int take_field(struct vault *v, struct json_object *secret, const char *name, int needed,
		      struct piece *ret_text)
{
	if (json_strict_text(secret, name, ret_text) != 0)
		return vault_fail(v, CCRED_INVALID, "field_malformed",
				  "the field %.100s is not a string: write it as a string", name);
	if (ret_text->data == NULL && needed)
		return vault_fail(
			v, CCRED_NOT_FOUND, "field_missing",
			"the secret has no field %.100s: add it, or correct id-field= or secret-field=",
			name);
	return CCRED_SUCCESS;
}

static int take_fields(struct vault *v, struct json_object *secret)
{
	/* A profile with a client-id needs none here, unless the line names one. */
	const char *id_field = v->id_field != NULL ? v->id_field : "client_id";
	struct piece id, value;
	int r;

	if ((r = take_field(v, secret, id_field, v->id_field != NULL, &id)) != CCRED_SUCCESS ||
	    (r = take_field(v, secret, v->secret_field, 1, &value)) != CCRED_SUCCESS)
		return r;
	return file_set(&v->say, v->url, NULL, id, value);
}

int vault_take_secret(struct vault *v)
{
	struct json_object *answer = NULL, *data, *secret, *metadata, *custom;
	int r;

	if ((r = read_answer(v, 0, &answer)) != CCRED_SUCCESS)
		return r;
	data = get(answer, "data", json_type_object);
	secret = get(data, "data", json_type_object);
	metadata = get(data, "metadata", json_type_object);
	custom = get(metadata, "custom_metadata", json_type_object);
	if (data == NULL)
		r = vault_fail(v, CCRED_INVALID, "answer_malformed",
			       "the answer has no data: check that address= is that of Vault");
	else if (metadata != NULL && secret == NULL)
		r = say_deleted(v, answer)
			    ? CCRED_NOT_FOUND
			    : vault_fail(
				      v, CCRED_INVALID, "answer_malformed",
				      "the secret is not an object: write it again, with fields");
	else if (metadata == NULL || secret == NULL)
		r = vault_fail(v, CCRED_INVALID, "mount_version",
			       "the mount is not of KV version 2: name one that is in mount=, or "
			       "have it upgraded (vault kv enable-versioning)");
	else if ((r = check_origin(v, secret, "data")) == CCRED_SUCCESS &&
		 (r = check_origin(v, custom, "metadata")) == CCRED_SUCCESS)
		r = take_fields(v, secret);
	json_object_put(answer);
	return r;
}
