/* What a report is about, as its command line says. */
#include "base/banned.h"
#include "cli/report_args.h"

#include <getopt.h>

int subject_option(char *const *argv, int option, struct subject *s, struct err *err)
{
	switch (option) {
	case 'j':
		s->json = true;
		return 0;
	case 't':
		s->tenant = optarg;
		return 0;
	case 'h':
		return -1;
	default:
		return cmd_bad_option(argv, option, err);
	}
}
