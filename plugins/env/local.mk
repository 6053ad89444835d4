plugins_LTLIBRARIES += plugins/env/ccred_env.la
dist_plugins_DATA += plugins/env/env.plugin
plugins_env_ccred_env_la_SOURCES = \
	plugins/env/env.c \
	plugins/lib/say.c \
	plugins/lib/say.h
plugins_env_ccred_env_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_env_ccred_env_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_env_ccred_env_la_LDFLAGS = $(PLUGIN_LDFLAGS)
