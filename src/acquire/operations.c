/* The table of what ccred-acquire can be asked for. */
#include "base/banned.h"
#include "acquire/operations.h"
#include "acquire/acquire.h"
#include "http/library.h"

#include "config.h"

static int version(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err)
{
	(void)request;
	(void)err;
	buf_puts(&ret_acquired->report, PACKAGE_VERSION ", ");
	http_libraries(&ret_acquired->report);
	return 0;
}

static const struct operation {
	const char *name;
	int (*run)(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err);
	/* It is about no profile. */
	bool alone;
} operations[] = {
	{ "token", acquire },         { "prove", acquire_prove },
	{ "revoke", acquire_revoke }, { "version", version, .alone = true },
	{ "discover", acquire_discover },
};

int operation_run(const struct acquire_request *rq, struct acquired *ret_acquired, struct err *err)
{
	const char *name = rq->operation != NULL ? rq->operation : "";

	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		const struct operation *o = &operations[i];
		if (strcmp(o->name, name) != 0)
			continue;
		if (!o->alone && (rq->profile == NULL || rq->deadline_ms <= 0))
			return err_set(err, REASON_ACQUIRE_REQUEST,
				       "ccred-acquire was sent no profile, or no deadline");
		return o->run(rq, ret_acquired, err);
	}
	return err_set(err, REASON_ACQUIRE_OPERATION, "ccred-acquire has no operation %.64s", name);
}
