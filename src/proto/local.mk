noinst_LIBRARIES += src/proto/libproto.a
src_proto_libproto_a_SOURCES = \
	src/proto/answer.c src/proto/answer.h \
	src/proto/request.c src/proto/request.h
