/*
 * ccred secret: stores a client secret where a source of the profile finds it, replaces it, or
 * deletes it.
 */
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/operand.h"
#include "cli/person.h"
#include "client/environment.h"
#include "setup/prompt.h"
#include "setup/secret_line.h"

/*
 * Reads or asks for the credential that is to be stored. The client id of the profile is taken if
 * it has one; stdin must not contradict it.
 */
static int gather(const struct profile *p, bool from_stdin, bool rotate, struct credential *b,
		  struct err *err)
{
	struct secret **id = &b->items[ITEM_CLIENT_ID], **secret = &b->items[ITEM_CLIENT_SECRET];
	int r = from_stdin ? prompt_stdin(b, err) : 0;

	if (r == 0 && p->client_id != NULL) {
		if (*id != NULL && strcmp((*id)->data, p->client_id) != 0) {
			r = err_set(err, REASON_CLIENT_ID_DIFFERS,
				    "stdin has another client_id than the profile");
			err_place(err, p->file, p->line, 0);
			return r;
		}
		r = credential_set(b, ITEM_CLIENT_ID, p->client_id, strlen(p->client_id), NULL,
				   err);
	}
	if (r == 0 && *id == NULL && from_stdin)
		return err_set(
			err, REASON_SECRET_INPUT,
			"the client id is not known: write client_id=ID before client_secret=");
	if (r == 0 && *id == NULL)
		r = prompt_secret("Client id: ", true, LIMIT_CLIENT_ID, "--stdin", id, err);
	if (r == 0 && *secret == NULL)
		r = prompt_secret(rotate ? "New client secret (not shown): "
					 : "Client secret (not shown): ",
				  false, LIMIT_CLIENT_SECRET, "--stdin", secret, err);
	return r;
}

static bool storable(const struct credential *b)
{
	const struct secret *id = b->items[ITEM_CLIENT_ID], *secret = b->items[ITEM_CLIENT_SECRET];

	return id != NULL && secret != NULL &&
	       credential_item_valid(ITEM_CLIENT_ID, id->data, id->len) &&
	       credential_item_valid(ITEM_CLIENT_SECRET, secret->data, secret->len);
}

/*
 * The server takes the new secret, but the line failed to keep it. Says which secret calls get
 * now.
 */
static void hint_state(const struct secret_line *sl, const struct credential *b, struct err *err)
{
	char where[ERR_TEXT_MAX];

	switch (secret_line_seen(sl, b, where)) {
	case SECRET_NEW:
		err_hint(err,
			 "the new secret is kept all the same: ccred forget %s drops the tokens of "
			 "the old one",
			 sl->bound->profile->name);
		break;
	case SECRET_OLD:
		err_hint(err, "the old secret is kept, and calls get it");
		break;
	case SECRET_ELSEWHERE:
		err_hint(err, "calls get the secret of %s", where);
		break;
	default:
		err_hint(err, "calls get no secret now: %s", where);
		break;
	}
}

/*
 * Warns if calls do not get the new secret: a line before this one may supply its own, or fail
 * the stack.
 */
static void warn_unused(const struct secret_line *sl, const struct credential *b)
{
	char where[ERR_TEXT_MAX], text[2 * ERR_TEXT_MAX];
	enum secret_seen seen = secret_line_seen(sl, b, where);

	if (seen == SECRET_NEW)
		return;
	snprintf(text, sizeof(text),
		 seen == SECRET_NONE
			 ? "calls do not get the new secret: %s"
			 : "calls do not get the new secret, but that of %s: replace it there",
		 where);
	log_warning(sl->bound->profile->name, text);
}

/* No server proves a secret that is only stored. */
static void warn_suspicious(const struct profile *p, const struct credential *b)
{
	const char *suspicion = credential_suspicion(b->items[ITEM_CLIENT_SECRET]);
	char text[ERR_TEXT_MAX];

	if (suspicion == NULL)
		return;
	snprintf(text, sizeof(text), CREDENTIAL_SUSPICION, suspicion);
	log_warning(p->name, text);
}

static int rotate(const struct secret_line *sl, const struct credential *b, struct err *err)
{
	int r;

	if ((r = secret_line_prove(sl, NULL, b, err)) != 0) {
		err_prefix(err, "the old secret is kept");
		return r;
	}
	if ((r = secret_line_call(sl, run_store, b, "replaced in", err)) != 0)
		hint_state(sl, b, err);
	else
		warn_unused(sl, b);
	return r;
}

/* The number of the wanted line; 0: the first that can store a secret. */
static int take_source(const struct args *args, unsigned long *ret_number, struct err *err)
{
	const char *value = args_value(args, "--source");
	uint64_t n = 0;

	if (value != NULL && (text_to_u64(value, LIMIT_STACK_LINES, &n) != 0 || n == 0))
		return err_set(err, REASON_USAGE,
			       "--source %s: the number of a source line, from 1", value);
	*ret_number = (unsigned long)n;
	return 0;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	bool deleting = strcmp(args->form->verb, "delete") == 0;
	bool rotating = strcmp(args->form->verb, "rotate") == 0;
	const struct client client = person_asked();
	struct profile *profile = NULL;
	struct bound *bound = NULL;
	struct secret_line sl = { .client = &client };
	struct credential b = { 0 };
	unsigned long number = 0;
	int r;

	if ((r = take_source(args, &number, err)) != 0 ||
	    (r = find_profile(args, 0, context, NULL, &profile, err)) != 0 ||
	    (r = environment_bind(profile, NULL, &bound, err)) != 0 ||
	    (r = bind_check(bound, err)) != 0 ||
	    (r = secret_line_find(bound, number, &sl.line, err)) != 0)
		goto out;
	sl.bound = bound;
	if (!deleting)
		r = gather(profile, args_value(args, "--stdin") != NULL, rotating, &b, err);
	else if (profile->client_id != NULL)
		r = credential_set(&b, ITEM_CLIENT_ID, profile->client_id,
				   strlen(profile->client_id), NULL, err);
	/*
	 * A credential that no line may store is not sent to the server either. Storing it fails
	 * and says why.
	 */
	if (r == 0 && rotating && storable(&b))
		r = rotate(&sl, &b, err);
	else if (r == 0)
		r = deleting ? secret_line_call(&sl, run_erase, &b, "deleted from", err)
			     : secret_line_call(&sl, run_store, &b, "stored in", err);
	if (r == 0 && !deleting && !rotating)
		warn_suspicious(profile, &b);
out:
	credential_clear(&b);
	bind_free(&bound);
	profile_free(&profile);
	return r;
}

const struct command command_secret = {
	.name = "secret",
	.brief = "keep a client secret where a source finds it",
	.about = "Stores the client secret through the first source of the profile that can store\n"
		 "one, or takes it away. Asks at the terminal, without echo.\n"
		 "rotate replaces it only after the server has granted a token for the new one.\n",
	.elsewhere = "password|passwd|rotate",
	.forms = FORMS({ .verb = "set", .arguments = { { "PROFILE", KIND_PROFILE } } },
		       { .verb = "rotate", .arguments = { { "PROFILE", KIND_PROFILE } } },
		       { .verb = "delete", .arguments = { { "PROFILE", KIND_PROFILE } } }),
	.options = OPTIONS({ "--stdin", NULL,
			     "read the secret, or client_id= and client_secret= lines",
			     .verbs = "set|rotate" },
			   { OPTION_TENANT },
			   { "--source", "N", "the Nth source line of the profile, and no other" }),
	.examples = "  ccred secret set acme\n"
		    "  ccred secret rotate acme\n"
		    "  pass acme | ccred secret set --stdin acme\n",
	.run = run,
};
