plugins_LTLIBRARIES += plugins/env/ccred_env.la
plugins_env_ccred_env_la_SOURCES = \
	plugins/env/env.c \
	plugins/lib/options.h
plugins_env_ccred_env_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_env_ccred_env_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_env_ccred_env_la_LDFLAGS = $(PLUGIN_LDFLAGS)
