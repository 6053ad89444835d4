/* The main of git-credential-ccred: git's credential protocol, and nothing else. */
#include "base/log.h"
#include "base/proc.h"
#include "base/trace.h"
#include "helpers/git_protocol.h"

int main(int argc, char **argv)
{
	char about[80] = "";
	struct err err = { 0 };
	int r;

	if ((r = proc_harden(argc, 0, &err)) != 0)
		goto out;
	if (trace_start("git-credential-ccred", &err) != 0)
		log_warning_err(NULL, &err);
	if (argc != 2) {
		r = err_set(&err, REASON_USAGE, "git starts this program with get, store or erase");
		err_fix(&err, "git config credential.https://HOST.helper ccred");
		goto out;
	}
	trace("command: %s", argv[1]);
	r = git_protocol_run(argv[1], about, sizeof(about), &err);
out:
	if (r != 0)
		log_error(about, &err);
	return r;
}
