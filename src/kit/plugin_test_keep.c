/* The conformance suite of plugins: storing and erasing. */
#include "base/banned.h"
#include "kit/plugin_suite.h"

#define ID_A "plugin-test-a"
#define ID_B "plugin-test-b"
#define TENANT "plugin-test-tenant"
#define ELSEWHERE "https://plugin-test-elsewhere.invalid"

/* All that a format of the plugin's own could trip over. */
#define SECRET_1 " 1=\"q'uo\\te\" %41 $HOME `x` #;, \xc3\xa9 "
#define SECRET_2 "{\"2\":[]}"

static void run(struct suite *s, const char *verb, const char *id, const char *secret,
		const char *tenant, const char *origin, struct line_result *ret_result)
{
	struct suite_call call = {
		.verb = verb,
		.scenario = SCENARIO_STORE,
		.client_id = id,
		.client_secret = secret,
		.tenant = tenant,
		.origin = origin,
	};

	suite_run(s, &call, ret_result);
}

static void keeps(struct suite *s, const char *id, const char *secret, const char *tenant,
		  const char *name)
{
	struct line_result a;

	run(s, "store", id, secret, tenant, NULL, &a);
	suite_case_line(s, a.result == RESULT_SUCCESS && said_anything(&a.said), &a, name);
	credential_clear(&a.set);
}

/* get of what was stored. id NULL: no client id is known. */
static void gives(struct suite *s, const char *id, const char *secret, const char *tenant,
		  const char *name)
{
	struct line_result a;

	run(s, "get", id, NULL, tenant, NULL, &a);
	suite_case_line(s,
			a.result == RESULT_SUCCESS && a.set.items[ITEM_CLIENT_SECRET] != NULL &&
				strcmp(a.set.items[ITEM_CLIENT_SECRET]->data, secret) == 0 &&
				(id != NULL || a.set.items[ITEM_CLIENT_ID] != NULL),
			&a, name);
	credential_clear(&a.set);
}

static void gives_nothing(struct suite *s, const char *id, const char *tenant, const char *origin,
			  const char *name)
{
	struct line_result a;

	run(s, "get", id, NULL, tenant, origin, &a);
	suite_case_line(s,
			a.result != RESULT_SUCCESS && a.result < RESULT_INTERNAL &&
				said_anything(&a.said),
			&a, name);
	credential_clear(&a.set);
}

static void erases(struct suite *s, const char *id, const char *tenant, enum result wanted,
		   const char *name)
{
	struct line_result a;

	run(s, "erase", id, NULL, tenant, NULL, &a);
	suite_case_line(s, a.result == wanted && said_anything(&a.said), &a, name);
	credential_clear(&a.set);
}

/* What an earlier run that was killed may have left. */
static void clean(struct suite *s)
{
	const char *const tenants[] = { NULL, TENANT };
	struct line_result a;

	for (size_t i = 0; i < sizeof(tenants) / sizeof(tenants[0]); i++) {
		run(s, "erase", NULL, NULL, tenants[i], NULL, &a);
		credential_clear(&a.set);
	}
}

static void keeping_tenants(struct suite *s)
{
	if (!suite_separates(s, SCENARIO_STORE)) {
		suite_skip(s, "tenants: its description does not say that it keeps them apart");
		return;
	}
	gives_nothing(s, ID_A, TENANT, NULL, "a tenant is not given what is nobody's");
	keeps(s, ID_A, SECRET_1, TENANT, "a store for a tenant says what is kept where");
	gives(s, ID_A, SECRET_1, TENANT, "the tenant is given its own");
	gives(s, ID_A, SECRET_2, NULL, "and what is nobody's is as it was");
	erases(s, ID_A, TENANT, RESULT_SUCCESS, "an erase for the tenant says what is gone");
	gives(s, ID_A, SECRET_2, NULL, "and what is nobody's is as it was, again");
}

void suite_keeping(struct suite *s)
{
	if ((s->description->offers & OFFER_STORE) == 0) {
		suite_skip(s, "store and erase: it does not offer them");
		return;
	}
	if (suite_lacks(s, SCENARIO_STORE))
		return;
	clean(s);
	gives_nothing(s, ID_A, NULL, NULL, "before a store, there is nothing");
	keeps(s, ID_A, SECRET_1, NULL, "a store says what is kept where");
	gives(s, ID_A, SECRET_1, NULL, "what was stored is given, byte by byte");
	gives(s, NULL, SECRET_1, NULL, "with its client id, where none is known");
	keeps(s, ID_A, SECRET_2, NULL, "a second store takes the place of the first");
	gives(s, ID_A, SECRET_2, NULL, "and is what is given");
	gives_nothing(s, ID_B, NULL, NULL, "another client is given nothing");
	gives_nothing(s, ID_A, NULL, ELSEWHERE, "another server is given nothing");
	keeping_tenants(s);
	erases(s, ID_A, NULL, RESULT_SUCCESS, "an erase says what is gone");
	gives_nothing(s, ID_A, NULL, NULL, "after it, there is nothing");
	erases(s, ID_A, NULL, RESULT_NOT_FOUND, "a second erase finds nothing, and says so");
	keeps(s, ID_B, SECRET_1, NULL, "another client's is kept");
	erases(s, NULL, NULL, RESULT_SUCCESS, "an erase without a client id takes what there is");
	gives_nothing(s, ID_B, NULL, NULL, "and nothing is left");
	clean(s);
}
