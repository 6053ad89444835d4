# Mutual TLS with the key plugin: keys in files of each kind, and in a token; and curl(1) presents the same.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret --mutual
mutual=$(sed -n 's/^url_mutual=//p' "$server/ready")
control auth-methods=tls_client_auth mtls-aliases=on jwt=on "tls-subject=demo:CN=ccred test client"

profile() { # ARGUMENT...
	cat >"$config" <<CONFIG
profile demo
    target    $mutual/openehr/v1
    issuer    $url
    allow-origin $mutual
    audience  https://api.example/openehr/v1
    ca-file   $ca
    client-id demo
    timeout   $((10 * slow))
    source-timeout $((5 * slow))
    source    required key $*
CONFIG
	chmod 600 "$config"
}
# The token, and the API by curl with the lines for it.
works() { # NAME ARGUMENT...
	name=$1
	shift
	profile "$@"
	ccred token demo --renew --format curl
	is "$name: a token" "$code$err" 0
	printf '%s\n' "$out" >"$work/lines"
	is "$name: curl presents the certificate" \
		"$(curl -q -sS --noproxy '*' --cacert "$ca" -o "$work/api" -w '%{http_code}' -K "$work/lines" "$mutual/openehr/v1/x" 2>&1)" 200
	ccred doctor demo --url "$mutual/openehr/v1/x"
	like "$name: and the doctor" "$code $out" "0 *api *answered 200*"
}
fails() { # NAME CODE PATTERN ARGUMENT...
	name=$1 wanted=$2 pattern=$3
	shift 3
	profile "$@"
	before=$(token_requests)
	ccred token demo --renew --format curl
	refused "$name" "$wanted" "ccred: demo: $pattern"
	is "$name: nothing was sent" "$(token_requests)" "$before"
}

crt=$server/client.crt
key=$server/client.key
printf 'correct horse\n' >"$work/passphrase"
# For curl without a line end.
printf 1234 >"$work/pin"
chmod 600 "$work/passphrase" "$work/pin"
umask 077
openssl pkcs8 -topk8 -in "$key" -passout "file:$work/passphrase" -out "$work/encrypted.pem"
openssl pkcs8 -topk8 -nocrypt -in "$key" -out "$work/plain.pem"
openssl pkcs12 -export -in "$crt" -inkey "$key" -passout pass: -out "$work/client.p12"
cat "$key" "$crt" >"$work/both.pem"
umask 022

works "a file" "path=$key" "certificate=$crt"
works "PKCS#12, which holds the certificate, too" "path=$work/client.p12"
works "a file with both" "path=$work/both.pem"
profile "path=$key" "certificate=$crt"
# shellcheck disable=SC2016 # for the command
ccred exec demo -- sh -c 'grep -v Bearer "$CCRED_CURL_CONFIG"'
is "a command has the lines for curl" "$out" "cert = \"$crt\"${newline}key = \"$key\""
profile "path=$work/encrypted.pem" "certificate=$crt" "passphrase-file=$work/passphrase"
ccred token demo --renew --format json
is "an encrypted file" "$code$err" 0
fails "the key of another certificate" 65 "*the certificate is that of another key*" "path=$server/self.key" "certificate=$crt"
fails "an expired certificate" 65 "*the certificate expired on*" "path=$server/expired.key" "certificate=$server/expired.crt"
fails "no certificate" 65 "*certificate*" "path=$key"

# SoftHSM 2 finds its tokens by a variable, which is the line's.
mkdir -m 700 "$work/tokens"
printf 'directories.tokendir = %s/tokens\nlog.level = ERROR\n' "$work" >"$work/softhsm.conf"
SOFTHSM2_CONF=$work/softhsm.conf
export SOFTHSM2_CONF
softhsm2-util --init-token --free --label demo --pin 1234 --so-pin 12345678 >"$work/softhsm.log" 2>&1 &&
	softhsm2-util --import "$work/plain.pem" --token demo --label client --id 01 --pin 1234 >>"$work/softhsm.log" 2>&1
ok "a token has the key"
module=$(find /usr/lib/softhsm /usr/lib/*/softhsm -name libsofthsm2.so 2>/dev/null | head -1)
uri='pkcs11:token=demo;object=client'
profile "uri=$uri" "certificate=$crt" "module=$module" "pin-file=$work/pin"
ccred token demo --renew --format json
is "a key in a token" "$code$err" 0
ccred token demo --format curl
like "curl is told where the key is" "$out" "*key = \"$uri?pin-source=file:$work/pin\"*"
printf '%s\n' "$out" >"$work/lines"
if [ -n "$(find /usr/lib -path '*engines-3/pkcs11.so' 2>/dev/null)" ]; then
	is "and uses it" "$(PKCS11_MODULE_PATH=$module curl -q -sS --noproxy '*' --cacert "$ca" -o "$work/api" \
		-w '%{http_code}' -K "$work/lines" "$mutual/openehr/v1/x" 2>&1)" 200
fi
ccred doctor demo --url "$mutual/openehr/v1/x"
like "the doctor's call with it" "$code $out" "0 *api *answered 200*"
printf '4321\n' >"$work/wrong-pin"
chmod 600 "$work/wrong-pin"

# The module is used in the middle of the handshake. The doctor has no caller that ends it.
hsm="certificate=$crt module=$abs_top_builddir/tests/plugindir/hsm.so pin-file=$work/pin"
printf gone >"$SOFTHSM2_CONF.acts"
# shellcheck disable=SC2086 # words
fails "a token that is pulled out" 78 "the key of the certificate of CN=ccred test client did not sign: is its token connected?" \
	"uri=$uri" $hsm
printf hang-sign >"$SOFTHSM2_CONF.acts"
sed -i '/source-timeout/d; s/timeout .*/timeout 1/' "$config"
ccred token demo --renew --format curl
refused "a token that hangs" 75 "ccred: demo: no token within 1 s: *"
ccred doctor demo
refused "the doctor" 75 "ccred: there is no report in time: *the module of the token hangs*"
is "no process is left" "$(leftovers)" ""
rm "$SOFTHSM2_CONF.acts"

fails "a wrong PIN" 77 "the key $uri: the token refused the PIN*" "uri=$uri" "certificate=$crt" "module=$module" \
	"pin-file=$work/wrong-pin"
ccred token demo
refused "it is not sent again at once" 77 "*the token refused the PIN*refused 0 s ago, and not sent again for*"
ccred forget demo
fails "a key that is not there" 78 "the key pkcs11:token=demo;object=other: no private key was found there*" \
	"uri=pkcs11:token=demo;object=other" "certificate=$crt" "module=$module" "pin-file=$work/pin"
fails "another key in the token" 78 "the private key does not belong to the certificate of CN=ccred test self*" \
	"uri=$uri" "certificate=$server/self.crt" "module=$module" "pin-file=$work/pin"
finish
