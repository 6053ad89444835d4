# Harnesses of libFuzzer, one a parser. "make check" runs each over its corpus; scripts/fuzz makes fuzzers of them.
FUZZ_HARNESSES = \
	fuzz/answer \
	fuzz/challenge \
	fuzz/claims \
	fuzz/config \
	fuzz/description \
	fuzz/git \
	fuzz/json \
	fuzz/json_in \
	fuzz/key \
	fuzz/kv \
	fuzz/lex \
	fuzz/metadata \
	fuzz/program \
	fuzz/prompt \
	fuzz/resource \
	fuzz/target \
	fuzz/url \
	fuzz/value \
	fuzz/wire
check_PROGRAMS += $(FUZZ_HARNESSES)
TESTS += $(FUZZ_HARNESSES)
EXTRA_DIST += fuzz/corpus scripts/fuzz

# The main, which libFuzzer's takes the place of, and the paths, where nothing lies.
check_LIBRARIES += fuzz/libreplay.a
fuzz_libreplay_a_SOURCES = fuzz/fuzz.h fuzz/replay.c src/base/paths.c
fuzz_libreplay_a_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_CORPUS='"$(abs_top_srcdir)/fuzz/corpus"' \
	-DCCRED_LIBEXECDIR='"nowhere"' -DCCRED_PLUGINDIR='"nowhere"' -DCCRED_SYSCONFDIR='"nowhere"' \
	-DCCRED_DATADIR='"nowhere"'
# Its main comes before that of ccred-source.
FUZZ_LIBS = fuzz/libreplay.a src/source/libsource.a src/client/libclient.a src/acquire/libwire.a \
	src/stack/libstack.a src/plugin/libplugin.a src/config/libconfig.a src/oauth/liboauth.a \
	src/http/libhttp.a src/jose/libjose.a src/cache/libcache.a fuzz/libreplay.a src/base/libbase.a \
	$(CURL_LIBS) $(SSL_LIBS) $(CRYPTO_LIBS) $(JSON_C_LIBS)

fuzz_answer_LDADD = $(FUZZ_LIBS)
fuzz_challenge_LDADD = $(FUZZ_LIBS)
fuzz_claims_LDADD = $(FUZZ_LIBS)
fuzz_config_LDADD = $(FUZZ_LIBS)
fuzz_description_LDADD = $(FUZZ_LIBS)
fuzz_git_LDADD = helpers/libdialects.a $(FUZZ_LIBS)
fuzz_json_LDADD = $(FUZZ_LIBS)
fuzz_json_in_LDADD = $(FUZZ_LIBS)
# The readers of JWK.
fuzz_key_SOURCES = fuzz/key.c plugins/key/key_jwk.c plugins/lib/json_strict.c src/acquire/public_key.c
fuzz_key_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -I$(top_srcdir)/plugins $(CRYPTO_CFLAGS) $(JSON_C_CFLAGS)
fuzz_key_LDADD = $(FUZZ_LIBS)
fuzz_kv_LDADD = $(FUZZ_LIBS)
fuzz_lex_LDADD = $(FUZZ_LIBS)
fuzz_metadata_LDADD = $(FUZZ_LIBS)
fuzz_program_LDADD = $(FUZZ_LIBS)
fuzz_prompt_LDADD = $(FUZZ_LIBS)
fuzz_resource_LDADD = $(FUZZ_LIBS)
fuzz_target_LDADD = $(FUZZ_LIBS)
fuzz_url_LDADD = $(FUZZ_LIBS)
fuzz_value_LDADD = $(FUZZ_LIBS)
fuzz_wire_LDADD = $(FUZZ_LIBS)
