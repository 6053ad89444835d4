/* One process a source: a plugin that misbehaves costs its own line and leaves nothing behind. */
#include "base/proc.h"
#include "lib/unit.h"
#include "source/real.h"
#include "lib/temp.h"

#include <ctype.h>
#include <sys/prctl.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define DEBUG(...) \
	{ \
		.plugin = "debug", .args = { __VA_ARGS__ } \
	}

static char dir[TEMP_SIZE];

static void setup(void)
{
	temp_make(dir);
	/* As ccred-acquire does: what a plugin detaches becomes ours. */
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
}

static void teardown(void)
{
	proc_kill_children(PROC_SPARE_NONE, NULL);
	temp_remove(dir);
}

/* Counts this process's children: all of them, and those that are no zombies. */
static void count_children(unsigned *ret_all, unsigned *ret_living)
{
	FILE *list = fopen("/proc/thread-self/children", "re");
	int pid;

	*ret_all = *ret_living = 0;
	ck_assert_ptr_nonnull(list);
	while (fscanf(list, "%d", &pid) == 1) {
		char path[64], state = 'Z';
		snprintf(path, sizeof(path), "/proc/%d/stat", pid);
		FILE *f = fopen(path, "re");
		if (f != NULL) {
			ck_assert_int_eq(fscanf(f, "%*d (%*[^)]) %c", &state), 1);
			fclose(f);
		}
		(*ret_all)++;
		*ret_living += state != 'Z';
	}
	fclose(list);
}

static const struct {
	const char *act, *result, *says;
} acts[] = {
	{ "crash", "crashed", "it crashed (Segmentation fault)" },
	{ "abort", "crashed", "it crashed (Aborted)" },
	{ "exit", "crashed", "it ended without an answer" },
	{ "closefds", "crashed", "it ended without an answer" },
	{ "flood", "crashed", "it answered too much" },
	{ "hang", "timeout", "no answer within 0." },
	{ "busy", "timeout", "no answer within 0." },
	{ "killparent", "crashed", "the process that runs it was killed" },
	{ "stdout", "success", "" },
	{ "stderr", "success", "" },
	{ "thread", "success", "" },
	{ "umask", "success", "" },
	{ "fork", "success", "" },
	{ "daemon", "success", "" },
	{ "hangdaemon", "timeout", "no answer within 0." },
	{ "crashdaemon", "crashed", "it crashed (Segmentation fault)" },
};

START_TEST(misbehaves)
{
	struct real real = { .plugin = "debug",
			     .args = {
				     { "do", acts[_i].act }, { "id", "me" }, { "secret", "s" } } };
	bool success = strcmp(acts[_i].result, "success") == 0;
	bool timeout = strcmp(acts[_i].result, "timeout") == 0;
	unsigned all, living;
	struct line_result line;

	/* Room for a slow machine, but where the deadline is what is tested. */
	real.ms = timeout ? 600 : 10000;
	int64_t begin = clock_ms();
	real_run(&real, &line);
	int64_t took = clock_ms() - begin;
	real_expect(&line, acts[_i].result, success ? "me" : NULL, success ? "s" : NULL);
	real_says(&line, acts[_i].says);
	ck_assert_int_lt(took, timeout ? 600 + 1000 : 10000);
	if (timeout)
		ck_assert_int_ge(took, 600);
	line_result_clear(&line);
	/* Nobody is left when the answer is there, in whatever session. Without the process that
	 * sees to it, the plugin's own dies all the same, and is the caller's to reap. */
	count_children(&all, &living);
	if (strcmp(acts[_i].act, "killparent") != 0)
		ck_assert_uint_eq(all, 0);
	for (int i = 0; i < 100 && living > 0; i++) {
		clock_sleep(10);
		count_children(&all, &living);
	}
	ck_assert_uint_eq(living, 0);
}
END_TEST

/* Words and numbers that a plugin answers; what is not its to give is a bug of it. */
static const struct {
	const char *answer, *result;
} answers[] = {
	{ "success", "success" },     { "ignore", "ignore" },
	{ "not_found", "not_found" }, { "unavailable", "unavailable" },
	{ "locked", "locked" },       { "try_again", "try_again" },
	{ "denied", "denied" },       { "invalid", "invalid" },
	{ "conflict", "conflict" },   { "internal", "internal" },
	{ "timeout", "internal" },    { "crashed", "internal" },
	{ "broken", "internal" },     { "13", "internal" },
	{ "-1", "internal" },         { "256", "internal" },
	{ "2147483647", "internal" }, { "-2147483648", "internal" },
};

START_TEST(results)
{
	struct real real = DEBUG({ "result", answers[_i].answer }, { "id", "me" },
				 { "secret", "s" }, { "text", "as told" });
	bool success = strcmp(answers[_i].result, "success") == 0;
	struct line_result line;

	real_run(&real, &line);
	/* What a failed call has set is dropped. */
	real_expect(&line, answers[_i].result, success ? "me" : NULL, success ? "s" : NULL);
	ck_assert_str_eq(line.said.text, "as told");
	ck_assert(!line.refused);
	credential_clear(&line.set);
}
END_TEST

START_TEST(opening)
{
	struct real denied = DEBUG({ "open", "denied" }, { "text", "no" });
	struct real invalid = DEBUG({ "open", "invalid" }, { "text", "wrong arguments" });
	struct real unknown = DEBUG({ "resullt", "success" });
	struct real not_a_number = DEBUG({ "sleep-ms", "soon" });
	char text[ERR_LINE_MAX];
	struct stack_outcome o;
	struct line_result line;
	struct err err = { 0 };

	real_run(&denied, &line);
	real_expect(&line, "denied", NULL, NULL);
	ck_assert(!line.refused);
	real_run(&invalid, &line);
	ck_assert(line.refused);
	real_says(&line, "wrong arguments");
	real_run(&unknown, &line);
	ck_assert(line.refused);
	real_says(&line, "conf:1:20: debug: unknown argument resullt: did you mean result?");
	real_run(&not_a_number, &line);
	ck_assert(line.refused);
	/* Whatever the control makes of it. */
	invalid.control = "optional";
	ck_assert_int_eq(real_stack(&invalid, &o, &err), EXIT_CONFIG);
	ck_assert_str_eq(err_line(&err, text, sizeof(text)), "conf:1: debug: wrong arguments");
	stack_outcome_clear(&o);
}
END_TEST

START_TEST(items)
{
	struct real control_byte = DEBUG({ "id", "a\tb" });
	struct real not_utf8 = DEBUG({ "id", "me" }, { "secret", "\xff\xfe" });
	struct real odd = DEBUG({ "id", "m\xc3\xa9=%41 %" }, { "secret", " =%0A\\\"' " });
	struct real other = DEBUG({ "id", "other" }, { "secret", "s" });
	struct real again = DEBUG({ "id", "me" }, { "secret", "s" }, { "refresh-secret", "t" });
	static char large[16386];
	struct real long_secret = DEBUG({ "id", "me" }, { "secret", large });
	struct line_result line;

	real_run(&control_byte, &line);
	real_expect(&line, "invalid", NULL, NULL);
	real_run(&not_utf8, &line);
	real_expect(&line, "invalid", NULL, NULL);
	/* Bytes that the wire escapes come out as they went in. */
	real_run(&odd, &line);
	real_expect(&line, "success", "m\xc3\xa9=%41 %", " =%0A\\\"' ");
	credential_clear(&line.set);
	other.client_id = "me";
	real_run(&other, &line);
	real_expect(&line, "conflict", NULL, NULL);
	again.client_id = "me";
	real_run(&again, &line);
	real_expect(&line, "success", "me", "s");
	credential_clear(&line.set);
	again.refresh = true;
	real_run(&again, &line);
	real_expect(&line, "success", "me", "t");
	credential_clear(&line.set);
	memset(large, 'x', 16385);
	real_run(&long_secret, &line);
	real_expect(&line, "invalid", NULL, NULL);
	large[16384] = '\0';
	real_run(&long_secret, &line);
	real_expect(&line, "success", "me", large);
	credential_clear(&line.set);
}
END_TEST

START_TEST(texts)
{
	static char large[2000];
	struct real escape = DEBUG({ "result", "denied" }, { "text", "\033[2Jone\ntwo\xff" });
	struct real long_text = DEBUG({ "result", "denied" }, { "text", large });
	struct line_result line;

	real_run(&escape, &line);
	ck_assert_ptr_null(strchr(line.said.text, '\033'));
	ck_assert_ptr_null(strchr(line.said.text, '\n'));
	real_says(&line, "[2Jone");
	memset(large, 'y', sizeof(large) - 1);
	real_run(&long_text, &line);
	real_expect(&line, "denied", NULL, NULL);
	ck_assert_uint_gt(strlen(line.said.text), 400);
	/* Nor does the cut leave a part of a secret that it has no right to say. */
	struct real leak =
		DEBUG({ "result", "denied" }, { "secret", "canary-secret" }, { "text", large });
	for (size_t n = 480; n < 515; n++) {
		memset(large, 't', n);
		memcpy(large + n, "canary-secret", 14);
		real_run(&leak, &line);
		ck_assert_msg(strstr(line.said.text, "ca") == NULL, "%zu: \"%s\"", n,
			      line.said.text);
	}
	/* One byte of many that are three in the message: cut nowhere, or what is left would be
	 * none. */
	for (size_t n = 500; n < 513; n++) {
		memset(large, 't', n);
		memcpy(large + n, "%%%", 4);
		real_run(&long_text, &line);
		ck_assert_msg(strncmp(line.said.text, "tttt", 4) == 0, "%zu: \"%s\"", n,
			      line.said.text);
	}
}
END_TEST

/* A request as the plugin sees it, once. */
START_TEST(requests)
{
	char path[TEMP_SIZE + 16], text[256] = "";
	struct real real = DEBUG({ "count-file", path });
	struct line_result line;

	snprintf(path, sizeof(path), "%s/calls", dir);
	real.client_id = "known";
	real_run(&real, &line);
	real_expect(&line, "success", NULL, NULL);
	real.refresh = real.interactive = true;
	real_run(&real, &line);
	FILE *f = fopen(path, "re");
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(fgets(text, sizeof(text), f));
	ck_assert_str_eq(text, "get profile=test tenant= client_id=known flags=0\n");
	ck_assert_ptr_nonnull(fgets(text, sizeof(text), f));
	ck_assert_str_eq(text, "get profile=test tenant= client_id=known flags=5\n");
	ck_assert_ptr_null(fgets(text, sizeof(text), f));
	fclose(f);
}
END_TEST

START_TEST(surroundings)
{
	static const char *const kept[] = { "PATH", "HOME", "LANG", "XDG_RUNTIME_DIR",
					    "DBUS_SESSION_BUS_ADDRESS" };
	struct real environ_of = DEBUG({ "do", "environ" }),
		    descriptors = DEBUG({ "do", "descriptors" });
	struct line_result line;

	/* Before exec these would move the code; all else is nobody's business. */
	putenv((char *)(uintptr_t) "LD_LIBRARY_PATH=/tmp/elsewhere");
	putenv((char *)(uintptr_t) "LD_DEBUG_OUTPUT=/tmp/elsewhere");
	putenv((char *)(uintptr_t) "GIO_EXTRA_MODULES=/tmp/elsewhere");
	putenv((char *)(uintptr_t) "OPENSSL_CONF=/tmp/elsewhere");
	putenv((char *)(uintptr_t) "CCRED_CONFIG=/tmp/elsewhere");
	putenv((char *)(uintptr_t) "MY_CLIENT_SECRET=hidden");
	putenv((char *)(uintptr_t) "PATH=/tmp/elsewhere");
	putenv((char *)(uintptr_t) "HOME=/");
	putenv((char *)(uintptr_t) "LANG=C.UTF-8");
	putenv((char *)(uintptr_t) "XDG_RUNTIME_DIR=/");
	putenv((char *)(uintptr_t) "DBUS_SESSION_BUS_ADDRESS=unix:path=/tmp/nowhere");
	putenv((char *)(uintptr_t) "DISPLAY=:99");
	putenv((char *)(uintptr_t) "WAYLAND_DISPLAY=wayland-99");
	putenv((char *)(uintptr_t) "SECRET_BACKEND=file");
	putenv((char *)(uintptr_t) "SECRET_SERVICE_BUS_NAME=org.example");
	putenv((char *)(uintptr_t) "G_DEBUG=fatal-warnings");
	int leak = open("/dev/null", O_RDONLY); /* not O_CLOEXEC, as a caller may have it */
	ck_assert_int_ge(leak, 3);
	real_run(&environ_of, &line);
	real_expect(&line, "success", NULL, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		real_says(&line, kept[i]);
	ck_assert_ptr_null(strstr(line.said.text, "LD_"));
	ck_assert_ptr_null(strstr(line.said.text, "GIO_"));
	ck_assert_ptr_null(strstr(line.said.text, "OPENSSL_"));
	ck_assert_ptr_null(strstr(line.said.text, "CCRED_"));
	ck_assert_ptr_null(strstr(line.said.text, "DISPLAY"));
	ck_assert_ptr_null(strstr(line.said.text, "SECRET"));
	ck_assert_ptr_null(strstr(line.said.text, "G_DEBUG"));
	ck_assert_ptr_null(strstr(line.said.text, "MY_"));
	/* Not the user's. */
	putenv((char *)(uintptr_t) "HOME=/tmp/nonexistent");
	real_run(&environ_of, &line);
	ck_assert_ptr_null(strstr(line.said.text, "HOME"));
	real_run(&descriptors, &line);
	ck_assert_str_eq(line.said.text, "descriptors 0 1 2 200");
	close(leak);
}
END_TEST

/* What makes a line broken, and not the profile refused: it goes through the line's control. */
START_TEST(broken)
{
	char plugins[TEMP_SIZE + 16], library[TEMP_SIZE + 64];
	struct real real = { .plugin = "other", .plugin_path = plugins };
	struct line_result line = { .result = 0 };
	struct stack_outcome o;
	struct err err = { 0 };
	char text[256];

	snprintf(plugins, sizeof(plugins), "%s/plugins", dir);
	ck_assert_int_eq(mkdir(plugins, 0755), 0);
	snprintf(library, sizeof(library), TEST_BUILDDIR "/plugindir/ccred_debug.so");
	/* The module is another plugin's. */
	snprintf(text, sizeof(text), "plugin other\nabi 1.0\nmodule %s\noffers get\n", library);
	temp_write(dir, "plugins/other.plugin", text, strlen(text), 0644);
	real_run(&real, &line);
	real_expect(&line, "broken", NULL, NULL);
	real_says(&line, "the module calls itself debug, and its description other");
	/* It is no module. */
	snprintf(text, sizeof(text), "plugin other\nabi 1.0\nmodule other.plugin\noffers get\n");
	temp_write(dir, "plugins/other.plugin", text, strlen(text), 0644);
	real_run(&real, &line);
	real_expect(&line, "broken", NULL, NULL);
	real_says(&line, "the module cannot be loaded: ");
	/* It is a module, and no plugin. */
	snprintf(text, sizeof(text), "plugin other\nabi 1.0\nmodule %s/pam_count.so\noffers get\n",
		 TEST_BUILDDIR "/plugindir");
	temp_write(dir, "plugins/other.plugin", text, strlen(text), 0644);
	real_run(&real, &line);
	real_expect(&line, "broken", NULL, NULL);
	/* It is not there; then nothing is started. */
	snprintf(text, sizeof(text), "plugin other\nabi 1.0\nmodule none.so\noffers get\n");
	temp_write(dir, "plugins/other.plugin", text, strlen(text), 0644);
	real_run(&real, &line);
	real_expect(&line, "broken", NULL, NULL);
	real_says(&line, "/plugins/none.so does not exist, and ");
	temp_write(dir, "plugins/other.plugin", "nonsense\n", 9, 0644);
	real_run(&real, &line);
	real_expect(&line, "broken", NULL, NULL);
	real_says(&line, "/plugins/other.plugin: the line plugin is missing");
	ck_assert_int_eq(real_stack(&real, &o, &err), EXIT_CONFIG);
	ck_assert_int_eq(o.result, RESULT_BROKEN);
	stack_outcome_clear(&o);
	real.control = "optional";
	ck_assert_int_eq(real_stack(&real, &o, &err), EXIT_CONFIG);
	ck_assert_int_eq(o.result, RESULT_BROKEN);
	stack_outcome_clear(&o);
}
END_TEST

/* A plugin directory that others may write to: found before, and again by ccred-source itself. */
START_TEST(unsafe_directory)
{
	char plugins[TEMP_SIZE + 16];
	struct real real = { .plugin = "other", .plugin_path = plugins };
	struct credential known = { .items = { NULL } };
	struct line_result line = { .result = 0 };
	struct real_profile p;
	struct err err = { 0 };
	char text[256];

	snprintf(plugins, sizeof(plugins), "%s/plugins", dir);
	ck_assert_int_eq(mkdir(plugins, 0755), 0);
	snprintf(text, sizeof(text), "plugin other\nabi 1.0\nmodule %s\noffers get\n",
		 TEST_BUILDDIR "/plugindir/ccred_debug.so");
	temp_write(dir, "plugins/other.plugin", text, strlen(text), 0644);
	real_set_up(&real, &p);
	ck_assert_int_eq(bind_check(p.bound, &err), 0);
	ck_assert_ptr_null(p.bound->lines[0].why);
	ck_assert_int_eq(chmod(plugins, 0775), 0);
	run_source(&p.source, &p.request, &known, clock_ms() + 10000, &line);
	real_expect(&line, "broken", NULL, NULL);
	real_says(&line, "chmod go-w");
	ck_assert_int_eq(bind_check(p.bound, &err), 0);
	ck_assert_ptr_nonnull(p.bound->lines[0].why);
	ck_assert_int_eq(p.bound->lines[0].why->code, EXIT_DENIED);
	real_clear(&p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("run");
	TCase *t = tcase_create("run");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, misbehaves, 0, ARRAY_SIZE(acts));
	tcase_add_loop_test(t, results, 0, ARRAY_SIZE(answers));
	tcase_add_test(t, opening);
	tcase_add_test(t, items);
	tcase_add_test(t, texts);
	tcase_add_test(t, requests);
	tcase_add_test(t, surroundings);
	tcase_add_test(t, broken);
	tcase_add_test(t, unsafe_directory);
	suite_add_tcase(s, t);
	return unit_main(s);
}
