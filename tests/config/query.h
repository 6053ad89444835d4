/* What the black-box tests of the configuration share: a question as text, and its answer as
 * text. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* Called with true before the configuration is asked and with false when it has answered. */
extern void (*query_hook)(bool begins);

/*
 * Asks what the text says ("each", or words name=, tenant=, url=, protocol=, host=, path=) and
 * prints the answer to out (NULL: nowhere). Of a profile it prints what differs from the shortest
 * one; all, with the word "full". Returns the code.
 */
int query_run(const char *text, FILE *out);

/*
 * Runs the questions of a file, as it stands on disk: the lines "# query: ", with " | " between
 * several questions. Returns 0, or -1 if the file cannot be read or asks nothing. The codes go to
 * fn.
 */
int query_file(const char *file, FILE *out, void (*fn)(const char *query, int code));
