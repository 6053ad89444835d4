/* Finding the items of one profile, and unlocking them. */
#include "keyring.h"

#define SCHEMA "org.ccred.ClientSecret"
#define PROFILE "profile"
#define ORIGIN "origin"
#define ISSUER "issuer"
#define TENANT "tenant"

const SecretSchema keyring_schema = {
	.name = SCHEMA,
	.flags = SECRET_SCHEMA_NONE,
	.attributes = {
		{ PROFILE, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ ORIGIN, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ ISSUER, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ TENANT, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ KEYRING_CLIENT_ID, SECRET_SCHEMA_ATTRIBUTE_STRING },
	},
};

static int has(GHashTable *attributes, const char *name, const char *value)
{
	return g_strcmp0(g_hash_table_lookup(attributes, name), value) == 0;
}

/* One server may have many issuers, and a client of the same name in each. */
static const char *issuer_of(const struct ccred_request *request)
{
	return request->issuer != NULL ? request->issuer : request->token_endpoint;
}

/*
 * Whether an item that a search brought is one of those that were asked for. A search brings items
 * with further attributes as well, so a profile without a tenant would find those of every tenant;
 * and what a service brings need not be what was asked for. A locked one may be: GNOME Keyring has
 * but hashes of the attributes until it is not.
 */
static gboolean matches(const struct keyring *k, SecretItem *item)
{
	const struct ccred_request *rq = k->request;
	g_autoptr(GHashTable) attributes = secret_item_get_attributes(item);
	g_autofree char *schema = secret_item_get_schema_name(item);

	if (attributes == NULL || !g_hash_table_contains(attributes, PROFILE))
		return secret_item_get_locked(item);
	return g_strcmp0(schema, SCHEMA) == 0 && has(attributes, PROFILE, rq->profile) &&
	       has(attributes, ORIGIN, rq->origin) && has(attributes, ISSUER, issuer_of(rq)) &&
	       has(attributes, TENANT, rq->tenant) &&
	       g_hash_table_lookup(attributes, KEYRING_CLIENT_ID) != NULL &&
	       (rq->client_id == NULL || has(attributes, KEYRING_CLIENT_ID, rq->client_id));
}

GHashTable *keyring_attributes(const struct ccred_request *request)
{
	GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);
	const char *const pairs[][2] = {
		{ PROFILE, request->profile },
		{ ORIGIN, request->origin },
		{ ISSUER, issuer_of(request) },
		{ TENANT, request->tenant },
		{ KEYRING_CLIENT_ID, request->client_id },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (pairs[i][1] != NULL)
			g_hash_table_insert(table, (gpointer)(uintptr_t)pairs[i][0],
					    (gpointer)(uintptr_t)pairs[i][1]);
	return table;
}

/* What matches, unlocked and locked. */
static int search(struct keyring *k, GList **ret_open, GList **ret_locked)
{
	g_autoptr(GHashTable) attributes = keyring_attributes(k->request);
	GError *error = NULL;

	k->waiting_for = "the keyring service";
	/* Without the schema: a GNOME Keyring that was not unlocked yet finds nothing by that. */
	GList *all = secret_service_search_sync(k->service, NULL, attributes, SECRET_SEARCH_ALL,
						k->cancellable, &error);
	if (error != NULL)
		return keyring_error(k, error);
	*ret_open = *ret_locked = NULL;
	for (GList *i = all; i != NULL; i = i->next) {
		GList **list = secret_item_get_locked(i->data) ? ret_locked : ret_open;
		if (matches(k, i->data))
			*list = g_list_prepend(*list, g_object_ref(i->data));
	}
	g_list_free_full(all, g_object_unref);
	return CCRED_SUCCESS;
}

/* The collection that an item lies in, or the collection itself; NULL: it is not among those
 * known. */
static SecretCollection *collection_of(struct keyring *k, gpointer object)
{
	const char *path = g_dbus_proxy_get_object_path(object);
	g_autofree char *dir = g_path_get_dirname(path);

	for (GList *i = k->collections; i != NULL; i = i->next) {
		const char *own = g_dbus_proxy_get_object_path(i->data);
		if (strcmp(own, path) == 0 || strcmp(own, dir) == 0)
			return i->data;
	}
	return NULL;
}

char *keyring_describe(struct keyring *k, SecretItem *item)
{
	g_autoptr(GHashTable) attributes = secret_item_get_attributes(item);
	const char *id =
		attributes != NULL ? g_hash_table_lookup(attributes, KEYRING_CLIENT_ID) : NULL;
	SecretCollection *c = collection_of(k, item);
	g_autofree char *label = c != NULL ? secret_collection_get_label(c) : NULL;
	g_autofree char *dir = g_path_get_dirname(g_dbus_proxy_get_object_path(G_DBUS_PROXY(item)));
	g_autofree char *name = g_path_get_basename(dir);

	return g_strdup_printf("client \"%.100s\" in the keyring \"%.64s\"", id != NULL ? id : "",
			       label != NULL && label[0] != '\0' ? label : name);
}

/* An unlocked keyring with a locked item is one whose owner is asked before each access. */
static int say_locked(struct keyring *k, gpointer object)
{
	SecretCollection *c = collection_of(k, object);
	g_autofree char *fix = keyring_command(k->request, "ccred explain");
	g_autofree char *label = c != NULL && secret_collection_get_locked(c)
					 ? secret_collection_get_label(c)
					 : NULL;

	if (label == NULL)
		return say_error(
			&k->say, CCRED_LOCKED, "keyring_asks", fix,
			"the keyring asks before it hands out the secret, and nobody may "
			"be asked: allow it there, or run ccred on a terminal of the desktop");
	return say_error(&k->say, CCRED_LOCKED, "keyring_locked", fix,
			 "the keyring \"%.100s\" is locked, and nobody may be asked: unlock it, "
			 "run ccred on a terminal of the desktop, or, without a display, keep the "
			 "secret in a file: ccred_file(8)",
			 label);
}

int keyring_unlock(struct keyring *k, GList *objects)
{
	GError *error = NULL;

	if ((k->request->flags & CCRED_REQ_INTERACTIVE) == 0)
		return say_locked(k, objects->data);
	k->waiting_for = "the person who is asked to unlock the keyring";
	if (secret_service_unlock_sync(k->service, objects, k->cancellable, NULL, &error) < 1 ||
	    g_cancellable_is_cancelled(k->cancellable))
		return keyring_refused(k, error);
	g_clear_error(&error);
	return CCRED_SUCCESS;
}

/* The default collection, else the first. */
static gpointer choose(struct keyring *k)
{
	g_autofree char *path = secret_service_read_alias_dbus_path_sync(
		k->service, SECRET_COLLECTION_DEFAULT, k->cancellable, NULL);
	gpointer chosen = k->collections->data;

	for (GList *i = k->collections; i != NULL; i = i->next)
		if (g_strcmp0(g_dbus_proxy_get_object_path(i->data), path) == 0)
			chosen = i->data;
	return chosen;
}

/*
 * With no collection unlocked, KeePassXC asks the person as part of a search, and does not answer
 * before they have: so it is not asked to search.
 */
static int unlock_one(struct keyring *k)
{
	for (GList *i = k->collections; i != NULL; i = i->next)
		if (!secret_collection_get_locked(i->data))
			return CCRED_SUCCESS;
	if (k->collections == NULL)
		return say_error(&k->say, CCRED_UNAVAILABLE, "collection_missing", NULL,
				 "the keyring service has no collection: open a database in it, or "
				 "create a keyring");
	return keyring_unlock(k, &(GList){ .data = choose(k) });
}

char *keyring_command(const struct ccred_request *request, const char *command)
{
	const char *tenant = request->tenant;

	return g_strdup_printf("%s%s%.63s %.64s", command, tenant != NULL ? " --tenant " : "",
			       tenant != NULL ? tenant : "", request->profile);
}

static int not_found(struct keyring *k)
{
	const struct ccred_request *rq = k->request;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *fix = keyring_command(rq, "ccred secret set"), *label = NULL;

	for (GList *i = k->collections; i != NULL && label == NULL; i = i->next)
		if (secret_collection_get_locked(i->data))
			label = secret_collection_get_label(i->data);
	g_string_printf(text, "the keyring has no secret for %.64s at %.100s", rq->profile,
			rq->origin);
	if (rq->tenant != NULL)
		g_string_append_printf(text, ", tenant %.63s", rq->tenant);
	if (rq->client_id != NULL)
		g_string_append_printf(text, ", client %.64s", rq->client_id);
	if (label != NULL)
		g_string_append_printf(text, "; \"%.64s\" is locked", label);
	return say_error(&k->say, CCRED_NOT_FOUND, "secret_missing", fix, "%s", text->str);
}

int keyring_find(struct keyring *k, gboolean all, GList **ret_items)
{
	g_autolist(GObject) open = NULL;
	int r;

	if ((r = unlock_one(k)) != CCRED_SUCCESS)
		return r;
	for (int asked = 0;; asked = 1) {
		g_autolist(GObject) locked = NULL;
		if ((r = search(k, &open, &locked)) != CCRED_SUCCESS)
			return r;
		if (locked == NULL || (open != NULL && !all))
			break;
		if (asked)
			return say_error(
				&k->say, CCRED_LOCKED, "item_locked", NULL,
				"the keyring says that it is unlocked, but the secret is not: "
				"unlock it by hand");
		if ((r = keyring_unlock(k, locked)) != CCRED_SUCCESS)
			return r;
		g_clear_list(&open, g_object_unref);
	}
	if (open == NULL)
		return not_found(k);
	*ret_items = g_steal_pointer(&open);
	return CCRED_SUCCESS;
}
