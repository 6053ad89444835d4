/* libcurl and json-c as libraries: setting them up, their versions, and the certificate
 * authorities. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/*
 * Sets libcurl up, with SSLKEYLOGFILE taken out of the environment. Once per process, before any
 * other function of this room. Returns 0 or EXIT_SOFTWARE.
 */
int http_init(struct err *err);
void http_cleanup(void);

/* Appends names and versions of the libraries and of the TLS library below libcurl. May be called
 * before http_init. */
void http_libraries(struct buf *b);

/*
 * The file of certificate authorities: the profile's file (NULL: it names none), else the one that
 * the environment names for curl(1); NULL: the system's. *ret_from: the word that names it, such as
 * "ca-file" or "SSL_CERT_FILE".
 */
const char *ca_bundle(const char *ca_file, const char **ret_from);
