dist_man_MANS += man/ccred.1 man/git-credential-ccred.1
