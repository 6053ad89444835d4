/* Plugin files that lie: cut short, of another kind, of another machine, changed byte by byte. */
#include "base/banned.h"
#include "base/buf.h"
#include "base/fs.h"
#include "kit/elf_check.h"
#include "ccred-plugin.h"
#include "lib/unit.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define REAL TEST_BUILDDIR "/plugindir/ccred_debug.so"
#define NO_PLUGIN TEST_BUILDDIR "/plugindir/pam_count.so"

static struct buf real;
static int copy = -1; /* what the test changes */
static struct err err;

static void slurp(const char *path, struct buf *b)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	ck_assert_msg(fd >= 0, "%s: %m", path);
	ck_assert_int_eq(fs_read_all(fd, 64u * 1024 * 1024, path, b, NULL), 0);
	close(fd);
}

static void write_copy(const void *data, size_t len)
{
	ck_assert_int_eq(ftruncate(copy, 0), 0);
	ck_assert_int_eq(pwrite(copy, data, len, 0), (ssize_t)len);
}

static void setup(void)
{
	slurp(REAL, &real);
	ck_assert_int_ge(copy = memfd_create("plugin", MFD_CLOEXEC), 0);
	write_copy(real.data, real.len);
}

static void teardown(void)
{
	buf_free(&real);
	close(copy);
}

static int check_copy(size_t size)
{
	err = (struct err){ 0 };
	return elf_check(copy, size, NULL, &err);
}

static void refused(size_t size, const char *why)
{
	ck_assert_int_eq(check_copy(size), EXIT_CONFIG);
	ck_assert_msg(strstr(err.text, why) != NULL, "\"%s\" is not in: %s", why, err.text);
}

START_TEST(good)
{
	uint32_t capabilities = 0;

	ck_assert_msg(check_copy(real.len) == 0, "%s", err.text);
	ck_assert_int_eq(elf_check(copy, real.len, &capabilities, &err), 0);
	ck_assert_uint_eq(capabilities, CCRED_CAP_STORE);
}
END_TEST

START_TEST(other_files)
{
	static const char text[] = "#!/bin/sh\necho this is no plugin, but it is long enough for a "
				   "header, or is it, and what if not\n";
	struct buf b = BUF_INIT;

	write_copy("", 0);
	refused(0, "not an ELF");
	write_copy(text, sizeof(text));
	refused(sizeof(text), "not an ELF");
	write_copy(ELFMAG, SELFMAG);
	refused(SELFMAG, "not an ELF");
	/* A module, and no plugin. */
	slurp(NO_PLUGIN, &b);
	write_copy(b.data, b.len);
	refused(b.len, "does not export ccred_plugin_v1");
	buf_free(&b);
}
END_TEST

/* Whatever the beginning holds, the symbol table is not in it. */
START_TEST(truncated)
{
	for (size_t len = 0; len < 4096; len++) {
		ck_assert_int_eq(check_copy(len), EXIT_CONFIG);
		/* Shorter than it was when it was measured. */
		write_copy(real.data, len);
		ck_assert_int_eq(check_copy(real.len), EXIT_CONFIG);
		write_copy(real.data, real.len);
	}
	for (size_t len = 4096; len < real.len; len += 61) {
		write_copy(real.data, len);
		(void)check_copy(len);
	}
}
END_TEST

static void patch(size_t offset, const void *bytes, size_t len)
{
	write_copy(real.data, real.len);
	ck_assert_int_eq(pwrite(copy, bytes, len, (off_t)offset), (ssize_t)len);
}

START_TEST(header)
{
	static const unsigned char class32 = ELFCLASS32, class9 = 9, msb = ELFDATA2MSB;
	static const uint16_t sparc = EM_SPARCV9, executable = ET_EXEC, small = 1, many = 0xffff;
	static const uint64_t far = UINT64_MAX - 8, last = INT64_MAX;

	patch(EI_CLASS, &class32, 1);
	refused(real.len, "32-bit");
	patch(EI_CLASS, &class9, 1);
	ck_assert_int_eq(check_copy(real.len), EXIT_CONFIG);
	patch(EI_DATA, &msb, 1);
	refused(real.len, "byte order");
	patch(offsetof(ElfW(Ehdr), e_machine), &sparc, 2);
	refused(real.len, "another machine");
	patch(offsetof(ElfW(Ehdr), e_type), &executable, 2);
	refused(real.len, "link it with -shared");
	patch(offsetof(ElfW(Ehdr), e_shentsize), &small, 2);
	refused(real.len, "no readable dynamic symbols");
	patch(offsetof(ElfW(Ehdr), e_shnum), &many, 2);
	refused(real.len, "no readable dynamic symbols");
	patch(offsetof(ElfW(Ehdr), e_shoff), &far, sizeof(far));
	refused(real.len, "no readable dynamic symbols");
	patch(offsetof(ElfW(Ehdr), e_shoff), &last, sizeof(last));
	refused(real.len, "no readable dynamic symbols");
	patch(offsetof(ElfW(Ehdr), e_phoff), &far, sizeof(far));
	refused(real.len, "does not lie in the file");
	patch(offsetof(ElfW(Ehdr), e_phentsize), &small, 2);
	refused(real.len, "does not lie in the file");
}
END_TEST

/* Replaces each occurrence of a pattern in the file. */
static unsigned replace_all(const void *from, const void *to, size_t len)
{
	unsigned n = 0;
	char *p = real.data;

	write_copy(real.data, real.len);
	while ((p = memmem(p, real.len - (size_t)(p - real.data), from, len)) != NULL) {
		ck_assert_int_eq(pwrite(copy, to, len, p - real.data), (ssize_t)len);
		p += len;
		n++;
	}
	return n;
}

START_TEST(symbol)
{
	/* The struct begins with its size, the minor 0, and what the plugin can. */
	struct {
		size_t size;
		uint32_t minor, capabilities;
	} as_built = { sizeof(struct ccred_plugin), CCRED_ABI_MINOR, CCRED_CAP_STORE },
	  changed = as_built;

	ck_assert_uint_gt(replace_all("ccred_plugin_v1", "ccred_plugin_v2", 15), 0);
	refused(real.len, "another ABI major (ccred_plugin_v2)");
	ck_assert_uint_gt(replace_all("ccred_plugin_v1", "ccred_plunger_1", 15), 0);
	refused(real.len, "does not export");
	changed.size = 8;
	ck_assert_uint_gt(replace_all(&as_built, &changed, sizeof(changed)), 0);
	refused(real.len, "ccred_plugin_v1.size is 8");
	/* More than the symbol has, even where a sanitizer makes it larger. */
	changed.size = 65536;
	replace_all(&as_built, &changed, sizeof(changed));
	refused(real.len, "sizeof(struct ccred_plugin)");
	changed.size = SIZE_MAX;
	replace_all(&as_built, &changed, sizeof(changed));
	refused(real.len, "sizeof(struct ccred_plugin)");
	changed.size = 0;
	replace_all(&as_built, &changed, sizeof(changed));
	refused(real.len, "sizeof(struct ccred_plugin)");
}
END_TEST

/* The first pages and the section headers, each byte changed: refused or taken, never a fault. */
START_TEST(changed)
{
	static const unsigned char masks[] = { 0x01, 0x80, 0xff };
	ElfW(Ehdr) head;
	size_t n = 0;

	memcpy(&head, real.data, sizeof(head));
	for (size_t at = 0; at < real.len; at++) {
		if (at == 4096 && head.e_shoff > at)
			at = head.e_shoff;
		unsigned char byte, was = (unsigned char)real.data[at];
		for (size_t m = 0; m < sizeof(masks); m++) {
			byte = was ^ masks[m];
			ck_assert_int_eq(pwrite(copy, &byte, 1, (off_t)at), 1);
			int r = check_copy(real.len);
			ck_assert(r == 0 || r == EXIT_CONFIG);
			n++;
		}
		ck_assert_int_eq(pwrite(copy, &was, 1, (off_t)at), 1);
	}
	ck_assert_uint_gt(n, 3 * 4096);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("elf");
	TCase *t = tcase_create("elf");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, good);
	tcase_add_test(t, other_files);
	tcase_add_test(t, truncated);
	tcase_add_test(t, header);
	tcase_add_test(t, symbol);
	tcase_add_test(t, changed);
	suite_add_tcase(s, t);
	return unit_main(s);
}
