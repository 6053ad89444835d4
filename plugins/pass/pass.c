/* The pass plugin: a client secret, with its id and server, from an entry of a password store. */
#include "pass.h"
#include "lib/origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ORIGIN 1024

static void pass_close(void *state)
{
	struct pass *p = state;

	free(p->gpg_options);
	free(p->store);
	free(p->file);
	free(p);
}

static int pass_open(const struct ccred_host *host, struct ccred_call *call,
		     const struct ccred_arg *const *args, void **ret_self)
{
	const struct say say = { host, call };
	struct pass *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return say_no_memory(&say);
	*p = (struct pass){ .say = say, .program = "/usr/bin/pass", .gpg = "/usr/bin/gpg" };
	for (; *args != NULL; args++) {
		const char *name = (*args)->name, *value = (*args)->value;
		if (strcmp(name, "entry") == 0)
			p->entry_wanted = value;
		else if (strcmp(name, "store-dir") == 0)
			p->store_wanted = value;
		else if (strcmp(name, "gnupg-home") == 0)
			p->gnupg_home = value;
		else if (strcmp(name, "program") == 0)
			p->program = value;
		else if (strcmp(name, "gpg") == 0)
			p->gpg = value;
	}
	if (p->entry_wanted != NULL && !pass_is_entry(p->entry_wanted)) {
		pass_close(p);
		return say_error(
			&say, CCRED_INVALID, "entry_invalid", NULL,
			"entry= must be the name of an entry: 1 to 1023 bytes that begin with "
			"neither - nor /, without empty parts and without . and .. as parts");
	}
	*ret_self = p;
	return CCRED_SUCCESS;
}

static int same(const struct pass_item *item, const char *text)
{
	return strlen(text) == item->len && memcmp(text, item->data, item->len) == 0;
}

/* A secret belongs to the server that its entry names; and to the client, if one is known. */
static int check_owner(const struct pass *p, const struct ccred_request *rq,
		       const struct pass_entry *e)
{
	char origin[MAX_ORIGIN + 1], fix[SAY_WORD];

	if (e->origin.data != NULL) {
		snprintf(origin, sizeof(origin), "%.*s", (int)e->origin.len, e->origin.data);
		if (e->origin.len > MAX_ORIGIN || rq->origin == NULL ||
		    !origin_same(origin, rq->origin))
			return say_error(
				&p->say, CCRED_CONFLICT, "origin_mismatch",
				pass_fix(p, "edit", fix),
				"%.150s: it is for %.120s, and not for %.120s: name another with "
				"entry=, or correct its origin: line",
				p->entry, origin, rq->origin != NULL ? rq->origin : "this profile");
	}
	if (e->id.data != NULL && rq->client_id != NULL && !same(&e->id, rq->client_id))
		return say_error(
			&p->say, CCRED_CONFLICT, "credential_conflict", NULL,
			"%.150s: its client id is not that of the profile or of an earlier "
			"line: make them equal, or name another with entry=",
			p->entry);
	return CCRED_SUCCESS;
}

/* Reads the entry that is there. data has PASS_MAX_OUTPUT bytes. */
static int read_entry(struct pass *p, const struct ccred_request *rq, char *data, size_t *ret_len,
		      struct pass_entry *ret_entry)
{
	char fix[SAY_WORD];
	const char *why;
	int r = pass_decrypt(p, data, ret_len);

	if (r != CCRED_SUCCESS)
		return r;
	if ((why = pass_entry_parse(data, *ret_len, ret_entry)) != NULL)
		return say_error(&p->say, CCRED_INVALID, "entry_malformed",
				 pass_fix(p, "edit", fix), "%.150s: %s", p->entry, why);
	return check_owner(p, rq, ret_entry);
}

static int set(const struct pass *p, const struct pass_entry *e)
{
	const struct ccred_host *host = p->say.host;
	char fix[SAY_WORD];
	int r = CCRED_SUCCESS;

	if (e->id.data != NULL)
		r = host->set(p->say.call, CCRED_ITEM_CLIENT_ID, e->id.data, e->id.len);
	if (r == CCRED_SUCCESS)
		r = host->set(p->say.call, CCRED_ITEM_CLIENT_SECRET, e->secret.data, e->secret.len);
	if (r == CCRED_INTERNAL)
		return say_no_memory(&p->say);
	if (r != CCRED_SUCCESS)
		return say_error(
			&p->say, r, "item_invalid", pass_fix(p, "edit", fix),
			"%.150s: its first line or its client id is empty, too long, or holds a "
			"control byte or bytes that are not UTF-8",
			p->entry);
	return say_found(&p->say, "%s of %.300s", p->entry, p->store);
}

/* What every call begins with. */
static int begin(struct pass *p, struct ccred_call *call, const struct ccred_request *rq,
		 char **ret_data)
{
	int r;

	p->say.call = call;
	p->interactive = (rq->flags & CCRED_REQ_INTERACTIVE) != 0;
	if ((r = pass_locate(p, rq)) != CCRED_SUCCESS)
		return r;
	if (pass_set_options(p) != 0 ||
	    (*ret_data = p->say.host->secret_alloc(PASS_MAX_OUTPUT)) == NULL)
		return say_no_memory(&p->say);
	return CCRED_SUCCESS;
}

static int not_there(const struct pass *p)
{
	char fix[SAY_WORD];

	return say_error(&p->say, CCRED_NOT_FOUND, "entry_missing", pass_fix(p, "insert -m", fix),
			 "%.300s has no entry %.150s", p->store, p->entry);
}

static int pass_get(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct pass *p = state;
	struct pass_entry entry;
	char *data = NULL;
	size_t len;
	int r = begin(p, call, request, &data);

	if (r == CCRED_SUCCESS && !p->exists)
		r = not_there(p);
	if (r == CCRED_SUCCESS && (r = read_entry(p, request, data, &len, &entry)) == CCRED_SUCCESS)
		r = set(p, &entry);
	p->say.host->secret_free(data, PASS_MAX_OUTPUT);
	return r;
}

static int store_text(struct pass *p, const struct ccred_request *rq, const char *old,
		      size_t old_len)
{
	const void *id = NULL, *secret = NULL;
	struct pass_entry e = { 0 };
	char what[600], *text;
	size_t len;
	int r;

	if (p->say.host->get(p->say.call, CCRED_ITEM_CLIENT_ID, &id, &e.id.len) != CCRED_SUCCESS ||
	    p->say.host->get(p->say.call, CCRED_ITEM_CLIENT_SECRET, &secret, &e.secret.len) !=
		    CCRED_SUCCESS)
		return say_error(&p->say, CCRED_INTERNAL, "item_invalid", NULL,
				 "there is nothing to store");
	e.id.data = id;
	e.secret.data = secret;
	if (rq->origin != NULL)
		e.origin = (struct pass_item){ rq->origin, strlen(rq->origin) };
	len = pass_entry_write(&e, old, old_len, NULL);
	if (len > PASS_MAX_OUTPUT)
		return say_error(&p->say, CCRED_INVALID, "entry_too_long", NULL,
				 "%.150s: with its other lines it would have more than 65536 bytes",
				 p->entry);
	if ((text = p->say.host->secret_alloc(len)) == NULL)
		return say_no_memory(&p->say);
	(void)pass_entry_write(&e, old, old_len, text);
	snprintf(what, sizeof(what), "client %.150s, for %.150s", (const char *)id,
		 rq->origin != NULL ? rq->origin : "any server");
	r = pass_insert(p, text, len, what);
	p->say.host->secret_free(text, len);
	return r;
}

static int pass_store(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct pass *p = state;
	struct pass_entry old;
	char *data = NULL;
	size_t len = 0;
	int r = begin(p, call, request, &data);

	/* What lies there is replaced only if it is ours, and what else it says is kept. */
	if (r == CCRED_SUCCESS && p->exists)
		r = read_entry(p, request, data, &len, &old);
	if (r == CCRED_SUCCESS)
		r = store_text(p, request, data, len);
	p->say.host->secret_free(data, PASS_MAX_OUTPUT);
	return r;
}

static int pass_erase(void *state, struct ccred_call *call, const struct ccred_request *request)
{
	struct pass *p = state;
	struct pass_entry old;
	char *data = NULL;
	size_t len;
	int r = begin(p, call, request, &data);

	if (r == CCRED_SUCCESS && !p->exists)
		r = not_there(p);
	if (r == CCRED_SUCCESS && (r = read_entry(p, request, data, &len, &old)) == CCRED_SUCCESS)
		r = pass_remove(p);
	p->say.host->secret_free(data, PASS_MAX_OUTPUT);
	return r;
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
