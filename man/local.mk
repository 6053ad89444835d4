dist_man_MANS += man/ccred.1 man/ccred-exec.1 man/ccred.config.5 man/git-credential-ccred.1
dist_man_MANS += man/ccred.1 man/ccred.config.5 man/git-credential-ccred.1
dist_man_MANS += man/ccred-setup.1
dist_man_MANS += man/ccred-doctor.1
dist_man_MANS += man/ccred-plugin.3
dist_man_MANS += man/ccred_env.8 man/ccred_exec.8 man/ccred_file.8 man/ccred_keyctl.8 man/ccred_keyring.8 \
	man/ccred_systemd.8 man/ccred_vault.8
	man/ccred_pass.8 man/ccred_systemd.8
