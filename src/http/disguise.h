/* Encodings in which a server may repeat what it was sent, undone so that it can be recognized. */
#pragma once

#include <stddef.h>

/*
 * One after the other: escapes (%NN, HTML entities, those of JSON, \xNN), all at once; base64, also
 * of URLs, in words that may begin with any of 4 parts of a group; hexadecimal digits, alone or
 * with a character between two bytes, in words that may begin with either half of a byte.
 */
#define N_DISGUISES 7

/*
 * Undoes an encoding, by its number, wherever it may stand in the text, in one pass. Writes what
 * comes of it to out: never more bytes than the text has; exactly as many if there was nothing to
 * undo. Returns how many.
 */
size_t disguise_undo(size_t number, const char *text, size_t len, char *out);
