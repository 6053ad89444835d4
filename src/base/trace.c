/* The trace: where it goes, and how a line of it is written. */
#include "base/trace.h"
#include "base/fs.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

/* With what stands before it, well below PIPE_BUF: lines of several processes do not mix. */
#define TEXT_MAX 2048

int trace_to = -1;
static bool into_file;
static const char *name = "ccred";

void trace_line(const char *fmt, ...)
{
	char draft[TEXT_MAX + 64], text[TEXT_MAX], line[TEXT_MAX + 128];
	struct timespec now = { 0 };
	struct tm t = { 0 };
	int saved = errno;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(draft, sizeof(draft), fmt, ap);
	va_end(ap);
	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &t);
	int n = snprintf(line, sizeof(line), "%s[%d] %02d:%02d:%02d.%03d %s\n", name, (int)getpid(),
			 t.tm_hour, t.tm_min, t.tm_sec, (int)(now.tv_nsec / 1000000),
			 text_escape(draft, strlen(draft), text, sizeof(text)));
	if (n > 0 && (size_t)n < sizeof(line))
		(void)!write(trace_to, line, (size_t)n);
	errno = saved;
}

/* As open(2) of a log, but into nothing that others may read, have made, or point elsewhere. */
static int open_file(const char *path, int *ret_fd, struct err *err)
{
	/* O_NONBLOCK: opening a FIFO must not wait for its other end. */
	int fd =
		open(path,
		     O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
		     0600);
	struct stat st;

	if (fd < 0)
		return err_sys(err, REASON_SYSTEM, errno, "CCRED_TRACE: cannot open %s", path);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    (st.st_mode & 077) == 0 && st.st_nlink == 1) {
		*ret_fd = fd;
		return 0;
	}
	fs_close(&fd);
	return err_set(
		err, REASON_TRACE,
		"CCRED_TRACE: %s is not a file that is yours alone (mode 0600): nothing is traced",
		path);
}

static int check_descriptor(int fd, struct err *err)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
		return err_set(
			err, REASON_TRACE,
			"CCRED_TRACE: descriptor %d is not open for writing: nothing is traced",
			fd);
	return 0;
}

int trace_start(const char *program, struct err *err)
{
	const char *where = secure_getenv("CCRED_TRACE");
	uint64_t number;
	int fd = -1, r;

	if (where == NULL || *where == '\0' || strcmp(where, "0") == 0)
		return 0;
	if (*where == '/') {
		r = open_file(where, &fd, err);
		into_file = r == 0;
	} else if (text_to_u64(where, INT_MAX, &number) == 0) {
		fd = number == 1 ? STDERR_FILENO : (int)number;
		r = check_descriptor(fd, err);
	} else {
		r = err_set(
			err, REASON_TRACE,
			"CCRED_TRACE is 1, the number of an open descriptor or an absolute path, "
			"not %.64s: nothing is traced",
			where);
	}
	if (r != 0)
		return r;
	name = program;
	trace_to = fd;
	return 0;
}

void trace_adopt(const char *program, int fd)
{
	if (fd < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return;
	name = program;
	trace_to = fd;
}

bool trace_outlives(void)
{
	return trace_on() && into_file;
}
