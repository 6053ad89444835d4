# ccred inspect: what is known of a token, and never the token.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null

get_token() {
	ccred forget demo
	rm -f "$XDG_RUNTIME_DIR"/ccred/doc-*
	ccred token demo
	token=$out
}
inspect() { # [OPTION...]
	ccred inspect "$@" demo
	is "inspect $*: nothing of the token, and no secret" "$(grep -cF -e "$token" -e demo-secret \
		-e "${token##*.}" "$work/out" "$work/err" | grep -v ':0$')" ""
}
line() { # LABEL
	printf '%s\n' "$out" | sed -n "s/^$1  *//p"
}
# The value of a member, by way of another reader of JSON.
json() { # EXPRESSION
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
print(json.dumps(eval(sys.argv[2])))' "$work/out" "$1"
}

# Nothing there: nobody is asked.
ccred inspect demo
refused "no cache" 66 "ccred: demo: no token is cached: ccred token demo"
is "nothing is asked" "$(requests)" 0
[ ! -e "$XDG_RUNTIME_DIR/ccred" ]
ok "and nothing made"
get_token
age 4000
ccred inspect demo
refused "an expired token" 66 "ccred: demo: no token is cached (expired): ccred token demo"

# An opaque token.
get_token
before=$(token_requests)
inspect
is "exit code and stderr" "$code$err" 0
like "profile" "$(line profile)" "demo ($config:1)"
like "cache" "$(line cache)" "fresh, valid for [15]* [hm]* more, * s old, type Bearer"
is "scope" "$(line scope)" "api.read api.write"
like "what the server says" "$(line server)" "the token is active
scope       api.read api.write
client_id   demo
token_type  Bearer
exp         in [15]* [hm]* (20??-??-??T??:??:??Z)
sub         demo
aud         https://api.example/openehr/v1
iss         $url"
is "token" "$(line token)" "opaque: it says nothing of itself"
is "verdict" "$(line verdict)" "0: the server takes the token"
is "no token was asked for" "$(token_requests)" "$before"
is "one introspection" "$(grep -c 'POST /oauth/introspect' "$log")" 1
sent=$(cat "$work/as/requests/$(printf %06d "$(sed -n 's/ POST \/oauth\/introspect .*//p' "$log" | tail -1)")")
like "with the credentials of a token request" "$sent" "*Authorization: Basic $(printf demo:demo-secret | base64)*"
like "the token and its type" "$sent" "*token=$token&token_type_hint=access_token"
inspect --json
is "--json" "$code$err" 0
is "what the server says, as JSON" "$(json 'd["server"]["active"], d["server"]["claims"]["client_id"], d["server"]["claims"]["exp"] == int(d["server"]["claims"]["exp"])')" \
	'[true, "demo", true]'
is "the cache, as JSON" "$(json 'd["cache"]["state"], d["cache"]["token_type"], d["cache"]["scope"], d["cache"]["lifetime_s"], 0 < d["cache"]["left_s"] <= 3600')" \
	'["fresh", "Bearer", "api.read api.write", 3600, true]'
is "the rest, as JSON" "$(json 'd["profile"], d["jwt"], d["omitted"], d["more"], d["verdict"]')" \
	'["demo", null, [], 0, {"code": 0, "reason": null, "text": null, "fix": null, "place": null, "hint": null}]'
ccred inspect "$url/openehr/v1/things"
like "by URL" "$code$(line verdict)" "00: *"

# A JWT.
control jwt=on
get_token
inspect
is "a JWT" "$code$err$(line token)" "0a JWT; what it says of itself is not verified"
like "its header" "$(line header)" "alg  HS256
typ  at+jwt"
like "its payload" "$(line payload)" "iss        $url
sub        demo
aud        https://api.example/openehr/v1
client_id  demo
scope      api.read api.write
iat        * (20??-??-??T??:??:??Z)
exp        in [15]* [hm]* (20??-??-??T??:??:??Z)
jti        *"
inspect --json
is "a JWT as JSON" "$(json 'd["jwt"]["verified"], d["jwt"]["header"], d["jwt"]["payload"]["sub"], d["jwt"]["payload"]["exp"] - d["jwt"]["payload"]["iat"]')" \
	'[false, {"alg": "HS256", "typ": "at+jwt"}, "demo", 3600]'

# A JWT with the secret in it: nothing that it says is shown.
b64url() {
	base64 -w0 | tr '+/' '-_' | tr -d =
}
control "token=$(printf '{"alg":"none"}' | b64url).$(printf '{"sub":"demo","x":["DEMO%%2dSECRET"]}' | b64url).c2ln"
get_token
inspect
is "a JWT with the secret in it" "$code$err$(line token)" "0a JWT; what it says of itself is not verified"
is "nothing of it is shown" "$(line header) $(line payload)" "[hidden]  [hidden] [hidden]  [hidden]
[hidden]  [hidden]"
inspect --json
is "nor as JSON" "$(json 'd["jwt"]["header"], d["jwt"]["payload"], [o["text"] for o in d["omitted"]]')" \
	'[{}, {}, ["[hidden]", "[hidden]", "[hidden]"]]'
# A scope with the secret in it.
control fault=body count=1 'body={"access_token":"t","token_type":"Bearer","expires_in":3600,"scope":"a ZGVtby1zZWNyZXQ"}'
get_token
is "a scope with the secret in it" "$code$out$err" "0tccred: demo: warning: the server's scope is left out: it may repeat a secret"
is "is not stored" "$(grep -rl ZGVtby1zZWNyZXQ "$XDG_RUNTIME_DIR/ccred")" ""
control defaults=1 jwt=on
get_token

# Not active.
control revoke=all
inspect
is "revoked elsewhere" "$code$err" 77
is "is said" "$(line server)" "the token is not active"
is "with what to do" "$(line verdict)" "77: the server says that the token is not active: ccred token demo --renew"
inspect --json
is "as JSON" "$code$(json 'd["server"]["active"], d["server"]["claims"], d["verdict"]["code"]')" '77[false, {}, 77]'
ccred token demo
is "the cache is left alone" "$code$out" "0$token"

# The server cannot be asked: the rest is shown.
control introspection-endpoint=absent
get_token
inspect
is "not offered" "$code$err" 0
like "is said" "$(line server)" "was not asked: the metadata at $url/* name no introspection_endpoint"
is "and what the token says" "$(line verdict)$(line header | head -1)" "0: nothing is known against the tokenalg  HS256"
inspect --json
like "not offered, as JSON" "$(json 'd["server"]["active"], d["server"]["unoffered"]')" '[[]null, "the metadata at *'
sed -i "s|issuer .*|token-endpoint $url/oauth/token|" "$config"
get_token
inspect
like "token-endpoint without issuer" "$code$(line server)" "0was not asked: token-endpoint is configured*"
demo_config </dev/null
for endpoint in https://evil.example/x "$url_http/oauth/introspect"; do
	control "introspection-endpoint=$endpoint"
	get_token
	before=$(requests)
	inspect
	is "$endpoint: exit code and stderr" "$code$err" 77
	like "$endpoint: why" "$(line server)$(line verdict)" "gave no answer77: the introspection_endpoint *"
	is "$endpoint: no token leaves" "$(requests)" "$before"
done
control introspection-endpoint=default introspection-auth=client_secret_post
get_token
inspect
is "introspection_endpoint_auth_methods_supported" \
	"$code$(tail -1 "$work/as/requests/$(printf %06d "$(requests)")" | sed 's/.*&client_id/client_id/')" \
	"0client_id=demo&client_secret=demo-secret"
control introspection-auth=default

fault() { # NAME CODE PATTERN FIELD=VALUE...
	name=$1 wanted=$2 pattern=$3
	shift 3
	control clear=1 on=introspect "$@"
	inspect
	is "$name: exit code and stderr" "$code$err" "$wanted"
	like "$name: why" "$(line verdict)" "$wanted: $pattern"
	is "$name: the rest is shown" "$(line server)$(line header | head -1)" "gave no answeralg  HS256"
	unhold
}
fault "a server with a fault" 69 "the server has a fault (status 503)*" fault=503
fault "403 and nothing else" 77 "the server refused without a reason (status 403)*" fault=403 empty=1
fault "a client that may not" 77 "the client may not do this*" fault=error error=unauthorized_client
fault "nothing there" 76 "there is nothing at the endpoint that the metadata name (status 404)*" fault=404
fault "a redirect" 76 "*redirects*" fault=redirect location=https://evil.example/
fault "garbage" 76 "the answer is not one JSON object*" fault=garbage
fault "a web page" 76 "*it is a web page*" fault=html
fault "too much" 76 "*answered more than*" fault=huge
fault "cut" 69 "*" fault=cut
for body in '{}' '{"active":"true"}' '{"active":1}' '{"active":null}' '{"scope":"x"}'; do
	fault "$body" 76 "the answer does not say whether the token is active (RFC 7662, 2.2)*" fault=body body="$body"
done
for body in '[true]' '{"active":true' '{"active":true} x' '{"active":false,"active":true}'; do
	fault "$body" 76 "the answer is not one JSON object*" fault=body body="$body"
done
fault "an error with 200" 77 "the server refused the client (invalid_client)*" fault=body body='{"error":"invalid_client"}'

# Words of the server are harmless, whatever they are.
control clear=1 on=introspect fault=body body='{"active":true,"username":"\u001b[31mred\u202e\n","exp":"soon","iat":-5,
"nbf":99999999999999,"aud":["a",{"b":null}],"ext":{"deep":[1.5,true]},"bad\u0007name":1,"_e":"\u00e9\ud83d\ude00",
"echo":"'"$token"'","nested":[{"x":"y '"$token"' z"}],"secret":"demo-secret","demo-secret":1,
"long":"'"$(head -c 5000 /dev/zero | tr '\0' x)"'"}'
inspect
is "odd claims" "$code$err" 0
is "no control byte" "$(LC_ALL=C tr -d '\n\40-\176\303\251\360\237\230\200' <"$work/out" | od -An -c)" ""
like "control bytes are escaped" "$(line server)" '*username * \\x1b[[]31mred\\x*\\x0a
exp *'
like "what is no time is shown as it is" "$(line server)" "*
exp * soon
iat * -5
nbf * 99999999999999
*"
like "lists and objects as JSON" "$(line server)" '*
aud * [[]"a",{"b":null}]
ext * {"deep":[[]1.5,true]}
*'
is "what repeats the token or the secret is hidden" "$(line server | grep -c '\[hidden\]$')" 4
is "the longest is cut" "$(line server | sed -n 's/^long *//p' | wc -c)" 1024
inspect --json
is "all of it as JSON" "$(json 'd["server"]["claims"]["username"], d["server"]["claims"]["_e"], d["server"]["claims"]["ext"], [x["name"] for x in d["omitted"]]')" \
	'["\u001b[31mred\u202e\n", "\u00e9\ud83d\ude00", {"deep": [1.5, true]}, ["echo", "nested", "secret", "[hidden]", "long"]]'
is "in ASCII" "$(LC_ALL=C tr -d '\n\40-\176' <"$work/out" | wc -c | tr -d ' ')" 0
python3 -c 'import json; print(json.dumps({"active": True, **{"c%d" % i: "x%y" * 250 for i in range(100)}}))' >"$work/many"
control clear=1 on=introspect fault=body body="$(cat "$work/many")"
inspect
is "claims without end" "$code$err" 0
like "are too much" "$(line more)" "[78]? claims are too much to be shown"
[ "$(wc -c <"$work/out")" -lt 200000 ]
ok "and cut"
control defaults=1

# A scope that is none of RFC 6749, as the token endpoint said it.
control fault=body body='{"access_token":"'"$token"'","token_type":"Bearer","expires_in":60,"scope":"a\u009bb"}'
get_token
ccred inspect demo
is "an odd scope" "$code$(line scope)" '0a\xc2\x9bb'
control defaults=1

# Tokens that only look like JWTs.
b64() {
	printf %s "$1" | base64 -w0 | tr '/+' '_-' | tr -d =
}
opaque() { # NAME TOKEN
	control token="$2"
	get_token
	inspect
	is "$1" "$code$(line token)" "0opaque: it says nothing of itself"
}
header=$(b64 '{"alg":"none"}')
opaque "two parts" "$header.$header"
opaque "five parts" "$header.$header.AAAA.BBBBBBBB.CCCCCCCC"
opaque "no object" "$(b64 '[]').$header.AAAA"
opaque "padding" "$header=.$header.AAAA"
opaque "a name twice" "$header.$(b64 '{"sub":"a","sub":"b"}').AAAA"
control token="$header.$(b64 '{"sub":"\u001b]0;x","exp":0}')."
get_token
ccred inspect demo
like "no signature, and an odd claim" "$code$(line payload)" '0sub  \\x1b]0;x
exp  0'
control defaults=1

# Credentials that are missing or refused.
get_token
rm "$work/secret"
inspect
is "no secret" "$code$err" 67
is "what the cache knows is shown" "$(line scope)" "api.read api.write"
printf 'wrong\n' >"$work/secret"
chmod 600 "$work/secret"
inspect
like "a wrong one" "$code$(line verdict)" "7777: the server refused the client (invalid_client*$config:8: file supplied"

for arguments in "" "demo more" "--nonsense demo"; do
	# shellcheck disable=SC2086 # words are meant
	ccred inspect $arguments
	refused "usage: inspect $arguments" 64 "ccred: *ccred inspect --help"
done
ccred inspect nonsense
refused "an unknown profile" 78 "ccred: *"
ccred inspect --help
like "--help" "$code$out" "0usage: ccred inspect *"
finish
