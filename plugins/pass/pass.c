/* The pass plugin: a client secret, with its id and server, from an entry of a password store. */
#include "pass.h"
#include "lib/options.h"
#include "lib/origin.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ORIGIN 1024

int pass_fail(const struct pass *p, int result, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	p->host->fail(p->tx, 0, text);
	return result;
}

static void pass_close(void *state)
{
	struct pass *p = state;

	free(p->gpg_options);
	free(p->store);
	free(p->file);
	free(p);
}

static int pass_open(const struct ccred_host *host, struct ccred_tx *tx,
		     const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	struct pass *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return CCRED_INTERNAL;
	*p = (struct pass){
		.host = host, .tx = tx, .program = "/usr/bin/pass", .gpg = "/usr/bin/gpg"
	};
	for (size_t i = 0; i < nargs; i++) {
		const char *name = args[i].name, *value = args[i].value;
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
		host->fail(tx, 0,
			   "entry= must be the name of an entry: 1 to 1023 bytes that begin with "
			   "neither - nor /, without empty parts and without . and .. as parts");
		pass_close(p);
		return CCRED_INVALID;
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
	char origin[MAX_ORIGIN + 1];

	if (e->origin.data != NULL) {
		snprintf(origin, sizeof(origin), "%.*s", (int)e->origin.len, e->origin.data);
		if (e->origin.len > MAX_ORIGIN || rq->origin == NULL ||
		    !origin_same(origin, rq->origin))
			return pass_fail(
				p, CCRED_CONFLICT,
				"%.150s: it is for %.120s, and not for %.120s: correct its "
				"origin: line with %s edit, or name another with entry=",
				p->entry, origin, rq->origin != NULL ? rq->origin : "this profile",
				p->command);
	}
	if (e->id.data != NULL && rq->client_id != NULL && !same(&e->id, rq->client_id))
		return pass_fail(
			p, CCRED_CONFLICT,
			"%.150s: its client id is not that of the profile or of an earlier "
			"line: make them equal, or name another with entry=",
			p->entry);
	return CCRED_SUCCESS;
}

/* Reads the entry that is there. data has PROGRAM_MAX_ANSWER + 1 bytes. */
static int read_entry(struct pass *p, const struct ccred_request *rq, char *data, size_t *ret_len,
		      struct pass_entry *ret_entry)
{
	const char *why;
	int r = pass_decrypt(p, data, ret_len);

	if (r != CCRED_SUCCESS)
		return r;
	if ((why = pass_entry_parse(data, *ret_len, ret_entry)) != NULL)
		return pass_fail(p, CCRED_INVALID, "%.150s: %s: %s edit %.150s", p->entry, why,
				 p->command, p->entry);
	return check_owner(p, rq, ret_entry);
}

static int set(const struct pass *p, const struct pass_entry *e)
{
	const struct ccred_host *host = p->host;
	int r = CCRED_SUCCESS;

	if (e->id.data != NULL)
		r = host->set(p->tx, CCRED_ITEM_CLIENT_ID, e->id.data, e->id.len);
	if (r == CCRED_SUCCESS)
		r = host->set(p->tx, CCRED_ITEM_CLIENT_SECRET, e->secret.data, e->secret.len);
	if (r == CCRED_INTERNAL)
		return pass_fail(p, r, "no memory");
	if (r != CCRED_SUCCESS)
		return pass_fail(p, r,
				 "%.150s: its first line or its client id is empty, too long, or "
				 "holds a control byte or bytes that are not UTF-8: %s edit %.150s",
				 p->entry, p->command, p->entry);
	return r;
}

/* What every call begins with. */
static int begin(struct pass *p, struct ccred_tx *tx, const struct ccred_request *rq,
		 char **ret_data)
{
	int r;

	p->tx = tx;
	p->interactive = (rq->flags & CCRED_REQ_NONINTERACTIVE) == 0;
	if ((r = pass_locate(p, rq)) != CCRED_SUCCESS)
		return r;
	if (pass_set_options(p) != 0 ||
	    (*ret_data = p->host->secret_alloc(PROGRAM_MAX_ANSWER + 1)) == NULL)
		return pass_fail(p, CCRED_INTERNAL, "no memory");
	return CCRED_SUCCESS;
}

static int not_there(const struct pass *p)
{
	return pass_fail(p, CCRED_NOT_FOUND, "%.150s has no entry %.150s: %s insert -m %.150s",
			 p->store, p->entry, p->command, p->entry);
}

static int pass_get(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct pass *p = state;
	struct pass_entry entry;
	char *data = NULL;
	size_t len;
	int r = begin(p, tx, request, &data);

	if (r == CCRED_SUCCESS && !p->exists)
		r = not_there(p);
	if (r == CCRED_SUCCESS && (r = read_entry(p, request, data, &len, &entry)) == CCRED_SUCCESS)
		r = set(p, &entry);
	p->host->secret_free(data, PROGRAM_MAX_ANSWER + 1);
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

	if (p->host->get(p->tx, CCRED_ITEM_CLIENT_ID, &id, &e.id.len) != CCRED_SUCCESS ||
	    p->host->get(p->tx, CCRED_ITEM_CLIENT_SECRET, &secret, &e.secret.len) != CCRED_SUCCESS)
		return pass_fail(p, CCRED_INTERNAL, "there is nothing to store");
	e.id.data = id;
	e.secret.data = secret;
	if (rq->origin != NULL)
		e.origin = (struct pass_item){ rq->origin, strlen(rq->origin) };
	len = pass_entry_write(&e, old, old_len, NULL);
	if (len > PROGRAM_MAX_ANSWER)
		return pass_fail(p, CCRED_INVALID,
				 "%.150s: with its other lines it would have more than 65536 bytes",
				 p->entry);
	if ((text = p->host->secret_alloc(len)) == NULL)
		return pass_fail(p, CCRED_INTERNAL, "no memory");
	(void)pass_entry_write(&e, old, old_len, text);
	snprintf(what, sizeof(what), "client %.150s, for %.150s", (const char *)id,
		 rq->origin != NULL ? rq->origin : "any server");
	r = pass_insert(p, text, len, what);
	p->host->secret_free(text, len);
	return r;
}

static int pass_store(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct pass *p = state;
	struct pass_entry old;
	char *data = NULL;
	size_t len = 0;
	int r = begin(p, tx, request, &data);

	/* What lies there is replaced only if it is ours, and what else it says is kept. */
	if (r == CCRED_SUCCESS && p->exists)
		r = read_entry(p, request, data, &len, &old);
	if (r == CCRED_SUCCESS)
		r = store_text(p, request, data, len);
	p->host->secret_free(data, PROGRAM_MAX_ANSWER + 1);
	return r;
}

static int pass_erase(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct pass *p = state;
	struct pass_entry old;
	char *data = NULL;
	size_t len;
	int r = begin(p, tx, request, &data);

	if (r == CCRED_SUCCESS && !p->exists)
		r = not_there(p);
	if (r == CCRED_SUCCESS && (r = read_entry(p, request, data, &len, &old)) == CCRED_SUCCESS)
		r = pass_remove(p);
	p->host->secret_free(data, PROGRAM_MAX_ANSWER + 1);
	return r;
}

static const struct ccred_option pass_options[] = CCRED_PASS_OPTIONS;

/* No CCRED_CAP_TENANT: with entry= tenants are as far apart as that says. */
__attribute__((visibility("default"))) const struct ccred_plugin ccred_plugin_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.capabilities = CCRED_CAP_STORE | CCRED_CAP_PROMPT,
	.name = "pass",
	.version = "1",
	.summary = "client id and secret from a password store, as pass(1) keeps it",
	.options = pass_options,
	.open = pass_open,
	.get = pass_get,
	.close = pass_close,
	.store = pass_store,
	.erase = pass_erase,
};
