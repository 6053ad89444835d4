/* A caller that asks again for the token that it was given, and says with that alone that the token
 * was rejected. */
#pragma once

#include "client/fetch.h"

/* Finds out who the caller is, if the options make that count. */
void again_begin(struct fetch *f);

/*
 * If this caller has been given the token before that the last look found, marks the token as
 * rejected, and looks once more. But a token that has replaced a rejected one less than a minute
 * ago stays, so that a caller in a loop does not cause a request each time. give: the caller will
 * get the token if it stays, and that is noted in the same step. Returns 0, or as cache_reject.
 */
int again_take_back(struct fetch *f, bool give, struct err *err);

/* The caller is given the token. */
void again_given(const struct fetch *f, const struct secret *token);
