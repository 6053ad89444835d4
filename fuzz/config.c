/*
 * The configuration, as a file: what the list has is found by its name, or refused, and each
 * answer is one that the manual page names. What other files say is not part of it.
 */
#include "fuzz/fuzz.h"

#include "config/config.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int fd = -1;

/* The file lies in memory: to cut one on a disk takes longer than all else together. */
static void begin(void)
{
	static char home[] = "HOME=/nonexistent", variable[64];

	must((fd = memfd_create("config", MFD_CLOEXEC)) >= 0 && fchmod(fd, 0600) == 0);
	snprintf(variable, sizeof(variable), "CCRED_CONFIG=/proc/self/fd/%d", fd);
	must(putenv(variable) == 0 && putenv(home) == 0);
}

static void ask(const struct config_query *query, bool known)
{
	enum config_match match = CONFIG_NOT_OURS;
	struct profile *p = NULL;
	struct err err = { 0 };
	struct buf b = BUF_INIT;
	int r = config_find(query, &match, &p, &err);

	must((r == 0 && match == CONFIG_FOUND) == (p != NULL));
	must(r == 0 || r == EXIT_USAGE || r == EXIT_CONFIG);
	must(!known || p != NULL);
	if (r != 0)
		must_say(r, &err);
	if (p != NULL) {
		profile_describe(p, &b);
		must(!buf_error(&b));
	}
	profile_free(&p);
	buf_free(&b);
}

static int take_item(const struct config_item *item, void *arg)
{
	const struct config_query query = { .name = item->name,
					    .tenant = item->any_tenant ? "acme" : NULL };
	bool *asked = arg;

	must(item->line > 0 && (item->error != NULL) == (*item->profile == NULL));
	if (item->error != NULL)
		must_say(item->error->code, item->error);
	/* Each question reads the file again, so the first profile stands for all. */
	if (!*asked)
		ask(&query, item->error == NULL && !item->any_tenant);
	*asked = true;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config *config = NULL;
	struct err err = { 0 };
	bool asked = false;
	int r;

	if (memmem(data, size, "include", strlen("include")) != NULL)
		return -1;
	if (fd < 0)
		begin();
	must(pwrite(fd, data, size, 0) == (ssize_t)size && ftruncate(fd, (off_t)size) == 0);
	if ((r = config_read(&config, &err)) == 0)
		r = config_each(config, take_item, &asked, &err);
	if (r != 0)
		must_say(r, &err);
	must(r == 0 || r == EXIT_CONFIG);
	config_free(&config);
	ask(&(struct config_query){ .url = "https://acme.api.example.com/v1" }, false);
	return 0;
}
