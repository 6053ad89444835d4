/* Encodings in which a server may repeat what it was sent, undone so that it can be recognized. */
#pragma once

#include <stddef.h>

/*
 * One after the other: escapes (%NN, HTML entities, those of JSON, \xNN), all at once; base64, also
 * that of URLs, four times, for a word may begin anywhere in a group of four digits; hexadecimal
 * digits, whatever stands between the bytes, twice, for a word may begin in the middle of a byte.
 */
#define N_DISGUISES 7

/*
 * Undoes an encoding, by its number, wherever it may stand in the text, in one pass. Of base64 and
 * hexadecimal digits all else is left out. Writes what comes of it to out: never more bytes than
 * the text has; exactly as many if there was nothing to undo. Returns how many.
 */
size_t disguise_undo(size_t number, const char *text, size_t len, char *out);
