/* The main of ccred-helper: the dialect that its name says, or else its first word. */
#include "base/log.h"
#include "base/proc.h"
#include "base/trace.h"
#include "helpers/helper.h"

#include <string.h>

/* Sets *ret_words to those of the tool. NULL: neither names a dialect. */
static const struct dialect *choose(const char *program, char **argv, char ***ret_words)
{
	const struct dialect *dialect;
	const char *word;

	*ret_words = argv + 1;
	if ((dialect = dialect_of_program(program, &word)) != NULL) {
		/* The end of the program's name is the first word. */
		if (word != NULL) {
			argv[0] += strlen(argv[0]) - strlen(word);
			*ret_words = argv;
		}
		return dialect;
	}
	if (argv[1] == NULL)
		return NULL;
	*ret_words = argv + 2;
	return dialect_find(argv[1]);
}

int main(int argc, char **argv)
{
	const struct dialect *dialect;
	struct err err = { 0 };
	const char *program;
	char about[80] = "";
	char **words;
	int r;

	if ((r = proc_harden(argc, 0, &err)) != 0)
		goto out;
	program = strrchr(argv[0], '/') != NULL ? strrchr(argv[0], '/') + 1 : argv[0];
	if (trace_start(program, &err) != 0)
		log_warning_err(NULL, &err);
	if ((dialect = choose(program, argv, &words)) == NULL) {
		r = err_set(&err, REASON_USAGE,
			    "neither the name of this program nor its first word is a dialect");
		err_fix(&err, "ccred helper --list");
		goto out;
	}
	trace("dialect: %s, command: %s", dialect->name, words[0] != NULL ? words[0] : "none");
	r = helper_run(dialect, words, about, sizeof(about), &err);
out:
	if (r != 0 && err.code != 0)
		log_error(about, &err);
	return r;
}
