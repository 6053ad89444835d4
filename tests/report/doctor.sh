# ccred doctor on the way to a token and beyond: each step good, and each failing in its turn, live.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/report/doctor-lib.sh"
canary=canary-Rk4vT8wQ2 # its own: other tests look for theirs in all processes
token=token-Xn7bZ3mL5-that-nobody-may-see
start_server as --client "demo:$canary"
for kind in expired foreign wrongname; do
	eval "url_$kind=$(sed -n "s/^url_$kind=//p" "$work/as/ready")"
done
edit="\${EDITOR:-vi} +1 $config"
api=$url/openehr/v1/definition/template/adl1.4

# The profile, with more of its lines on stdin, and an empty cache.
profile() {
	demo_config
	printf '%s\n' "$canary" >"$work/secret"
	ccred forget demo
}
# The same with one key changed.
change() { # KEY VALUE
	profile </dev/null
	sed -i "s|^    $1 .*|    $1 $2|" "$config"
}

# The whole way, and nothing to say of it.
profile <<'LINES'
    scope api.read
LINES
doctor demo --url "$api"
is "all is well" "$code$err" 0
is "each step" "$(printf '%s\n' "$out" | sed -n 's/^\([a-z]*  *[a-z]*\) .*/\1/p' | tr -s ' ')" "ok configuration
ok permissions
ok cache
ok dns
ok tls
ok discovery
ok clock
ok source
ok stack
ok auth
ok token
ok api"
like "the file" "$(words configuration)" "$config: profile demo at $config:1"
like "the file of authorities is listed" "$(words permissions)" "only you and root may change: *, ca-file $ca"
like "the certificate" "$(words tls)" "127.0.0.1: *, certificate for this name, until 20* (* days), trusted by $ca (ca-file), *"
is "the document and the endpoint" "$(words discovery)" \
	"$url/.well-known/smart-configuration 200: endpoint $url/oauth/token, client_credentials offered"
is "the token" "$(words token)" "granted for 1 h"
is "the API" "$(words api)" "$api answered 200"
is "the end" "$(printf '%s\n' "$out" | tail -1)" "demo: all is well"
is "no command" "$(printf '%s\n' "$out" | grep -c '^   ')" 0
is "one token request, one call of the API" "$(token_requests) $(grep -c 'GET /openehr' "$log")" "1 1"

# Its token is anybody's; and it never takes one from the cache, nor a document.
ccred token demo
is "what it got serves callers" "$code$err $(token_requests)" "0 1"
documents=$(grep -c well-known "$log")
doctor demo
is "with a cached token it asks all the same" "$code $(token_requests)" "0 2"
is "and for the document" "$(grep -c well-known "$log")" $((documents + 1))
is "without --url the API is not called" "$(outcome api)" skipped

doctor --json demo --url "$api"
is "JSON: one document" "$code$err $(jq -s length "$work/out" 2>&1)" "0 1"
is "JSON: the whole" "$(json '[.profile, .ok, .code] | join(" ")')" "demo true 0"
is "JSON: the steps" "$(json '[.steps[] | .step] | join(" ")')" \
	"configuration permissions cache dns tls discovery clock source stack auth token api"
is "JSON: each has outcome, text and command" \
	"$(json '[.steps[] | has("outcome") and (.text | type == "string") and has("fix")] | all')" true
is "JSON: details" "$(json '[.steps[] | .lifetime_s // empty, .server_ahead_s // empty, .status // empty] | join(" ")')" "0 3600 200"
like "JSON: the certificate" "$(json '.steps[] | select(.step == "tls") | [.certificate_names, .certificate_issuer, .ca_from] | join(" ")')" \
	"*127.0.0.1*localhost*ccred test CA ca-file"
is "JSON: when it ends" "$(json '.steps[] | select(.step == "tls") | (.certificate_expires_at - now) / 86400 | round | . > 28 and . < 31')" true

# A name, and a resolver that hangs. (A sanitizer wants to be loaded first itself.)
change issuer "https://localhost:${url##*:}"
doctor demo
# libcurl 8 names the address of IPv6 first.
is "a name" "$code $(words dns | sed 's/, [0-9]* ms//; s/ ::1, 127.0.0.1$/ 127.0.0.1, ::1/')" "0 localhost: 127.0.0.1, ::1"
change issuer https://nowhere.invalid
doctor demo
fails "an unknown name" 68 dns "the host nowhere.invalid is not known*" "$edit"
is "an unknown name: what follows is skipped" \
	"$(outcome tls) $(outcome discovery) $(outcome clock) $(outcome token)" "skipped skipped skipped skipped"
is "an unknown name: the sources are seen all the same" "$(outcome stack)" ok
if [ -z "$wrapper" ] && ! grep -q fsanitize "$abs_top_builddir/Makefile"; then
	change timeout 6
	sed -i 's|^    issuer .*|    issuer https://slow.example|' "$config"
	export LD_PRELOAD="$abs_top_builddir/tests/plugindir/slow_resolver.so"
	doctor demo
	unset LD_PRELOAD
	fails "a resolver that hangs" 75 dns "the name slow.example was not found out in time*" "getent ahosts slow.example"
	is "a resolver that hangs: the sources are seen all the same" "$(outcome stack)" ok
fi

# Servers that are not there, or not who they should be.
change issuer https://127.0.0.1:1
doctor demo
fails "a server that is down" 69 tls "127.0.0.1 cannot be reached *" "curl -v -o /dev/null https://127.0.0.1:1"
change issuer "$url_expired"
doctor demo
fails "an expired certificate" 69 tls "the certificate of 127.0.0.1 has expired on 20*today is 20*" "timedatectl set-ntp true"
change issuer "$url_foreign"
doctor demo
fails "a foreign certificate" 69 tls "nobody in $ca (ca-file) has signed *, but CN = ccred foreign test CA has: *\"ca-file FILE\"*" "$edit"
change issuer "$url_wrongname"
doctor demo
fails "a certificate for another name" 69 tls "the certificate is not for 127.0.0.1, but for DNS:elsewhere.example: *" "$edit"
change ca-file "$work/nothing.pem"
doctor demo
fails "no file of authorities" 66 tls "*$work/nothing.pem does not exist*" "$edit"
change issuer "$url"
sed -i '/ca-file/d' "$config"
export SSL_CERT_FILE="$work/nothing.pem"
doctor demo
fails "nor the one of the environment" 66 tls "SSL_CERT_FILE: * does not exist*" "unset SSL_CERT_FILE"
SSL_CERT_FILE=$ca
doctor demo
is "the one of the environment" "$code" 0
like "the one of the environment: said" "$(words tls)" "*trusted by $ca (SSL_CERT_FILE)*"
like "the one of the environment: listed" "$(words permissions)" "*, SSL_CERT_FILE $ca"
cp "$ca" "$work/open.pem"
chmod 666 "$work/open.pem"
SSL_CERT_FILE=$work/open.pem
doctor demo
fails "one that others may write" 77 permissions "SSL_CERT_FILE: others may write $work/open.pem *" "chmod go-w $work/open.pem"
unset SSL_CERT_FILE

profile </dev/null
sed -i "s|$url|$url_http|g; s|ca-file.*|allow-http-loopback yes|" "$config"
doctor demo
is "plain http" "$code $(words tls)" "0 127.0.0.1: none, plain http on this machine, as allow-http-loopback says"

# A certificate that ends soon, on a server that the metadata name and no other does.
start_server soon --certificate-days 9
soon=$url soon_ca=$ca
url=${api%/openehr*} ca=$work/as/ca.pem log=$work/as/log url_http=$(sed -n 's/^url_http=//p' "$work/as/ready")
cat "$ca" "$soon_ca" >"$work/both.pem"
profile <<LINES
    allow-origin $soon
LINES
sed -i "s|ca-file .*|ca-file $work/both.pem|" "$config"
control token-endpoint="$soon/oauth/token"
doctor demo
is "two servers, a line each" "$(outcome dns)/$(outcome tls)" "ok ok/ok warning"
like "soon: what" "$(words tls)" "*until 20* ([89] days): have it renewed*"
like "soon: the command" "$(mends tls)" "openssl s_client -connect 127.0.0.1:${soon##*:} *"
control defaults=1

# Discovery.
profile <<'LINES'
    scope api.read nonsense
    client-auth post
LINES
control auth-methods=client_secret_basic
doctor demo
is "what is not offered" "$(outcome discovery) $(outcome auth)" "ok warning warning"
like "a method" "$(words auth)" "client_secret_post: client-auth names it, and the server does not offer it (client_secret_basic): correct client-auth*"
like "a scope" "$(words discovery)" "*scope nonsense is not offered (api.read api.write): correct scope*"
fails "the scope is refused" 77 token "*invalid_scope*" "$edit"
control defaults=1
change issuer "$url/x"
doctor demo
fails "no document" 76 discovery "$url/x publishes no metadata: *" "$edit"
is "no document: what was tried" "$(json . >/dev/null; doctor --json demo; json '[.steps[] | .documents // empty | .[].status] | join(" ")')" "404 404 404"
profile </dev/null
control fault=503 on=smart
doctor demo
fails "a server that is overloaded" 69 discovery "*answered 503*" "curl -v $url/.well-known/smart-configuration"
control clear=1
control smart=off
doctor demo
is "the next document" "$code $(words discovery | sed 's/: endpoint.*//')" \
	"0 $url/.well-known/smart-configuration 404, $url/.well-known/oauth-authorization-server 200"
control defaults=1
change issuer "$url"
sed -i "s|issuer .*|token-endpoint $url/oauth/token|" "$config"
doctor demo
is "none" "$code $(words discovery)" "0 none: token-endpoint is configured"
is "none: the clock is that of the token's answer" "$(outcome clock)" ok

# The clock.
profile </dev/null
control date-offset=100
doctor demo
warns "a slow clock" clock "[123] min behind the server's: correct it" "timedatectl set-ntp true"
control date-offset=-1000
doctor demo
warns "a fast clock, and the token was granted" clock "1[67] min ahead of the server's*" "timedatectl set-ntp true"
doctor demo --url "$url/openehr/v1/x"
is "and used" "$code" 0
printf 'wrong\n' >"$work/secret"
doctor demo
fails "a fast clock, and something was refused" 78 clock "1[67] min ahead of the server's*" "timedatectl set-ntp true"
control date-offset=absent
doctor demo
is "no Date" "$(outcome clock)" skipped
control defaults=1

# A secret that is refused counts as any other: nobody sends it again.
profile </dev/null
printf 'wrong\n' >"$work/secret"
before=$(token_requests)
doctor demo
fails "a wrong secret" 77 token "the server refused the client (invalid_client*" "ccred secret set demo"
after=$(token_requests)
is "a wrong secret: one request" $((after - before)) 1
ccred token demo
is "a wrong secret: a call shares that" "$code $(token_requests)" "77 $after"
doctor demo
fails "the same again" 77 token "*refused * s ago, and not sent again for * unless it changes; ccred forget demo clears this*" "ccred secret set demo"
is "the same again: no request" "$(token_requests)" "$after"
# The command, as it is printed.
printf '%s\n' "$canary" | PATH=$bin:$PATH sh -c "$(mends token) --stdin" >/dev/null
doctor demo
is "its command mends it" "$code $(outcome token)" "0 ok"

profile </dev/null
control fault=500
doctor demo
fails "a fault of the server" 69 token "the server has a fault*" "ccred token --renew demo"
control clear=1
ccred token demo
is "a fault of the server is shared for seconds, as any call's" "$code" 69
profile </dev/null
control fault=429 retry-after=60
doctor demo
fails "too often" 75 token "*" "ccred token --renew demo"
control clear=1
profile <<'LINES'
    scope api.read api.write
LINES
control fault=body 'body={"access_token":"abc","token_type":"Bearer","expires_in":100,"scope":"api.read"}'
doctor demo
warns "a narrower scope" token "*the scope is narrower than asked, without api.write: *" "$edit"
is "a narrower scope: for programs" "$(doctor --json demo; json '.steps[] | .scope_not_granted // empty')" api.write
control clear=1
control expires-in=-1
doctor demo
is "no lifetime: said so" "$code $(words token | head -1)" "0 granted; how long it is valid is not known"
is "no lifetime: the warning of the call" "$(words token | sed -n 2p)" \
	"the server's expires_in is no lifetime: the token is not kept"
doctor --json demo
is "no lifetime: none in JSON" "$(json '.steps[] | select(.step == "token") | .lifetime_s' | head -1)" null
control expires-in=default

# The API. A token goes to its target alone.
before=$(requests)
for elsewhere in https://elsewhere.example/openehr/v1 "$url/openehr/v2" "$url/openehr/v1/../v2"; do
	doctor demo --url "$elsewhere"
	refused "$elsewhere" 64 "ccred: demo: --url: *"
done
is "elsewhere: nothing was sent" "$(requests)" "$before"
profile </dev/null
api_fault() { # NAME FAULT CODE PATTERN COMMAND-PATTERN
	control "$2" on=resource
	doctor demo --url "$api"
	fails "$1" "$3" api "$4" "$5"
	control clear=1
}
api_fault "401" fault=401 77 "the API refused the token (401): check that audience*" "$edit"
api_fault "403" fault=403 77 "the API does not allow this with the token (403): *asked: none" "$edit"
api_fault "500" fault=500 69 "$api answered 500*" "ccred doctor --url $api demo"
api_fault "a reset" fault=reset 69 "*" "curl -v -o /dev/null $api"
control fault=redirect location="https://elsewhere.example/" on=resource
doctor demo --url "$api"
fails "a redirect" 76 api "$api redirects (302)*" "curl -I $api"
control clear=1
control fault=404 on=resource
doctor demo --url "$api"
warns "404" api "$api answered 404: the token was not refused*" "ccred profiles"
control clear=1
profile <<'LINES'
    scope api.write
LINES
doctor demo --url "$api"
fails "insufficient scope" 77 api "*(403): it wants scope api.read; asked: api.write" "$edit"
control fault=huge on=resource
doctor demo --url "$api"
like "an answer without end" "$code" "[0-9]*"
control clear=1

# Of an API that refuses the token: which servers it takes tokens of, and whether the issuer is one.
profile </dev/null
control api-metadata=on
before=$(grep -c oauth-protected-resource "$log")
doctor demo --url "$api"
is "an API that takes the token is not asked for more" "$code $(grep -c oauth-protected-resource "$log")" "0 $before"
control lifetime=0 expires-in=60
doctor demo --url "$api"
is "it takes tokens of the issuer" "$(outcome api) $(words api | tail -1)" \
	"failure ok it takes tokens of the issuer $url"
control api-servers="https://x.example https://y.example"
doctor demo --url "$api"
is "it takes tokens of others: outcome" "$(outcome api)" "failure warning"
is "it takes tokens of others: what" "$(words api | tail -1)" \
	"it takes tokens of https://x.example https://y.example, and the issuer is $url: correct issuer"
is "it takes tokens of others: the command" "$(mends api warning)" "$edit"
doctor --json demo --url "$api"
is "it takes tokens of others: JSON" "$(json '.steps[] | .authorization_servers // empty')" "https://x.example https://y.example"
control api-servers=default api-document=absent api-resource=https://x.example
doctor demo --url "$api"
like "metadata of another API" "$(outcome api) $(words api | tail -1)" "failure warning the metadata at * are of https://x.example, not of $api"
# The API may repeat the token, also to have it shown.
control api-resource=default api-document=default token="$token" api-servers="https://x.example/$token"
doctor demo --url "$api"
control api-document="$url/$token"
CCRED_TRACE=1 doctor demo --url "$api"
control defaults=1

# A proxy.
profile </dev/null
start_proxy
doctor demo
is "a proxy" "$code" 0
is "a proxy: it has the DNS" "$(words dns)" "127.0.0.1: left to the proxy that https_proxy names, which asks its own DNS"
change issuer "https://nowhere.invalid"
doctor demo
fails "a proxy that does not know the name" 69 tls "nowhere.invalid cannot be reached*" "export no_proxy=nowhere.invalid"
no_proxy=127.0.0.1
export no_proxy
change issuer "$url"
doctor demo
is "no_proxy" "$code $(words dns)" "0 127.0.0.1: an address, no name"
unset no_proxy
https_proxy=http://nowhere.invalid:1
doctor demo
fails "a proxy that is not known" 68 dns "the proxy is not known*" "unset https_proxy"
unset http_proxy https_proxy HTTPS_PROXY ALL_PROXY all_proxy

# Whatever happens, nothing of a secret or a token.
profile </dev/null
control token="$token"
for auth in basic post; do
	# What was sent as a header, a server may repeat as one.
	sent=
	[ $auth = post ] || sent=$(printf 'demo:%s' "$canary" | base64)
	for fault in clear=1 fault=401 fault=garbage "fault=error"; do
		profile <<LINES
    client-auth $auth
LINES
		control clear=1
		control "$fault" error=invalid_client "description=no $canary: $sent"
		CCRED_TRACE=1 doctor demo --url "$api"
		CCRED_TRACE=1 doctor --json demo --url "$api"
		control clear=1
		control "$fault" on=resource
		CCRED_TRACE=1 doctor demo --url "$api"
	done
done
control defaults=1
[ "$(grep -c 'http: looks at the way' "$work/said")" -ge 24 ]
ok "the trace is there, too"
is "the secret is nowhere" "$(grep -cF -e "$canary" "$work/said")" 0
is "nor as a header has it" "$(grep -cF "$(printf 'demo:%s' "$canary" | base64)" "$work/said")" 0
is "nor the token" "$(grep -cF "$token" "$work/said")" 0
finish
