/*
 * What ccred-acquire and ccred-source say to each other: one message of key=value lines (kv.h) each
 * way. Values that may hold any byte are escaped (kv_put_escaped).
 *
 * Request, on descriptor 0:
 *	verb=get|store|erase	plugin=ABSOLUTE-PATH
 *	arg=NAME=VALUE		repeated, in order (escaped)
 *	var=NAME=VALUE		an environment variable for this plugin alone (escaped, repeated)
 *	profile= issuer= token_endpoint= origin= tenant= client_id= scope=
 *	client_secret=		for store
 *	deadline=MS		flags=N
 *
 * Answer, on descriptor 1 (moved away before the plugin is loaded, so that printing is harmless):
 *	client_id=... client_secret=...	what was set (escaped)
 *	text=... log=...	what the plugin said (escaped)
 *	refused=1		ABI or arguments are wrong
 *	result=N		enum ccred_result; always the last line. Without it the plugin crashed.
 */
#ifndef CCRED_STACK_WIRE_H
#define CCRED_STACK_WIRE_H
#endif
