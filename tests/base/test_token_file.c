/* The file with a token, on real files: what is written, what is left alone, what is removed. */
#include "base/token_file.h"
#include "base/fs.h"
#include "lib/temp.h"
#include "lib/unit.h"

static char top[TEMP_SIZE];
static char path[TEMP_SIZE + 8];
static struct secret *token;

static void setup(void)
{
	temp_make(top);
	snprintf(path, sizeof(path), "%s/f", top);
	ck_assert_int_eq(secret_new("a\"b\\c", 5, &token), 0);
}

static void teardown(void)
{
	secret_free(&token);
	temp_remove(top);
}

static int write_as(enum token_format format, struct err *err)
{
	const struct token_file file = { path, 0640, format };

	return token_file_write(&file, token, 0, "s \"t\"", err);
}

START_TEST(forms)
{
	static const char *const texts[] = {
		"a\"b\\c",
		"Authorization: Bearer a\"b\\c\n",
		"header = \"Authorization: Bearer a\\\"b\\\\c\"\n",
		("{\"access_token\":\"a\\\"b\\\\c\",\"token_type\":\"Bearer\",\"scope\":\"s "
		 "\\\"t\\\"\"}\n"),
		"{\"Authorization\":\"Bearer a\\\"b\\\\c\"}\n",
	};
	const struct token_file file = { path, 0640, (enum token_format)_i };
	char text[256] = "";
	struct stat st;
	int fd;

	ck_assert_int_eq(write_as((enum token_format)_i, NULL), 0);
	ck_assert_int_ge(fd = open(path, O_RDONLY | O_CLOEXEC), 0);
	ck_assert_int_gt(read(fd, text, sizeof(text) - 1), 0);
	ck_assert_str_eq(text, texts[_i]);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
	close(fd);
	/* Each is known again, and replaced by another. */
	ck_assert(token_file_holds(&file, token));
	ck_assert_int_eq(write_as(TOKEN_FORMAT_TOKEN, NULL), 0);
	ck_assert_int_eq(token_file_remove(path, "another", 7, NULL), 0);
	ck_assert_int_eq(access(path, F_OK), 0);
	ck_assert_int_eq(token_file_remove(path, token->data, token->len, NULL), 0);
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_eq(token_file_remove(path, NULL, 0, NULL), 0);
}
END_TEST

/* A part of a token is none. */
START_TEST(parts)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, "Authorization: Bearer abc.def\n");
	ck_assert(token_format_has(&text, "abc.def", 7));
	ck_assert(!token_format_has(&text, "abc", 3));
	ck_assert(!token_format_has(&text, "def", 3));
	buf_free(&text);
}
END_TEST

/* Nothing of these is replaced or removed. */
START_TEST(foreign)
{
	static const char *const texts[] = { "two words", "line\nline\n", "\n\n", "{\"a\":1} ",
					     "caf\xc3\xa9" };
	struct err err = { 0 };
	struct stat st;

	temp_write(top, "f", texts[_i], strlen(texts[_i]), 0600);
	ck_assert_int_eq(write_as(TOKEN_FORMAT_TOKEN, &err), EXIT_DENIED);
	ck_assert(err_is(&err, REASON_TOKEN_FILE_FOREIGN));
	ck_assert_int_eq(token_file_remove(path, NULL, 0, &err), EXIT_DENIED);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_size, (off_t)strlen(texts[_i]));
}
END_TEST

/* What a writer left that was killed goes with the next token. */
START_TEST(left_behind)
{
	temp_write(top, FS_TEMPORARY "f-0123456789abcdef", "old", 3, 0600);
	temp_write(top, FS_TEMPORARY "g-0123456789abcdef", "old", 3, 0600);
	temp_write(top, "f", "", 0, 0600);
	ck_assert_int_eq(write_as(TOKEN_FORMAT_TOKEN, NULL), 0);
	ck_assert_int_ne(access(temp_path(top, FS_TEMPORARY "f-0123456789abcdef"), F_OK), 0);
	ck_assert_int_eq(access(temp_path(top, FS_TEMPORARY "g-0123456789abcdef"), F_OK), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("token_file");
	TCase *tc = tcase_create("token_file");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, forms, 0, 5);
	tcase_add_loop_test(tc, foreign, 0, 5);
	tcase_add_test(tc, parts);
	tcase_add_test(tc, left_behind);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
