noinst_LIBRARIES += src/setup/libsetup.a
src_setup_libsetup_a_SOURCES = \
	src/setup/setup.c \
	src/setup/key_set.c \
	src/setup/key_set.h \
	src/setup/placeholder.c \
	src/setup/placeholder_answer.c \
	src/setup/preset.c \
	src/setup/preset.h \
	src/setup/prompt.c \
	src/setup/prompt.h \
	src/setup/secret_line.c \
	src/setup/secret_line.h \
	src/setup/setup.h \
	src/setup/setup_ask.c \
	src/setup/setup_block.c \
	src/setup/setup_discover.c \
	src/setup/setup_key.c \
	src/setup/setup_source.c \
	src/setup/setup_look.c \
	src/setup/setup_meant.c \
	src/setup/setup_name.c \
	src/setup/setup_prove.c \
	src/setup/setup_resource.c \
	src/setup/setup_trust.c \
	src/setup/setup_use.c
