/* The vault plugin: client id and secret from HashiCorp Vault or OpenBao, KV version 2. */
#include "vault.h"

#define TEXT 300 /* of a message, behind the URL */
#define ABOUT 200 /* of the URL in a message: what is behind it must not be cut off */
#define HIDE_MIN 4 /* a shorter secret would take every word apart, and is none */

int vault_fail(const struct vault *v, int result, const char *reason, const char *fmt, ...)
{
	char what[TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (v->leaving)
		v->say.host->log(v->say.call, what);
	else
		say_error(&v->say, result, reason, NULL, "%.*s: %s", ABOUT,
			  v->url != NULL ? v->url : "vault", what);
	return result;
}

static void hide(char *text, const char *word)
{
	size_t len = word != NULL ? strlen(word) : 0;

	if (len < HIDE_MIN)
		return;
	for (char *p = text; (p = strstr(p, word)) != NULL; p += 3) {
		memmove(p + 3, p + len, strlen(p + len) + 1);
		memcpy(p, "***", 3);
	}
}

char *vault_clean(const struct vault *v, const char *text, char *out, size_t size)
{
	size_t room = strlen(text) + 1, n = 0;
	char *copy = v->say.host->secret_alloc(room);

	out[0] = '\0';
	if (copy == NULL)
		return out;
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text > ' ' && *text != 0x7f)
			copy[n++] = *text;
		else if (n > 0 && copy[n - 1] != ' ')
			copy[n++] = ' ';
	}
	while (n > 0 && copy[n - 1] == ' ')
		n--;
	copy[n] = '\0';
	hide(copy, v->token);
	hide(copy, v->secret_id);
	n = strlen(copy);
	/* Not in the middle of a character. */
	if (n >= size)
		for (n = size - 1; n > 0 && ((unsigned char)copy[n] & 0xc0) == 0x80;)
			n--;
	memcpy(out, copy, n);
	out[n] = '\0';
	v->say.host->secret_free(copy, room);
	return out;
}

/* Returns NULL, or what is wrong with the arguments. */
static const char *check(const struct vault *v)
{
	int approle = v->role_id != NULL || v->role_id_file != NULL;

	if (!vault_is_path(v->path))
		return "path= must be the path of a secret below the mount, such as apps/billing";
	if (!vault_is_path(v->mount))
		return "mount= must be the path that a KV engine is mounted at, such as secret";
	if (!vault_is_path(v->approle_mount))
		return "approle-mount= must be the path below auth/ that AppRole is mounted at";
	if ((v->id_field != NULL && v->id_field[0] == '\0') || v->secret_field[0] == '\0')
		return "id-field= and secret-field= must be names of fields of the secret";
	if (v->namespace != NULL && !vault_is_word(v->namespace, strlen(v->namespace)))
		return "namespace= must be the path of a namespace, without blanks and quotes";
	if (v->role_id != NULL && !vault_is_word(v->role_id, strlen(v->role_id)))
		return "role-id= must be one word of ASCII, without quotes";
	if (v->role_id != NULL && v->role_id_file != NULL)
		return "role-id= and role-id-file= say the same: keep one";
	if (approle && v->token_file != NULL)
		return "token-file= is for a token, and role-id= for a login: keep one";
	if (!approle && v->secret_id_file != NULL)
		return "secret-id-file= is for a login: add role-id= or role-id-file=";
	return NULL;
}

static void vault_close(void *state)
{
	struct vault *v = state;

	free(v->server.url);
	free(v->url);
	free(v);
}

static int vault_open(const struct ccred_host *host, struct ccred_call *call,
		      const struct ccred_arg *const *args, void **ret_self)
{
	struct vault *v = say_state(host, call, sizeof(*v));
	const char *why, *about = "";

	if (v == NULL)
		return CCRED_INTERNAL;
	v->address = say_arg(args, "address", NULL);
	v->mount = say_arg(args, "mount", "secret");
	v->path = say_arg(args, "path", "");
	v->id_field = say_arg(args, "id-field", NULL);
	v->secret_field = say_arg(args, "secret-field", "client_secret");
	v->namespace = say_arg(args, "namespace", NULL);
	v->ca_file = say_arg(args, "ca-file", NULL);
	v->token_file = say_arg(args, "token-file", NULL);
	v->role_id = say_arg(args, "role-id", NULL);
	v->role_id_file = say_arg(args, "role-id-file", NULL);
	v->secret_id_file = say_arg(args, "secret-id-file", NULL);
	v->approle_mount = say_arg(args, "approle-mount", "approle");
	v->http_loopback = strcmp(say_arg(args, "allow-http-loopback", "no"), "yes") == 0;
	if ((why = check(v)) == NULL && v->address != NULL) {
		why = vault_take_address(v, v->address);
		about = "address=: ";
	}
	if (why == NULL) {
		*ret_self = v;
		return CCRED_SUCCESS;
	}
	say_error(&v->say, CCRED_INVALID, "argument_invalid", NULL, "%s%s", about, why);
	vault_close(v);
	return CCRED_INVALID;
}

/* That of the environment, for a line without address=. */
static int find_address(struct vault *v)
{
	const char *value = getenv("VAULT_ADDR"), *why;

	if (v->address != NULL)
		return CCRED_SUCCESS;
	if (value == NULL || value[0] == '\0')
		return say_error(&v->say, CCRED_UNAVAILABLE, "address_unset", NULL,
				 "VAULT_ADDR is not set: set it, or add address=");
	if ((why = vault_take_address(v, value)) == NULL)
		return CCRED_SUCCESS;
	return say_error(&v->say, CCRED_INVALID, "address_invalid", NULL, "VAULT_ADDR: %s", why);
}

/* Who can write the file decides who is sent the token of vault. */
static int check_ca_file(const struct vault *v)
{
	return v->ca_file == NULL
		       ? CCRED_SUCCESS
		       : v->say.host->check_file(v->say.call, v->ca_file, CCRED_OPEN_SHARED_MODE);
}

static int vault_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct vault *v = state;
	int r;

	v->say.call = call;
	v->request = request;
	if ((r = find_address(v)) == CCRED_SUCCESS && (r = check_ca_file(v)) == CCRED_SUCCESS &&
	    (r = vault_http_open(v)) == CCRED_SUCCESS && (r = vault_login(v)) == CCRED_SUCCESS) {
		int64_t left = v->say.host->time_left(v->say.call);
		/* A token that is to be revoked needs some of the time. */
		r = vault_exchange(v, NULL, v->revocable ? left * 3 / 4 : left, "%s/data/%s",
				   v->mount, v->path);
		if (r == CCRED_SUCCESS)
			r = vault_take_secret(v);
		vault_logout(v);
	}
	vault_http_close(v);
	vault_words_clear(v);
	return r;
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "vault",
	.open = vault_open,
	.get = vault_get,
	.close = vault_close,
};
