/* The file plugin: a secret, or client id and secret, from a file that only its owner may
 * change. */
#include "lib/origin.h"
#include "lib/secret_file.h"

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

static int file_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct file *f = state;
	char fix[SAY_FIX] = "";
	int r;

	f->say.call = call;
	if (f->origin != NULL && !origin_same(f->origin, origin_target(request)))
		return say_error(&f->say, CCRED_CONFLICT, "origin_mismatch", NULL,
				 "%.300s: origin= binds it to another server than the profile's "
				 "token endpoint",
				 f->path);
	r = file_read(&f->say, f->path, f->flags, f->format);
	if (r != CCRED_NOT_FOUND)
		return r;
	/* What makes the file, with the mode that it needs. */
	return say_error(&f->say, r, "file_missing", say_fix(fix, "(umask 077; cat > %s)", f->path),
			 "%.400s does not exist", f->path);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "file",
	.open = file_open,
	.get = file_get,
	.close = free,
};
