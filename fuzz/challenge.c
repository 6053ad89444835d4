/* The challenges of WWW-Authenticate: the input is the header. */
#include "fuzz/fuzz.h"

#include "base/challenge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = copy_of(data, size);
	static const char *const names[] = { "resource_metadata", "scope", "error" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct buf value = BUF_INIT, again = BUF_INIT, other = BUF_INIT;
		bool is = challenge_parameter(text, "Bearer", names[i], &value);
		must(is || value.len == 0);
		must(!is || challenge_offers(text, "bearer"));
		must(value.len <= strlen(text));
		/* A value that is written again is read as the same. */
		buf_printf(&again, "Basic, Bearer %s = \"", names[i]);
		for (size_t k = 0; k < value.len; k++) {
			buf_putc(&again, '\\');
			buf_putc(&again, value.data[k]);
		}
		buf_puts(&again, "\", Digest");
		must(challenge_parameter(buf_str(&again), "bearer", names[i], &other));
		must(strcmp(buf_str(&value), buf_str(&other)) == 0);
		must(challenge_offers(buf_str(&again), "Digest"));
		buf_free(&value);
		buf_free(&again);
		buf_free(&other);
	}
	free(text);
	return 0;
}
