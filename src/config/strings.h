/* Lists of strings. */
#pragma once

#include "base/err.h"

/* Appends text, which the list takes over (freed on failure); NULL stands for no memory. Returns 0
 * or EXIT_OS. */
int strings_add(char ***list, size_t *n, char *text, struct err *err);

/* The number of a word in a list that ends with NULL; -1: it is not there. */
int strings_find(const char *const *list, const char *word);

void strings_free(char **list, size_t n);
