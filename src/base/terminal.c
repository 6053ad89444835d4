/* Asking a person at the terminal. The terminal is always left as it was. */
#include "base/terminal.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

/* Signals that would end or stop the program while the echo is off. */
static const int signals[] = { SIGALRM, SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM, SIGTSTP };

/* A terminal that gathers lines silently drops bytes beyond this length (N_TTY of Linux). */
#define TERMINAL_LINE 4095

static bool has_action(int number, sighandler_t action)
{
	struct sigaction now;

	return sigaction(number, NULL, &now) == 0 && now.sa_handler == action;
}

/* Holds the signals back, and returns a descriptor that can be read once one has come, or -1. A
 * signal that our caller ignores is left out: held back, it would end the question. */
static int hold_signals(sigset_t *before)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (!has_action(signals[i], SIG_IGN))
			sigaddset(&held, signals[i]);
	sigprocmask(SIG_BLOCK, &held, before);
	return signalfd(-1, &held, SFD_CLOEXEC);
}

/*
 * Lets the signals that came take effect; with outlives not a SIGINT that would end the program.
 * Returns true if the program was stopped and goes on.
 */
static bool release_signals(const sigset_t *before, bool outlives)
{
	const struct timespec no_time = { 0 };
	sigset_t came, interrupt;

	sigpending(&came);
	sigemptyset(&interrupt);
	sigaddset(&interrupt, SIGINT);
	if (outlives && has_action(SIGINT, SIG_DFL))
		(void)sigtimedwait(&interrupt, NULL, &no_time);
	sigprocmask(SIG_SETMASK, before, NULL);
	return sigismember(&came, SIGTSTP) == 1 && sigismember(before, SIGTSTP) == 0;
}

/* Reads to the end of the line. Returns 1, 0 at the end of the input, -1 with errno set. */
static int read_line(int tty, int signal_fd, int64_t end_ms, struct buf *line)
{
	struct pollfd in[] = { { .fd = tty, .events = POLLIN },
			       { .fd = signal_fd, .events = POLLIN } };
	ssize_t n = -1;
	char c = 0;

	for (;;) {
		int ready = poll(in, 2, clock_left(end_ms));
		/* The signals that end a question come by their descriptor. */
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready == 0)
			errno = ETIMEDOUT;
		else if (ready > 0 && in[1].revents != 0)
			errno = EINTR;
		if (ready <= 0 || in[1].revents != 0)
			return -1;
		if ((n = read(tty, &c, 1)) != 1 || c == '\n' || c == '\r')
			break;
		buf_putc(line, c);
		explicit_bzero(&c, sizeof(c));
	}
	return (int)n;
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
static int ask(int tty, int signal_fd, const char *question, bool echo, int64_t end_ms,
	       struct buf *line)
{
	struct termios before, quiet;
	int r = -1, why;

	/* A program in the background is stopped here, before it looks at what its shell has
	 * set. */
	if (tcdrain(tty) != 0 || tcgetattr(tty, &before) != 0)
		return -1;
	quiet = before;
	if (!echo)
		quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	/* Drops what was typed before the question. */
	if (tcsetattr(tty, TCSAFLUSH, &quiet) == 0 && show(tty, question) == 0)
		r = read_line(tty, signal_fd, end_ms, line);
	why = errno;
	/* Drops what is left of the input. It waits for no output: the terminal may have stopped
	 * it. */
	(void)tcflush(tty, TCIFLUSH);
	while (tcsetattr(tty, TCSANOW, &before) != 0 && errno == EINTR)
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
 * Asks at /dev/tty, once more after a stop. Returns as ask; ENXIO: there is no terminal. With
 * outlives Ctrl-C ends the question and not the program.
 */
static int ask_at_terminal(const char *question, bool echo, int64_t end_ms, bool outlives,
			   struct buf *line)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY), r, why;
	sigset_t before;
	bool again;

	if (tty < 0) {
		errno = ENXIO;
		return -1;
	}
	do {
		buf_reset(line);
		int signal_fd = hold_signals(&before);
		/* A signal may have come before the question. */
		if (proc_stop)
			errno = EINTR;
		r = proc_stop || signal_fd < 0 ? -1
					       : ask(tty, signal_fd, question, echo, end_ms, line);
		fs_close(&signal_fd);
		why = errno;
		again = release_signals(&before, outlives);
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
