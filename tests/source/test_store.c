/* store and erase, run for real: what reaches the plugin, and what comes back. */
#include "lib/unit.h"
#include "source/real.h"
#include "lib/temp.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static char dir[TEMP_SIZE];
static char keep[TEMP_SIZE + 16], calls[TEMP_SIZE + 16];

static void setup(void)
{
	temp_make(dir);
	snprintf(keep, sizeof(keep), "%s/keep", dir);
	snprintf(calls, sizeof(calls), "%s/calls", dir);
}

static void teardown(void)
{
	temp_remove(dir);
}

START_TEST(there_and_back)
{
	static const char id[] = "m\xc3\xa9 %41=", secret[] = " =%0A\\\"'%";
	struct real real = { .plugin = "debug",
			     .args = { { "keep", keep }, { "count-file", calls } } };
	struct line_result line;
	char text[256];

	real_run(&real, &line);
	real_expect(&line, "not_found", NULL, NULL);
	real_call(run_store, &real, id, secret, &line);
	real_expect(&line, "success", NULL, NULL);
	ck_assert_str_eq(line.said.text, "kept");
	real_run(&real, &line);
	real_expect(&line, "success", id, secret);
	credential_clear(&line.set);
	real_call(run_store, &real, id, "another", &line);
	real_expect(&line, "success", NULL, NULL);
	real_run(&real, &line);
	real_expect(&line, "success", id, "another");
	credential_clear(&line.set);
	real.interactive = true;
	real_call(run_erase, &real, NULL, NULL, &line);
	real_expect(&line, "success", NULL, NULL);
	ck_assert_str_eq(line.said.text, "dropped");
	real_call(run_erase, &real, "me", NULL, &line);
	real_expect(&line, "not_found", NULL, NULL);
	/* What the plugin saw. */
	static const char *const saw[] = {
		"get profile=test tenant= client_id= flags=0\n",
		"store profile=test tenant= client_id=m\xc3\xa9 %41= flags=0\n",
		"get profile=test tenant= client_id= flags=0\n",
		"store profile=test tenant= client_id=m\xc3\xa9 %41= flags=0\n",
		"get profile=test tenant= client_id= flags=0\n",
		"erase profile=test tenant= client_id= flags=1\n",
		"erase profile=test tenant= client_id=me flags=1\n",
	};
	FILE *f = fopen(calls, "re");
	ck_assert_ptr_nonnull(f);
	for (size_t i = 0; i < ARRAY_SIZE(saw); i++) {
		ck_assert_ptr_nonnull(fgets(text, sizeof(text), f));
		ck_assert_str_eq(text, saw[i]);
	}
	ck_assert_ptr_null(fgets(text, sizeof(text), f));
	fclose(f);
}
END_TEST

/* The largest of each, and one byte more. */
START_TEST(sizes)
{
	static char id[1026], secret[16386];
	struct real real = { .plugin = "debug", .args = { { "keep", keep } } };
	struct line_result line;

	memset(id, 'i', 1025);
	memset(secret, '%', 16385);
	real_call(run_store, &real, id, "s", &line);
	real_expect(&line, "invalid", NULL, NULL);
	real_call(run_store, &real, "i", secret, &line);
	real_expect(&line, "invalid", NULL, NULL);
	id[1024] = secret[16384] = '\0';
	real_call(run_store, &real, id, secret, &line);
	real_expect(&line, "success", NULL, NULL);
	real_run(&real, &line);
	real_expect(&line, "success", id, secret);
	credential_clear(&line.set);
}
END_TEST

/* Refused before a plugin runs: it would be a secret that no get may hand on. */
START_TEST(malformed)
{
	static const struct {
		const char *id, *secret, *says;
	} bad[] = {
		{ NULL, "s", "client id" },
		{ "a\tb", "s", "client id" },
		{ "\xff", "s", "client id" },
		{ "me", NULL, "the client secret is missing" },
		{ "me", "a\nb", "the client secret has more than one line" },
		{ "me", "\xc3", "the client secret is not UTF-8" },
	};
	struct real real = { .plugin = "debug",
			     .args = { { "keep", keep }, { "count-file", calls } } };
	struct credential given = { .items = { NULL } };
	struct real_profile p;
	struct line_result line;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		real_call(run_store, &real, bad[i].id, bad[i].secret, &line);
		real_expect(&line, "invalid", NULL, NULL);
		real_says(&line, bad[i].says);
	}
	real_set_up(&real, &p);
	real_copy("me", 2, &given.items[ITEM_CLIENT_ID]);
	real_copy("", 0, &given.items[ITEM_CLIENT_SECRET]);
	run_store(&p.source, &p.request, &given, clock_ms() + 10000, &line);
	real_expect(&line, "invalid", NULL, NULL);
	credential_clear(&given);
	real_clear(&p);
	ck_assert_int_ne(access(calls, F_OK), 0);
	ck_assert_int_ne(access(keep, F_OK), 0);
}
END_TEST

START_TEST(failures)
{
	struct real denied = {
		.plugin = "debug",
		.args = { { "store", "denied" }, { "erase", "locked" }, { "text", "no" } }
	};
	struct real crash = { .plugin = "debug", .args = { { "do", "crash" }, { "keep", keep } } };
	struct real hang = { .plugin = "debug", .args = { { "do", "hang" } }, .ms = 300 };
	struct real env = { .plugin = "env", .args = { { "prefix", "T_" } } };
	struct real absent = { .plugin = "absent" };
	struct line_result line;

	real_call(run_store, &denied, "me", "s", &line);
	real_expect(&line, "denied", NULL, NULL);
	ck_assert_str_eq(line.said.text, "no");
	real_call(run_erase, &denied, "me", NULL, &line);
	real_expect(&line, "locked", NULL, NULL);
	real_call(run_store, &crash, "me", "s", &line);
	real_expect(&line, "crashed", NULL, NULL);
	ck_assert_int_ne(access(keep, F_OK), 0);
	real_call(run_store, &hang, "me", "s", &line);
	real_expect(&line, "timeout", NULL, NULL);
	real_call(run_erase, &hang, "me", NULL, &line);
	real_expect(&line, "timeout", NULL, NULL);
	real_call(run_store, &env, "me", "s", &line);
	real_expect(&line, "unavailable", NULL, NULL);
	real_says(&line, "cannot store");
	real_call(run_erase, &env, "me", NULL, &line);
	real_expect(&line, "unavailable", NULL, NULL);
	real_call(run_store, &absent, "me", "s", &line);
	ck_assert(line.missing);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("store");
	TCase *t = tcase_create("store");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, there_and_back);
	tcase_add_test(t, sizes);
	tcase_add_test(t, malformed);
	tcase_add_test(t, failures);
	suite_add_tcase(s, t);
	return unit_main(s);
}
