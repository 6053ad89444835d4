/* Prints the answers to the "# query: " lines of FILE; the configuration is $CCRED_CONFIG. */
#include <stdio.h>

#include "query.h"

int main(int argc, char **argv)
{
	if (argc != 2 || query_file(argv[1], stdout, NULL) != 0) {
		fprintf(stderr, "dump: give one file with \"# query: \" lines\n");
		return 2;
	}
	return fflush(stdout) == 0 ? 0 : 2;
}
