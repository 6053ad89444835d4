dist_man_MANS += man/ccred.1 man/ccred-doctor.1 man/ccred-exec.1 man/ccred-setup.1 \
	man/ccred-helper.1 man/git-credential-ccred.1 man/ccred-plugin.3 man/ccred.config.5 \
	man/ccred_env.8 man/ccred_exec.8 man/ccred_file.8 man/ccred_github.8 man/ccred_key.8 man/ccred_keyctl.8 \
	man/ccred_keyring.8 man/ccred_pass.8 man/ccred_systemd.8 man/ccred_vault.8

# The commands that ccred(1) itself describes are found under their own names, too, as man git-status is.
PAGES_IN_CCRED = token proof get store erase capability explain status renew forget inspect revoke remove secret \
	key profiles plugins plugin help version complete
# So are the dialects that ccred-helper(1) describes.
PAGES_IN_HELPER = $(filter-out git-credential-ccred,$(HELPER_LINKS))
install-page-links:
	cd $(DESTDIR)$(man1dir) && for c in $(PAGES_IN_CCRED); do \
		rm -f ccred-$$c.1 && $(LN_S) ccred.1 ccred-$$c.1 || exit 1; \
	done && for name in $(PAGES_IN_HELPER); do \
		rm -f $$name.1 && $(LN_S) ccred-helper.1 $$name.1 || exit 1; \
	done
uninstall-page-links:
	for c in $(PAGES_IN_CCRED); do rm -f $(DESTDIR)$(man1dir)/ccred-$$c.1; done
	for name in $(PAGES_IN_HELPER); do rm -f $(DESTDIR)$(man1dir)/$$name.1; done
