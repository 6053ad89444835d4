/* Gives a program a file as its stdin, without a shell: feed FILE [NAME=VALUE...] PROGRAM ARGUMENT... */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd, i = 2;

	if (argc < 3 || (fd = open(argv[1], O_RDONLY)) < 0 || dup2(fd, 0) < 0)
		return 126;
	close(fd);
	while (i < argc - 1 && strchr(argv[i], '=') != NULL)
		putenv(argv[i++]);
	execv(argv[i], argv + i);
	return 127;
}
