/* The conformance suite of plugins: storing and erasing. */
#include "kit/plugin_suite.h"

#define ID_A "plugin-test-a"
#define ID_B "plugin-test-b"
#define TENANT "plugin-test-tenant"
#define ELSEWHERE "https://plugin-test-elsewhere.invalid"

/* All that a format of the plugin's own could trip over. */
#define SECRET_1 " 1=\"q'uo\\te\" %41 $HOME `x` #;, \xc3\xa9 "
#define SECRET_2 "{\"2\":[]}"

/* A row: the call, the tenant, the client id, the secret that is stored or should be given, the
 * name of the case. */
#define ROW(wanted, run, tenant_, id, secret, case_) \
	{ \
		SCENARIO_STORE, wanted, case_, run, id, secret, tenant_ \
	}
#define KEEPS(tenant, id, secret, name) ROW(SUITE_DONE, run_store, tenant, id, secret, name)
#define GIVES(tenant, id, secret, name) ROW(SUITE_SECRET, run_source, tenant, id, secret, name)
#define GIVES_NOTHING(tenant, id, name) ROW(SUITE_NOTHING_SAID, run_source, tenant, id, NULL, name)
#define ERASES(tenant, id, name) ROW(SUITE_DONE, run_erase, tenant, id, NULL, name)

static const struct suite_call keeping[] = {
	GIVES_NOTHING(NULL, ID_A, "before a store, there is nothing"),
	KEEPS(NULL, ID_A, SECRET_1, "a store says what is kept where"),
	GIVES(NULL, ID_A, SECRET_1, "what was stored is given, byte by byte"),
	GIVES(NULL, NULL, SECRET_1, "with its client id, where none is known"),
	KEEPS(NULL, ID_A, SECRET_2, "a second store takes the place of the first"),
	GIVES(NULL, ID_A, SECRET_2, "and is what is given"),
	GIVES_NOTHING(NULL, ID_B, "another client is given nothing"),
	{ SCENARIO_STORE, SUITE_NOTHING_SAID, "another server is given nothing", .client_id = ID_A,
	  .origin = ELSEWHERE },
};
static const struct suite_call tenants[] = {
	GIVES_NOTHING(TENANT, ID_A, "a tenant is not given what is nobody's"),
	KEEPS(TENANT, ID_A, SECRET_1, "a store for a tenant says what is kept where"),
	GIVES(TENANT, ID_A, SECRET_1, "the tenant is given its own"),
	GIVES(NULL, ID_A, SECRET_2, "and what is nobody's is as it was"),
	ERASES(TENANT, ID_A, "an erase for the tenant says what is gone"),
	GIVES(NULL, ID_A, SECRET_2, "and what is nobody's is as it was, again"),
};
static const struct suite_call erasing[] = {
	ERASES(NULL, ID_A, "an erase says what is gone"),
	GIVES_NOTHING(NULL, ID_A, "after it, there is nothing"),
	{ SCENARIO_STORE, SUITE_NOT_FOUND, "a second erase finds nothing, and says so", run_erase,
	  ID_A },
	KEEPS(NULL, ID_B, SECRET_1, "another client's is kept"),
	ERASES(NULL, NULL, "an erase without a client id takes what there is"),
	GIVES_NOTHING(NULL, ID_B, "and nothing is left"),
};

/* What an earlier run that was killed may have left. */
static void clean(struct suite *s)
{
	static const struct suite_call calls[] = { ERASES(NULL, NULL, ""),
						   ERASES(TENANT, NULL, "") };
	struct line_result ignored;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		suite_run(s, &calls[i], &ignored);
}

void suite_keeping(struct suite *s)
{
	if ((s->description->offers & OFFER_STORE) == 0) {
		suite_skip(s, "store and erase: it does not offer them");
		return;
	}
	if (s->scenarios[SCENARIO_STORE].given)
		clean(s);
	if (!SUITE_WALK(s, SCENARIO_STORE, keeping))
		return;
	if (suite_separates(s, SCENARIO_STORE))
		SUITE_WALK(s, SCENARIO_STORE, tenants);
	else
		suite_skip(s, "tenants: its description does not say that it keeps them apart");
	SUITE_WALK(s, SCENARIO_STORE, erasing);
	clean(s);
}
