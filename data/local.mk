# Presets for ccred setup: the lines of a profile, but for what each user has of his own.
presetsdir = $(datadir)/ccred/presets
dist_presets_DATA = data/presets/auth0.conf data/presets/cadasto.conf data/presets/cognito.conf \
	data/presets/entra.conf data/presets/github-actions.conf data/presets/keycloak.conf \
	data/presets/kubernetes.conf data/presets/okta.conf data/presets/smart-backend.conf
# What is installed as it is: the completions of the shells, each where its shell looks.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = data/completions/bash/ccred
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = data/completions/zsh/_ccred
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_fishcompletion_DATA = data/completions/fish/ccred.fish
