/* The one way to stdout: an answer is built whole, and then written. */
#include "base/output.h"
#include "base/fs.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

int output_write(const struct buf *b, struct err *err)
{
	if (buf_error(b))
		return err_nomem(err);
	if (b->len > 0 && fs_write_all(STDOUT_FILENO, b->data, b->len) != 0)
		return err_sys(err, REASON_OUTPUT, errno, "cannot write the answer to stdout");
	return 0;
}

/* no-color.org: the variable counts if it is not empty. */
bool output_colour(void)
{
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0') && terminal != NULL &&
	       terminal[0] != '\0' && strcmp(terminal, "dumb") != 0;
}

size_t output_width(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
