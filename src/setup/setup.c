/* ccred setup: from a URL to a profile that works. */
#include "base/banned.h"
#include "setup/setup.h"
#include "base/interrupt.h"
#include "base/terminal.h"
#include "setup/prompt.h"
#include "setup/secret_input.h"

/* After this many failed proofs setup gives up. */
#define PROOFS_MAX 3

static int take_text(char **to, const char *text, struct err *err)
{
	free(*to);
	return (*to = strdup(text)) != NULL ? 0 : err_nomem(err);
}

/*
 * Checks the values of the command line by the rules for answers, before anything else happens.
 */
static int check_options(struct setup *s, struct err *err)
{
	const struct {
		const char *key, *name;
		char *const *value;
	} options[] = {
		{ "issuer", "URL", &s->url },
		{ "issuer", "--issuer", &s->issuer },
		{ "target", "--target", &s->target },
		{ "client-id", "--client-id", &s->client_id },
		{ "audience", "--audience", &s->audience },
		{ "scope", "--scope", &s->scope },
		{ "ca-file", "--ca-file", &s->ca_file },
	};
	int r;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		struct setup_check check = { s, options[i].key };
		const char *value = *options[i].value;
		if (value == NULL ||
		    (value[0] == '\0' && options[i].value != &s->client_id &&
		     options[i].value != &s->url && options[i].value != &s->issuer))
			continue;
		if ((r = setup_check_value(value, &check, err)) != 0) {
			err_prefix(err, "%s", options[i].name);
			return r == EXIT_OS ? r : err_recode(err, EXIT_USAGE);
		}
	}
	return s->name != NULL ? setup_check_name(s->name, s, err) : 0;
}

static int read_secret(struct setup *s, struct err *err)
{
	struct setup_check check = { s, "client-id" };
	struct credential b = { 0 };
	int r;

	if (!s->secret_stdin)
		return 0;
	if ((r = secret_input_read(true, &b, err)) != 0)
		goto out;
	if (!credential_item_valid(ITEM_CLIENT_SECRET, b.items[ITEM_CLIENT_SECRET]->data,
				   b.items[ITEM_CLIENT_SECRET]->len))
		r = err_set(
			err, REASON_SECRET_INPUT,
			"the secret on stdin is too long, or holds a control byte or bytes that "
			"are not UTF-8");
	else if (b.items[ITEM_CLIENT_ID] != NULL && s->client_id != NULL &&
		 strcmp(b.items[ITEM_CLIENT_ID]->data, s->client_id) != 0)
		r = err_set(err, REASON_USAGE, "stdin has another client_id than --client-id");
	else if (b.items[ITEM_CLIENT_ID] != NULL &&
		 (r = setup_check_value(b.items[ITEM_CLIENT_ID]->data, &check, err)) == 0)
		r = take_text(&s->client_id, b.items[ITEM_CLIENT_ID]->data, err);
	if (r == 0) {
		s->secret = b.items[ITEM_CLIENT_SECRET];
		b.items[ITEM_CLIENT_SECRET] = NULL;
	}
out:
	credential_clear(&b);
	return r;
}

/* Proves the answers. At a terminal wrong answers are asked for once more. */
static int prove(struct setup *s, struct err *err)
{
	int r;

	for (int i = 1;; i++) {
		if (s->asking)
			terminal_say("Asking for a token ...\n");
		r = setup_prove(s, err);
		if (r == 0 || !s->asking || i == PROOFS_MAX || r == EXIT_CONFIG || r == EXIT_OS ||
		    r == EXIT_SOFTWARE || interrupt_came())
			return r;
		prompt_say_error(err);
		*err = (struct err){ 0 };
		if ((r = setup_ask_again(s, err)) != 0)
			return r;
	}
}

static int make(struct setup *s, char **ret_said, struct err *err)
{
	int r;

	if ((r = edit_open(&s->file, ".secret", err)) != 0 || (r = check_options(s, err)) != 0 ||
	    (r = read_secret(s, err)) != 0)
		return r;
	s->asking = !s->yes && terminal_possible();
	if ((r = setup_preset(s, err)) != 0 || (r = setup_discover(s, err)) != 0 ||
	    (r = setup_ask(s, err)) != 0 || (r = prove(s, err)) != 0)
		return r;
	return setup_finish(s, ret_said, err);
}

int setup_run(struct setup *s, struct err *err)
{
	char *said = NULL;
	int r;

	s->file = (struct edit)EDIT_INIT;
	interrupt_catch();
	r = make(s, &said, err);
	edit_close(&s->file, r == 0);
	interrupt_release();
	if (r == 0)
		r = setup_use(s, said, err);
	free(said);
	return r;
}

void setup_clear(struct setup *s)
{
	char **const texts[] = { &s->url,       &s->preset,  &s->tenant,   &s->name,
				 &s->issuer,    &s->target,  &s->audience, &s->scope,
				 &s->client_id, &s->ca_file, &s->document, &s->endpoint,
				 &s->methods,   &s->scopes,  &s->unused };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(*texts[i]);
	buf_free(&s->more);
	buf_free(&s->missing);
	secret_free(&s->secret);
}
