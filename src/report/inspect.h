/* The two forms in which ccred inspect prints its report. */
#ifndef CCRED_REPORT_INSPECT_H
#define CCRED_REPORT_INSPECT_H

#include "base/buf.h"
#include "report/report.h"

/* Appends columns for a person, or one JSON document and a newline. */
void inspect_text(const struct report *r, struct buf *b);
void inspect_json(const struct report *r, struct buf *b);

#endif
