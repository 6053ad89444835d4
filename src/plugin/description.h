/*
 * The description of a plugin: the file NAME.plugin, which says what the plugin takes and offers,
 * and names the module or the program to run. ccred-plugin(3) is the reference of its format.
 * Nothing is loaded or run to read it.
 */
#pragma once

#include "base/err.h"

#define DESCRIPTION_SUFFIX ".plugin"
#define DESCRIPTION_MAX_SIZE (64u * 1024)
#define DESCRIPTION_MAX_OPTIONS 64
#define DESCRIPTION_MAX_VARIABLES 64

/* The constant that a module exports; its major ABI is in the name. */
#define PLUGIN_SYMBOL "ccred_module_v1"

/* The words of "offers", as bits. */
enum offer {
	OFFER_GET = 1u << 0,
	OFFER_STORE = 1u << 1,
	OFFER_ERASE = 1u << 2,
	OFFER_SIGN = 1u << 3,
	OFFER_PROMPT = 1u << 4,
};

enum option_type {
	OPTION_TEXT,
	OPTION_WORD,
	OPTION_YES_NO,
	OPTION_NUMBER,
	OPTION_PATH,
	OPTION_URL,
	OPTION_ORIGIN,
	OPTION_VARIABLE,
	OPTION_VARIABLE_PREFIX,
};

/* The flags of an option, as bits. */
enum option_flag {
	OPTION_REQUIRED = 1u << 0,
	OPTION_LOCATION = 1u << 1,
	OPTION_SELECTS = 1u << 2,
	OPTION_REPLACES = 1u << 3,
	OPTION_ENABLES_STORE = 1u << 4,
	OPTION_AFTER_LOGIN = 1u << 5,
	OPTION_KEY_FILE = 1u << 6,
	OPTION_KEY_URI = 1u << 7,
	OPTION_CERTIFICATE_FILE = 1u << 8,
	OPTION_PIN_FILE = 1u << 9,
};

struct plugin_option {
	/* A '*' at its end stands for any suffix. */
	const char *name;
	enum option_type type;
	/* The words of OPTION_WORD; the suffixes of OPTION_VARIABLE_PREFIX. */
	const char *const *values;
	size_t nvalues;
	unsigned flags;
	const char *help;
};

/* Strings and lists belong to the description. */
struct description {
	/* Of the file. */
	char *path;
	const char *name;
	/* NULL: not given. */
	const char *summary, *version;
	/* Its ABI has our major number. */
	unsigned abi_minor;
	unsigned offers;
	bool separate_tenants;
	/* One of the two is set: the file of the module, as written; or the program and its
	 * words. */
	const char *module;
	const char *const *program;
	size_t nprogram;
	const char *variables[DESCRIPTION_MAX_VARIABLES];
	size_t nvariables;
	struct plugin_option options[DESCRIPTION_MAX_OPTIONS];
	size_t noptions;
	/* The first key that this ccred does not know, and its line; NULL: none. */
	const char *unknown;
	unsigned unknown_line;

	/* What the strings and lists point into. */
	const char **words;
	char text[];
};

/*
 * Reads the text of a description. path is the name of its file, for messages and for d->path.
 * Pure. Returns 0, EXIT_CONFIG with the place, or EXIT_OS.
 */
int description_parse(const char *path, const char *text, size_t len,
		      struct description **ret_description, struct err *err);

/* Frees and sets to NULL. NULL is fine. */
void description_free(struct description **description);

/* The option that takes an argument of this name: the one of just this name, or the first whose
 * pattern it matches. NULL: none. */
const struct plugin_option *description_option(const struct description *d, const char *name);

/* Whether the option takes an argument of this name. */
bool option_takes(const struct plugin_option *option, const char *name);

/* How the type is shown to people: "PATH", or "json|lines|secret". Returns out. */
#define OPTION_SHOWN_MAX 256
char *option_shown_type(const struct plugin_option *option, char out[OPTION_SHOWN_MAX]);
