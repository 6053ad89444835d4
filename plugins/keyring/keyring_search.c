/* Finding the items of one profile, and unlocking them. */
#include "keyring.h"

#include <string.h>

const SecretSchema keyring_schema = {
	.name = KEYRING_SCHEMA,
	.flags = SECRET_SCHEMA_NONE,
	.attributes = {
		{ KEYRING_PROFILE, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ KEYRING_ORIGIN, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ KEYRING_TENANT, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ KEYRING_CLIENT_ID, SECRET_SCHEMA_ATTRIBUTE_STRING },
	},
};

static int has(GHashTable *attributes, const char *name, const char *value)
{
	return g_strcmp0(g_hash_table_lookup(attributes, name), value) == 0;
}

/* An item that a search brought, and whether it is one of those that were asked for. */
enum match {
	MATCH_NOT, /* of another schema, profile, server, tenant or client */
	MATCH_YES,
	MATCH_MAYBE, /* locked: GNOME Keyring has but hashes of the attributes until it is not */
};

/*
 * A search brings items with further attributes as well, so a profile without a tenant would find those
 * of every tenant; and what a service brings need not be what was asked for.
 */
static enum match matches(const struct keyring *k, const char *client_id, SecretItem *item)
{
	const struct ccred_request *rq = k->request;
	GHashTable *attributes = secret_item_get_attributes(item);
	char *schema = secret_item_get_schema_name(item);
	enum match m = MATCH_NOT;

	if (attributes == NULL || !g_hash_table_contains(attributes, KEYRING_PROFILE))
		m = secret_item_get_locked(item) ? MATCH_MAYBE : MATCH_NOT;
	else if (g_strcmp0(schema, KEYRING_SCHEMA) == 0 &&
		 has(attributes, KEYRING_PROFILE, rq->profile) &&
		 has(attributes, KEYRING_ORIGIN, rq->origin) &&
		 has(attributes, KEYRING_TENANT, rq->tenant) &&
		 g_hash_table_lookup(attributes, KEYRING_CLIENT_ID) != NULL &&
		 (client_id == NULL || has(attributes, KEYRING_CLIENT_ID, client_id)))
		m = MATCH_YES;
	g_free(schema);
	if (attributes != NULL)
		g_hash_table_unref(attributes);
	return m;
}

GHashTable *keyring_attributes(const struct ccred_request *request, const char *client_id)
{
	GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);
	const char *const pairs[][2] = {
		{ KEYRING_PROFILE, request->profile },
		{ KEYRING_ORIGIN, request->origin },
		{ KEYRING_TENANT, request->tenant },
		{ KEYRING_CLIENT_ID, client_id },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (pairs[i][1] != NULL)
			g_hash_table_insert(table, (gpointer)(uintptr_t)pairs[i][0],
					    (gpointer)(uintptr_t)pairs[i][1]);
	return table;
}

/* What matches, unlocked and locked. */
static int search(struct keyring *k, const char *client_id, GList **ret_open, GList **ret_locked)
{
	GHashTable *attributes = keyring_attributes(k->request, client_id);
	GError *error = NULL;

	k->waiting_for = "the keyring service";
	/* Without the schema: a GNOME Keyring that was not unlocked yet finds nothing by that. */
	GList *all = secret_service_search_sync(k->service, NULL, attributes, SECRET_SEARCH_ALL,
						k->cancellable, &error);
	g_hash_table_unref(attributes);
	if (error != NULL)
		return keyring_error(k, error);
	*ret_open = *ret_locked = NULL;
	for (GList *i = all; i != NULL; i = i->next) {
		enum match m = matches(k, client_id, i->data);
		gboolean locked = secret_item_get_locked(i->data);
		GList **list = locked ? ret_locked : ret_open;
		if (m != MATCH_NOT)
			*list = g_list_prepend(*list, g_object_ref(i->data));
	}
	g_list_free_full(all, g_object_unref);
	return CCRED_SUCCESS;
}

/* The label of the first locked collection, for messages; the caller frees. NULL: none is locked. */
static char *first_locked(const GList *collections)
{
	for (const GList *i = collections; i != NULL; i = i->next)
		if (secret_collection_get_locked(i->data))
			return secret_collection_get_label(i->data);
	return NULL;
}

/* The collection that an item lies in, or the collection itself; NULL: it is not among those known. */
static SecretCollection *collection_of(struct keyring *k, gpointer object)
{
	const char *path = g_dbus_proxy_get_object_path(object);
	char *dir = g_path_get_dirname(path);
	SecretCollection *found = NULL;

	for (GList *i = k->collections; i != NULL && found == NULL; i = i->next) {
		const char *own = g_dbus_proxy_get_object_path(i->data);
		if (strcmp(own, path) == 0 || strcmp(own, dir) == 0)
			found = i->data;
	}
	g_free(dir);
	return found;
}

/* Its label, else the last part of its path; the caller frees. */
static char *place(struct keyring *k, SecretItem *item)
{
	SecretCollection *c = collection_of(k, item);
	char *label = c != NULL ? secret_collection_get_label(c) : NULL;

	if (label != NULL && label[0] != '\0')
		return label;
	g_free(label);
	char *dir = g_path_get_dirname(g_dbus_proxy_get_object_path(G_DBUS_PROXY(item)));
	label = g_path_get_basename(dir);
	g_free(dir);
	return label;
}

char *keyring_describe(struct keyring *k, SecretItem *item)
{
	GHashTable *attributes = secret_item_get_attributes(item);
	const char *id =
		attributes != NULL ? g_hash_table_lookup(attributes, KEYRING_CLIENT_ID) : NULL;
	char *where = place(k, item);
	char *text = g_strdup_printf("client \"%.100s\" in the keyring \"%.64s\"",
				     id != NULL ? id : "", where);

	g_free(where);
	if (attributes != NULL)
		g_hash_table_unref(attributes);
	return text;
}

/* An unlocked keyring with a locked item is one whose owner is asked before each access. */
static int say_locked(struct keyring *k, gpointer object)
{
	SecretCollection *c = collection_of(k, object);
	char *label = c != NULL && secret_collection_get_locked(c) ? secret_collection_get_label(c)
								   : NULL;
	char *fix = keyring_command(k->request, "ccred explain");
	int r;

	if (label != NULL)
		r = say_error(
			&k->say, CCRED_LOCKED, "keyring_locked", fix,
			"the keyring \"%.100s\" is locked, and nobody may be asked: unlock it, "
			"or run ccred on a terminal",
			label);
	else
		r = say_error(&k->say, CCRED_LOCKED, "keyring_asks", fix,
			      "the keyring asks before it hands out the secret, and nobody may be "
			      "asked: allow it there, or run ccred on a terminal");
	g_free(fix);
	g_free(label);
	return r;
}

int keyring_unlock(struct keyring *k, GList *objects)
{
	GError *error = NULL;

	if ((k->request->flags & CCRED_REQ_INTERACTIVE) == 0)
		return say_locked(k, objects->data);
	k->waiting_for = "the person who is asked to unlock the keyring";
	int n = secret_service_unlock_sync(k->service, objects, k->cancellable, NULL, &error);
	if (n > 0 && !g_cancellable_is_cancelled(k->cancellable)) {
		g_clear_error(&error);
		return CCRED_SUCCESS;
	}
	if (error != NULL || g_cancellable_is_cancelled(k->cancellable))
		return keyring_error(k, error);
	return keyring_dismissed(k);
}

/* The default collection, else the first. */
static gpointer choose(struct keyring *k)
{
	char *path = secret_service_read_alias_dbus_path_sync(k->service, SECRET_COLLECTION_DEFAULT,
							      k->cancellable, NULL);
	gpointer chosen = k->collections->data;

	for (GList *i = k->collections; i != NULL; i = i->next)
		if (g_strcmp0(g_dbus_proxy_get_object_path(i->data), path) == 0)
			chosen = i->data;
	g_free(path);
	return chosen;
}

/*
 * With no collection unlocked, KeePassXC asks the person as part of a search, and does not answer before
 * they have: so it is not asked to search.
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
	GList *one = g_list_append(NULL, choose(k));
	int r = keyring_unlock(k, one);
	g_list_free(one);
	return r;
}

char *keyring_command(const struct ccred_request *request, const char *command)
{
	const char *tenant = request->tenant;

	return g_strdup_printf("%s%s%.63s %.64s", command, tenant != NULL ? " --tenant " : "",
			       tenant != NULL ? tenant : "", request->profile);
}

static int not_found(struct keyring *k, const char *client_id)
{
	const struct ccred_request *rq = k->request;
	GString *text = g_string_new(NULL);
	char *label = first_locked(k->collections), *fix = keyring_command(rq, "ccred secret set");

	g_string_printf(text, "the keyring has no secret for %.64s at %.100s", rq->profile,
			rq->origin);
	if (rq->tenant != NULL)
		g_string_append_printf(text, ", tenant %.63s", rq->tenant);
	if (client_id != NULL)
		g_string_append_printf(text, ", client %.64s", client_id);
	if (label != NULL)
		g_string_append_printf(text, "; \"%.64s\" is locked", label);
	say_error(&k->say, CCRED_NOT_FOUND, "secret_missing", fix, "%s", text->str);
	g_string_free(text, TRUE);
	g_free(label);
	g_free(fix);
	return CCRED_NOT_FOUND;
}

int keyring_find(struct keyring *k, const char *client_id, gboolean all, GList **ret_items)
{
	GList *open = NULL, *locked = NULL;
	int r;

	if ((r = unlock_one(k)) != CCRED_SUCCESS)
		return r;
	for (int asked = 0;; asked = 1) {
		if ((r = search(k, client_id, &open, &locked)) != CCRED_SUCCESS)
			return r;
		if (locked == NULL || (open != NULL && !all))
			break;
		if (asked)
			r = say_error(
				&k->say, CCRED_LOCKED, "item_locked", NULL,
				"the keyring says that it is unlocked, but the secret is not: "
				"unlock it by hand");
		else
			r = keyring_unlock(k, locked);
		if (r != CCRED_SUCCESS)
			break;
		g_list_free_full(open, g_object_unref);
		g_list_free_full(locked, g_object_unref);
	}
	g_list_free_full(locked, g_object_unref);
	if (r == CCRED_SUCCESS && open == NULL)
		r = not_found(k, client_id);
	if (r == CCRED_SUCCESS)
		*ret_items = open;
	else
		g_list_free_full(open, g_object_unref);
	return r;
}
