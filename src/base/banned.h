/* Calls that are too easy to get wrong: using one does not compile. The Makefile includes this file
 * before each file. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The name that the compiler complains about says what to use instead. */
#define CCRED_BANNED(name, instead) name##_is_banned_use_##instead

#undef strcpy
#define strcpy(d, s) CCRED_BANNED(strcpy, buf_put)
#undef strcat
#define strcat(d, s) CCRED_BANNED(strcat, buf_put)
#undef strncpy
#define strncpy(d, s, n) CCRED_BANNED(strncpy, snprintf)
#undef strncat
#define strncat(d, s, n) CCRED_BANNED(strncat, snprintf)
#undef sprintf
#define sprintf(...) CCRED_BANNED(sprintf, snprintf)
#undef vsprintf
#define vsprintf(...) CCRED_BANNED(vsprintf, vsnprintf)
#undef strtok
#define strtok(s, d) CCRED_BANNED(strtok, strcspn)
#undef atoi
#define atoi(s) CCRED_BANNED(atoi, text_to_u64)
#undef atol
#define atol(s) CCRED_BANNED(atol, text_to_u64)
#undef gets
#define gets(s) CCRED_BANNED(gets, fs_read_all)
#undef system
#define system(c) CCRED_BANNED(system, proc_spawn)
#undef popen
#define popen(c, m) CCRED_BANNED(popen, proc_spawn)
#undef mktemp
#define mktemp(t) CCRED_BANNED(mktemp, openat)
#undef gmtime
#define gmtime(t) CCRED_BANNED(gmtime, gmtime_r)
#undef localtime
#define localtime(t) CCRED_BANNED(localtime, localtime_r)
#undef setenv
#define setenv(n, v, o) CCRED_BANNED(setenv, an_environment_that_is_built)
