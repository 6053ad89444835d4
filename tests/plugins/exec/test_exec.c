/* The exec plugin: which program is run, what it is given, how it ends, what it stores, and what is
 * shown of it. */
#include "program.h"

#include <errno.h>
#include <signal.h>

/* What the program is given: the lines, the arguments as they are, and no more of an
 * environment. */
START_TEST(request)
{
	static const struct variable vars[] = { { "LANG", "x" }, { "OTHER", "y" } };
	struct real real = { .plugin = "exec",
			     .client_id = "me",
			     .interactive = true,
			     .ms = LONG_MS,
			     .vars = { vars, 2 } };
	struct line_result line;
	char body[512];

	snprintf(body, sizeof(body),
		 "{ printf '<%%s>' \"$@\"; pwd; cat; env | grep -c OTHER; } >%s/seen\n"
		 "echo client_secret=s",
		 dir);
	real.args[0] = (struct ccred_arg){ "arg2", "$(id) *" };
	real.args[1] = (struct ccred_arg){ "command", program("p", body, 0700) };
	real.args[2] = (struct ccred_arg){ "arg1", "" };
	real_run(&real, &line);
	real_expect(&line, "success", NULL, "s");
	credential_clear(&line.set);

	char seen[1024] = "";
	FILE *f = fopen(temp_path(dir, "seen"), "re");
	ck_assert_ptr_nonnull(f);
	seen[fread(seen, 1, sizeof(seen) - 1, f)] = '\0';
	ck_assert_int_eq(fclose(f), 0);
	char wanted[1024];
	snprintf(wanted, sizeof(wanted),
		 "<$(id) *><>/\nverb=get\nprofile=test\n"
		 "token_endpoint=https://auth.example.com/token\n"
		 "origin=https://auth.example.com\nclient_id=me\n"
		 "interactive=yes\nterminal=no\nrefresh=no\noption.arg2=$(id) *\n"
		 "option.command=%s/p\noption.arg1=\n\n0\n",
		 dir);
	ck_assert_str_eq(seen, wanted);
}
END_TEST

/* The whole group goes with the line, what it started in the background included. */
START_TEST(hang)
{
	struct real real = { .plugin = "exec", .ms = 1500 };
	struct line_result line;
	char body[256], pids[64] = "";
	int pid[2] = { 0, 0 };

	snprintf(body, sizeof(body), "sleep 1000 & echo $$ $! >%s/pids; wait", dir);
	real.args[0] = (struct ccred_arg){ "command", program("p", body, 0700) };
	real_run(&real, &line);
	ck_assert_msg(line.result == RESULT_TIMEOUT || line.result == RESULT_TRY_AGAIN, "%s: %s",
		      result_name((int)line.result), line.said.text);
	FILE *f = fopen(temp_path(dir, "pids"), "re");
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(fgets(pids, sizeof(pids), f));
	ck_assert_int_eq(fclose(f), 0);
	char *end;
	pid[0] = (int)strtol(pids, &end, 10);
	pid[1] = (int)strtol(end, NULL, 10);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_gt(pid[i], 1);
		/* Whoever takes in orphans may take a moment to bury them. */
		for (int tries = 0; tries < 1000; tries++) {
			char path[64], state = 'Z';
			snprintf(path, sizeof(path), "/proc/%d/stat", pid[i]);
			if ((f = fopen(path, "re")) == NULL)
				break;
			ck_assert_int_ge(fscanf(f, "%*d (%*[^)]) %c", &state), 0);
			ck_assert_int_eq(fclose(f), 0);
			if (state == 'Z')
				break;
			ck_assert_int_lt(tries, 999);
			(void)nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
		}
	}
}
END_TEST

static void run_path(const char *path, const char *result, const char *says)
{
	struct real real = { .plugin = "exec", .ms = LONG_MS, .args = { { "command", path } } };
	struct line_result line;

	real_run(&real, &line);
	real_expect(&line, result, NULL, strcmp(result, "success") == 0 ? "s" : NULL);
	real_says(&line, says);
	credential_clear(&line.set);
}

START_TEST(which)
{
	static const char body[] = "echo client_secret=s";

	run_path(program("p", body, 0755), "success", "");
	run_path(program("p", body, 0775), "denied", "others may write");
	run_path(program("p", body, 0757), "denied", "others may write");
	run_path(program("p", body, 0600), "denied", "/p is not executable");
	run_path(temp_path(dir, "absent"), "unavailable", "No such file");
	run_path(dir, "denied", "is not a program");
	temp_write(dir, "p", "#!/absent/sh\n", 13, 0700);
	run_path(temp_path(dir, "p"), "unavailable", "it cannot be started: No such file");

	/* A directory that others may write, and a link that stands in one. */
	ck_assert_int_eq(mkdir(temp_path(dir, "d"), 0755), 0);
	const char *in = program("d/p", body, 0755);
	run_path(in, "success", "");
	ck_assert_int_eq(chmod(temp_path(dir, "d"), 0777), 0);
	run_path(in, "denied", "/d (mode 0777)");
	(void)program("p", body, 0755);
	ck_assert_int_eq(symlink("../p", temp_path(dir, "d/link")), 0);
	run_path(temp_path(dir, "d/link"), "denied", "(mode 0777)");
	ck_assert_int_eq(symlink("p", temp_path(dir, "link")), 0);
	run_path(temp_path(dir, "link"), "success", "");
	if (geteuid() != 0)
		return;
	/* Only root can give a file away. */
	ck_assert_int_eq(chown(temp_path(dir, "p"), 65534, 65534), 0);
	run_path(temp_path(dir, "link"), "denied", "/p belongs to uid 65534");
}
END_TEST

static const struct {
	struct ccred_arg args[2];
	const char *says;
} wrong[] = {
	{ { { "arg1", "x" } }, "command= is missing" },
	{ { { "command", "bin/p" } }, "an absolute path" },
	{ { { "comand", "/bin/true" } }, "did you mean command?" },
	{ { { "command", "/bin/true" }, { "store", "1" } }, "yes or no" },
};

/* Refused before any line runs. */
START_TEST(arguments)
{
	struct real real = { .plugin = "exec" };
	struct stack_outcome o;
	struct err err = { 0 };

	memcpy(real.args, wrong[_i].args, sizeof(wrong[_i].args));
	ck_assert_int_eq(real_stack(&real, &o, &err), EXIT_CONFIG);
	ck_assert_msg(strstr(err.text, wrong[_i].says) != NULL, "%s", err.text);
	stack_outcome_clear(&o);
}
END_TEST

typedef void (*call_fn)(const struct source *, const struct stack_request *,
			const struct credential *, int64_t, struct line_result *);

/* What is stored. */
#define SECRET "a=secret-Ck4r9Zq7"

static void change(call_fn fn, const char *body, const char *store, struct line_result *ret_line)
{
	struct real real = { .plugin = "exec",
			     .ms = LONG_MS,
			     .args = { { "command", program("p", body, 0700) },
				       { "store", store } } };
	struct real_profile p;
	struct credential given = { .items = { NULL } };

	real_set_up(&real, &p);
	ck_assert_int_eq(secret_new("me", 2, &given.items[ITEM_CLIENT_ID]), 0);
	if (fn == run_store)
		ck_assert_int_eq(
			secret_new(SECRET, strlen(SECRET), &given.items[ITEM_CLIENT_SECRET]), 0);
	*ret_line = (struct line_result){ .result = RESULT_INTERNAL };
	fn(&p.source, &p.request, &given, clock_ms() + LONG_MS, ret_line);
	credential_clear(&given);
	real_clear(&p);
}

START_TEST(store)
{
	struct line_result line;

	change(run_store, "grep -xc -e verb=store -e client_id=me -e client_secret=" SECRET " >&2",
	       "yes", &line);
	real_expect(&line, "success", NULL, NULL);
	real_says(&line, "/p: 3");
	change(run_erase, "grep -xc -e verb=erase -e client_id=me -e client_secret=" SECRET " >&2",
	       "yes", &line);
	real_expect(&line, "success", NULL, NULL);
	real_says(&line, "/p: 2");
	change(run_erase, "echo result=not_found", "yes", &line);
	real_expect(&line, "not_found", NULL, NULL);
	/* Not asked for: not run. */
	change(run_store, "exit 0", "no", &line);
	real_expect(&line, "unavailable", NULL, NULL);
	real_says(&line, "it cannot store");
}
END_TEST

/* All that stands behind the program's name. */
static void says_just(const struct line_result *line, const char *text)
{
	const char *p = strstr(line->said.text, "/p: ");

	ck_assert_ptr_nonnull(p);
	ck_assert_str_eq(p + strlen("/p: "), text);
}

/* The last line on stderr is shown by itself, without the rest of a longer one before it. */
START_TEST(last_line)
{
	struct line_result line;

	run_body("echo one that is longer than the last >&2; echo the last >&2; exit 1", NULL,
		 &line);
	says_just(&line, "the last");
	run_body("head -c 60000 /dev/zero | tr '\\0' x >&2; echo >&2; echo end >&2; exit 1", NULL,
		 &line);
	says_just(&line, "end");
	change(run_store, "grep client_secret= >&2; echo sealed >&2; exit 1", "yes", &line);
	says_just(&line, "sealed");
}
END_TEST

/* Nor is a part of a secret, where it is cut. */
START_TEST(hidden)
{
	struct line_result line;

	change(run_store, "grep client_secret= >&2; exit 1", "yes", &line);
	says_just(&line, "client_secret=***");
	for (int before = 385; before <= 402; before++) {
		char body[256];
		snprintf(body, sizeof(body),
			 "s=$(sed -n s/^client_secret=//p); x=$(printf %%%ds); echo \"$x$s\" >&2; "
			 "exit 1",
			 before);
		change(run_store, body, "yes", &line);
		ck_assert_ptr_null(strstr(line.said.text, "a=s"));
		snprintf(body, sizeof(body),
			 "s=$(sed -n s/^client_secret=//p); x=$(printf %%%ds); "
			 "echo result=denied; echo \"text=$x$s\"",
			 before + 50);
		change(run_store, body, "yes", &line);
		ck_assert_ptr_null(strstr(line.said.text, "a=s"));
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("exec");
	TCase *t = tcase_create("exec");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, request);
	tcase_add_test(t, hang);
	tcase_add_test(t, which);
	tcase_add_loop_test(t, arguments, 0, ARRAY_SIZE(wrong));
	tcase_add_test(t, store);
	tcase_add_test(t, last_line);
	tcase_add_test(t, hidden);
	suite_add_tcase(s, t);
	return unit_main(s);
}
