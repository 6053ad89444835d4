/* Identifies a process, so that another one with the same number is not taken for it. */
#include "base/process_id.h"
#include "base/fs.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

bool process_id_equal(const struct process_id *a, const struct process_id *b)
{
	return a->pid == b->pid && a->start == b->start && a->pid_namespace == b->pid_namespace;
}

/* Whether /proc counts processes as this one does: that of another namespace may be mounted
 * here. */
static bool proc_is_ours(void)
{
	char text[32];
	uint64_t pid;
	ssize_t n = readlink("/proc/self", text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text_to_u64(text, INT32_MAX, &pid) == 0 && (pid_t)pid == getpid();
}

/* The number of the namespace of a process. Returns false if it cannot be read. */
static bool namespace_of(const char *process, uint64_t *ret_namespace)
{
	static const char begin[] = "pid:[";
	char path[48], text[32];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%s/ns/pid", process);
	n = readlink(path, text, sizeof(text) - 1);

	/* The link of namespaces(7): "pid:[4026531836]". */
	if (n <= (ssize_t)sizeof(begin) || strncmp(text, begin, sizeof(begin) - 1) != 0 ||
	    text[n - 1] != ']')
		return false;
	text[n - 1] = '\0';
	return text_to_u64(text + sizeof(begin) - 1, UINT64_MAX, ret_namespace) == 0;
}

/*
 * That of this process. A parent that can be seen has the same, and is asked first: the kernel
 * makes what /proc shows of a new process when it is looked at, and that takes longer than all else
 * here.
 */
static bool own_namespace(int64_t parent, uint64_t *ret_namespace)
{
	char pid[24];

	snprintf(pid, sizeof(pid), "%lld", (long long)parent);
	return namespace_of(pid, ret_namespace) || namespace_of("self", ret_namespace);
}

/* Reads when the process has started. Returns false if that cannot be read, or if it has ended and
 * waits for its parent to see it. */
static bool read_start(int64_t pid, uint64_t *ret_start)
{
	char path[32], text[1024];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
	if ((fd = fs_above(open(path, O_RDONLY | O_CLOEXEC))) < 0)
		return false;
	n = fs_read_once(fd, text, sizeof(text) - 1);
	fs_close(&fd);
	text[n > 0 ? n : 0] = '\0';
	/* The name, the second field, may have blanks and parentheses in it. The start is the
	 * 22nd. */
	char *p = strrchr(text, ')');
	for (int field = 2; p != NULL && field < 22; field++) {
		p = strchr(p + 1, ' ');
		if (p != NULL && field == 2 && strchr("ZXx", p[1]) != NULL)
			return false;
	}
	if (p == NULL)
		return false;
	p[1 + strcspn(p + 1, " ")] = '\0';
	return text_to_u64(p + 1, UINT64_MAX, ret_start) == 0;
}

const char *process_id_parent(struct process_id *ret_id)
{
	struct process_id id = { .pid = getppid() };

	if (id.pid == 0)
		return "it runs in another pid namespace";
	if (id.pid == 1)
		return "it is process 1";
	if (!proc_is_ours() || !own_namespace(id.pid, &id.pid_namespace) ||
	    !read_start(id.pid, &id.start))
		return "/proc does not show it";
	/* Whoever has its number now may be another one. */
	if (getppid() != id.pid)
		return "it has ended";
	*ret_id = id;
	return NULL;
}

bool process_id_ended(const struct process_id *id, const struct process_id *seen)
{
	uint64_t start = 0;

	if (id->pid_namespace != seen->pid_namespace)
		return false;
	/* Most often nobody has the number, which costs less to find out than the start. */
	if (kill((pid_t)id->pid, 0) != 0 && errno == ESRCH)
		return true;
	return !read_start(id->pid, &start) || start != id->start;
}
