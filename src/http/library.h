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

/* How often libcurl was denied memory so far: it does not always say so. */
unsigned http_denials(void);

/* Appends names and versions of the libraries and of the TLS library below libcurl. May be called
 * before http_init. */
void http_libraries(struct buf *b);

/*
 * The file of certificate authorities: the profile's file (NULL: it names none), else the one that
 * the environment names for curl(1); NULL: the system's. *ret_from: the word that names it, such as
 * "ca-file" or "SSL_CERT_FILE".
 */
const char *ca_bundle(const char *ca_file, const char **ret_from);

/* The file that only the environment names, and that is not the system's all the same; NULL. */
const char *ca_of_environment(void);

/*
 * Reads that file, which has the rule of a configuration file: who may write it decides whom ccred
 * trusts with the secret. pem stays empty if it is the system's. Returns 0; EXIT_NOINPUT (it is
 * missing, or empty), EXIT_DENIED, EXIT_DATA (too long) or EXIT_OS, with the word that names it.
 */
int ca_read(const char *ca_file, struct buf *pem, struct err *err);
