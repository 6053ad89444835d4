/* The table of the keys. */
#include "config/key.h"

#define KEY_ROW(id, name, repeatable, of_profile) { name, KEY_##id, repeatable, of_profile },
static const struct key keys[N_KEYS] = { KEY_TABLE(KEY_ROW) };

const struct key *key_find(const char *name)
{
	for (size_t i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

struct key_line key_line_of(const struct location *at, const struct lex *lex)
{
	return (struct key_line){ key_find(lex->words[0].text), *at, lex->words + 1, lex->n - 1 };
}

const char *const *key_names(bool defaults)
{
	static const char *names[2][N_KEYS + 1];
	size_t n = 0;

	for (size_t i = 0; i < N_KEYS; i++)
		if (!defaults || !keys[i].of_profile)
			names[defaults][n++] = keys[i].name;
	names[defaults][n] = NULL;
	return names[defaults];
}
