# Tokens that are bound to a key (DPoP, RFC 9449): the proofs, the nonce, and who cannot send any.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/oauth/seen.sh"
start_server as --client demo:demo-secret --client both:demo-secret
demo_config <<'MORE'
    dpop      yes
    scope     api.read
MORE
control dpop=on
api=$url/openehr/v1/definition/template/adl1.4

# A part of a proof: 1 is the header, 2 the claims.
part() { # N PROOF
	text=$(printf %s "$2" | cut -d . -f "$1" | tr -- '-_' '+/')
	while [ $((${#text} % 4)) -ne 0 ]; do text=$text=; done
	printf %s "$text" | base64 -d
}
claim() { # NAME PROOF
	part 2 "$2" | jq -r ".$1"
}
# The proof of request N of the log.
proof_sent() {
	sed -n 's/^DPoP: //Ip' "$work/as/requests/$(printf %06d "$1")"
}
call_api() { # CURL-ARGUMENT...
	curl -q -sS --noproxy '*' --cacert "$ca" -o /dev/null -w '%{http_code}' "$@"
}
entry() {
	find "$XDG_RUNTIME_DIR/ccred" -name '*.token'
}

ccred token demo
is "a token" "$code$err" 0
token=$out
proof=$(proof_sent "$(requests)")
is "the header of the proof" "$(part 1 "$proof" | jq -rc '[.typ, .alg, .jwk.kty, .jwk.crv, (.jwk | length)]')" \
	'["dpop+jwt","ES256","EC","P-256",4]'
is "its claims" "$(part 2 "$proof" | jq -rc '[.htm, .htu, .ath, .nonce]')" "[\"POST\",\"$url/oauth/token\",null,null]"
ccred token "$api"
is "it is cached" "$out $(token_requests)" "$token 1"
is "its entry is for the user alone" "$(stat -c %a "$(entry)")" 600

# With a proof for one request.
ccred token "$api?x=y#z" --format curl --method GET
is "curl" "$code$err" 0
printf '%s\n' "$out" >"$work/curl"
like "curl: the lines" "$out" "header = \"Authorization: DPoP $token\"${newline}header = \"DPoP: *\""
is "curl: the API takes it" "$(call_api -K "$work/curl" "$api")" 200
is "curl: but once" "$(call_api -K "$work/curl" "$api")" 401
proof=$(sed -n 's/^header = "DPoP: \(.*\)"$/\1/p' "$work/curl")
is "the claims of this proof" "$(part 2 "$proof" | jq -rc '[.htm, .htu, .ath, .nonce]')" \
	"[\"GET\",\"$api\",\"$(printf %s "$token" | openssl dgst -sha256 -binary | base64 | tr -- '+/' '-_' | tr -d =)\",null]"
ccred token "$api" --method GET --format header
printf '%s\n' "$out" >"$work/header"
is "header: both" "$(call_api -H @"$work/header" "$api")" 200
ccred token "$api" --method GET --format headers-json
is "headers-json: both" "$(printf %s "$out" | jq -rc keys)" '["Authorization","DPoP"]'
ccred token "$api" --method GET --format json
is "json" "$(printf %s "$out" | jq -r '.access_token + " " + .token_type + " " + (.dpop_proof | length > 300 | tostring)')" \
	"$token DPoP true"
ccred token demo --format json
is "json without a proof" "$(printf %s "$out" | jq -rc '[.token_type, .dpop_proof]')" '["DPoP",null]'
for format in header curl headers-json; do
	ccred token demo --format "$format"
	refused "$format without a proof" 78 "ccred: demo: the token is bound to a key*--method GET*"
done
is "all from the cache" "$(token_requests)" 1

ccred proof "$api" --method GET
is "proof" "$code$err" 0
first=$out
is "proof: the API takes it" "$(call_api -H "Authorization: DPoP $token" -H "DPoP: $first" "$api")" 200
is "proof: not as a Bearer token" "$(call_api -H "Authorization: Bearer $token" "$api")" 401
ccred proof "$url/openehr/v1/x" --method POST
is "proof: not for another URL" "$(call_api -H "Authorization: DPoP $token" -H "DPoP: $out" -X POST "$api")" 401
[ "$(claim jti "$out")" != "$(claim jti "$first")" ]
ok "proof: another jti each time"
is "proof: the same key" "$(part 1 "$out" | jq -c .jwk)" "$(part 1 "$first" | jq -c .jwk)"
ccred proof "$api" --method GET --nonce a.nonce
is "proof: a nonce" "$(claim nonce "$out")" a.nonce
ccred proof demo --method GET
refused "proof: no URL" 64 "ccred: a proof is for one request: give its URL*"
ccred proof "$api"
refused "proof: no method" 64 "ccred: --method is missing*"
ccred proof "$api" --method get
refused "proof: no such method" 64 "ccred: demo: get is no method of HTTP*"
ccred proof "$api" --method GET --nonce 'a b'
refused "proof: no nonce" 64 "ccred: demo: this is no nonce*"
ccred proof https://other.example/ --method GET
refused "proof: a URL of no profile" 78 "ccred: *"
ccred token "$api" --method GET
refused "token: a proof without its form" 64 "ccred: the bare token has no proof: add --format*"
ccred token "$api" --nonce x
refused "token: a nonce alone" 64 "ccred: --nonce goes with --method*"

# Who cannot send a proof.
ccred exec demo -- true
refused "exec" 78 "ccred: demo: the token is bound to a key*"
ccred exec --refresh demo -- true
refused "exec --refresh" 78 "ccred: demo: the token is bound to a key*"
printf 'url=%s\n\n' "$api" >"$work/in"
run "$bin/ccred" get <"$work/in"
like "git" "$code$out$err" "78quit=1*the token is bound to a key*"
run "$bin/ccred" helper headers demo
refused "another dialect" 78 "ccred: demo: the token is bound to a key*"
ccred helper git --configure demo
refused "the lines for a tool" 78 "ccred: demo: the profile has dpop yes, and no tool sends the proofs: *"
sed "s|^profile demo|&\n    token-file $work/file|" "$config" >"$work/file.conf"
chmod 600 "$work/file.conf"
run env CCRED_CONFIG="$work/file.conf" "$bin/ccred" token demo
refused "a token file" 78 "ccred: $work/file.conf:2:*: token-file has no use beside dpop*"

# What a person is told.
thumbprint() { # PROOF
	part 1 "$1" | jq -j '.jwk | "{\"crv\":\"\(.crv)\",\"kty\":\"\(.kty)\",\"x\":\"\(.x)\",\"y\":\"\(.y)\"}"' |
		openssl dgst -sha256 -binary | base64 | tr -- '+/' '-_' | tr -d =
}
jkt=$(thumbprint "$first")
ccred inspect demo
like "inspect" "$out" "*type DPoP${newline}bound to   the key $jkt,*"
like "inspect: the server says the same" "$out" "*server     cnf * *$jkt*"
ccred inspect --json demo
is "inspect --json" "$(printf %s "$out" | jq -r '.cache.token_type + " " + .cache.jkt')" "DPoP $jkt"
ccred explain demo
like "explain" "$out" "*bound to the key $jkt (DPoP)*with a proof of a new key (DPoP)*"
ccred status
like "status" "$out" "*bound to: a key (DPoP)*"
ccred status --json
is "status --json" "$(printf %s "$out" | jq -r '.[0].bound_to')" "dpop"

# The key is nowhere but in the cache: not in what is printed or traced, nor in a request. It is the end of
# the body, whose length stands behind the name of the form.
body=$(od -An -tu4 -j 8 -N 4 "$(entry)" | tr -d ' ')
tail -c +"$((16 + body - 32 + 1))" "$(entry)" | head -c 32 >"$work/canary"
key_hex=$(od -An -v -tx1 "$work/canary" | tr -d ' \n') key_base64=$(base64 "$work/canary" | tr -d '=')
key_url=$(printf %s "$key_base64" | tr -- '+/' '-_')
has_key() { # FILE...
	cat "$@" | od -An -v -tx1 | tr -d ' \n' | grep -c "$key_hex" || :
	cat "$@" | grep -cFi -e "$key_hex" -e "$key_base64" -e "$key_url" || :
}
is "the key is found where it is" "$(has_key "$(entry)" | head -1)" 1
while read -r line; do
	# shellcheck disable=SC2086 # several words
	CCRED_TRACE=$work/trace "$bin/ccred" $line >>"$work/told" 2>&1
done <<COMMANDS
token $api --method GET --format curl
token demo --format json
proof $api --method GET
exec demo -- true
inspect --json demo
explain --json demo
status --json
doctor demo --url $api --json
helper headers demo
COMMANDS
[ "$(wc -l <"$work/told")" -gt 9 ] && [ "$(wc -l <"$work/trace")" -gt 50 ]
ok "much was said"
# The doctor has got a token with another key.
is "the key is nowhere else" "$(has_key "$work/told" "$work/trace" "$work"/as/requests/* | paste -sd ' ' -)" "0 0"

# A renewal has another key, and forget drops it.
ccred token demo --renew
[ "$code" = 0 ] && [ "$out" != "$token" ]
ok "renewed"
token=$out
ccred proof "$api" --method GET
[ "$(thumbprint "$out")" != "$jkt" ]
ok "with another key"
is "which the API takes" "$(call_api -H "Authorization: DPoP $token" -H "DPoP: $out" "$api")" 200
ccred renew --within 86400 demo
like "ccred renew" "$code$out" "0demo: renewed, *"
ccred token "$api" --method GET --format curl
printf '%s\n' "$out" >"$work/curl"
[ "$(call_api -K "$work/curl" "$api")" = 200 ] && ! grep -qF -e "$token" "$work/curl"
ok "ccred renew: the proof fits the new token"
ccred forget demo
is "forget drops the key" "$(entry)" ""
ccred proof "$api" --method GET
refused "none is left" 66 "ccred: demo: no token is cached*ccred token demo*"
ccred token "$api" --method GET --format curl
printf '%s\n' "$out" >"$work/curl"
is "a new token and its proof at once" "$code $(call_api -K "$work/curl" "$api")" "0 200"

# A token that cannot be kept.
control expires-in=0
ccred token "$api" --method GET --format curl --renew
printf '%s\n' "$out" >"$work/curl"
is "one that is not kept has its proof all the same" "$code $(call_api -K "$work/curl" "$api")" "0 200"
control expires-in=default

# The doctor calls the API with a proof; the nonce of the API once more.
control api-nonce=on
ccred doctor demo --url "$api" --json
is "doctor: the API wants a nonce" "$code $(printf %s "$out" | jq -r '.steps[] | select(.step == "api") | .status')" "0 200"
is "doctor: the two calls" "$(grep 'GET /openehr' "$log" | tail -2 | sed 's/.* //' | paste -sd ' ' -)" "401 200"
ccred token demo
token=$out
nonce=$(curl -q -sS --noproxy '*' --cacert "$ca" -o /dev/null -D - -H "Authorization: DPoP $token" \
	-H "DPoP: $("$bin/ccred" proof "$api" --method GET)" "$api" | tr -d '\r' | sed -n 's/^DPoP-Nonce: //Ip')
ccred proof "$api" --method GET --nonce "$nonce"
is "proof: with the nonce of the API" "$(call_api -H "Authorization: DPoP $token" -H "DPoP: $out" "$api")" 200
control api-nonce=loop
ccred doctor demo --url "$api" --json
is "doctor: a loop of the API" "$code $(printf %s "$out" | jq -rc '.steps[] | select(.step == "api") | [.status, .error]')" \
	'77 [401,"use_dpop_nonce"]'
control defaults=1 dpop=on

# The nonce of the authorization server.
asks() { # NAME CODE SEEN FIELD=VALUE...
	name=$1 wanted=$2 want_seen=$3
	shift 3
	fresh dpop=on "$@"
	ccred token demo
	is "$name: exit code" "$code" "$wanted"
	is "$name: the requests" "$(seen)" "$want_seen"
}
asks "a nonce" 0 "smart:200 token:400 token:200" token-nonce=on
n=$(requests)
one=$(proof_sent "$((n - 1))") two=$(proof_sent "$n")
is "a nonce: not at first" "$(claim nonce "$one")" null
is "a nonce: then as it was given" "$(claim nonce "$two" | tr -d '\n' | wc -c | tr -d ' ')" 20
[ "$(claim jti "$one")" != "$(claim jti "$two")" ]
ok "a nonce: another jti"
asks "a nonce loop" 76 "smart:200 token:400 token:400" token-nonce=loop
like "a nonce loop: the message" "$err" "ccred: demo: the server wants a nonce in the proof (DPoP), and gives none that it takes*"
ccred token demo
is "a nonce loop: callers share it, and it is no refusal" "$code $(seen)" "76 smart:200 token:400 token:400"

# With a signed assertion: the server has used up the jti of the first.
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/key.pem" 2>/dev/null
openssl pkey -in "$work/key.pem" -pubout -out "$work/key.pub"
cp "$config" "$work/config.secret"
sed -i "1i plugin-path $abs_top_srcdir/tests/oauth
	s|source .*|source required openssl-signer key=$work/key.pem alg=ES256 public=$work/key.pub|" "$config"
asks "an assertion and a nonce" 0 "smart:200 token:400 token:200" token-nonce=on "client-keys=demo:$work/key.pub"
assertion_sent() { # N
	sed -n 's/.*client_assertion=\([^&]*\).*/\1/p' "$work/as/requests/$(printf %06d "$1")"
}
n=$(requests)
one=$(claim jti "$(assertion_sent "$((n - 1))")") two=$(claim jti "$(assertion_sent "$n")")
[ ${#one} -ge 22 ] && [ ${#two} -ge 22 ] && [ "$one" != "$two" ]
ok "an assertion and a nonce: another jti in both"
cp "$work/config.secret" "$config"

# A downgrade, and other servers.
asks "a downgrade" 76 "smart:200 token:200" dpop=off
like "a downgrade: the message" "$err" "ccred: demo: the token_type is not DPoP, so anyone*"
is "a downgrade: nothing is kept" "$(entry)" ""
asks "other algorithms" 78 "smart:200" "dpop-algs=ES384 PS256"
like "other algorithms: both are named" "$err" "ccred: demo: ccred signs proofs (DPoP) with ES256, and the server takes only ES384 PS256*"
asks "among others" 0 "smart:200 token:200" "dpop-algs=ES384 ES256"
asks "not said" 0 "smart:200 token:200" dpop-algs=absent
fresh dpop=on jwt=on
ccred token demo
token=$out
control fault=same-token
ccred token demo --renew
refused "a token of another key" 76 "ccred: demo: the token is bound to another key (jkt *) than the one that was proven (*): *"
control clear=1
ccred token demo
is "a token of another key: the one before stays" "$out" "$token"
fresh dpop=on fault=error error=invalid_dpop_proof
ccred token demo
refused "the proof is refused" 77 "ccred: demo: the server refused the proof of the key (DPoP)*"
fresh dpop=on
sed -i '/^ *dpop/d' "$config"
control fault=error error=use_dpop_nonce
ccred token demo
refused "dpop is missing" 77 "ccred: demo: the server wants a proof of a key (DPoP) (use_dpop_nonce*): set dpop yes"
fresh
ccred proof "$api" --method GET
refused "a profile without dpop" 78 "ccred: demo: the token of this profile needs no proof*"
ccred token "$api" --method GET --format header
like "its token needs none" "$code$out" "0Authorization: Bearer *"
case $out in *DPoP*) false ;; esac
ok "and has none"

finish
