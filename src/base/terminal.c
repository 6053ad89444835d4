/* Asking a person at the terminal. The terminal is always left as it was. */
#include "base/terminal.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

/* Signals that may end or stop the program while the echo is off. */
static const int signals[] = { SIGALRM, SIGHUP,  SIGINT,  SIGPIPE, SIGQUIT,
			       SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU };
#define N_SIGNALS (sizeof(signals) / sizeof(signals[0]))

/* A terminal that gathers lines silently drops bytes beyond this length (N_TTY of Linux). */
#define TERMINAL_LINE 4095

static volatile sig_atomic_t caught[NSIG];

static void on_signal(int number)
{
	caught[number] = 1;
}

static bool any_caught(void)
{
	for (size_t i = 0; i < N_SIGNALS; i++)
		if (caught[signals[i]])
			return true;
	return false;
}

/*
 * Sets handlers without SA_RESTART, so that read(2) ends. Signals that our caller ignores stay
 * ignored.
 */
static void catch_signals(struct sigaction before[N_SIGNALS])
{
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < N_SIGNALS; i++) {
		caught[signals[i]] = 0;
		sigaction(signals[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

/*
 * Restores the handlers and raises the caught signals again; with outlives not a SIGINT that would end the program.
 * Returns true if the program was stopped and goes on.
 */
static bool release_signals(const struct sigaction before[N_SIGNALS], bool outlives)
{
	bool stopped = false;

	for (size_t i = 0; i < N_SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
	for (size_t i = 0; i < N_SIGNALS; i++) {
		int number = signals[i];
		if (!caught[number] ||
		    (outlives && number == SIGINT && before[i].sa_handler == SIG_DFL))
			continue;
		kill(getpid(), number);
		stopped |= number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
	}
	return stopped;
}

/*
 * Waits for something to read until end_ms (clock_ms). The signals that end the program are blocked up to the wait
 * itself, so that none comes unseen between the check of what was caught and the wait. Returns false, with errno, if
 * the time is over.
 */
static bool wait_for_input(int fd, int64_t end_ms)
{
	int left_ms = clock_left(end_ms);
	struct timespec left = { left_ms / 1000, left_ms % 1000 * 1000000L };
	struct pollfd p = { .fd = fd, .events = POLLIN };
	sigset_t ending, before;

	sigemptyset(&ending);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGQUIT);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, &before);
	if (!any_caught())
		(void)ppoll(&p, 1, &left, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = ETIMEDOUT;
	return clock_left(end_ms) > 0;
}

/* Reads to the end of the line. Returns 1, 0 at the end of the input, -1 with errno set. */
static int read_line(int fd, int64_t end_ms, struct buf *line)
{
	char c = 0;
	ssize_t n = 0;

	for (;;) {
		if (!wait_for_input(fd, end_ms)) {
			n = -1;
			break;
		}
		if (any_caught() || (n = read(fd, &c, 1)) != 1 || c == '\n' || c == '\r')
			break;
		buf_putc(line, c);
	}
	if (any_caught())
		errno = EINTR;
	int r = any_caught() || n < 0 ? -1 : n == 1;
	explicit_bzero(&c, sizeof(c));
	return r;
}

/*
 * Writes once: a terminal may refuse a program in the background (tostop), and would refuse it
 * again.
 */
static int show(int tty, const char *text)
{
	return write(tty, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
}

/* Asks once. Returns what read_line does. */
static int ask(int tty, const char *question, bool echo, int64_t end_ms, struct buf *line)
{
	struct termios before, quiet;
	int r, why;

	if (tcgetattr(tty, &before) != 0)
		return -1;
	quiet = before;
	if (!echo)
		quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	/* Drops what was typed before the question. */
	r = tcsetattr(tty, TCSAFLUSH, &quiet);
	if (r == 0 && show(tty, question) == 0)
		r = read_line(tty, end_ms, line);
	else
		r = -1;
	why = errno;
	while (tcsetattr(tty, TCSAFLUSH, &before) != 0 && errno == EINTR && !caught[SIGTTOU])
		;
	if (!echo || r <= 0)
		(void)show(tty, "\n");
	errno = why;
	return r;
}

bool terminal_possible(void)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	bool possible = tty >= 0;

	fs_close(&tty);
	return possible;
}

void terminal_say(const char *text)
{
	int tty = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (tty >= 0)
		(void)show(tty, text);
	fs_close(&tty);
}

/*
 * Asks at /dev/tty, once more after a stop. Returns as ask; ENXIO: there is no terminal. With outlives Ctrl-C ends
 * the question and not the program.
 */
static int ask_at_terminal(const char *question, bool echo, int64_t end_ms, bool outlives,
			   struct buf *line)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	struct sigaction before[N_SIGNALS];
	bool again;
	int r, why = ENXIO;

	if (tty < 0) {
		errno = ENXIO;
		return -1;
	}
	do {
		buf_reset(line);
		catch_signals(before);
		/* A signal may have come before the question. */
		r = proc_stop ? -1 : ask(tty, question, echo, end_ms, line);
		why = proc_stop ? EINTR : errno;
		again = release_signals(before, outlives);
	} while (r < 0 && why == EINTR && again);
	fs_close(&tty);
	errno = why;
	return r;
}

int terminal_read(const char *question, bool echo, size_t max, const char *instead,
		  struct buf *line, struct err *err)
{
	int r = ask_at_terminal(question, echo, INT64_MAX, false, line);

	if (r < 0 && errno == ENXIO)
		return err_set(err, REASON_NO_TERMINAL, "there is no terminal to ask at: use %s",
			       instead);
	if (r < 0)
		return err_sys(err, REASON_TERMINAL, errno, "cannot ask at the terminal");
	if (r == 0)
		return err_set(err, REASON_NOTHING_ENTERED,
			       "nothing was entered: nothing has changed");
	if (line->len >= TERMINAL_LINE)
		return err_set(err, REASON_ENTRY_TOO_LONG,
			       "the terminal cuts lines at %d bytes: nothing has changed, use %s",
			       TERMINAL_LINE, instead);
	if (buf_error(line) || line->len > max)
		return err_set(err, REASON_ENTRY_TOO_LONG,
			       "more than %zu bytes were entered: nothing has changed", max);
	return 0;
}

enum terminal_answer terminal_prompt(const char *question, bool echo, size_t max, int timeout_ms,
				     struct buf *line)
{
	int r = ask_at_terminal(question, echo, clock_ms() + timeout_ms, true, line);

	if (r < 0 && errno == ENXIO)
		return TERMINAL_NOBODY;
	if (r <= 0)
		return TERMINAL_REFUSED;
	return line->len >= TERMINAL_LINE || buf_error(line) || line->len > max ? TERMINAL_TOO_LONG
										: TERMINAL_ANSWERED;
}
