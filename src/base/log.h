/* What a main prints on stderr: one line an error, one line a hint, never a secret. */
#pragma once

#include "base/err.h"

/* Prints "ccred: PROFILE: text" and "hint: ..." if there is one, each as one write(2). profile is
 * left out if it is NULL or empty. */
void log_error(const char *profile, const struct err *err);

/* Prints "ccred: PROFILE: text", for what is no failure. */
void log_note(const char *profile, const char *text);

/* Prints "ccred: PROFILE: warning: text". Control bytes are escaped. */
void log_warning(const char *profile, const char *text);

/* The same with the line of an error (err_line). */
void log_warning_err(const char *profile, const struct err *err);

/* The same as log_warning, for a struct client. */
void log_client_warning(void *arg, const char *profile, const char *text);

/* Prints "hint: text" alone, where nothing failed. */
void log_hint(const char *text);

/* The same with the line of an error (err_line). */
void log_hint_err(const struct err *err);
