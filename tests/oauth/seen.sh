# Words for tests that count requests; sourced after tests/lib/lib.sh. $log is the server's.

# Nothing is known of any server from here on, and the server does nothing but what the fields say.
fresh() { # FIELD=VALUE...
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	control defaults=1 "$@"
	mark
}

# All words of a list; under valgrind, where each call takes seconds, the first alone.
some() { # WORD...
	[ -z "$wrapper" ] || set -- "$1"
	echo "$@"
}

mark() {
	marked=$(requests)
}

# What was asked for since the mark, and the status of each answer (000: none): smart:404 token:200
seen() {
	tail -n "+$((marked + 1))" "$log" | sed 's|^[0-9]* ||
		s|^GET [^ ]*/\.well-known/smart-configuration |smart:|
		s|^GET [^ ]*/\.well-known/oauth-authorization-server[^ ]* |oauth:|
		s|^GET [^ ]*/\.well-known/openid-configuration |oidc:|
		s|^POST [^ ]*/oauth/token |token:|' | paste -sd ' ' -
}
