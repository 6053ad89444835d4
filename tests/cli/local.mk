CLI_TESTS = \
	tests/cli/cache.sh \
	tests/cli/callers.sh \
	tests/cli/completion.sh \
	tests/cli/crash.sh \
	tests/cli/doctor.sh \
	tests/cli/doctor_local.sh \
	tests/cli/elf.sh \
	tests/cli/exec.sh \
	tests/cli/explain.sh \
	tests/cli/failures.sh \
	tests/cli/fromcurl.sh \
	tests/cli/git.sh \
	tests/cli/help.sh \
	tests/cli/herd.sh \
	tests/cli/inspect.sh \
	tests/cli/keyctl.sh \
	tests/cli/kill.sh \
	tests/cli/layers.sh \
	tests/cli/pass.sh \
	tests/cli/peer.sh \
	tests/cli/plugincheck.sh \
	tests/cli/plugins.sh \
	tests/cli/plugintest.sh \
	tests/cli/protocol.sh \
	tests/cli/proxy.sh \
	tests/cli/renewahead.sh \
	tests/cli/renewal.sh \
	tests/cli/revoke.sh \
	tests/cli/rotate.sh \
	tests/cli/run.sh \
	tests/cli/safety.sh \
	tests/cli/secret.sh \
	tests/cli/server.sh \
	tests/cli/setup.sh \
	tests/cli/setup_tty.sh \
	tests/cli/stack.sh \
	tests/cli/status.sh \
	tests/cli/systemd.sh \
	tests/cli/tenants.sh \
	tests/cli/token.sh \
	tests/cli/trace.sh \
	tests/cli/units.sh \
	tests/cli/vault.sh \
	tests/cli/version.sh
TESTS += $(CLI_TESTS)
EXTRA_DIST += tests/lib.sh tests/terminal.py tests/cli/doctor-lib.sh $(CLI_TESTS)

check_PROGRAMS += tests/cli/test_layout
TESTS += tests/cli/test_layout
tests_cli_test_layout_SOURCES = tests/cli/test_layout.c
tests_cli_test_layout_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_cli_test_layout_LDADD = src/cli/libmain.a src/base/libbase.a $(CHECK_LIBS)

check_LTLIBRARIES += tests/cli/slow_resolver.la
tests_cli_slow_resolver_la_SOURCES = tests/cli/slow_resolver.c
tests_cli_slow_resolver_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_cli_slow_resolver_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

# What stands in for Vault, with its documented answers.
VAULT_ANSWERS = \
	tests/vault/answers/200-kv1.json \
	tests/vault/answers/200-login.json \
	tests/vault/answers/200-mfa.json \
	tests/vault/answers/200-secret.json \
	tests/vault/answers/200-wrapped.json \
	tests/vault/answers/400-refused.json \
	tests/vault/answers/400-token.json \
	tests/vault/answers/403-denied.json \
	tests/vault/answers/404-deleted.json \
	tests/vault/answers/404-destroyed.json \
	tests/vault/answers/404-missing.json \
	tests/vault/answers/404-route.json \
	tests/vault/answers/405-operation.json \
	tests/vault/answers/412-state.json \
	tests/vault/answers/429-quota.json \
	tests/vault/answers/500-internal.json \
	tests/vault/answers/503-sealed.json
EXTRA_DIST += tests/vault/server.py $(VAULT_ANSWERS)
check_PROGRAMS += tests/cli/inherited
tests_cli_inherited_SOURCES = tests/cli/inherited.c

# ccred with nothing installed beside it, but what tests/cli/version.sh puts there.
check_PROGRAMS += tests/cli/alone
tests_cli_alone_SOURCES = src/base/paths.c
tests_cli_alone_CPPFLAGS = $(AM_CPPFLAGS) -DCCRED_PLUGINDIR='""' -DCCRED_SYSCONFDIR='""' \
	-DCCRED_DATADIR='""' \
	-DCCRED_LIBEXECDIR='"$(abs_top_builddir)/tests/cli/alone.d"'
tests_cli_alone_LDADD = $(src_cli_ccred_LDADD)
