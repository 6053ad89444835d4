/* What is asked for: a URL or git's words, taken apart for matching. */
#pragma once

#include "base/limits.h"
#include "config/config.h"
#include "config/target.h"

/* Set up with { 0 }. */
struct asked {
	/* What target points into. */
	char *url, *path;
	/* Its host is NULL if no URL and no host is asked for, its path if git did not send one. */
	struct target target;
};

/*
 * Takes the question apart. Returns 0; EXIT_DATA if no target can ever cover what is asked for, and
 * why, in words; or EXIT_OS. The caller clears in any case.
 */
int asked_parse(const struct config_query *query, struct asked *asked, const char **ret_why);
void asked_clear(struct asked *asked);

/* A tenant that was named, in lower case. Returns 0, or EXIT_USAGE if it is no DNS label. */
int asked_tenant(const char *named, char ret_label[LIMIT_TENANT + 1], struct err *err);
