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
	X(ENTRY_TOO_LONG, entry_too_long, EXIT_DATA, "The answer to a question is too long.") \
	X(FILE_ACCESS, file_access, EXIT_DENIED, "A file or directory cannot be opened.") \
	X(FILE_MISSING, file_missing, EXIT_NOINPUT, "A file or directory is not there.") \
	X(FILE_MODE, file_mode, EXIT_DENIED, \
	  "Others may read or change a file or directory that must be safe from them.") \
	X(FILE_OWNER, file_owner, EXIT_DENIED, "A file or directory belongs to another user.") \
	X(FILE_TOO_LONG, file_too_long, EXIT_DATA, "A file or an input is too long.") \
	X(FILE_TYPE, file_type, EXIT_DENIED, "A path does not lead to a regular file.") \
	X(INPUT, input_unreadable, EXIT_IO, "The input cannot be read.") \
	X(MALFORMED_MESSAGE, malformed_message, EXIT_DATA, "A message does not have its form.") \
	X(NOTHING_ENTERED, nothing_entered, EXIT_DATA, "A question got no answer.") \
	X(NO_MEMORY, no_memory, EXIT_OS, "There is no memory left.") \
	X(NO_PROGRAM_NAME, no_program_name, EXIT_USAGE, "A program was started without its name.") \
	X(NO_TERMINAL, no_terminal, EXIT_USAGE, "There is no terminal to ask at.") \
	X(OTHER_VERSION, other_version, EXIT_DATA, \
	  "Two programs of ccred that talk to each other are of different versions.") \
	X(OUTPUT, output_unwritable, EXIT_IO, "The answer cannot be written to standard output.") \
	X(PATH_RELATIVE, path_relative, EXIT_DENIED, "A path is not absolute.") \
	X(SETUID, setuid_program, EXIT_DENIED, \
	  "A program of ccred is installed setuid or setgid.") \
	X(SYSTEM, system_error, EXIT_OS, "The system refused a call.") \
	X(TERMINAL, terminal_failed, EXIT_IO, \
	  "The terminal cannot be used, or a signal ended the question.") \
	X(TRACE, trace_unusable, EXIT_USAGE, "CCRED_TRACE names no place for a trace.") \
	X(URL, url_malformed, EXIT_DATA, "A URL is malformed, or is not one of https.") \
	/* config */ \
	X(CONFIG_BAD_NAME, config_bad_name, EXIT_CONFIG, \
	  "The name of a profile or stack is missing or malformed.") \
	X(CONFIG_BAD_URL, config_bad_url, EXIT_CONFIG, \
	  "A URL is malformed, or is not of the kind that its key takes.") \
	X(CONFIG_BAD_VALUE, config_bad_value, EXIT_CONFIG, \
	  "A value is not one that its key takes.") \
	X(CONFIG_CHANGED, config_changed, EXIT_TEMPFAIL, \
	  "The configuration changed while it was edited.") \
	X(CONFIG_CONFLICT, config_conflict, EXIT_CONFIG, \
	  "Two settings of a profile contradict each other.") \
	X(CONFIG_CONTROL, config_control, EXIT_CONFIG, \
	  "The control of a source line is malformed.") \
	X(CONFIG_DUPLICATE, config_duplicate, EXIT_CONFIG, \
	  "A key, a name or a target stands twice.") \
	X(CONFIG_EMPTY, config_empty, EXIT_CONFIG, "No profile is configured.") \
	X(CONFIG_HOME, config_home, EXIT_CONFIG, \
	  "~ is used, but HOME is unset or is not a directory of the user.") \
	X(CONFIG_INCLUDE, config_include, EXIT_CONFIG, \
	  "A file that is included is missing, or includes itself.") \
	X(CONFIG_LIMIT, config_limit, EXIT_CONFIG, \
	  "A line or a file is too long, or there are too many profiles.") \
	X(CONFIG_MISPLACED, config_misplaced, EXIT_CONFIG, \
	  "A key stands where it does not belong.") \
	X(CONFIG_MISSING_FILE, config_missing_file, EXIT_NOINPUT, \
	  "CCRED_CONFIG names a file that does not exist.") \
	X(CONFIG_MISSING_KEY, config_missing_key, EXIT_CONFIG, \
	  "A profile lacks a key that it needs.") \
	X(CONFIG_NO_PLACE, config_no_place, EXIT_CONFIG, \
	  "There is no place for a configuration: HOME or CCRED_CONFIG is not usable.") \
	X(CONFIG_SECRET, config_secret, EXIT_CONFIG, "A secret stands in the configuration.") \
	X(CONFIG_SYNTAX, config_syntax, EXIT_CONFIG, "A line cannot be split into words.") \
	X(CONFIG_UNKNOWN_KEY, config_unknown_key, EXIT_CONFIG, "A key is not known.") \
	X(CONFIG_UNKNOWN_WORD, config_unknown_word, EXIT_CONFIG, \
	  "A word is none of those that may stand there.") \
	X(PROFILE_AMBIGUOUS, profile_ambiguous, EXIT_CONFIG, \
	  "Several profiles have a target for the URL.") \
	X(PROFILE_OTHER_URL, profile_other_url, EXIT_USAGE, \
	  "The profile that is named has no target for the URL.") \
	X(PROFILE_UNKNOWN, profile_unknown, EXIT_CONFIG, "There is no profile of this name.") \
	X(SOURCE_LINE, source_line, EXIT_CONFIG, \
	  "A source line of the configuration is malformed.") \
	X(STACK_INVALID, stack_invalid, EXIT_CONFIG, \
	  "A stack is empty or too long, or contains itself.") \
	X(STACK_UNKNOWN, stack_unknown, EXIT_CONFIG, \
	  "A source line names a stack that there is not.") \
	X(TARGET_NOT_OURS, target_not_ours, EXIT_CONFIG, "No profile has a target for the URL.") \
	X(TENANT_MALFORMED, tenant_malformed, EXIT_USAGE, "A tenant is not a DNS label.") \
	X(TENANT_NEEDED, tenant_needed, EXIT_USAGE, \
	  "The profile serves tenants, and none is named.") \
	X(TENANT_UNWANTED, tenant_unwanted, EXIT_USAGE, \
	  "The profile has no tenants, or the URL is that of another one.") \
	/* plugin */ \
	X(PLUGIN_ABI, plugin_abi, EXIT_CONFIG, "A plugin was made for another version of ccred.") \
	X(PLUGIN_ARGUMENT, plugin_argument, EXIT_CONFIG, \
	  "A source line has an argument that its plugin does not take, or lacks one.") \
	X(PLUGIN_DESCRIPTION, plugin_description, EXIT_CONFIG, \
	  "The description of a plugin is malformed.") \
	X(PLUGIN_FILE, plugin_file, EXIT_CONFIG, "What a description names cannot be used.") \
	X(PLUGIN_MISSING, plugin_missing, EXIT_NOINPUT, "There is no plugin of this name.") \
	X(PLUGIN_MODULE, plugin_module, EXIT_CONFIG, \
	  "The module of a plugin cannot be loaded, or does not agree with its description.") \
	/* stack */ \
	X(ASSERTION_MISSING, assertion_missing, EXIT_DATA, \
	  "A source gave the type of an assertion, and no assertion.") \
	X(CLIENT_ID_MISSING, client_id_missing, EXIT_DATA, \
	  "A source gave a secret or a key before a client id was known.") \
	X(CREDENTIAL_CONFLICT, credential_conflict, EXIT_DENIED, \
	  "Two sources gave different client ids, secrets or keys.") \
	X(CREDENTIAL_INCOMPLETE, credential_incomplete, EXIT_DATA, \
	  "The sources gave a part of a credential, and no source has the rest.") \
	X(CREDENTIAL_MISSING, credential_missing, EXIT_NOUSER, "No source had a credential.") \
	X(ITEM_INVALID, item_invalid, EXIT_DATA, \
	  "A client id or a secret is empty, too long, or has bytes that it may not have.") \
	X(TENANTS_SHARED, tenants_shared, EXIT_CONFIG, \
	  "A source line would give one tenant's secret to all tenants.") \
	/* source */ \
	X(NOT_OFFERED, not_offered, EXIT_UNAVAILABLE, \
	  "A plugin is to do something that its description does not offer.") \
	X(PLUGIN_BROKEN, plugin_broken, EXIT_CONFIG, \
	  "A plugin does not answer as its interface wants.") \
	X(PLUGIN_CRASHED, plugin_crashed, EXIT_SOFTWARE, "The process of a plugin died.") \
	X(PLUGIN_TIMEOUT, plugin_timeout, EXIT_TEMPFAIL, "A plugin did not answer in time.") \
	X(PROGRAM_ANSWER, program_answer, EXIT_DATA, "The answer of a program is malformed.") \
	X(PROGRAM_FAILED, program_failed, EXIT_UNAVAILABLE, \
	  "A program ended with an exit code that means failure.") \
	X(PROGRAM_KILLED, program_killed, EXIT_SOFTWARE, "A program was killed by a signal.") \
	X(PROGRAM_START, program_start, EXIT_UNAVAILABLE, "A program cannot be started.") \
	X(PROGRAM_TIMEOUT, program_timeout, EXIT_TEMPFAIL, "A program did not end in time.") \
	/* cache */ \
	X(CACHE_DIR_UNUSABLE, cache_dir_unusable, EXIT_DENIED, \
	  "The cache cannot lie in this directory.") \
	X(CACHE_MISSING, cache_missing, EXIT_NOINPUT, "Nothing was kept in the cache yet.") \
	X(CACHE_UNAVAILABLE, cache_unavailable, EXIT_UNAVAILABLE, \
	  "There is no directory that the cache can lie in.") \
	X(LEASE_HELD, lease_held, EXIT_TEMPFAIL, "Another call is asking for this token.") \
	X(TOKEN_REJECTED, token_rejected, EXIT_DENIED, \
	  "The server handed out a token again that was rejected.") \
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
	X(ACQUIRE_OPERATION, acquire_operation, EXIT_USAGE, \
	  "ccred-acquire has no operation of this name.") \
	X(ACQUIRE_REQUEST, acquire_request, EXIT_DATA, \
	  "The request to ccred-acquire is malformed.") \
	X(CONFIGURATION_CHANGED, configuration_changed, EXIT_TEMPFAIL, \
	  "The configuration has changed.") \
	/* client */ \
	X(ACQUIRE_ANSWER, acquire_answer, EXIT_SOFTWARE, \
	  "The answer of ccred-acquire is missing, malformed or too long.") \
	X(ACQUIRE_DIED, acquire_died, EXIT_SOFTWARE, "A signal killed ccred-acquire.") \
	X(CLIENT_TIMEOUT, no_token_in_time, EXIT_TEMPFAIL, "ccred-acquire did not end in time.") \
	X(FRESH_TOKENS_REJECTED, fresh_tokens_rejected, EXIT_DENIED, \
	  "An API rejects each new token.") \
	X(LIFETIME_SHORT, lifetime_short, EXIT_MIN_VALID, \
	  "The server grants tokens for less time than --min-valid asks for.") \
	X(TOKEN_NOT_KEPT, token_not_kept, EXIT_UNAVAILABLE, \
	  "The cache could not keep a new token.") \
	X(VARIABLE_TOO_LONG, variable_too_long, EXIT_DATA, \
	  "An environment variable that a profile takes is too long.") \
	/* report */ \
	X(API_FORBIDDEN, api_forbidden, EXIT_DENIED, \
	  "The API does not allow this with the token.") \
	X(API_REFUSED, api_refused, EXIT_DENIED, "The API refused the token.") \
	X(CLOCK_OFF, clock_off, EXIT_CONFIG, "The clock of this machine is far off.") \
	X(NO_TOKEN, no_token, EXIT_NOINPUT, "No token is cached.") \
	X(REPORT_BY_HAND, report_by_hand, EXIT_USAGE, "ccred-report was not started by ccred.") \
	X(TOKEN_INACTIVE, token_inactive, EXIT_DENIED, \
	  "The server says that a token is not active.") \
	/* setup */ \
	X(ANSWER_MISSING, answer_missing, EXIT_USAGE, \
	  "An option is missing, and nobody can be asked.") \
	X(ANSWER_UNFIT, answer_unfit, EXIT_DATA, "The answer to a question will not do.") \
	X(INTERRUPTED, interrupted, EXIT_IO, "A signal ended the command.") \
	X(NO_SUCH_LINE, no_such_line, EXIT_CONFIG, \
	  "The profile has fewer source lines than --source says.") \
	X(PRESET_OTHER_URL, preset_other_url, EXIT_USAGE, "The URL is not one of the preset.") \
	X(PRESET_TENANT, preset_tenant, EXIT_USAGE, "--tenant does not fit the preset.") \
	X(PRESET_UNKNOWN, preset_unknown, EXIT_USAGE, "There is no preset of this name.") \
	X(PROFILE_EXISTS, profile_exists, EXIT_CONFIG, "There is a profile of this name.") \
	X(PROFILE_INCLUDED, profile_included, EXIT_CONFIG, \
	  "The profile stands in a file that the configuration includes.") \
	X(PROFILE_NAME, profile_name_malformed, EXIT_USAGE, \
	  "The name of a new profile is malformed.") \
	X(SECRET_CANNOT_BE_STORED, secret_cannot_be_stored, EXIT_CONFIG, \
	  "No source line of the profile can store a secret.") \
	X(SECRET_FILE_THERE, secret_file_exists, EXIT_DENIED, \
	  "The file for the secret of a new profile is there already.") \
	X(SECRET_INPUT, secret_input_malformed, EXIT_DATA, \
	  "Standard input does not have the client secret in the form that is read.") \
	/* kit */ \
	X(PLUGIN_FAILED, plugin_failed, EXIT_UNAVAILABLE, \
	  "A plugin that is checked crashed, or gave no answer.") \
	X(PLUGIN_TEST, plugin_test_failed, EXIT_CONFIG, \
	  "A plugin does not conform: a case is not ok.") \
	X(READELF_FAILED, readelf_failed, EXIT_DATA, \
	  "readelf(1) cannot read the module of a plugin.") \
	X(READELF_MISSING, readelf_missing, EXIT_NOINPUT, "readelf(1) is not installed.") \
	X(SUITE_ENDED, suite_ended, EXIT_SOFTWARE, \
	  "The suite of plugin test did not come to its end.") \
	/* cli */ \
	X(CANNOT_RUN, cannot_run, EXIT_CANNOT_RUN, "The command of ccred exec cannot be run.") \
	X(CLIENT_ID_DIFFERS, client_id_differs, EXIT_DENIED, \
	  "Standard input has another client id than the profile.") \
	X(COMMAND_NOT_FOUND, command_not_found, EXIT_NOT_FOUND, "There is no such command.") \
	X(PLUGIN_REFUSED, plugin_refused, EXIT_CONFIG, "An installed plugin is refused.") \
	X(PROFILE_REFUSED, profile_refused, EXIT_CONFIG, \
	  "A profile of the configuration is refused.") \
	X(REVOCATION_NOT_OFFERED, revocation_not_offered, EXIT_CONFIG, \
	  "The server does not offer to revoke tokens.") \
	X(USAGE, usage, EXIT_USAGE, "The command line is wrong.") \
	/* helpers */ \
	X(GIT_REQUEST, git_request, EXIT_DATA, \
	  "The request of git's credential protocol is malformed.")

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
