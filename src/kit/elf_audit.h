/* What the file of a plugin says of how it was linked: for ccred plugin check. */
#ifndef CCRED_KIT_ELF_AUDIT_H
#define CCRED_KIT_ELF_AUDIT_H

#include <stdbool.h>

#include "base/err.h"

#define ELF_NAMES_MAX 400

struct elf_audit {
	bool relro, bind_now;
	char exports
		[ELF_NAMES_MAX]; /* what it exports besides ccred_plugin_v1, with blanks between */
	char imports[ELF_NAMES_MAX]; /* what it calls and must not, likewise */
};

/* The open file, which elf_check has passed. Returns 0, or EXIT_CONFIG. */
int elf_audit(int fd, unsigned long long size, struct elf_audit *ret_audit, struct err *err);

#endif
