/*
 * The SecretService of the plugin, which decides about prompts: libsecret follows every one that it
 * is handed, and some services hand one for creating and for deleting an item, too. Here nobody is
 * asked who may not be; and a person who says no is an error of its own, where libsecret 0.20 waits
 * for ever, or takes it for a yes, depending on what the service says besides.
 */
#include "keyring.h"

#define CALL "ccred-call"

typedef SecretService KeyringService;
typedef SecretServiceClass KeyringServiceClass;
static GType keyring_service_get_type(void);
G_DEFINE_TYPE(KeyringService, keyring_service, SECRET_TYPE_SERVICE)
G_DEFINE_QUARK(keyring - dismissed, keyring_dismissed)

/* libsecret hands on what a prompt says in the end, but not whether that is a no: so it is heard
 * here. */
struct ending {
	guint subscription;
	gboolean dismissed;
};

static void completed(GDBusConnection *bus, const char *sender, const char *path,
		      const char *interface, const char *name, GVariant *parameters, gpointer data)
{
	struct ending *e = data;

	(void)bus;
	(void)sender;
	(void)path;
	(void)interface;
	(void)name;
	if (g_variant_is_of_type(parameters, G_VARIANT_TYPE("(bv)")))
		g_variant_get_child(parameters, 0, "b", &e->dismissed);
}

/* Takes the answer, or the error that there is instead of one. */
static void prompted(GObject *prompt, GAsyncResult *result, gpointer data)
{
	g_autoptr(GTask) task = data;
	const struct ending *e = g_task_get_task_data(task);
	GError *error = NULL;
	g_autoptr(GVariant) answer =
		secret_prompt_perform_finish(SECRET_PROMPT(prompt), result, &error);

	g_dbus_connection_signal_unsubscribe(g_dbus_proxy_get_connection(G_DBUS_PROXY(prompt)),
					     e->subscription);
	if (error != NULL)
		g_task_return_error(task, error);
	else if (answer == NULL || e->dismissed)
		g_task_return_new_error(task, keyring_dismissed_quark(), 0, "dismissed");
	else
		g_task_return_pointer(task, g_steal_pointer(&answer),
				      (GDestroyNotify)g_variant_unref);
}

static void prompt_async(SecretService *self, SecretPrompt *prompt, const GVariantType *type,
			 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
	const struct keyring *k = g_object_get_data(G_OBJECT(self), CALL);
	g_autoptr(GTask) task = g_task_new(self, cancellable, callback, data);
	struct ending *e = g_new0(struct ending, 1);
	GDBusProxy *proxy = G_DBUS_PROXY(prompt);
	g_autofree char *owner = g_dbus_proxy_get_name_owner(proxy);

	g_task_set_task_data(task, e, g_free);
	/* A prompt that was taken back still ends as it ends. */
	g_task_set_check_cancellable(task, FALSE);
	if (k == NULL || (k->request->flags & CCRED_REQ_INTERACTIVE) == 0) {
		g_task_return_new_error(task, SECRET_ERROR, SECRET_ERROR_IS_LOCKED,
					"it wants to ask a person");
		return;
	}
	e->subscription = g_dbus_connection_signal_subscribe(
		g_dbus_proxy_get_connection(proxy), owner, "org.freedesktop.Secret.Prompt",
		"Completed", g_dbus_proxy_get_object_path(proxy), NULL, G_DBUS_SIGNAL_FLAGS_NONE,
		completed, e, NULL);
	secret_prompt_perform(prompt, NULL, type, cancellable, prompted, g_steal_pointer(&task));
}

static GVariant *prompt_finish(SecretService *self, GAsyncResult *result, GError **error)
{
	(void)self;
	return g_task_propagate_pointer(G_TASK(result), error);
}

static void keyring_service_class_init(KeyringServiceClass *klass)
{
	klass->prompt_async = prompt_async;
	klass->prompt_finish = prompt_finish;
	/* None of the functions that the plugin calls needs it, and libsecret refuses to go on
	 * without it. */
	klass->prompt_sync = NULL;
}

static void keyring_service_init(KeyringService *self)
{
	(void)self;
}

SecretService *keyring_service_open(struct keyring *k, GError **error)
{
	SecretService *service =
		secret_service_open_sync(keyring_service_get_type(), KEYRING_SERVICE,
					 SECRET_SERVICE_NONE, k->cancellable, error);

	if (service != NULL)
		g_object_set_data(G_OBJECT(service), CALL, k);
	return service;
}
