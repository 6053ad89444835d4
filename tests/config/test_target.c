/* Target matching, as a table: which targets cover which URLs, and which of two is meant. */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "config/target.h"

static char texts[4][512];

static int parse(size_t slot, const char *url, enum target_kind kind, struct target *t)
{
	snprintf(texts[slot], sizeof(texts[slot]), "%s", url);
	return target_parse(texts[slot], kind, t) == NULL ? 0 : -1;
}

/* "no", "yes", or the label of {tenant}. */
static const char *covers(const char *target, const char *url)
{
	static char label[80];
	const char *at;
	size_t len;
	struct target t, asked;

	ck_assert_msg(parse(0, target, TARGET_CONFIGURED, &t) == 0, "%s", target);
	if (parse(1, url, TARGET_ASKED, &asked) != 0 || !target_covers(&t, &asked, &at, &len))
		return "no";
	ck_assert_int_eq(t.tenant, at != NULL);
	snprintf(label, sizeof(label), "%.*s", (int)len, at != NULL ? at : "");
	return at != NULL ? label : "yes";
}

static const struct {
	const char *target, *url, *expected;
} urls[] = {
	/* scheme, host, port */
	{ "https://h.example.com", "https://h.example.com", "yes" },
	{ "https://h.example.com/", "https://h.example.com", "yes" },
	{ "https://h.example.com", "HTTPS://H.Example.COM:443/x", "yes" },
	{ "https://H.Example.com:443", "https://h.example.com", "yes" },
	{ "https://h.example.com", "https://h.example.com:", "yes" },
	{ "https://h.example.com", "https://h.example.com:8443", "no" },
	{ "https://h.example.com:8443", "https://h.example.com:8443/", "yes" },
	{ "https://h.example.com", "http://h.example.com", "no" },
	{ "https://h.example.com", "http://h.example.com:443", "no" },
	{ "http://localhost:80", "http://localhost", "yes" },
	{ "http://[::1]:8080/a", "http://[::1]:8080/a", "yes" },
	{ "http://[::1]", "http://[::1]:80", "yes" },
	{ "https://h.example.com", "https://xh.example.com", "no" },
	{ "https://h.example.com", "https://h.example.com.evil.org", "no" },
	{ "https://h.example.com", "https://example.com", "no" },
	{ "https://h.example.com", "https://h.example.com.", "no" },
	{ "https://h.example.com", "https://h.example.com@evil.org/", "no" },
	{ "https://h.example.com", "https://u:p@h.example.com/", "no" },
	{ "https://h.example.com", "https:h.example.com", "no" },
	{ "https://h.example.com", "https:///h.example.com", "no" },
	{ "https://h.example.com", "//h.example.com", "no" },
	{ "https://h.example.com", " https://h.example.com", "no" },
	{ "https://h.example.com", "https://h.example.com\\@evil.org/", "no" },
	{ "https://h.example.com", "https://h%2eexample.com/", "no" },
	{ "https://h.example.com", "https://h.example.com:0443/", "yes" },
	{ "https://h.example.com", "https://h.example.com:4430", "no" },
	{ "https://h.example.com", "https://h.example.com:00000443", "no" },
	{ "https://h.example.com", "https://h.example.com:+443", "no" },
	/* the path, on whole segments */
	{ "https://h/a/b", "https://h/a/b", "yes" },
	{ "https://h/a/b", "https://h/a/b/", "yes" },
	{ "https://h/a/b/", "https://h/a/b", "yes" },
	{ "https://h/a/b", "https://h/a/b/c/d", "yes" },
	{ "https://h/a/b", "https://h/a/bc", "no" },
	{ "https://h/a/b", "https://h/a", "no" },
	{ "https://h/a/b", "https://h/", "no" },
	{ "https://h/a/b", "https://h/A/b", "no" },
	{ "https://h/a/b", "https://h/x/a/b", "no" },
	{ "https://h/a/b", "https://h/a/b?q=/../x", "yes" },
	{ "https://h/a/b", "https://h/a/b#f", "yes" },
	{ "https://h/a/b", "https://h/a?/b", "no" },
	{ "https://h", "https://h?x", "yes" },
	{ "https://h", "https://h#x", "yes" },
	{ "https://h/a", "https://h/a//", "no" },
	{ "https://h/a", "https://h//a", "no" },
	{ "https://h/a", "https://h/a//b", "no" },
	{ "https://h/a", "https://h/a/./b", "no" },
	{ "https://h/a", "https://h/a/../b", "no" },
	{ "https://h/a", "https://h/a/..", "no" },
	{ "https://h/a", "https://h/a/.", "no" },
	{ "https://h/a", "https://h/a/...", "yes" },
	{ "https://h/a", "https://h/a/..b", "yes" },
	{ "https://h/a", "https://h/a/.git", "yes" },
	{ "https://h/a", "https://h/a\\b", "no" },
	/* decoded once */
	{ "https://h/a", "https://h/%61", "yes" },
	{ "https://h/%61", "https://h/a", "yes" },
	{ "https://h/a b", "https://h/a%20b", "yes" },
	{ "https://h/a", "https://h/a%2Fb", "no" },
	{ "https://h/a", "https://h/a/%5cb", "no" },
	{ "https://h/a", "https://h/a/%2e%2e/b", "no" },
	{ "https://h/a", "https://h/a/x%2Ey", "no" },
	{ "https://h/a", "https://h/a/%252e", "yes" },
	{ "https://h/a/%252e", "https://h/a/%252e", "yes" },
	{ "https://h/a", "https://h/a/%0a", "no" },
	{ "https://h/a", "https://h/a/%00", "no" },
	{ "https://h/a", "https://h/a/%", "no" },
	{ "https://h/a", "https://h/a/%4", "no" },
	{ "https://h/a", "https://h/a/%4g", "no" },
	/* {tenant} */
	{ "https://{tenant}.api.example.com/v1", "https://acme.api.example.com/v1/x", "acme" },
	{ "https://{tenant}.api.example.com/v1", "https://ACME.api.example.com/v1", "acme" },
	{ "https://{tenant}.api.example.com/v1", "https://a-1.api.example.com/v1", "a-1" },
	{ "https://{tenant}.api.example.com/v1", "https://acme.api.example.com/v2", "no" },
	{ "https://{tenant}.api.example.com", "https://api.example.com", "no" },
	{ "https://{tenant}.api.example.com", "https://.api.example.com", "no" },
	{ "https://{tenant}.api.example.com", "https://a.b.api.example.com", "no" },
	{ "https://{tenant}.api.example.com", "https://a_b.api.example.com", "no" },
	{ "https://{tenant}.api.example.com", "https://-a.api.example.com", "no" },
	{ "https://{tenant}.api.example.com", "https://a-.api.example.com", "no" },
	{ "https://{tenant}.api.example.com", "https://{tenant}.api.example.com", "no" },
	{ "https://{tenant}.api.example.com", "https://acme.api.example.com.evil.org", "no" },
	{ "https://api.{tenant}.example.com:8443", "https://api.x.example.com:8443/", "x" },
	{ "https://api.{tenant}", "https://api.x", "x" },
	{ "https://api.{tenant}", "https://evil-api.x", "no" },
};

START_TEST(matching)
{
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		ck_assert_msg(strcmp(covers(urls[i].target, urls[i].url), urls[i].expected) == 0,
			      "%s and %s: %s", urls[i].target, urls[i].url,
			      covers(urls[i].target, urls[i].url));
	}
}
END_TEST

START_TEST(long_labels)
{
	char url[128];
	char label[64];

	memset(label, 'x', 63);
	label[63] = '\0';
	snprintf(url, sizeof(url), "https://%s.example.com", label);
	ck_assert_str_eq(covers("https://{tenant}.example.com", url), label);
	snprintf(url, sizeof(url), "https://%sx.example.com", label);
	ck_assert_str_eq(covers("https://{tenant}.example.com", url), "no");
}
END_TEST

/* git's path is decoded already, and comes without its slash. */
START_TEST(decoded_paths)
{
	static const struct {
		const char *path;
		bool expected;
	} paths[] = {
		{ "a/b", true },
		{ "/a/b", true },
		{ "a/b/", true },
		{ "a/b/c.git", true },
		{ "a/b?x", false },
		{ "a/b#x", false },
		{ "a", false },
		{ "", false },
		{ "/", false },
		{ "a/bc", false },
		{ "a//b", false },
		{ "a/b//", false },
		{ "//a/b", false },
		{ "a/./b", false },
		{ "a/../b", false },
		{ "a/b/..", false },
		{ "a\\b", false },
		{ "a/b\n", false },
		{ "%61/b", false },
		{ "a%2Fb", false },
		{ "a/b/%2e%2e", false },
		{ "a/b/%3F/%2e%2e/%2e%2e/c", false },
		{ "a/b/?/../../c", false },
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct target t, asked;
		const char *label;
		size_t len;
		char path[32];
		ck_assert_int_eq(parse(0, "https://h/a/b", TARGET_CONFIGURED, &t), 0);
		ck_assert_int_eq(parse(1, "https://h", TARGET_ASKED, &asked), 0);
		snprintf(path, sizeof(path), "%s", paths[i].path);
		bool ok = target_set_path(path, &asked) == NULL &&
			  target_covers(&t, &asked, &label, &len);
		ck_assert_msg(ok == paths[i].expected, "%s", paths[i].path);
	}
}
END_TEST

START_TEST(no_path)
{
	struct target t, asked;
	const char *label;
	size_t len;

	ck_assert_int_eq(parse(0, "https://h/a/b", TARGET_CONFIGURED, &t), 0);
	ck_assert_int_eq(parse(1, "https://h", TARGET_ASKED, &asked), 0);
	ck_assert(!target_covers(&t, &asked, &label, &len));
	asked.path = NULL;
	ck_assert(target_covers(&t, &asked, &label, &len));
	asked.port = 1;
	ck_assert(!target_covers(&t, &asked, &label, &len));
}
END_TEST

START_TEST(preference)
{
	static const struct {
		const char *a, *b;
		int expected;
	} pairs[] = {
		{ "https://h.x/a/b", "https://h.x/a", 1 },
		{ "https://h.x/a", "https://h.x", 1 },
		{ "https://h.x", "https://{tenant}.x", 1 },
		{ "https://{tenant}.x/a", "https://h.x", 1 },
		{ "https://h.x/a", "https://h.x:443/a/", 0 },
		{ "https://{tenant}.b.x", "https://a.{tenant}.x", 0 },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct target a, b;
		ck_assert_int_eq(parse(0, pairs[i].a, TARGET_CONFIGURED, &a), 0);
		ck_assert_int_eq(parse(1, pairs[i].b, TARGET_CONFIGURED, &b), 0);
		int ab = target_prefer(&a, &b);
		int ba = target_prefer(&b, &a);
		ck_assert_int_eq((ab > 0) - (ab < 0), pairs[i].expected);
		ck_assert_int_eq((ba > 0) - (ba < 0), -pairs[i].expected);
	}
}
END_TEST

/* What a target in the configuration may not be, though a URL may. */
START_TEST(configured_faults)
{
	static const char *const bad[] = {
		"https://h/a?b",
		"https://h/a#b",
		"https://h?",
		"https://{tenant}",
		"https://{tenant}.{tenant}.x",
		"https://x{tenant}.x",
		"https://{tenant}x.x",
		"https://h.x/{tenant}",
		"https://{other}.x",
		"https://u@h.x",
		"ftp://h.x",
		"https://",
		"https://h.x:0",
		"https://h.x:65536",
		"https://h.x/a//b",
	};
	struct target t;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(parse(0, bad[i], TARGET_CONFIGURED, &t) == -1, "%s", bad[i]);
	ck_assert_int_eq(parse(0, "https://h/a?b", TARGET_ASKED, &t), 0);
}
END_TEST

START_TEST(labels)
{
	ck_assert(target_is_label("a", 1));
	ck_assert(target_is_label("a-b9", 4));
	ck_assert(!target_is_label("", 0));
	ck_assert(!target_is_label("A", 1));
	ck_assert(!target_is_label("a.b", 3));
	ck_assert(!target_is_label("a_b", 3));
	ck_assert(!target_is_label("-a", 2));
	ck_assert(!target_is_label("a-", 2));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("target");
	TCase *tc = tcase_create("target");

	tcase_add_test(tc, matching);
	tcase_add_test(tc, long_labels);
	tcase_add_test(tc, decoded_paths);
	tcase_add_test(tc, no_path);
	tcase_add_test(tc, preference);
	tcase_add_test(tc, configured_faults);
	tcase_add_test(tc, labels);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
