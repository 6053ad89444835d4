/* What the files of the keyring plugin share: one call, its connection, and the items of our
 * schema. */
#pragma once

#define SECRET_API_SUBJECT_TO_CHANGE /* secret-paths.h: objects by their paths */
#include <libsecret/secret.h>

#include "lib/say.h"

#define KEYRING_SERVICE "org.freedesktop.secrets"

/* The attributes of an item; ccred_keyring(8) documents them. */
#define KEYRING_CLIENT_ID "client-id"

extern const SecretSchema keyring_schema;

/* One call of the plugin. */
struct keyring {
	struct say say;
	const struct ccred_request *request;

	GDBusConnection *bus;
	SecretService *service;
	GList *collections; /* SecretCollection: their labels, and which are locked */
	const char *waiting_for; /* who owes an answer now, for the message when none comes */

	GCancellable *cancellable; /* fires when there is no time left */
	GThread *watch;
	GAsyncQueue *done; /* anything in it ends the watch */
	gint64 begin; /* g_get_monotonic_time */
};

/* All functions return an enum ccred_result, and have said why if it is not CCRED_SUCCESS. */

/* Connects to the session bus and to the keyring service on it, and finds the items (keyring_find).
 * keyring_end in any case. */
int keyring_begin(struct keyring *k, struct ccred_call *call, const struct ccred_request *request,
		  gboolean all, GList **ret_items);
void keyring_end(struct keyring *k);

/* The result that an error of GLib or libsecret amounts to, which is freed; NULL is a broken
 * answer. */
int keyring_error(struct keyring *k, GError *error);

/* The same, where NULL is a person who said no, unless it is too late. */
int keyring_refused(struct keyring *k, GError *error);

/*
 * Finds the items of the request's profile, origin and tenant, and of its client id if it has one:
 * those that are unlocked, or else, if a person may be asked, those that can be unlocked. With all,
 * locked ones too beside unlocked ones. CCRED_SUCCESS: at least one, all unlocked; the caller frees
 * the list with its items. CCRED_NOT_FOUND, CCRED_LOCKED, CCRED_DENIED (the person said no), and
 * those of a failure.
 */
int keyring_find(struct keyring *k, gboolean all, GList **ret_items);

/* Unlocks the items, or the collections, or says that nobody may be asked. */
int keyring_unlock(struct keyring *k, GList *objects);

/* Of the errors that libsecret's functions fail with if a person said no. */
GQuark keyring_dismissed_quark(void);

/* The service, which asks a person if the request allows it. */
SecretService *keyring_service_open(struct keyring *k, GError **error);

/* The attributes of an item: what is known; NULL stays out. The strings are borrowed. */
GHashTable *keyring_attributes(const struct ccred_request *request);

/* A command of ccred for the profile of the request, such as "ccred secret set"; the caller
 * frees. */
char *keyring_command(const struct ccred_request *request, const char *command);

/* "client "x" in "Login"", for messages; the caller frees. */
char *keyring_describe(struct keyring *k, SecretItem *item);
