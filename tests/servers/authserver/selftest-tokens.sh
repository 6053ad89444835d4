#!/bin/sh
# Tests what the test authorization server does with its tokens: revocation, introspection, JWTs.
. "$abs_top_srcdir/tests/servers/authserver/selftest-lib.sh"

"$bin/authserver" --dir "$tmp/s" --client plain:secret --client other:secret --mutual --die-with-parent &
server=$!
await "$tmp/s/ready" $server
url=$(value url "$tmp/s/ready")
about() # ENDPOINT TOKEN [ARGUMENT...]
{
	endpoint=$1 subject=$2
	shift 2
	fetch -u plain:secret --data-urlencode "token=$subject" "$@" "$url/oauth/$endpoint"
}

# Metadata
for doc in smart-configuration oauth-authorization-server openid-configuration; do
	fetch "$url/.well-known/$doc"
	is 200 && has "\"revocation_endpoint\":\"$url/oauth/revoke\"" &&
		has "\"introspection_endpoint\":\"$url/oauth/introspect\"" && ! has revocation_endpoint_auth
	ok "$doc names both endpoints"
done
control revocation-endpoint=absent introspection-endpoint=https://elsewhere.example/i \
	introspection-auth=client_secret_post
fetch "$url/.well-known/openid-configuration"
is 200 && ! has revocation_endpoint && has '"introspection_endpoint":"https://elsewhere.example/i"' &&
	has '"introspection_endpoint_auth_methods_supported":["client_secret_post"]'
ok 'as set'
control defaults=1

# Introspection
ask -d scope=api.read
first=$(token)
about introspect "$first"
is 200 && has '{"active":true,"scope":"api.read","client_id":"plain","token_type":"Bearer","exp":' &&
	has '"sub":"plain"' && has "\"aud\":\"$api\"" && has "\"iss\":\"$url\"" &&
	header 'Cache-Control: no-store' && header 'Content-Type: application/json'
ok 'a token'
exp=$(sed -n 's/.*"exp":\([0-9]*\).*/\1/p' "$tmp/out")
now=$(date +%s)
[ "$exp" -gt $((now + 3000)) ] && [ "$exp" -le $((now + 3600)) ]
ok 'its exp'
about introspect nonsense
is 200 && [ "$(cat "$tmp/out")" = '{"active":false}' ]
ok 'an unknown token'
fetch -u plain:secret -d x=y "$url/oauth/introspect"
is 400 invalid_request
ok 'no token'
fetch -u plain:wrong -d "token=$first" "$url/oauth/introspect"
is 401 invalid_client && header 'Cache-Control: no-store'
ok 'a wrong secret'
fetch -d client_id=plain -d client_secret=secret -d "token=$first" "$url/oauth/introspect"
is 200 && has '"active":true'
ok 'credentials in the body'
fetch -u plain:secret "$url/oauth/introspect?token=$first"
is 405
ok 'GET'
control lifetime=1
ask
sleep 1.1
about introspect "$(token)"
is 200 && has '"active":false'
ok 'an expired token'
control defaults=1

# Revocation
fetch -u other:secret -d "token=$first" "$url/oauth/revoke"
is 400 invalid_request
ok "another client's token"
about introspect "$first"
has '"active":true'
ok 'is left alone'
about revoke "$first" -d token_type_hint=access_token
is 200 && [ ! -s "$tmp/out" ] && header 'Cache-Control: no-store'
ok 'revoked'
about introspect "$first"
is 200 && has '"active":false'
ok 'introspection knows it'
resource "$first"
is 401
ok 'and the resource'
about revoke nonsense
is 200
ok 'an unknown token is no error'
fetch -u plain:secret -d token= "$url/oauth/revoke"
is 400 invalid_request
ok 'an empty token'

# Faults of their own
control fault=503 on=revoke retry-after=7 count=1
about revoke "$first"
is 503 && header 'Retry-After: 7' && about introspect "$first" && is 200 && about revoke "$first" && is 200
ok 'a fault of the one'
control fault=body on=introspect body='{"active":"yes"}' count=1
about introspect "$first"
is 200 && has '{"active":"yes"}'
ok 'a fault of the other'

# JWTs
control jwt=on
ask -d scope=api.write
jwt=$(token)
part() # N
{
	printf '%s===' "$(printf %s "$jwt" | cut -d. -f"$1")" | tr '_-' '/+' | base64 -d 2>/dev/null
}
[ "$(part 1)" = '{"alg":"HS256","typ":"at+jwt"}' ]
ok 'the header of a JWT'
part 2 >"$tmp/out"
has "{\"iss\":\"$url\",\"sub\":\"plain\",\"aud\":\"$api\",\"client_id\":\"plain\",\"scope\":\"api.write\",\"iat\":"
ok 'its claims'
[ "$(part 3 | wc -c)" -eq 32 ]
ok 'its signature'
about introspect "$jwt"
is 200 && has '"active":true,"scope":"api.write"'
ok 'it is a token like others'

# The certificate of a client (RFC 8705), known by its subject, by its name, or as it is.
mutual=$(value url_mutual "$tmp/s/ready")
shows() # NAME ARGUMENT...
{
	name=$1
	shift
	fetch --cert "$tmp/s/$name.crt" --key "$tmp/s/$name.key" "$@"
}
by() # NAME
{
	shows "$1" -d grant_type=client_credentials -d client_id=plain -d "audience=$api" "$mutual/oauth/token"
}
by client
is 401
ok 'a certificate that nobody has registered'
control 'tls-subject=plain:CN=ccred test client'
by client
is 200
ok 'the subject'
bound=$(token)
by self
is 401
ok 'another subject'
fetch -d grant_type=client_credentials -d client_id=plain -d "audience=$api" "$mutual/oauth/token"
is 401
ok 'no certificate'
control 'tls-subject=plain:CN=ccred test foreign'
by foreign
is 401
ok 'the subject in a certificate of another CA'
control tls-subject=plain: tls-dns=plain:client.test
by client
is 200
ok 'the name'
thumbprint=$(openssl x509 -in "$tmp/s/self.crt" -outform DER | openssl dgst -sha256 -binary | base64 | tr +/ -_ | tr -d =)
control tls-dns=plain: "tls-certificate=plain:$thumbprint"
by client
is 401
ok 'the name is no longer registered'
by self
is 200
ok 'the certificate itself'
jwt=$(token)
part 2 >"$tmp/out"
has "\"cnf\":{\"x5t#S256\":\"$thumbprint\"}"
ok 'its token is bound to it'
shows client -H "Authorization: Bearer $bound" "$mutual/openehr/v1/x"
is 200
ok 'a bound token with its certificate'
shows self -H "Authorization: Bearer $bound" "$mutual/openehr/v1/x"
is 401
ok 'with another one'
fetch -H "Authorization: Bearer $bound" "$url/openehr/v1/x"
is 401
ok 'without one'
kill $server
wait $server
server=
echo "1..$n"
