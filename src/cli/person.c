/* The person in front of ccred: is warned on stderr, and asked at the terminal. */
#include "cli/person.h"
#include "base/log.h"
#include "base/terminal.h"
#include "stack/ask.h"

#include <unistd.h>

struct client person_warned(void)
{
	return (struct client){ .warn = log_client_warning, .person = isatty(STDERR_FILENO) };
}

struct client person_asked(void)
{
	struct client client = person_warned();

	client.prompt = terminal_possible() ? ask_terminal : NULL;
	return client;
}
