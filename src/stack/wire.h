/*
 * What a caller (ccred-acquire, or ccred itself) and ccred-source say to each other: messages of
 * base/talk.h, over the socketpair that is descriptor 0 of ccred-source. The process ends when the
 * caller closes it. Times are milliseconds of CLOCK_MONOTONIC.
 *
 * The first request:
 *	verb=get|store|erase	one call
 *	verb=load		nothing is called: whether the plugin can be loaded
 *	verb=check		a get whose items are not answered, and what it leaves in memory
 *	plugin=PATH		of its description, which says what is loaded or run
 *	arg=NAME=VALUE		an argument of the line (repeated, in their order)
 *	var=NAME=VALUE		an environment variable for this plugin alone (repeated)
 *	profile= issuer= token_endpoint= origin= tenant= scope= audience=
 *	resource= target= wanted= offered=	(repeated)
 *	ITEM=VALUE		client_id if it is known; for store the client_secret too
 *	interactive=1 terminal=1 refresh=1
 *	until=MS		when the call should be over
 *	deadline=MS		when the process is killed
 *	stay=1			after a get that can sign the process stays, for verb=sign
 *
 * As often as the plugin asks a person, ccred-source sends a question of stack/question.h, and
 * waits for its reply. Meanwhile the deadlines of both sides stand still.
 *
 * The answer to a request:
 *	ITEM=VALUE		what was set
 *	ITEM_expires=SECONDS	when it expires
 *	severity=1|2 reason= text= fix= location=
 *				what the plugin, or ccred-source itself, said last
 *	log=TEXT		for the trace
 *	refused=1		the arguments are wrong
 *	stays=1			the process stays
 *	result=WORD		of enum result; never missing
 *	took=MS			of check, as all below: how long the call took
 *	sets=NUMBER		what it set, as credential_items
 *	told=1			the secret was in what it said
 *	ignored_set=1		it answered success after a set that failed
 *	unreasoned=1		it failed without a reason of its own
 *	wiped=1			nothing is left of the secret in memory
 *	left=WHERE		something is; without both, none was set, or memory cannot be read
 *
 * A later request, if the process stays; the answer has signature=:
 *	verb=sign algorithm=ALG data=BYTES until=MS deadline=MS
 */
#pragma once

#include "base/credential.h"
#include "base/kv.h"

/* Of a message; the largest items together, most of whose bytes need no escaping. */
#define WIRE_MAX (512u * 1024)

/* The answer of a process that has no memory for another one. */
#define WIRE_NO_MEMORY TALK_FIXED("reason=no_memory\ntext=out of memory\nresult=internal\n")

/* Appends those of these items, a bit each, that the credential has, and when they expire. */
void wire_put_items(struct buf *b, const struct credential *c, unsigned items);

/*
 * Copies the items of a message into the credential. Each is checked, comes once, and expires at a
 * time if it expires: the message may come from a process that runs foreign code. Returns 0,
 * EXIT_DATA or EXIT_OS; what was copied before is the caller's, too.
 */
int wire_take_items(const struct kv *kv, struct credential *c, struct err *err);
