noinst_LIBRARIES += src/http/libhttp.a
src_http_libhttp_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(CRYPTO_CFLAGS) $(JSON_C_CFLAGS)
src_http_libhttp_a_SOURCES = \
	src/http/certificate.c \
	src/http/certificate.h \
	src/http/curl_words.c \
	src/http/curl_words.h \
	src/http/disguise.c \
	src/http/disguise.h \
	src/http/handshake.c \
	src/http/handshake.h \
	src/http/http.c \
	src/http/http.h \
	src/http/http_failure.c \
	src/http/http_failure.h \
	src/http/http_rules.c \
	src/http/http_rules.h \
	src/http/json.c \
	src/http/json.h \
	src/http/library.c \
	src/http/library.h \
	src/http/probe.c \
	src/http/probe.h \
	src/http/redact.c \
	src/http/redact.h
