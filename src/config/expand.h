/* Expanding values: {profile}, {tenant}, and ~ at the start of a path. */
#pragma once

#include "base/buf.h"
#include "base/location.h"

struct expand {
	const char *profile;
	/* NULL: {tenant} is kept as it is. */
	const char *tenant;
	/* The text is the name of a variable: values are put in upper case, with '_' for '-' and
	 * '.'. */
	bool as_variable;
};

/*
 * Expands {profile} and {tenant}; the caller frees *ret_text. *ret_tenant (it may be NULL) is set
 * to true if the text has {tenant}, and left alone otherwise. Braces around anything but a word are
 * kept, and {{word} is {word}. Returns 0, EXIT_CONFIG with the nearest word for another word in
 * braces, or EXIT_OS.
 */
int expand_text(const struct expand *e, const char *text, const struct location *at,
		char **ret_text, bool *ret_tenant, struct err *err);

/* Appends a text that expand_text makes of it again: no word in it is expanded. */
void expand_put_literal(struct buf *b, const char *text);

/* Replaces "~" and "~/..." by HOME; the caller frees. Other text is copied. Returns 0, EXIT_CONFIG
 * if HOME is needed and not usable (fs_user_dir), or EXIT_OS. */
int expand_home(const char *text, const struct location *at, char **ret_text, struct err *err);

/* The same for the value of a key that must be an absolute path. */
int expand_path(const char *text, const char *key, const struct location *at, char **ret_path,
		struct err *err);
