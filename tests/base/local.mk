BASE_TEST_LIBS = src/base/libbase.a $(CHECK_LIBS)

BASE_UNITS = \
	tests/base/test_base64 \
	tests/base/test_buf \
	tests/base/test_challenge \
	tests/base/test_clock \
	tests/base/test_credential \
	tests/base/test_err \
	tests/base/test_fs \
	tests/base/test_json_out \
	tests/base/test_layout \
	tests/base/test_lex \
	tests/base/test_proc \
	tests/base/test_process_id \
	tests/base/test_secret \
	tests/base/test_talk \
	tests/base/test_text \
	tests/base/test_token_file \
	tests/base/test_url
check_PROGRAMS += $(BASE_UNITS)
TESTS += $(BASE_UNITS)

tests_base_test_buf_SOURCES = tests/base/test_buf.c
tests_base_test_buf_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_buf_LDADD = $(BASE_TEST_LIBS)

tests_base_test_challenge_SOURCES = tests/base/test_challenge.c
tests_base_test_challenge_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_challenge_LDADD = $(BASE_TEST_LIBS)

tests_base_test_clock_SOURCES = tests/base/test_clock.c
tests_base_test_clock_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_clock_LDADD = $(BASE_TEST_LIBS)

tests_base_test_fs_SOURCES = tests/base/test_fs.c
tests_base_test_fs_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_fs_LDADD = $(BASE_TEST_LIBS)

tests_base_test_proc_SOURCES = tests/base/test_proc.c
tests_base_test_proc_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_proc_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=open
tests_base_test_proc_LDADD = $(BASE_TEST_LIBS)

tests_base_test_process_id_SOURCES = tests/base/test_process_id.c
tests_base_test_process_id_CPPFLAGS = $(UNIT_CPPFLAGS)
# Parents that the test makes up.
tests_base_test_process_id_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=getppid
tests_base_test_process_id_LDADD = $(BASE_TEST_LIBS)

tests_base_test_secret_SOURCES = tests/base/test_secret.c
tests_base_test_secret_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_secret_LDADD = $(BASE_TEST_LIBS)

tests_base_test_text_SOURCES = tests/base/test_text.c
tests_base_test_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_text_LDADD = $(BASE_TEST_LIBS)

tests_base_test_token_file_SOURCES = tests/base/test_token_file.c
tests_base_test_token_file_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_token_file_LDADD = $(BASE_TEST_LIBS)

tests_base_test_url_SOURCES = tests/base/test_url.c
tests_base_test_url_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_url_LDADD = $(BASE_TEST_LIBS)

tests_base_test_credential_SOURCES = tests/base/test_credential.c
tests_base_test_credential_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_credential_LDADD = $(BASE_TEST_LIBS)

tests_base_test_err_SOURCES = tests/base/test_err.c
tests_base_test_err_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_err_LDADD = $(BASE_TEST_LIBS)

tests_base_test_lex_SOURCES = tests/base/test_lex.c
tests_base_test_lex_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_lex_LDADD = $(BASE_TEST_LIBS)

tests_base_test_base64_SOURCES = tests/base/test_base64.c
tests_base_test_base64_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_base64_LDADD = $(BASE_TEST_LIBS)

tests_base_test_talk_SOURCES = tests/base/test_talk.c
tests_base_test_talk_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_talk_LDADD = $(BASE_TEST_LIBS)
tests_base_test_json_out_SOURCES = tests/base/test_json_out.c
tests_base_test_json_out_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_json_out_LDADD = $(BASE_TEST_LIBS)

tests_base_test_layout_SOURCES = tests/base/test_layout.c
tests_base_test_layout_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_base_test_layout_LDADD = $(BASE_TEST_LIBS)
