# The authorization server and the proxy that the tests start; nothing of src/ is linked into them.
AUTHSERVER_CPPFLAGS = $(AM_CPPFLAGS) $(MHD_CFLAGS) $(JSON_C_CFLAGS) $(GNUTLS_CFLAGS)

# The quickstart builds the server by its name, on machines without all that the tests need, too.
EXTRA_PROGRAMS += tests/authserver/authserver tests/authserver/proxy
tests_authserver_authserver_SOURCES = tests/authserver/authserver.c \
	tests/authserver/clientauth.c tests/authserver/control.c tests/authserver/fault.c \
	tests/authserver/form.c tests/authserver/form.h tests/authserver/http.c \
	tests/authserver/http.h tests/authserver/jwt.c tests/authserver/metadata.c tests/authserver/record.c \
	tests/authserver/reply.c tests/authserver/resource.c tests/authserver/server.c \
	tests/authserver/server.h tests/authserver/store.c tests/authserver/store.h \
	tests/authserver/timer.c tests/authserver/timer.h tests/authserver/tls.c \
	tests/authserver/tls.h tests/authserver/token.c tests/authserver/tokenops.c \
	tests/authserver/util.c tests/authserver/util.h
tests_authserver_authserver_CPPFLAGS = $(AUTHSERVER_CPPFLAGS)
tests_authserver_authserver_LDADD = $(MHD_LIBS) $(JSON_C_LIBS) $(GNUTLS_LIBS) -lpthread

tests_authserver_proxy_SOURCES = tests/authserver/proxy.c tests/authserver/proxy_head.c \
	tests/authserver/proxy_head.h tests/authserver/util.c tests/authserver/util.h
tests_authserver_proxy_CPPFLAGS = $(AUTHSERVER_CPPFLAGS)
tests_authserver_proxy_LDADD =

EXTRA_DIST += tests/authserver/selftest.sh tests/authserver/selftest-faults.sh \
	tests/authserver/selftest-lib.sh tests/authserver/selftest-tokens.sh

# A server that others wrote, for the same tests.
EXTRA_DIST += tests/peer/glewlwyd.sh
