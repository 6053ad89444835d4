/*
 * One call of the keyring plugin as ccred-acquire makes it, with everything said on the command
 * line:
 *
 *	line get|store|erase [profile=P] [origin=URL] [tenant=T] [client=ID] [ms=N] [interactive]
 *
 * The secret to store comes on stdin. Prints the result, then what was said; for get both items,
 * too.
 */
#include "base/buf.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/limits.h"
#include "stack/run_line.h"

#include <unistd.h>

struct words {
	const char *profile, *origin, *issuer, *tenant, *client;
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
	else if (strncmp(word, "issuer=", 7) == 0)
		w->issuer = value;
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

static int take_secret(struct credential *items)
{
	struct buf b = BUF_SECRET(LIMIT_CLIENT_SECRET + 2);
	struct err err = { 0 };
	int r = fs_read_all(STDIN_FILENO, LIMIT_CLIENT_SECRET + 1, "stdin", &b, &err);

	if (r == 0 && b.len > 0)
		r = credential_set(items, ITEM_CLIENT_SECRET, b.data, b.len, NULL, &err);
	buf_free(&b);
	return r;
}

static const char *value(const void *arg, const char *name)
{
	(void)arg;
	return getenv(name);
}

static void call(const char *verb, const struct words *w, const struct credential *items,
		 struct line_result *ret_line)
{
	struct source source = { .file = (char *)(uintptr_t) "conf",
				 .line = 1,
				 .plugin = (char *)(uintptr_t) "keyring" };
	struct profile profile = { .name = (char *)(uintptr_t)w->profile,
				   .origin = (char *)(uintptr_t)w->origin,
				   .issuer = (char *)(uintptr_t)w->issuer,
				   .tenant = (char *)(uintptr_t)w->tenant,
				   .sources = &source,
				   .nsources = 1 };
	struct bound *bound = NULL;
	struct err err = { 0 };
	if (bind_profile(&profile, value, NULL, &bound, &err) != 0)
		return;
	struct stack_request request = { .bound = bound,
					 .token_endpoint = w->origin,
					 .interactive = w->interactive };
	int64_t deadline = clock_ms() + w->ms;

	if (strcmp(verb, "store") == 0)
		run_store(&source, &request, items, deadline, ret_line);
	else if (strcmp(verb, "erase") == 0)
		run_erase(&source, &request, items, deadline, ret_line);
	else
		run_source(&source, &request, items, deadline, ret_line);
	bind_free(&bound);
}

int main(int argc, char **argv)
{
	struct words w = { .profile = "demo", .origin = "https://auth.example", .ms = 10000 };
	struct line_result line = { .result = RESULT_INTERNAL };
	struct credential items = { .items = { NULL } };
	char said[SAID_LINE_MAX];

	if (argc < 2)
		return EXIT_USAGE;
	for (int i = 2; i < argc; i++)
		if (take_word(&w, argv[i]) != 0)
			return EXIT_USAGE;
	if (w.client != NULL &&
	    credential_set(&items, ITEM_CLIENT_ID, w.client, strlen(w.client), NULL, NULL) != 0)
		return EXIT_OS;
	if (strcmp(argv[1], "store") == 0 && take_secret(&items) != 0)
		return EXIT_OS;
	call(argv[1], &w, &items, &line);
	printf("%s\n", result_name((int)line.result));
	if (said_line(&line.said, said)[0] != '\0')
		printf("%s\n", said);
	if (line.set.items[ITEM_CLIENT_ID] != NULL)
		printf("client_id=%s\n", line.set.items[ITEM_CLIENT_ID]->data);
	if (line.set.items[ITEM_CLIENT_SECRET] != NULL)
		printf("client_secret=%s\n", line.set.items[ITEM_CLIENT_SECRET]->data);
	credential_clear(&line.set);
	credential_clear(&items);
	return 0;
}
