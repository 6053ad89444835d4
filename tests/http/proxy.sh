# A proxy sees nothing of an exchange: https goes through it as a tunnel, plain loopback not at all.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
start_proxy

readable() {
	grep -a -c -i -e demo-secret -e ZGVtbzpkZW1vLXNlY3JldA -e grant_type -e Bearer -e access_token \
		"$work/px/recorded" 2>/dev/null || :
}

demo_config </dev/null
ccred token demo
is "https through the proxy" "$code$err" 0
[ -s "$work/px/recorded" ]
ok "it went through the proxy"
grep -a -q "CONNECT" "$work/px/recorded"
ok "as a tunnel"
is "nothing of it is readable" "$(readable)" 0
size=$(wc -c <"$work/px/recorded")

sed "s|$url|$url_http|g; s|ca-file.*|allow-http-loopback yes|" "$config" >"$config.new" && mv "$config.new" "$config"
chmod 600 "$config"
ccred token demo
is "plain loopback" "$code$err" 0
is "does not touch the proxy" "$(wc -c <"$work/px/recorded")" "$size"
is "and nothing of it is readable" "$(readable)" 0
finish
