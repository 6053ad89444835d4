/* The file plugin, run for real: what it keeps, what it removes, and what it leaves alone. */
#include "file_fixture.h"
#include "source/real.h"

#define NO_FILE NULL

static const struct {
	const char *format, *before;
	/* With another secret; NULL: refused, and says is why. */
	const char *stored, *says;
	/* And without it again; NULL: there is no file. */
	const char *erased;
} kept[] = {
	/* A new file has the id, too, unless its format has no room for it. */
	{ AUTO, NO_FILE, "client_id=me\nclient_secret=n\\\"\n", "", NO_FILE },
	{ AUTO, "\n", "client_id=me\nclient_secret=n\\\"\n", "", NO_FILE },
	{ "secret", NO_FILE, "n\\\"\n", "", NO_FILE },
	{ "json", "", "{\"client_id\": \"me\", \"client_secret\": \"n\\\\\\\"\"}\n", "", NO_FILE },
	{ AUTO, "s", "n\\\"", "", NO_FILE },
	{ AUTO, "s\n", "n\\\"\n", "", NO_FILE },
	/* A secret with something too much is mended. */
	{ AUTO, "s\r\n\r\n", "n\\\"\n", "", NO_FILE },
	{ AUTO, "\xef\xbb\xbfs=\n\n", "n\\\"\n", "", NO_FILE },
	{ AUTO, "s\nt\n", NULL, "more than one line", NO_FILE },
	{ AUTO, "\xef\xbb\xbf" BOTH, NULL, "byte order mark", NO_FILE },
	{ AUTO, BOTH, "client_id=me\nclient_secret=n\\\"", "", NO_FILE },
	{ AUTO, "client_secret=s\nclient_id=me\n\n", "client_secret=n\\\"\nclient_id=me\n\n", "",
	  NO_FILE },
	{ AUTO, "client_id=me", "client_id=me\nclient_secret=n\\\"\n", "", NO_FILE },
	{ AUTO, "client_id=me\n\n", "client_id=me\nclient_secret=n\\\"\n", "", NO_FILE },
	{ AUTO, "client_id=you\nclient_secret=s\n", NULL, "another client id", NO_FILE },
	{ AUTO, BOTH "\nscope=x\n", NULL, "neither client_id= nor", NO_FILE },
	{ AUTO, JSON, "{\"client_id\":\"me\",\"client_secret\":\"n\\\\\\\"\"}", "", NO_FILE },
	/* All else in JSON stays, and what looks like the member is none. */
	{ AUTO,
	  "{ \"a\\\"\":[{\"client_secret\":1}, \"client_secret\"],\n \"client_secret\" : \"s\\\"}\" ,"
	  "\n \"b\" : {}}\n",
	  "{ \"a\\\"\":[{\"client_secret\":1}, \"client_secret\"],\n \"client_secret\" : "
	  "\"n\\\\\\\"\" ,\n \"b\" : {}}\n",
	  "", "{ \"a\\\"\":[{\"client_secret\":1}, \"client_secret\"],\n \"b\" : {}}\n" },
	{ AUTO, "{\"a\":1}", "{\"client_secret\": \"n\\\\\\\"\", \"a\":1}", "", "{\"a\":1}" },
	{ AUTO, "{ }", "{\"client_secret\": \"n\\\\\\\"\" }", "", NO_FILE },
	{ AUTO, "{\"a\":1 ,\n\"client_secret\":\"s\"\n}",
	  "{\"a\":1 ,\n\"client_secret\":\"n\\\\\\\"\"\n}", "", "{\"a\":1 \n}" },
	{ AUTO, "{\"client\\u005fsecret\":\"s\"}", NULL, "with escapes", NO_FILE },
	{ AUTO, "{\"client_secret\":\"s\"", NULL, "not one valid JSON", NO_FILE },
};

static void expect_text(const char *name, const char *text)
{
	char data[512] = "";
	FILE *f = fopen(temp_path(dir, name), "r");

	if (text == NO_FILE) {
		ck_assert_ptr_null(f);
		return;
	}
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_lt(fread(data, 1, sizeof(data) - 1, f), sizeof(data) - 1);
	fclose(f);
	ck_assert_str_eq(data, text);
}

START_TEST(file_kept)
{
	static const char secret[] = "n\\\"";
	const char *before = kept[_i].before, *id;
	struct real real = { .plugin = "file", .client_id = "me" };
	struct line_result line;
	struct stat st;
	char path[TEMP_SIZE + 16];

	snprintf(path, sizeof(path), "%s/secret", dir);
	if (before != NO_FILE)
		temp_write(dir, "secret", before, strlen(before), 0400);
	real.args[0] = (struct ccred_arg){ "path", path };
	if (kept[_i].format != AUTO)
		real.args[1] = (struct ccred_arg){ "format", kept[_i].format };
	real_call(run_store, &real, "me", secret, &line);
	if (kept[_i].stored == NULL) {
		real_expect(&line, "invalid", NULL, NULL);
		real_says(&line, kept[_i].says);
		expect_text("secret", before);
		return;
	}
	real_expect(&line, "success", NULL, NULL);
	ck_assert_str_eq(line.said.location, path);
	expect_text("secret", kept[_i].stored);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, before != NO_FILE ? 0400 : 0600);
	real_run(&real, &line);
	id = strstr(kept[_i].stored, "client_id") != NULL ? "me" : NULL;
	real_expect(&line, "success", id, secret);
	credential_clear(&line.set);
	/* Of another client there is nothing to erase, if it is said whose the file is. */
	if (id != NULL) {
		real_call(run_erase, &real, "you", NULL, &line);
		real_expect(&line, "not_found", NULL, NULL);
	}
	real_call(run_erase, &real, "me", NULL, &line);
	real_expect(&line, "success", NULL, NULL);
	expect_text("secret", kept[_i].erased);
	real_call(run_erase, &real, "me", NULL, &line);
	real_expect(&line, "not_found", NULL, NULL);
}
END_TEST

/* What is not ours to write, and what a write leaves. */
START_TEST(file_not_kept)
{
	struct real real = { .plugin = "file" };
	struct line_result line;
	char path[TEMP_SIZE + 16], link[TEMP_SIZE + 16], deep[TEMP_SIZE + 16];

	snprintf(path, sizeof(path), "%s/secret", dir);
	snprintf(link, sizeof(link), "%s/link", dir);
	snprintf(deep, sizeof(deep), "%s/absent/deeper", dir);
	real.args[0] = (struct ccred_arg){ "path", path };
	/* What a writer that was killed has left is used up; what is no file of ours stops it. */
	temp_write(dir, ".secret.ccred-new", "half of a longer secret", 23, 0600);
	real_call(run_store, &real, "me", "{s", &line);
	real_expect(&line, "success", NULL, NULL);
	expect_text("secret", "client_id=me\nclient_secret={s\n");
	expect_text(".secret.ccred-new", NO_FILE);
	ck_assert_int_eq(symlink("other", temp_path(dir, ".secret.ccred-new")), 0);
	real_call(run_store, &real, "me", "t", &line);
	real_expect(&line, "unavailable", NULL, NULL);
	expect_text("secret", "client_id=me\nclient_secret={s\n");
	real_call(run_erase, &real, "me", NULL, &line);
	real_expect(&line, "success", NULL, NULL);
	expect_text(".secret.ccred-new", NO_FILE);
	/* A bare secret that would be read as something else. */
	temp_write(dir, "secret", "s\n", 2, 0600);
	real_call(run_store, &real, "me", "{s", &line);
	real_expect(&line, "invalid", NULL, NULL);
	real_says(&line, "add format=secret");
	/* Too open, a link, another server's, without a directory, somebody else's. */
	ck_assert_int_eq(chmod(path, 0644), 0);
	real_call(run_store, &real, "me", "t", &line);
	real_expect(&line, "denied", NULL, NULL);
	real_says(&line, "chmod 600 ");
	ck_assert_int_eq(chmod(path, 0600), 0);
	ck_assert_int_eq(symlink("secret", link), 0);
	real.args[0].value = link;
	for (int i = 0; i < 2; i++) {
		real_call(i == 0 ? run_store : run_erase, &real, "me", "t", &line);
		real_expect(&line, "unavailable", NULL, NULL);
		real_says(&line, "/link is a link");
	}
	real.args[0].value = path;
	/* Where the secret may be sent does not matter to who keeps it. */
	real.args[1] = (struct ccred_arg){ "origin", "https://other.example" };
	real_call(run_store, &real, "me", "t", &line);
	real_expect(&line, "success", NULL, NULL);
	expect_text("secret", "t\n");
	real.args[1] = (struct ccred_arg){ 0 };
	real.args[0].value = deep;
	real_call(run_store, &real, "me", "t", &line);
	real_expect(&line, "unavailable", NULL, NULL);
	real_says(&line, "deeper does not exist: mkdir -p -m 700 /");
	if (geteuid() != 0)
		return;
	real.args[0].value = path;
	ck_assert_int_eq(chown(path, 65534, 65534), 0);
	real_call(run_store, &real, "me", "t", &line);
	real_expect(&line, "unavailable", NULL, NULL);
	real_says(&line, "belongs to uid 65534: run this as that user");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("file_store");
	TCase *t = tcase_create("file_store");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, file_kept, 0, ARRAY_SIZE(kept));
	tcase_add_test(t, file_not_kept);
	suite_add_tcase(s, t);
	return unit_main(s);
}
