/* A caller that asks again for the token that it was given, and says with that alone that the token was
 * rejected. */
#pragma once

#include "client/fetch.h"

/* Finds out who the caller is, if the options make that count. */
void again_begin(struct fetch *f);

/*
 * give: the token that the last look found is handed out if this function leaves it. If this caller
 * has been given it before, it is marked as rejected, and looked for once more. But a token that has replaced a rejected one less than a minute ago stays, so
 * that a caller in a loop does not cause a request each time. Returns 0, or as cache_reject.
 */
int again_take_back(struct fetch *f, bool give, struct err *err);

/* The caller is given the token. */
void again_given(const struct fetch *f, const struct secret *token);
