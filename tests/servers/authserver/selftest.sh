#!/bin/sh
# Tests the test authorization server and the proxy: a test is only as good as its peer.
. "$abs_top_srcdir/tests/servers/authserver/selftest-lib.sh"

printf '%s\n' '# a comment' 'filed:from-file' >"$tmp/clients"
"$bin/authserver" --dir "$tmp/s" --client 'a b:s:e/c%r et' --client plain:secret \
	--clients "$tmp/clients" --die-with-parent &
server=$!
await "$tmp/s/ready" $server
url=$(value url "$tmp/s/ready")
[ "$(value pid "$tmp/s/ready")" = $server ] && [ "$url" = "https://127.0.0.1:$(value port "$tmp/s/ready")" ]
ok 'ready tells url, port and pid'
fetch "https://127.0.0.2:${url##*:}/_status"
[ $curl_status -eq 7 ]
ok 'it listens on 127.0.0.1 only'

# Metadata
fetch "$url/.well-known/smart-configuration"
is 200 && has "\"token_endpoint\":\"$url/oauth/token\"" && has '"scopes_supported":["api.read","api.write"]' &&
	has '"grant_types_supported":["client_credentials"]' && header 'Content-Type: application/json'
ok 'SMART configuration'
for doc in oauth-authorization-server openid-configuration; do
	fetch "$url/.well-known/$doc"
	is 200 && has "\"issuer\":\"$url\"" &&
		has '"token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"]'
	ok "$doc"
done
fetch --resolve "localhost:${url##*:}:127.0.0.1" "https://localhost:${url##*:}/.well-known/openid-configuration"
is 200 && has "\"issuer\":\"https://localhost:${url##*:}\""
ok 'the issuer is the origin that the client used'
control smart=off auth-methods=absent scopes-supported='x y' issuer=https://i.example/
fetch "$url/.well-known/smart-configuration"
is 404
ok 'a document switched off'
fetch "$url/.well-known/oauth-authorization-server"
is 200 && has '"issuer":"https://i.example/"' && ! has auth_methods && has '"scopes_supported":["x","y"]'
ok 'metadata as set'
control defaults=1

# Tokens
ask -d scope=api.read+api.write
is 200 && has '"token_type":"Bearer","expires_in":3600,"scope":"api.read api.write"' &&
	header 'Cache-Control: no-store' && [ "$(token | tr -d '\n' | wc -c)" -eq 43 ]
ok 'a token'
first=$(token)
resource "$first"
is 200 && has '"template_id": "vital_signs.v1"'
ok 'the token opens the resource'
ask
is 200 && [ "$(token)" != "$first" ] && has '"scope":"api.read api.write"'
ok 'each token is new; no scope means all'
ask -u 'a+b:s%3Ae%2Fc%25r+et'
is 200
ok 'Basic is form-decoded'
ask -u 'plain:se/cret'
is 400 invalid_request
ok 'raw bytes in Basic are malformed'
control basic=raw
ask -u 'a b:s:e/c%r et'
is 200
ok 'basic=raw takes them as they are'
control basic=refuse
ask
is 401 invalid_client
ok 'basic=refuse'
control defaults=1
body="grant_type=client_credentials&audience=$api"
fetch -d "$body&client_id=a+b&client_secret=s%3Ae/c%25r+et" "$url/oauth/token"
is 200
ok 'credentials in the body'
fetch -d "$body&client_id=filed&client_secret=from-file" "$url/oauth/token"
is 200
ok 'a client of the file'
control post=off
fetch -d "$body&client_id=plain&client_secret=secret" "$url/oauth/token"
is 401 invalid_client
ok 'post=off'
control defaults=1
ask -d client_id=plain -d client_secret=secret
is 400 invalid_request
ok 'header and body at once'
for c in plain:wrong unknown:secret; do
	ask -u $c
	is 401 invalid_client && header 'WWW-Authenticate: Basic realm="oauth"'
	ok "$c"
done
fetch -d "$body" "$url/oauth/token"
is 401 invalid_client
ok 'no credentials'
fetch -u plain:secret -d grant_type=password -d "audience=$api" "$url/oauth/token"
is 400 invalid_grant && header 'Cache-Control: no-store'
ok 'a wrong grant_type'
fetch -u plain:secret -d "audience=$api" "$url/oauth/token"
is 400 invalid_request
ok 'no grant_type'
fetch -u plain:secret -d grant_type=client_credentials "$url/oauth/token"
is 400 invalid_request
ok 'no audience'
control audience-required=off
fetch -u plain:secret -d grant_type=client_credentials "$url/oauth/token"
is 200 && control defaults=1
ok 'audience-required=off'
fetch -u plain:secret -d grant_type=client_credentials -d audience=https://x/other "$url/oauth/token"
is 400 invalid_request
ok 'an unknown audience'
ask -d "audience=$api"
is 400 invalid_request
ok 'a repeated parameter'
for s in api.admin api.read++api.write ''+api.read; do
	ask -d "scope=$s"
	is 400 invalid_scope
	ok "the scope '$s'"
done
ask -H 'Content-Type: application/json'
is 400 invalid_request
ok 'a wrong content type'
ask -d 'x=%zz'
is 400 invalid_request
ok 'a malformed body'
fetch -u plain:secret "$url/oauth/token?$body"
is 405 && header 'Allow: POST'
ok 'GET at the token endpoint'

# The resource
fetch "$url/openehr/v1/x"
is 401 && header 'WWW-Authenticate: Bearer realm="openehr"'
ok 'the resource without a token'
resource nonsense
is 401 && grep -qi '^WWW-Authenticate: Bearer.*error="invalid_token"' "$tmp/head"
ok 'an unknown token'
fetch "$url/.well-known/oauth-protected-resource/mcp"
is 404 && control api-metadata=on api-scopes='a b'
fetch "$url/mcp"
is 401 && header "WWW-Authenticate: Bearer realm=\"openehr\", resource_metadata=\"$url/.well-known/oauth-protected-resource/mcp\"" &&
	fetch "$url/.well-known/oauth-protected-resource/mcp" && is 200 &&
	has "{\"resource\":\"$url/mcp\",\"authorization_servers\":[\"$url\"],\"scopes_supported\":[\"a\",\"b\"]}"
ok 'the metadata of the resource, and the challenge that names them'
control api-metadata=off
control revoke="$first"
resource "$first"
is 401 && grep -q revoked "$tmp/head"
ok 'a revoked token'
ask -d scope=api.write
resource "$(token)"
is 403 && grep -q 'insufficient_scope.*scope="api.read"' "$tmp/head"
ok 'a token without api.read'
control lifetime=1
ask
sleep 1.1
has '"expires_in":1,' && resource "$(token)" && is 401 && grep -q expired "$tmp/head"
ok 'an expired token'
control lifetime=60 expires-in='"soon"' token-type=mac token='a"b'
ask
is 200 && has '{"access_token":"a\"b","token_type":"mac","expires_in":"soon"'
ok 'odd fields on demand'
control expires-in=absent token=default token-length=5000 date-offset=-86400
ask
is 200 && ! has expires_in && [ "$(token | tr -d '\n' | wc -c)" -eq 5000 ] &&
	grep -q "^Date: $(LC_ALL=C date -u -d '-1 day' '+%a, %d %b %Y')" "$tmp/head"
ok 'no expires_in, a long token, a wrong date'
control defaults=1 client=plain:changed client='new:one'
ask
was=$status
ask -u plain:changed
[ "$was" = 401 ] && is 200
ok 'a secret replaced'
control client=plain:secret

# What is kept of requests
fetch "$url/_status"
last=$(sed -n '$s/ .*//p' "$tmp/s/log")
is 200 && grep -qx "requests=$last" "$tmp/out" && [ "$(wc -l <"$tmp/s/log")" -eq "$last" ] &&
	[ "$(ls "$tmp/s/requests" | wc -l)" -eq "$last" ] && ! grep -q _control "$tmp/s/log"
ok 'every request is recorded and counted, and no control request'
fetch -A 'probe/1' -H 'X-Odd: yes' --data-binary "$(printf 'two\nlines')" "$url/nothing?q=1"
last=$((last + 1))
f=$(printf '%s/s/requests/%06d' "$tmp" $last)
is 404 && [ "$(sed -n 1p "$f")" = 'POST /nothing?q=1' ] && grep -qx 'X-Odd: yes' "$f" &&
	[ "$(sed '1,/^$/d' "$f")" = "$(printf 'two\nlines')" ] &&
	[ "$(stat -c %a "$f")" = 600 ] && [ "$(tail -n 1 "$tmp/s/log")" = "$last POST /nothing?q=1 404" ]
ok 'a request as it was recorded'

# Certificates that a client must refuse, and plain http
for kind in expired foreign wrongname; do
	fetch "$(value url_$kind "$tmp/s/ready")/_status"
	[ $curl_status -eq 60 ] && fetch -k "$(value url_$kind "$tmp/s/ready")/_status" && is 200
	ok "url_$kind"
done
http=$(value url_http "$tmp/s/ready")
fetch "$http/.well-known/openid-configuration"
is 200 && has "\"issuer\":\"$http\""
ok 'url_http'

# The proxy
"$bin/proxy" --dir "$tmp/p" --die-with-parent &
proxy=$!
await "$tmp/p/ready" $proxy
via=$(value url "$tmp/p/ready")
fetch --noproxy '' -x "$via" "$url/openehr/v1/tunnelled"
is 401 && grep -aq "^CONNECT ${url#https://} " "$tmp/p/recorded" && ! grep -aq tunnelled "$tmp/p/recorded"
ok 'the proxy tunnels'
fetch --noproxy '' -x "$via" -d visible=1 "$http/openehr/v1/forwarded"
is 401 && grep -aq "POST $http/openehr/v1/forwarded" "$tmp/p/recorded" && grep -aq visible=1 "$tmp/p/recorded" &&
	[ "$(sed -n 's/^[0-9]* //;$p' "$tmp/s/log")" = 'POST /openehr/v1/forwarded 401' ]
ok 'the proxy forwards'

# The options
"$bin/authserver" --dir "$tmp/o" --client c:d --audience https://one --audience https://two/x \
	--scope alpha --scope beta --lifetime 7 --issuer-path /x --die-with-parent &
other=$!
await "$tmp/o/ready" $other
url=$(value url "$tmp/o/ready")
fetch --cacert "$tmp/o/ca.pem" "$url/.well-known/oauth-authorization-server/x"
is 200 && has "\"issuer\":\"$url/x\"" && has '"scopes_supported":["alpha","beta"]'
ok 'an issuer with a path: RFC 8414'
for doc in openid-configuration smart-configuration; do
	fetch --cacert "$tmp/o/ca.pem" "$url/x/.well-known/$doc"
	is 200 && fetch --cacert "$tmp/o/ca.pem" "$url/.well-known/$doc" && is 404
	ok "an issuer with a path: $doc"
done
fetch --cacert "$tmp/o/ca.pem" -u c:d -d grant_type=client_credentials -d audience=https://two/x \
	-d scope=beta "$url/x/oauth/token"
is 200 && has '"expires_in":7,"scope":"beta"'
ok 'audiences, scopes and lifetime'
fetch --cacert "$tmp/o/ca.pem" -u c:d -d grant_type=client_credentials -d "audience=$api" "$url/oauth/token"
is 400 invalid_request
ok 'an audience that is not in the list'

kill $server
wait $server
r=$?
server=
[ $r -eq 0 ] && [ ! -e "$tmp/s/ready" ] && [ -s "$tmp/s/log" ]
ok 'it ends cleanly'
sh -c '"$0" --dir "$1" --die-with-parent & until [ -f "$1/ready" ]; do sleep 0.02; done' "$bin/authserver" "$tmp/d"
i=0
while [ -e "$tmp/d/ready" ] && [ $i -lt 250 ]; do
	i=$((i + 1))
	sleep 0.02
done
[ -s "$tmp/d/ca.pem" ] && [ ! -e "$tmp/d/ready" ]
ok 'it ends with its parent'
echo "1..$n"
