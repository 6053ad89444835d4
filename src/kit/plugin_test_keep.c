/* The conformance suite of plugins: storing and erasing. */
#include "kit/plugin_suite.h"

#define ID_A "plugin-test-a"
#define ID_B "plugin-test-b"
#define TENANT "plugin-test-tenant"
#define ELSEWHERE "https://plugin-test-elsewhere.invalid"

/* All that a format of the plugin's own could trip over. */
#define SECRET_1 " 1=\"q'uo\\te\" %41 $HOME `x` #;, \xc3\xa9 "
#define SECRET_2 "{\"2\":[]}"

/* A row: the call, the tenant, the client id, the secret that is stored or should be given, the name of the case. */
#define KEEPS(tenant_, id, secret, case_) \
	{ \
		SCENARIO_STORE, SUITE_DONE, case_, run_store, id, secret, tenant_ \
	}
#define GIVES(tenant_, id, secret, case_) \
	{ \
		SCENARIO_STORE, SUITE_SECRET, case_, run_source, id, secret, tenant_ \
	}
#define GIVES_NOTHING(tenant_, id, case_) \
	{ \
		SCENARIO_STORE, SUITE_NOTHING_SAID, case_, run_source, id, NULL, tenant_ \
	}
#define ERASES(tenant_, id, case_) \
	{ \
		SCENARIO_STORE, SUITE_DONE, case_, run_erase, id, NULL, tenant_ \
	}

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
	struct suite_call call = { .run = run_erase, .scenario = SCENARIO_STORE };
	struct line_result a;

	suite_run(s, &call, &a);
	credential_clear(&a.set);
	call.tenant = TENANT;
	suite_run(s, &call, &a);
	credential_clear(&a.set);
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
	SUITE_WALK(s, keeping);
	if (suite_separates(s, SCENARIO_STORE))
		SUITE_WALK(s, tenants);
	else
		suite_skip(s, "tenants: its description does not say that it keeps them apart");
	SUITE_WALK(s, erasing);
	clean(s);
}
