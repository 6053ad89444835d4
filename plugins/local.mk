# A plugin sees the public header and plugins/lib, and nothing of src.
PLUGIN_CPPFLAGS = -D_GNU_SOURCE -I$(top_srcdir)/include -I$(top_srcdir)/plugins $(BANNED_CPPFLAGS)
PLUGIN_CFLAGS = -std=gnu11 -fvisibility=hidden $(WARN_CFLAGS) $(HARDEN_CFLAGS)
PLUGIN_LDFLAGS = -module -avoid-version -shared $(HARDEN_LDFLAGS)

include plugins/env/local.mk
include plugins/exec/local.mk
include plugins/file/local.mk
include plugins/github/local.mk
include plugins/key/local.mk
include plugins/keyctl/local.mk
include plugins/keyring/local.mk
include plugins/pass/local.mk
include plugins/systemd/local.mk
include plugins/vault/local.mk
