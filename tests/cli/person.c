/* Asks as plugins do, by the prompt that ccred has: person hidden|visible|info TEXT SIZE. Prints
 * what became of it. */
#include "cli/person.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	struct client client = person_asked();
	char buffer[256];
	size_t len = 0;
	int style;

	if (argc != 4)
		return 99;
	style = strcmp(argv[1], "hidden") == 0    ? CCRED_PROMPT_HIDDEN
		: strcmp(argv[1], "visible") == 0 ? CCRED_PROMPT_VISIBLE
						  : CCRED_PROMPT_INFO;
	if (client.prompt == NULL) {
		puts("nobody");
		return 0;
	}
	int r = client.prompt(client.arg, style, argv[2], buffer, strtoul(argv[3], NULL, 10), &len);
	printf("result %d: %.*s\n", r, (int)len, buffer);
	return 0;
}
