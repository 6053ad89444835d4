/*
 * Where the parts of an installed ccred lie. Only paths.c knows; the tests link a second copy of it
 * that points into the build tree. No environment variable changes any of these.
 */
#pragma once

extern const char *const path_acquire; /* ccred-acquire */
extern const char *const path_report; /* ccred-report */
extern const char *const path_source; /* ccred-source */
extern const char *const path_plugins; /* the directory of the plugins that come with ccred */
extern const char *const path_sysconf; /* the directory of the system's "config" */
extern const char *const path_presets; /* the directory of the presets that come with ccred */
