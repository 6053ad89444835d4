/* The one way to stdout: an answer is built whole, and then written. */
#include "base/banned.h"
#include "cli/output.h"
#include "base/fs.h"
#include "base/text.h"

#include <errno.h>
#include <unistd.h>

int output_write(const struct buf *b, struct err *err)
{
	if (buf_error(b))
		return err_nomem(err);
	if (b->len > 0 && fs_write_all(STDOUT_FILENO, b->data, b->len) != 0)
		return err_sys(err, EXIT_IO, errno, "cannot write the answer to stdout");
	return 0;
}

/* no-color.org: whatever is in the variable, if it is not empty. */
bool output_colour(void)
{
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0') && terminal != NULL &&
	       terminal[0] != '\0' && strcmp(terminal, "dumb") != 0;
}

void output_json_text(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\') {
			buf_putc(b, '\\');
			buf_putc(b, *text);
		} else if (text_is_control(c)) {
			buf_printf(b, "\\u%04x", c);
		} else {
			buf_putc(b, *text);
		}
	}
}

void output_header(struct buf *b, const struct secret *token)
{
	buf_puts(b, "Authorization: Bearer ");
	buf_put(b, token->data, token->len);
	buf_putc(b, '\n');
}

void output_curl(struct buf *b, const struct secret *token)
{
	/* curl(1), --config: inside quotes, backslash and quote are escaped, as in JSON. */
	buf_puts(b, "header = \"Authorization: Bearer ");
	output_json_text(b, token->data);
	buf_puts(b, "\"\n");
}
