/* The exec plugin: what a program may answer, ask and sign. */
#include "program.h"

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
	{ "printf 'client_secret=s\\r\\n'", "invalid", NULL, NULL, "carriage return" },
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
	  "its client_secret= cannot be used" },
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

int main(void)
{
	Suite *s = suite_create("exec answer");
	TCase *t = tcase_create("exec answer");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, answer, 0, ARRAY_SIZE(answers));
	tcase_add_test(t, parts);
	tcase_add_test(t, signs);
	tcase_add_test(t, prompts);
	tcase_add_test(t, another_client);
	suite_add_tcase(s, t);
	return unit_main(s);
}
