# What every caller does; libc alone.
noinst_LIBRARIES += src/client/libclient.a
src_client_libclient_a_SOURCES = \
	src/client/again.c \
	src/client/again.h \
	src/client/client.h \
	src/client/converse.c \
	src/client/converse.h \
	src/client/environment.c \
	src/client/environment.h \
	src/client/fetch.c \
	src/client/fetch.h \
	src/client/obtain.c \
	src/client/present.c \
	src/client/present.h \
	src/client/renew.c \
	src/client/spawn.c \
	src/client/spawn.h
