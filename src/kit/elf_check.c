/* Is an ELF file a plugin for this process? */
#include "base/banned.h"
#include "kit/elf_check.h"
#include "ccred-plugin.h"
#include "kit/elf_read.h"
#include "plugin/plugin_file.h"

/* Up to and with get: what the host cannot do without. */
#define LEAST_SIZE offsetof(struct ccred_plugin, close)

static int check_symbol(const struct elf *e, uint32_t *ret_capabilities, struct err *err)
{
	const ElfW(Sym) *s = elf_find_symbol(e, PLUGIN_SYMBOL, sizeof(PLUGIN_SYMBOL));
	struct ccred_plugin first;
	unsigned long long offset;

	if (s == NULL) {
		/* The same name with another number: a major that this ccred does not know. */
		s = elf_find_symbol(e, "ccred_plugin_v", strlen("ccred_plugin_v"));
		return s != NULL
			       ? err_set(err, EXIT_CONFIG,
					 "it is for another ABI major (%.32s): this ccred takes " PLUGIN_SYMBOL,
					 e->names + s->st_name)
			       : err_set(err, EXIT_CONFIG,
					 "it does not export " PLUGIN_SYMBOL ": it is no plugin");
	}
	if (s->st_size < LEAST_SIZE)
		return err_set(err, EXIT_CONFIG,
			       PLUGIN_SYMBOL " is too small (%llu bytes): rebuild it",
			       (unsigned long long)s->st_size);
	memset(&first, 0, sizeof(first));
	if (!elf_file_offset(e, s->st_value, &offset) || !elf_get(e, offset, &first, LEAST_SIZE))
		return err_set(err, EXIT_CONFIG, PLUGIN_SYMBOL " does not lie in the file");
	if (first.size < LEAST_SIZE || first.size > s->st_size)
		return err_set(err, EXIT_CONFIG,
			       PLUGIN_SYMBOL ".size is %zu: set it to sizeof(struct ccred_plugin)",
			       first.size);
	if (ret_capabilities != NULL)
		*ret_capabilities = first.capabilities;
	return 0;
}

int elf_check(int fd, unsigned long long size, uint32_t *ret_capabilities, struct err *err)
{
	struct elf e;
	int r;

	if ((r = elf_open(fd, size, &e, err)) != 0)
		return r;
	r = check_symbol(&e, ret_capabilities, err);
	elf_close(&e);
	return r;
}
