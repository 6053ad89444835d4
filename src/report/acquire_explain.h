/* The lines of an explanation (wire.h), a part each: what ccred explain and ccred doctor have in common. */
#ifndef CCRED_REPORT_ACQUIRE_EXPLAIN_H
#define CCRED_REPORT_ACQUIRE_EXPLAIN_H

#include "acquire/acquisition.h"

/* Each appends to b. A value is shown to people: control bytes are escaped, and it is cut short; NULL
 * writes nothing. */
void explain_put(struct buf *b, const char *key, const char *value);

/* An oauth_attempt_fn; arg is the buffer. */
void explain_attempt(const struct oauth_attempt *attempt, void *arg);

/* Of discovery, once it has found the endpoint. */
void explain_metadata(const struct job *job, struct buf *b);

/* Every line of the stack, with what job->outcome has of it. */
void explain_lines(const struct job *job, struct buf *b);

/* Who supplied what; code is what the stack ended with. */
void explain_bundle(const struct job *job, int code, struct buf *b);

#endif
