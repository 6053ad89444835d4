/* Reading an ELF file without loading it: its head, its tables, its dynamic symbols. */
#include "base/banned.h"
#include "kit/elf_read.h"

#include <unistd.h>

/* More of these than any sane plugin has. */
#define MAX_HEADERS 4096
#define MAX_TABLE (4u * 1024 * 1024)

bool elf_get(const struct elf *e, unsigned long long offset, void *out, size_t len)
{
	if (offset > e->size || len > e->size - offset)
		return false;
	return pread(e->fd, out, len, (off_t)offset) == (ssize_t)len;
}

#if defined(__x86_64__)
#define OWN_MACHINE EM_X86_64
#elif defined(__aarch64__)
#define OWN_MACHINE EM_AARCH64
#elif defined(__i386__)
#define OWN_MACHINE EM_386
#elif defined(__arm__)
#define OWN_MACHINE EM_ARM
#elif defined(__riscv)
#define OWN_MACHINE EM_RISCV
#elif defined(__powerpc64__)
#define OWN_MACHINE EM_PPC64
#elif defined(__s390x__)
#define OWN_MACHINE EM_S390
#else
#define OWN_MACHINE EM_NONE /* the loader will tell */
#endif

#define OWN_CLASS (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32)
#define OWN_ORDER (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB)

static int check_head(struct elf *e, struct err *err)
{
	const unsigned char *ident = e->head.e_ident;

	if (!elf_get(e, 0, &e->head, sizeof(e->head)) || memcmp(ident, ELFMAG, SELFMAG) != 0)
		return err_set(err, EXIT_CONFIG, "it is not an ELF shared object");
	if (ident[EI_CLASS] != OWN_CLASS)
		return err_set(err, EXIT_CONFIG,
			       "it is a %s-bit object and ccred is not: rebuild it",
			       ident[EI_CLASS] == ELFCLASS32 ? "32" : "64");
	if (ident[EI_DATA] != OWN_ORDER)
		return err_set(err, EXIT_CONFIG, "its byte order is not ours: rebuild it");
	if (OWN_MACHINE != EM_NONE && e->head.e_machine != OWN_MACHINE)
		return err_set(err, EXIT_CONFIG, "it is for another machine: rebuild it");
	if (e->head.e_type != ET_DYN)
		return err_set(err, EXIT_CONFIG, "it is not a shared object: link it with -shared");
	return 0;
}

/* Reads a table of the file into fresh memory, with one NUL behind it. */
static void *get_table(const struct elf *e, unsigned long long offset, unsigned long long len)
{
	if (len == 0 || len > MAX_TABLE)
		return NULL;
	char *table = malloc(len + 1);
	if (table != NULL && !elf_get(e, offset, table, len)) {
		free(table);
		return NULL;
	}
	if (table != NULL)
		table[len] = '\0';
	return table;
}

static int read_symbols(struct elf *e, struct err *err)
{
	const ElfW(Shdr) *dynamic = NULL;

	if (e->head.e_shentsize == sizeof(ElfW(Shdr)) && e->head.e_shnum <= MAX_HEADERS)
		e->sections = get_table(e, e->head.e_shoff,
					(unsigned long long)e->head.e_shnum * sizeof(ElfW(Shdr)));
	for (size_t i = 0; e->sections != NULL && i < e->head.e_shnum; i++)
		if (e->sections[i].sh_type == SHT_DYNSYM)
			dynamic = &e->sections[i];
	if (dynamic != NULL && dynamic->sh_link < e->head.e_shnum) {
		const ElfW(Shdr) *names = &e->sections[dynamic->sh_link];
		e->symbols = get_table(e, dynamic->sh_offset, dynamic->sh_size);
		e->nsymbols = dynamic->sh_size / sizeof(ElfW(Sym));
		e->names = get_table(e, names->sh_offset, names->sh_size);
		e->names_size = names->sh_size;
	}
	if (e->symbols == NULL || e->names == NULL)
		return err_set(err, EXIT_CONFIG, "it has no readable dynamic symbols");
	return 0;
}

const ElfW(Sym) * elf_find_symbol(const struct elf *e, const char *name, size_t len)
{
	for (size_t i = 0; i < e->nsymbols; i++) {
		const ElfW(Sym) *s = &e->symbols[i];
		if (s->st_shndx != SHN_UNDEF && s->st_name < e->names_size &&
		    strncmp(e->names + s->st_name, name, len) == 0)
			return s;
	}
	return NULL;
}

bool elf_segment(const struct elf *e, size_t i, ElfW(Phdr) * ret_segment)
{
	return i < e->head.e_phnum && i < MAX_HEADERS &&
	       e->head.e_phentsize == sizeof(*ret_segment) &&
	       elf_get(e, e->head.e_phoff + (unsigned long long)i * sizeof(*ret_segment),
		       ret_segment, sizeof(*ret_segment));
}

bool elf_file_offset(const struct elf *e, unsigned long long address, unsigned long long *ret)
{
	ElfW(Phdr) p;

	for (size_t i = 0; elf_segment(e, i, &p); i++)
		if (p.p_type == PT_LOAD && address >= p.p_vaddr &&
		    address - p.p_vaddr < p.p_filesz) {
			*ret = p.p_offset + (address - p.p_vaddr);
			return true;
		}
	return false;
}

int elf_open(int fd, unsigned long long size, struct elf *ret_elf, struct err *err)
{
	struct elf e = { .fd = fd, .size = size };
	int r;

	if ((r = check_head(&e, err)) == 0 && (r = read_symbols(&e, err)) == 0)
		*ret_elf = e;
	else
		elf_close(&e);
	return r;
}

void elf_close(struct elf *e)
{
	free(e->sections);
	free(e->symbols);
	free(e->names);
}
