GIT_TESTS = \
	tests/helpers/git/authtype.sh \
	tests/helpers/git/clone.sh \
	tests/helpers/git/failures.sh \
	tests/helpers/git/git.sh \
	tests/helpers/git/paths.sh
TESTS += $(GIT_TESTS)
EXTRA_DIST += $(GIT_TESTS) \
	tests/helpers/git/lib.sh \
	tests/helpers/git/other-git.sh \
	tests/helpers/git/server.py
