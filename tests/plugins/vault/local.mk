# What stands in for Vault, with its documented answers.
PLUGINS_VAULT_TESTS = \
	tests/plugins/vault/vault.sh
TESTS += $(PLUGINS_VAULT_TESTS)
EXTRA_DIST += $(PLUGINS_VAULT_TESTS) \
	tests/plugins/vault/server.py tests/plugins/vault/answers
