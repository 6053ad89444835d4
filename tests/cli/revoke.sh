# ccred revoke: a token that the server has revoked is dropped, and one that it has not is kept.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret --client other:other-secret
demo_config </dev/null

tokens() {
	find "$XDG_RUNTIME_DIR" -name '*.token' 2>/dev/null | wc -l | tr -d ' '
}
revocations() {
	grep -c 'POST /oauth/revoke' "$log" || :
}
# The last request to the endpoint, as it was sent.
sent() {
	cat "$work/as/requests/$(printf %06d "$(sed -n 's/ POST \/oauth\/revoke .*//p' "$log" | tail -1)")"
}
usable() { # TOKEN
	[ "$(curl -q -sS --noproxy '*' --cacert "$ca" -o /dev/null -w '%{http_code}' \
		-H "Authorization: Bearer $1" "$url/openehr/v1/x")" = 200 ]
}
get_token() {
	ccred token demo
	token=$out
}
stays() { # NAME CODE PATTERN
	what="the token is not revoked, and"
	[ "$1" != "a server that hangs" ] || what="the server did not confirm the revocation, and the token"
	refused "$1" "$2" "ccred: demo: $what stays in the cache: $3"
	ccred token demo
	is "$1: it is still given out" "$code$err$out" "0$token"
	unhold
}

ccred revoke demo
is "no cache" "$code$err$out" "0demo: no token is cached, and nothing was revoked"
is "nothing is asked" "$(requests)" 0
[ ! -e "$XDG_RUNTIME_DIR/ccred" ]
ok "and nothing made"

get_token
is "a token" "$code$err" 0
usable "$token"
ok "that the API takes"
ccred revoke demo
is "is revoked" "$code$err$out" "0demo: the token is revoked, and dropped from the cache"
! usable "$token"
ok "the API takes it no longer"
is "it is dropped" "$(tokens)" 0
is "one request" "$(revocations)" 1
like "with the credentials of a token request" "$(sent)" "*Authorization: Basic $(printf demo:demo-secret | base64)*"
like "the token and its type" "$(sent)" "*token=*&token_type_hint=access_token"
ccred revoke demo
is "none is left" "$code$err$out" "0demo: no token is cached, and nothing was revoked (none)"
is "nothing more is asked" "$(revocations)" 1

# By URL; and it may be unknown to the server by now.
get_token
control revoke=all
ccred revoke "$url/openehr/v1/things"
is "a token that was revoked before, by URL" "$code$err$out" "0demo: the token is revoked, and dropped from the cache"
get_token
age 4000
ccred revoke demo
is "one that has expired" "$code$err$out" "0demo: no token is cached, and nothing was revoked (expired)"
is "is not sent" "$(revocations)" 2

# How the client authenticates: as for a token, unless the metadata say otherwise of this endpoint.
ccred forget demo
sed -i 's/    client-id/    client-auth post\n    client-id/' "$config"
get_token
ccred revoke demo
like "client-auth post" "$code$(sent)" "0*&client_id=demo&client_secret=demo-secret"
sed -i '/client-auth/d' "$config"
forget_metadata() {
	rm -f "$XDG_RUNTIME_DIR"/ccred/doc-*
}
control revocation-auth=client_secret_post
forget_metadata
get_token
ccred revoke demo
like "revocation_endpoint_auth_methods_supported" "$code$(sent)" "0*&client_id=demo&client_secret=demo-secret"
control defaults=1

# Not offered: said, and only dropped. What was kept of metadata is not believed in this.
forget_metadata
control revocation-endpoint=absent
get_token
ccred revoke demo
refused "not offered" 78 \
	"ccred: demo: the token is not revoked, only dropped from the cache: the metadata at $url/* name no revocation_endpoint
hint: anyone who has the token can use it for [15]* [hm]* more"
is "it is dropped" "$(tokens)" 0
get_token
control defaults=1
ccred revoke demo
is "offered since the metadata were kept" "$code$err$out" "0demo: the token is revoked, and dropped from the cache"
! usable "$token"
ok "and revoked in fact"
sed -i "s|issuer .*|token-endpoint $url/oauth/token|" "$config"
get_token
ccred revoke demo
refused "token-endpoint without issuer" 78 "ccred: demo: the token is not revoked, only dropped *token-endpoint is configured*
hint: *"
demo_config </dev/null

# Where it may be sent.
forget_metadata
control revocation-endpoint=https://evil.example/revoke
get_token
before=$(requests)
ccred revoke demo
refused "on another server" 77 "ccred: demo: the token is not revoked, *the revocation_endpoint is on another server: add allow-origin https://evil.example *"
forget_metadata
control "revocation-endpoint=$url_http/oauth/revoke"
ccred revoke demo
refused "not https" 77 "ccred: demo: *the revocation_endpoint in $url/* is not https: nothing is sent there"
forget_metadata
control revocation-endpoint=nonsense
ccred revoke demo
refused "no URL" 76 "ccred: demo: *the revocation_endpoint in $url/* is no URL*"
is "no token leaves" "$(revocations)" 5
is "each is kept" "$(tokens)" 1
ccred token demo
is "and given out" "$code$out" "0$token"
control defaults=1
forget_metadata

# Faults: the token stays.
before=$(revocations)
control fault=503 on=revoke
ccred revoke demo
stays "a server with a fault" 69 "the server has a fault (status 503)*"
is "which is asked three times" "$(($(revocations) - before))" 3
control clear=1 fault=503 on=revoke retry-after=1 count=1
ccred revoke demo
is "a fault that passes, with Retry-After" "$code$err$out" "0demo: the token is revoked, and dropped from the cache"
get_token
control clear=1 fault=503 on=revoke retry-after=100
ccred revoke demo
stays "a fault that does not pass in time" 69 "the server has a fault (status 503)*"
control clear=1 fault=429 on=revoke
ccred revoke demo
stays "too often" 75 "*asked too often*"
control clear=1 fault=error error=unsupported_token_type on=revoke
ccred revoke demo
stays "unsupported_token_type" 77 "the server does not revoke access tokens (unsupported_token_type: *): ccred forget demo"
control clear=1 fault=403 empty=1 on=revoke
ccred revoke demo
stays "403 and nothing else" 77 "the server refused without a reason (status 403): check the client id and the secret that $config:8: file supplied"
control clear=1 fault=error error=unauthorized_client status=403 on=revoke
ccred revoke demo
stays "a client that may not" 77 "the client may not do this (unauthorized_client: *): have it allowed at the server"
control clear=1 fault=404 on=revoke
ccred revoke demo
stays "nothing there" 76 "there is nothing at the endpoint that the metadata name (status 404)*"
control clear=1 fault=redirect location=https://evil.example/ on=revoke
ccred revoke demo
stays "a redirect" 76 "*redirects*"
control clear=1 fault=html on=revoke
ccred revoke demo
stays "a web page" 76 "*it is a web page*"
control clear=1 fault=body status=200 body='{"error":"invalid_client"}' on=revoke
ccred revoke demo
stays "an error with 200" 77 "the server refused the client (invalid_client)*"
control clear=1 fault=error error=server_error description="it has $token and demo-secret" on=revoke
ccred revoke demo
refused "a server that repeats what it was sent" 69 "*it has [[]hidden] and [[]hidden]*"
unhold
control clear=1 fault=stall on=revoke
sed -i "s/    timeout .*/    timeout $((4 * slow))/" "$config"
get_token
ccred revoke demo
stays "a server that hangs" 75 "*did not answer in time*"
control clear=1
demo_config </dev/null
get_token

# The metadata that are kept name an endpoint, and the server's own no longer do.
control fault=404 on=revoke revocation-endpoint=absent
ccred revoke demo
stays "an endpoint that is gone" 76 "there is nothing at the endpoint that the metadata name (status 404)*"
control defaults=1

# The credentials.
printf 'wrong\n' >"$work/secret"
ccred revoke demo
refused "a wrong secret" 77 "ccred: demo: the token is not revoked, *invalid_client*$config:8: file supplied"
rm "$work/secret"
ccred revoke demo
refused "no secret" 67 "ccred: demo: $config:*: the token is not revoked, *"
printf 'demo-secret\n' >"$work/secret"
chmod 600 "$work/secret"
ccred token demo
is "the token is still there" "$code$out" "0$token"

# Only the one that a call would get: another environment's stays.
sed -i "s|source *required file path=|source optional debug result=ignore vary=FLAVOUR\n    &|" "$config"
FLAVOUR=a
export FLAVOUR
get_token
first=$token
FLAVOUR=b
get_token
ccred revoke demo
is "one of two" "$code$err" 0
! usable "$token" && usable "$first"
ok "the other one is left alone"
FLAVOUR=a
ccred token demo
is "and is given out" "$code$out" "0$first"

for arguments in "" "demo more" "--nonsense demo"; do
	# shellcheck disable=SC2086 # words are meant
	ccred revoke $arguments
	refused "usage: revoke $arguments" 64 "ccred: *ccred revoke --help"
done
ccred revoke nonsense
refused "an unknown profile" 78 "ccred: *"
ccred revoke --help
like "--help" "$code$out" "0usage: ccred revoke *"
finish
