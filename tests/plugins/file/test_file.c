/* The file plugin, run for real: what it takes, what it refuses, and what it says. */
#include "file_fixture.h"
#include "source/real.h"

#define DEEP(text) text text text text

static const struct {
	const char *format, *content, *result, *id, *secret, *says;
} files[] = {
	/* the bare secret: one newline at the end is the editor's, a second is not */
	{ AUTO, "s", "success", NULL, "s", "" },
	{ AUTO, "s\n", "success", NULL, "s", "" },
	{ AUTO, "s\n\n", "invalid", NULL, NULL, "more than one line" },
	{ AUTO, "s\r\n", "invalid", NULL, NULL, "it holds CR" },
	{ AUTO, "\xef\xbb\xbfs", "invalid", NULL, NULL, "it begins with a byte order mark" },
	{ AUTO, "\xef\xbb\xbf" JSON, "invalid", NULL, NULL, "it begins with a byte order mark" },
	{ AUTO, " s ", "success", NULL, " s ", "" },
	{ AUTO, "\xc3\xa9", "success", NULL, "\xc3\xa9", "" },
	{ AUTO, "a\tb", "invalid", NULL, NULL, "control byte" },
	{ AUTO, "\xff", "invalid", NULL, NULL, "not UTF-8" },
	{ AUTO, "", "invalid", NULL, NULL, "it is empty" },
	{ AUTO, "\n", "invalid", NULL, NULL, "it is empty" },
	{ AUTO, "CLIENT_SECRET=s", "success", NULL, "CLIENT_SECRET=s", "" },
	{ "secret", JSON, "success", NULL, JSON, "" },
	{ "secret", "client_id=me", "success", NULL, "client_id=me", "" },
	/* lines */
	{ AUTO, BOTH, "success", "me", "s", "" },
	{ AUTO, BOTH "\n", "success", "me", "s", "" },
	{ AUTO, "client_secret=s\nclient_id=me\n", "success", "me", "s", "" },
	{ AUTO, "client_secret=a=b \n", "success", NULL, "a=b ", "" },
	{ AUTO, "client_id=me\n", "success", "me", NULL, "" },
	{ AUTO, BOTH "\n\n", "success", "me", "s", "" },
	{ AUTO, "client_id=me\n\nclient_secret=s\n", "invalid", NULL, NULL, "neither client_id=" },
	{ AUTO, BOTH "\n\n\n\n", "invalid", NULL, NULL, "neither client_id=" },
	{ AUTO, BOTH "\nscope=x\n", "invalid", NULL, NULL,
	  "neither client_id= nor client_secret=" },
	{ AUTO, BOTH "\nclient_secret=t\n", "invalid", NULL, NULL, "stands in it twice" },
	{ AUTO, "client_id=me\r\nclient_secret=s\r\n", "invalid", NULL, NULL, "it holds CR" },
	{ AUTO, "client_id=\nclient_secret=s\n", "invalid", NULL, NULL, "" },
	{ AUTO, "client_id=me\nclient_secret=\n", "invalid", NULL, NULL, "" },
	{ "lines", "s\n", "invalid", NULL, NULL, "neither client_id= nor client_secret=" },
	/* JSON */
	{ AUTO, JSON, "success", "me", "s", "" },
	{ AUTO, JSON "\n", "success", "me", "s", "" },
	{ AUTO,
	  "{\n \"client_secret\": \"s\",\n \"more\": {\"a\": [1]},\n \"client_id\": \"me\"\n}\n",
	  "success", "me", "s", "" },
	{ AUTO, "{\"client_secret\":\"\\u00e9\\\"\"}", "success", NULL, "\xc3\xa9\"", "" },
	{ AUTO, "{\"client_secret\":\"s\\u0000t\"}", "invalid", NULL, NULL, "\\u0000" },
	{ AUTO, "{\"client_secret\":\"s\\nt\"}", "invalid", NULL, NULL, "more than one line" },
	{ AUTO, "{\"client_secret\":\"s\\r\"}", "invalid", NULL, NULL,
	  "cannot be used: the client secret ends with a carriage return, as lines of Windows" },
	{ AUTO, "{\"client_secret\":\"s\nt\"}", "invalid", NULL, NULL, "" },
	{ AUTO, "{\"client_secret\":\"s\",\"client_secret\":\"t\"}", "invalid", NULL, NULL,
	  "stands in it twice" },
	{ AUTO, "{\"client_secret\":\"s\",\"client\\u005fsecret\":\"t\"}", "invalid", NULL, NULL,
	  "" },
	{ AUTO, "{\"client_secret\":7}", "invalid", NULL, NULL, "must be JSON strings" },
	{ AUTO, "{\"client_secret\":null}", "invalid", NULL, NULL, "must be JSON strings" },
	{ AUTO, "{\"client_secret\":\"\"}", "invalid", NULL, NULL, "" },
	{ AUTO, "{\"other\":\"s\"}", "invalid", NULL, NULL, "neither client_id nor client_secret" },
	{ AUTO, "{}", "invalid", NULL, NULL, "neither client_id nor client_secret" },
	{ AUTO, JSON "x", "invalid", NULL, NULL, "not one valid JSON object" },
	{ AUTO, JSON JSON, "invalid", NULL, NULL, "not one valid JSON object" },
	{ AUTO, "{\"client_secret\":\"s\"", "invalid", NULL, NULL, "not one valid JSON object" },
	{ AUTO, "{'client_secret':'s'}", "invalid", NULL, NULL, "" },
	{ AUTO, "{\"client_secret\":\"\xff\"}", "invalid", NULL, NULL,
	  "not one valid JSON object" },
	{ AUTO, "{\"a\":" DEEP("[[[[[[[[[[") "1" DEEP("]]]]]]]]]]") ",\"client_secret\":\"s\"}",
	  "invalid", NULL, NULL, "not one valid JSON object" },
	{ AUTO, "{\"client_secret\":\"s\",\"a\":{\"b\":[{\"c\":1,\"d\":2,\"c\":3}]}}", "invalid",
	  NULL, NULL, "stands in it twice" },
	{ AUTO, "{\"client_secret\":\"s\",\"a\":NaN}", "invalid", NULL, NULL,
	  "not one valid JSON object" },
	{ "json", "[1]", "invalid", NULL, NULL, "not one valid JSON object" },
	{ "json", "\"s\"", "invalid", NULL, NULL, "not one valid JSON object" },
	{ "json", "s", "invalid", NULL, NULL, "not one valid JSON object" },
	/* The word may stand in a value, or be another member's name in part. */
	{ AUTO, "{\"client_secret\":\"s\",\"note\":\"the client_secret\"}", "success", NULL, "s",
	  "" },
};

START_TEST(file)
{
	struct real real = { .plugin = "file" };
	struct line_result line;
	char path[TEMP_SIZE + 16];

	snprintf(path, sizeof(path), "%s/secret", dir);
	temp_write(dir, "secret", files[_i].content, strlen(files[_i].content), 0600);
	real.args[0] = (struct ccred_arg){ "path", path };
	if (files[_i].format != AUTO)
		real.args[1] = (struct ccred_arg){ "format", files[_i].format };
	real_run(&real, &line);
	real_expect(&line, files[_i].result, files[_i].id, files[_i].secret);
	real_says(&line, files[_i].says);
	/* The reason names the file and never what stands in it. */
	if (line.result != RESULT_SUCCESS)
		ck_assert_ptr_nonnull(strstr(line.said.text, "/secret: "));
	credential_clear(&line.set);
}
END_TEST

/* The whole file is the assertion. ccred looks into it, whichever plugin supplies it. */
START_TEST(file_assertion)
{
	static const struct {
		const char *content, *result, *says;
	} cases[] = {
		{ "e30.e30.c2ln", "success", "" },
		{ "e30.e30.c2ln\n", "success", "" },
		{ "", "invalid", "it is empty" },
		{ "e30.e30.c2ln\n\n", "invalid", "more than one line" },
		{ "e30.e30.c2ln\r\n", "invalid", "it holds CR" },
		{ "\xff", "invalid", "it cannot be used: the assertion is not UTF-8" },
		{ NULL, "not_found", "does not exist: have the assertion put there" },
	};
	char path[TEMP_SIZE + 16];
	struct real real = { .plugin = "file",
			     .args = { { "path", path }, { "format", "assertion" } } };
	struct line_result line;

	snprintf(path, sizeof(path), "%s/token", dir);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct secret *set;
		(void)unlink(path);
		if (cases[i].content != NULL)
			temp_write(dir, "token", cases[i].content, strlen(cases[i].content), 0600);
		real_run(&real, &line);
		real_expect(&line, cases[i].result, NULL, NULL);
		real_says(&line, cases[i].says);
		set = line.set.items[ITEM_ASSERTION];
		ck_assert((set != NULL) == (line.result == RESULT_SUCCESS));
		ck_assert(set == NULL || strcmp(set->data, "e30.e30.c2ln") == 0);
		ck_assert_str_eq(line.said.fix, "");
		credential_clear(&line.set);
	}
	temp_write(dir, "token", "e30.e30.c2ln", 12, 0600);
	for (int i = 0; i < 2; i++) {
		real_call(i == 0 ? run_store : run_erase, &real, "me", "t", &line);
		real_expect(&line, "invalid", NULL, NULL);
		real_says(&line, "/token holds an assertion, which is renewed where it comes from");
	}
}
END_TEST

START_TEST(file_sizes)
{
	static char large[65538];
	struct real real = { .plugin = "file" };
	struct line_result line;
	char path[TEMP_SIZE + 16];

	snprintf(path, sizeof(path), "%s/secret", dir);
	real.args[0] = (struct ccred_arg){ "path", path };
	memset(large, 'x', sizeof(large));
	temp_write(dir, "secret", large, 65537, 0600);
	real_run(&real, &line);
	real_expect(&line, "invalid", NULL, NULL);
	real_says(&line, "longer than 65536 bytes");
	temp_write(dir, "secret", large, 16385, 0600);
	real_run(&real, &line);
	real_expect(&line, "invalid", NULL, NULL);
	temp_write(dir, "secret", large, 16384, 0600);
	real_run(&real, &line);
	large[16384] = '\0';
	real_expect(&line, "success", NULL, large);
	credential_clear(&line.set);
	/* A NUL is a control byte, not an end. */
	temp_write(dir, "secret", "s\0t", 3, 0600);
	real_run(&real, &line);
	real_expect(&line, "invalid", NULL, NULL);
}
END_TEST

static const struct {
	mode_t mode;
	bool shared;
	const char *result, *says;
} modes[] = {
	{ 0600, false, "success", "" },
	{ 0400, false, "success", "" },
	{ 0700, false, "success", "" },
	{ 0644, false, "denied", "(mode 0644): chmod 600 " },
	{ 0640, false, "denied", "(mode 0640): chmod 600 " },
	{ 0604, false, "denied", "(mode 0604): chmod 600 " },
	{ 0660, false, "denied", "(mode 0660): chmod go-w " },
	{ 0602, false, "denied", "(mode 0602): chmod go-w " },
	{ 0644, true, "success", "" },
	{ 0440, true, "success", "" },
	{ 0664, true, "denied", "(mode 0664): chmod go-w " },
	{ 0666, true, "denied", "(mode 0666): chmod go-w " },
};

START_TEST(file_modes)
{
	struct real real = { .plugin = "file" };
	struct line_result line;
	char path[TEMP_SIZE + 16];

	snprintf(path, sizeof(path), "%s/secret", dir);
	temp_write(dir, "secret", "s\n", 2, modes[_i].mode);
	real.args[0] = (struct ccred_arg){ "path", path };
	real.args[1] = (struct ccred_arg){ "shared-mode", modes[_i].shared ? "yes" : "no" };
	real_run(&real, &line);
	real_expect(&line, modes[_i].result, NULL,
		    strcmp(modes[_i].result, "success") == 0 ? "s" : NULL);
	real_says(&line, modes[_i].says);
	credential_clear(&line.set);
}
END_TEST

static void run_file(const char *path, struct line_result *line)
{
	struct real real = { .plugin = "file", .args = { { "path", path } } };

	real_run(&real, line);
}

START_TEST(file_kinds)
{
	struct line_result line;

	/* As Kubernetes mounts a secret: both names are links. */
	ck_assert_int_eq(mkdir(temp_path(dir, "..2026_11_24"), 0755), 0);
	temp_write(dir, "..2026_11_24/secret", "s\n", 2, 0600);
	ck_assert_int_eq(symlink("..2026_11_24", temp_path(dir, "..data")), 0);
	ck_assert_int_eq(symlink("..data/secret", temp_path(dir, "secret")), 0);
	run_file(temp_path(dir, "secret"), &line);
	real_expect(&line, "success", NULL, "s");
	credential_clear(&line.set);
	/* What the link leads to is what is checked. */
	ck_assert_int_eq(chmod(temp_path(dir, "..2026_11_24/secret"), 0644), 0);
	run_file(temp_path(dir, "secret"), &line);
	real_expect(&line, "denied", NULL, NULL);
	ck_assert_int_eq(unlink(temp_path(dir, "..data")), 0);
	run_file(temp_path(dir, "secret"), &line);
	real_expect(&line, "not_found", NULL, NULL);
	real_says(&line, "/secret does not exist");
	run_file(temp_path(dir, "absent/deeper"), &line);
	real_expect(&line, "not_found", NULL, NULL);
	temp_write(dir, "plain", "s", 1, 0600);
	run_file(temp_path(dir, "plain/deeper"), &line);
	real_expect(&line, "not_found", NULL, NULL);
	run_file(dir, &line);
	real_expect(&line, "denied", NULL, NULL);
	/* Nobody writes to the FIFO, and nobody waits for it. */
	ck_assert_int_eq(mkfifo(temp_path(dir, "fifo"), 0600), 0);
	run_file(temp_path(dir, "fifo"), &line);
	real_expect(&line, "denied", NULL, NULL);
	real_says(&line, "not a regular file");
	run_file("/dev/zero", &line);
	real_expect(&line, "denied", NULL, NULL);
	if (geteuid() != 0)
		return;
	/* Only root can give a file away. */
	ck_assert_int_eq(chown(temp_path(dir, "plain"), 65534, 65534), 0);
	run_file(temp_path(dir, "plain"), &line);
	real_expect(&line, "denied", NULL, NULL);
	real_says(&line, "belongs to uid 65534");
}
END_TEST

static const struct {
	const char *endpoint, *line, *result;
} origins[] = {
	{ "https://auth.example.com", "https://auth.example.com", "success" },
	/* The server that the secret is sent to counts, and not the issuer's. */
	{ "https://login.example.com/token?a=b", "https://login.example.com", "success" },
	{ "https://login.example.com/token", "https://auth.example.com", "conflict" },
	{ "https://auth.example.com", "https://AUTH.example.com:443", "success" },
	{ "https://auth.example.com", "https://auth.example.com/path", "success" },
	{ "https://auth.example.com:8443", "https://auth.example.com:8443", "success" },
	{ "http://localhost", "http://localhost:80", "success" },
	{ "https://auth.example.com", "https://auth.example.com:8443", "conflict" },
	{ "https://auth.example.com", "http://auth.example.com", "conflict" },
	{ "https://auth.example.com", "http://auth.example.com:443", "conflict" },
	{ "https://auth.example.com", "https://auth.example.co", "conflict" },
	{ "https://auth.example.com", "https://auth.example.com.evil.example", "conflict" },
	{ "https://auth.example.com", "https://auth.example.com:80", "conflict" },
	{ "https://auth.example.com", "https://evil.example/https://auth.example.com", "conflict" },
};

START_TEST(file_origins)
{
	struct real real = { .plugin = "file", .endpoint = origins[_i].endpoint };
	bool success = strcmp(origins[_i].result, "success") == 0;
	struct line_result line;
	char path[TEMP_SIZE + 16];

	snprintf(path, sizeof(path), "%s/secret", dir);
	temp_write(dir, "secret", BOTH, strlen(BOTH), 0600);
	real.args[0] = (struct ccred_arg){ "path", path };
	real.args[1] = (struct ccred_arg){ "origin", origins[_i].line };
	real_run(&real, &line);
	real_expect(&line, origins[_i].result, success ? "me" : NULL, success ? "s" : NULL);
	if (!success)
		real_says(&line, "another server than the profile's token endpoint");
	credential_clear(&line.set);
}
END_TEST

START_TEST(file_in_a_stack)
{
	struct real real = { .plugin = "file" };
	struct stack_outcome o;
	struct line_result line;
	struct err err = { 0 };
	char path[TEMP_SIZE + 16];

	snprintf(path, sizeof(path), "%s/secret", dir);
	real.args[0] = (struct ccred_arg){ "path", path };
	temp_write(dir, "secret", "s\n", 2, 0600);
	/* A secret alone, and nobody's id. */
	ck_assert_int_eq(real_stack(&real, &o, &err), EXIT_DATA);
	ck_assert_int_eq(o.result, RESULT_INVALID);
	stack_outcome_clear(&o);
	real.client_id = "me";
	ck_assert_int_eq(real_stack(&real, &o, &err), 0);
	ck_assert_str_eq(real_text(o.credential.items[ITEM_CLIENT_ID]), "me");
	ck_assert_str_eq(real_text(o.credential.items[ITEM_CLIENT_SECRET]), "s");
	stack_outcome_clear(&o);
	/* The file of another client. */
	temp_write(dir, "secret", BOTH, strlen(BOTH), 0600);
	real.client_id = "you";
	real_run(&real, &line);
	real_expect(&line, "conflict", NULL, NULL);
	real_says(&line, "its client id is not that of the profile or of an earlier line");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("file");
	TCase *t = tcase_create("file");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, file, 0, ARRAY_SIZE(files));
	tcase_add_test(t, file_assertion);
	tcase_add_test(t, file_sizes);
	tcase_add_loop_test(t, file_modes, 0, ARRAY_SIZE(modes));
	tcase_add_test(t, file_kinds);
	tcase_add_loop_test(t, file_origins, 0, ARRAY_SIZE(origins));
	tcase_add_test(t, file_in_a_stack);
	suite_add_tcase(s, t);
	return unit_main(s);
}
