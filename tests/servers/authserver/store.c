/* Keeps clients and tokens in memory. */
#include "jws.h"
#include "store.h"
#include "util.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gnutls/gnutls.h>
#include <gnutls/crypto.h>

/* The client of a line, new if need be, and what stands behind its id; NULL: it is no such line. */
static struct client *client_of_line(struct store *store, const char *line, const char **ret_rest)
{
	const char *sep = strchr(line, '\t');
	struct client *c;

	if (sep == NULL)
		sep = strchr(line, ':');
	if (sep == NULL || sep == line || sep[1] == '\0')
		return NULL;
	c = store_client(store, line, (size_t)(sep - line));
	if (c == NULL) {
		store->clients = must_grow(store->clients, store->nclients, sizeof(*c));
		c = &store->clients[store->nclients++];
		memset(c, 0, sizeof(*c));
		c->id = must_copy(line, (size_t)(sep - line));
	}
	*ret_rest = sep + 1;
	return c;
}

int store_client_line(struct store *store, const char *line, const char *scopes)
{
	const char *secret;
	struct client *c = client_of_line(store, line, &secret);

	if (c == NULL)
		return -1;
	free(c->secret);
	c->secret = must_dup(secret);
	free(c->scopes);
	c->scopes = must_dup(scopes);
	return 0;
}

int store_client_keys(struct store *store, const char *line)
{
	const char *path;
	struct client *c = client_of_line(store, line, &path);
	char *text = must_alloc(65536);
	FILE *f = c != NULL ? fopen(path, "re") : NULL;
	size_t len = f != NULL ? fread(text, 1, 65535, f) : 0;

	if (f != NULL)
		fclose(f);
	if (len == 0 || strlen(text) != len || !jws_keys_valid(text)) {
		free(text);
		return -1;
	}
	free(c->keys);
	c->keys = text;
	return 0;
}

int store_client_methods(struct store *store, const char *line)
{
	const char *methods;
	struct client *c = client_of_line(store, line, &methods);

	if (c == NULL)
		return -1;
	free(c->methods);
	c->methods = must_dup(methods);
	return 0;
}

int store_client_federated(struct store *store, const char *line)
{
	const char *whose;
	struct client *c = client_of_line(store, line, &whose);

	if (c == NULL || strchr(whose, ' ') == NULL)
		return -1;
	free(c->federated);
	c->federated = must_dup(whose);
	return 0;
}

struct client *store_federated(struct store *store, const char *issuer, const char *subject)
{
	char *whose = must_printf("%s %s", issuer, subject);
	struct client *found = NULL;

	for (size_t i = 0; i < store->nclients && found == NULL; i++)
		if (store->clients[i].federated != NULL &&
		    strcmp(store->clients[i].federated, whose) == 0)
			found = &store->clients[i];
	free(whose);
	return found;
}

bool client_may_use(const struct client *client, const char *method)
{
	return client->methods == NULL || list_has(client->methods, method, strlen(method));
}

bool store_has_keys(const struct store *store)
{
	for (size_t i = 0; i < store->nclients; i++)
		if (store->clients[i].keys != NULL)
			return true;
	return false;
}

bool store_use_jti(struct store *store, const char *client, const char *jti)
{
	char *entry = must_printf("%s %s", client, jti);
	char **place;

	if (store->jtis == NULL)
		store->jtis = must_alloc(JTIS_KEPT * sizeof(*store->jtis));
	for (size_t i = 0; i < JTIS_KEPT && store->jtis[i] != NULL; i++)
		if (strcmp(store->jtis[i], entry) == 0) {
			free(entry);
			return false;
		}
	place = &store->jtis[store->next_jti++ % JTIS_KEPT];
	free(*place);
	*place = entry;
	return true;
}

void store_client_file(struct store *store, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	if (f == NULL)
		die("cannot open %s: %s", path, strerror(errno));
	while ((len = getline(&line, &cap, f)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		if (store_client_line(store, line, NULL) != 0)
			die("%s: a line is not ID:SECRET", path);
	}
	free(line);
	fclose(f);
}

struct client *store_client(struct store *store, const char *id, size_t len)
{
	size_t i;

	for (i = 0; i < store->nclients; i++)
		if (strlen(store->clients[i].id) == len &&
		    memcmp(store->clients[i].id, id, len) == 0)
			return &store->clients[i];
	return NULL;
}

bool client_secret_is(const struct client *client, const char *secret, size_t len)
{
	return client->secret != NULL && strlen(client->secret) == len &&
	       gnutls_memcmp(client->secret, secret, len) == 0;
}

void store_issue(struct store *store, const char *value, const char *client, const char *audience,
		 const char *scope, long lifetime, const char *cnf)
{
	uint64_t expires = now_ms() + (uint64_t)lifetime * 1000;
	struct token *t;

	if (store->tokens == NULL)
		store->tokens = must_alloc(TOKENS_KEPT * sizeof(*t));
	t = &store->tokens[store->next++ % TOKENS_KEPT];
	free(t->value);
	free(t->client);
	free(t->audience);
	free(t->scope);
	free(t->cnf);
	*t = (struct token){ must_dup(value), must_dup(client), must_dup(audience),
			     must_dup(scope), expires,          false,
			     must_dup(cnf) };
}

struct token *store_token(struct store *store, const char *value)
{
	size_t i, n = store->next < TOKENS_KEPT ? store->next : TOKENS_KEPT;

	/* The newest first: a fixed value may have been handed out twice. */
	for (i = 1; i <= n; i++) {
		struct token *t = &store->tokens[(store->next - i) % TOKENS_KEPT];

		if (strcmp(t->value, value) == 0)
			return t;
	}
	return NULL;
}

void store_revoke(struct store *store, const char *value)
{
	size_t i, n = store->next < TOKENS_KEPT ? store->next : TOKENS_KEPT;

	for (i = 0; i < n; i++)
		if (value == NULL || strcmp(store->tokens[i].value, value) == 0)
			store->tokens[i].revoked = true;
}

char *random_token(size_t len)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	char *text = must_alloc(len + 1);
	size_t i;

	if (len > 0 && gnutls_rnd(GNUTLS_RND_RANDOM, text, len) != 0)
		die("no randomness");
	for (i = 0; i < len; i++)
		text[i] = alphabet[text[i] & 63];
	return text;
}

bool list_has(const char *list, const char *word, size_t len)
{
	while (*list) {
		size_t n = strcspn(list, " ");

		if (n > 0 && n == len && memcmp(list, word, len) == 0)
			return true;
		list += n + strspn(list + n, " ");
	}
	return false;
}

void store_free(struct store *store)
{
	size_t i;

	for (i = 0; i < store->nclients; i++) {
		free(store->clients[i].id);
		free(store->clients[i].secret);
		free(store->clients[i].keys);
		free(store->clients[i].federated);
		free(store->clients[i].methods);
		free(store->clients[i].scopes);
		free(store->clients[i].last_token);
		free(store->clients[i].tls_subject);
		free(store->clients[i].tls_dns);
		free(store->clients[i].tls_certificate);
	}
	free(store->clients);
	for (i = 0; store->tokens && i < TOKENS_KEPT; i++) {
		free(store->tokens[i].value);
		free(store->tokens[i].client);
		free(store->tokens[i].audience);
		free(store->tokens[i].scope);
		free(store->tokens[i].cnf);
	}
	free(store->tokens);
	for (i = 0; store->jtis && i < JTIS_KEPT; i++)
		free(store->jtis[i]);
	free(store->jtis);
}
