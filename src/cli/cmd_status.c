/* ccred status: how the profiles stand, from the configuration and the cache alone. */
#include "base/json_out.h"
#include "base/log.h"
#include "base/output.h"
#include "base/text.h"
#include "cli/args.h"
#include "cli/status.h"

/* The width of the output if neither the terminal nor COLUMNS gives it, and its limits. */
#define DEFAULT_WIDTH 80
#define LEAST_WIDTH 20
#define MOST_WIDTH 10000

/* The width of the terminal, else $COLUMNS. */
static size_t wanted_width(void)
{
	const char *columns = getenv("COLUMNS");
	uint64_t width = output_width();

	if (width == 0) {
		width = DEFAULT_WIDTH;
		if (columns != NULL)
			(void)text_to_u64(columns, MOST_WIDTH, &width);
	}
	return width < LEAST_WIDTH ? LEAST_WIDTH : (size_t)width;
}

/* line: NULL for none. */
static void put_source(const struct status_row *row, const char *key, const struct line *line,
		       const char *said, struct buf *b)
{
	struct buf where = BUF_INIT, place = BUF_INIT;

	if (line == NULL) {
		json_text(b, key, NULL);
		return;
	}
	buf_printf(&where, "%s:%u", line->source->file, line->source->line);
	bind_location(line, !row->any_tenant, &place);
	json_begin(b, key, '{');
	json_text(b, "where", buf_str(&where));
	json_text(b, "plugin", line->source->plugin);
	/* What the plugin said is more exact than what the arguments say. */
	json_text(b, "text", said != NULL ? said : place.len > 0 ? buf_str(&place) : NULL);
	buf_putc(b, '}');
	b->failed |= buf_error(&where) || buf_error(&place);
	buf_free(&where);
	buf_free(&place);
}

static void put_number(struct buf *b, const char *key, bool known, int64_t value)
{
	if (known)
		json_number(b, key, value);
	else
		json_text(b, key, NULL);
}

static void put_row(const struct status_row *row, struct buf *b)
{
	const struct profile *p = row->profile;
	size_t tried = row->bound != NULL && !cache_is_valid(row->state) ? row->bound->nlines : 0;

	json_begin(b, NULL, '{');
	json_text(b, "profile", p->name);
	json_text(b, "file", p->file);
	json_number(b, "line", p->line);
	json_begin(b, "targets", '[');
	for (size_t i = 0; i < p->ntargets; i++)
		json_text(b, NULL, p->targets[i]);
	buf_putc(b, ']');
	json_text(b, "tenant", p->tenant);
	json_boolean(b, "any_tenant", row->any_tenant);
	json_text(b, "state", status_word(row));
	put_number(b, "left_s", cache_is_valid(row->state), row->token.left_s);
	put_number(b, "expires", row->token.expires_s != 0, row->token.expires_s);
	json_text(b, "bound_to", token_binding_word(row->token.binding));
	put_number(b, "certificate_expires", row->token.certificate_end_s != 0,
		   row->token.certificate_end_s);
	put_source(row, "source", row->source, row->said, b);
	json_begin(b, "would_try", '[');
	for (size_t i = 0; i < tried; i++)
		put_source(row, NULL, &row->bound->lines[i], NULL, b);
	buf_putc(b, ']');
	if (p->token_file != NULL && !row->any_tenant) {
		json_begin(b, "token_file", '{');
		json_text(b, "path", p->token_file);
		json_boolean(b, "has_token", row->in_file);
		buf_putc(b, '}');
	} else {
		json_text(b, "token_file", NULL);
	}
	if (row->failed) {
		json_begin(b, "last_error", '{');
		json_err(b, &row->failure.err);
		json_number(b, "age_s", row->failure.age_s);
		json_boolean(b, "counts", row->failure.left_s > 0);
		buf_putc(b, '}');
	} else {
		json_text(b, "last_error", NULL);
	}
	json_error(b, "refused", &row->refused);
	buf_putc(b, '}');
}

static void put_json(const struct status *status, struct buf *b)
{
	json_begin(b, NULL, '[');
	for (size_t i = 0; i < status->n; i++)
		put_row(&status->rows[i], b);
	buf_puts(b, "]\n");
}

/* EXIT_CONFIG if a profile is refused; else the code of the first failure of a row without a token;
 * else 0. */
static int code_of(const struct status *status)
{
	int code = 0;

	for (size_t i = 0; i < status->n; i++) {
		const struct status_row *row = &status->rows[i];
		if (row->refused.code != 0)
			return EXIT_CONFIG;
		if (code == 0 && !cache_is_valid(row->state) && row->failed)
			code = row->failure.err.code;
	}
	return code;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	struct status status = { 0 };
	int r;

	if ((r = status_gather(args->words, args->nwords, args_value(args, "--tenant"), &status,
			       err)) != 0)
		goto out;
	if (status.n == 0)
		log_hint_err(err);
	if (args_value(args, "--json") != NULL)
		put_json(&status, &context->out);
	else
		status_text(&status, wanted_width(), output_colour(), &context->out);
	/* A cache-dir that cannot be used ends every call. Without any directory calls go on,
	 * and in the next one if another user holds the first. */
	if (status.cache.code == EXIT_UNAVAILABLE) {
		log_warning_err(NULL, &status.cache);
	} else if (status.cache.code != 0) {
		*err = status.cache;
		r = err->code;
		goto out;
	}
	/* The answer has the error in it. */
	context->told = true;
	r = code_of(&status);
out:
	status_clear(&status);
	return r;
}

const struct command command_status = {
	.name = "status",
	.brief = "how the profiles stand: tokens, sources, errors",
	.about =
		"Prints how each profile stands: its token and for how long it is valid, which\n"
		"source supplied the credential or which sources would be tried, and how the last\n"
		"attempt failed. Reads configuration and cache: runs no source, asks no server.\n"
		"\n"
		"Token: fresh; renewing (valid, and about to be renewed); expiring (a call waits\n"
		"for a new one); expired; rejected (taken back with erase); none.\n"
		"Exit code 78 if a profile is refused; else that of the first failure that stands\n"
		"where there is no valid token.\n",
	.elsewhere = "info|state",
	.forms = FORMS({
		.arguments = { { "PROFILE|URL", KIND_PROFILE, .optional = true,
				 .repeated = true } },
	}),
	.options = OPTIONS({ OPTION_JSON }, { OPTION_TENANT }),
	.examples =
		"  ccred status\n"
		"  ccred status --json | jq -r '.[] | select(.state == \"expired\") | .profile'\n",
	.run = run,
};
