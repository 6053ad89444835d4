/* The lines of an explanation (wire.h), part by part: what ccred explain and ccred doctor have in common. */
#ifndef CCRED_REPORT_ACQUIRE_EXPLAIN_H
#define CCRED_REPORT_ACQUIRE_EXPLAIN_H

#include "acquire/acquisition.h"

/* Each appends to b. A value is shown to people: control bytes are escaped, and it is cut short; NULL
 * writes nothing. */
void explain_put(struct buf *b, const char *key, const char *value);

/* An oauth_document_fn; arg is the buffer. */
void explain_document(const struct oauth_document *document, void *arg);

/* Of discovery, once it has found the endpoint. */
void explain_metadata(const struct acquisition *a, struct buf *b);

/* Every line of the stack, with what a->outcome has of it. */
void explain_lines(const struct acquisition *a, struct buf *b);

/* Who supplied what; code is what the stack ended with. */
void explain_credential(const struct acquisition *a, int code, struct buf *b);

#endif
