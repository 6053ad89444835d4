/* ccred setup: from a URL to a profile that works. */
#include "setup/setup.h"
#include "base/interrupt.h"
#include "base/terminal.h"
#include "setup/key_set.h"
#include "setup/prompt.h"

#include <unistd.h>

/* After this many failed proofs setup gives up. */
#define PROOFS_MAX 3

/*
 * Checks the values of the command line by the rules for answers, before anything else happens.
 */
static int check_options(struct setup *s, struct err *err)
{
	int r;

	for (int i = 0; i < N_SETUP_OPTIONS; i++) {
		const char *value = s->texts[i];
		/* The preset checks the tenant. */
		if (value == NULL || (setup_options[i].key == NULL && i != SETUP_KEY) ||
		    (value[0] == '\0' && setup_options[i].none))
			continue;
		if ((r = setup_check(s, (enum setup_text)i, value, err)) != 0) {
			err_prefix(err, "%s", setup_options[i].name);
			return r == EXIT_OS ? r : err_recode(err, EXIT_USAGE);
		}
	}
	if ((s->name != NULL && (r = setup_check_name(s, s->name, err)) != 0) ||
	    (setup_said(s->target) && (r = setup_check_target(s, s->target, err)) != 0))
		return r;
	return setup_normal_auth(s, err);
}

static int read_secret(struct setup *s, struct err *err)
{
	struct credential given = { 0 };
	struct secret **secret = &given.items[ITEM_CLIENT_SECRET];
	const char *id, *fault;
	int r;

	if (setup_said(s->key) && (s->secret_stdin || s->store_word != NULL))
		return err_set(err, REASON_USAGE, "--key takes the place of a secret: leave out %s",
			       s->secret_stdin ? "--secret-stdin" : "--store");
	if (!s->secret_stdin)
		return 0;
	if ((r = prompt_stdin(&given, err)) != 0)
		goto out;
	id = given.items[ITEM_CLIENT_ID] != NULL ? given.items[ITEM_CLIENT_ID]->data : NULL;
	fault = credential_item_fault(ITEM_CLIENT_SECRET, (*secret)->data, (*secret)->len);
	if (fault != NULL)
		r = err_set(err, REASON_SECRET_INPUT, "the secret on stdin %s", fault);
	else if (id != NULL && s->client_id != NULL && strcmp(id, s->client_id) != 0)
		r = err_set(err, REASON_USAGE, "stdin has another client_id than --client-id");
	else if (id != NULL && (r = setup_check(s, SETUP_CLIENT_ID, id, err)) == 0)
		r = setup_copy(&s->client_id, id, err);
	if (r == 0) {
		s->secret = *secret;
		*secret = NULL;
	}
out:
	credential_clear(&given);
	return r;
}

/* Whether the server refused the client, and another method of authentication may do. */
static bool is_refused(const struct err *err)
{
	return err_is(err, REASON_INVALID_CLIENT) || err_is(err, REASON_CLIENT_REFUSED);
}

/* Whether the server may have refused the resource: some do not know RFC 8707. */
static bool may_be_resource(const struct err *err)
{
	return err->hint[0] == '\0' &&
	       (err_is(err, REASON_INVALID_TARGET) || err_is(err, REASON_INVALID_REQUEST));
}

/* Whether the server refused a key, which it may not know yet: that of --key, or of a --source that
 * signs. */
static bool is_unregistered(const struct setup *s, const struct err *err)
{
	bool own = s->store == SETUP_STORE_OWN &&
		   (s->client_auth == NULL || strstr(s->client_auth, "tls_") == NULL);
	struct key_set set = { 0 };
	struct err ignored = { 0 };
	bool signs;

	if (!is_refused(err) || setup_said(s->key) || !own)
		return is_refused(err) && setup_said(s->key);
	signs = key_set_ask(s->client, s->drafted.profile, s->file.draft_path, "key", &set,
			    &ignored) == 0;
	key_set_clear(&set);
	return signs;
}

/* Proves the answers. At a terminal wrong answers are asked for once more. */
static int prove(struct setup *s, struct err *err)
{
	bool refused;
	int r;

	for (int i = 1;; i++) {
		if (s->asking && !setup_makes_key(s))
			prompt_say("Asking for a token ...\n");
		r = setup_prove(s, err);
		s->unregistered = r == 0 ? setup_makes_key(s) : is_unregistered(s, err);
		if (r != 0 && s->unregistered) {
			*err = (struct err){ 0 };
			return 0;
		}
		if (r != 0 && setup_said(s->resource) && may_be_resource(err))
			err_hint(err, "--resource - asks for a token without the resource");
		if (r == 0 || !s->asking || i == PROOFS_MAX || r == EXIT_CONFIG || r == EXIT_OS ||
		    r == EXIT_SOFTWARE || interrupt_came())
			break;
		refused = is_refused(err);
		if (err_is(err, REASON_CERTIFICATE_AUTHORITY) && s->ca_file == NULL) {
			if ((r = setup_trust(s, s->drafted.profile, err)) != 0)
				return r;
			if (setup_said(s->ca_file))
				continue;
		} else {
			prompt_say_error(err);
		}
		*err = (struct err){ 0 };
		if ((r = setup_ask_again(s, refused, err)) != 0)
			return r;
	}
	if (r != 0 && !s->asking && is_refused(err) && err->hint[0] == '\0')
		err_hint(err, "if another method is set for this client, give --client-auth post, "
			      "or raw for Basic without form encoding");
	return r;
}

static int make(struct setup *s, char **ret_said, struct err *err)
{
	int r;

	if ((r = edit_open(&s->file, ".secret", err)) != 0 || (r = check_options(s, err)) != 0 ||
	    (r = read_secret(s, err)) != 0)
		return r;
	s->asking = !s->yes && terminal_possible();
	if ((r = setup_preset(s, err)) != 0 || (r = setup_discover(s, err)) != 0 ||
	    (r = setup_ask(s, err)) != 0 || (r = prove(s, err)) != 0 || s->dry_run)
		return r;
	return setup_finish(s, ret_said, err);
}

int setup_run(struct setup *s, struct err *err)
{
	char *said = NULL;
	bool keep;
	int r;

	s->file = (struct edit)EDIT_INIT;
	interrupt_catch();
	r = make(s, &said, err);
	if (r == 0 && s->dry_run)
		r = setup_show(s, err);
	keep = r == 0 && !s->dry_run;
	if (s->ca_made != NULL && !keep)
		(void)unlinkat(s->file.dirfd, s->ca_made, 0);
	if (r != 0)
		setup_say_rest(s);
	edit_close(&s->file, keep);
	interrupt_release();
	if (keep)
		r = setup_use(s, said, err);
	free(said);
	return r;
}

void setup_clear(struct setup *s)
{
	for (int i = 0; i < N_SETUP_TEXTS; i++)
		free(s->texts[i]);
	buf_free(&s->more);
	buf_free(&s->sources);
	buf_free(&s->missing);
	free(s->ca_made);
	free(s->tried);
	secret_free(&s->secret);
	setup_drafted_clear(&s->drafted);
}
