/* How a module was linked, and what it calls: as readelf(1) tells, for ccred plugin check. */
#include "kit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fs.h"
#include "plugin/description.h"

/* More than readelf says of any sane plugin. */
#define MAX_OUTPUT (8u * 1024 * 1024)

/* They change what the host shares with the plugin, or end it behind its back. */
static const char *const forbidden[] = {
	"setenv", "putenv", "unsetenv", "clearenv", "signal", "sigaction", "exit", "quick_exit",
};
/* Fine where a program is started: a child that goes on as the host has all that the host has, and
 * one whose exec failed must end without the host's exit handlers. */
static const char *const forks[] = { "fork", "vfork", "_Fork", "_exit", "_Exit" };
static const char *const starts[] = {
	"execve", "execv",   "execvp",   "execvpe",     "execl",        "execlp",
	"execle", "fexecve", "execveat", "posix_spawn", "posix_spawnp",
};
#define N(list) (sizeof(list) / sizeof((list)[0]))

/* One line of the table of dynamic symbols. */
struct symbol {
	char type[16], binding[16], visibility[16], section[32], name[256];
};

static bool among(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

static void add(char *names, const char *name)
{
	size_t used = strlen(names);

	snprintf(names + used, AUDIT_NAMES_MAX - used, "%s%s", used > 0 ? " " : "", name);
}

/* What linkers, compilers and the C++ library put there is not of the plugin's making. */
static bool made_by_tools(const struct symbol *s)
{
	static const char *const marks[] = { "_init", "_fini", "_edata", "_end" };

	if (strncmp(s->name, "__", 2) == 0 || among(s->name, marks, N(marks)))
		return true;
	return strncmp(s->name, "_Z", 2) == 0 && strcmp(s->binding, "GLOBAL") != 0;
}

static bool is_undefined(const struct symbol *s)
{
	return strcmp(s->section, "UND") == 0;
}

static bool is_exported(const struct symbol *s)
{
	return !is_undefined(s) && strcmp(s->binding, "LOCAL") != 0 &&
	       strcmp(s->type, "SECTION") != 0 && strcmp(s->type, "FILE") != 0 &&
	       (strcmp(s->visibility, "DEFAULT") == 0 || strcmp(s->visibility, "PROTECTED") == 0);
}

/* " 3: 0000000000001139 42 FUNC GLOBAL DEFAULT 12 name@VERSION (2)", with "[...]" before the
 * section on some machines. */
static bool parse_symbol(const char *line, struct symbol *s)
{
	char value[32], size[32];
	unsigned number;
	int used = 0;

	if (sscanf(line, " %u: %31s %31s %15s %15s %15s %n", &number, value, size, s->type,
		   s->binding, s->visibility, &used) != 6)
		return false;
	line += used;
	if (line[0] == '[')
		line += strcspn(line, "]") + (strchr(line, ']') != NULL);
	if (sscanf(line, " %31s %255s", s->section, s->name) != 2)
		return false;
	s->name[strcspn(s->name, "@")] = '\0';
	return true;
}

static void take(const char *text, struct audit *a)
{
	const char *flags = strstr(text, "(FLAGS)"), *flags_1 = strstr(text, "(FLAGS_1)");
	char forked[AUDIT_NAMES_MAX] = "";
	bool starts_programs = false;
	struct symbol s;

	/* The words of readelf, not ours. */
	a->relro = strstr(text, " GNU_RELRO ") != NULL;
	a->bind_now = strstr(text, "(BIND_NOW)") != NULL;
	if (flags != NULL)
		a->bind_now |= memmem(flags, strcspn(flags, "\n"), " BIND_NOW", 9) != NULL;
	if (flags_1 != NULL)
		a->bind_now |= memmem(flags_1, strcspn(flags_1, "\n"), " NOW", 4) != NULL;
	for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
		line += line[0] == '\n';
		if (!parse_symbol(line, &s))
			continue;
		if (is_exported(&s) && strcmp(s.name, PLUGIN_SYMBOL) != 0 && !made_by_tools(&s))
			add(a->exports, s.name);
		if (!is_undefined(&s))
			continue;
		starts_programs |= among(s.name, starts, N(starts));
		if (among(s.name, forbidden, N(forbidden)))
			add(a->imports, s.name);
		if (among(s.name, forks, N(forks)))
			add(forked, s.name);
	}
	if (!starts_programs && forked[0] != '\0')
		add(a->imports, forked);
}

/* Starts readelf with its output in a pipe. Returns 0, EXIT_NOINPUT or EXIT_OS. */
static int start(const char *file, pid_t *ret_pid, int *ret_fd, struct err *err)
{
	static const char *const environment[] = { "LC_ALL=C", NULL };
	const char *const argv[] = { "readelf", "-W", "-l", "-d", "--dyn-syms", file, NULL };
	posix_spawn_file_actions_t actions;
	int pipe_fds[2], r;

	if (pipe2(pipe_fds, O_CLOEXEC) != 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot make a pipe");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipe_fds[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	/* POSIX has the two without const, and changes neither. */
	r = posix_spawnp(ret_pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv,
			 (char *const *)(uintptr_t)environment);
	posix_spawn_file_actions_destroy(&actions);
	fs_close(&pipe_fds[1]);
	if (r == 0) {
		*ret_fd = pipe_fds[0];
		return 0;
	}
	fs_close(&pipe_fds[0]);
	if (r != ENOENT)
		return err_sys(err, REASON_SYSTEM, r, "cannot start readelf");
	err_set(err, REASON_READELF_MISSING, "readelf is not installed");
	err_fix(err, "apt-get install binutils");
	return EXIT_NOINPUT;
}

int audit_module(const char *file, struct audit *ret_audit, struct err *err)
{
	struct buf text = BUF_INIT;
	struct err ignored = { 0 };
	int fd = -1, status = 0, r;
	pid_t pid;

	if ((r = start(file, &pid, &fd, err)) != 0)
		return r;
	r = fs_read_all(fd, MAX_OUTPUT, "readelf", &text, &ignored);
	fs_close(&fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (r != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		r = err_set(err, REASON_READELF_FAILED, "readelf cannot read it");
	} else {
		*ret_audit = (struct audit){ .relro = false };
		take(buf_str(&text), ret_audit);
	}
	buf_free(&text);
	return r;
}
