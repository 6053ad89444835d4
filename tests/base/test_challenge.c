/* The list of challenges of a server. */
#include "base/challenge.h"
#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define URL "https://api.example/.well-known/oauth-protected-resource"

static const struct {
	const char *header;
	bool basic, bearer;
} offers[] = {
	{ "", false, false },
	{ "Basic", true, false },
	{ "bEARER", false, true },
	{ ", ,\tBasic realm=\"x\" ,Bearer", true, true },
	{ "Negotiate, Basic", true, false },
	{ "Negotiate abc==, Bearer", false, true },
	{ "Digest realm=\"a, Bearer b\", nonce=x", false, false },
	{ "Digest realm=\"a\\\", Bearer b\", Basic", true, false },
	/* A parameter, a part of a word, a word that begins no challenge. */
	{ "Digest basic=x, bearer = y", false, false },
	{ "Bearers, Basi", false, false },
	{ "Negotiate Bearer", false, false },
	{ "Bearer\"x\"", false, false },
	/* The quotes do not end. */
	{ "Digest realm=\"x, Bearer", false, false },
	{ "\"x\" Bearer, Basic", true, false },
};

START_TEST(offered)
{
	ck_assert(challenge_offers(offers[_i].header, "Basic") == offers[_i].basic);
	ck_assert(challenge_offers(offers[_i].header, "Bearer") == offers[_i].bearer);
}
END_TEST

/* The value of resource_metadata in the challenge of Bearer; NULL: there is none. */
static const struct {
	const char *header, *value;
} parameters[] = {
	{ "Bearer resource_metadata=\"" URL "\"", URL },
	{ "Bearer error=\"invalid_token\", Resource_Metadata = \"" URL "\" , scope=\"a b\"", URL },
	{ "Bearer realm=\"a, resource_metadata=b\",resource_metadata=" URL, URL },
	/* Without the comma that the rules want. */
	{ "Bearer realm=\"x\" resource_metadata=\"" URL "\"", URL },
	{ "Basic realm=\"x\", bearer resource_metadata=\"a\\\"b\\\\\"", "a\"b\\" },
	{ "Bearer resource_metadata=\"\"", "" },
	/* The first counts, and a challenge may come twice. */
	{ "Bearer realm=a, Bearer resource_metadata=a, resource_metadata=b", "a" },
	{ "Basic resource_metadata=\"" URL "\", Bearer", NULL },
	{ "resource_metadata=\"" URL "\"", NULL },
	{ "Bearer, Basic resource_metadata=\"" URL "\"", NULL },
	{ "Bearer resource_metadata=\"" URL, NULL },
	{ "Bearer resource_metadata=\"" URL "\\\"", NULL },
	{ "Bearer xresource_metadata=a, resource_metadatax=b", NULL },
	{ "Bearer resource_metadata", NULL },
};

START_TEST(parameter)
{
	struct buf value = BUF_INIT;
	const char *wanted = parameters[_i].value;

	ck_assert(challenge_parameter(parameters[_i].header, "Bearer", "resource_metadata",
				      &value) == (wanted != NULL));
	ck_assert_str_eq(buf_str(&value), wanted != NULL ? wanted : "");
	buf_free(&value);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("challenge");
	TCase *t = tcase_create("challenge");

	tcase_add_loop_test(t, offered, 0, ARRAY_SIZE(offers));
	tcase_add_loop_test(t, parameter, 0, ARRAY_SIZE(parameters));
	suite_add_tcase(s, t);
	return unit_main(s);
}
