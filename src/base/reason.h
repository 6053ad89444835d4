/*
 * The reasons for which ccred fails: stable words for programs, one table for all of them. ccred(1),
 * REASONS, is the same table for people, and a test compares the two.
 */
#ifndef CCRED_BASE_REASON_H
#define CCRED_BASE_REASON_H

/*
 * X(NAME, word, exit code of base/err.h, meaning). A room adds its own below its heading, in the order of
 * the alphabet. A word, once released, keeps its meaning.
 */
#define REASON_TABLE(X) \
	/* base */ \
	X(FILE_ACCESS, file_access, EXIT_DENIED, "A file or directory cannot be opened.") \
	X(FILE_MISSING, file_missing, EXIT_NOINPUT, "A file or directory is not there.") \
	X(FILE_MODE, file_mode, EXIT_DENIED, \
	  "Others may read or change a file or directory that must be safe from them.") \
	X(FILE_OWNER, file_owner, EXIT_DENIED, "A file or directory belongs to another user.") \
	X(FILE_TOO_LONG, file_too_long, EXIT_DATA, "A file or an input is too long.") \
	X(FILE_TYPE, file_type, EXIT_DENIED, "A path does not lead to a regular file.") \
	X(NO_MEMORY, no_memory, EXIT_OS, "There is no memory left.") \
	X(PATH_RELATIVE, path_relative, EXIT_DENIED, "A path is not absolute.") \
	X(SYSTEM, system_error, EXIT_OS, "The system refused a call.") \
	X(URL, url_malformed, EXIT_DATA, "A URL is malformed, or is not one of https.") \
	/* config */ \
	X(CONFIG_BAD_NAME, config_bad_name, EXIT_CONFIG, \
	  "The name of a profile or stack is missing or malformed.") \
	X(CONFIG_BAD_URL, config_bad_url, EXIT_CONFIG, \
	  "A URL is malformed, or is not of the kind that its key takes.") \
	X(CONFIG_BAD_VALUE, config_bad_value, EXIT_CONFIG, \
	  "A value is not one that its key takes.") \
	X(CONFIG_CHANGED, config_changed, EXIT_TEMPFAIL, \
	  "The configuration changed while it was edited.") \
	X(CONFIG_CONFLICT, config_conflict, EXIT_CONFIG, \
	  "Two settings of a profile contradict each other.") \
	X(CONFIG_CONTROL, config_control, EXIT_CONFIG, \
	  "The control of a source line is malformed.") \
	X(CONFIG_DUPLICATE, config_duplicate, EXIT_CONFIG, \
	  "A key, a name or a target stands twice.") \
	X(CONFIG_EMPTY, config_empty, EXIT_CONFIG, "No profile is configured.") \
	X(CONFIG_HOME, config_home, EXIT_CONFIG, \
	  "~ is used, but HOME is unset or is not a directory of the user.") \
	X(CONFIG_INCLUDE, config_include, EXIT_CONFIG, \
	  "A file that is included is missing, or includes itself.") \
	X(CONFIG_LIMIT, config_limit, EXIT_CONFIG, \
	  "A line or a file is too long, or there are too many profiles.") \
	X(CONFIG_MISPLACED, config_misplaced, EXIT_CONFIG, \
	  "A key stands where it does not belong.") \
	X(CONFIG_MISSING_FILE, config_missing_file, EXIT_NOINPUT, \
	  "CCRED_CONFIG names a file that does not exist.") \
	X(CONFIG_MISSING_KEY, config_missing_key, EXIT_CONFIG, \
	  "A profile lacks a key that it needs.") \
	X(CONFIG_NO_PLACE, config_no_place, EXIT_CONFIG, \
	  "There is no place for a configuration: HOME or CCRED_CONFIG is not usable.") \
	X(CONFIG_SECRET, config_secret, EXIT_CONFIG, "A secret stands in the configuration.") \
	X(CONFIG_SYNTAX, config_syntax, EXIT_CONFIG, "A line cannot be split into words.") \
	X(CONFIG_UNKNOWN_KEY, config_unknown_key, EXIT_CONFIG, "A key is not known.") \
	X(CONFIG_UNKNOWN_WORD, config_unknown_word, EXIT_CONFIG, \
	  "A word is none of those that may stand there.") \
	X(PROFILE_AMBIGUOUS, profile_ambiguous, EXIT_CONFIG, \
	  "Several profiles have a target for the URL.") \
	X(PROFILE_OTHER_URL, profile_other_url, EXIT_USAGE, \
	  "The profile that is named has no target for the URL.") \
	X(PROFILE_UNKNOWN, profile_unknown, EXIT_CONFIG, "There is no profile of this name.") \
	X(SOURCE_LINE, source_line, EXIT_CONFIG, \
	  "A source line of the configuration is malformed.") \
	X(STACK_INVALID, stack_invalid, EXIT_CONFIG, \
	  "A stack is empty or too long, or contains itself.") \
	X(STACK_UNKNOWN, stack_unknown, EXIT_CONFIG, \
	  "A source line names a stack that there is not.") \
	X(TARGET_NOT_OURS, target_not_ours, EXIT_CONFIG, "No profile has a target for the URL.") \
	X(TENANT_MALFORMED, tenant_malformed, EXIT_USAGE, "A tenant is not a DNS label.") \
	X(TENANT_NEEDED, tenant_needed, EXIT_USAGE, \
	  "The profile serves tenants, and none is named.") \
	X(TENANT_UNWANTED, tenant_unwanted, EXIT_USAGE, \
	  "The profile has no tenants, or the URL is that of another one.") \
	/* plugin */ \
	/* stack */ \
	/* source */ \
	/* cache */ \
	/* http */ \
	/* oauth */ \
	/* acquire */ \
	/* client */ \
	/* report */ \
	/* setup */ \
	/* kit */ \
	/* cli */ \
	/* helpers */

#define REASON_MEMBER(name, word, code, meaning) REASON_##name,
enum reason {
	REASON_FIRST = 1000, /* above every exit code, so that the two cannot be mixed up */
	REASON_TABLE(REASON_MEMBER) REASON_END,
};
#undef REASON_MEMBER

/* The word of a reason, such as "no_memory"; never NULL. */
const char *reason_word(enum reason reason);

/* The exit code that it leads to, and one sentence of what it means. */
int reason_code(enum reason reason);
const char *reason_meaning(enum reason reason);

#endif
