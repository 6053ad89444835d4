/* URLs: what is taken, what is refused, origins, loopback, encoding. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/url.h"
#include "lib/unit.h"

START_TEST(taken)
{
	static const struct {
		const char *text, *origin, *path, *query;
	} rows[] = {
		{ "https://a.example", "https://a.example", "", NULL },
		{ "HTTPS://A.Example:443/x/", "https://a.example", "/x/", NULL },
		{ "https://a.example:8443/x?y=z#f", "https://a.example:8443", "/x", "y=z" },
		{ "http://127.0.0.1:80", "http://127.0.0.1", "", NULL },
		{ "http://[::1]:8080/p", "http://[::1]:8080", "/p", NULL },
		{ "https://a.example:/x", "https://a.example", "/x", NULL },
		{ "https://a.example?q", "https://a.example", "", "q" },
		{ "https://a.example/%41", "https://a.example", "/%41", NULL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct url *u = NULL;
		struct err e = { 0 };
		ck_assert_msg(url_parse(rows[i].text, &u, &e) == 0, "%s: %s", rows[i].text, e.text);
		char *origin = url_origin(u);
		ck_assert_str_eq(origin, rows[i].origin);
		ck_assert_str_eq(u->path, rows[i].path);
		ck_assert_pstr_eq(u->query, rows[i].query);
		free(origin);
		url_free(&u);
		ck_assert_ptr_null(u);
	}
}
END_TEST

START_TEST(split)
{
	static const char text[] = "Https://A.example:8443/x%20y?q=1#f";
	struct url_parts p;

	ck_assert_ptr_null(url_split(text, &p));
	ck_assert(p.https);
	ck_assert_uint_eq(p.port, 8443);
	ck_assert_ptr_eq(p.host, text + 8);
	ck_assert_uint_eq(p.host_len, 9);
	ck_assert_ptr_eq(p.path, text + 22);
	ck_assert_uint_eq(p.path_len, 6);
	ck_assert_ptr_eq(p.query, text + 29);
	ck_assert_uint_eq(p.query_len, 3);
	ck_assert_ptr_eq(p.rest, text + 28);
	/* The host is checked apart. */
	ck_assert_ptr_null(url_split("http://{x}/?", &p));
	ck_assert_uint_eq(p.query_len, 0);
	ck_assert_ptr_nonnull(url_check_host(p.host, p.host_len));
	ck_assert_ptr_null(url_split("http://[::1]", &p));
	ck_assert_ptr_null(p.query);
	ck_assert_ptr_null(url_check_host(p.host, p.host_len));
}
END_TEST

START_TEST(refused)
{
	static const char *const bad[] = {
		"",
		"a.example",
		"ftp://a.example",
		"https:/a.example",
		"https://",
		"https:///x",
		"https://u@a.example",
		"https://u:p@a.example/",
		"https://a..example",
		"https://.a",
		"https://a.",
		"https://-a.example",
		"https://a-.example",
		"https://a.example-",
		"https://a b",
		"https://a/b c",
		"https://a\\b",
		"https://a/\n",
		"https://a:65536",
		"https://a:0",
		"https://a:x",
		"https://a:123456",
		"https://[::1",
		"https://[x]",
		"https://[::1]x",
		"https://[fe80::1%25eth0]",
		"https://a/%4",
		"https://a/%zz",
		"https://a/?%",
		"https://a%2eb/",
		"https://caf\xc3\xa9.example",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct url *u = NULL;
		struct err e = { 0 };
		ck_assert_msg(url_parse(bad[i], &u, &e) == EXIT_DATA, "%s", bad[i]);
		ck_assert_ptr_null(u);
		ck_assert(strstr(e.text, "u:p") == NULL);
		ck_assert(e.text[0] != '\0');
	}
	char longer[LIMIT_URL + 2];
	memset(longer, 'a', sizeof(longer));
	memcpy(longer, "https://a/", 10);
	longer[LIMIT_URL + 1] = '\0';
	struct url *u = NULL;
	ck_assert_int_eq(url_parse(longer, &u, NULL), EXIT_DATA);
	longer[LIMIT_URL] = '\0';
	ck_assert_int_eq(url_parse(longer, &u, NULL), 0);
	url_free(&u);
}
END_TEST

static bool loopback(const char *text)
{
	struct url *u = NULL;
	ck_assert_int_eq(url_parse(text, &u, NULL), 0);
	bool is = url_is_loopback(u);
	url_free(&u);
	return is;
}

START_TEST(origins)
{
	struct url *a = NULL, *b = NULL;

	ck_assert_int_eq(url_parse("https://A.example/x", &a, NULL), 0);
	ck_assert_int_eq(url_parse("https://a.example:443/y", &b, NULL), 0);
	ck_assert(url_same_origin(a, b));
	url_free(&b);
	ck_assert_int_eq(url_parse("http://a.example:443", &b, NULL), 0);
	ck_assert(!url_same_origin(a, b));
	url_free(&b);
	ck_assert_int_eq(url_parse("https://a.example.evil", &b, NULL), 0);
	ck_assert(!url_same_origin(a, b));
	url_free(&a);
	url_free(&b);
	ck_assert(loopback("http://127.0.0.1"));
	ck_assert(loopback("http://127.255.255.254:1"));
	ck_assert(loopback("http://[::1]"));
	ck_assert(loopback("http://LOCALHOST"));
	ck_assert(!loopback("http://127.0.0.1.example"));
	ck_assert(!loopback("http://localhost.example"));
	ck_assert(!loopback("http://128.0.0.1"));
	ck_assert(!loopback("http://[::2]"));
	ck_assert(!loopback("http://127.1"));
}
END_TEST

START_TEST(encoding)
{
	struct buf b = BUF_INIT;
	char good[] = "a%20%C3%A9%2f", control[] = "a%0a%00b";

	url_form_encode(&b, "aZ9-._~* +%&=:/\xc3\xa9\0", 18);
	ck_assert_str_eq(buf_str(&b), "aZ9-._~*+%2B%25%26%3D%3A%2F%C3%A9%00");
	buf_free(&b);
	ck_assert_uint_eq(url_decode(good, strlen(good), "."), 5);
	ck_assert_mem_eq(good, "a \xc3\xa9/", 5);
	ck_assert_uint_eq(url_decode(control, strlen(control), "/"), 4);
	ck_assert_mem_eq(control, "a\n\0b", 4);
	char hidden[] = "a%2fb";
	ck_assert_uint_eq(url_decode(hidden, strlen(hidden), "./"), (size_t)-1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("url");
	TCase *t = tcase_create("url");

	tcase_add_test(t, taken);
	tcase_add_test(t, split);
	tcase_add_test(t, refused);
	tcase_add_test(t, origins);
	tcase_add_test(t, encoding);
	suite_add_tcase(s, t);
	return unit_main(s);
}
