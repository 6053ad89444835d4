/* One process a source: a plugin that misbehaves costs its own line and leaves nothing behind. */
#include "base/banned.h"
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
	proc_kill_children(NULL);
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

/* What is left of the act when run_source has returned. */
enum left {
	LEFT_NOTHING,
	LEFT_ZOMBIE, /* a killed grandchild that a subreaper has to reap */
	LEFT_DAEMON, /* one that left the group: for proc_kill_children */
};

static const struct {
	const char *act, *result, *says;
	enum left left;
} acts[] = {
	{ "crash", "crashed", "it crashed (Segmentation fault)", LEFT_NOTHING },
	{ "abort", "crashed", "it crashed (Aborted)", LEFT_NOTHING },
	{ "exit", "crashed", "it ended without an answer", LEFT_NOTHING },
	{ "closefds", "crashed", "it ended without an answer", LEFT_NOTHING },
	{ "flood", "crashed", "it answered too much", LEFT_NOTHING },
	{ "hang", "timeout", "no answer within 0.", LEFT_NOTHING },
	{ "busy", "timeout", "no answer within 0.", LEFT_NOTHING },
	{ "stdout", "success", "", LEFT_NOTHING },
	{ "stderr", "success", "", LEFT_NOTHING },
	{ "thread", "success", "", LEFT_NOTHING },
	{ "umask", "success", "", LEFT_NOTHING },
	{ "fork", "success", "", LEFT_ZOMBIE },
	{ "daemon", "success", "", LEFT_DAEMON },
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
	bundle_clear(&line.set);
	count_children(&all, &living);
	if (acts[_i].left == LEFT_NOTHING)
		ck_assert_uint_eq(all, 0);
	/* A kill takes a moment to be carried out. */
	for (int i = 0; i < 100 && living > 0 && acts[_i].left == LEFT_ZOMBIE; i++) {
		clock_sleep(10);
		count_children(&all, &living);
	}
	ck_assert_uint_eq(living, acts[_i].left == LEFT_DAEMON);
	proc_kill_children(NULL);
	count_children(&all, &living);
	ck_assert_uint_eq(all, 0);
}
END_TEST

/* Words and numbers that a plugin answers; what is not its to give is a bug of it. */
static const struct {
	const char *answer, *result;
} answers[] = {
	{ "success", "success" },      { "ignore", "ignore" },
	{ "not_found", "not_found" },  { "unavailable", "unavailable" },
	{ "locked", "locked" },        { "try_again", "try_again" },
	{ "denied", "denied" },        { "invalid", "invalid" },
	{ "conflict", "conflict" },    { "internal", "internal" },
	{ "timeout", "internal" },     { "crashed", "internal" },
	{ "12", "internal" },          { "-1", "internal" },
	{ "256", "internal" },         { "2147483647", "internal" },
	{ "-2147483648", "internal" },
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
	ck_assert_str_eq(line.text, "as told");
	ck_assert(!line.refused);
	bundle_clear(&line.set);
}
END_TEST

START_TEST(opening)
{
	struct real denied = DEBUG({ "open", "denied" }, { "text", "no" });
	struct real invalid = DEBUG({ "open", "invalid" }, { "text", "wrong arguments" });
	struct real unknown = DEBUG({ "resullt", "success" });
	struct real not_a_number = DEBUG({ "sleep-ms", "soon" });
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
	real_says(&line, "unknown argument resullt: did you mean result?");
	real_run(&not_a_number, &line);
	ck_assert(line.refused);
	/* Whatever the control makes of it. */
	invalid.control = "optional";
	ck_assert_int_eq(real_stack(&invalid, &o, &err), EXIT_CONFIG);
	ck_assert_str_eq(err.text, "conf:1: debug: wrong arguments");
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
	bundle_clear(&line.set);
	other.client_id = "me";
	real_run(&other, &line);
	real_expect(&line, "conflict", NULL, NULL);
	again.client_id = "me";
	real_run(&again, &line);
	real_expect(&line, "success", "me", "s");
	bundle_clear(&line.set);
	again.refresh = true;
	real_run(&again, &line);
	real_expect(&line, "success", "me", "t");
	bundle_clear(&line.set);
	memset(large, 'x', 16385);
	real_run(&long_secret, &line);
	real_expect(&line, "invalid", NULL, NULL);
	large[16384] = '\0';
	real_run(&long_secret, &line);
	real_expect(&line, "success", "me", large);
	bundle_clear(&line.set);
}
END_TEST

START_TEST(texts)
{
	static char large[2000];
	struct real escape = DEBUG({ "result", "denied" }, { "text", "\033[2Jone\ntwo\xff" });
	struct real long_text = DEBUG({ "result", "denied" }, { "text", large });
	struct line_result line;

	real_run(&escape, &line);
	ck_assert_ptr_null(strchr(line.text, '\033'));
	ck_assert_ptr_null(strchr(line.text, '\n'));
	real_says(&line, "[2Jone");
	memset(large, 'y', sizeof(large) - 1);
	real_run(&long_text, &line);
	real_expect(&line, "denied", NULL, NULL);
	ck_assert_uint_gt(strlen(line.text), 400);
	/* Nor does the cut leave a part of a secret that it has no right to say. */
	struct real leak =
		DEBUG({ "result", "denied" }, { "secret", "canary-secret" }, { "text", large });
	for (size_t n = 480; n < 515; n++) {
		memset(large, 't', n);
		memcpy(large + n, "canary-secret", 14);
		real_run(&leak, &line);
		ck_assert_msg(strstr(line.text, "ca") == NULL, "%zu: \"%s\"", n, line.text);
	}
	/* One byte of many that are three in the message: cut nowhere, or what is left would be none. */
	for (size_t n = 500; n < 513; n++) {
		memset(large, 't', n);
		memcpy(large + n, "%%%", 4);
		real_run(&long_text, &line);
		ck_assert_msg(strncmp(line.text, "tttt", 4) == 0, "%zu: \"%s\"", n, line.text);
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
	ck_assert_str_eq(text, "get profile=test tenant= client_id=known flags=1\n");
	ck_assert_ptr_nonnull(fgets(text, sizeof(text), f));
	ck_assert_str_eq(text, "get profile=test tenant= client_id=known flags=2\n");
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
	putenv((char *)(uintptr_t) "HOME=/tmp");
	putenv((char *)(uintptr_t) "LANG=C.UTF-8");
	putenv((char *)(uintptr_t) "XDG_RUNTIME_DIR=/tmp");
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
	ck_assert_ptr_null(strstr(line.text, "LD_"));
	ck_assert_ptr_null(strstr(line.text, "GIO_"));
	ck_assert_ptr_null(strstr(line.text, "OPENSSL_"));
	ck_assert_ptr_null(strstr(line.text, "CCRED_"));
	ck_assert_ptr_null(strstr(line.text, "DISPLAY"));
	ck_assert_ptr_null(strstr(line.text, "SECRET"));
	ck_assert_ptr_null(strstr(line.text, "G_DEBUG"));
	ck_assert_ptr_null(strstr(line.text, "MY_"));
	real_run(&descriptors, &line);
	ck_assert_str_eq(line.text, "descriptors 0 1 2 200");
	close(leak);
}
END_TEST

START_TEST(checks)
{
	struct real bad[] = {
		{ .plugin = "../plugindir/ccred_debug" },
		{ .plugin = "absent" },
		{ .plugin = "/tmp/ccred_debug.so" },
		{ .plugin = "" },
		{ .plugin = "env", .args = { { "prefx", "X" } } },
		{ .plugin = "file", .args = { { "path", "relative" } } },
	};
	struct real absolute = { .plugin = TEST_BUILDDIR "/plugindir/ccred_debug.so",
				 .args = { { "id", "me" }, { "secret", "s" } } };
	struct stack_outcome o;
	struct real_profile p;
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		/* Whatever the control says. */
		bad[i].control = "optional";
		err = (struct err){ 0 };
		ck_assert_msg(real_stack(&bad[i], &o, &err) == EXIT_CONFIG, "%s", bad[i].plugin);
		ck_assert_msg(strncmp(err.text, "conf:1: ", 8) == 0, "%s", err.text);
		ck_assert_int_eq(err.code, EXIT_CONFIG);
	}
	ck_assert_int_eq(real_stack(&absolute, &o, &err), 0);
	ck_assert_str_eq(real_text(o.bundle.client_secret), "s");
	stack_outcome_clear(&o);
	/* A dash excuses a plugin that is not there, and nothing else. */
	real_set_up(&bad[1], &p);
	p.source.optional_plugin = true;
	ck_assert_int_eq(run_check(&p.profile, &err), 0);
	ck_assert_int_eq(stack_run(&p.request, run_source, &o, &err), EXIT_NOUSER);
	stack_outcome_clear(&o);
	real_set_up(&bad[4], &p);
	p.source.optional_plugin = true;
	ck_assert_int_eq(run_check(&p.profile, &err), EXIT_CONFIG);
	/* A fault deep in a nested stack is found before anything runs. */
	struct source inner = p.source, outer = p.source;
	outer.plugin = NULL;
	outer.stack = (char *)(uintptr_t) "inner";
	outer.inner = &inner;
	outer.ninner = 1;
	p.profile.sources = &outer;
	ck_assert_int_eq(run_check(&p.profile, &err), EXIT_CONFIG);
}
END_TEST

/* A plugin directory that others may write to: refused before, and again by ccred-source itself. */
START_TEST(unsafe_directory)
{
	char plugins[TEMP_SIZE + 16], path[TEMP_SIZE + 64], data[65536];
	char *plugin_path[] = { plugins };
	struct real real = { .plugin = "debug2", .control = "optional" };
	struct bundle known = { 0 };
	struct line_result line = { .result = 0 };
	struct real_profile p;
	struct err err = { 0 };
	ssize_t n;

	snprintf(plugins, sizeof(plugins), "%s/plugins", dir);
	snprintf(path, sizeof(path), "%s/ccred_debug2.so", plugins);
	ck_assert_int_eq(mkdir(plugins, 0755), 0);
	int in = open(TEST_BUILDDIR "/plugindir/ccred_debug.so", O_RDONLY | O_CLOEXEC);
	int out = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	while ((n = read(in, data, sizeof(data))) > 0)
		ck_assert_int_eq(write(out, data, (size_t)n), n);
	close(in);
	close(out);
	real_set_up(&real, &p);
	p.profile.plugin_path = plugin_path;
	p.profile.nplugin_path = 1;
	ck_assert_msg(run_check(&p.profile, &err) == 0, "%s", err.text);
	/* It is loaded, and calls itself by another name than its file. */
	run_source(&p.source, &p.request, &known, clock_ms() + 10000, &line);
	ck_assert(line.refused);
	real_says(&line, "it calls itself debug: its file must be ccred_debug.so");
	ck_assert_int_eq(chmod(plugins, 0775), 0);
	ck_assert_int_eq(run_check(&p.profile, &err), EXIT_DENIED);
	ck_assert_ptr_nonnull(strstr(err.fix, "chmod go-w "));
	line = (struct line_result){ .result = 0 };
	run_source(&p.source, &p.request, &known, clock_ms() + 10000, &line);
	ck_assert(line.refused);
	real_says(&line, "chmod go-w");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("run");
	TCase *t = tcase_create("run");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, misbehaves, 0, ARRAY_SIZE(acts));
	tcase_add_loop_test(t, results, 0, ARRAY_SIZE(answers));
	tcase_add_test(t, opening);
	tcase_add_test(t, items);
	tcase_add_test(t, texts);
	tcase_add_test(t, requests);
	tcase_add_test(t, surroundings);
	tcase_add_test(t, checks);
	tcase_add_test(t, unsafe_directory);
	suite_add_tcase(s, t);
	return unit_main(s);
}
