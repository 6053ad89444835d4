# Mutual TLS (RFC 8705): the client shows its certificate, tokens are bound to it, and whatever can be wrong
# with a certificate is one clear error.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret --mutual --certificate-days 40
mutual=$(sed -n 's/^url_mutual=//p' "$server/ready")

# A program that has certificate and key: NAME.crt and NAME.key of the server's directory.
cat >"$work/holder" <<'PROGRAM'
#!/bin/sh
printf 'certificate64=%s\nprivate_key64=%s\n' "$(base64 -w0 "$1")" "$(base64 -w0 "$2")"
[ $# -lt 3 ] || printf '%s\n' "$3"
PROGRAM
chmod 700 "$work/holder"

# The profile shows these; more of the program's arguments, and more lines on stdin.
shows() { # CERTIFICATE KEY [ARGUMENT]
	{
		cat <<CONFIG
profile demo
    target    $mutual/openehr/v1
    issuer    $url
    allow-origin $mutual
    audience  https://api.example/openehr/v1
    ca-file   $ca
    client-id demo
    timeout   $((10 * slow))
CONFIG
		cat
		echo "    source    required exec command=$work/holder arg1=$1 arg2=$2 ${3+arg3=$3}"
	} >"$config"
	chmod 600 "$config"
}
# Nothing is known of the profile or the server.
fresh() { # FIELD=VALUE...
	ccred forget demo
	rm -f "$XDG_RUNTIME_DIR"/ccred/doc-*
	control defaults=1 auth-methods=tls_client_auth mtls-aliases=on jwt=on "$@"
}
thumbprint() { # CERTIFICATE
	openssl x509 -in "$1" -outform DER | openssl dgst -sha256 -binary | basenc --base64url | tr -d =
}
subject="tls-subject=demo:CN=ccred test client"
registered="tls-certificate=demo:$(thumbprint "$server/self.crt")"
lines=$(requests)

# A certificate that the CA has signed, known by its subject, by a name, or by itself.
shows "$server/client.crt" "$server/client.key" </dev/null
fresh "$subject"
ccred token demo --format json
is "a token" "$code$err" 0
is "what it is bound to" "$(printf %s "$out" | jq -r '.token_type + " " + .bound_to')" "Bearer a certificate"
is "by its own words" "$(printf %s "$out" | jq -r .access_token | cut -d. -f2 | basenc -d --base64url 2>/dev/null |
	jq -r '.cnf."x5t#S256"')" "$(thumbprint "$server/client.crt")"
fresh "tls-subject=demo:" tls-dns=demo:client.test
ccred token demo --format json
is "by a name of the certificate" "$code$err" 0
shows "$server/self.crt" "$server/self.key" <<'MORE'
    client-auth self_signed_tls_client_auth
MORE
fresh "$registered" jwt=off certificate-bound=on
ccred token demo --format json
is "signed by itself, an opaque token" "$code$err$(printf %s "$out" | jq -r .bound_to)" "0a certificate"
fresh "$registered" jwt=off
ccred token demo
is "nobody says that it is bound" "$code$err" 0

# Who cannot present the certificate is not given the token.
fresh "$registered"
for format in token header headers-json; do
	ccred token demo --format "$format"
	refused "as $format" 78 "ccred: demo: the token is bound to a certificate*--format curl*"
done
ccred token demo --format curl
refused "no file for curl" 78 "ccred: demo: the token is bound to a certificate, and no source line has certificate=*"
ask git get <<ASK
protocol=https
host=${mutual#https://}
path=openehr/v1/x

ASK
like "git is told" "$err" "*the token is bound to a certificate*"
is "and given nothing" "$out" ""
ccred inspect demo
like "inspect" "$out" "*bound to *a certificate*server *cnf *$(thumbprint "$server/self.crt")*"
ccred status demo
like "status" "$out" "*bound to: a certificate*"
case $out in
*certificate:*) false ;;
esac
ok "the certificate does not end soon"
ccred doctor demo --url "$mutual/openehr/v1/x"
is "the doctor's call presents it" "$code" 0
like "to the API" "$out" "*api *answered 200*"
like "and says when it ends" "$out" "*ok *certificate *it ends in 39 d*"
like "where it asks" "$(grep -c 'POST /oauth/token' "$log")" "[1-9]*"
ccred revoke demo
is "revoked at the alias" "$code$out" "0demo: the token is revoked, and dropped from the cache"

# 29 days before its end, as the source says.
shows "$server/self.crt" "$server/self.key" "expires=$(($(date +%s) + 29 * 86400 + 60))" </dev/null
fresh "$registered" auth-methods=self_signed_tls_client_auth
ccred token demo --format json
ccred status demo
like "status says that it ends" "$out" "*certificate: it ends in 29 d (*): have it renewed*"
ccred status demo --json
is "and JSON" "$(printf %s "$out" | jq '.[0] | .certificate_expires - now > 29 * 86400 - 600 and .bound_to == "a certificate"')" true
ccred doctor demo
like "the doctor, too" "$out" "*certificate *it ends in 29 d*have it renewed*"
finish
