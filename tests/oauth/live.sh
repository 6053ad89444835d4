# The token request against the bundled server: its bytes, its tries, and when the stack runs once more.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/oauth/seen.sh"
secret='s3 cr:et+&=%é'
start_server as --client "demo:demo-secret" --client "ab:$secret"
demo_config </dev/null
sed -i "/client-id/d; /source/d" "$config"
cp "$config" "$work/base"

# The profile with these lines and one source, on stdin.
profile() {
	{
		cat "$work/base"
		cat
	} >"$config"
	chmod 600 "$config"
}
# A client whose id and secret are no plain words.
odd='    source required env id=ODD_ID secret=ODD_SECRET'
ODD_ID=ab ODD_SECRET=$secret
export ODD_ID ODD_SECRET

asks() { # NAME CODE SEEN FIELD=VALUE...
	name=$1 wanted=$2 requests=$3
	shift 3
	fresh "$@"
	ccred token demo
	is "$name: exit code" "$code" "$wanted"
	is "$name: the requests" "$(seen)" "$requests"
}

# The last request: its head, its body, or one header.
head_sent() {
	sed '/^$/q' "$work/as/requests/$(printf %06d "$(requests)")"
}
sent() { # [HEADER]
	if [ $# -eq 0 ]; then
		sed '1,/^$/d' "$work/as/requests/$(printf %06d "$(requests)")"
	else
		head_sent | sed -n "s/^$1: //Ip"
	fi
}
user() {
	sent Authorization | sed 's/^Basic //' | base64 -d
}

# Byte for byte.
profile <<LINES
    scope     api.read api.write
    resource  https://b.example/
    param     "zeta=1 & more"
    param     alpha=é
$odd
LINES
asks "basic" 0 "smart:200 token:200"
is "the body, in its order" "$(sent)" "grant_type=client_credentials&audience=https%3A%2F%2Fapi.example%2Fopenehr%2Fv1&resource=https%3A%2F%2Fb.example%2F&scope=api.read+api.write&zeta=1+%26+more&alpha=%C3%A9"
is "id and secret, form-encoded" "$(user)" "ab:s3+cr%3Aet%2B%26%3D%25%C3%A9"
is "the type of the body" "$(sent Content-Type)" application/x-www-form-urlencoded
is "what is wanted" "$(sent Accept)" application/json
is "nothing besides" \
	"$(head_sent | sed '1d; /^$/d; s/:.*//' | tr '[:upper:]' '[:lower:]' | sort | paste -sd ' ' -)" \
	"accept authorization content-length content-type host user-agent"
like "who asks" "$(sent User-Agent)" "ccred/[0-9]*"

# In the body, when that is all that the server offers.
profile <<LINES
$odd
LINES
asks "post" 0 "smart:200 token:200" auth-methods=client_secret_post basic=refuse
is "post: the body" "$(sent)" "grant_type=client_credentials&audience=https%3A%2F%2Fapi.example%2Fopenehr%2Fv1&client_id=ab&client_secret=s3+cr%3Aet%2B%26%3D%25%C3%A9"
is "post: no header" "$(sent Authorization)" ""
asks "neither" 78 "smart:200" auth-methods=private_key_jwt
like "neither: the message" "$err" \
	"ccred: demo: the server offers no client authentication that fits the credential (offered: private_key_jwt): *"
asks "basic, where the list is empty" 0 "smart:200 token:200" auth-methods=
asks "basic, where nothing is said" 0 "smart:200 token:200" auth-methods=absent
is "basic, where nothing is said: no body" "$(sent | grep -c client_secret)" 0
asks "basic, where both are offered" 0 "smart:200 token:200"
is "basic, where both are offered: no body" "$(sent | grep -c client_secret)" 0
for word in post client_secret_post; do
	profile <<LINES
    client-auth $word
$odd
LINES
	asks "$word, as the profile says" 0 "smart:200 token:200"
	is "$word, as the profile says: no header" "$(sent Authorization)" ""
done
profile <<LINES
    client-auth post
$odd
LINES
asks "post, though it is not offered" 0 "smart:200 token:200" auth-methods=private_key_jwt
profile <<LINES
    client-auth auto
$odd
LINES
asks "auto, as the profile says" 0 "smart:200 token:200" auth-methods=client_secret_post basic=refuse
profile <<LINES
    client-auth client_secret_basic
$odd
LINES
asks "client_secret_basic, as the profile says" 0 "smart:200 token:200" auth-methods=client_secret_post
is "client_secret_basic, as the profile says: no body" "$(sent | grep -c client_secret)" 0
profile <<LINES
    client-auth basic
$odd
LINES
asks "basic, as the profile says" 77 "smart:200 token:401" auth-methods=client_secret_post basic=refuse
is "basic, as the profile says: no body" "$(sent | grep -c client_secret)" 0

# Raw and encoded: what a server does not take is never tried in the other form.
profile <<LINES
$odd
LINES
asks "encoded for a server that takes it raw" 77 "smart:200 token:401" basic=raw
like "encoded for a server that takes it raw: the hint" "$err" "*
hint: the id or secret has characters that form encoding changes*basic-encoding raw"
profile <<LINES
    basic-encoding raw
$odd
LINES
asks "raw" 0 "smart:200 token:200" basic=raw
is "raw: as it is" "$(user)" "ab:$secret"
asks "raw for a server that wants it encoded" 77 "smart:200 token:400"
like "raw for a server that wants it encoded: the message" "$err" \
	"ccred: demo: the server refused the request (invalid_request: The Basic credentials are not form-encoded.): *"
ODD_ID='a:b/c d'
fresh
ccred token demo
refused "raw and a colon" 65 \
	"ccred: demo: basic-encoding raw cannot send a client id with a colon: use form"
is "raw and a colon: the requests" "$(seen)" "smart:200"
profile <<LINES
$odd
LINES
asks "a colon, encoded" 0 "smart:200 token:200" "client=$ODD_ID	$secret"
is "a colon, encoded: what was sent" "$(user)" "a%3Ab%2Fc+d:s3+cr%3Aet%2B%26%3D%25%C3%A9"

# How often.
profile <<LINES
    client-id demo
    source required file path=$work/secret
LINES
for http in $(some 400 402 404 405 406 408 409 410 413 415 418 421 422 423 425 426 431 451 499); do
	asks "$http" 76 "smart:200 token:$http" fault="$http"
done
for http in 401 403; do
	asks "$http" 77 "smart:200 token:$http" fault="$http"
done
asks "429" 75 "smart:200 token:429" fault=429
for http in $(some 500 501 599); do
	asks "$http" 69 "smart:200 token:$http" fault="$http"
done
for http in $(some 502 503 504); do
	asks "$http" 69 "smart:200 token:$http token:$http token:$http" fault="$http"
done
for http in $(some 301 302 303 307 308); do
	asks "$http" 76 "smart:200 token:$http" \
		fault=redirect status="$http" "location=$url/openehr/v1/elsewhere"
done
asks "a 201" 76 "smart:200 token:201" fault=body status=201 \
	'body={"access_token":"t","token_type":"Bearer"}'
asks "garbage" 76 "smart:200 token:200" fault=garbage
asks "no token" 76 "smart:200 token:200" fault=body 'body={}'
# The secret was sent: the server may have refused it in this way.
asks "a reset" 69 "smart:200 token:000" fault=reset
asks "cut short" 69 "smart:200 token:200" fault=cut
asks "a fault, then a refusal" 77 "smart:200 token:503 token:401" \
	fault=503 count=1 client=demo:other-secret
control client=demo:demo-secret

# A 429 is asked again when its time comes, in seconds or as a date; a 503 that names one, too.
asks "429 and a second" 0 "smart:200 token:429 token:200" fault=429 count=1 retry-after=1
asks "429 and a date" 0 "smart:200 token:429 token:200" \
	fault=429 count=1 "retry-after=$(date -u -d "+$((3 * slow)) seconds" '+%a, %d %b %Y %H:%M:%S GMT')"
asks "500 and a second" 0 "smart:200 token:500 token:200" fault=500 count=1 retry-after=1
asks "503 and a second" 0 "smart:200 token:503 token:200" fault=503 count=1 retry-after=1
for http in 429 503; do
	[ "$http" = 429 ] && wanted=75 || wanted=69
	asks "$http and a minute" "$wanted" "smart:200 token:$http" fault="$http" retry-after=60
	age 30
	mark
	ccred token demo
	is "$http and a minute: the next process" "$code $(seen)" "$wanted "
	age 35
	mark
	ccred token demo
	is "$http and a minute: when it is over" "$code $(seen)" "$wanted token:$http"
done

# Refused, the stack runs once more; only what is newer is sent.
stack() { # REFRESHED-SECRET
	: >"$work/calls"
	profile <<LINES
    client-id demo
    source required debug secret=demo-secret refresh-secret=$1 count-file=$work/calls
LINES
}
calls() {
	sed 's/.*flags=//' "$work/calls" | paste -sd ' ' -
}
control client=demo:newer-secret
# 4: refreshed.
stack newer-secret
asks "a newer secret" 0 "smart:200 token:401 token:200"
is "a newer secret: the calls" "$(calls)" "0 4"
stack demo-secret
asks "the same secret" 77 "smart:200 token:401"
is "the same secret: the calls" "$(calls)" "0 4"
stack another-secret
asks "another wrong secret" 77 "smart:200 token:401 token:401"
is "another wrong secret: the calls" "$(calls)" "0 4"
control client=demo:demo-secret

again() { # NAME STATUS FIELD=VALUE...
	name=$1 http=$2
	shift 2
	stack demo-secret
	asks "$name, the same secret" 77 "smart:200 token:$http" "$@" status="$http"
	is "$name, the same secret: the calls" "$(calls)" "0 4"
	stack newer-secret
	asks "$name, a newer one" 0 "smart:200 token:$http token:200" "$@" status="$http" count=1 \
		client=demo:newer-secret
	is "$name, a newer one: the calls" "$(calls)" "0 4"
	control client=demo:demo-secret
}
again "401 and nothing" 401 fault=401 empty=1
again "403 and nothing" 403 fault=403 empty=1
again "403 and a web page" 403 fault=html
again "401 and another error" 401 fault=error error=invalid_scope
for error in $(some invalid_client unauthorized_client access_denied invalid_request invalid_grant out_of_coffee); do
	again "$error" 400 fault=error error="$error"
done
once() { # NAME CODE SEEN FIELD=VALUE...
	stack newer-secret
	asks "$@"
	is "$1: the calls" "$(calls)" 0
}
for error in $(some unsupported_grant_type invalid_scope invalid_target); do
	once "$error" 77 "smart:200 token:400" fault=error error="$error" status=400
done
stack newer-secret
asks "404" 76 "smart:200 token:404 token:404" fault=404
is "404: the calls" "$(calls)" "0 4"
once "500" 69 "smart:200 token:500" fault=500
once "garbage" 76 "smart:200 token:200" fault=garbage
once "a redirect" 76 "smart:200 token:302" fault=redirect location=https://elsewhere.example/

# A lifetime counts from before the request, and a request that was sent has all the time that is left.
sed "/issuer/d; s/timeout .*/timeout $((6 * slow))/; s|audience|token-endpoint $url/oauth/token\n    audience|" "$work/base" >"$config"
cat >>"$config" <<LINES
    client-id demo
    source required file path=$work/secret
LINES
fresh lifetime=100 latency-ms=$((4000 * slow))
begin=$(date +%s)
ccred token demo --format json
expires=$(printf %s "$out" | jq .expires_at)
[ "$expires" -lt $((begin + 100 + 4 * slow)) ] && [ "$expires" -ge $((begin + 100)) ]
ok "a slow answer does not live longer"
is "it is asked for once" "$(seen)" "token:200"
finish
