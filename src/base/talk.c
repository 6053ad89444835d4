/* Messages over a socketpair between ccred's own programs. */
#include "base/talk.h"
#include "base/clock.h"
#include "base/proc.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#define READ_SIZE 65536

/* How often proc_stop is looked at. */
#define LOOK_MS 50

void talk_begin(struct buf *message)
{
	buf_puts(message, TALK_VERSION "\n");
}

static bool is_complete(const struct buf *b)
{
	return b->len >= 2 && memcmp(b->data + b->len - 2, "\n\n", 2) == 0;
}

enum talk_end talk_take(int fd, size_t max, struct buf *message)
{
	for (;;) {
		size_t room = max - message->len + 1;
		size_t want = room < READ_SIZE ? room : READ_SIZE;
		char *p = buf_reserve(message, want);
		if (p == NULL)
			return TALK_NO_MEMORY;
		ssize_t n = recv(fd, p, want, MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN))
			return TALK_MORE;
		if (n == 0)
			errno = 0;
		if (n <= 0)
			return TALK_CLOSED;
		message->len += (size_t)n;
		if (message->len > max)
			return TALK_FLOOD;
		if (is_complete(message))
			return TALK_MESSAGE;
	}
}

enum talk_end talk_receive(int fd, size_t max, int64_t deadline_ms, struct buf *message)
{
	struct pollfd in = { .fd = fd, .events = POLLIN };
	enum talk_end end;

	while ((end = talk_take(fd, max, message)) == TALK_MORE) {
		int left = clock_left(deadline_ms);
		if (left == 0 || proc_stop)
			return TALK_TIMEOUT;
		(void)poll(&in, 1, left < LOOK_MS ? left : LOOK_MS);
	}
	return end;
}

enum talk_end talk_send(int fd, struct buf *message, int64_t deadline_ms)
{
	if (!is_complete(message))
		buf_putc(message, '\n');
	if (buf_error(message))
		return TALK_NO_MEMORY;
	for (size_t sent = 0; sent < message->len;) {
		ssize_t n = send(fd, message->data + sent, message->len - sent,
				 MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n >= 0) {
			sent += (size_t)n;
		} else if (errno == EAGAIN) {
			struct pollfd out = { .fd = fd, .events = POLLOUT };
			int left = clock_left(deadline_ms);
			if (left == 0)
				return TALK_TIMEOUT;
			(void)poll(&out, 1, left);
		} else if (errno != EINTR) {
			return TALK_CLOSED;
		}
	}
	return TALK_MESSAGE;
}

int talk_parse(struct buf *message, struct kv *ret_kv, struct err *err)
{
	struct kv kv = KV_INIT;
	int r = kv_parse_escaped(message, &kv, err);

	if (r == 0 && (kv.n == 0 || strcmp(kv.lines[0].key, "ccred") != 0 ||
		       strcmp(kv.lines[0].value, strchr(TALK_VERSION, '=') + 1) != 0))
		r = err_set(err, REASON_OTHER_VERSION,
			    "a program of ccred is of another version: install it anew");
	if (r != 0)
		kv_free(&kv);
	else
		*ret_kv = kv;
	return r;
}

const char *talk_peek(const struct buf *message, const char *key)
{
	size_t n = strlen(key);

	for (const char *p = buf_str(message); *p != '\0';) {
		if (strncmp(p, key, n) == 0 && p[n] == '=')
			return p + n + 1;
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return NULL;
}
