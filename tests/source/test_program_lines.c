/* The lines that programs read and write: requests, answers of every form, and prompts in
 * pieces. */
#include "lib/unit.h"
#include "source/program_lines.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

START_TEST(request)
{
	static const char *const resources[] = { "urn:a", "urn:b", NULL };
	static const char *const targets[] = { "https://api.example", NULL };
	static const char *const wanted[] = { "client_secret_post", NULL };
	static const char *const offered[] = { "client_secret_basic", "private_key_jwt", NULL };
	static const struct ccred_arg a = { "item", "acme" }, b = { "lines", "x\ny" };
	static const struct ccred_arg *const args[] = { &a, &b, NULL };
	const struct ccred_request q = { .size = sizeof(q),
					 .flags = CCRED_REQ_TERMINAL | CCRED_REQ_REFRESH,
					 .profile = "p",
					 .origin = "https://auth.example",
					 .audience = "aud",
					 .resources = resources,
					 .targets = targets,
					 .methods_wanted = wanted,
					 .methods_offered = offered };
	const struct ccred_signing signing = {
		.size = sizeof(signing), .algorithm = "ES256", .data = "\0\n", .len = 2
	};
	struct credential given = { .items = { NULL } };
	struct buf out = BUF_INIT;

	ck_assert_int_eq(credential_set(&given, ITEM_CLIENT_ID, "me", 2, NULL, NULL), 0);
	ck_assert_int_eq(credential_set(&given, ITEM_PRIVATE_KEY, "k\n", 2, NULL, NULL), 0);
	program_put_request(&out, "sign", &q, args, &given, &signing);
	ck_assert_str_eq(buf_str(&out),
			 "verb=sign\nprofile=p\norigin=https://auth.example\n"
			 "client_id=me\nprivate_key64=awo=\naudience=aud\n"
			 "resource=urn:a\nresource=urn:b\ntarget=https://api.example\n"
			 "method_wanted=client_secret_post\n"
			 "method_offered=client_secret_basic\nmethod_offered=private_key_jwt\n"
			 "interactive=no\nterminal=yes\nrefresh=yes\n"
			 "option.item=acme\noption.lines64=eAp5\n"
			 "algorithm=ES256\ndata64=AAo=\n\n");
	credential_clear(&given);
	buf_free(&out);
}
END_TEST

/* What is answered, what is wrong with it, and the items by their letters and lengths. */
static const struct {
	const char *text, *why;
	int result;
	size_t id, secret;
} answers[] = {
	{ "", "", -1, 0, 0 },
	{ "client_id=me\nclient_secret=s", "", -1, 2, 1 },
	{ "client_id=me\n\nclient_secret=s\n", "", -1, 2, 0 },
	{ "result=success\n", "", CCRED_SUCCESS, 0, 0 },
	{ "result=internal\n", "", CCRED_INTERNAL, 0, 0 },
	{ "result=broken\n", "it answered a result= that there is not", -1, 0, 0 },
	{ "client_id64=bWU=\n", "", -1, 2, 0 },
	{ "64=x\n=\nunknown64=?\n", "", -1, 0, 0 },
	{ "client_id\n", "it answered a line that is not key=value", -1, 0, 0 },
	{ "client_id=a\nclient_id64=YQ==\n", "it answered client_id= twice", -1, 1, 0 },
	{ "expires=-1\n", "its expires= is not a number", -1, 0, 0 },
	{ "expires=99999999999999999999\n", "its expires= is not a number", -1, 0, 0 },
	{ "prompt=hidden x\nclient_secret=s\n", "", -1, 0, 1 },
};

START_TEST(answer)
{
	struct program_answer a;
	char text[256];

	snprintf(text, sizeof(text), "%s", answers[_i].text);
	program_read_answer(text, strlen(text), &a);
	ck_assert_msg(strncmp(a.why, answers[_i].why, strlen(answers[_i].why)) == 0, "%s", a.why);
	ck_assert(answers[_i].why[0] != '\0' || a.why[0] == '\0');
	ck_assert_int_eq(a.result, answers[_i].result);
	ck_assert_uint_eq(a.items[ITEM_CLIENT_ID] != NULL ? a.lens[ITEM_CLIENT_ID] : 0,
			  answers[_i].id);
	ck_assert_uint_eq(a.items[ITEM_CLIENT_SECRET] != NULL ? a.lens[ITEM_CLIENT_SECRET] : 0,
			  answers[_i].secret);
}
END_TEST

/* All texts of three bytes of these: no fault, and nothing outside of the text. */
START_TEST(any_text)
{
	static const char bytes[] = "\0\n=6r\x80";
	struct program_answer a;
	size_t n = sizeof(bytes) - 1;

	for (size_t i = 0; i < n * n * n; i++) {
		char *text = malloc(4);
		ck_assert_ptr_nonnull(text);
		text[0] = bytes[i % n];
		text[1] = bytes[i / n % n];
		text[2] = bytes[i / n / n];
		program_read_answer(text, 3, &a);
		free(text);
	}
}
END_TEST

START_TEST(prompts)
{
	static const char output[] =
		"client_id=me\nprompt=hidden PIN: \nprompt=info\nprompt=loud x\n"
		"xprompt=hidden no\nprompt=error bad PIN\n\nprompt=hidden late\n";
	static const struct {
		int style;
		const char *text;
	} wanted[] = {
		{ CCRED_PROMPT_HIDDEN, "PIN: " },
		{ CCRED_PROMPT_INFO, "" },
		{ 0, "x" },
		{ CCRED_PROMPT_ERROR, "bad PIN" },
	};
	struct program_prompt p;
	size_t at = 0, n = 0;

	/* As the bytes come, one after the other. */
	for (size_t len = 0; len < sizeof(output); len++) {
		while (program_next_prompt(output, len, &at, &p)) {
			ck_assert_uint_lt(n, ARRAY_SIZE(wanted));
			ck_assert_int_eq(p.style, wanted[n].style);
			ck_assert_uint_eq(p.len, strlen(wanted[n].text));
			ck_assert_mem_eq(p.text, wanted[n].text, p.len);
			n++;
		}
	}
	ck_assert_uint_eq(n, ARRAY_SIZE(wanted));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("program_lines");
	TCase *t = tcase_create("program_lines");

	tcase_add_test(t, request);
	tcase_add_loop_test(t, answer, 0, ARRAY_SIZE(answers));
	tcase_add_test(t, any_text);
	tcase_add_test(t, prompts);
	suite_add_tcase(s, t);
	return unit_main(s);
}
