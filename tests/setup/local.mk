SETUP_TESTS = \
	tests/setup/fromcurl.sh \
	tests/setup/setup.sh \
	tests/setup/setup_tty.sh
TESTS += $(SETUP_TESTS)
EXTRA_DIST += $(SETUP_TESTS)
