/* The file of certificate authorities. */
#pragma once

/*
 * The profile's file (NULL: it names none), else the one that the environment names for curl(1); NULL: the
 * system's. *ret_from: the word that names it, such as "ca-file" or "SSL_CERT_FILE".
 */
const char *ca_bundle(const char *ca_file, const char **ret_from);
