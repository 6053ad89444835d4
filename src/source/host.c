/* The host's side of the plugin ABI: what a plugin may ask of us. */
#include "base/banned.h"
#include "source/host.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "stack/bundle.h"

#include <fcntl.h>

static int put(int kind, struct secret **item, const void *data, size_t len)
{
	struct secret *copy = NULL;

	if (!bundle_item_valid(kind, data, len))
		return CCRED_INVALID;
	if (secret_new(data, len, &copy) != 0)
		return CCRED_INTERNAL;
	if (*item != NULL && !secret_equal(*item, copy)) {
		secret_free(&copy);
		return CCRED_CONFLICT;
	}
	secret_free(item);
	*item = copy;
	return CCRED_SUCCESS;
}

static int host_set(struct ccred_tx *tx, int item, const void *data, size_t len)
{
	int r;

	switch (item) {
	case CCRED_ITEM_CLIENT_ID:
		r = put(item, &tx->client_id, data, len);
		if (r == CCRED_SUCCESS && tx->known_id != NULL &&
		    !secret_equal(tx->client_id, tx->known_id)) {
			secret_free(&tx->client_id);
			r = CCRED_CONFLICT;
		}
		return r;
	case CCRED_ITEM_CLIENT_SECRET:
		return put(item, &tx->client_secret, data, len);
	default:
		return CCRED_INVALID;
	}
}

static int host_get(struct ccred_tx *tx, int item, const void **ret_data, size_t *ret_len)
{
	const struct secret *s = item == CCRED_ITEM_CLIENT_ID       ? tx->known_id
				 : item == CCRED_ITEM_CLIENT_SECRET ? tx->given_secret
								    : NULL;

	if (s == NULL)
		return CCRED_NOT_FOUND;
	*ret_data = s->data;
	*ret_len = s->len;
	return CCRED_SUCCESS;
}

static void host_fail(struct ccred_tx *tx, int err, const char *text)
{
	if (text == NULL)
		text = "failed without a reason";
	if (err != 0)
		snprintf(tx->text, sizeof(tx->text), "%s: %s", text, strerror(err));
	else
		snprintf(tx->text, sizeof(tx->text), "%s", text);
}

static void host_log(struct ccred_tx *tx, const char *text)
{
	size_t used = strlen(tx->log);

	if (text != NULL && used + 1 < sizeof(tx->log))
		snprintf(tx->log + used, sizeof(tx->log) - used, "%s\n", text);
}

static int host_cancelled(struct ccred_tx *tx)
{
	return clock_left(tx->deadline_ms) == 0;
}

static int host_open_file(struct ccred_tx *tx, const char *path, uint32_t flags, int *ret_fd)
{
	enum fs_rule rule = (flags & CCRED_OPEN_SHARED_MODE) != 0 ? FS_SECRET_SHARED : FS_SECRET;
	char line[ERR_LINE_MAX];
	struct err err = { 0 };
	int r = fs_open(AT_FDCWD, path, rule, ret_fd, NULL, &err);

	if (r == 0)
		return CCRED_SUCCESS;
	host_fail(tx, 0, err_line(&err, line, sizeof(line)));
	return r == EXIT_NOINPUT  ? CCRED_NOT_FOUND
	       : r == EXIT_DENIED ? CCRED_DENIED
				  : CCRED_UNAVAILABLE;
}

static void host_wipe(void *p, size_t size)
{
	explicit_bzero(p, size);
}

const struct ccred_host host_table = {
	.size = sizeof(struct ccred_host),
	.abi_minor = CCRED_ABI_MINOR,
	.set = host_set,
	.get = host_get,
	.fail = host_fail,
	.log = host_log,
	.cancelled = host_cancelled,
	.open_file = host_open_file,
	.secret_alloc = secret_alloc,
	.secret_free = secret_release,
	.wipe = host_wipe,
};

/* Shorter ones would take every word apart, and are no secrets. */
#define HIDE_MIN 4

/* Returns true if it stood there. */
static bool hide(char *text, const struct secret *secret)
{
	static const char hidden[] = "***";

	bool said = false;

	if (secret == NULL || secret->len < HIDE_MIN)
		return false;
	for (char *p = text; (p = strstr(p, secret->data)) != NULL;) {
		const char *rest = p + secret->len;
		memcpy(p, hidden, sizeof(hidden) - 1);
		p += sizeof(hidden) - 1;
		memmove(p, rest, strlen(rest) + 1);
		said = true;
	}
	return said;
}

bool host_tx_hide(struct ccred_tx *tx)
{
	const struct secret *secrets[] = { tx->client_secret, tx->given_secret };
	bool said = false;

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		said |= hide(tx->text, secrets[i]);
		said |= hide(tx->log, secrets[i]);
	}
	tx->text[HOST_TEXT_MAX] = '\0';
	tx->log[HOST_LOG_MAX] = '\0';
	return said;
}

void host_tx_clear(struct ccred_tx *tx)
{
	secret_free(&tx->known_id);
	secret_free(&tx->given_secret);
	secret_free(&tx->client_id);
	secret_free(&tx->client_secret);
}
