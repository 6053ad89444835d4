/* Telling one process from all others: real ones, and parents that are none. */
#include "base/process_id.h"
#include "lib/unit.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* -1: the real one. */
static pid_t parent = -1;

pid_t __real_getppid(void);
pid_t __wrap_getppid(void);

pid_t __wrap_getppid(void)
{
	return parent >= 0 ? parent : __real_getppid();
}

START_TEST(the_parent)
{
	struct process_id id = { 0 }, again = { 0 };

	ck_assert_ptr_null(process_id_parent(&id));
	ck_assert_int_eq(id.pid, __real_getppid());
	ck_assert_uint_gt(id.start, 0);
	ck_assert_uint_gt(id.pid_namespace, 0);
	ck_assert_ptr_null(process_id_parent(&again));
	ck_assert(process_id_equal(&id, &again));
	ck_assert(!process_id_ended(&id, &id));
	/* Its number is used again. */
	again.start++;
	ck_assert(!process_id_equal(&id, &again));
	ck_assert(process_id_ended(&again, &id));
	again = id;
	again.pid++;
	ck_assert(!process_id_equal(&id, &again));
	/* That of another container, which cannot be seen from here. */
	again = id;
	again.pid_namespace++;
	ck_assert(!process_id_equal(&id, &again));
	again.start++;
	ck_assert(!process_id_ended(&again, &id));
}
END_TEST

/* The name of a process is a field of what is read. */
START_TEST(odd_names)
{
	struct process_id id = { 0 };
	int fds[2];
	pid_t pid;

	ck_assert_int_eq(prctl(PR_SET_NAME, "a) Z (1 2"), 0);
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_ge(pid = fork(), 0);
	if (pid == 0) {
		if (process_id_parent(&id) == NULL)
			(void)!write(fds[1], &id, sizeof(id));
		_exit(0);
	}
	ck_assert_int_eq(read(fds[0], &id, sizeof(id)), sizeof(id));
	ck_assert_int_eq(id.pid, getpid());
	ck_assert(!process_id_ended(&id, &id));
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	/* Nobody has the number of the child any more. */
	struct process_id child = id;
	child.pid = pid;
	ck_assert(process_id_ended(&child, &id));
}
END_TEST

START_TEST(no_parent)
{
	struct process_id id = { .pid = 5 };
	pid_t pid;

	parent = 0;
	ck_assert_ptr_nonnull(strstr(process_id_parent(&id), "namespace"));
	parent = 1;
	ck_assert_ptr_nonnull(strstr(process_id_parent(&id), "process 1"));
	/* It has ended, and nobody has waited for it yet. */
	ck_assert_int_ge(pid = fork(), 0);
	if (pid == 0)
		_exit(0);
	siginfo_t info;
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	parent = pid;
	ck_assert_ptr_nonnull(strstr(process_id_parent(&id), "/proc"));
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_ptr_nonnull(strstr(process_id_parent(&id), "/proc"));
	ck_assert_int_eq(id.pid, 5);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("process_id");
	TCase *t = tcase_create("process_id");

	tcase_add_test(t, the_parent);
	tcase_add_test(t, odd_names);
	tcase_add_test(t, no_parent);
	suite_add_tcase(s, t);
	return unit_main(s);
}
