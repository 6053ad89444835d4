/* What a main prints on stderr. */
#include "base/log.h"
#include "base/buf.h"
#include "base/fs.h"
#include "base/text.h"

#include <unistd.h>

static void print(const char *before, const char *profile, const char *kind, const char *text)
{
	struct buf line = BUF_INIT;
	char clean[ERR_TEXT_MAX];

	buf_puts(&line, before);
	if (profile != NULL && profile[0] != '\0')
		buf_printf(&line,
			   "%s: ", text_escape(profile, strlen(profile), clean, sizeof(clean)));
	buf_printf(&line, "%s%s\n", kind, text);
	if (!buf_error(&line))
		(void)fs_write_all(STDERR_FILENO, line.data, line.len);
	buf_free(&line);
}

void log_error(const char *profile, const struct err *err)
{
	char line[ERR_LINE_MAX];

	print("ccred: ", profile, "",
	      err->text[0] != '\0' ? err_line(err, line, sizeof(line)) : "failed without a reason");
	if (err->hint[0] != '\0')
		log_hint(err->hint);
}

void log_hint(const char *text)
{
	print("hint: ", NULL, "", text);
}

void log_warning(const char *profile, const char *text)
{
	char clean[ERR_LINE_MAX];

	print("ccred: ", profile,
	      "warning: ", text_escape(text, strlen(text), clean, sizeof(clean)));
}

void log_warning_err(const char *profile, const struct err *err)
{
	char line[ERR_LINE_MAX];

	log_warning(profile, err_line(err, line, sizeof(line)));
}

void log_client_warning(void *arg, const char *profile, const char *text)
{
	(void)arg;
	log_warning(profile, text);
}
