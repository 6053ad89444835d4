plugins_LTLIBRARIES += plugins/pass/ccred_pass.la
dist_plugins_DATA += plugins/pass/pass.plugin
plugins_pass_ccred_pass_la_SOURCES = \
	plugins/pass/pass.c \
	plugins/pass/pass.h \
	plugins/pass/pass_entry.c \
	plugins/pass/pass_gpg.c \
	plugins/pass/pass_place.c \
	plugins/pass/pass_run.c \
	plugins/pass/pass_write.c \
	plugins/lib/say.c \
	plugins/lib/say.h \
	plugins/lib/origin.c \
	plugins/lib/origin.h
plugins_pass_ccred_pass_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_pass_ccred_pass_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_pass_ccred_pass_la_LDFLAGS = $(PLUGIN_LDFLAGS)
