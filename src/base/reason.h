/*
 * The reasons for which ccred fails: stable words for programs, one table for all of them. ccred(1),
 * REASONS, is the same table for people, and a test compares the two.
 */
#ifndef CCRED_BASE_REASON_H
#define CCRED_BASE_REASON_H

/*
 * X(NAME, word, exit code of base/err.h, meaning). A room adds its own below its heading, in the order of
 * the alphabet. A word, once released, keeps its meaning.
 */
#define REASON_TABLE(X) \
	/* base */ \
	X(NO_MEMORY, no_memory, EXIT_OS, "There is no memory left.") \
	X(SYSTEM, system_error, EXIT_OS, "The system refused a call.") \
	/* config */ \
	/* plugin */ \
	/* stack */ \
	/* source */ \
	/* cache */ \
	/* http */ \
	X(ANSWER_TOO_LONG, answer_too_long, EXIT_PROTOCOL, "A server answers too many bytes.") \
	X(CA_FILE, ca_file_unusable, EXIT_NOINPUT, "The CA file cannot be used.") \
	X(CERTIFICATE_AUTHORITY, authority_unknown, EXIT_UNAVAILABLE, \
	  "No known authority signed a certificate.") \
	X(CERTIFICATE_NAME, certificate_name, EXIT_UNAVAILABLE, \
	  "A certificate is for another host.") \
	X(CERTIFICATE_TIME, certificate_expired, EXIT_UNAVAILABLE, \
	  "A certificate is not valid now.") \
	X(HOST_UNKNOWN, host_unknown, EXIT_NOHOST, "The name of a server has no address.") \
	X(HTTP_LIBRARY, http_library_failed, EXIT_SOFTWARE, "libcurl cannot be used.") \
	X(NOT_HTTP, not_http, EXIT_PROTOCOL, "The answer of a server is not HTTP.") \
	X(NO_ANSWER, no_answer_in_time, EXIT_TEMPFAIL, "A server did not answer in time.") \
	X(NO_TIME_LEFT, no_time_left, EXIT_TEMPFAIL, "There was no time left to ask a server.") \
	X(NO_TLS, no_tls, EXIT_UNAVAILABLE, "A server does not speak TLS 1.2 or later.") \
	X(PLAIN_HTTP, plain_http, EXIT_DENIED, "A URL is not https: no secret is sent there.") \
	X(PROXY_UNKNOWN, proxy_unknown, EXIT_NOHOST, "The name of the proxy has no address.") \
	X(UNREACHABLE, unreachable, EXIT_UNAVAILABLE, "A server cannot be reached.") \
	/* oauth */ \
	X(ACCESS_DENIED, access_denied, EXIT_DENIED, "The server denied access.") \
	X(ACTIVE_MISSING, active_missing, EXIT_PROTOCOL, \
	  "An introspection lacks the member active.") \
	X(ANSWER_NOT_JSON, answer_not_json, EXIT_PROTOCOL, "An answer is not one JSON object.") \
	X(ANSWER_STATUS, answer_status, EXIT_PROTOCOL, "An endpoint answered with an odd status.") \
	X(CLIENT_AUTH, client_auth_unfit, EXIT_CONFIG, "No method of client authentication fits.") \
	X(CLIENT_ID_COLON, client_id_colon, EXIT_DATA, "A raw client id has a colon.") \
	X(CLIENT_REFUSED, client_refused, EXIT_DENIED, "The server refused, and gave no reason.") \
	X(CREDENTIAL_EXPIRED, credential_expired, EXIT_TEMPFAIL, "The credential has expired.") \
	X(ENDPOINT_ELSEWHERE, endpoint_elsewhere, EXIT_DENIED, \
	  "An endpoint is on another server.") \
	X(ENDPOINT_MALFORMED, endpoint_malformed, EXIT_PROTOCOL, "An endpoint is no URL.") \
	X(ENDPOINT_MISSING, endpoint_missing, EXIT_PROTOCOL, "There is nothing at an endpoint.") \
	X(ENDPOINT_REDIRECTS, endpoint_redirects, EXIT_PROTOCOL, "A server redirects.") \
	X(INVALID_CLIENT, invalid_client, EXIT_DENIED, "The server refused the client.") \
	X(INVALID_GRANT, invalid_grant, EXIT_DENIED, "The server refused the grant.") \
	X(INVALID_REQUEST, invalid_request, EXIT_DENIED, "The server refused the request.") \
	X(INVALID_SCOPE, invalid_scope, EXIT_DENIED, "The server refused the scope.") \
	X(INVALID_TARGET, invalid_target, EXIT_DENIED, "The server refused the resource.") \
	X(ISSUER_MISMATCH, issuer_mismatch, EXIT_PROTOCOL, "The metadata are of another issuer.") \
	X(ISSUER_MISSING, issuer_missing, EXIT_PROTOCOL, "The metadata name no issuer.") \
	X(METADATA_MISSING, metadata_missing, EXIT_PROTOCOL, "The server publishes no metadata.") \
	X(OAUTH_ERROR, oauth_error_unknown, EXIT_DENIED, "The server's error is not known here.") \
	X(RATE_LIMITED, rate_limited, EXIT_TEMPFAIL, "The server is asked too often (429).") \
	X(SERVER_ERROR, server_error, EXIT_UNAVAILABLE, "The server has a fault, and says so.") \
	X(SERVER_FAULT, server_fault, EXIT_UNAVAILABLE, "The server has a fault (5xx).") \
	X(TEMPORARILY_UNAVAILABLE, temporarily_unavailable, EXIT_UNAVAILABLE, \
	  "The server is overloaded or under maintenance.") \
	X(TOKEN_ENDPOINT_MISSING, token_endpoint_missing, EXIT_PROTOCOL, \
	  "The metadata name no token endpoint.") \
	X(TOKEN_MALFORMED, token_malformed, EXIT_PROTOCOL, "The access token cannot be one.") \
	X(TOKEN_MISSING, token_missing, EXIT_PROTOCOL, "The answer has no access token.") \
	X(TOKEN_TYPE, token_type_unknown, EXIT_PROTOCOL, "The token is not a Bearer token.") \
	X(UNAUTHORIZED_CLIENT, unauthorized_client, EXIT_DENIED, \
	  "The client may not use this grant.") \
	X(UNSUPPORTED_GRANT_TYPE, unsupported_grant_type, EXIT_DENIED, \
	  "The server does not offer this grant.") \
	X(UNSUPPORTED_TOKEN_TYPE, unsupported_token_type, EXIT_DENIED, \
	  "The server does not revoke access tokens.") \
	/* acquire */ \
	X(ACQUIRE_BY_HAND, acquire_by_hand, EXIT_USAGE, "ccred-acquire was not started by ccred.") \
	X(ACQUIRE_REQUEST, acquire_request, EXIT_DATA, \
	  "The request to ccred-acquire is malformed.") \
	X(CONFIGURATION_CHANGED, configuration_changed, EXIT_TEMPFAIL, \
	  "The configuration has changed.") \
	X(PROFILE_GONE, profile_gone, EXIT_CONFIG, "The profile of a call is no longer there.") \
	/* client */ \
	/* report */ \
	/* setup */ \
	/* kit */ \
	/* cli */ \
	/* helpers */

#define REASON_MEMBER(name, word, code, meaning) REASON_##name,
enum reason {
	REASON_FIRST = 1000, /* above every exit code, so that the two cannot be mixed up */
	REASON_TABLE(REASON_MEMBER) REASON_END,
};
#undef REASON_MEMBER

/* The word of a reason, such as "no_memory"; never NULL. */
const char *reason_word(enum reason reason);

/* The exit code that it leads to, and one sentence of what it means. */
int reason_code(enum reason reason);
const char *reason_meaning(enum reason reason);

#endif
