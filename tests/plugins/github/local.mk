# What stands in for GitHub.
PLUGINS_GITHUB_TESTS = \
	tests/plugins/github/github.sh
TESTS += $(PLUGINS_GITHUB_TESTS)
EXTRA_DIST += $(PLUGINS_GITHUB_TESTS) tests/plugins/github/server.py
