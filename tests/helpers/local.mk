HELPERS_TESTS = \
	tests/helpers/cloud.sh \
	tests/helpers/helper.sh \
	tests/helpers/protocol.sh \
	tests/helpers/registry.sh
TESTS += $(HELPERS_TESTS)
EXTRA_DIST += $(HELPERS_TESTS)
