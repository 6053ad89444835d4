/*
 * Targets: the first line of the input is one of the configuration, the second one the URL that is
 * asked for, the third one git's word path. A target that covers a URL has its origin.
 */
#include "fuzz/fuzz.h"

#include "config/target.h"

static void check_path(const char *path, size_t len)
{
	must(len == 0 || (path[0] == '/' && path[len - 1] != '/'));
	must(memchr(path, '\\', len) == NULL && !text_has_control(path, len));
	must(memmem(path, len, "//", 2) == NULL);
}

static void check_pair(const struct target *t, const struct target *asked)
{
	const char *label = NULL;
	size_t len = 0;

	if (!target_covers(t, asked, &label, &len))
		return;
	must(t->https == asked->https && t->port == asked->port && t->tenant == (label != NULL));
	if (t->tenant)
		must(target_is_label(label, len) &&
		     asked->host_len + strlen("{tenant}") == t->host_len + len);
	else
		must(t->host_len == asked->host_len &&
		     memcmp(t->host, asked->host, t->host_len) == 0);
	must(asked->path == NULL ||
	     (t->path_len <= asked->path_len && memcmp(t->path, asked->path, t->path_len) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = copy_of(data, size), *rest = text, *word, *again;
	struct target t, asked, same;
	const char *label;
	size_t len;

	word = strsep(&rest, "\n");
	again = copy_of(word, strlen(word));
	bool configured = target_parse(word, TARGET_CONFIGURED, &t) == NULL;
	if (configured) {
		check_path(t.path, t.path_len);
		must(target_prefer(&t, &t) == 0);
	}
	/* Unless it has {tenant}, it covers itself. */
	if (configured && !t.tenant)
		must(target_parse(again, TARGET_ASKED, &same) == NULL &&
		     target_covers(&t, &same, &label, &len));
	if ((word = strsep(&rest, "\n")) != NULL &&
	    target_parse(word, TARGET_ASKED, &asked) == NULL) {
		check_path(asked.path, asked.path_len);
		if (configured)
			check_pair(&t, &asked);
		if (rest != NULL && target_set_path(rest, &asked) == NULL) {
			check_path(asked.path, asked.path_len);
			if (configured)
				check_pair(&t, &asked);
		}
	}
	free(again);
	free(text);
	return 0;
}
