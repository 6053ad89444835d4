# docs/from-curl.md, followed against the bundled server: its configuration, its commands, and each error of
# the service's guide as the page shows it.
. "$abs_top_srcdir/tests/lib/lib.sh"
page=$abs_top_srcdir/docs/from-curl.md
audience=https://acme.api.prod.cadasto.io/openehr/v1
start_server as --client "acme-batch:right-secret" --audience "$audience" --scope api.read --scope api.write

# The blocks of a kind, one after the other; the service's names stand for the server's.
blocks() { # KIND
	awk -v kind="\`\`\`$1" '/^```/ { on = !on && $0 == kind; next } on' "$page"
}
here() {
	sed "s|https://acme.auth.prod.cadasto.io|$url|; /audience/!s|https://acme.api.prod.cadasto.io|$url|
		s|/home/me/|$HOME/|; s|ccred secret set|& --stdin|"
}
blocks config | here >"$config"
sed -i "s|^    issuer .*|&\n    ca-file   $ca\n    timeout   $((20 * slow))|" "$config"
chmod 600 "$config"
run "$bin/ccred" profiles
is "both profiles are in order" "$code$err $(printf '%s\n' "$out" | grep -c cadasto)" "0 2"

mkdir "$work/path"
printf '#!/bin/sh\nexec %s %s "$@"\n' "$wrapper" "$bin/ccred" >"$work/path/ccred"
printf '#!/bin/sh\nexec %s -q --noproxy "*" --cacert %s "$@"\n' "$(command -v curl)" "$ca" >"$work/path/curl"
chmod 755 "$work"/path/*
blocks sh | here >"$work/commands"
is "the commands were found" "$(grep -c . "$work/commands")" 2
echo right-secret | PATH=$work/path:$PATH sh -e "$work/commands" >"$work/said" 2>"$work/complaints"
is "they work" "$?$(cat "$work/complaints")" 0
like "and the API answers" "$(cat "$work/said")" "*template_id*"
is "by one token request" "$(token_requests)" 1

# Each error of the guide, with the line number that the file has here.
wrong() { # ERROR STATUS DESCRIPTION
	control clear=1 fault=error "error=$1" "status=$2" "description=$3"
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	ccred token cadasto
	is "$1: exit code" "$code$out" 77
	line=$(grep -n 'source .*cadasto.secret' "$config" | cut -d: -f1)
	is "$1: what is printed" "$(printf '%s\n' "$err" | sed "1!d; s|config:$line: file|config:8: file|")" \
		"$(blocks text | here | grep -F "($1: ")"
}
wrong invalid_client 401 "Client authentication failed."
wrong invalid_grant 400 "The grant type is incorrect."
wrong invalid_request 400 "Invalid client credentials or refresh token."
wrong invalid_scope 400 "Requested scope not allowed for this client."
guide_errors=$(blocks text | sed -n 's/.*(\(invalid_[a-z]*\): .*/\1/p' | sort | tr '\n' ' ')
is "and no other is on the page" "$guide_errors" "invalid_client invalid_grant invalid_request invalid_scope "
finish
