/* Errors as key=value lines (kv.h), for ccred's own programs to hand on. */
#ifndef CCRED_BASE_ERR_KV_H
#define CCRED_BASE_ERR_KV_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"

/* Appends the parts of an error that are there, escaped: reason, text, fix, file, line, column, hint. */
void err_kv_put(struct buf *b, const struct err *err);

/* Fills in the parts that a message has, whose values are taken out of their escaping; the code is the caller's to give. */
void err_kv_get(const struct kv *kv, int code, struct err *ret_err);

#endif
