/*
 * What a caller and ccred-acquire say to each other: one message of key=value lines (kv.h) each way.
 *
 * Request, on descriptor 0:
 *	profile=NAME		tenant=LABEL (optional)
 *	key=HEX			cache_key_name of what the caller looked for
 *	deadline=MS		CLOCK_MONOTONIC, milliseconds
 *	interactive=1		a person may be asked
 *	mode=discover		look for the token endpoint, and run the stack; without the cache
 *				prove: a token request with client_id= and client_secret= (escaped) instead of
 *				what the stack finds, and without the cache; the answer has no token=
 *				version: nothing but version=, what this program is and stands on, is
 *				answered; profile= and deadline= are not needed
 *				revoke: the server is asked to do this with token=; key= is that of the
 *				token
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
 * The answer of mode=discover has no token. Its lines (escaped; those of no value are left out):
 *	endpoint=URL document=URL methods=LIST scopes=LIST grant=yes|no
 *	result=WORD		of the first line of the stack
 *
 * A revocation answers revoked=1, or unoffered=TEXT (escaped): why the server cannot be asked.
 */
#ifndef CCRED_ACQUIRE_WIRE_H
#define CCRED_ACQUIRE_WIRE_H

#define WIRE_FIRST_FD 3
#define WIRE_LAST_FD 4

#endif
