/* The token of the vault plugin: from a file, or of an AppRole login, which is for one call
 * alone. */
#include "vault.h"
#include "lib/secret_file.h"

#include <limits.h>

#define LOGOUT_MS 1000

static void word_clear(const struct vault *v, char **word)
{
	v->say.host->secret_free(*word, *word != NULL ? strlen(*word) + 1 : 0);
	*word = NULL;
}

void vault_words_clear(struct vault *v)
{
	word_clear(v, &v->token);
	word_clear(v, &v->role);
	word_clear(v, &v->secret_id);
}

int vault_is_word(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\')
			return 0;
	return len > 0 && len <= VAULT_MAX_WORD;
}

int vault_set_word(const struct vault *v, char **word, const char *text, size_t len)
{
	if (!vault_is_word(text, len))
		return CCRED_INVALID;
	word_clear(v, word);
	if ((*word = v->say.host->secret_alloc(len + 1)) == NULL)
		return say_no_memory(&v->say);
	memcpy(*word, text, len);
	return CCRED_SUCCESS;
}

/* A file with one word, unless path is NULL. missing and fix are said if it is not there. */
static int read_word(struct vault *v, const char *path, const char *missing, const char *fix,
		     char **word)
{
	static const char blanks[] = { ' ', '\n', '\r', '\t' };
	char *data, *text;
	size_t len;
	int r;

	if (path == NULL)
		return CCRED_SUCCESS;
	r = file_load(&v->say, path, 0, &data, &len);
	/* Who has no token has no vault: the next line may have the secret. */
	if (r == CCRED_NOT_FOUND)
		return say_error(&v->say, CCRED_UNAVAILABLE, "token_missing", fix, "%.300s: %s",
				 path, missing);
	if (r != CCRED_SUCCESS)
		return r;
	for (text = data; len > 0 && memchr(blanks, text[0], sizeof(blanks)) != NULL; text++)
		len--;
	while (len > 0 && memchr(blanks, text[len - 1], sizeof(blanks)) != NULL)
		len--;
	if ((r = vault_set_word(v, word, text, len)) == CCRED_INVALID)
		say_error(&v->say, r, "token_malformed", NULL,
			  "%.300s: it must hold one word of ASCII, without quotes: is it the right "
			  "file?",
			  path);
	v->say.host->secret_free(data, FILE_ROOM);
	return r;
}

/* The file that the command of Vault writes, if the line names no other. */
static int read_token(struct vault *v)
{
	const char *home = getenv("HOME"), *path = v->token_file;
	char own[PATH_MAX];

	if (path == NULL) {
		path = own;
		if (home == NULL || home[0] != '/' ||
		    snprintf(own, sizeof(own), "%s/.vault-token", home) >= (int)sizeof(own))
			return say_error(&v->say, CCRED_UNAVAILABLE, "token_missing", NULL,
					 "there is no HOME to find .vault-token in: add "
					 "token-file=");
	}
	return read_word(v, path, "there is no token: log in, or name its file with token-file=",
			 "vault login", &v->token);
}

/* The words hold nothing that JSON escapes. */
static int send_login(struct vault *v)
{
	const char *role = v->role != NULL ? v->role : v->role_id, *id = v->secret_id;
	size_t size = strlen(role) + (id != NULL ? strlen(id) : 0) + 64;
	char *body = v->say.host->secret_alloc(size);
	int r;

	if (body == NULL)
		return say_no_memory(&v->say);
	snprintf(body, size, "{\"role_id\":\"%s\"%s%s%s}", role,
		 id != NULL ? ",\"secret_id\":\"" : "", id != NULL ? id : "",
		 id != NULL ? "\"" : "");
	r = vault_exchange(v, body, v->say.host->time_left(v->say.call), "auth/%s/login",
			   v->approle_mount);
	v->say.host->secret_free(body, size);
	return r;
}

int vault_login(struct vault *v)
{
	int r;

	if (v->role_id == NULL && v->role_id_file == NULL)
		return read_token(v);
	if ((r = read_word(v, v->role_id_file, "there is no role id: check role-id-file=", NULL,
			   &v->role)) != CCRED_SUCCESS ||
	    (r = read_word(v, v->secret_id_file, "there is no secret id: check secret-id-file=",
			   NULL, &v->secret_id)) != CCRED_SUCCESS ||
	    (r = send_login(v)) != CCRED_SUCCESS)
		return r;
	return vault_take_token(v);
}

void vault_logout(struct vault *v)
{
	int64_t left = v->say.host->time_left(v->say.call);

	v->leaving = 1;
	if (v->revocable)
		vault_exchange(v, "", left < LOGOUT_MS ? left : LOGOUT_MS,
			       "auth/token/revoke-self");
}
