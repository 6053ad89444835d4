/* Reading a file of the configuration: lines, the mark, and text that is larger than what is read
 * at once. */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/limits.h"
#include "config/file.h"

static struct file file;

/* Opens a file with these bytes. */
static void open_bytes(const struct buf *bytes)
{
	int fd = memfd_create("f", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fs_write_all(fd, bytes->data, bytes->len), 0);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	file = (struct file){ .fd = fd, .at.file = "f" };
}

static void open_text(const char *text)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, text);
	open_bytes(&b);
	buf_free(&b);
}

/* The next line, ended by NUL; NULL at the end. */
static const char *next(void)
{
	struct err err = { 0 };
	char *line;
	size_t len;

	ck_assert_int_eq(file_next(&file, &line, &len, &err), 0);
	if (line != NULL)
		line[len] = '\0';
	return line;
}

static bool marked(const char *text)
{
	size_t len;
	const char *at = file_marked(&file, &len);

	return len == strlen(text) && memcmp(at, text, len) == 0;
}

START_TEST(lines)
{
	open_text("\xEF\xBB\xBFone\n\ntwo");
	ck_assert_str_eq(next(), "one");
	ck_assert_uint_eq(file.at.line, 1);
	ck_assert_str_eq(next(), "");
	ck_assert_str_eq(next(), "two");
	ck_assert_uint_eq(file.at.line, 3);
	ck_assert_ptr_null(next());
	ck_assert_ptr_null(next());
	file_close(&file);
	open_text("\xEF\xBB\xBF");
	ck_assert_ptr_null(next());
	file_close(&file);
}
END_TEST

START_TEST(marks)
{
	char *line;
	size_t len;

	open_text("head\na\nb\nhead\nlast");
	ck_assert_str_eq(next(), "head");
	file_mark(&file);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(file_next(&file, &line, &len, NULL), 0);
	ck_assert(marked("a\nb\n"));
	file_mark(&file);
	ck_assert_int_eq(file_next(&file, &line, &len, NULL), 0);
	ck_assert(marked(""));
	ck_assert_ptr_null(next());
	ck_assert(marked("last"));
	file_close(&file);
}
END_TEST

START_TEST(empty)
{
	open_text("");
	ck_assert_ptr_null(next());
	ck_assert_ptr_null(next());
	file_close(&file);
}
END_TEST

/* Blocks of all sizes around what is read at once: each is seen whole, whatever has to move for
 * it. */
START_TEST(large)
{
	static const size_t sizes[] = { 1, 60000, 65530, 7, 65536, 65537, 300000, 2, 131072, 10 };
	struct buf text = BUF_INIT;
	char *line;
	size_t len, n = 0;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		buf_puts(&text, "head\n");
		for (size_t k = 0; k < sizes[i]; k++)
			buf_putc(&text, k % 1000 == 999 ? '\n' : (char)('a' + i));
		buf_putc(&text, '\n');
	}
	open_bytes(&text);
	ck_assert_str_eq(next(), "head");
	do {
		file_mark(&file);
		do {
			ck_assert_int_eq(file_next(&file, &line, &len, NULL), 0);
		} while (line != NULL && (len != 4 || memcmp(line, "head", 4) != 0));
		const char *at = file_marked(&file, &len);
		ck_assert_uint_eq(len, sizes[n] + 1);
		ck_assert_mem_eq(at, text.data + 5, len);
		buf_drop(&text, 5 + len);
		n++;
	} while (line != NULL);
	ck_assert_uint_eq(n, sizeof(sizes) / sizeof(sizes[0]));
	file_close(&file);
	buf_free(&text);
}
END_TEST

START_TEST(too_large)
{
	struct buf text = BUF_INIT;
	struct err err = { 0 };
	char *line;
	size_t len;
	int r;

	for (size_t i = 0; i < LIMIT_CONFIG_FILE / 1024; i++)
		buf_printf(&text, "%01023d\n", 0);
	open_bytes(&text);
	while ((r = file_next(&file, &line, &len, &err)) == 0 && line != NULL)
		file_mark(&file);
	ck_assert_int_eq(r, 0);
	ck_assert_uint_eq(file.at.line, LIMIT_CONFIG_FILE / 1024);
	file_close(&file);
	buf_putc(&text, 'x');
	open_bytes(&text);
	while ((r = file_next(&file, &line, &len, &err)) == 0 && line != NULL)
		file_mark(&file);
	ck_assert_int_eq(r, EXIT_CONFIG);
	ck_assert_str_eq(err.reason, "config_limit");
	file_close(&file);
	buf_free(&text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("file");
	TCase *tc = tcase_create("file");

	tcase_add_test(tc, lines);
	tcase_add_test(tc, marks);
	tcase_add_test(tc, empty);
	tcase_add_test(tc, large);
	tcase_add_test(tc, too_large);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
