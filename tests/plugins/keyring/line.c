/*
 * One call of the keyring plugin as ccred-acquire makes it, with everything said on the command line:
 *
 *	line get|store|erase [profile=P] [origin=URL] [tenant=T] [client=ID] [ms=N] [interactive]
 *
 * The secret to store comes on stdin. Prints the result, then what was said; for get both items, too.
 */
#include "base/banned.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/limits.h"
#include "stack/run.h"
#include "stack/verdict.h"

#include <unistd.h>

struct words {
	const char *profile, *origin, *tenant, *client;
	int ms;
	bool interactive;
};

static int take_word(struct words *w, const char *word)
{
	const char *value = strchr(word, '=');

	if (strcmp(word, "interactive") == 0) {
		w->interactive = true;
		return 0;
	}
	if (value == NULL)
		return -1;
	value++;
	if (strncmp(word, "profile=", 8) == 0)
		w->profile = value;
	else if (strncmp(word, "origin=", 7) == 0)
		w->origin = value;
	else if (strncmp(word, "tenant=", 7) == 0)
		w->tenant = value;
	else if (strncmp(word, "client=", 7) == 0)
		w->client = value;
	else if (strncmp(word, "ms=", 3) == 0)
		w->ms = (int)strtol(value, NULL, 10);
	else
		return -1;
	return 0;
}

static int take_secret(struct bundle *items)
{
	struct buf b = BUF_SECRET(LIMIT_CLIENT_SECRET + 2);
	struct err err = { 0 };
	int r = fs_read_all(STDIN_FILENO, LIMIT_CLIENT_SECRET + 1, "stdin", &b, &err);

	if (r == 0 && b.len > 0)
		r = secret_new(b.data, b.len, &items->client_secret);
	buf_free(&b);
	return r;
}

static void call(const char *verb, const struct words *w, const struct bundle *items,
		 struct line_result *ret_line)
{
	struct source source = { .file = (char *)(uintptr_t) "conf",
				 .line = 1,
				 .plugin = (char *)(uintptr_t) "keyring" };
	struct profile profile = { .name = (char *)(uintptr_t)w->profile,
				   .origin = (char *)(uintptr_t)w->origin,
				   .tenant = (char *)(uintptr_t)w->tenant,
				   .sources = &source,
				   .nsources = 1 };
	struct stack_request request = { .profile = &profile,
					 .token_endpoint = w->origin,
					 .interactive = w->interactive };
	int64_t deadline = clock_ms() + w->ms;

	if (strcmp(verb, "store") == 0)
		run_store(&source, &request, items, deadline, ret_line);
	else if (strcmp(verb, "erase") == 0)
		run_erase(&source, &request, items, deadline, ret_line);
	else
		run_source(&source, &request, items, deadline, ret_line);
}

int main(int argc, char **argv)
{
	struct words w = { .profile = "demo", .origin = "https://auth.example", .ms = 10000 };
	struct line_result line = { .result = CCRED_INTERNAL };
	struct bundle items = { 0 };

	if (argc < 2)
		return EXIT_USAGE;
	for (int i = 2; i < argc; i++)
		if (take_word(&w, argv[i]) != 0)
			return EXIT_USAGE;
	if (w.client != NULL && secret_new(w.client, strlen(w.client), &items.client_id) != 0)
		return EXIT_OS;
	if (strcmp(argv[1], "store") == 0 && take_secret(&items) != 0)
		return EXIT_OS;
	call(argv[1], &w, &items, &line);
	printf("%s\n", result_name(line.result));
	if (line.text[0] != '\0')
		printf("%s\n", line.text);
	if (line.set.client_id != NULL)
		printf("client_id=%s\n", line.set.client_id->data);
	if (line.set.client_secret != NULL)
		printf("client_secret=%s\n", line.set.client_secret->data);
	bundle_clear(&line.set);
	bundle_clear(&items);
	return 0;
}
