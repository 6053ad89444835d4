# Words for the tests of the key plugin; sourced after tests/lib/lib.sh.

jose() { # COMMAND ARGUMENT...
	python3 "$abs_top_srcdir/tests/plugins/key/jose.py" "$@"
}
key() { # NAME GENPKEY-OPTION...
	(name=$1 && shift && umask 077 && openssl genpkey -out "$work/$name" "$@" 2>/dev/null)
	openssl pkey -in "$work/$1" -pubout -out "$work/$1.pub"
}
# The profile with a key line.
key_line() { # ARGUMENT...
	{
		sed '/source /d' "$work/base"
		echo "    source required key $*"
	} >"$config"
	chmod 600 "$config"
}
key_config() {
	echo "    source-timeout $((5 * slow))" | demo_config
	cp "$config" "$work/base"
}
# The JWT in the body of the last request.
assertion() {
	sed '1,/^$/d' "$server/requests/$(printf %06d "$(requests)")" | tr '&' '\n' | sed -n 's/^client_assertion=//p'
}
# The public keys of the client, at the server.
register() { # KEY...
	register_as jwk "$@"
}
# Of keys that are known by KEY.pub alone.
register_public() { # KEY...
	register_as public "$@"
}
register_as() {
	jose "$@" >"$work/registered"
	control "client-keys=demo:$work/registered"
}
kid() { # KEY
	cat "$work/$1.kid"
}
# Each line is a profile of its own for the cache, so that nothing is forgotten between two.
#
# A token by a line whose arguments follow. What was sent is verified at the end, by verified.
signs() { # NAME KEY ALGORITHM KID ARGUMENT...
	name=$1 k=$2
	echo "{\"alg\":\"$3\",\"typ\":\"JWT\"${4:+,\"kid\":\"$4\"}}" >>"$work/headers"
	shift 4
	key_line "$*"
	ccred token demo
	is "$name: a token" "$code $err" "0 "
	echo "$work/$k $(assertion)" >>"$work/assertions"
}
verified() {
	is "openssl verifies all signatures" "$(jose verify <"$work/assertions")" "$(cat "$work/headers")"
	is "and no other request was sent" "$(token_requests)" "$(wc -l <"$work/assertions")"
}
fails() { # NAME CODE PATTERN ARGUMENT...
	name=$1 wanted=$2 pattern=$3
	shift 3
	key_line "$*"
	ccred token demo
	refused "$name" "$wanted" "$pattern"
}
