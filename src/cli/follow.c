/* The loop of a process that keeps tokens fresh as long as it runs. */
#include "cli/follow.h"
#include "base/clock.h"
#include "base/layout.h"
#include "base/log.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The longest time between two rounds: somebody may have changed the configuration, or removed a
 * file. And the shortest. */
#define MOST_MS 60000
#define LEAST_MS 1000
/* After the first failure; twice as long after each further one, up to the longest time. */
#define FAILURE_MS 5000

/* For the signal handler. */
static void (*at_end)(void);
static int manager = -1;
static volatile sig_atomic_t woken;

struct follow_item *follow_item(struct follow *follow, const char *name)
{
	struct follow_item *item = NULL, *grown;

	for (size_t i = 0; i < follow->n && item == NULL; i++)
		if (strcmp(follow->items[i].name, name) == 0)
			item = &follow->items[i];
	if (item == NULL) {
		grown = reallocarray(follow->items, follow->n + 1, sizeof(*grown));
		if (grown == NULL)
			return NULL;
		follow->items = grown;
		item = &grown[follow->n];
		*item = (struct follow_item){ .name = strdup(name) };
		if (item->name == NULL)
			return NULL;
		follow->n++;
	}
	item->round = follow->rounds;
	return item->failures > 0 && clock_ms() < item->next_ms ? NULL : item;
}

void follow_good(struct follow_item *item, int64_t left_s, int64_t due_s)
{
	char text[64], left[LAYOUT_TIME_SIZE];

	if (!item->good && left_s > 0) {
		snprintf(text, sizeof(text), "%s for %s",
			 item->failures > 0 ? "well again, valid" : "valid",
			 layout_time(left_s, left));
		log_note(item->name, text);
	}
	item->good = left_s > 0;
	item->failures = 0;
	item->next_ms = clock_ms() + due_s * 1000;
}

void follow_bad(struct follow_item *item, const struct err *err)
{
	int64_t wait_ms = item->failures < 4 ? (int64_t)FAILURE_MS << item->failures : MOST_MS;

	if (item->failures++ == 0)
		log_warning_err(item->name, err);
	item->good = false;
	item->next_ms = clock_ms() + wait_ms;
}

/* Connects to the socket of the service manager: a path, or an abstract name with "@". */
static void meet_manager(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const char *name = getenv("NOTIFY_SOCKET");
	size_t len = name != NULL ? strlen(name) : 0;

	if (len < 2 || len >= sizeof(to.sun_path) || (name[0] != '/' && name[0] != '@'))
		return;
	memcpy(to.sun_path, name, len);
	if (name[0] == '@')
		to.sun_path[0] = '\0';
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (manager >= 0 &&
	    connect(manager, (const struct sockaddr *)&to,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) != 0) {
		close(manager);
		manager = -1;
	}
}

/* One datagram; async-signal-safe. A manager that is gone is not missed. */
static void tell_manager(const char *text)
{
	if (manager >= 0)
		(void)!send(manager, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void tell_round(const struct follow *follow)
{
	size_t good = 0, bad = 0;
	char text[128];

	for (size_t i = 0; i < follow->n; i++) {
		good += follow->items[i].round == follow->rounds && follow->items[i].good;
		bad += follow->items[i].round == follow->rounds && follow->items[i].failures > 0;
	}
	snprintf(text, sizeof(text), "%sSTATUS=%zu with a valid token, %zu failing",
		 follow->rounds == 1 ? "READY=1\n" : "", good, bad);
	tell_manager(text);
}

static void on_end(int number)
{
	(void)number;
	if (at_end != NULL)
		at_end();
	tell_manager("STOPPING=1");
	/* What is under way ends with this process. */
	_exit(0);
}

static void on_wake(int number)
{
	(void)number;
	woken = 1;
}

/* Until the first item is due. A random part of that keeps many processes from asking together. */
static int64_t pause_of(const struct follow *follow)
{
	int64_t now = clock_ms(), wait_ms = MOST_MS;
	unsigned char random = 0;

	for (size_t i = 0; i < follow->n; i++)
		if (follow->items[i].round == follow->rounds &&
		    follow->items[i].next_ms - now < wait_ms)
			wait_ms = follow->items[i].next_ms - now;
	if (wait_ms < LEAST_MS)
		wait_ms = LEAST_MS;
	(void)!getrandom(&random, sizeof(random), GRND_NONBLOCK);
	return wait_ms + wait_ms / 10 * random / 256;
}

/* A signal that our caller ignores stays ignored. */
static void catch (int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler }, before;

	sigfillset(&action.sa_mask);
	sigaction(number, NULL, &before);
	if (before.sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
}

_Noreturn void follow_run(struct follow *follow)
{
	sigset_t held, none;

	at_end = follow->end;
	if (follow->notify)
		meet_manager();
	sigemptyset(&none);
	sigemptyset(&held);
	sigaddset(&held, SIGHUP);
	if (follow->end_signal != 0) {
		catch (follow->end_signal, on_end);
	} else {
		catch (SIGTERM, on_end);
		catch (SIGINT, on_end);
	}
	catch (SIGHUP, on_wake);
	/* A wish for a round that comes during one is kept for the pause. */
	sigprocmask(SIG_SETMASK, &held, NULL);
	for (;;) {
		follow->rounds++;
		follow->round(follow, follow->arg);
		tell_round(follow);
		int64_t ms = pause_of(follow);
		struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };
		woken = 0;
		(void)ppoll(NULL, 0, &pause, &none);
		/* Whoever wakes it has mended something. */
		for (size_t i = 0; woken && i < follow->n; i++)
			follow->items[i].next_ms = 0;
	}
}
