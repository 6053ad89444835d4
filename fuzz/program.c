/* Answers and prompts of the programs of plugins: all that is handed out lies in the output. */
#include "fuzz/fuzz.h"

#include "source/program_lines.h"

static void check_prompts(const char *output, size_t size)
{
	struct program_prompt p;
	size_t at = 0, before = 0;

	while (program_next_prompt(output, size, &at, &p)) {
		must(at > before && at <= size);
		must(p.text >= output + before && p.text + p.len < output + at);
		must(memchr(p.text, '\n', p.len) == NULL);
		must(p.style == 0 ||
		     (p.style >= CCRED_PROMPT_HIDDEN && p.style <= CCRED_PROMPT_ERROR));
		before = at;
	}
	must(at <= size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *output = copy_of(data, size);
	struct program_answer a;

	check_prompts(output, size);
	program_read_answer(output, size, &a);
	must(a.result >= -1 && a.result <= CCRED_INTERNAL && a.expires_s >= 0);
	for (int i = 1; i < N_ITEMS; i++)
		must(a.items[i] == NULL ||
		     (a.items[i] > output && a.items[i] + a.lens[i] <= output + size));
	for (int i = 0; i < N_PROGRAM_KEYS; i++)
		must(a.values[i] == NULL ||
		     (a.values[i] > output && a.values[i] + strlen(a.values[i]) <= output + size));
	must(is_printable(a.why));
	free(output);
	return 0;
}
