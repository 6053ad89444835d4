# Units for each user's systemd.
systemduserunit_DATA = data/systemd/user/ccred-renew.service data/systemd/user/ccred-renew.timer
EXTRA_DIST += data/systemd/user/ccred-renew.service.in data/systemd/user/ccred-renew.timer
CLEANFILES += data/systemd/user/ccred-renew.service

# Not by config.status, which does not know what ${prefix} in bindir is.
data/systemd/user/ccred-renew.service: $(srcdir)/data/systemd/user/ccred-renew.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) data/systemd/user && sed -e 's|@bindir[@]|$(bindir)|' \
		-e 's|@sysconfdir[@]|$(sysconfdir)|' \
		$(srcdir)/data/systemd/user/ccred-renew.service.in >$@.tmp && mv $@.tmp $@
