/* One call of the keyring plugin: its deadline, its connection, and what its errors amount to. */
#include "keyring.h"

#include <sys/stat.h>
#include <unistd.h>

/* Where the bus of the session is, on a system with systemd; NULL: it is not there. */
static const char *bus_fix(void)
{
	struct stat st;
	char path[64];

	snprintf(path, sizeof(path), "/run/user/%u/bus", (unsigned)geteuid());
	return stat(path, &st) == 0 && S_ISSOCK(st.st_mode) && st.st_uid == geteuid()
		       ? "export DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus"
		       : NULL;
}

/* What else there is to do without a bus, or without a display. */
#define ELSEWHERE "log in at the desktop, or keep the secret in a file: ccred_file(8)"

/* How often the host is asked whether it is over. */
#define WATCH_STEP_US 50000

static int in_time(struct keyring *k)
{
	return !g_cancellable_is_cancelled(k->cancellable) &&
	       k->say.host->time_left(k->say.call) > 0;
}

static int too_late(struct keyring *k)
{
	return say_error(&k->say, CCRED_TRY_AGAIN, "no_answer", NULL,
			 "no answer from %s within %.1f s: see what it waits for, or raise "
			 "source-timeout",
			 k->waiting_for, (double)(g_get_monotonic_time() - k->begin) / 1e6);
}

static gboolean has_owner(struct keyring *k)
{
	gboolean has = FALSE;
	g_autoptr(GVariant) answer = g_dbus_connection_call_sync(
		k->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
		"NameHasOwner", g_variant_new("(s)", KEYRING_SERVICE), G_VARIANT_TYPE("(b)"),
		G_DBUS_CALL_FLAGS_NONE, -1, k->cancellable, NULL);

	if (answer != NULL)
		g_variant_get(answer, "(b)", &has);
	return has;
}

/* A service that is not there, or one that says nothing of itself. */
static int nobody_there(struct keyring *k)
{
	if (!has_owner(k))
		return say_error(&k->say, CCRED_UNAVAILABLE, "service_missing",
				 access("/usr/bin/gnome-keyring-daemon", X_OK) == 0
					 ? "gnome-keyring-daemon --start --components=secrets"
					 : NULL,
				 "no keyring service on the session bus: start one, such as GNOME "
				 "Keyring, or KeePassXC with its Secret Service integration");
	return say_error(&k->say, CCRED_UNAVAILABLE, "service_broken", NULL,
			 "%s does not speak the Secret Service protocol: see its log, or "
			 "restart it",
			 k->waiting_for);
}

static int dismissed(struct keyring *k)
{
	/* A service that goes away leaves a prompt just as a person does who says no. */
	if (!has_owner(k))
		return nobody_there(k);
	return say_error(
		&k->say, CCRED_DENIED, "prompt_dismissed", NULL,
		"the prompt of the keyring was dismissed, or has no display: call again at "
		"the desktop, or keep the secret in a file: ccred_file(8)");
}

/* What the other side says of an error, unless it repeats the secret that it was given to keep. */
static const char *reason(struct keyring *k, GError *error)
{
	const void *secret;
	size_t len;

	g_dbus_error_strip_remote_error(error);
	if (error->message == NULL)
		return "no reason";
	if (k->say.host->get(k->say.call, CCRED_ITEM_CLIENT_SECRET, &secret, &len) ==
		    CCRED_SUCCESS &&
	    memmem(error->message, strlen(error->message), secret, len) != NULL)
		return "for a reason that repeats the secret";
	return g_strchomp(error->message);
}

int keyring_error(struct keyring *k, GError *owned)
{
	g_autoptr(GError) error = owned;

	/* What came too late is no fault of its own: a prompt that was taken back counts as
	 * dismissed. */
	if (!in_time(k) || g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
		return too_late(k);
	if (error == NULL)
		return nobody_there(k);
	if (error->domain == keyring_dismissed_quark())
		return dismissed(k);
	if (g_error_matches(error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
		return say_error(&k->say, CCRED_LOCKED, "keyring_asks", NULL,
				 "the keyring would ask a person, and nobody may be asked: unlock "
				 "it, or run ccred on a terminal");
	switch (error->domain == G_DBUS_ERROR ? error->code : -1) {
	case G_DBUS_ERROR_SERVICE_UNKNOWN:
	case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
	case G_DBUS_ERROR_SPAWN_EXEC_FAILED:
	case G_DBUS_ERROR_SPAWN_CHILD_EXITED:
	case G_DBUS_ERROR_SPAWN_CHILD_SIGNALED:
	case G_DBUS_ERROR_SPAWN_FAILED:
	case G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND:
		return nobody_there(k);
	case G_DBUS_ERROR_ACCESS_DENIED:
	case G_DBUS_ERROR_AUTH_FAILED:
		return say_error(&k->say, CCRED_DENIED, "service_refuses", NULL,
				 "%s refuses: %.200s", k->waiting_for, reason(k, error));
	default:
		return say_error(&k->say, CCRED_UNAVAILABLE, "service_failed", NULL,
				 "%s failed: %.200s", k->waiting_for, reason(k, error));
	}
}

int keyring_refused(struct keyring *k, GError *error)
{
	return error != NULL || g_cancellable_is_cancelled(k->cancellable) ? keyring_error(k, error)
									   : dismissed(k);
}

/* Ends whatever waits, when there is no time left. A prompt of the desktop counts as a person's
 * time for nobody. */
static gpointer watch(gpointer data)
{
	struct keyring *k = data;
	gint64 left;

	while ((left = k->say.host->time_left(k->say.call)) > 0)
		if (g_async_queue_timeout_pop(k->done, (guint64)MIN(left * 1000, WATCH_STEP_US)) !=
		    NULL)
			return NULL;
	g_cancellable_cancel(k->cancellable);
	return NULL;
}

/* GLib would go on to start a bus by dbus-launch(1); a keyring that such a bus has would be
 * empty. */
static int find_bus(struct keyring *k)
{
	const char *address = getenv("DBUS_SESSION_BUS_ADDRESS");
	const char *dir = getenv("XDG_RUNTIME_DIR");
	struct stat st;

	if (address != NULL && address[0] != '\0') {
		g_auto(GStrv) entries = g_strsplit(address, ";", -1);
		for (char **e = entries; *e != NULL; e++)
			if (**e != '\0' && !g_str_has_prefix(*e, "unix:"))
				return say_error(
					&k->say, CCRED_UNAVAILABLE, "bus_unusable", NULL,
					"DBUS_SESSION_BUS_ADDRESS is not the address of a socket "
					"(unix:...): set it to that of the session bus");
		return CCRED_SUCCESS;
	}
	if (dir == NULL || dir[0] != '/')
		return say_error(&k->say, CCRED_UNAVAILABLE, "bus_missing", bus_fix(),
				 "no session bus: neither DBUS_SESSION_BUS_ADDRESS nor "
				 "XDG_RUNTIME_DIR is set: " ELSEWHERE);
	g_autofree char *path = g_build_filename(dir, "bus", NULL);
	if (stat(path, &st) != 0 || !S_ISSOCK(st.st_mode) || st.st_uid != geteuid())
		return say_error(&k->say, CCRED_UNAVAILABLE, "bus_missing", bus_fix(),
				 "no session bus: DBUS_SESSION_BUS_ADDRESS is not set, and "
				 "%.200s is no socket of this user: " ELSEWHERE,
				 path);
	g_autofree char *value = g_dbus_address_escape_value(path);
	g_autofree char *found = g_strconcat("unix:path=", value, NULL);
	g_setenv("DBUS_SESSION_BUS_ADDRESS", found, TRUE);
	return CCRED_SUCCESS;
}

/* Whoever runs the bus could be anybody's service on it. */
static int check_owner(struct keyring *k)
{
	GIOStream *stream = g_dbus_connection_get_stream(k->bus);
	GSocket *socket = g_socket_connection_get_socket(G_SOCKET_CONNECTION(stream));
	g_autoptr(GCredentials) credentials = g_socket_get_credentials(socket, NULL);
	uid_t uid =
		credentials != NULL ? g_credentials_get_unix_user(credentials, NULL) : (uid_t)-1;

	if (uid == geteuid() || uid == 0)
		return CCRED_SUCCESS;
	return say_error(&k->say, CCRED_DENIED, "bus_owner", NULL,
			 "the session bus belongs to another user: unset "
			 "DBUS_SESSION_BUS_ADDRESS, or set it to that of your own");
}

static int connect_bus(struct keyring *k)
{
	g_autoptr(GError) error = NULL;
	int r;

	if ((r = find_bus(k)) != CCRED_SUCCESS)
		return r;
	k->waiting_for = "the session bus";
	k->bus = g_bus_get_sync(G_BUS_TYPE_SESSION, k->cancellable, &error);
	if (k->bus == NULL)
		return !in_time(k)
			       ? too_late(k)
			       : say_error(&k->say, CCRED_UNAVAILABLE, "bus_missing", bus_fix(),
					   "no session bus: %.200s: " ELSEWHERE, error->message);
	/* A bus that goes away is a result, and no reason to end. */
	g_dbus_connection_set_exit_on_close(k->bus, FALSE);
	return check_owner(k);
}

/*
 * The collections without their items, of which there may be hundreds: libsecret would load all,
 * and keep what they said while they were locked.
 */
static int load_collections(struct keyring *k)
{
	g_autoptr(GVariant) paths =
		g_dbus_proxy_get_cached_property(G_DBUS_PROXY(k->service), "Collections");
	GError *error = NULL;
	GVariantIter i;
	const char *path;

	if (paths == NULL)
		return nobody_there(k);
	g_variant_iter_init(&i, paths);
	while (error == NULL && g_variant_iter_next(&i, "&o", &path)) {
		SecretCollection *c = secret_collection_new_for_dbus_path_sync(
			k->service, path, SECRET_COLLECTION_NONE, k->cancellable, &error);
		if (c != NULL)
			k->collections = g_list_append(k->collections, c);
	}
	return error == NULL ? CCRED_SUCCESS : keyring_error(k, error);
}

int keyring_begin(struct keyring *k, struct ccred_call *call, const struct ccred_request *request,
		  gboolean all, GList **ret_items)
{
	GError *error = NULL;
	int r;

	k->say.call = call;
	k->request = request;
	k->begin = g_get_monotonic_time();
	k->done = g_async_queue_new();
	k->cancellable = g_cancellable_new();
	k->watch = g_thread_try_new("watch", watch, k, NULL);
	if (k->watch == NULL || request->origin == NULL)
		return say_error(&k->say, CCRED_INTERNAL, "thread_missing", NULL,
				 "the system cannot start a thread, or the profile has no origin");
	if ((r = connect_bus(k)) != CCRED_SUCCESS)
		return r;
	k->waiting_for = "the keyring service";
	k->service = keyring_service_open(k, &error);
	if (k->service == NULL)
		return keyring_error(k, error);
	if ((r = load_collections(k)) != CCRED_SUCCESS)
		return r;
	return keyring_find(k, all, ret_items);
}

void keyring_end(struct keyring *k)
{
	if (k->watch != NULL) {
		g_async_queue_push(k->done, k);
		g_thread_join(k->watch);
		k->watch = NULL;
	}
	g_clear_list(&k->collections, g_object_unref);
	g_clear_object(&k->service);
	g_clear_object(&k->bus);
	g_clear_object(&k->cancellable);
	g_clear_pointer(&k->done, g_async_queue_unref);
}
