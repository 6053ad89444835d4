/* Lists of strings. */
#include "config/strings.h"

int strings_add(char ***list, size_t *n, char *text, struct err *err)
{
	char **grown = text != NULL ? reallocarray(*list, *n + 1, sizeof(*grown)) : NULL;

	if (grown == NULL) {
		free(text);
		return err_nomem(err);
	}
	*list = grown;
	grown[(*n)++] = text;
	return 0;
}

void strings_free(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

int strings_find(const char *const *list, const char *word)
{
	for (int i = 0; list[i] != NULL; i++)
		if (strcmp(list[i], word) == 0)
			return i;
	return -1;
}
