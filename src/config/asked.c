/* Taking a question to the configuration apart. */
#include "config/asked.h"

#include <strings.h>

#include "base/text.h"
#include "base/url.h"

/* The reason why git's words are not a valid URL, or NULL. The host must not contain a path or
 * another host. */
static const char *check_words(const struct config_query *q)
{
	if (strcasecmp(q->protocol, "https") != 0 && strcasecmp(q->protocol, "http") != 0)
		return "the protocol is not https";
	if (q->host[0] == '\0' || strpbrk(q->host, "/?#@\\%") != NULL)
		return "the host is malformed";
	return NULL;
}

int asked_parse(const struct config_query *q, struct asked *asked, const char **ret_why)
{
	struct url_parts parts;

	*ret_why = NULL;
	if (q->url == NULL && q->host == NULL)
		return 0;
	if (q->url == NULL && (*ret_why = check_words(q)) != NULL)
		return EXIT_DATA;
	if (q->url != NULL ? (asked->url = strdup(q->url)) == NULL
			   : asprintf(&asked->url, "%s://%s", q->protocol, q->host) < 0) {
		asked->url = NULL;
		return EXIT_OS;
	}
	if ((*ret_why = url_check(asked->url, &parts)) == NULL && !parts.https &&
	    !url_host_is_loopback(parts.host, parts.host_len))
		*ret_why = "http is for a loopback host only";
	if (*ret_why == NULL)
		*ret_why = target_parse(asked->url, TARGET_ASKED, &asked->target);
	if (*ret_why == NULL && q->url == NULL)
		asked->target.path = NULL;
	if (*ret_why == NULL && q->url == NULL && q->path != NULL) {
		if ((asked->path = strdup(q->path)) == NULL)
			return EXIT_OS;
		*ret_why = target_set_path(asked->path, &asked->target);
	}
	return *ret_why == NULL ? 0 : EXIT_DATA;
}

void asked_clear(struct asked *asked)
{
	free(asked->url);
	free(asked->path);
	*asked = (struct asked){ 0 };
}

int asked_tenant(const char *named, char ret_label[LIMIT_TENANT + 1], struct err *err)
{
	size_t len = strnlen(named, LIMIT_TENANT + 1);
	char label[LIMIT_TENANT + 2];

	memcpy(label, named, len);
	label[len] = '\0';
	text_to_lower(label, len);
	if (!target_is_label(label, len))
		return err_set(
			err, REASON_TENANT_MALFORMED,
			"\"%.64s\" is not a tenant: a tenant is a DNS label, letters, digits and -",
			named);
	memcpy(ret_label, label, len + 1);
	return 0;
}
