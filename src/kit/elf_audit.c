/* What the file of a plugin says of how it was linked. */
#include "base/banned.h"
#include "kit/elf_audit.h"
#include "kit/elf_read.h"
#include "plugin/plugin_file.h"

/* More entries than any sane dynamic section has. */
#define MAX_DYNAMIC 4096

/* They change what the host shares with the plugin, or end it behind its back. */
static const char *const forbidden[] = {
	"setenv", "putenv", "unsetenv", "clearenv", "signal", "sigaction", "exit", "quick_exit",
};
/* Fine where a program is started: a child that goes on as the host has all that the host has, and one
 * whose exec failed must end without the host's exit handlers. */
static const char *const forks[] = { "fork", "vfork", "_Fork", "_exit", "_Exit" };
static const char *const starts[] = {
	"execve", "execv",   "execvp",   "execvpe",     "execl",        "execlp",
	"execle", "fexecve", "execveat", "posix_spawn", "posix_spawnp",
};
#define N(list) (sizeof(list) / sizeof((list)[0]))

static bool among(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

static void add(char *names, const char *name)
{
	size_t used = strlen(names);

	snprintf(names + used, ELF_NAMES_MAX - used, "%s%s", used > 0 ? " " : "", name);
}

/* What linkers, compilers and the C++ library put there is not of the plugin's making. */
static bool made_by_tools(const char *name, unsigned binding)
{
	static const char *const marks[] = { "_init", "_fini", "_edata", "_end" };

	if (strncmp(name, "__", 2) == 0 || among(name, marks, N(marks)))
		return true;
	return strncmp(name, "_Z", 2) == 0 && binding != STB_GLOBAL;
}

static bool exported(const ElfW(Sym) * s)
{
	/* The fields have the same bits in both classes. */
	unsigned binding = ELF64_ST_BIND(s->st_info), type = ELF64_ST_TYPE(s->st_info);
	unsigned visibility = ELF64_ST_VISIBILITY(s->st_other);

	return s->st_shndx != SHN_UNDEF && binding != STB_LOCAL && type != STT_SECTION &&
	       type != STT_FILE && (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

static void audit_symbols(const struct elf *e, struct elf_audit *a)
{
	bool starts_programs = false;

	for (size_t i = 0; i < e->nsymbols; i++) {
		const ElfW(Sym) *s = &e->symbols[i];
		if (s->st_name < e->names_size && s->st_shndx == SHN_UNDEF)
			starts_programs |= among(e->names + s->st_name, starts, N(starts));
	}
	for (size_t i = 0; i < e->nsymbols; i++) {
		const ElfW(Sym) *s = &e->symbols[i];
		const char *name = e->names + s->st_name;
		if (s->st_name >= e->names_size || name[0] == '\0')
			continue;
		if (exported(s) && strcmp(name, PLUGIN_SYMBOL) != 0 &&
		    !made_by_tools(name, ELF64_ST_BIND(s->st_info)))
			add(a->exports, name);
		if (s->st_shndx == SHN_UNDEF &&
		    (among(name, forbidden, N(forbidden)) ||
		     (!starts_programs && among(name, forks, N(forks)))))
			add(a->imports, name);
	}
}

static void audit_dynamic(const struct elf *e, const ElfW(Phdr) * segment, struct elf_audit *a)
{
	ElfW(Dyn) d;

	for (size_t i = 0; i < MAX_DYNAMIC && i < segment->p_filesz / sizeof(d); i++) {
		if (!elf_get(e, segment->p_offset + (unsigned long long)i * sizeof(d), &d,
			     sizeof(d)) ||
		    d.d_tag == DT_NULL)
			return;
		if (d.d_tag == DT_BIND_NOW ||
		    (d.d_tag == DT_FLAGS && (d.d_un.d_val & DF_BIND_NOW) != 0) ||
		    (d.d_tag == DT_FLAGS_1 && (d.d_un.d_val & DF_1_NOW) != 0))
			a->bind_now = true;
	}
}

int elf_audit(int fd, unsigned long long size, struct elf_audit *ret_audit, struct err *err)
{
	struct elf_audit a = { .relro = false };
	struct elf e;
	ElfW(Phdr) p;
	int r;

	if ((r = elf_open(fd, size, &e, err)) != 0)
		return r;
	audit_symbols(&e, &a);
	for (size_t i = 0; elf_segment(&e, i, &p); i++) {
		if (p.p_type == PT_GNU_RELRO)
			a.relro = true;
		else if (p.p_type == PT_DYNAMIC)
			audit_dynamic(&e, &p, &a);
	}
	elf_close(&e);
	*ret_audit = a;
	return 0;
}
