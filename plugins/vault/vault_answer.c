/* What the answers of Vault and OpenBao mean: statuses, the token of a login, a secret of KV version 2. */
#include "vault.h"
#include "lib/file_read.h"
#include "lib/json_strict.h"
#include "lib/origin.h"

#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SAID_MAX 120 /* of the server's own words that are shown */

/* NULL: it is not there, or of another type. */
static struct json_object *get(struct json_object *object, const char *name, enum json_type type)
{
	struct json_object *value;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, name, &value) || !json_object_is_type(value, type))
		return NULL;
	return value;
}

static const char *get_text(struct json_object *object, const char *name)
{
	struct json_object *value = get(object, name, json_type_string);

	return value != NULL ? json_object_get_string(value) : NULL;
}

static int read_answer(struct vault *v, const struct vault_reply *reply,
		       struct json_object **ret_answer)
{
	const char *why;

	return json_strict_read(v->answer, reply->len, ret_answer, &why) == 0
		       ? CCRED_SUCCESS
		       : vault_fail(v, CCRED_INVALID, "answer_malformed",
				    "the answer is not one valid JSON object, or has a name twice: "
				    "check that address= is that of Vault");
}

/* What the server warns of, for the trace. */
static void log_warnings(struct vault *v, struct json_object *answer)
{
	struct json_object *list = get(answer, "warnings", json_type_array);
	char said[SAID_MAX + 1], line[SAID_MAX + 32];

	for (size_t i = 0; list != NULL && i < json_object_array_length(list); i++) {
		struct json_object *e = json_object_array_get_idx(list, i);
		if (!json_object_is_type(e, json_type_string))
			continue;
		snprintf(line, sizeof(line), "warning: %s",
			 vault_clean(v, json_object_get_string(e),
				     (size_t)json_object_get_string_len(e), said, sizeof(said)));
		v->say.host->log(v->say.call, line);
	}
}

/* "status 403", and where a redirect leads, or what is in errors; what is not JSON says nothing. */
static void describe(struct vault *v, const struct vault_reply *reply, struct json_object *answer,
		     char out[SAID_MAX + 32])
{
	struct json_object *list = get(answer, "errors", json_type_array);
	size_t used = (size_t)snprintf(out, SAID_MAX + 32, "status %ld", reply->status);

	if (reply->location[0] != '\0') {
		snprintf(out + used, SAID_MAX + 32 - used, ", to %s", reply->location);
		return;
	}
	for (size_t i = 0; list != NULL && i < json_object_array_length(list); i++) {
		struct json_object *e = json_object_array_get_idx(list, i);
		if (!json_object_is_type(e, json_type_string) || used + 3 > SAID_MAX)
			continue;
		used += (size_t)snprintf(out + used, SAID_MAX + 32 - used, i == 0 ? ": " : "; ");
		vault_clean(v, json_object_get_string(e), (size_t)json_object_get_string_len(e),
			    out + used, SAID_MAX + 32 - used);
		used = strlen(out);
	}
}

/* A version that was deleted or destroyed comes with its metadata. Returns nonzero if it is one. */
static int say_deleted(struct vault *v, struct json_object *answer)
{
	struct json_object *metadata =
		get(get(answer, "data", json_type_object), "metadata", json_type_object);
	struct json_object *version = get(metadata, "version", json_type_int);
	struct json_object *destroyed = get(metadata, "destroyed", json_type_boolean);
	const char *deleted = get_text(metadata, "deletion_time");
	char when[64], text[VAULT_TEXT];

	if (destroyed != NULL && json_object_get_boolean(destroyed))
		snprintf(text, sizeof(text), "version %lld was destroyed: write the secret again",
			 (long long)json_object_get_int64(version));
	else if (deleted != NULL && deleted[0] != '\0')
		snprintf(text, sizeof(text),
			 "version %lld was deleted at %s: write the secret again, or undelete it "
			 "(vault kv undelete)",
			 (long long)json_object_get_int64(version),
			 vault_clean(v, deleted, strlen(deleted), when, sizeof(when)));
	else
		return 0;
	vault_fail(v, CCRED_NOT_FOUND, "secret_deleted", text);
	return 1;
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
	{ 300, 399, -1, CCRED_UNAVAILABLE, "redirect", "it redirects, which is not followed",
	  "name the active server in address=" },
	{ 400, 401, 1, REFUSED },
	{ 403, 403, 1, REFUSED },
	{ 404, 404, 1, CCRED_UNAVAILABLE, "login_missing", "there is no such login",
	  "check approle-mount= and namespace=" },
	{ 401, 401, 0, CCRED_DENIED, "not_permitted", "it may not be read", "renew the token" },
	{ 403, 403, 0, CCRED_DENIED, "not_permitted", "it may not be read",
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
	  "the server is sealed, or under maintenance", "have it unsealed, or call again later" },
	{ 500, 599, -1, CCRED_TRY_AGAIN, "server_failed", "the server failed",
	  "call again later, or see its log" },
	{ 0, 999, -1, CCRED_INVALID, "answer_malformed", "the answer is not one that Vault gives",
	  "check address=, mount= and namespace=" },
};

int vault_check_status(struct vault *v, const struct vault_reply *reply, int login)
{
	const struct rule *rule = rules;
	struct json_object *answer = NULL;
	char said[SAID_MAX + 32], text[VAULT_TEXT];
	const char *why;

	if (reply->status == 200)
		return CCRED_SUCCESS;
	while (reply->status < rule->first || reply->status > rule->last ||
	       (rule->login >= 0 && rule->login != login))
		rule++;
	(void)json_strict_read(v->answer, reply->len, &answer, &why);
	log_warnings(v, answer);
	if (rule->result != CCRED_NOT_FOUND || !say_deleted(v, answer)) {
		describe(v, reply, answer, said);
		snprintf(text, sizeof(text), "%s (%s): %s", rule->what, said, rule->advice);
		vault_fail(v, rule->result, rule->reason, text);
	}
	json_object_put(answer);
	return rule->result;
}

/* Some tokens' policies have answers wrapped, to be taken out by another call. */
static int is_wrapped(struct json_object *answer)
{
	return get(answer, "wrap_info", json_type_object) != NULL;
}

int vault_take_token(struct vault *v, const struct vault_reply *reply)
{
	struct json_object *answer, *auth, *token;
	const char *kind;
	int r;

	if ((r = read_answer(v, reply, &answer)) != CCRED_SUCCESS)
		return r;
	log_warnings(v, answer);
	auth = get(answer, "auth", json_type_object);
	token = get(auth, "client_token", json_type_string);
	kind = get_text(auth, "token_type");
	if (is_wrapped(answer))
		r = vault_fail(v, CCRED_INVALID, "answer_wrapped",
			       "the token is wrapped: let the role answer it plainly");
	else if (get(auth, "mfa_requirement", json_type_object) != NULL)
		r = vault_fail(v, CCRED_DENIED, "second_factor",
			       "the login asks for a second factor, which no program has: except "
			       "the role from it");
	else if (token == NULL ||
		 (r = vault_set_word(v, &v->token, json_object_get_string(token),
				     (size_t)json_object_get_string_len(token))) == CCRED_INVALID)
		r = vault_fail(v, CCRED_INVALID, "answer_malformed",
			       "the answer has no token: check address= and approle-mount=");
	else if (r != CCRED_SUCCESS)
		say_no_memory(&v->say);
	/* A batch token has no lease: it ends by itself, and cannot be revoked. */
	else
		v->revocable = kind == NULL || strcmp(kind, "batch") != 0;
	json_object_put(answer);
	return r;
}

/* A secret belongs to a server, if it says so. what says where it says so. */
static int check_origin(struct vault *v, struct json_object *object, const char *what,
			const struct ccred_request *request)
{
	struct json_object *value;
	const char *origin;
	char text[VAULT_TEXT];

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, "origin", &value))
		return CCRED_SUCCESS;
	origin = get_text(object, "origin");
	if (origin != NULL && request->origin != NULL && origin_same(origin, request->origin))
		return CCRED_SUCCESS;
	snprintf(text, sizeof(text),
		 origin != NULL ? "the origin in its %s binds it to another server than the "
				  "profile's issuer"
				: "the origin in its %s is no string: write a URL",
		 what);
	return vault_fail(v, origin != NULL ? CCRED_CONFLICT : CCRED_INVALID,
			  origin != NULL ? "origin_mismatch" : "origin_malformed", text);
}

/* A field, if it is there; it must be if needed. The text lives as long as the secret. */
static int take_field(struct vault *v, struct json_object *secret, const char *name, int needed,
		      char **ret_text, size_t *ret_len)
{
	struct json_object *value;
	char text[VAULT_TEXT];

	if (!json_object_object_get_ex(secret, name, &value)) {
		snprintf(text, sizeof(text),
			 "the secret has no field %.100s: add it, or correct id-field= or "
			 "secret-field=",
			 name);
		return needed ? vault_fail(v, CCRED_NOT_FOUND, "field_missing", text)
			      : CCRED_SUCCESS;
	}
	if (!json_object_is_type(value, json_type_string)) {
		snprintf(text, sizeof(text), "the field %.100s is no string: write it as one",
			 name);
		return vault_fail(v, CCRED_INVALID, "field_malformed", text);
	}
	*ret_text = (char *)(uintptr_t)json_object_get_string(value);
	*ret_len = (size_t)json_object_get_string_len(value);
	return CCRED_SUCCESS;
}

static int take_fields(struct vault *v, struct json_object *secret)
{
	struct file_items items = { 0 };
	int r;

	/* A profile with a client-id needs none here, unless the line names one. */
	r = take_field(v, secret, v->id_field != NULL ? v->id_field : "client_id",
		       v->id_field != NULL, &items.id, &items.id_len);
	if (r == CCRED_SUCCESS)
		r = take_field(v, secret, v->secret_field, 1, &items.secret, &items.secret_len);
	return r == CCRED_SUCCESS ? file_set(&v->say, v->url, &items) : r;
}

int vault_take_secret(struct vault *v, const struct vault_reply *reply,
		      const struct ccred_request *request)
{
	struct json_object *answer, *data, *secret, *metadata, *custom;
	int r;

	if ((r = read_answer(v, reply, &answer)) != CCRED_SUCCESS)
		return r;
	log_warnings(v, answer);
	data = get(answer, "data", json_type_object);
	secret = get(data, "data", json_type_object);
	metadata = get(data, "metadata", json_type_object);
	custom = get(metadata, "custom_metadata", json_type_object);
	if (is_wrapped(answer))
		r = vault_fail(
			v, CCRED_INVALID, "answer_wrapped",
			"the secret is wrapped: let the policy of the token read it plainly");
	else if (data == NULL)
		r = vault_fail(v, CCRED_INVALID, "answer_malformed",
			       "the answer has no data: check that address= is that of Vault");
	else if (metadata != NULL && secret == NULL)
		r = say_deleted(v, answer) ? CCRED_NOT_FOUND
					   : vault_fail(v, CCRED_INVALID, "answer_malformed",
							"the secret is no object: write it again");
	else if (metadata == NULL || secret == NULL)
		r = vault_fail(v, CCRED_INVALID, "mount_version",
			       "the mount is not of KV version 2: name one that is in mount=, or "
			       "have it upgraded (vault kv enable-versioning)");
	else if ((r = check_origin(v, secret, "data", request)) == CCRED_SUCCESS &&
		 (r = check_origin(v, custom, "metadata", request)) == CCRED_SUCCESS)
		r = take_fields(v, secret);
	json_object_put(answer);
	return r;
}
