/* Limits that more than one part relies on, in bytes or as said. */
#pragma once

#define LIMIT_CLIENT_ID 1024
#define LIMIT_CLIENT_SECRET 16384
#define LIMIT_ASSERTION 16384
#define LIMIT_KEY 16384 /* a key as PEM or JWK */
#define LIMIT_CERTIFICATE 65536 /* a chain as PEM */
#define LIMIT_SIGNATURE 2048 /* raw: an RSA key of 16384 bits */
#define LIMIT_TOKEN 16384
#define LIMIT_SECRET_FILE 65536
#define LIMIT_URL 8192
#define LIMIT_NAME 64 /* of a profile, a stack, a plugin */
#define LIMIT_REASON 63 /* a word, as the reason of an error */
#define LIMIT_TENANT 63 /* one DNS label, RFC 1035 */

#define LIMIT_CONFIG_FILE (16u * 1024 * 1024) /* with all that it includes */
#define LIMIT_CONFIG_LINE 8192
#define LIMIT_CONFIG_DEPTH 8
#define LIMIT_CONFIG_INCLUDES 10000 /* include lines, and the files that they lead to */
#define LIMIT_CONFIG_BLOCKS 100000 /* of one kind */
#define LIMIT_CONFIG_SHARED 65536 /* a stack or defaults, which every profile may read again */
#define LIMIT_CONFIG_DUPLICATES 1000
#define LIMIT_PLUGIN_PATH 100
#define LIMIT_PARAMS 100
#define LIMIT_STACK_LINES 64 /* of one expanded stack */

#define LIMIT_PROTO_LINE 65535
#define LIMIT_PROTO_REQUEST (1024u * 1024)
#define LIMIT_ANSWER (256u * 1024) /* of ccred-acquire, and of one ccred-source */

#define LIMIT_HTTP_BODY (1024u * 1024)
#define LIMIT_CA_FILE (4u * 1024 * 1024)
#define LIMIT_HTTP_HEADERS (64u * 1024) /* of one exchange, trailers included */
#define LIMIT_HTTP_HEADER_LINES 1000u

#define DEFAULT_TIMEOUT_S 30
#define MAX_TIMEOUT_S 300
#define DEFAULT_SOURCE_TIMEOUT_S 5
#define DEFAULT_ASSERTION_S 120 /* of an assertion that the client signs */
/* How long before its end a certificate of the client is worth a word. */
#define CERTIFICATE_NOTICE_S (30 * 86400)
#define MAX_TOKEN_LIFETIME_S 86400
