/*
 * What a caller and ccred-acquire say to each other: one message of key=value lines (kv.h) each way.
 *
 * Request, on descriptor 0:
 *	profile=NAME		tenant=LABEL (optional)
 *	key=HEX			cache_key_name of what the caller looked for
 *	deadline=MS		CLOCK_MONOTONIC, milliseconds
 *	interactive=1		a person may be asked
 *	mode=explain		no token request: say how all that comes before it went; explain-all: run
 *				the lines beyond the one that decides, too
 *				prove: a token request with client_id= and client_secret= (escaped) instead of
 *				what the stack finds, and without the cache; the answer has no token=
 *				version: nothing but version=, what this program is and stands on, is
 *				answered; profile= and deadline= are not needed
 *				revoke, introspect: the server is asked to do this with token=; key= is that of
 *				the token
 *				doctor: the whole way, live; url= (optional) is called with the token
 *	trace=N			descriptor N is where the caller's trace goes
 *	var=NAME=VALUE		a captured environment variable (escaped; repeated)
 * The first descriptor is the lock of the key, if the caller holds it; behind it comes the trace. Without
 * key= there is no cache.
 *
 * Answer, on descriptor 1:
 *	status=N		0 or an exit code
 *	token=TOKEN expires=EPOCH scope=...
 *	text=... hint=...	the error, when status is not 0
 *	warning=...		repeated
 *
 * An explanation has no token. Its lines, in this order (escaped; those of no value are left out):
 *	attempt=URL outcome=TEXT used=1 kept=1 http=STATUS took=MS
 *				a document of discovery; outcome= to took= are about the attempt= before
 *	endpoint=URL document=URL auth=METHOD methods=LIST grant=yes|no scopes=LIST
 *	source=FILE:LINE depth=N control=TEXT plugin=NAME stack=NAME
 *	result=WORD took=MS sets_id=1 sets_secret=1 taken=1 decides=1 beyond=1 said=TEXT
 *				a line of the stack, in the order of the configuration; without result=
 *				it was not reached
 *	verdict=WORD id=TEXT id_from=TEXT secret_from=TEXT
 *				of the stack, if it ran
 *	auth=METHOD		once more, for the credential that the stack found
 *
 * A revocation answers revoked=1, or unoffered=TEXT (escaped): why the server cannot be asked. An
 * introspection has no token either. Its lines, whatever the status (escaped):
 *	claim=NAME part=header|payload|server said=TEXT json=JSON time=EPOCH
 *				said= to time= are about the claim= before, and printable; json= is the
 *				value in ASCII, if it can be had
 *	jwt=1			the token is a JWT: the claims of header and payload are its own
 *	active=0|1		what the server says, or unoffered=TEXT
 *	more=N			claims that were too much
 *
 * What the doctor found is an explanation, and these lines. CODE is an exit code, 0 for what is in order;
 * the text= and hint= of a failure have the name of its step in front.
 *	way=URL			once for each server that is asked, first of all; about it are
 *	proxy=VARIABLE literal=1 address=IP (repeated) more=N resolved=MS
 *	dns=CODE dns_text=TEXT
 *	plain=1 peer=IP connected=MS protocol=TEXT issuer=TEXT names=TEXT expires_at=EPOCH
 *	ca=FILE ca_from=TEXT fault=time|name|authority
 *	tls=CODE tls_text=TEXT	missing: it was not tried
 *	found=CODE found_text= found_hint=
 *				discovery; missing: it was not tried
 *	gathered=CODE gathered_text= gathered_hint=
 *				the stack
 *	ahead=SECONDS		of the server's clock before ours; missing: it did not say
 *	granted=CODE granted_text= granted_hint= failure=refused|request|server|local error=NAME
 *	lifetime=SECONDS without=SCOPES
 *				the token request; missing: it was not sent
 *	api=CODE api_text= http_status=N api_error=NAME api_scope=SCOPES
 *				the call of url=; missing: it was not made
 */
#ifndef CCRED_ACQUIRE_WIRE_H
#define CCRED_ACQUIRE_WIRE_H

#define WIRE_FIRST_FD 3
#define WIRE_LAST_FD 4

#endif
