/* How a module was linked, and what it calls: as readelf(1) tells, for ccred plugin check. */
#pragma once

#include "base/err.h"

#define AUDIT_NAMES_MAX 400

struct audit {
	bool relro, bind_now;
	/* What it exports besides PLUGIN_SYMBOL, with blanks between. */
	char exports[AUDIT_NAMES_MAX];
	/* What it calls and must not, likewise. */
	char imports[AUDIT_NAMES_MAX];
};

/* Has readelf look at the file. Returns 0; EXIT_NOINPUT if there is no readelf; EXIT_DATA if it
 * cannot read the file; EXIT_OS. */
int audit_module(const char *file, struct audit *ret_audit, struct err *err);
