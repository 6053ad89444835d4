# Discovery against the bundled server: who is asked for what, in which order, how often, and what ends it.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/oauth/seen.sh"
start_server other --client demo:demo-secret --issuer-path /tenant/one
url_path=$url ca_path=$ca log_path=$log url_http_path=$url_http
start_server as --client demo:demo-secret
cat "$ca" "$ca_path" >"$work/both.pem"
demo_config </dev/null
sed -i "s|ca-file .*|ca-file $work/both.pem|" "$config"
cp "$config" "$work/plain"

# The profile with these lines besides, on stdin.
profile() {
	{
		cat "$work/plain"
		cat
	} >"$config"
	chmod 600 "$config"
}

finds() { # NAME SEEN FIELD=VALUE...
	name=$1 wanted=$2
	shift 2
	fresh "$@"
	ccred token demo
	is "$name: the token" "$code$err" 0
	is "$name: the requests" "$(seen)" "$wanted"
}

ends() { # NAME CODE SEEN PATTERN FIELD=VALUE...
	name=$1 wanted=$2 requests=$3 pattern=$4
	shift 4
	fresh "$@"
	ccred token demo
	refused "$name" "$wanted" "ccred: demo: $pattern"
	is "$name: the requests" "$(seen)" "$requests"
}

# The order.
finds "all three" "smart:200 token:200"
finds "without SMART" "smart:404 oauth:200 token:200" smart=off
finds "OpenID Connect alone" "smart:404 oauth:404 oidc:200 token:200" smart=off oauth=off
ends "none" 76 "smart:404 oauth:404 oidc:404" \
	"$url publishes no metadata: check issuer, or set token-endpoint" smart=off oauth=off oidc=off

# What makes it go on.
for http in $(some 401 403 404 410); do
	finds "$http" "smart:$http oauth:200 token:200" fault="$http" on=smart
	finds "$http of the second" "smart:404 oauth:$http oidc:200 token:200" \
		smart=off fault="$http" on=oauth
done
no_object() { # NAME FIELD=VALUE...
	name=$1
	shift
	finds "$name" "smart:200 oauth:200 token:200" on=smart "$@"
}
no_object "a web page" fault=html
no_object "bytes" fault=garbage
no_object "nothing" fault=body body=
no_object "a list" fault=body 'body=[{"token_endpoint":"https://evil.example/"}]'
no_object "a string" fault=body 'body="x"'
no_object "half an object" fault=body "body={\"token_endpoint\":\"$url/oauth/token\""
no_object "a name twice" fault=body \
	"body={\"token_endpoint\":\"$url/a\",\"token_endpoint\":\"$url/oauth/token\"}"
ends "no object anywhere" 76 "smart:200 oauth:200 oidc:200" "*publishes no metadata*" fault=html on=all

# What ends it.
for http in $(some 500 503 599); do
	ends "$http" 69 "smart:$http smart:$http smart:$http" \
		"$url/.well-known/smart-configuration answered $http: call again later" \
		fault="$http" on=smart
done
ends "a reset" 69 "smart:000 smart:000 smart:000" "127.0.0.1 cannot be reached*" fault=reset on=smart
ends "cut short" 69 "smart:200 smart:200 smart:200" "127.0.0.1 cannot be reached*" fault=cut on=smart
ends "500 of the second" 69 "smart:404 oauth:500 oauth:500 oauth:500" "*answered 500*" \
	smart=off fault=500 on=oauth
for http in $(some 400 402 405 406 408 418 451); do
	ends "$http" 76 "smart:$http" "*answered $http: check issuer, or set token-endpoint" \
		fault="$http" on=smart
done
for http in 201 204; do
	ends "$http" 76 "smart:$http" "*answered $http: *" \
		fault=body status="$http" "body={\"token_endpoint\":\"$url/oauth/token\"}" on=smart
done
for http in $(some 301 302 303 307 308); do
	ends "$http" 76 "smart:$http" \
		"*redirects to $url/.well-known/openid-configuration: redirects are not followed; *" \
		fault=redirect status="$http" "location=$url/.well-known/openid-configuration" on=smart
done
ends "huge" 76 "smart:200" "*more than 1048576 bytes*" fault=huge on=smart
ends "no token_endpoint" 76 "smart:200" "*have no token_endpoint*" token-endpoint=absent
ends "a wrong issuer (RFC 8414)" 76 "smart:404 oauth:200" "*of the issuer $url/: *" \
	smart=off "issuer=$url/"
ends "a wrong issuer (OpenID Connect)" 76 "smart:404 oauth:404 oidc:200" "*of the issuer $url/: *" \
	smart=off oauth=off "issuer=$url/"
finds "SMART has no such anchor" "smart:200 token:200" issuer=https://elsewhere.example
ends "no issuer (RFC 8414)" 76 "smart:404 oauth:200" "*name no issuer*" smart=off issuer=absent
ends "a foreign origin" 77 "smart:200" "*another server: add allow-origin $url_path if you trust it" \
	"token-endpoint=$url_path/oauth/token"
ends "a plain endpoint" 77 "smart:200" "*is not https*" "token-endpoint=$url_http/oauth/token"

# A server that does not answer costs no secret: the stack comes later.
sed -i '/source/d' "$config"
echo "    source required debug secret=demo-secret count-file=$work/calls" >>"$config"
: >"$work/calls"
ends "500" 69 "smart:500 smart:500 smart:500" "*" fault=500 on=smart
is "no source was called" "$(wc -l <"$work/calls" | tr -d ' ')" 0
finds "without the fault" "smart:200 token:200"
is "it is" "$(wc -l <"$work/calls" | tr -d ' ')" 1

# Each kind alone.
alone() { # KIND OFF...
	kind=$1
	shift
	profile <<LINES
    discovery $kind
LINES
	finds "$kind alone" "$kind:200 token:200"
	finds "$kind alone, as the others are off" "$kind:200 token:200" "$@"
	ends "$kind alone is off" 76 "$kind:404" "$url publishes no metadata*" "$kind=off"
}
alone smart oauth=off oidc=off
alone oauth smart=off oidc=off
alone oidc smart=off oauth=off

# A document of one's own.
profile <<LINES
    discovery $url/.well-known/openid-configuration
LINES
finds "a URL" "oidc:200 token:200"
ends "a URL where nothing is" 76 "oidc:404" \
	"$url/.well-known/openid-configuration publishes no metadata*" oidc=off
ends "a URL with a wrong issuer" 76 "oidc:200" "*of the issuer https://elsewhere.example*" \
	issuer=https://elsewhere.example
finds "a URL without an issuer" "oidc:200 token:200" issuer=absent
profile <<LINES
    discovery $url_path/tenant/one/.well-known/smart-configuration
LINES
ends "a URL elsewhere, which leads elsewhere" 77 "" "*add allow-origin $url_path if you trust it"
curl -q -sS --noproxy '*' --data-urlencode "token-endpoint=$url/oauth/token" "$url_http_path/_control" >/dev/null
finds "a URL elsewhere, which leads here" "token:200"
curl -q -sS --noproxy '*' -d defaults=1 "$url_http_path/_control" >/dev/null

# An endpoint elsewhere, with leave.
profile <<LINES
    allow-origin $url_path
LINES
control "token-endpoint=$url_path/oauth/token"
before=$(wc -l <"$log_path" | tr -d ' ')
finds "allow-origin" "smart:200" "token-endpoint=$url_path/oauth/token"
is "the other server was asked" "$(tail -n "+$((before + 1))" "$log_path" | cut -d' ' -f2-)" \
	"POST /oauth/token 200"

# No discovery at all.
sed "/issuer/d; s|audience|token-endpoint $url/oauth/token\n    audience|" "$work/plain" >"$config"
finds "token-endpoint" "token:200"

# An issuer with a path: before it or behind it.
path_issuer() { # NAME ISSUER CODE TARGETS FIELD=VALUE...
	name=$1 wanted=$3 targets=$4
	sed "s|issuer .*|issuer $2|" "$work/plain" >"$config"
	shift 4
	log=$log_path url_http=$url_http_path
	fresh "$@"
	ccred token demo
	is "$name: exit code" "$code" "$wanted"
	is "$name: the requests" "$(tail -n "+$((marked + 1))" "$log" | cut -d' ' -f2- | paste -sd, -)" "$targets"
	log=$work/as/log url_http=$(sed -n 's/^url_http=//p' "$work/as/ready")
}
smart_there="GET /tenant/one/.well-known/smart-configuration"
oauth_there="GET /.well-known/oauth-authorization-server/tenant/one"
oidc_there="GET /tenant/one/.well-known/openid-configuration"
token_there="POST /tenant/one/oauth/token"
path_issuer "a path: SMART" "$url_path/tenant/one" 0 "$smart_there 200,$token_there 200"
path_issuer "a path: RFC 8414" "$url_path/tenant/one" 0 \
	"$smart_there 404,$oauth_there 200,$token_there 200" smart=off
path_issuer "a path: OpenID Connect" "$url_path/tenant/one" 0 \
	"$smart_there 404,$oauth_there 404,$oidc_there 200,$token_there 200" smart=off oauth=off
path_issuer "a path with a slash: SMART" "$url_path/tenant/one/" 0 "$smart_there 200,$token_there 200"
path_issuer "a path with a slash is another issuer" "$url_path/tenant/one/" 76 \
	"$smart_there 404,$oauth_there 200" smart=off
path_issuer "another path" "$url_path/tenant" 76 \
	"GET /tenant/.well-known/smart-configuration 404,GET /.well-known/oauth-authorization-server/tenant 404,GET /tenant/.well-known/openid-configuration 404"
finish
