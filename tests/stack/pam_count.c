/* A PAM module that counts how often the stack reaches its line, and has no opinion. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <security/pam_modules.h>

/*
 * Argument fd=N: gets one byte a call. Its line is [default=ignore], so that neither the verdict
 * nor the way through the stack changes; it is reached exactly if the line behind it is.
 */
__attribute__((visibility("default"))) int pam_sm_authenticate(pam_handle_t *pamh, int flags,
							       int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	for (int i = 0; i < argc; i++)
		if (strncmp(argv[i], "fd=", 3) == 0 &&
		    write((int)strtol(argv[i] + 3, NULL, 10), "x", 1) != 1)
			abort();
	return PAM_IGNORE;
}

__attribute__((visibility("default"))) int pam_sm_setcred(pam_handle_t *pamh, int flags, int argc,
							  const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_IGNORE;
}
