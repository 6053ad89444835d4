/*
 * What a caller and ccred-acquire say to each other: one message of key=value lines (kv.h) each way.
 *
 * Request, on descriptor 0:
 *	profile=NAME		tenant=LABEL (optional)
 *	key=HEX			cache_key_name of what the caller looked for
 *	deadline=MS		CLOCK_MONOTONIC, milliseconds
 *	interactive=1		a person may be asked
 *	var=NAME=VALUE		a captured environment variable (escaped; repeated)
 * Descriptor 3 is the lock of the key, if the caller holds it. Without key= there is no cache.
 *
 * Answer, on descriptor 1:
 *	status=N		0 or an exit code
 *	token=TOKEN expires=EPOCH lifetime=S scope=...
 *	text=... hint=...	the error, when status is not 0
 *	warning=...		repeated
 *	stale=1			the key differs: the configuration changed in between
 */
#ifndef CCRED_ACQUIRE_WIRE_H
#define CCRED_ACQUIRE_WIRE_H

#define WIRE_LOCK_FD 3

#endif
