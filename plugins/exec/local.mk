plugins_LTLIBRARIES += plugins/exec/ccred_exec.la
plugins_exec_ccred_exec_la_SOURCES = \
	plugins/exec/exec.c \
	plugins/lib/options.h \
	plugins/lib/program.h \
	plugins/lib/program_path.c \
	plugins/lib/program_talk.c
plugins_exec_ccred_exec_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_exec_ccred_exec_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_exec_ccred_exec_la_LDFLAGS = $(PLUGIN_LDFLAGS)
