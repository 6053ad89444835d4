# libcurl and json-c are loaded only into the ccred-source process of a github line.
plugins_LTLIBRARIES += plugins/github/ccred_github.la
dist_plugins_DATA += plugins/github/github.plugin
plugins_github_ccred_github_la_SOURCES = \
	plugins/github/github.c \
	plugins/lib/https.c \
	plugins/lib/https.h \
	plugins/lib/json_strict.c \
	plugins/lib/json_strict.h \
	plugins/lib/say.c \
	plugins/lib/say.h
plugins_github_ccred_github_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(CURL_CFLAGS) $(JSON_C_CFLAGS)
plugins_github_ccred_github_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_github_ccred_github_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_github_ccred_github_la_LIBADD = $(CURL_LIBS) $(JSON_C_LIBS)
