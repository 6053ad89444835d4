# JWTs that the client signs, against the bundled server: each algorithm, what they say, and what can be
# wrong with a key and its signatures.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/oauth/seen.sh"
start_server as --client "demo:demo-secret"
demo_config </dev/null
{
	echo "plugin-path $abs_top_srcdir/tests/oauth"
	sed '/source/d' "$config"
} >"$work/base"

# The profile with these lines on stdin.
profile() {
	{
		cat "$work/base"
		cat
	} >"$config"
	chmod 600 "$config"
}
b64url() {
	base64 -w 0 | tr +/ -_ | tr -d =
}
# The body of the last request, or a field of it.
sent() { # FIELD
	sed '1,/^$/d' "$work/as/requests/$(printf %06d "$(requests)")" | tr '&' '\n' | sed -n "s/^$1=//p"
}
# A part of the JWT that was sent: 1 is the header.
part() { # NUMBER
	text=$(sent client_assertion | cut -d . -f "$1" | tr -- -_ +/)
	while [ $((${#text} % 4)) -ne 0 ]; do
		text="$text="
	done
	printf %s "$text" | base64 -d
}
claim() { # NAME
	part 2 | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"
}

key() { # NAME GENPKEY-OPTION...
	name=$1
	shift
	openssl genpkey -quiet -out "$work/$name" "$@" 2>/dev/null || openssl genpkey -out "$work/$name" "$@" 2>/dev/null
	openssl pkey -in "$work/$name" -pubout -out "$work/$name.pub"
}
key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
key p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
key p521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
key ed -algorithm ED25519

signer() { # KEY ALGORITHMS [ARGUMENT...]
	k=$1 a=$2
	shift 2
	echo "    source required openssl-signer key=$work/$k \"alg=$a\" public=$work/$k.pub $*"
}

while read -r name alg; do
	signer "$name" "$alg" | profile
	fresh "client-keys=demo:$work/$name.pub"
	ccred token demo
	is "$alg: a token" "$code $err" "0 "
	is "$alg: is what is sent" "$(part 1)" "{\"alg\":\"$alg\",\"typ\":\"JWT\"}"
done <<ALGORITHMS
rsa RS256
rsa RS384
rsa RS512
rsa PS256
rsa PS384
rsa PS512
p256 ES256
p384 ES384
p521 ES512
ed EdDSA
ALGORITHMS
finish
