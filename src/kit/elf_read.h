/* Reading an ELF file without loading it (elf(5)). Nothing in the file is trusted. */
#ifndef CCRED_KIT_ELF_READ_H
#define CCRED_KIT_ELF_READ_H

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* An open file, and its dynamic symbols. */
struct elf {
	int fd;
	unsigned long long size;
	ElfW(Ehdr) head;
	ElfW(Shdr) * sections;
	ElfW(Sym) * symbols;
	size_t nsymbols;
	char *names;
	size_t names_size;
};

/* The file is a shared object of our class, byte order and machine. Returns 0, or EXIT_CONFIG with the
 * reason. */
int elf_open(int fd, unsigned long long size, struct elf *ret_elf, struct err *err);
void elf_close(struct elf *e);

/* len bytes of the file. */
bool elf_get(const struct elf *e, unsigned long long offset, void *out, size_t len);

/* The i-th segment; false behind the last one. */
bool elf_segment(const struct elf *e, size_t i, ElfW(Phdr) * ret_segment);

/* The symbol that is defined and whose name's first len bytes are these. */
const ElfW(Sym) * elf_find_symbol(const struct elf *e, const char *name, size_t len);

/* Where an address of the loaded object lies in the file. */
bool elf_file_offset(const struct elf *e, unsigned long long address, unsigned long long *ret);

#endif
