/*
 * The arguments of the plugins that come with ccred: one table each, for the plugin itself and for the
 * check that ccred-acquire makes before the first source runs.
 */
#ifndef CCRED_PLUGINS_LIB_OPTIONS_H
#define CCRED_PLUGINS_LIB_OPTIONS_H

#include "ccred-plugin.h"

#define CCRED_ENV_OPTIONS \
	{ \
		{ "prefix", CCRED_OPT_STRING, 0, \
		  "reads the variables PREFIXCLIENT_ID and PREFIXCLIENT_SECRET" }, \
			{ "id", CCRED_OPT_STRING, 0, "name of the variable with the client id" }, \
			{ "secret", CCRED_OPT_STRING, 0, "name of the variable with the secret" }, \
			{ NULL, 0, 0, NULL }, \
	}

#define CCRED_FILE_OPTIONS \
	{ \
		{ "path", CCRED_OPT_PATH, 1, "the file" }, \
			{ "format", CCRED_OPT_STRING, 0, \
			  "json, lines or secret; else told by its start" }, \
			{ "origin", CCRED_OPT_STRING, 0, \
			  "the only server that may be sent the secret" }, \
			{ "shared-mode", CCRED_OPT_BOOL, 0, \
			  "yes: group and others may read the file" }, \
			{ NULL, 0, 0, NULL }, \
	}

#define CCRED_SYSTEMD_OPTIONS \
	{ \
		{ "name", CCRED_OPT_STRING, 0, "name of the credential; else the profile's" }, \
			{ "format", CCRED_OPT_STRING, 0, \
			  "json, lines or secret; else told by its start" }, \
			{ NULL, 0, 0, NULL }, \
	}

#define CCRED_KEYCTL_OPTIONS \
	{ \
		{ "description", CCRED_OPT_STRING, 0, "of the key; else ccred:PROFILE@ORIGIN" }, \
			{ "keyring", CCRED_OPT_STRING, 0, "session or user; else session" }, \
			{ "format", CCRED_OPT_STRING, 0, \
			  "json, lines or secret; else told by its start" }, \
			{ NULL, 0, 0, NULL }, \
	}

#define CCRED_EXEC_OPTIONS \
	{ \
		{ "command", CCRED_OPT_PATH, 1, "the program" }, \
			{ "arg*", CCRED_OPT_STRING, 0, \
			  "arg1=, arg2=, ...: its arguments, as the line has them" }, \
			{ "store", CCRED_OPT_BOOL, 0, \
			  "yes: the program can store and erase, too" }, \
			{ NULL, 0, 0, NULL }, \
	}

#define CCRED_PASS_OPTIONS \
	{ \
		{ "entry", CCRED_OPT_STRING, 0, \
		  "the entry; else ccred/PROFILE, or ccred/PROFILE/TENANT" }, \
			{ "store-dir", CCRED_OPT_PATH, 0, \
			  "the store; else $PASSWORD_STORE_DIR or ~/.password-store" }, \
			{ "gnupg-home", CCRED_OPT_PATH, 0, \
			  "gpg's directory; else $GNUPGHOME or gpg's own" }, \
			{ "program", CCRED_OPT_PATH, 0, "pass(1); else /usr/bin/pass" }, \
			{ "gpg", CCRED_OPT_PATH, 0, "gpg(1); else /usr/bin/gpg" }, \
			{ NULL, 0, 0, NULL }, \
	}

/* What an item is found by is the profile's; there is nothing to say. */
#define CCRED_KEYRING_OPTIONS \
	{ \
		{ \
			NULL, 0, 0, NULL \
		} \
	}

#define CCRED_VAULT_OPTIONS \
	{ \
		{ "address", CCRED_OPT_STRING, 0, \
		  "https://HOST[:PORT] of the server; else VAULT_ADDR" }, \
			{ "mount", CCRED_OPT_STRING, 0, \
			  "where the KV engine (version 2) is mounted; else secret" }, \
			{ "path", CCRED_OPT_STRING, 1, "of the secret, below the mount" }, \
			{ "id-field", CCRED_OPT_STRING, 0, \
			  "name of the field with the client id; else client_id" }, \
			{ "secret-field", CCRED_OPT_STRING, 0, \
			  "name of the field with the secret; else client_secret" }, \
			{ "namespace", CCRED_OPT_STRING, 0, "that mount and login are in" }, \
			{ "ca-file", CCRED_OPT_PATH, 0, \
			  "certificates of the authorities to trust; else the system's" }, \
			{ "token-file", CCRED_OPT_PATH, 0, \
			  "file with a token; else ~/.vault-token" }, \
			{ "role-id", CCRED_OPT_STRING, 0, "of an AppRole, to log in as" }, \
			{ "role-id-file", CCRED_OPT_PATH, 0, "file with the role id" }, \
			{ "secret-id-file", CCRED_OPT_PATH, 0, "file with the role's secret id" }, \
			{ "approle-mount", CCRED_OPT_STRING, 0, \
			  "where AppRole is mounted below auth/; else approle" }, \
			{ "allow-http-loopback", CCRED_OPT_BOOL, 0, \
			  "yes: address= may be http, to this machine" }, \
			{ NULL, 0, 0, NULL }, \
	}

/* The words of format=, in the order of enum file_format. */
#define CCRED_FILE_FORMATS \
	{ \
		"json", "lines", "secret", NULL \
	}

/* The words of result= of exec, by their numbers; timeout is the host's to say. */
#define CCRED_EXEC_RESULTS \
	{ \
		"success", "ignore", "not_found", "unavailable", "locked", "try_again", "", \
			"denied", "invalid", "conflict", "internal", NULL \
	}

#endif
