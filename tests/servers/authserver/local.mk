# The authorization server and the proxy that the tests start; nothing of src/ is linked into them.
AUTHSERVER_CPPFLAGS = $(INCLUDE_CPPFLAGS) $(MHD_CFLAGS) $(JSON_C_CFLAGS) $(GNUTLS_CFLAGS)

# The quickstart builds the server by its name, on machines without all that the tests need, too.
EXTRA_PROGRAMS += tests/servers/authserver/authserver tests/servers/authserver/proxy
tests_servers_authserver_authserver_SOURCES = tests/servers/authserver/assertion.c tests/servers/authserver/authserver.c \
	tests/servers/authserver/clientauth.c tests/servers/authserver/clientcert.c \
	tests/servers/authserver/clientcert.h tests/servers/authserver/control.c \
	tests/servers/authserver/dpop.c tests/servers/authserver/fault.c \
	tests/servers/authserver/form.c tests/servers/authserver/form.h tests/servers/authserver/http.c \
	tests/servers/authserver/http.h tests/servers/authserver/jws.c tests/servers/authserver/jws.h tests/servers/authserver/jwt.c tests/servers/authserver/metadata.c tests/servers/authserver/record.c \
	tests/servers/authserver/reply.c tests/servers/authserver/resource.c tests/servers/authserver/server.c \
	tests/servers/authserver/server.h tests/servers/authserver/store.c tests/servers/authserver/store.h \
	tests/servers/authserver/timer.c tests/servers/authserver/timer.h tests/servers/authserver/tls.c \
	tests/servers/authserver/tls.h tests/servers/authserver/token.c tests/servers/authserver/tokenops.c \
	tests/servers/authserver/util.c tests/servers/authserver/util.h
tests_servers_authserver_authserver_CPPFLAGS = $(AUTHSERVER_CPPFLAGS)
tests_servers_authserver_authserver_LDADD = $(MHD_LIBS) $(JSON_C_LIBS) $(GNUTLS_LIBS) -lpthread

tests_servers_authserver_proxy_SOURCES = tests/servers/authserver/proxy.c tests/servers/authserver/proxy_head.c \
	tests/servers/authserver/proxy_head.h tests/servers/authserver/util.c tests/servers/authserver/util.h
tests_servers_authserver_proxy_CPPFLAGS = $(AUTHSERVER_CPPFLAGS)
tests_servers_authserver_proxy_LDADD =

EXTRA_DIST += tests/servers/authserver/selftest.sh tests/servers/authserver/selftest-faults.sh \
	tests/servers/authserver/selftest-assertions.sh tests/servers/authserver/selftest-lib.sh tests/servers/authserver/selftest-tokens.sh

# A server that others wrote, for the same tests.
EXTRA_DIST += tests/servers/glewlwyd.sh
