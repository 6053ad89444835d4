/* What is loaded is the file that was checked, however quickly somebody exchanges links on the
 * way. */
#include "lib/unit.h"
#include "lib/temp.h"
#include "source/real.h"

#include <signal.h>
#include <sys/wait.h>

#define ROUNDS 2000 /* of each of two links; a round starts two processes */

static char dir[TEMP_SIZE];
static const char description[] = "plugin twin\nabi 1.0\nmodule ccred_twin.so\noffers get\n";

/* DIR/NAME/ccred_twin.so and its description, of mode 0644 in a directory of that mode. */
static void put_twin(const char *name, const char *library, mode_t mode)
{
	char path[TEMP_SIZE + 64], data[65536];
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
	snprintf(path, sizeof(path), "%s/%s/ccred_twin.so", dir, name);
	int in = open(library, O_RDONLY | O_CLOEXEC);
	int out = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	ck_assert_int_ge(in, 0);
	ck_assert_int_ge(out, 0);
	while ((n = read(in, data, sizeof(data))) > 0)
		ck_assert_int_eq(write(out, data, (size_t)n), n);
	close(in);
	close(out);
	snprintf(path, sizeof(path), "%s/twin.plugin", name);
	temp_write(dir, path, description, strlen(description), 0644);
}

static void setup(void)
{
	temp_make(dir);
	put_twin("good", TEST_BUILDDIR "/plugins/debug/.libs/twin_good.so", 0755);
	put_twin("bad", TEST_BUILDDIR "/plugins/debug/.libs/twin_bad.so", 0777);
	ck_assert_int_eq(mkdir(temp_path(dir, "plugins"), 0755), 0);
}

static void teardown(void)
{
	temp_remove(dir);
}

static void run_twin(char *plugin_dir, struct line_result *ret_line)
{
	struct real real = { .plugin = "twin", .plugin_path = plugin_dir };
	struct credential known = { .items = { NULL } };
	struct real_profile p;

	real_set_up(&real, &p);
	*ret_line = (struct line_result){ .result = RESULT_INTERNAL };
	run_source(&p.source, &p.request, &known, clock_ms() + 60000, ret_line);
	real_clear(&p);
}

/* The link leads to one and to the other in turn, for ever. */
static void swap_for_ever(const char *link, const char *const targets[2])
{
	char other[TEMP_SIZE + 64];

	snprintf(other, sizeof(other), "%s.new", link);
	for (unsigned i = 0;; i++)
		if (symlink(targets[i % 2], other) != 0 || rename(other, link) != 0)
			_exit(1);
}

static const struct {
	const char *link, *targets[2], *plugin_dir;
} links[] = {
	/* The description, and the directory that it lies in. */
	{ "plugins/twin.plugin", { "../good/twin.plugin", "../bad/twin.plugin" }, "plugins" },
	{ "current", { "good", "bad" }, "current" },
};

START_TEST(swapped)
{
	const char *divisor = getenv("CCRED_STRESS_DIVISOR");
	long n = ROUNDS / (divisor != NULL ? strtol(divisor, NULL, 10) : 1);
	char link[TEMP_SIZE + 32], plugin_dir[TEMP_SIZE + 32];
	long good = 0, refused = 0;

	snprintf(link, sizeof(link), "%s/%s", dir, links[_i].link);
	snprintf(plugin_dir, sizeof(plugin_dir), "%s/%s", dir, links[_i].plugin_dir);
	ck_assert_int_eq(symlink(links[_i].targets[0], link), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		swap_for_ever(link, links[_i].targets);
	for (long i = 0; i < n; i++) {
		struct line_result line;
		run_twin(plugin_dir, &line);
		if (line.result == RESULT_SUCCESS) {
			ck_assert_str_eq(line.set.items[ITEM_CLIENT_ID]->data, "good");
			good++;
		} else {
			ck_assert_msg(line.result == RESULT_BROKEN, "%s", line.said.text);
			ck_assert_ptr_nonnull(strstr(line.said.fix, "chmod go-w"));
			refused++;
		}
		credential_clear(&line.set);
	}
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	/* With one alone it would have been no test. */
	if (n >= 1000) {
		ck_assert_int_gt(good, 0);
		ck_assert_int_gt(refused, 0);
	}
}
END_TEST

/* A file, or a directory on the way, that another user owns. */
START_TEST(another_owner)
{
	char plugin_dir[TEMP_SIZE + 32];
	struct line_result line;

	snprintf(plugin_dir, sizeof(plugin_dir), "%s/good", dir);
	run_twin(plugin_dir, &line);
	ck_assert_msg(line.result == RESULT_SUCCESS, "%s", line.said.text);
	credential_clear(&line.set);
	/* Only root can give something away. */
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(temp_path(dir, "good/ccred_twin.so"), 12345, 0), 0);
	run_twin(plugin_dir, &line);
	ck_assert_int_eq(line.result, RESULT_BROKEN);
	ck_assert_int_eq(chown(temp_path(dir, "good/ccred_twin.so"), 0, 0), 0);
	ck_assert_int_eq(chown(temp_path(dir, "good"), 12345, 0), 0);
	run_twin(plugin_dir, &line);
	ck_assert_int_eq(line.result, RESULT_BROKEN);
	real_says(&line, "12345");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("loading");
	TCase *t = tcase_create("loading");

	/* Ten thousand calls of ccred-source, which is two processes, on a busy machine. */
	tcase_set_timeout(t, 1200);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, swapped, 0, sizeof(links) / sizeof(links[0]));
	tcase_add_test(t, another_owner);
	suite_add_tcase(s, t);
	return unit_main(s);
}
