#!/bin/sh
# Tests that the test authorization server takes a right assertion of a client, and no other.
. "$abs_top_srcdir/tests/servers/authserver/selftest-lib.sh"

"$bin/authserver" --dir "$tmp/s" --client plain:secret --client other:secret --die-with-parent &
server=$!
await "$tmp/s/ready" $server
url=$(value url "$tmp/s/ready")
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$tmp/rsa" 2>"$tmp/err"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$tmp/wrong" 2>"$tmp/err"
openssl pkey -in "$tmp/rsa" -pubout -out "$tmp/rsa.pub"
sh "$abs_top_srcdir/tests/oauth/jwks" "$tmp/rsa" >"$tmp/jwks"
now=$(date +%s)

b64url()
{
	base64 -w 0 | tr +/ -_ | tr -d =
}
sign() # HEADER CLAIMS [KEY]
{
	input=$(printf %s "$1" | b64url).$(printf %s "$2" | b64url)
	printf %s.%s "$input" "$(printf %s "$input" | openssl dgst -sha256 -sign "${3-$tmp/rsa}" | b64url)"
}
# Asks for a token with an assertion, and further arguments of curl.
present() # ASSERTION [ARGUMENT...]
{
	jwt=$1
	shift
	fetch -d grant_type=client_credentials -d "audience=$api" --data-urlencode "client_assertion=$jwt" \
		-d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer "$@" "$url/oauth/token"
}
unique=0
claims() # [NAME JSON]...: with these in place of the right ones; an empty JSON leaves a claim out
{
	unique=$((unique + 1))
	iss='"plain"' sub='"plain"' aud="\"$url\"" exp=$((now + 100)) iat=$now jti="\"$unique\"" nbf=''
	while [ $# -gt 0 ]; do
		eval "$1=\$2"
		shift 2
	done
	text=
	for name in iss sub aud exp iat jti nbf; do
		eval "value=\$$name"
		[ -z "$value" ] || text="$text${text:+,}\"$name\":$value"
	done
	set_claims="{$text}"
}
head='{"alg":"RS256","typ":"JWT"}'
kid='{"alg":"RS256","typ":"JWT","kid":"rsa"}'
refuses() # NAME ASSERTION WORDS [ARGUMENT...]
{
	name=$1 words=$3
	assertion=$2
	shift 3
	present "$assertion" "$@"
	is 401 invalid_client && has "$words"
	ok "$name"
}

control "client-keys=plain:$tmp/jwks"
fetch "$url/.well-known/oauth-authorization-server"
has '"token_endpoint_auth_methods_supported":["private_key_jwt","client_secret_basic","client_secret_post"]'
ok 'the metadata offer it'
claims
first=$(sign "$kid" "$set_claims")
present "$first"
is 200
ok 'a right one'
refuses 'the same once more' "$first" 'used before'
claims
present "$(sign "$kid" "$set_claims")" -d client_id=plain
is 200
ok 'with a client id'
refuses 'with another client id' "$(sign "$kid" "$set_claims")" 'client_id' -d client_id=other

claims
refuses 'without the kid of the set' "$(sign "$head" "$set_claims")" signature
refuses 'another kid' "$(sign '{"alg":"RS256","typ":"JWT","kid":"x"}' "$set_claims")" signature
refuses 'another key' "$(sign "$kid" "$set_claims" "$tmp/wrong")" signature
refuses 'another alg than was signed with' "$(sign '{"alg":"RS384","typ":"JWT","kid":"rsa"}' "$set_claims")" signature
refuses 'no typ' "$(sign '{"alg":"RS256","kid":"rsa"}' "$set_claims")" typ
refuses 'a critical extension' "$(sign '{"alg":"RS256","typ":"JWT","kid":"rsa","crit":["x"]}' "$set_claims")" 'no JWT'
none=$(printf '{"alg":"none","typ":"JWT"}' | b64url).$(printf %s "$set_claims" | b64url).
refuses 'alg none' "$none" signature
input=$(printf '{"alg":"HS256","typ":"JWT"}' | b64url).$(printf %s "$set_claims" | b64url)
mac=$(printf %s "$input" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(od -An -tx1 "$tmp/rsa.pub" | tr -d ' \n')" -binary | b64url)
refuses 'a MAC with the public key' "$input.$mac" signature
mac=$(printf %s "$input" | openssl dgst -sha256 -hmac secret -binary | b64url)
present "$input.$mac"
is 200
ok 'a MAC with the secret'

while read -r what claim value words; do
	[ "$value" != none ] || value=
	claims "$claim" "$(eval "printf %s \"$value\"")"
	refuses "$what" "$(sign "$kid" "$set_claims")" "$words"
done <<CLAIMS
expired exp \$((now-1)) expired
no-exp exp none exp
an-exp-far-ahead exp \$((now+400)) long
an-exp-that-is-text exp \\"\$((now+100))\\" exp
an-iat-ahead iat \$((now+60)) iat
an-nbf-ahead nbf \$((now+60)) yet
no-jti jti none jti
another-aud aud \\"https://elsewhere.example\\" aud
the-endpoint-as-aud aud \\"\$url/oauth/token\\" aud
a-list-as-aud aud [\\"\$url\\"] aud
another-iss iss \\"other\\" iss
an-unknown-sub sub \\"nobody\\" sub
CLAIMS
control client-methods=plain:client_secret_basic
claims
refuses 'a method that the client may not use' "$(sign "$kid" "$set_claims")" signature
control client-methods=plain:private_key_jwt assertion-audience=endpoint assertion-algs=RS256
claims aud "\"$url/oauth/token\""
present "$(sign "$kid" "$set_claims")"
is 200
ok 'the endpoint as audience, where it is wanted'
control assertion-algs=ES256
refuses 'an alg that is not allowed' "$(sign "$kid" "$set_claims")" alg
control defaults=1
fetch -u plain:secret -d grant_type=client_credentials -d "audience=$api" "$url/oauth/token"
is 401 invalid_client
ok 'its secret, where it may use a key alone'
present "$first" -u plain:secret
is 400 invalid_request
ok 'two methods at once'
! control "client-keys=plain:$tmp/rsa"
ok 'a private key cannot be registered'
kill $server
wait $server
server=
echo "1..$n"
