HELPERS_TESTS = \
	tests/helpers/protocol.sh
TESTS += $(HELPERS_TESTS)
EXTRA_DIST += $(HELPERS_TESTS)
