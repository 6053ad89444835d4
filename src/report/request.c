/* The message that ccred hands to ccred-report, taken apart. */
#include "base/banned.h"
#include "report/request.h"

static const char *const commands[N_REPORT_COMMANDS] = {
	[REPORT_DOCTOR] = "doctor",
	[REPORT_EXPLAIN] = "explain",
	[REPORT_INSPECT] = "inspect",
};

static int malformed(struct err *err)
{
	return err_set(
		err, REASON_REPORT_BY_HAND,
		"ccred-report is started by ccred, not by hand: use ccred doctor, ccred explain "
		"or ccred inspect");
}

/* The text is our own buffer, so the value may be unescaped where it stands. NULL: there is none. */
static const char *take(const struct kv *kv, const char *key, bool *malformed)
{
	char *value = (char *)(uintptr_t)kv_get(kv, key);

	if (value != NULL && kv_unescape(value) < 0)
		*malformed = true;
	return value;
}

int report_request_parse(struct buf *text, struct report_request *rq, struct err *err)
{
	const struct kv *kv = &rq->acquire.kv;
	bool bad = false;
	const char *command;
	int c = 0;

	if (kv_parse(text, &rq->acquire.kv, NULL) != 0 || (command = kv_get(kv, "command")) == NULL)
		return malformed(err);
	while (c < N_REPORT_COMMANDS && strcmp(command, commands[c]) != 0)
		c++;
	rq->command = (enum report_command)c;
	rq->word = take(kv, "word", &bad);
	rq->tenant = take(kv, "tenant", &bad);
	rq->url = take(kv, "url", &bad);
	rq->all = kv_get(kv, "all") != NULL;
	rq->json = kv_get(kv, "json") != NULL;
	rq->trace = kv_get(kv, "trace") != NULL;
	if (bad || c == N_REPORT_COMMANDS || (rq->word == NULL && c != REPORT_DOCTOR))
		return malformed(err);
	return acquire_request_vars(&rq->acquire, err);
}

void report_request_clear(struct report_request *rq)
{
	acquire_request_clear(&rq->acquire);
	*rq = (struct report_request){ 0 };
}
