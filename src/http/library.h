/* libcurl and json-c as libraries: setting them up, and their versions. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/*
 * Sets libcurl up, with SSLKEYLOGFILE taken out of the environment. Once per process, before any other
 * function of this room. Returns 0 or EXIT_SOFTWARE.
 */
int http_init(struct err *err);
void http_cleanup(void);

/* Appends names and versions of the libraries and of the TLS library below libcurl. May be called before
 * http_init. */
void http_libraries(struct buf *b);
