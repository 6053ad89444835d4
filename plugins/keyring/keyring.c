/* The keyring plugin: client id and secret from the Secret Service of the session, by libsecret. */
#include "keyring.h"

#include <stdlib.h>
#include <string.h>

/* What there is more of than one of. */
static int conflict(struct keyring *k, GList *items)
{
	char *one = keyring_describe(k, items->data),
	     *other = keyring_describe(k, items->next->data);
	char *fix = keyring_command(k->request, "ccred secret delete");
	int r = say_error(&k->say, CCRED_CONFLICT, "several_secrets", fix,
			  "%u secrets match, such as %s and %s: set client-id in the profile, or "
			  "delete what is too much",
			  g_list_length(items), one, other);

	g_free(fix);
	g_free(one);
	g_free(other);
	return r;
}

static int keyring_open(const struct ccred_host *host, struct ccred_call *call,
			const struct ccred_arg *const *args, void **ret_self)
{
	const struct say say = { host, call };
	struct keyring *k = calloc(1, sizeof(*k));

	(void)args;
	if (k == NULL)
		return say_no_memory(&say);
	k->say = say;
	g_mutex_init(&k->mutex);
	g_cond_init(&k->cond);
	*ret_self = k;
	return CCRED_SUCCESS;
}

static void keyring_close(void *self)
{
	struct keyring *k = self;

	g_mutex_clear(&k->mutex);
	g_cond_clear(&k->cond);
	free(k);
}

/* Says what came of setting the item. */
static int judge_set(struct keyring *k, SecretItem *item, int r, gboolean empty)
{
	char *where = keyring_describe(k, item),
	     *fix = keyring_command(k->request, "ccred secret set");

	if (r == CCRED_SUCCESS)
		say_found(&k->say, "%s", where);
	else if (r == CCRED_INVALID)
		say_error(&k->say, r, "item_invalid", fix, "%s",
			  empty ? "its secret is empty"
				: "its id or secret is too long, or holds a control byte or "
				  "bytes that are not UTF-8");
	else if (r == CCRED_CONFLICT)
		say_error(&k->say, r, "credential_conflict", NULL,
			  "its client id is not the one known already");
	else
		say_no_memory(&k->say);
	g_free(where);
	g_free(fix);
	return r;
}

/* Hands what the item holds to the host. */
static int set(struct keyring *k, SecretItem *item)
{
	GHashTable *attributes = secret_item_get_attributes(item);
	const char *id = g_hash_table_lookup(attributes, KEYRING_CLIENT_ID);
	SecretValue *value = NULL;
	GError *error = NULL;
	const char *secret;
	gsize len = 0;
	int r;

	if (!secret_item_load_secret_sync(item, k->cancellable, &error) ||
	    (value = secret_item_get_secret(item)) == NULL) {
		r = keyring_error(k, error);
		goto out;
	}
	secret = secret_value_get(value, &len);
	if ((r = k->say.host->set(k->say.call, CCRED_ITEM_CLIENT_ID, id, strlen(id))) ==
	    CCRED_SUCCESS)
		r = k->say.host->set(k->say.call, CCRED_ITEM_CLIENT_SECRET, secret, len);
	r = judge_set(k, item, r, len == 0);
out:
	/* Wipes libsecret's copy with the last reference. */
	if (value != NULL)
		secret_value_unref(value);
	g_hash_table_unref(attributes);
	return r;
}

static int keyring_get(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	struct keyring *k = self;
	GList *items = NULL;
	int r;

	if ((r = keyring_begin(k, call, request)) == CCRED_SUCCESS &&
	    (r = keyring_find(k, request->client_id, FALSE, &items)) == CCRED_SUCCESS)
		r = items->next != NULL ? conflict(k, items) : set(k, items->data);
	g_list_free_full(items, g_object_unref);
	keyring_end(k);
	return r;
}

/* Takes the collection that new items go to; without one, a person may have it made. */
static int take_default(struct keyring *k, SecretCollection **ret_collection)
{
	gboolean quiet = (k->request->flags & CCRED_REQ_INTERACTIVE) == 0;
	SecretCollection *c;
	GError *error = NULL;
	int r = CCRED_SUCCESS;

	c = secret_collection_for_alias_sync(k->service, SECRET_COLLECTION_DEFAULT,
					     SECRET_COLLECTION_NONE, k->cancellable, &error);
	if (c == NULL && error == NULL && quiet)
		return say_error(
			&k->say, CCRED_LOCKED, "collection_missing", NULL,
			"there is no default keyring, and nobody may be asked: create one in "
			"the program of the keyring, such as Seahorse");
	if (c == NULL && error == NULL) {
		k->waiting_for = "the person who is asked for the password of a new keyring";
		c = secret_collection_create_sync(
			k->service, "Default keyring", SECRET_COLLECTION_DEFAULT,
			SECRET_COLLECTION_CREATE_NONE, k->cancellable, &error);
		if (c == NULL && error == NULL)
			return keyring_dismissed(k);
	}
	if (c == NULL)
		return keyring_error(k, error);
	if (secret_collection_get_locked(c)) {
		GList *one = g_list_append(NULL, c);
		r = keyring_unlock(k, one);
		g_list_free(one);
	}
	if (r == CCRED_SUCCESS)
		*ret_collection = c;
	else
		g_object_unref(c);
	return r;
}

/* What Seahorse and KeePassXC show; the caller frees. */
static char *make_label(const struct ccred_request *rq)
{
	gboolean tenant = rq->tenant != NULL;

	return g_strdup_printf("ccred: %s%s%s (%s) client %s", rq->profile,
			       tenant ? ", tenant " : "", tenant ? rq->tenant : "", rq->origin,
			       rq->client_id);
}

/* No replacing by the service: it would take an item that has a tenant besides for the same. */
static int create(struct keyring *k, SecretValue *value, SecretItem **ret_item)
{
	const struct ccred_request *rq = k->request;
	SecretCollection *collection = NULL;
	GHashTable *attributes;
	GError *error = NULL;
	char *label;
	int r;

	if ((r = take_default(k, &collection)) != CCRED_SUCCESS)
		return r;
	attributes = keyring_attributes(rq, rq->client_id);
	label = make_label(rq);
	k->waiting_for = "the keyring service";
	*ret_item = secret_item_create_sync(collection, &keyring_schema, attributes, label, value,
					    SECRET_ITEM_CREATE_NONE, k->cancellable, &error);
	if (*ret_item == NULL)
		r = error != NULL || g_cancellable_is_cancelled(k->cancellable)
			    ? keyring_error(k, error)
			    : keyring_dismissed(k);
	g_free(label);
	g_hash_table_unref(attributes);
	g_object_unref(collection);
	return r;
}

static int put(struct keyring *k, SecretValue *value)
{
	GList *items = NULL;
	SecretItem *item = NULL;
	GError *error = NULL;
	int r = keyring_find(k, k->request->client_id, FALSE, &items);

	if (r == CCRED_NOT_FOUND) {
		r = create(k, value, &item);
	} else if (r == CCRED_SUCCESS && items->next != NULL) {
		r = conflict(k, items);
	} else if (r == CCRED_SUCCESS) {
		item = g_object_ref(items->data);
		if (!secret_item_set_secret_sync(item, value, k->cancellable, &error))
			r = keyring_error(k, error);
	}
	if (r == CCRED_SUCCESS) {
		char *what = keyring_describe(k, item);
		say_found(&k->say, "%s", what);
		g_free(what);
	}
	g_clear_object(&item);
	g_list_free_full(items, g_object_unref);
	return r;
}

static int keyring_store(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	struct keyring *k = self;
	const void *secret;
	size_t len;
	int r;

	if (request->client_id == NULL ||
	    k->say.host->get(call, CCRED_ITEM_CLIENT_SECRET, &secret, &len) != CCRED_SUCCESS)
		return CCRED_INVALID;
	if ((r = keyring_begin(k, call, request)) == CCRED_SUCCESS) {
		SecretValue *value = secret_value_new(secret, (gssize)len, "text/plain");
		r = put(k, value);
		secret_value_unref(value);
	}
	keyring_end(k);
	return r;
}

static int drop(struct keyring *k, GList *items)
{
	GString *text = g_string_new(NULL);
	GError *error = NULL;
	int r = CCRED_SUCCESS;

	for (GList *i = items; i != NULL && r == CCRED_SUCCESS; i = i->next) {
		char *what = keyring_describe(k, i->data);
		if (secret_item_delete_sync(i->data, k->cancellable, &error))
			g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", what);
		else if (error != NULL || g_cancellable_is_cancelled(k->cancellable))
			r = keyring_error(k, error);
		else
			r = keyring_dismissed(k);
		g_free(what);
	}
	if (r == CCRED_SUCCESS)
		say_found(&k->say, "%s", text->str);
	g_string_free(text, TRUE);
	return r;
}

static int keyring_erase(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	struct keyring *k = self;
	GList *items = NULL;
	int r;

	if ((r = keyring_begin(k, call, request)) == CCRED_SUCCESS &&
	    (r = keyring_find(k, request->client_id, TRUE, &items)) == CCRED_SUCCESS)
		r = drop(k, items);
	g_list_free_full(items, g_object_unref);
	keyring_end(k);
	return r;
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "keyring",
	.open = keyring_open,
	.get = keyring_get,
	.store = keyring_store,
	.erase = keyring_erase,
	.close = keyring_close,
};
