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
	openssl genpkey -out "$work/$name" "$@" 2>"$work/err"
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

# The keys of all algorithms, in one JWK Set.
(cd "$work" && sh "$abs_top_srcdir/tests/oauth/jwks" rsa p256 p384 p521 ed >all)
while read -r name alg; do
	echo "    source required key path=$work/$name alg=$alg kid=$name" | profile
	fresh "client-keys=demo:$work/all"
	ccred token demo
	is "$alg: a token" "$code $err" "0 "
	is "$alg: is what is sent" "$(part 1)" "{\"alg\":\"$alg\",\"typ\":\"JWT\",\"kid\":\"$name\"}"
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

# What it says. The list of a key has the algorithm to prefer first.
x509() { # KEY
	openssl req -x509 -key "$work/$1" -subj /CN=demo -days 2 -out "$work/$1.crt"
}
x509 p256
sh "$abs_top_srcdir/tests/oauth/jwks" "$work/rsa" "$work/p256" >"$work/jwks"
signer p256 "ES384 ES256" kid=p256 "certificate=$work/p256.crt" | profile
fresh "client-keys=demo:$work/jwks" assertion-algs="RS256 ES256"
before=$(date +%s)
CCRED_TRACE=1 ccred token demo
like "a kid of the JWK Set: a token" "$code $err" "0 *assertion: signed with ES256, kid p256, for $url$newline*"
is "the trace has no signature" "$(grep -cF -e "$(sent client_assertion | cut -d . -f 3)" "$work/err")" 0
print=$(openssl x509 -in "$work/p256.crt" -outform DER | openssl dgst -sha256 -binary | b64url)
is "the header" "$(part 1)" "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"p256\",\"x5t#S256\":\"$print\"}"
like "the claims" "$(part 2)" "{\"iss\":\"demo\",\"sub\":\"demo\",\"aud\":\"$url\",\"jti\":\"??????????????????????\",\"iat\":*,\"exp\":*}"
[ "$(claim iat)" -ge "$before" ] && [ "$(claim exp)" -eq $(($(claim iat) + 120)) ]
ok "the times"
is "the form" "$(sent client_id) $(sent client_assertion_type)" \
	"demo urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"

# As the profile says.
token_with() { # LINE [FIELD=VALUE...]
	{
		signer p256 ES256
		echo "    $1"
	} | profile
	shift
	fresh "client-keys=demo:$work/p256.pub" "$@"
	ccred token demo
}
token_with "assertion-audience endpoint" assertion-audience=endpoint
is "the endpoint as the audience" "$code$err $(claim aud)" "0 $url/oauth/token"
token_with "assertion-audience https://other.example/" 
is "another audience" "$code $(claim aud)" "77 https://other.example/"
token_with "" "issuer=$url/"
is "the issuer as the metadata spell it" "$code$err $(claim aud)" "0 $url/"
token_with "assertion-typ client-authentication+jwt" assertion-typ=client-authentication+jwt
is "another typ" "$code$err" 0
token_with "assertion-lifetime 240"
is "another lifetime" "$code $(($(claim exp) - $(claim iat)))" "0 240"
token_with "assertion-lifetime 240" assertion-max=200
refused "one that the server finds too long" 77 "ccred: demo: the server refused the client (invalid_client: The assertion is valid for too long.): check the key that $config:*: openssl-signer supplied
hint: register the key *ccred key jwks PROFILE *(assertion-audience endpoint)*clock*"
sed -i 's/assertion-lifetime 240/assertion-lifetime 100/' "$config"
ccred token demo
is "a shorter one is let through at once" "$code$err" 0
token_with "token-endpoint $url/oauth/token" assertion-audience=endpoint
is "without metadata: a configured issuer is the audience" "$code $(claim aud)" "77 $url"
sed -i '/issuer/d' "$config"
unhold
ccred token demo
is "without an issuer: the endpoint" "$code$err $(claim aud)" "0 $url/oauth/token"

# Each try is signed anew, and no jti comes twice.
{
	signer p256 ES256 "count=$work/count"
	echo "    timeout 30"
} >"$work/lines"
sed '/timeout/d' "$work/base" >"$work/base2" && mv "$work/base2" "$work/base"
profile <"$work/lines"
fresh "client-keys=demo:$work/p256.pub" fault=503 count=2
ccred token demo
is "two faults, three tries: a token" "$code$err" 0
is "three requests" "$(seen | sed 's/.*smart:200 //')" "token:503 token:503 token:200"
is "three signatures" "$(sort "$work/count" | uniq -c | tr -s ' ')" " 3 ES256"
is "three jtis" "$(find "$work/as/requests" -type f | sort | tail -3 | while read -r file; do
	sed '1,/^$/d' "$file" | sed 's/.*client_assertion=[^.]*\.//; s/\..*//'
	echo
done | grep . | sort -u | wc -l)" 3
rm "$work/count"
sed -i 's/count=/fault=dies count=/' "$config"
fresh "client-keys=demo:$work/p256.pub" fault=503 count=2
ccred token demo
is "a signer that dies between two tries" "$code $(seen | sed 's/.*smart:200 //')" "70 token:503"
like "is named" "$err" "ccred: demo: openssl-signer: *it was killed by signal 9*"

# What can be wrong with a key and with what signs.
wrong() { # NAME CODE PATTERN SEEN, of the profile that is there
	ccred token demo
	refused "$1" "$2" "ccred: demo: $3"
	is "$1: the requests" "$(seen | sed 's/.*smart:[0-9]* *//')" "$4"
}
for fault in cut der none; do
	signer p256 ES256 fault=$fault | profile
	fresh "client-keys=demo:$work/p256.pub"
	case $fault in
	cut) wrong "a signature that is too short" 65 "the signature has 63 bytes, and one of ES256 has 64 (r and s, not DER): *" "" ;;
	der) wrong "a signature in DER" 65 "the signature has 7? bytes, and one of ES256 has 64 (r and s, not DER): *" "" ;;
	none) wrong "no signature" 67 "openssl-signer: *" "" ;;
	esac
done
{
	signer p256 ES256 fault=hangs
	echo "    source-timeout $slow"
} | profile
fresh "client-keys=demo:$work/p256.pub"
wrong "a signer that hangs" 75 "openssl-signer: *" ""
signer rsa RS256 fault=cut | profile
fresh "client-keys=demo:$work/rsa.pub"
wrong "an RSA signature that is too short" 65 "the signature has 63 bytes, and one of RS256 has at least 256: *" ""
{
	signer p256 ES256
	echo "    assertion-alg RS384"
} | profile
fresh "client-keys=demo:$work/p256.pub"
wrong "an EC key, and RS384 asked for" 78 "assertion-alg is RS384, and the key signs with ES256: *" ""
signer p256 ES256 | profile
fresh "client-keys=demo:$work/p256.pub" "assertion-algs=RS384 ES384"
wrong "algorithms that the key does not have" 78 "the key signs with ES256, and the server takes RS384 ES384: *" ""
fresh "client-keys=demo:$work/p256.pub" "auth-methods=client_secret_basic none"
wrong "a server that offers nothing that fits" 78 "the server offers no client authentication that fits the credential (offered: client_secret_basic none): *" ""
{
	signer p256 ES256
	echo "    client-auth private_key_jwt"
} | profile
ccred token demo
is "named, it is used all the same" "$code$err" 0
echo "    client-auth private_key_jwt$newline    source required file path=$work/secret" | profile
wrong "a secret where a key is asked for" 78 "client-auth private_key_jwt needs a client id and a key that can sign, and the sources did not supply that: *" "token:200"

# A refusal is of the key, not of the JWT: it is not sent again, and another key is.
signer p384 ES384 | profile
fresh "client-keys=demo:$work/p256.pub"
wrong "a key that is not registered" 77 "the server refused the client (invalid_client: The signature of the assertion is wrong.): check the key that $config:*: openssl-signer supplied*" "token:401"
wrong "is not sent again" 77 "the server refused the client *refused * ago, and not sent again *" "token:401"
ccred token demo --renew
is "not even if a new token is asked for" "$code $(seen | sed 's/.*smart:[0-9]* *//')" "77 token:401"
ccred doctor demo
is "the doctor shows the set to register" "$code $(printf '%s\n' "$out" | grep -A1 '^failure  *token' | sed -n 's/^ *\(ccred .*\)/\1/p')" "77 ccred key jwks demo"
like "and what would be sent" "$out" "*ok *assertion *as it would be sent, without its signature: alg ES384, *"
ccred explain demo
like "explain shows it, too" "$out" "*ok *assertion *as it would be sent, without its signature: alg ES384, *"
signer p256 ES256 | profile
ccred token demo
is "another key is sent, and the server has seen the other once" "$code $(seen | tr ' ' '\n' | grep token | paste -sd ' ' -)" "0 token:401 token:200"

signer p384 ES384 kid=corrected | profile
before=$(token_requests)
ccred token demo
is "so is the first one under another name" "$code $(($(token_requests) - before))" "77 1"

# The method: the first that the credential serves and the server offers.
chosen() { # NAME OFFERED WANTED, of the lines on stdin
	profile
	fresh "client-keys=demo:$work/p256.pub" "auth-methods=$2"
	ccred token demo
	if [ -n "$(sent client_assertion)" ]; then
		is "$1" "$code$err key" "0 $3"
	else
		is "$1" "$code$err secret" "0 $3"
	fi
}
{
	signer p256 ES256 | sed 's/required/optional/'
	echo "    source optional file path=$work/secret"
} >"$work/both"
chosen "both, and both are offered" "client_secret_basic private_key_jwt" key <"$work/both"
chosen "both, and nothing is said" absent key <"$work/both"
chosen "both, and one is offered" client_secret_post secret <"$work/both"
sed 's/optional/sufficient/' "$work/both" >"$work/either"
chosen "the line of a key that does not fit does not end the stack" client_secret_basic secret <"$work/either"
tac "$work/either" >"$work/secret-first"
chosen "nor that of a secret" private_key_jwt key <"$work/secret-first"

# client_secret_jwt is only taken by name.
secret_jwt() { # [LINE...]
	{
		echo "    client-auth client_secret_jwt"
		echo "    source required file path=$work/secret"
		printf '    %s\n' "$@"
	} | profile
}
secret_jwt
fresh client-methods=demo:client_secret_jwt
ccred token demo
is "HS256 by itself" "$code$err $(part 1)" '0 {"alg":"HS256","typ":"JWT"}'
is "the secret is not sent" "$(sent client_secret)" ""
for alg in HS384 HS512; do
	secret_jwt "assertion-alg $alg"
	fresh
	ccred token demo
	is "$alg" "$code$err $(part 1)" "0 {\"alg\":\"$alg\",\"typ\":\"JWT\"}"
done
secret_jwt
fresh "assertion-algs=RS256 HS512"
ccred token demo
is "as the metadata say" "$code$err $(part 1)" '0 {"alg":"HS512","typ":"JWT"}'
fresh "assertion-algs=RS256 ES256"
wrong "metadata without one" 78 "a secret signs with HS256 HS384 HS512, and the server takes RS256 ES256: *" ""
printf 'wrong-secret\n' >"$work/secret"
fresh
wrong "a wrong secret" 77 "the server refused the client (invalid_client: The signature of the assertion is wrong.): check the client id and the secret that *" "token:401"

# The doctor and explain.
signer p256 ES256 | profile
fresh "client-keys=demo:$work/p256.pub" client-methods=demo:private_key_jwt
facts() { # STEP
	printf '%s\n' "$out" | sed -n "s/^[a-z]*  *$1  *//p"
}
ccred explain demo
is "explain: the method" "$code $(facts auth)" \
	"0 private_key_jwt: the first that the credential serves and the server offers"
like "explain: the assertion" "$(facts assertion)" \
	"as it would be sent, without its signature: alg ES256, typ JWT; iss demo, sub demo, aud $url, jti ??????????????????????, iat * (*Z), exp in * (*Z)"
is "explain: nothing was sent" "$(seen)" smart:200
ccred doctor demo
like "the doctor: the assertion" "$code $(facts assertion)" "0 as sent, without its signature: alg ES256, *, jti $(claim jti), iat *"
ccred doctor demo --json
is "JSON: the claims as sent" "$(jq -cS '.steps[] | select(.step == "assertion") | [.sent, .header.alg, .payload]' "$work/out")" \
	"[true,\"ES256\",$(part 2 | jq -cS .)]"
is "JSON: the methods" "$(jq -r '.steps[] | select(.step == "auth") | .method, (.methods[] | select(.taken) | .method)' "$work/out")" \
	"private_key_jwt${newline}private_key_jwt"
is "no signature is shown" "$(grep -cF -e "$(sent client_assertion | cut -d . -f 3)" "$work/out")" 0
control date-offset=600
ccred doctor demo
like "a clock that is behind: the assertion" "$(printf '%s\n' "$out" | grep -A1 'warning *assertion')" \
	"*by the server's clock it had expired * min before it came: correct the clock of this machine*timedatectl set-ntp true"
control date-offset=-600
ccred doctor demo
like "a clock that is ahead" "$out" "*by the server's clock its iat is * min ahead: *"
control date-offset=0
signer p256 ES256 fault=cut | profile
ccred explain demo
like "explain: a signature that is none" "$code $(printf '%s\n' "$out" | grep '^failure')" "65 failure  request *the signature has 63 bytes*"
signer p256 ES256 | profile
fresh "client-keys=demo:$work/p256.pub" auth-methods="client_secret_basic"
ccred explain demo
is "explain: what does not fit" "$code $(printf '%s\n' "$out" | grep -c 'failure *stack .*offers no client authentication')" "78 1"
finish
