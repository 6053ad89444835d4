/* The main of a harness that is no fuzzer: runs it over its corpus, as a test. */
#include "fuzz/fuzz.h"
#include "base/buf.h"
#include "base/fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <unistd.h>

static void run(const char *path)
{
	struct buf b = BUF_INIT;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	must(fd >= 0 && fs_read_all(fd, 1024 * 1024, path, &b, NULL) == 0);
	close(fd);
	/* As libFuzzer gives it: in memory that ends with the input. */
	uint8_t *input = malloc(b.len);
	must(input != NULL || b.len == 0);
	if (b.len > 0)
		memcpy(input, b.data, b.len);
	(void)LLVMFuzzerTestOneInput(input, b.len);
	free(input);
	buf_free(&b);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The name of the program is that of the corpus. */
int main(int argc, char **argv)
{
	const char *name = argc > 0 ? basename(argv[0]) : "";
	struct dirent **files = NULL;
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", FUZZ_CORPUS, name);
	int n = scandir(path, &files, is_visible, alphasort);
	must(n > 0);
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s/%s", FUZZ_CORPUS, name, files[i]->d_name);
		printf("# %s\n", path);
		fflush(stdout);
		run(path);
		printf("ok %d - %s\n", i + 1, files[i]->d_name);
		free(files[i]);
	}
	free(files);
	return 0;
}
