/* The env plugin, run for real: what it takes, what it refuses, and what it says. */
#include "lib/unit.h"
#include "source/real.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* The variables that the caller had, the line's arguments, and what comes of it. */
static const struct {
	struct variable vars[2];
	struct ccred_arg args[3];
	const char *known, *result, *id, *secret, *says;
} envs[] = {
	{ { { "T_CLIENT_ID", "me" }, { "T_CLIENT_SECRET", "s" } },
	  { { "prefix", "T_" } },
	  NULL,
	  "success",
	  "me",
	  "s",
	  "" },
	{ { { "T_CLIENT_ID", "me" } }, { { "prefix", "T_" } }, NULL, "success", "me", NULL, "" },
	{ { { "T_CLIENT_SECRET", "s" } }, { { "prefix", "T_" } }, NULL, "success", NULL, "s", "" },
	{ { { "A", "me" }, { "B", "s" } },
	  { { "id", "A" }, { "secret", "B" } },
	  NULL,
	  "success",
	  "me",
	  "s",
	  "" },
	{ { { "B", " p%41=\xc3\xa9 " } },
	  { { "secret", "B" } },
	  "me",
	  "success",
	  NULL,
	  " p%41=\xc3\xa9 ",
	  "" },
	{ { { "OTHER", "x" } },
	  { { "prefix", "T_" } },
	  NULL,
	  "not_found",
	  NULL,
	  NULL,
	  "neither T_CLIENT_ID nor T_CLIENT_SECRET is set" },
	{ { { "OTHER", "x" } },
	  { { "secret", "B" } },
	  NULL,
	  "not_found",
	  NULL,
	  NULL,
	  "B is not set" },
	{ { { "T_CLIENT_ID", "" }, { "T_CLIENT_SECRET", "s" } },
	  { { "prefix", "T_" } },
	  NULL,
	  "invalid",
	  NULL,
	  NULL,
	  "T_CLIENT_ID is set but empty" },
	{ { { "T_CLIENT_ID", "me" }, { "T_CLIENT_SECRET", "s\n" } },
	  { { "prefix", "T_" } },
	  NULL,
	  "invalid",
	  NULL,
	  NULL,
	  "T_CLIENT_SECRET cannot be used: the client secret ends with a line end" },
	{ { { "T_CLIENT_ID", "\xff" } },
	  { { "prefix", "T_" } },
	  NULL,
	  "invalid",
	  NULL,
	  NULL,
	  "not UTF-8" },
	{ { { "T_CLIENT_ID", "you" } },
	  { { "prefix", "T_" } },
	  "me",
	  "conflict",
	  NULL,
	  NULL,
	  "T_CLIENT_ID is not the client id of the profile" },
};

START_TEST(env)
{
	struct real real = { .plugin = "env",
			     .client_id = envs[_i].known,
			     .vars = { envs[_i].vars, envs[_i].vars[1].name != NULL ? 2 : 1 } };
	struct line_result line;

	memcpy(real.args, envs[_i].args, sizeof(envs[_i].args));
	real_run(&real, &line);
	real_expect(&line, envs[_i].result, envs[_i].id, envs[_i].secret);
	real_says(&line, envs[_i].says);
	ck_assert(!line.refused);
	credential_clear(&line.set);
}
END_TEST

START_TEST(env_assertion)
{
	static const struct variable vars[] = { { "ID_TOKEN", "e30.e30.c2ln" }, { "B", "s" } };
	struct real real = { .plugin = "env",
			     .args = { { "assertion", "ID_TOKEN" } },
			     .vars = { vars, 2 } };
	struct line_result line;

	real_run(&real, &line);
	real_expect(&line, "success", NULL, NULL);
	ck_assert_pstr_eq(real_text(line.set.items[ITEM_ASSERTION]), "e30.e30.c2ln");
	ck_assert_str_eq(line.said.location, "ID_TOKEN");
	credential_clear(&line.set);
	real.args[1] = (struct ccred_arg){ "secret", "B" };
	real_run(&real, &line);
	ck_assert(line.refused);
	real.args[1] = (struct ccred_arg){ 0 };
	real.vars.n = 0;
	real_run(&real, &line);
	real_expect(&line, "not_found", NULL, NULL);
	real_says(&line, "ID_TOKEN is not set");
	ck_assert_str_eq(line.said.fix, "");
}
END_TEST

START_TEST(env_rules)
{
	static const struct variable vars[] = { { "T_CLIENT_SECRET", "s" },
						{ "LANG", "of-another" } };
	struct real none = { .plugin = "env" };
	/* One tenant's prefix, say, and a secret for all. */
	struct real both = { .plugin = "env", .args = { { "prefix", "T_" }, { "secret", "B" } } };
	struct real foreign = { .plugin = "debug",
				.args = { { "do", "environ" } },
				.vars = { vars, 2 } };
	struct real alone = { .plugin = "env",
			      .args = { { "prefix", "T_" } },
			      .vars = { vars, 1 } };
	struct stack_outcome o;
	struct line_result line;
	struct err err = { 0 };

	real_run(&none, &line);
	ck_assert(line.refused);
	real_says(&line, "it needs prefix=");
	real_run(&both, &line);
	ck_assert(line.refused);
	real_says(&line, "it needs prefix= alone");
	/* What an env line reads is no other line's. */
	real_run(&foreign, &line);
	ck_assert_ptr_null(strstr(line.said.text, "T_CLIENT_SECRET"));
	/* A secret alone, and nobody's id. */
	ck_assert_int_eq(real_stack(&alone, &o, &err), EXIT_DATA);
	ck_assert_int_eq(o.result, RESULT_INVALID);
	ck_assert_ptr_nonnull(strstr(err.text, "a secret without a client id"));
	ck_assert_ptr_null(o.credential.items[ITEM_CLIENT_SECRET]);
	stack_outcome_clear(&o);
	/* The profile's. */
	alone.client_id = "me";
	ck_assert_int_eq(real_stack(&alone, &o, &err), 0);
	stack_outcome_clear(&o);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("env");
	TCase *t = tcase_create("env");

	tcase_add_loop_test(t, env, 0, ARRAY_SIZE(envs));
	tcase_add_test(t, env_assertion);
	tcase_add_test(t, env_rules);
	suite_add_tcase(s, t);
	return unit_main(s);
}
