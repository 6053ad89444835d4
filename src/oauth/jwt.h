/* Takes a JWT apart without verifying it (RFC 7515, 3.1; RFC 7519): pure. */
#ifndef CCRED_OAUTH_JWT_H
#define CCRED_OAUTH_JWT_H

#include <stddef.h>

struct json_object;

/*
 * Reads header and payload of the compact form: three parts of base64url without padding, the last one
 * possibly empty, and the first two JSON objects as json_read wants them. Returns 0 and two objects
 * (json_release), or -1: it is no JWT, or it is encrypted.
 */
int jwt_read(const char *token, size_t len, struct json_object **ret_header,
	     struct json_object **ret_payload);

#endif
