/* Reading an ELF file without loading it (elf(5)): is it a plugin for this process? */
#ifndef CCRED_KIT_ELF_CHECK_H
#define CCRED_KIT_ELF_CHECK_H

#include <stdint.h>

#include "base/err.h"

/*
 * The open file, of size bytes, is a shared object of our class, byte order and machine whose dynamic
 * symbol table defines ccred_plugin_v1 with a size that its first member agrees with. Nothing in the
 * file is trusted. Returns 0, and if asked what it says of its capabilities (CCRED_CAP_*); or EXIT_CONFIG
 * with the reason.
 */
int elf_check(int fd, unsigned long long size, uint32_t *ret_capabilities, struct err *err);

#endif
