/* The table of dialects. */
#include "helpers/dialect.h"

#include <string.h>

const struct dialect *const dialects[] = {
	&dialect_git,    &dialect_kubernetes, &dialect_engflow,
	&dialect_goauth, &dialect_terraform,  &dialect_headers,
	&dialect_codex,  &dialect_rclone,     &dialect_msmtp,
	&dialect_mbsync, &dialect_docker,     &dialect_cargo,
	&dialect_pip,    &dialect_pnpm,       NULL,
};

const struct dialect *dialect_find(const char *name)
{
	for (size_t i = 0; dialects[i] != NULL; i++)
		if (strcmp(dialects[i]->name, name) == 0)
			return dialects[i];
	return NULL;
}

const struct dialect *dialect_of_program(const char *program, const char **ret_word)
{
	for (size_t i = 0; dialects[i] != NULL; i++) {
		const char *wanted = dialects[i]->program;
		size_t len = wanted != NULL ? strcspn(wanted, "*") : 0;

		if (wanted == NULL || strncmp(program, wanted, len) != 0 ||
		    (wanted[len] == '\0') != (program[len] == '\0'))
			continue;
		*ret_word = wanted[len] == '*' ? program + len : NULL;
		return dialects[i];
	}
	return NULL;
}
