/* What a main prints on stderr. */
#include "base/log.h"
#include "base/fs.h"
#include "base/text.h"

#include <unistd.h>

/* Needs no memory of the heap: what it prints may be that there is none. */
static void print(const char *before, const char *profile, const char *kind, const char *text)
{
	char line[ERR_TEXT_MAX + ERR_LINE_MAX + 64], clean[ERR_TEXT_MAX] = "";

	if (profile != NULL)
		text_escape(profile, strlen(profile), clean, sizeof(clean));
	int len = snprintf(line, sizeof(line), "%s%s%s%s%s\n", before, clean,
			   clean[0] != '\0' ? ": " : "", kind, text);
	(void)fs_write_all(STDERR_FILENO, line, (size_t)len);
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

void log_hint_err(const struct err *err)
{
	char line[ERR_LINE_MAX];

	log_hint(err_line(err, line, sizeof(line)));
}

void log_note(const char *profile, const char *text)
{
	print("ccred: ", profile, "", text);
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
