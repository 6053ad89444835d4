# An authorization server that nobody here wrote: glewlwyd, as Debian has it.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/servers/glewlwyd.sh"
mkdir "$work/glewlwyd"
glewlwyd_start "$work/glewlwyd"
ok "glewlwyd runs"
trap 'glewlwyd_stop; cleanup' EXIT

printf '%s\n' "$GLEWLWYD_CLIENT_SECRET" >"$work/secret"
chmod 600 "$work/secret"
cat >"$config" <<CONFIG
profile peer
    target    http://127.0.0.1:9/api
    issuer    $GLEWLWYD_ISSUER
    allow-http-loopback yes
    client-id $GLEWLWYD_CLIENT_ID
    scope     $GLEWLWYD_SCOPE
    source    required file path=$work/secret
CONFIG
chmod 600 "$config"
ccred token peer
refused "it takes Basic raw, and form encoding changes this secret" 77 "ccred: peer: *refused*basic-encoding raw*"
sed -i 's/scope/basic-encoding raw\n    scope/' "$config"
ccred token peer
is "a token from it" "$code$err" 0
token=$out
is "it is a JWT of three parts" "$(printf %s "$token" | tr -cd . | wc -c | tr -d ' ')" 2
ccred token peer
is "and is kept" "$out" "$token"

# It introspects and revokes.
told() { # LABEL NAME
	printf '%s\n' "$out" | sed -n "s/^$1  *$2  *//p"
}
ccred inspect peer
is "inspect" "$code$err" 0
is "it is active" "$(printf '%s\n' "$out" | sed -n 's/^server  *the/the/p')" "the token is active"
is "for whom" "$(told server client_id) $(told payload client_id)" "$GLEWLWYD_CLIENT_ID $GLEWLWYD_CLIENT_ID"
is "for what" "$(told server scope) $(told payload scope)" "$GLEWLWYD_SCOPE $GLEWLWYD_SCOPE"
is "the JWT is the one that is introspected" "$(told server jti)" "$(told payload jti)"
ccred revoke peer
is "revoke" "$code$err$out" "0peer: the token is revoked, and dropped from the cache"
ccred token peer
is "a new token" "$code$err" 0
[ "$out" != "$token" ]
ok "is another one"
printf 'user = "%s:%s"\ndata-urlencode = "token=%s"\n' "$GLEWLWYD_CLIENT_ID" "$GLEWLWYD_CLIENT_SECRET" "$token" |
	curl -q -sS --noproxy '*' -K - "$GLEWLWYD_ISSUER/introspect" >"$work/introspected"
is "the old one is not active, in its own words" "$(cat "$work/introspected")" '{"active":false}'
printf 'user = "%s:%s"\ndata-urlencode = "token=%s"\n' "$GLEWLWYD_CLIENT_ID" "$GLEWLWYD_CLIENT_SECRET" "$out" |
	curl -q -sS --noproxy '*' -K - "$GLEWLWYD_ISSUER/revoke"
ccred inspect peer
is "revoked behind our back" "$code$err" 77
like "is said" "$out" "*the token is not active*ccred token peer --renew"

printf 'wrong\n' >"$work/secret"
ccred forget peer
ccred token peer
refused "bad credentials: 403 and nothing else" 77 "ccred: peer: the server refused*"
sed -i "s/scope .*/scope nonsense/" "$config"
printf '%s\n' "$GLEWLWYD_CLIENT_SECRET" >"$work/secret"
ccred token peer
refused "a wrong scope" 77 "ccred: peer: *scope*"

# JWTs that the client signs: their audience is the endpoint here, and a key needs its kid.
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa 2>keys
for curve in P-256 P-384 P-521; do
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:$curve -out $curve
done
openssl genpkey -algorithm ED25519 -out ed
glewlwyd_signer peer-signer "$(sh "$abs_top_srcdir/tests/oauth/jwks" rsa P-256 P-384 P-521 ed)"
ok "a client that signs is registered"
cp "$config" peer
signed() { # LINE...
	{
		sed "/client-id/d; /source/d; /basic-encoding/d; s/scope .*/scope $GLEWLWYD_SCOPE/" peer
		printf '    %s\n' "client-id peer-signer" "assertion-audience endpoint" "$@"
	} >"$config"
	ccred forget peer
	ccred token peer
}
while read -r name alg; do
	signed "source required key path=$work/$name alg=$alg kid=$name"
	is "$alg: a token" "$code$err" 0
done <<ALGORITHMS
rsa RS256
rsa RS384
rsa RS512
rsa PS256
rsa PS384
rsa PS512
P-256 ES256
P-384 ES384
P-521 ES512
ed EdDSA
ALGORITHMS
for alg in HS256 HS384 HS512; do
	signed "client-auth client_secret_jwt" "assertion-alg $alg" "source required file path=$work/secret"
	is "$alg: a token" "$code$err" 0
done
signed "assertion-audience issuer" "source required key path=$work/P-256 kid=P-256"
sed -i 's/assertion-audience endpoint//' "$config"
ccred token peer
refused "it wants the endpoint as the audience" 77 "ccred: peer: *check the key that $config:*: key supplied
hint: *assertion-audience endpoint*"
glewlwyd_stop

# A certificate that the client has signed itself, in the handshake.
glewlwyd_start_tls "$work/glewlwyd"
ok "glewlwyd runs with TLS"
cat >"$work/holder" <<'PROGRAM'
#!/bin/sh
printf 'certificate64=%s\nprivate_key64=%s\n' "$(base64 -w0 "$1")" "$(base64 -w0 "$2")"
PROGRAM
chmod 700 "$work/holder"
cat >"$config" <<CONFIG
profile peer
    target      https://127.0.0.1:9/api
    issuer      $GLEWLWYD_ISSUER
    ca-file     $GLEWLWYD_CA
    client-id   peer-tls
    client-auth self_signed_tls_client_auth
    scope       $GLEWLWYD_SCOPE
    source      required exec command=$work/holder arg1=$GLEWLWYD_CERTIFICATE arg2=$GLEWLWYD_KEY
CONFIG
ccred token peer --format json
is "a token by a certificate" "$code$err" 0
is "which is bound to it" "$(printf %s "$out" | jq -r .bound_to)" "certificate"
ccred inspect peer
like "inspected by the certificate" "$code $out" "0 *the token is active*"
ccred revoke peer
is "and revoked by it" "$code$out" "0peer: the token is revoked, and dropped from the cache"
sed -i "s|arg1=.*|arg1=$GLEWLWYD_CA arg2=${GLEWLWYD_CA%.crt}.key|" "$config"
ccred token peer
refused "another certificate" 77 "ccred: peer: *"
glewlwyd_stop
finish
