/* The lease: one holder among many processes, deadlines, and holders that die. */
#include "lib/unit.h"
#include "fixture.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>

#define PROCESSES 8

static struct err err;

/* A child that holds the lease until it is told or killed; returns when it does. */
struct holder {
	pid_t pid;
	int tell; /* closed: it ends */
};

static struct holder hold(void)
{
	int ready[2], tell[2];
	char byte;

	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(tell), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct cache_lease *lease;
		close(tell[1]);
		if (cache_lease_wait(cache, key, clock_ms() + 5000, &lease, NULL) != 0)
			_exit(1);
		(void)!write(ready[1], "x", 1);
		(void)!read(tell[0], &byte, 1);
		cache_lease_release(&lease);
		_exit(lease == NULL ? 0 : 2);
	}
	close(tell[0]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return (struct holder){ pid, tell[1] };
}

static void let_go(struct holder *h)
{
	int status;

	close(h->tell);
	ck_assert_int_eq(waitpid(h->pid, &status, 0), h->pid);
	ck_assert_int_eq(status, 0);
}

static void killed(struct holder *h)
{
	ck_assert_int_eq(kill(h->pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(h->pid, NULL, 0), h->pid);
	close(h->tell);
}

START_TEST(exclusion)
{
	struct shared {
		int inside, most;
		unsigned entered;
	} *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			 -1, 0);
	unsigned n = rounds(100);

	ck_assert_ptr_ne(shared, MAP_FAILED);
	for (int i = 0; i < PROCESSES; i++) {
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid != 0)
			continue;
		for (unsigned k = 0; k < n; k++) {
			struct cache_lease *lease;
			if (cache_lease_wait(cache, key, clock_ms() + 30000, &lease, NULL) != 0)
				_exit(1);
			if (__atomic_add_fetch(&shared->inside, 1, __ATOMIC_SEQ_CST) != 1)
				_exit(2);
			/* Not atomic: two inside would lose counts. */
			unsigned was = shared->entered;
			clock_sleep(k % 8 == 0 ? 1 : 0);
			shared->entered = was + 1;
			__atomic_sub_fetch(&shared->inside, 1, __ATOMIC_SEQ_CST);
			cache_lease_release(&lease);
		}
		_exit(0);
	}
	for (int i = 0, status; i < PROCESSES; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_uint_eq(shared->entered, PROCESSES * n);
	munmap(shared, sizeof(*shared));
	only_known_files();
}
END_TEST

static void held(int64_t deadline_ms)
{
	struct cache_lease *lease = NULL;

	ck_assert_int_eq(cache_lease_wait(cache, key, deadline_ms, &lease, &err), EXIT_TEMPFAIL);
	ck_assert_str_eq(err.reason, "lease_held");
	ck_assert_ptr_null(lease);
}

static void free_now(void)
{
	struct cache_lease *lease;

	ck_assert_msg(cache_lease_try(cache, key, &lease, &err) == 0, "%s", err.text);
	cache_lease_release(&lease);
	ck_assert_ptr_null(lease);
	ck_assert_int_eq(cache_lease_fd(lease), -1);
	cache_lease_release(&lease);
}

START_TEST(deadline)
{
	struct cache_key *other = key_of("profile=other\n");
	struct holder h = hold();
	struct cache_lease *lease;
	int64_t begin = clock_ms();

	held(0);
	held(begin - 1000);
	ck_assert_int_lt(clock_ms() - begin, 100);
	begin = clock_ms();
	/* It waits for a third of its time. */
	held(begin + 900);
	ck_assert_int_ge(clock_ms() - begin, 300);
	ck_assert_int_lt(clock_ms() - begin, 1000);
	ck_assert_ptr_nonnull(strstr(err.text, "call again"));
	/* Another key is another lease. */
	ck_assert_int_eq(cache_lease_try(cache, other, &lease, &err), 0);
	cache_lease_release(&lease);
	let_go(&h);
	free_now();
	cache_key_free(&other);
}
END_TEST

START_TEST(waits_for_its_turn)
{
	struct holder h = hold();
	struct cache_lease *lease;
	int64_t begin = clock_ms();

	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		clock_sleep(200);
		kill(h.pid, SIGKILL);
		_exit(0);
	}
	ck_assert_msg(cache_lease_wait(cache, key, begin + 10000, &lease, &err) == 0, "%s",
		      err.text);
	ck_assert_int_ge(clock_ms() - begin, 150);
	ck_assert_int_lt(clock_ms() - begin, 5000);
	cache_lease_release(&lease);
	close(h.tell);
	ck_assert_int_gt(wait(NULL), 0);
	ck_assert_int_gt(wait(NULL), 0);
}
END_TEST

START_TEST(killed_holder)
{
	struct holder h = hold();

	held(0);
	killed(&h);
	free_now();
}
END_TEST

/* ccred-acquire works on with the lease that it inherited, though its caller has died. */
START_TEST(inherited)
{
	int done[2], status;
	char byte;

	ck_assert_int_eq(pipe(done), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct cache_lease *lease;
		if (cache_lease_try(cache, key, &lease, NULL) != 0 ||
		    fcntl(cache_lease_fd(lease), F_GETFD) != FD_CLOEXEC)
			_exit(1);
		if (fork() == 0) {
			close(done[1]);
			(void)!read(done[0], &byte, 1);
			_exit(0);
		}
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	held(0);
	held(clock_ms() + 100);
	close(done[0]);
	close(done[1]); /* the heir ends */
	struct cache_lease *lease;
	ck_assert_int_eq(cache_lease_wait(cache, key, clock_ms() + 5000, &lease, &err), 0);
	cache_lease_release(&lease);
}
END_TEST

/* Rejections need no lease, and none of them is lost. */
START_TEST(rejections_at_once)
{
	struct holder h = hold();
	char token[64];

	for (int i = 0; i < PROCESSES; i++) {
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid != 0)
			continue;
		int r = 0;
		for (int k = 0; k < 6 && r == 0; k++) {
			snprintf(token, sizeof(token), "token-%d-%d", i, k);
			r = cache_reject(cache, key, token, strlen(token), NULL);
		}
		_exit(r);
	}
	for (int i = 0, status; i < PROCESSES; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	for (int i = 0; i < PROCESSES * 6; i++) {
		struct clock_now now;
		clock_now(&now);
		snprintf(token, sizeof(token), "token-%d-%d", i / 6, i % 6);
		ck_assert_msg(store_token(token, &now, 60, NULL) == EXIT_DENIED, "%s was lost",
			      token);
	}
	let_go(&h);
	only_known_files();
}
END_TEST

static void on_alarm(int number)
{
	(void)number;
}

/* Waiting uses no timer and no signal: those of the caller are left alone. */
START_TEST(nothing_of_the_callers)
{
	struct sigaction action = { .sa_handler = on_alarm }, after;
	struct itimerval timer = { { 0, 0 }, { 1000, 0 } };
	struct holder h = hold();
	sigset_t set, now;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	ck_assert_int_eq(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &timer, NULL), 0);
	held(clock_ms() + 120);
	ck_assert_int_eq(sigaction(SIGALRM, NULL, &after), 0);
	ck_assert(after.sa_handler == on_alarm);
	ck_assert_int_eq(getitimer(ITIMER_REAL, &timer), 0);
	ck_assert_int_gt(timer.it_value.tv_sec, 900);
	ck_assert_int_eq(timer.it_interval.tv_sec + timer.it_interval.tv_usec, 0);
	ck_assert_int_eq(sigprocmask(SIG_SETMASK, NULL, &now), 0);
	ck_assert_int_eq(sigismember(&now, SIGALRM), 1);
	let_go(&h);
}
END_TEST

START_TEST(odd_files)
{
	struct cache_lease *lease;
	ck_assert_int_eq(symlink("elsewhere", file_of(key, ".lock")), 0);
	ck_assert_int_eq(cache_lease_try(cache, key, &lease, &err), EXIT_OS);
	ck_assert_int_ne(access(temp_path(dir, "elsewhere"), F_OK), 0);
	ck_assert_int_eq(unlink(file_of(key, ".lock")), 0);
	ck_assert_int_eq(mkdir(file_of(key, ".lock"), 0700), 0);
	ck_assert_int_eq(cache_lease_try(cache, key, &lease, &err), EXIT_OS);
	ck_assert_int_eq(rmdir(file_of(key, ".lock")), 0);
	free_now();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lease");
	TCase *t = tcase_create("lease");

	tcase_add_checked_fixture(t, fixture_directory, fixture_teardown);
	tcase_add_test(t, exclusion);
	tcase_add_test(t, deadline);
	tcase_add_test(t, waits_for_its_turn);
	tcase_add_test(t, killed_holder);
	tcase_add_test(t, inherited);
	tcase_add_test(t, rejections_at_once);
	tcase_add_test(t, nothing_of_the_callers);
	tcase_add_test(t, odd_files);
	suite_add_tcase(s, t);
	return unit_main(s);
}
