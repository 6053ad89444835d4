/* The keyring plugin: client id and secret from the Secret Service of the session, by libsecret. */
#include "keyring.h"

/* What there is more of than one of. */
static int conflict(struct keyring *k, GList *items)
{
	g_autofree char *one = keyring_describe(k, items->data);
	g_autofree char *other = keyring_describe(k, items->next->data);
	g_autofree char *fix = keyring_command(k->request, "ccred secret delete");

	return say_error(&k->say, CCRED_CONFLICT, "several_secrets", fix,
			 "%u secrets match, such as %s and %s: set client-id in the profile, or "
			 "delete the others",
			 g_list_length(items), one, other);
}

static int keyring_open(const struct ccred_host *host, struct ccred_call *call,
			const struct ccred_arg *const *args, void **ret_self)
{
	struct keyring *k = say_state(host, call, sizeof(*k));

	(void)args;
	if (k == NULL)
		return CCRED_INTERNAL;
	*ret_self = k;
	return CCRED_SUCCESS;
}

/* Hands what the item holds to the host. */
static int set(struct keyring *k, SecretItem *item)
{
	g_autoptr(GHashTable) attributes = secret_item_get_attributes(item);
	const char *id = g_hash_table_lookup(attributes, KEYRING_CLIENT_ID);
	g_autofree char *where = keyring_describe(k, item);
	g_autofree char *fix = keyring_command(k->request, "ccred secret set");
	/* Wipes libsecret's copy with the last reference. */
	g_autoptr(SecretValue) value = NULL;
	GError *error = NULL;
	gsize len = 0;
	int r;

	if (!secret_item_load_secret_sync(item, k->cancellable, &error) ||
	    (value = secret_item_get_secret(item)) == NULL)
		return keyring_error(k, error);
	const char *secret = secret_value_get(value, &len);
	r = say_set(&k->say, (struct piece){ id, strlen(id) },
		    (struct piece){ len > 0 ? secret : "", len });
	if (r == CCRED_INVALID)
		return say_error(&k->say, r, "item_invalid", fix,
				 "its id or secret cannot be used");
	if (r == CCRED_CONFLICT)
		return say_error(&k->say, r, "credential_conflict", NULL,
				 "its client id is not that of the profile or of an earlier line: "
				 "make them equal, or set client-id");
	return r == CCRED_SUCCESS ? say_found(&k->say, "%s", where) : say_no_memory(&k->say);
}

static int end(struct keyring *k, GList *items, int r)
{
	g_list_free_full(items, g_object_unref);
	keyring_end(k);
	return r;
}

static int keyring_get(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	GList *items = NULL;
	int r = keyring_begin(self, call, request, FALSE, &items);

	if (r == CCRED_SUCCESS)
		r = items->next != NULL ? conflict(self, items) : set(self, items->data);
	return end(self, items, r);
}

/* Takes the collection that new items go to; without one, a person may have it made. */
static int take_default(struct keyring *k, SecretCollection **ret_collection)
{
	GError *error = NULL;
	g_autoptr(SecretCollection) c =
		secret_collection_for_alias_sync(k->service, SECRET_COLLECTION_DEFAULT,
						 SECRET_COLLECTION_NONE, k->cancellable, &error);
	int r;

	if (error != NULL)
		return keyring_error(k, error);
	if (c == NULL) {
		if ((k->request->flags & CCRED_REQ_INTERACTIVE) == 0)
			return say_error(
				&k->say, CCRED_LOCKED, "collection_missing", NULL,
				"there is no default keyring, and nobody may be asked: create one "
				"in the program of the keyring, such as Seahorse");
		k->waiting_for = "the person who is asked for the password of a new keyring";
		c = secret_collection_create_sync(
			k->service, "Default keyring", SECRET_COLLECTION_DEFAULT,
			SECRET_COLLECTION_CREATE_NONE, k->cancellable, &error);
		if (c == NULL)
			return keyring_refused(k, error);
	}
	if (secret_collection_get_locked(c) &&
	    (r = keyring_unlock(k, &(GList){ .data = c })) != CCRED_SUCCESS)
		return r;
	*ret_collection = g_steal_pointer(&c);
	return CCRED_SUCCESS;
}

/* No replacing by the service: it would take an item that has a tenant besides for the same. */
static int create(struct keyring *k, SecretValue *value, SecretItem **ret_item)
{
	const struct ccred_request *rq = k->request;
	const char *tenant = rq->tenant;
	g_autoptr(GHashTable) attributes = keyring_attributes(rq);
	/* Seahorse and KeePassXC show it. */
	g_autofree char *label = g_strdup_printf(
		"ccred: %s%s%s (%s) client %s", rq->profile, tenant != NULL ? ", tenant " : "",
		tenant != NULL ? tenant : "", rq->origin, rq->client_id);
	g_autoptr(SecretCollection) collection = NULL;
	GError *error = NULL;
	int r;

	if ((r = take_default(k, &collection)) != CCRED_SUCCESS)
		return r;
	k->waiting_for = "the keyring service";
	*ret_item = secret_item_create_sync(collection, &keyring_schema, attributes, label, value,
					    SECRET_ITEM_CREATE_NONE, k->cancellable, &error);
	return *ret_item != NULL ? CCRED_SUCCESS : keyring_refused(k, error);
}

static int keyring_store(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	struct keyring *k = self;
	g_autoptr(SecretValue) value = NULL;
	GList *items = NULL;
	GError *error = NULL;
	const void *secret;
	SecretItem *item = NULL;
	size_t len;
	int r;

	if (request->client_id == NULL ||
	    k->say.host->get(call, CCRED_ITEM_CLIENT_SECRET, &secret, &len) != CCRED_SUCCESS)
		return CCRED_INVALID;
	value = secret_value_new(secret, (gssize)len, "text/plain");
	r = keyring_begin(k, call, request, FALSE, &items);
	if (r == CCRED_NOT_FOUND) {
		if ((r = create(k, value, &item)) == CCRED_SUCCESS)
			items = g_list_append(NULL, item);
	} else if (r == CCRED_SUCCESS && items->next != NULL) {
		r = conflict(k, items);
	} else if (r == CCRED_SUCCESS &&
		   !secret_item_set_secret_sync(items->data, value, k->cancellable, &error)) {
		r = keyring_error(k, error);
	}
	if (r == CCRED_SUCCESS) {
		g_autofree char *what = keyring_describe(k, items->data);
		say_found(&k->say, "%s", what);
	}
	return end(k, items, r);
}

static int keyring_erase(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	struct keyring *k = self;
	g_autoptr(GString) text = g_string_new(NULL);
	GList *items = NULL;
	GError *error = NULL;
	int r = keyring_begin(k, call, request, TRUE, &items);

	for (GList *i = items; i != NULL && r == CCRED_SUCCESS; i = i->next) {
		g_autofree char *what = keyring_describe(k, i->data);
		if (secret_item_delete_sync(i->data, k->cancellable, &error))
			g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", what);
		else
			r = keyring_refused(k, error);
	}
	if (r == CCRED_SUCCESS)
		say_found(&k->say, "%s", text->str);
	return end(k, items, r);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "keyring",
	.open = keyring_open,
	.get = keyring_get,
	.store = keyring_store,
	.erase = keyring_erase,
	.close = free,
};
