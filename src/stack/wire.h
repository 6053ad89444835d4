/*
 * What ccred-acquire and ccred-source say to each other: one message of key=value lines (kv.h) each
 * way. Values that may hold any byte are escaped (kv_put_escaped).
 *
 * Request, on descriptor 0:
 *	verb=get|store|erase	plugin=ABSOLUTE-PATH
 *	verb=describe		plugin alone: what it says of itself, and no call
 *	verb=check		the same, and a get whose items are not answered
 *	arg=NAME=VALUE		repeated, in order (escaped)
 *	var=NAME=VALUE		an environment variable for this plugin alone (escaped, repeated)
 *	profile= issuer= token_endpoint= origin= tenant= client_id= scope=
 *	client_secret=		for store
 *	deadline=MS		flags=N
 *
 * Answer, on descriptor 1 (moved away before the plugin is loaded, so that printing is harmless):
 *	client_id=... client_secret=...	what was set (escaped)
 *	text=... log=...	what the plugin said (escaped)
 *	name= version= summary= minor= capabilities=	of describe and check (the first three escaped)
 *	option= type= required= help=	after those, for each option (names and help escaped)
 *	missing=OPTION		of check: a required option was not given, and nothing was called; or:
 *	took=MS sets_id=1 sets_secret=1	the items that were set
 *	told=1			the secret was in what it said, and is taken out
 *	wiped=1			nothing is left of the secret in memory; or left=WHERE it is; none of
 *				the two: it was not set, or memory could not be read
 *	refused=1		ABI or arguments are wrong
 *	result=N		enum ccred_result; always the last line. Without it the plugin crashed.
 */
#ifndef CCRED_STACK_WIRE_H
#define CCRED_STACK_WIRE_H
#endif
