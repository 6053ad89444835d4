# git with real repositories: this machine's, and a newer one in build/newer-git.
GIT_TESTS = \
	tests/git/authtype.sh \
	tests/git/clone.sh \
	tests/git/failures.sh \
	tests/git/paths.sh
TESTS += $(GIT_TESTS)
EXTRA_DIST += $(GIT_TESTS) tests/git/lib.sh tests/git/newer-git.sh tests/git/server.py
