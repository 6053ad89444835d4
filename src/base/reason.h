/*
 * The reasons for which ccred fails: stable words for programs, one table for all of them.
 * ccred(1), REASONS, says what each means, and a test compares the two.
 */
#pragma once

/*
 * X(NAME, word, exit code of base/err.h). A room adds its own below its heading, in the order of
 * the alphabet. A word, once released, keeps its meaning.
 */
#define REASON_TABLE(X) \
	/* base */ \
	X(ENTRY_TOO_LONG, entry_too_long, EXIT_DATA) \
	X(FILE_ACCESS, file_access, EXIT_DENIED) \
	X(FILE_EXISTS, file_exists, EXIT_DENIED) \
	X(FILE_MISSING, file_missing, EXIT_NOINPUT) \
	X(FILE_MODE, file_mode, EXIT_DENIED) \
	X(FILE_OWNER, file_owner, EXIT_DENIED) \
	X(FILE_TOO_LONG, file_too_long, EXIT_DATA) \
	X(FILE_TYPE, file_type, EXIT_DENIED) \
	X(INPUT, input_unreadable, EXIT_IO) \
	X(MALFORMED_MESSAGE, malformed_message, EXIT_DATA) \
	X(NOTHING_ENTERED, nothing_entered, EXIT_DATA) \
	X(NO_MEMORY, no_memory, EXIT_OS) \
	X(NO_PROGRAM_NAME, no_program_name, EXIT_USAGE) \
	X(NO_TERMINAL, no_terminal, EXIT_USAGE) \
	X(OTHER_VERSION, other_version, EXIT_DATA) \
	X(OUTPUT, output_unwritable, EXIT_IO) \
	X(PATH_RELATIVE, path_relative, EXIT_DENIED) \
	X(SETUID, setuid_program, EXIT_DENIED) \
	X(SYSTEM, system_error, EXIT_OS) \
	X(TERMINAL, terminal_failed, EXIT_IO) \
	X(TOKEN_FILE_FOREIGN, token_file_foreign, EXIT_DENIED) \
	X(TRACE, trace_unusable, EXIT_USAGE) \
	X(URL, url_malformed, EXIT_DATA) \
	/* config */ \
	X(AD_HOC_FORBIDDEN, ad_hoc_forbidden, EXIT_DENIED) \
	X(AD_HOC_INCOMPLETE, ad_hoc_incomplete, EXIT_USAGE) \
	X(CONFIG_BAD_NAME, config_bad_name, EXIT_CONFIG) \
	X(CONFIG_BAD_URL, config_bad_url, EXIT_CONFIG) \
	X(CONFIG_BAD_VALUE, config_bad_value, EXIT_CONFIG) \
	X(CONFIG_CHANGED, config_changed, EXIT_TEMPFAIL) \
	X(CONFIG_CONFLICT, config_conflict, EXIT_CONFIG) \
	X(CONFIG_CONTROL, config_control, EXIT_CONFIG) \
	X(CONFIG_DUPLICATE, config_duplicate, EXIT_CONFIG) \
	X(CONFIG_EMPTY, config_empty, EXIT_CONFIG) \
	X(CONFIG_HOME, config_home, EXIT_CONFIG) \
	X(CONFIG_INCLUDE, config_include, EXIT_CONFIG) \
	X(CONFIG_LIMIT, config_limit, EXIT_CONFIG) \
	X(CONFIG_MISPLACED, config_misplaced, EXIT_CONFIG) \
	X(CONFIG_MISSING_FILE, config_missing_file, EXIT_NOINPUT) \
	X(CONFIG_MISSING_KEY, config_missing_key, EXIT_CONFIG) \
	X(CONFIG_NO_PLACE, config_no_place, EXIT_CONFIG) \
	X(CONFIG_SECRET, config_secret, EXIT_CONFIG) \
	X(CONFIG_SYNTAX, config_syntax, EXIT_CONFIG) \
	X(CONFIG_UNKNOWN_KEY, config_unknown_key, EXIT_CONFIG) \
	X(CONFIG_UNKNOWN_WORD, config_unknown_word, EXIT_CONFIG) \
	X(PROFILE_AMBIGUOUS, profile_ambiguous, EXIT_CONFIG) \
	X(PROFILE_OTHER_URL, profile_other_url, EXIT_USAGE) \
	X(PROFILE_UNKNOWN, profile_unknown, EXIT_CONFIG) \
	X(SOURCE_LINE, source_line, EXIT_CONFIG) \
	X(STACK_INVALID, stack_invalid, EXIT_CONFIG) \
	X(STACK_UNKNOWN, stack_unknown, EXIT_CONFIG) \
	X(TARGET_NOT_OURS, target_not_ours, EXIT_CONFIG) \
	X(TENANT_MALFORMED, tenant_malformed, EXIT_USAGE) \
	X(TENANT_NEEDED, tenant_needed, EXIT_USAGE) \
	X(TENANT_UNWANTED, tenant_unwanted, EXIT_USAGE) \
	/* plugin */ \
	X(PLUGIN_ABI, plugin_abi, EXIT_CONFIG) \
	X(PLUGIN_ARGUMENT, plugin_argument, EXIT_CONFIG) \
	X(PLUGIN_ARGUMENT_MISSING, plugin_argument_missing, EXIT_CONFIG) \
	X(PLUGIN_DESCRIPTION, plugin_description, EXIT_CONFIG) \
	X(PLUGIN_FILE, plugin_file, EXIT_CONFIG) \
	X(PLUGIN_MISSING, plugin_missing, EXIT_NOINPUT) \
	X(PLUGIN_MODULE, plugin_module, EXIT_CONFIG) \
	/* stack */ \
	X(ASSERTION_EARLY, assertion_early, EXIT_DATA) \
	X(ASSERTION_EXPIRED, assertion_expired, EXIT_DATA) \
	X(ASSERTION_MALFORMED, assertion_malformed, EXIT_DATA) \
	X(ASSERTION_MISSING, assertion_missing, EXIT_DATA) \
	X(CLIENT_ID_MISSING, client_id_missing, EXIT_DATA) \
	X(CREDENTIAL_CONFLICT, credential_conflict, EXIT_DENIED) \
	X(CREDENTIAL_INCOMPLETE, credential_incomplete, EXIT_DATA) \
	X(CREDENTIAL_MISSING, credential_missing, EXIT_NOUSER) \
	X(ITEM_INVALID, item_invalid, EXIT_DATA) \
	X(TENANTS_SHARED, tenants_shared, EXIT_CONFIG) \
	/* source */ \
	X(LOGIN_REFUSED, login_refused, EXIT_DENIED) \
	X(NOT_OFFERED, not_offered, EXIT_UNAVAILABLE) \
	X(PLUGIN_BROKEN, plugin_broken, EXIT_CONFIG) \
	X(PLUGIN_CRASHED, plugin_crashed, EXIT_SOFTWARE) \
	X(PLUGIN_TIMEOUT, plugin_timeout, EXIT_TEMPFAIL) \
	X(PROGRAM_ANSWER, program_answer, EXIT_DATA) \
	X(PROGRAM_FAILED, program_failed, EXIT_UNAVAILABLE) \
	X(PROGRAM_KILLED, program_killed, EXIT_SOFTWARE) \
	X(PROGRAM_START, program_start, EXIT_UNAVAILABLE) \
	X(PROGRAM_TIMEOUT, program_timeout, EXIT_TEMPFAIL) \
	/* cache */ \
	X(CACHE_DIR_UNUSABLE, cache_dir_unusable, EXIT_DENIED) \
	X(CACHE_MISSING, cache_missing, EXIT_NOINPUT) \
	X(CACHE_UNAVAILABLE, cache_unavailable, EXIT_UNAVAILABLE) \
	X(LEASE_HELD, lease_held, EXIT_TEMPFAIL) \
	X(TOKEN_REJECTED, token_rejected, EXIT_DENIED) \
	/* http */ \
	X(ANSWER_TOO_LONG, answer_too_long, EXIT_PROTOCOL) \
	X(CA_FILE, ca_file_unusable, EXIT_NOINPUT) \
	X(CERTIFICATE_AUTHORITY, authority_unknown, EXIT_UNAVAILABLE) \
	X(CERTIFICATE_NAME, certificate_name, EXIT_UNAVAILABLE) \
	X(CERTIFICATE_TIME, certificate_expired, EXIT_UNAVAILABLE) \
	X(CLIENT_CERTIFICATE, client_certificate_unusable, EXIT_CONFIG) \
	X(CLIENT_CERTIFICATE_MISSING, client_certificate_missing, EXIT_DENIED) \
	X(CLIENT_CERTIFICATE_REFUSED, client_certificate_refused, EXIT_DENIED) \
	X(DNS_FAILED, dns_failed, EXIT_NOHOST) \
	X(HOST_UNKNOWN, host_unknown, EXIT_NOHOST) \
	X(HTTP_LIBRARY, http_library_failed, EXIT_SOFTWARE) \
	X(NOT_HTTP, not_http, EXIT_PROTOCOL) \
	X(NO_ANSWER, no_answer_in_time, EXIT_TEMPFAIL) \
	X(NO_TIME_LEFT, no_time_left, EXIT_TEMPFAIL) \
	X(NO_TLS, no_tls, EXIT_UNAVAILABLE) \
	X(PIN_REFUSED, pin_refused, EXIT_DENIED) \
	X(PLAIN_HTTP, plain_http, EXIT_DENIED) \
	X(PROXY_LOGIN, proxy_login, EXIT_UNAVAILABLE) \
	X(PROXY_REFUSED, proxy_refused, EXIT_UNAVAILABLE) \
	X(PROXY_UNKNOWN, proxy_unknown, EXIT_NOHOST) \
	X(UNREACHABLE, unreachable, EXIT_UNAVAILABLE) \
	/* oauth */ \
	X(ACCESS_DENIED, access_denied, EXIT_DENIED) \
	X(ACTIVE_MISSING, active_missing, EXIT_PROTOCOL) \
	X(ANSWER_NOT_JSON, answer_not_json, EXIT_PROTOCOL) \
	X(ANSWER_STATUS, answer_status, EXIT_PROTOCOL) \
	X(CLIENT_AUTH, client_auth_unfit, EXIT_CONFIG) \
	X(CLIENT_ID_COLON, client_id_colon, EXIT_DATA) \
	X(CLIENT_REFUSED, client_refused, EXIT_DENIED) \
	X(CREDENTIAL_EXPIRED, credential_expired, EXIT_TEMPFAIL) \
	X(DPOP_ALG, dpop_alg, EXIT_CONFIG) \
	X(DPOP_NONCE, dpop_nonce, EXIT_PROTOCOL) \
	X(DPOP_PROOF, invalid_dpop_proof, EXIT_DENIED) \
	X(DPOP_REQUIRED, use_dpop_nonce, EXIT_DENIED) \
	X(ENDPOINT_ELSEWHERE, endpoint_elsewhere, EXIT_DENIED) \
	X(ENDPOINT_MALFORMED, endpoint_malformed, EXIT_PROTOCOL) \
	X(ENDPOINT_MISSING, endpoint_missing, EXIT_PROTOCOL) \
	X(ENDPOINT_REDIRECTS, endpoint_redirects, EXIT_PROTOCOL) \
	X(INVALID_CLIENT, invalid_client, EXIT_DENIED) \
	X(INVALID_GRANT, invalid_grant, EXIT_DENIED) \
	X(INVALID_REQUEST, invalid_request, EXIT_DENIED) \
	X(INVALID_SCOPE, invalid_scope, EXIT_DENIED) \
	X(INVALID_TARGET, invalid_target, EXIT_DENIED) \
	X(ISSUER_MISMATCH, issuer_mismatch, EXIT_PROTOCOL) \
	X(ISSUER_MISSING, issuer_missing, EXIT_PROTOCOL) \
	X(METADATA_MISSING, metadata_missing, EXIT_PROTOCOL) \
	X(OAUTH_ERROR, oauth_error_unknown, EXIT_DENIED) \
	X(PROOF_KEY, proof_key_damaged, EXIT_DATA) \
	X(RATE_LIMITED, rate_limited, EXIT_TEMPFAIL) \
	X(RESOURCE_METADATA, resource_metadata_malformed, EXIT_PROTOCOL) \
	X(RESOURCE_MISMATCH, resource_mismatch, EXIT_PROTOCOL) \
	X(SERVER_ERROR, server_error, EXIT_UNAVAILABLE) \
	X(SERVER_FAULT, server_fault, EXIT_UNAVAILABLE) \
	X(SIGNATURE_LENGTH, signature_length, EXIT_DATA) \
	X(TEMPORARILY_UNAVAILABLE, temporarily_unavailable, EXIT_UNAVAILABLE) \
	X(TOKEN_BINDING, token_binding_differs, EXIT_PROTOCOL) \
	X(TOKEN_ENDPOINT_MISSING, token_endpoint_missing, EXIT_PROTOCOL) \
	X(TOKEN_MALFORMED, token_malformed, EXIT_PROTOCOL) \
	X(TOKEN_MISSING, token_missing, EXIT_PROTOCOL) \
	X(TOKEN_NOT_BOUND, token_not_bound, EXIT_PROTOCOL) \
	X(TOKEN_TYPE, token_type_unknown, EXIT_PROTOCOL) \
	X(UNAUTHORIZED_CLIENT, unauthorized_client, EXIT_DENIED) \
	X(UNSUPPORTED_GRANT_TYPE, unsupported_grant_type, EXIT_DENIED) \
	X(UNSUPPORTED_TOKEN_TYPE, unsupported_token_type, EXIT_DENIED) \
	/* acquire */ \
	X(ACQUIRE_BY_HAND, acquire_by_hand, EXIT_USAGE) \
	X(ACQUIRE_OPERATION, acquire_operation, EXIT_USAGE) \
	X(ACQUIRE_REQUEST, acquire_request, EXIT_DATA) \
	X(CONFIGURATION_CHANGED, configuration_changed, EXIT_TEMPFAIL) \
	X(KEY_ALGORITHM, key_algorithm_unfit, EXIT_CONFIG) \
	X(KEY_BUSY, key_busy, EXIT_TEMPFAIL) \
	X(KEY_ELSEWHERE, key_elsewhere, EXIT_CONFIG) \
	X(KEY_MISSING, key_missing, EXIT_NOUSER) \
	X(KEY_UNUSED, key_unused, EXIT_CONFIG) \
	/* client */ \
	X(ACQUIRE_ANSWER, acquire_answer, EXIT_SOFTWARE) \
	X(ACQUIRE_DIED, acquire_died, EXIT_SOFTWARE) \
	X(CLIENT_TIMEOUT, no_token_in_time, EXIT_TEMPFAIL) \
	X(FRESH_TOKENS_REJECTED, fresh_tokens_rejected, EXIT_DENIED) \
	X(LIBRARY_MISSING, library_missing, EXIT_OS) \
	X(LIFETIME_SHORT, lifetime_short, EXIT_MIN_VALID) \
	X(TOKEN_BOUND, token_bound, EXIT_CONFIG) \
	X(TOKEN_NOT_KEPT, token_not_kept, EXIT_UNAVAILABLE) \
	X(VARIABLE_TOO_LONG, variable_too_long, EXIT_DATA) \
	/* report */ \
	X(API_FORBIDDEN, api_forbidden, EXIT_DENIED) \
	X(API_REFUSED, api_refused, EXIT_DENIED) \
	X(CLOCK_OFF, clock_off, EXIT_CONFIG) \
	X(NO_TOKEN, no_token, EXIT_NOINPUT) \
	X(REPORT_BY_HAND, report_by_hand, EXIT_USAGE) \
	X(TOKEN_INACTIVE, token_inactive, EXIT_DENIED) \
	/* setup */ \
	X(ANSWER_MISSING, answer_missing, EXIT_USAGE) \
	X(ANSWER_UNFIT, answer_unfit, EXIT_DATA) \
	X(INTERRUPTED, interrupted, EXIT_IO) \
	X(NO_SUCH_LINE, no_such_line, EXIT_CONFIG) \
	X(PRESET_OTHER_URL, preset_other_url, EXIT_USAGE) \
	X(PRESET_TENANT, preset_tenant, EXIT_USAGE) \
	X(PRESET_UNKNOWN, preset_unknown, EXIT_USAGE) \
	X(PROFILE_EXISTS, profile_exists, EXIT_CONFIG) \
	X(PROFILE_INCLUDED, profile_included, EXIT_CONFIG) \
	X(PROFILE_NAME, profile_name_malformed, EXIT_USAGE) \
	X(SECRET_CANNOT_BE_STORED, secret_cannot_be_stored, EXIT_CONFIG) \
	X(SECRET_FILE_THERE, secret_file_exists, EXIT_DENIED) \
	X(SECRET_INPUT, secret_input_malformed, EXIT_DATA) \
	/* kit */ \
	X(PLUGIN_FAILED, plugin_failed, EXIT_UNAVAILABLE) \
	X(PLUGIN_TEST, plugin_test_failed, EXIT_CONFIG) \
	X(READELF_FAILED, readelf_failed, EXIT_DATA) \
	X(READELF_MISSING, readelf_missing, EXIT_NOINPUT) \
	X(SUITE_ENDED, suite_ended, EXIT_SOFTWARE) \
	/* cli */ \
	X(CANNOT_RUN, cannot_run, EXIT_CANNOT_RUN) \
	X(CLIENT_ID_DIFFERS, client_id_differs, EXIT_DENIED) \
	X(COMMAND_NOT_FOUND, command_not_found, EXIT_NOT_FOUND) \
	X(PROFILE_REFUSED, profile_refused, EXIT_CONFIG) \
	X(REVOCATION_NOT_OFFERED, revocation_not_offered, EXIT_CONFIG) \
	X(USAGE, usage, EXIT_USAGE) \
	/* helpers */ \
	X(GIT_REQUEST, git_request, EXIT_DATA)

#define REASON_MEMBER(name, word, code) REASON_##name,
enum reason {
	REASON_FIRST = 1000, /* above every exit code, so that the two cannot be mixed up */
	REASON_TABLE(REASON_MEMBER) REASON_END,
};
#undef REASON_MEMBER

/* The word of a reason, such as "no_memory"; never NULL. */
const char *reason_word(enum reason reason);

/* The exit code that it leads to. */
int reason_code(enum reason reason);
