PLUGINS_KEY_TESTS = \
	tests/plugins/key/key.sh \
	tests/plugins/key/token.sh
TESTS += $(PLUGINS_KEY_TESTS)
EXTRA_DIST += $(PLUGINS_KEY_TESTS) tests/plugins/key/jose.py tests/plugins/key/lib.sh \
	tests/plugins/key/certificates tests/plugins/key/tpm.sh

# Not a plugin of ccred: a module of PKCS#11, which SoftHSM is behind.
check_LTLIBRARIES += tests/plugins/key/hsm.la
tests_plugins_key_hsm_la_SOURCES = tests/plugins/key/hsm.c
tests_plugins_key_hsm_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugins_key_hsm_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
