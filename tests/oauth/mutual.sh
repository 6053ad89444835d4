# Mutual TLS (RFC 8705): the client shows its certificate, tokens are bound to it, and whatever can be wrong
# with a certificate is one clear error.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:unused --mutual --certificate-days 20
mutual=$(sed -n 's/^url_mutual=//p' "$server/ready")

# A program that has certificate and key: NAME.crt and NAME.key of the server's directory.
cat >"$work/holder" <<'PROGRAM'
#!/bin/sh
printf 'certificate64=%s\nprivate_key64=%s\n' "$(base64 -w0 "$1")" "$(base64 -w0 "$2")"
PROGRAM
chmod 700 "$work/holder"

# The profile shows these; more lines on stdin.
shows() { # CERTIFICATE KEY
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
		echo "    source    required exec command=$work/holder arg1=$1 arg2=$2"
	} >"$config"
	chmod 600 "$config"
}
fresh() {
	ccred forget demo
	control defaults=1 auth-methods=tls_client_auth mtls-aliases=on jwt=on "$@"
}

shows "$server/client.crt" "$server/client.key" </dev/null
fresh "tls-subject=demo:CN=ccred test client"
ccred token demo --format json
is "a token" "$code$err" 0
echo "$out"
ccred explain demo
echo "$out"
finish
