/* Gathering a credential from several source lines: the rules that bind its items to each other. */
#pragma once

#include "base/credential.h"
#include "config/profile.h"

/*
 * Compares what one line has set with what is known:
 * - RESULT_CONFLICT if the line sets an item that is known with other bytes. The items of a key
 *   (ALGORITHM, KEY_ID, PUBLIC_KEY, PRIVATE_KEY, KEY_URI) are one group, and so are an assertion and
 *   its type: a line cannot add to the group of another line.
 * - RESULT_INVALID if a secret or a key comes while no client id is known, for a later line could
 *   pair it with the id of another client; or a type without an assertion.
 * - Else RESULT_SUCCESS. An assertion needs no client id, and a certificate may come from any line.
 * err (it may be NULL) says what is wrong, with the line that supplied the known item.
 */
enum result gather_check(const struct credential *known, const struct credential *line,
			 struct err *err);

/* Moves the items that are not known yet, after gather_check has succeeded. The line is empty
 * afterwards. */
void gather_merge(struct credential *known, struct credential *line);

/* Whether there are a client id and a client secret. A stack_complete_fn. */
bool gather_has_pair(const struct credential *credential, const void *arg);
