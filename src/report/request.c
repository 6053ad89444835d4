/* The message that ccred hands to ccred-report, taken apart. */
#include "base/banned.h"
#include "report/request.h"

static const char *const commands[N_REPORT_COMMANDS] = {
	[REPORT_DOCTOR] = "doctor",
	[REPORT_EXPLAIN] = "explain",
	[REPORT_INSPECT] = "inspect",
};

int report_request_take(struct buf *message, struct report_request *rq, struct err *err)
{
	int c = 0, r = wire_take_request(message, &rq->kv, &rq->acquire, err);

	if (r != 0 && kv_get(&rq->kv, "operation") != NULL)
		return r;
	while (c < N_REPORT_COMMANDS &&
	       (rq->acquire.operation == NULL || strcmp(rq->acquire.operation, commands[c]) != 0))
		c++;
	rq->command = (enum report_command)c;
	rq->word = rq->acquire.profile;
	rq->tenant = rq->acquire.tenant;
	rq->url = rq->acquire.url;
	rq->all = kv_get(&rq->kv, "all") != NULL;
	rq->json = kv_get(&rq->kv, "json") != NULL;
	if (r == 0 && c < N_REPORT_COMMANDS && (rq->word != NULL || c == REPORT_DOCTOR))
		return 0;
	return err_set(
		err, REASON_REPORT_BY_HAND,
		"ccred-report is started by ccred, not by hand: use ccred doctor, ccred explain "
		"or ccred inspect");
}

void report_request_clear(struct report_request *rq)
{
	acquire_request_clear(&rq->acquire);
	kv_free(&rq->kv);
	*rq = (struct report_request){ 0 };
}
