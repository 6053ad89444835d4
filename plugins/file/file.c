/* The file plugin: a secret, or client id and secret, in a file that only its owner may change. */
#include "file.h"
#include "lib/origin.h"

#include <errno.h>
#include <unistd.h>

struct file {
	struct say say;
	/* Of the arguments, which outlive the call; NULL: not given. */
	const char *path, *origin, *format;
	uint32_t flags;
};

static int file_open(const struct ccred_host *host, struct ccred_call *call,
		     const struct ccred_arg *const *args, void **ret_self)
{
	struct file *f = say_state(host, call, sizeof(*f));

	if (f == NULL)
		return CCRED_INTERNAL;
	f->path = say_arg(args, "path", NULL);
	f->origin = say_arg(args, "origin", NULL);
	f->format = say_arg(args, "format", NULL);
	if (strcmp(say_arg(args, "shared-mode", "no"), "yes") == 0)
		f->flags = CCRED_OPEN_SHARED_MODE;
	*ret_self = f;
	return CCRED_SUCCESS;
}

/* The file is for one server: its secret is sent to no other. */
static int check_origin(const struct file *f, const struct ccred_request *request)
{
	if (f->origin != NULL && !origin_same(f->origin, origin_target(request)))
		return say_error(&f->say, CCRED_CONFLICT, "origin_mismatch", NULL,
				 "%.300s: origin= binds it to another server than the profile's "
				 "token endpoint",
				 f->path);
	return CCRED_SUCCESS;
}

/* A call without a profile has a name that no profile has. ccred stores nothing for it. */
static int has_profile(const struct ccred_request *request)
{
	return request->profile[0] != '(';
}

/* The command that puts a secret into the file, behind another command if there is one. */
static const char *store_fix(const struct file *f, char fix[SAY_FIX],
			     const struct ccred_request *request)
{
	if (!has_profile(request))
		return say_fix(fix, "install -m 600 /dev/null %s && ${EDITOR:-vi} %s", f->path,
			       f->path);
	say_fix(fix, "ccred secret set %s", request->profile);
	return request->tenant != NULL ? say_fix(fix, " --tenant %s", request->tenant) : fix;
}

/* There is no file: what makes it, and its directory if that is missing, too. */
static int missing(const struct file *f, const struct ccred_request *request)
{
	char fix[SAY_FIX] = "", *dir;

	if (file_is_assertion(f->format))
		return say_error(&f->say, CCRED_NOT_FOUND, "file_missing", NULL,
				 "%.400s does not exist: have the assertion put there", f->path);
	dir = file_directory(f->path);
	if (dir != NULL && access(dir, F_OK) != 0 && errno == ENOENT)
		say_fix(fix, "mkdir -p -m 700 %s && ", dir);
	free(dir);
	return say_error(&f->say, CCRED_NOT_FOUND, "file_missing", store_fix(f, fix, request),
			 "%.400s does not exist", f->path);
}

static int file_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct file *f = state;
	struct piece text = { 0 };
	char fix[SAY_FIX] = "", *data = NULL;
	struct stat st;
	int r;

	f->say.call = call;
	if ((r = check_origin(f, request)) != CCRED_SUCCESS)
		return r;
	if ((r = file_load(&f->say, f->path, f->flags, &data, &text.len)) != CCRED_SUCCESS)
		return r == CCRED_NOT_FOUND ? missing(f, request) : r;
	text.data = data;
	/* A volume's is changed where it comes from, and so is an assertion. */
	if (file_is_assertion(f->format) || lstat(f->path, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_uid != geteuid())
		fix[0] = '\0';
	else if (file_is_replaceable(text, f->format) && has_profile(request))
		store_fix(f, fix, request);
	else
		say_fix(fix, "${EDITOR:-vi} %s", f->path);
	r = file_take(&f->say, f->path, data, text.len, f->format, fix);
	f->say.host->secret_free(data, FILE_ROOM);
	return r;
}

/*
 * Reads a file that is to be changed, which must be ours: a link is a volume's, or leads to what
 * others look after. Returns CCRED_NOT_FOUND if there is none.
 */
static int load(const struct file *f, struct stat *ret_st, struct piece *ret_text)
{
	char *data = NULL;
	int r;

	if (lstat(f->path, ret_st) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return CCRED_NOT_FOUND;
		return say_error(&f->say, CCRED_UNAVAILABLE, "file_unreadable", NULL,
				 "%.300s: cannot examine it: %s", f->path, strerror(errno));
	}
	if (S_ISLNK(ret_st->st_mode))
		return say_error(
			&f->say, CCRED_UNAVAILABLE, "file_linked", NULL,
			"%.300s is a link, as the files of a volume are: change the secret "
			"where it comes from, or name the file itself with path=",
			f->path);
	if (ret_st->st_uid != geteuid())
		return say_error(&f->say, CCRED_UNAVAILABLE, "file_owner", NULL,
				 "%.300s belongs to uid %u: run this as that user", f->path,
				 (unsigned)ret_st->st_uid);
	if ((r = file_load(&f->say, f->path, f->flags, &data, &ret_text->len)) == CCRED_SUCCESS)
		ret_text->data = data;
	return r;
}

static void unload(const struct file *f, struct piece *text)
{
	/* It is ours; a piece is for reading. */
	f->say.host->secret_free((void *)(uintptr_t)text->data, FILE_ROOM);
}

static int refuse(const struct file *f, const char *why)
{
	return say_error(&f->say, CCRED_INVALID, "file_malformed", NULL, "%.300s: %s", f->path,
			 why);
}

/* Of a call that stores or erases a secret. */
static int check_secret(const struct file *f)
{
	if (!file_is_assertion(f->format))
		return CCRED_SUCCESS;
	return say_error(&f->say, CCRED_INVALID, "file_assertion", NULL,
			 "%.300s holds an assertion, which is renewed where it comes from, and no "
			 "secret",
			 f->path);
}

static int file_store(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct file *f = state;
	const struct ccred_host *host = f->say.host;
	const void *id = NULL, *secret = NULL;
	struct piece old = { 0 }, items[FILE_ITEMS] = { 0 };
	struct file_text new = { 0 };
	struct stat st;
	const char *why;
	int exists, r;

	(void)request;
	f->say.call = call;
	if ((r = check_secret(f)) != CCRED_SUCCESS)
		return r;
	if (host->get(call, CCRED_ITEM_CLIENT_ID, &id, &items[FILE_ID].len) != CCRED_SUCCESS ||
	    host->get(call, CCRED_ITEM_CLIENT_SECRET, &secret, &items[FILE_SECRET].len) !=
		    CCRED_SUCCESS)
		return say_error(&f->say, CCRED_INTERNAL, "item_invalid", NULL,
				 "there is nothing to store");
	items[FILE_ID].data = id;
	items[FILE_SECRET].data = secret;
	r = load(f, &st, &old);
	exists = r == CCRED_SUCCESS;
	if (!exists && r != CCRED_NOT_FOUND)
		return r;
	if ((new.data = host->secret_alloc(FILE_ROOM)) == NULL)
		r = say_no_memory(&f->say);
	else if ((why = file_with_secret(old, f->format, items[FILE_ID], items[FILE_SECRET],
					 &new)) != NULL)
		r = refuse(f, why);
	else if (new.len > FILE_MAX)
		r = refuse(f, "it would have more than 65536 bytes");
	else
		r = file_write(&f->say, f->path, exists ? &st : NULL, &new);
	host->secret_free(new.data, FILE_ROOM);
	unload(f, &old);
	return r == CCRED_SUCCESS ? say_found(&f->say, "%s", f->path) : r;
}

static int file_erase(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct file *f = state;
	struct piece old = { 0 };
	struct file_text new = { 0 };
	struct stat st;
	const char *why;
	int found = 0, r;

	f->say.call = call;
	if ((r = check_secret(f)) != CCRED_SUCCESS)
		return r;
	if ((r = load(f, &st, &old)) == CCRED_NOT_FOUND) {
		file_remove_new(f->path);
		return say_error(&f->say, r, "file_missing", NULL, "%.400s does not exist",
				 f->path);
	}
	if (r != CCRED_SUCCESS)
		return r;
	if ((new.data = f->say.host->secret_alloc(FILE_ROOM)) == NULL)
		r = say_no_memory(&f->say);
	else if ((why = file_without_secret(old, f->format, request->client_id, &new, &found)) !=
		 NULL)
		r = refuse(f, why);
	else if (!found)
		r = say_error(&f->say, CCRED_NOT_FOUND, "secret_missing", NULL,
			      "%.300s has no secret of this client", f->path);
	else if (new.len > 0)
		r = file_write(&f->say, f->path, &st, &new);
	else
		r = file_remove(&f->say, f->path);
	f->say.host->secret_free(new.data, FILE_ROOM);
	unload(f, &old);
	return r == CCRED_SUCCESS ? say_found(&f->say, "%s", f->path) : r;
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "file",
	.open = file_open,
	.get = file_get,
	.store = file_store,
	.erase = file_erase,
	.close = free,
};
