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
    source-timeout $((5 * slow))
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
# A certificate that the CA has signed, known by its subject, by a name, or by itself.
shows "$server/client.crt" "$server/client.key" </dev/null
fresh "$subject"
ccred token demo --format json
is "a token" "$code$err" 0
is "what it is bound to" "$(printf %s "$out" | jq -r '.token_type + " " + .bound_to')" "Bearer certificate"
is "by its own words" "$(printf %s "$out" | jq -r .access_token | cut -d. -f2 | basenc -d --base64url 2>/dev/null |
	jq -r '.cnf."x5t#S256"')" "$(thumbprint "$server/client.crt")"
last=$(find "$server/requests" -type f | sort | tail -1)
is "the endpoint for clients with a certificate was asked" "$(sed -n 's/^Host: //p' "$last" | tr -d '\r')" "${mutual#https://}"
fresh "tls-subject=demo:" tls-dns=demo:client.test
ccred token demo --format json
is "by a name of the certificate" "$code$err" 0
shows "$server/self.crt" "$server/self.key" <<'MORE'
    client-auth self_signed_tls_client_auth
MORE
fresh "$registered" jwt=off certificate-bound=on
ccred token demo --format json
is "signed by itself, an opaque token" "$code$err$(printf %s "$out" | jq -r .bound_to)" "0certificate"
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
refused "no file for curl" 78 "ccred: demo: the token is bound to a certificate, and no source line names the files *curl cannot present it"
ask get <<ASK
protocol=https
host=${mutual#https://}
path=openehr/v1/x

ASK
like "git is told" "$err" "*the token is bound to a certificate*"
is "and given nothing" "$out" "quit=1"
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
like "and says when it ends" "$out" "*ok *certificate *it ends in [34]* d*"
ccred revoke demo
is "revoked at the alias" "$code$out" "0demo: the token is revoked, and dropped from the cache"

# 29 days before its end, as the source says.
shows "$server/self.crt" "$server/self.key" "expires=$(($(date +%s) + 29 * 86400 + 60))" </dev/null
fresh "$registered" auth-methods=self_signed_tls_client_auth
ccred token demo --format json
ccred status demo
like "status says that it ends" "$out" "*certificate: it ends in 29 d (*): have it renewed*"
ccred status demo --json
is "and JSON" "$(printf %s "$out" | jq '.[0] | .certificate_expires - now > 29 * 86400 - 600 and .bound_to == "certificate"')" true
ccred doctor demo
like "the doctor, too" "$out" "*certificate *it ends in 29 d*have it renewed*"

# A program that reads the file presents the certificate itself, and ccred says so.
shows "$server/client.crt" "$server/client.key" <<MORE
    token-file $work/token
MORE
fresh "$subject"
ccred token demo --format json
like "token-file" "$code $err" "0 ccred: demo: warning: the token is bound to a certificate, which the reader of token-file*"
is "has the token" "$(cat "$work/token")" "$(printf %s "$out" | jq -r .access_token)"

# The key is in no word of ours, and in no file. Its second line is looked for, and planted first.
shows "$server/client.crt" "$server/client.key" </dev/null
fresh "$subject"
line=$(sed -n 2p "$server/client.key")
CCRED_TRACE=1 ccred doctor demo
cat "$work/out" "$work/err" >"$work/said"
CCRED_TRACE=1 ccred token demo --renew --format json
cat "$work/out" "$work/err" >>"$work/said"
like "the trace has the certificate" "$(cat "$work/said")" "*the certificate of CN=ccred test client, x5t#S256 *"
is "and nowhere is the key" "$(grep -rlF -e "$line" "$work/said" "$XDG_RUNTIME_DIR" "$config")" ""
is "which is found where it is" "$(grep -lF -e "$line" "$server/client.key")" "$server/client.key"

# What is wrong with a certificate is said before anything is sent.
hostile() { # NAME CODE PATTERN CERTIFICATE KEY [ARGUMENT]
	name=$1 wanted=$2 pattern=$3
	shift 3
	shows "$@" </dev/null
	fresh "$subject"
	before=$(token_requests)
	ccred token demo --format json
	refused "$name" "$wanted" "ccred: demo: $pattern"
	is "$name: nothing was sent" "$(token_requests)" "$before"
}
cat "$server/ca.pem" "$server/client.crt" >"$work/wrong-order.crt"
head -c 300 "$server/client.crt" >"$work/short.crt"
(cat "$server/client.crt" && head -c 300 "$server/ca.pem") >"$work/short-chain.crt"
head -c 100 "$server/client.key" >"$work/short.key"
openssl pkcs8 -topk8 -in "$server/client.key" -passout pass:x -out "$work/encrypted.key"
hostile "the key of another certificate" 78 "the private key does not belong to the certificate of CN=ccred test client: *" \
	"$server/client.crt" "$server/self.key"
hostile "the wrong order" 78 "the certificate of CN=ccred test CA stands before that of the key, which is of CN=ccred test client: *" \
	"$work/wrong-order.crt" "$server/client.key"
hostile "a certificate that is cut short" 78 "the certificate of the client is cut short*" "$work/short.crt" "$server/client.key"
hostile "a chain that is cut short" 78 "the certificate of the client is cut short*" "$work/short-chain.crt" "$server/client.key"
hostile "a key that is cut short" 78 "the private key of the client is cut short*" "$server/client.crt" "$work/short.key"
hostile "a key with a passphrase" 78 "the private key of the client *has a passphrase*" "$server/client.crt" "$work/encrypted.key"
hostile "an expired certificate" 75 "the certificate of CN=ccred test expired expired at 20*: have it renewed" \
	"$server/expired.crt" "$server/expired.key"
hostile "one that has expired by the source's words" 65 "*: exec: its certificate expired *" \
	"$server/client.crt" "$server/client.key" "expires=$(($(date +%s) - 1))"
shows "$server/client.crt" "$server/client.key" </dev/null
sed -i /allow-origin/d "$config"
fresh "$subject"
ccred token demo
refused "an alias on another server" 77 "ccred: demo: the endpoint in mtls_endpoint_aliases is on another server: add allow-origin $mutual *"

# A chain with the authority behind it is fine. A server that does not know the certificate refuses the client.
cat "$server/client.crt" "$server/ca.pem" >"$work/chain.crt"
shows "$work/chain.crt" "$server/client.key" </dev/null
fresh "$subject"
ccred token demo --format json
is "a whole chain" "$code$err" 0
cat >"$work/holder2" <<'PROGRAM'
#!/bin/sh
printf 'certificate64=%s\nkey_uri=%s\n' "$(base64 -w0 "$1")" "$2"
PROGRAM
chmod 700 "$work/holder2"
shows "$server/client.crt" "$server/client.key" </dev/null
sed -i "s|$work/holder|$work/holder2|" "$config"
ccred token demo --renew --format json
is "a program names the file of the key" "$code$err" 0
chmod 644 "$server/client.key"
ccred token demo --renew --format json
refused "which others may read" 77 "ccred: demo: *$server/client.key*chmod 600*"
chmod 600 "$server/client.key"
shows "$server/foreign.crt" "$server/foreign.key" </dev/null
fresh "$subject" "tls-subject=demo:CN=ccred test foreign"
before=$(token_requests)
ccred token demo
refused "a certificate of an authority that the server does not trust" 77 "ccred: demo: the server refused the client (invalid_client*"
ccred token demo
is "it is not sent again at once" "$(($(token_requests) - before))" 1
fresh "$subject" mtls-aliases=off
shows "$server/client.crt" "$server/client.key" </dev/null
ccred token demo
refused "the server asks for none" 77 "*hint: the server did not ask for the certificate in the handshake*"

# The token is of another certificate than ours, or of one that was not shown.
# {"cnf":{"x5t#S256":"other"}}
other=e30.eyJjbmYiOnsieDV0I1MyNTYiOiJvdGhlciJ9fQ.
fresh "$subject" token=$other
ccred token demo --format json
refused "another certificate's token" 76 "ccred: demo: the token is bound to another certificate (x5t#S256 other)*"
demo_config </dev/null
fresh token=$other auth-methods=client_secret_basic
ccred token demo
refused "a token of a certificate that was not shown" 76 "ccred: demo: the token is bound to a certificate (x5t#S256 other), and none was shown*"

# A handshake that the server ends, in TLS 1.2 and 1.3: openssl(1) wants the certificate of a client.
refuses() { # VERSION
	mkfifo "$work/$1.out" "$work/$1.in"
	openssl s_server -accept 127.0.0.1:0 -"$1" -cert "$server/peer.pem" -CAfile "$ca" -Verify 1 -verify_return_error \
		-naccept 3 -rev <"$work/$1.in" >"$work/$1.out" 2>/dev/null &
	servers="$servers $!"
	exec 3>"$work/$1.in" 4<"$work/$1.out"
	while read -r line <&4; do
		case $line in
		ACCEPT*) port=${line##*:} && break ;;
		esac
	done
	sed "s|issuer .*|token-endpoint https://127.0.0.1:$port/token|; /allow-origin/d" "$config" >"$work/base"
	sed "s|foreign|client|g" "$work/base" >"$config"
	ccred forget demo
	ccred token demo
	like "$1: a certificate that it takes; it speaks no HTTP" "$code $err" "76 ccred: demo: 127.0.0.1 does not speak HTTP*"
	cp "$work/base" "$config"
	ccred forget demo
	ccred token demo
	refused "$1: its authority is not known" 77 \
		"ccred: demo: 127.0.0.1 refused the certificate of CN=ccred test foreign (it *): have it registered there*"
	ccred token demo
	refused "$1: a refusal, which counts" 77 "*refused 0 s ago, and not sent again for * unless it changes*"
	sed "/client-id/a\\    client-id demo2" "$config" | sed "/client-id demo$/d; s/source .*/source required file path=$(echo "$work/secret" | sed 's|/|\\/|g')/" >"$work/base"
	cp "$work/base" "$config"
	ccred token demo
	refused "$1: without one" 77 "ccred: demo: 127.0.0.1 wants a certificate of the client: set client-auth tls_client_auth*"
	exec 3>&- 4<&-
}
shows "$server/foreign.crt" "$server/foreign.key" </dev/null
refuses tls1_2
shows "$server/foreign.crt" "$server/foreign.key" </dev/null
refuses tls1_3

# Who answers with a certificate of another name, such as a proxy, does not get to see that of the client.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/other.key" -out "$work/other.crt" -days 2 -subj /CN=proxy \
	-addext subjectAltName=DNS:proxy.example 2>"$work/err"
mkfifo "$work/other.out" "$work/other.in"
openssl s_server -accept 127.0.0.1:0 -cert "$work/other.crt" -key "$work/other.key" -verify 1 -naccept 1 -rev \
	<"$work/other.in" >"$work/other.out" 2>"$work/other.err" &
other=$!
servers="$servers $other"
exec 3>"$work/other.in" 4<"$work/other.out"
while read -r line <&4; do
	case $line in
	ACCEPT*) port=${line##*:} && break ;;
	esac
done
shows "$server/client.crt" "$server/client.key" </dev/null
sed -i "s|issuer .*|token-endpoint https://127.0.0.1:$port/token|; s|ca-file .*|ca-file $work/other.crt|" "$config"
ccred forget demo
ccred token demo
refused "another name" 69 "ccred: demo: the certificate of 127.0.0.1 is not trusted *"
wait "$other"
exec 3>&- 4<&-
is "it has asked, and was not shown the certificate" "$(grep -c 'verify depth' "$work/other.err") $(grep -c 'ccred test client' "$work/other.err")" "1 0"
# ccred setup makes such a profile in one go.
fresh "$subject"
by_source() { # OPTION...
	ccred setup --yes --replace --profile tls --issuer "$url" --target "$mutual/tls" --allow-origin "$mutual" --ca-file "$ca" \
		--audience https://api.example/openehr/v1 --client-auth tls_client_auth --client-id demo "$@"
}
by_source --source "key path=$server/client.key certificate=$server/client.crt"
is "setup with a source: exit code" "$code" 0
grep -q "^    source  *required key path=$server/client.key certificate=$server/client.crt$" "$config"
ok "setup with a source: it is in the profile"
ccred token tls --format json
is "setup with a source: a token" "$code$(printf %s "$out" | jq -r .bound_to)" "0certificate"
before=$(cat "$config")
by_source --source "key path=$server/self.key certificate=$server/client.crt"
is "setup with a source that is wrong: exit code" "$code" 65
like "setup with a source that is wrong: message" "$err" "*the certificate is that of another key*"
by_source --source "key pth=$server/client.key"
is "setup with a source that is no line: exit code" "$code" 78
like "setup with a source that is no line: message" "$err" "*unknown argument pth: did you mean path?*"
by_source --source 'key "path=/x'
is "setup with half a line: exit code" "$code" 78
like "setup with half a line: message" "$err" "*--source*"
by_source --source "key path=/x" --key new
is "setup with a source and a key: exit code" "$code" 64
like "setup with a source and a key: message" "$err" "*with --source, leave out --key*"
is "none of these changed the configuration" "$(cat "$config")" "$before"
finish
