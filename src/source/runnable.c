/* The plugin of a request: its description, read again and checked, and the module or program that
 * it names. */
#include "source/runnable.h"
#include "plugin/arguments.h"
#include "plugin/find.h"

#include <dlfcn.h>
#include <errno.h>

/* The struct of minor 0. */
#define LEAST_SIZE (offsetof(struct ccred_plugin, close) + sizeof(void (*)(void *)))

/* The option that a word of the form {NAME} stands for; NULL: the word stands for itself. */
static const struct plugin_option *option_of(const struct description *d, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; word[0] == '{' && word[len - 1] == '}' && i < d->noptions; i++)
		if (strlen(d->options[i].name) == len - 2 &&
		    strncmp(d->options[i].name, word + 1, len - 2) == 0)
			return &d->options[i];
	return NULL;
}

/* Puts the values of all arguments for which the word stands, in their order, or the word
 * itself. */
static size_t put_word(const struct description *d, const char *word, const struct argument *args,
		       size_t nargs, const char **out)
{
	const struct plugin_option *o = option_of(d, word);
	size_t n = 0;

	if (o == NULL)
		out[n++] = word;
	for (size_t i = 0; o != NULL && i < nargs; i++)
		if (description_option(d, args[i].name) == o)
			out[n++] = args[i].value;
	return n;
}

static int put_words(struct runnable *t, const struct argument *args, size_t nargs, struct err *err)
{
	const struct description *d = t->description;
	size_t n;

	/* Each word may stand for all arguments. */
	if ((t->argv = calloc(d->nprogram * (nargs + 1) + 1, sizeof(*t->argv))) == NULL)
		return err_nomem(err);
	n = put_word(d, d->program[0], args, nargs, t->argv);
	if (t->path == NULL && n == 1 && (t->path = strdup(t->argv[0])) == NULL)
		return err_nomem(err);
	t->argv[0] = t->path;
	n = 1;
	for (size_t i = 1; i < d->nprogram; i++)
		n += put_word(d, d->program[i], args, nargs, t->argv + n);
	t->argv[n] = NULL;
	return 0;
}

static int check_module(const struct ccred_plugin *p, const struct runnable *t, struct err *err)
{
	const char *lacks;

	if (p->size < LEAST_SIZE)
		return err_set(err, REASON_PLUGIN_MODULE,
			       PLUGIN_SYMBOL ".size is %zu, and not sizeof(struct ccred_plugin): "
					     "rebuild it",
			       p->size);
	if (p->abi_minor > CCRED_ABI_MINOR)
		return err_set(err, REASON_PLUGIN_ABI,
			       "it was built for ABI %d.%u and this ccred has %d.%d: update ccred",
			       CCRED_ABI_MAJOR, (unsigned)p->abi_minor, CCRED_ABI_MAJOR,
			       CCRED_ABI_MINOR);
	if (p->name == NULL || p->open == NULL || p->get == NULL)
		return err_set(err, REASON_PLUGIN_MODULE,
			       "its name, open or get is NULL: set them");
	if (strcmp(p->name, t->description->name) != 0)
		return err_set(err, REASON_PLUGIN_MODULE,
			       "the module calls itself %.64s, and its description %s", p->name,
			       t->description->name);
	lacks = (t->offers & OFFER_STORE) != 0 && p->store == NULL   ? "store"
		: (t->offers & OFFER_ERASE) != 0 && p->erase == NULL ? "erase"
		: (t->offers & OFFER_SIGN) != 0 && p->sign == NULL   ? "sign"
								     : NULL;
	if (lacks != NULL)
		return err_set(err, REASON_PLUGIN_MODULE,
			       "its description offers %s, and it has no such function", lacks);
	return 0;
}

/* What the system refused to the loader; 0: nothing. dlerror(3) has no code for it: errno has it,
 * or the words of the code are the last ones. */
static int loader_lacked(int why, const char *words)
{
	static const int codes[] = { ENOMEM, EMFILE, ENFILE, EIO };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		const char *end = strstr(words, strerror(codes[i]));
		if (why == codes[i] || (end != NULL && end[strlen(strerror(codes[i]))] == '\0'))
			return codes[i];
	}
	return 0;
}

static int load_module(struct runnable *t, struct err *err)
{
	void *handle;

	/* The path is safe to use again: nobody but root and the user can change any part of it,
	 * and there is no link in it that could lead elsewhere by now. */
	errno = 0;
	if ((handle = dlopen(t->path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) == NULL) {
		int why = errno;
		const char *words = dlerror();
		int lacked = loader_lacked(why, words);
		return lacked != 0 ? err_sys(err, REASON_SYSTEM, lacked, "cannot load the module")
				   : err_set(err, REASON_PLUGIN_MODULE,
					     "the module cannot be loaded: %s", words);
	}
	if ((t->module = dlsym(handle, PLUGIN_SYMBOL)) == NULL)
		return err_set(err, REASON_PLUGIN_MODULE,
			       "%s does not export " PLUGIN_SYMBOL
			       ": it is no plugin, or one for another ABI",
			       t->path);
	return check_module(t->module, t, err);
}

int runnable_load(const char *path, const struct argument *args, size_t nargs,
		  struct runnable *ret_runnable, struct err *err)
{
	struct runnable *t = ret_runnable;
	int r;

	if ((r = check_file(path, &t->description, &t->path, err)) != 0)
		return r;
	t->offers = arguments_offers(t->description, args, nargs);
	return t->description->module != NULL ? load_module(t, err)
					      : put_words(t, args, nargs, err);
}
