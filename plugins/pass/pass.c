/* The pass plugin: a client secret, with its id and server, from an entry of a password store. */
#include "pass.h"
#include "lib/origin.h"

#include <stdarg.h>

#define MAX_ORIGIN 1024

int pass_fail(const struct pass *p, int result, const char *reason, const char *fix,
	      const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return say_error(&p->say, result, reason, fix, "%.150s: %s", p->entry, text);
}

static void pass_close(void *state)
{
	struct pass *p = state;

	for (char **e = p->environment; *e != NULL; e++)
		free(*e);
	free(p->store);
	free(p->file);
	free(p);
}

static int pass_open(const struct ccred_host *host, struct ccred_call *call,
		     const struct ccred_arg *const *args, void **ret_self)
{
	struct pass *p = say_state(host, call, sizeof(*p));

	if (p == NULL)
		return CCRED_INTERNAL;
	p->entry_wanted = say_arg(args, "entry", NULL);
	p->store_wanted = say_arg(args, "store-dir", NULL);
	p->gnupg_home = say_arg(args, "gnupg-home", NULL);
	p->program = say_arg(args, "program", "/usr/bin/pass");
	p->gpg = say_arg(args, "gpg", "/usr/bin/gpg");
	if (p->entry_wanted == NULL || pass_is_entry(p->entry_wanted)) {
		*ret_self = p;
		return CCRED_SUCCESS;
	}
	say_error(&p->say, CCRED_INVALID, "entry_invalid", NULL,
		  "entry= must be the name of an entry: 1 to 1023 bytes that begin with "
		  "neither - nor /, without empty parts and without . and .. as parts");
	pass_close(p);
	return CCRED_INVALID;
}

/* A secret belongs to the server that its entry names; and to the client, if one is known. */
static int check_owner(struct pass *p)
{
	const struct ccred_request *rq = p->request;
	const struct pass_entry *e = &p->old;
	const char *target = origin_target(rq);
	char origin[MAX_ORIGIN + 1];

	if (e->origin.data != NULL) {
		snprintf(origin, sizeof(origin), "%.*s", (int)e->origin.len, e->origin.data);
		if (e->origin.len > MAX_ORIGIN || !origin_same(origin, target))
			return pass_fail(
				p, CCRED_CONFLICT, "origin_mismatch", pass_fix(p, "edit", p->entry),
				"it is for %.120s, and not for %.120s: name another with entry=, "
				"or correct its origin: line",
				origin, target != NULL ? target : "this profile");
	}
	if (e->id.data != NULL && rq->client_id != NULL &&
	    (e->id.len != strlen(rq->client_id) ||
	     memcmp(e->id.data, rq->client_id, e->id.len) != 0))
		return pass_fail(p, CCRED_CONFLICT, "credential_conflict", NULL,
				 "its client id is not that of the profile or of an earlier line: "
				 "make them equal, or name another with entry=");
	return CCRED_SUCCESS;
}

/* Reads the entry that is there. */
static int read_entry(struct pass *p)
{
	struct piece text = { 0 };
	const char *why;
	int r = pass_decrypt(p, &text);

	if (r != CCRED_SUCCESS)
		return r;
	if ((why = pass_entry_parse(text, &p->old)) != NULL)
		return pass_fail(p, CCRED_INVALID, "entry_malformed", pass_fix(p, "edit", p->entry),
				 "%s", why);
	return check_owner(p);
}

static int set(struct pass *p)
{
	int r = say_set(&p->say, p->old.id, p->old.secret);

	if (r == CCRED_INTERNAL)
		return say_no_memory(&p->say);
	if (r != CCRED_SUCCESS)
		return pass_fail(p, r, "item_invalid", pass_fix(p, "edit", p->entry),
				 "its first line or its client id cannot be used");
	return say_found(&p->say, "%s of %.300s", p->entry, p->store);
}

/* Replaces an entry only if it belongs to this server and client, and keeps its other lines. */
static int store(struct pass *p)
{
	const char *origin = p->request->origin;
	const struct ccred_host *host = p->say.host;
	const void *id = NULL, *secret = NULL;
	struct pass_entry e = { 0 };
	char what[600], *text;
	size_t len;
	int r;

	if (host->get(p->say.call, CCRED_ITEM_CLIENT_ID, &id, &e.id.len) != CCRED_SUCCESS ||
	    host->get(p->say.call, CCRED_ITEM_CLIENT_SECRET, &secret, &e.secret.len) !=
		    CCRED_SUCCESS)
		return say_error(&p->say, CCRED_INTERNAL, "item_invalid", NULL,
				 "there is nothing to store");
	e.id.data = id;
	e.secret.data = secret;
	if (origin != NULL)
		e.origin = (struct piece){ origin, strlen(origin) };
	if ((text = host->secret_alloc(PASS_MAX_OUTPUT)) == NULL)
		return say_no_memory(&p->say);
	snprintf(what, sizeof(what), "client %.150s, for %.150s", (const char *)id,
		 origin != NULL ? origin : "any server");
	if ((len = pass_entry_write(&e, p->old.text, text)) > PASS_MAX_OUTPUT)
		r = pass_fail(p, CCRED_INVALID, "entry_too_long", NULL,
			      "with its other lines it would have more than 65536 bytes");
	else
		r = pass_insert(p, (struct piece){ text, len }, what);
	host->secret_free(text, PASS_MAX_OUTPUT);
	return r;
}

/* Finds and reads the entry, and then does the last step. Only store works without an entry. */
static int with_entry(struct pass *p, struct ccred_call *call, const struct ccred_request *request,
		      int (*rest)(struct pass *))
{
	int r;

	p->say.call = call;
	p->request = request;
	p->interactive = (request->flags & CCRED_REQ_INTERACTIVE) != 0;
	if ((r = pass_locate(p)) != CCRED_SUCCESS || (r = pass_set_environment(p)) != CCRED_SUCCESS)
		return r;
	if ((p->output = p->say.host->secret_alloc(PASS_MAX_OUTPUT)) == NULL)
		return say_no_memory(&p->say);
	if (p->exists)
		r = read_entry(p);
	else if (rest != store)
		r = say_error(&p->say, CCRED_NOT_FOUND, "entry_missing",
			      pass_fix(p, "insert -m", p->entry), "%.300s has no entry %.150s",
			      p->store, p->entry);
	if (r == CCRED_SUCCESS)
		r = rest(p);
	p->say.host->secret_free(p->output, PASS_MAX_OUTPUT);
	return r;
}

static int pass_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	return with_entry(state, call, request, set);
}

static int pass_store(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	return with_entry(state, call, request, store);
}

static int pass_erase(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	return with_entry(state, call, request, pass_remove);
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "pass",
	.open = pass_open,
	.get = pass_get,
	.store = pass_store,
	.erase = pass_erase,
	.close = pass_close,
};
