/*
 * What every file of the test authorization server needs: allocation that cannot fail, time, and
 * files written whole. A test server may end when memory does, so nothing here returns an error for
 * that.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Prints "authserver: " and the message to stderr and exits with 1. */
void die(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Zeroed memory; the caller frees. */
void *must_alloc(size_t size);

/* A copy of len bytes with a NUL behind them; the caller frees. */
char *must_copy(const void *data, size_t len);

/* A copy of a string, or NULL for NULL; the caller frees. */
char *must_dup(const char *text);

/* printf into fresh memory; the caller frees. */
char *must_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The array of n elements of this size, with room for one more: possibly moved. */
void *must_grow(void *array, size_t n, size_t size);

/* The whole text as a decimal number from min to max; else false. */
bool parse_number(const char *text, long min, long max, long *ret_value);

/* CLOCK_MONOTONIC in milliseconds. */
uint64_t now_ms(void);

/* Writes dirfd/name through a temporary file and a rename; dies if it cannot. */
void write_whole(int dirfd, const char *name, const void *data, size_t len, mode_t mode);

/* write(2) until all is written; -1 with errno on a failure. */
int write_all(int fd, const void *data, size_t len);
