/* The exec plugin, run for real: what a program may answer, how it may end, and which is run at all. */
#include "lib/unit.h"
#include "source/real.h"
#include "lib/temp.h"

#include <errno.h>
#include <signal.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* What a test that is no test of the clock waits at most. */
#define LONG_MS 60000

static char dir[TEMP_SIZE];

static void setup(void)
{
	temp_make(dir);
}

static void teardown(void)
{
	temp_remove(dir);
}

/* A program of sh. */
static const char *program(const char *name, const char *body, mode_t mode)
{
	char text[4096];

	snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", body);
	temp_write(dir, name, text, strlen(text), mode);
	return temp_path(dir, name);
}

static void run_body(const char *body, const char *known, struct line_result *ret_line)
{
	struct real real = { .plugin = "exec",
			     .client_id = known,
			     .ms = LONG_MS,
			     .args = { { "command", program("p", body, 0700) } } };

	real_run(&real, ret_line);
}

static const struct {
	const char *body, *result, *id, *secret, *says;
} answers[] = {
	{ "printf 'client_id=me\\nclient_secret=s\\n'", "success", "me", "s", "" },
	{ "printf 'client_secret= a=%%41 '", "success", NULL, " a=%41 ", "" },
	{ "printf 'result=success\\nclient_id=me\\n'", "success", "me", NULL, "" },
	/* As in git's protocol: what is not known is passed over, an empty line is the end. */
	{ "printf 'colour=red\\nclient_id=me\\n\\nrubbish\\n'", "success", "me", NULL, "" },
	{ "", "not_found", NULL, NULL, "it answered no item such as client_secret=" },
	{ "echo 'no entry' >&2", "not_found", NULL, NULL, "no entry" },
	{ "echo result=success", "invalid", NULL, NULL, "it answered success" },
	{ "echo result=ignore", "ignore", NULL, NULL, "" },
	{ "printf 'result=not_found\\ntext=no such entry\\n'", "not_found", NULL, NULL,
	  "/p: no such entry" },
	{ "echo result=unavailable", "unavailable", NULL, NULL, "it gave no reason" },
	{ "echo result=locked; echo unlock it >&2", "locked", NULL, NULL, "unlock it" },
	{ "echo result=try_again", "try_again", NULL, NULL, "" },
	{ "echo result=denied", "denied", NULL, NULL, "" },
	{ "echo result=invalid", "invalid", NULL, NULL, "it gave no reason" },
	{ "echo result=conflict", "conflict", NULL, NULL, "" },
	{ "echo result=internal", "internal", NULL, NULL, "" },
	/* The host's own, and what is none. */
	{ "echo result=timeout", "invalid", NULL, NULL, "a result= that there is not" },
	{ "echo result=crashed", "invalid", NULL, NULL, "a result= that there is not" },
	{ "echo result=", "invalid", NULL, NULL, "a result= that there is not" },
	{ "echo result=locked; echo result=denied", "invalid", NULL, NULL, "result= twice" },
	/* With a failure, nothing is taken. */
	{ "printf 'client_id=me\\nresult=denied\\n'", "denied", NULL, NULL, "" },
	{ "echo hello", "invalid", NULL, NULL, "a line that is not key=value" },
	{ "printf 'client_secret=s\\nclient_secret=t\\n'", "invalid", NULL, NULL,
	  "client_secret= twice" },
	{ "printf 'client_id=a\\nclient_id=a\\n'", "invalid", NULL, NULL, "client_id= twice" },
	{ "printf 'client_secret=s\\0t\\n'", "invalid", NULL, NULL, "a NUL byte" },
	{ "printf 'client_secret=s\\tt\\n'", "invalid", NULL, NULL, "a control byte" },
	{ "printf 'client_secret=s\\r\\n'", "invalid", NULL, NULL, "a control byte" },
	{ "printf 'client_secret=\\377\\n'", "invalid", NULL, NULL, "not UTF-8" },
	{ "printf 'client_secret=\\n'", "invalid", NULL, NULL, "is empty" },
	{ "printf 'result=denied\\ntext=a\\033[2Jb\\n'", "denied", NULL, NULL, "\\x1b[2Jb" },
	/* Exit codes: what was printed before is not taken. */
	{ "echo client_secret=s; exit 3", "unavailable", NULL, NULL, "exit code 3" },
	{ "echo result=success; echo client_secret=s; exit 1", "unavailable", NULL, NULL,
	  "exit code 1" },
	{ "echo usage; echo one >&2; echo the last >&2; echo >&2; exit 1", "unavailable", NULL,
	  NULL, "/p: the last" },
	{ "echo result=locked; echo text=locked up; exit 1", "locked", NULL, NULL, "locked up" },
	{ "head -c 60000 /dev/zero | tr '\\0' x >&2; echo >&2; echo the last >&2; exit 1",
	  "unavailable", NULL, NULL, "/p: the last" },
	{ "kill -SEGV $$", "internal", NULL, NULL, "it was killed by signal 11" },
	{ "echo client_secret=s; kill -KILL $$", "internal", NULL, NULL,
	  "it was killed by signal 9" },
	/* Floods, and programs that treat their descriptors badly. */
	{ "while :; do echo client_secret=flood-of-bytes; done", "invalid", NULL, NULL,
	  "more than 65536 bytes" },
	{ "exec <&-; echo client_secret=s", "success", NULL, "s", "" },
	{ "echo client_secret=s; exec >&- 2>&-; sleep 0.1", "success", NULL, "s", "" },
	{ "exec >&- 2>&-", "not_found", NULL, NULL, "" },
	/* Every other item has its name, and one with line ends comes in base64. */
	{ "printf 'client_id=me\\nclient_secret64=cw==\\n'", "success", "me", "s", "" },
	{ "printf 'client_id=me\\nclient_secret64=cw\\n'", "success", "me", "s", "" },
	{ "printf 'client_secret64=c\\n'", "invalid", NULL, NULL,
	  "client_secret64= is not base64" },
	{ "printf 'client_secret64=c w=\\n'", "invalid", NULL, NULL, "is not base64" },
	{ "printf 'client_secret=s\\nclient_secret64=cw==\\n'", "invalid", NULL, NULL,
	  "client_secret= twice" },
	{ "printf 'client_secret64=Cg==\\n'", "invalid", NULL, NULL,
	  "its client_secret= is empty" },
	{ "printf 'signature=x\\nclient_secret=s\\n'", "invalid", NULL, NULL, "its signature=" },
	/* What is said has parts, each once. */
	{ "printf 'result=denied\\ntext=a\\nfix=mend it\\n'", "denied", NULL, NULL,
	  "/p: a: mend it" },
	{ "printf 'result=denied\\ntext=a\\ntext=b\\n'", "invalid", NULL, NULL, "text= twice" },
	{ "printf 'result=denied\\nreason=a\\nreason=a\\n'", "invalid", NULL, NULL,
	  "reason= twice" },
	{ "printf 'client_secret=s\\nexpires=soon\\n'", "invalid", NULL, NULL, "its expires=" },
	{ "printf 'client_secret=s\\nexpires=0\\n'", "invalid", NULL, NULL, "its expires=" },
	{ "printf 'client_secret=s\\nlocation=the shelf\\n'", "success", NULL, "s", "the shelf" },
	/* text= is shown whatever the exit code is. */
	{ "echo text=the agent is down; exit 3", "unavailable", NULL, NULL,
	  "/p: the agent is down" },
	{ "echo text=the agent is down; echo rubbish; exit 3", "unavailable", NULL, NULL,
	  "/p: the agent is down" },
	{ "echo text=it is there; echo client_secret=s", "success", NULL, "s", "/p: it is there" },
	/* An empty line ends the answer, and not the wait for the program. */
	{ "printf 'client_secret=s\\n\\n'; sleep 0.2; exit 3", "unavailable", NULL, NULL,
	  "exit code 3" },
	{ "printf '\\nclient_secret=s\\n'", "not_found", NULL, NULL, "it answered no item" },
	/* A child that keeps the pipes open is not waited for. */
	{ "echo client_secret=s; sleep 1000 & exit 0", "success", NULL, "s", "" },
};

START_TEST(answer)
{
	struct line_result line;

	run_body(answers[_i].body, NULL, &line);
	real_expect(&line, answers[_i].result, answers[_i].id, answers[_i].secret);
	real_says(&line, answers[_i].says);
	ck_assert(!line.refused);
	credential_clear(&line.set);
}
END_TEST

START_TEST(parts)
{
	struct line_result line;

	run_body("echo result=locked; echo text=shut; echo reason=vault_shut; "
		 "echo 'fix=open vault'; echo location=cellar",
		 NULL, &line);
	real_expect(&line, "locked", NULL, NULL);
	ck_assert_str_eq(line.said.reason, "vault_shut");
	ck_assert_str_eq(line.said.fix, "open vault");
	ck_assert_str_eq(line.said.location, "cellar");
	run_body("echo client_secret=s; exit 3", NULL, &line);
	ck_assert_str_eq(line.said.reason, "program_failed");
	run_body("echo result=denied", NULL, &line);
	ck_assert_str_eq(line.said.reason, "denied");
	run_body("echo client_id=me; echo client_secret=s; echo expires=4102444800", NULL, &line);
	real_expect(&line, "success", "me", "s");
	ck_assert_int_eq(line.set.expires_s[ITEM_CLIENT_SECRET], 4102444800);
	ck_assert_int_eq(line.set.expires_s[ITEM_CLIENT_ID], 0);
	line_result_clear(&line);
	run_body("printf 'assertion=e30.e30.\\nprivate_key64=YQpi\\nclient_id=me\\n'", NULL, &line);
	real_expect(&line, "success", "me", NULL);
	ck_assert_str_eq(real_text(line.set.items[ITEM_ASSERTION]), "e30.e30.");
	ck_assert_str_eq(real_text(line.set.items[ITEM_PRIVATE_KEY]), "a\nb");
	line_result_clear(&line);
}
END_TEST

/* A program signs in ten lines of sh: one run a verb, the key stays where it is. */
START_TEST(signs)
{
	static const char body[] =
		"while IFS= read -r line && [ -n \"$line\" ]; do\n"
		"	case $line in verb=*) verb=${line#*=} ;; data64=*) data=${line#*=} ;; esac\n"
		"done\n"
		"case $verb in\n"
		"get) printf 'client_id=me\\nalgorithm=XS256\\nkey_id=k\\n' ;;\n"
		"sign) echo signature64=$(echo $data | base64 -d | rev | tr -d '\\n' | base64 -w0) ;;\n"
		"esac";
	struct real real = { .plugin = "exec",
			     .ms = LONG_MS,
			     .keep_signer = true,
			     .args = { { "command", program("p", body, 0700) } } };
	struct secret *signature = NULL;
	struct line_result line;
	struct err err = { 0 };

	real_run(&real, &line);
	real_expect(&line, "success", "me", NULL);
	ck_assert_ptr_nonnull(line.process);
	for (int i = 0; i < 2; i++) {
		ck_assert_msg(source_sign(line.process, "XS256", "abc", 3, clock_ms() + LONG_MS,
					  &signature, NULL, &err) == 0,
			      "%s", err.text);
		ck_assert_str_eq(signature->data, "cba");
		secret_free(&signature);
	}
	line_result_clear(&line);
}
END_TEST

static enum result type_answer(void *arg, int style, const char *text, char *buffer, size_t size,
			       size_t *ret_len)
{
	char *seen = arg;
	size_t used = strlen(seen);

	ck_assert_uint_gt(size, 16);
	snprintf(seen + used, 256 - used, "%d:%s;", style, text);
	if (strstr(text, "refuse") != NULL)
		return RESULT_DENIED;
	memcpy(buffer, "typed-pin", 10);
	*ret_len = style <= CCRED_PROMPT_VISIBLE ? 9 : 0;
	return RESULT_SUCCESS;
}

/* A program that offers prompt: it asks, and reads one line for each question. */
START_TEST(prompts)
{
	static const char body[] = "while IFS= read -r line && [ -n \"$line\" ]; do :; done\n"
				   "echo prompt=info touch the key; read -r none\n"
				   "printf 'prompt=hidden PIN: \\n'; IFS= read -r pin\n"
				   "echo prompt=visible refuse; IFS= read -r no\n"
				   "echo \"client_secret=${pin#answer=}$none$no\"";
	struct real real = { .plugin = "asks",
			     .ms = LONG_MS,
			     .prompt = type_answer,
			     .args = { { "command", program("p", body, 0700) } } };
	char seen[256] = "";
	struct line_result line;

	real.prompt_arg = seen;
	real_run(&real, &line);
	real_expect(&line, "success", NULL, "typed-pinanswer=answer_error=denied");
	ck_assert_str_eq(seen, "3:asks: touch the key;1:asks: PIN: ;2:asks: refuse;");
	line_result_clear(&line);
	/* Nobody to ask; and a question of no style. */
	real.prompt = NULL;
	real_run(&real, &line);
	real_expect(&line, "success", NULL,
		    "answer_error=lockedanswer_error=lockedanswer_error=locked");
	line_result_clear(&line);
	real.prompt = type_answer;
	(void)program("p", "echo prompt=loud; read -r none", 0700);
	real_run(&real, &line);
	real_expect(&line, "invalid", NULL, NULL);
	real_says(&line, "its prompt= is of no style");
}
END_TEST

START_TEST(another_client)
{
	struct line_result line;

	run_body("echo client_id=me", "you", &line);
	real_expect(&line, "conflict", NULL, NULL);
	real_says(&line, "its client_id= is not that of the profile");
}
END_TEST

/* What the program is given: the lines, the arguments as they are, and no more of an environment. */
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
	tcase_add_loop_test(t, answer, 0, ARRAY_SIZE(answers));
	tcase_add_test(t, parts);
	tcase_add_test(t, signs);
	tcase_add_test(t, prompts);
	tcase_add_test(t, another_client);
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
