# Whatever the server answers: the documented exit code, one clear line, and nothing left behind.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config <<'MORE'
    scope     api.read
MORE
sed -i "s/timeout .*/timeout   $((4 * slow))/" "$config"

# One fault, on a profile that nothing is known of.
fault() { # NAME CODE PATTERN FIELD=VALUE...
	name=$1 wanted=$2 pattern=$3
	shift 3
	ccred forget demo
	find "$XDG_RUNTIME_DIR" -name 'doc-*' -delete
	control defaults=1
	control "$@"
	begin=$(date +%s)
	ccred token demo
	refused "$name" "$wanted" "ccred: demo: $pattern"
	[ $(($(date +%s) - begin)) -le $((4 * slow + 1)) ]
	ok "$name: within the deadline and a second"
	is "$name: no token is kept" "$(find "$XDG_RUNTIME_DIR" -name '*.token')" ""
	case $err in
	*demo-secret*) false ;;
	esac
	ok "$name: no secret in the message"
}

fault "stall" 75 "*did not answer in time*" fault=stall
fault "cut" 69 "*cannot be reached*" fault=cut
fault "reset" 69 "*cannot be reached*" fault=reset
fault "huge" 76 "*more than*bytes*" fault=huge
fault "garbage" 76 "*not one JSON object*" fault=garbage
fault "html" 76 "*web page*token-endpoint*" fault=html
fault "redirect" 76 "*redirects*" fault=redirect location=https://elsewhere.example/token
fault "429" 75 "*too often*" fault=429
fault "500" 69 "*status 500*call again later*" fault=500
fault "503" 69 "*status 503*" fault=503
fault "401 without a body" 77 "*refused without a reason (status 401)*" fault=401 empty=1
fault "403 without a body" 77 "*refused without a reason (status 403)*" fault=403 empty=1
fault "404" 76 "*no token endpoint (status 404)*token-endpoint*" fault=404
fault "invalid_client" 77 "*invalid_client: Client authentication failed.)*$config:8: file*" \
	fault=error error=invalid_client "description=Client authentication failed." status=401
fault "invalid_grant" 77 "*invalid_grant*sent: grant_type=client_credentials, audience=*" \
	fault=error error=invalid_grant status=400
fault "invalid_request" 77 "*invalid_request*sent: grant_type=client_credentials*" \
	fault=error error=invalid_request status=400
fault "invalid_scope" 77 "*invalid_scope*asked: api.read; offered: api.read api.write*" \
	fault=error error=invalid_scope status=400
fault "an escape sequence" 77 '*x\\x1b\[31mred\\x07*' \
	fault=error error=access_denied "description=$(printf 'x\033[31mred\007')" status=400
fault "the secret repeated" 77 "*bad secret \[hidden\] of demo*" \
	fault=error error=access_denied "description=bad secret demo-secret of demo" status=400
long=$(head -c 3000 /dev/zero | tr '\0' y)
fault "a long description" 77 "*yyy...)*" fault=error error=access_denied "description=$long" status=400
fault "no token" 76 "*no access_token*" fault=body status=200 content-type=application/json 'body={}'
fault "two tokens" 76 "*not one JSON object*" fault=body status=200 content-type=application/json \
	'body={"access_token":"a","access_token":"b","token_type":"Bearer"}'
fault "a token with a blank" 76 "*access_token*" "token=a b"
fault "an empty token" 76 "*access_token*" fault=body status=200 content-type=application/json \
	'body={"access_token":"","token_type":"Bearer"}'
fault "a token that is too long" 76 "*access_token*" token-length=16385

fault "another type" 76 "*token_type is not Bearer*" token-type=MAC


# Discovery.
fault "metadata of nobody" 76 "*publishes no metadata*" smart=off oauth=off oidc=off
control defaults=1
fault "metadata stall" 75 "*did not answer in time*" fault=stall on=all
fault "metadata 500" 69 "*answered 500*" fault=500 on=smart
fault "metadata redirect" 76 "*redirects to*" fault=redirect location=https://elsewhere.example/ on=smart
fault "a foreign endpoint" 77 "*another server: add allow-origin https://elsewhere.example*" \
	token-endpoint=https://elsewhere.example/token
fault "a plain endpoint" 77 "*not https*" "token-endpoint=$url_http/oauth/token"

fault "a wrong issuer" 76 "*issuer https://elsewhere.example*" smart=off issuer=https://elsewhere.example
control defaults=1

# What is given, but not kept.
for value in -1 0 '"soon"' '"3600.7"' true; do
	ccred forget demo
	control defaults=1
	control "expires-in=$value"
	ccred token demo
	is "expires_in $value: the token" "$code" 0
	like "expires_in $value: the warning" "$err" "ccred: demo: warning: *expires_in*"
	is "expires_in $value: not kept" "$(find "$XDG_RUNTIME_DIR" -name '*.token')" ""
done
for value in '"3600"' absent null 99999999 3600.7 99999999999999999999999; do
	ccred forget demo
	control "expires-in=$value"
	ccred token demo
	is "expires_in $value: kept" "$code$err$(find "$XDG_RUNTIME_DIR" -name '*.token' | wc -l | tr -d ' ')" 01
done
ccred token demo --format json
left=$(printf %s "$out" | jq .expires_in)
[ "$left" -le 86400 ] && [ "$left" -gt 86300 ]
ok "a lifetime is capped at a day"


# Passing faults are tried again, twice.
ccred forget demo
control defaults=1
control fault=503 count=2
before=$(token_requests)
ccred token demo
is "two faults and an answer" "$code $(($(token_requests) - before))" "0 3"

# Certificates.
other() { # NAME READY-KEY PATTERN
	there=$(sed -n "s/^$2=//p" "$work/as/ready")
	sed "s|$url|$there|g" "$config" >"$work/other"
	chmod 600 "$work/other"
	before=$(requests)
	code=0
	CCRED_CONFIG=$work/other "$bin/ccred" token demo >"$work/out" 2>"$work/err" || code=$?
	is "$1: exit code" "$code$(cat "$work/out")" 69
	like "$1: message" "$(cat "$work/err")" "ccred: demo: the certificate of *is not trusted*$3*"
	is "$1: nothing was sent" "$(($(requests) - before))" 0
}
other "an expired certificate" url_expired "expired*the clock of this machine"
other "a foreign authority" url_foreign "set ca-file"
other "a wrong name" url_wrongname "check the host in the URL"

# Hosts that do not answer.
elsewhere() { # NAME CODE URL PATTERN
	sed "s|$url|$3|g" "$config" >"$work/other"
	chmod 600 "$work/other"
	code=0
	CCRED_CONFIG=$work/other "$bin/ccred" token demo >"$work/out" 2>"$work/err" || code=$?
	is "$1: exit code" "$code" "$2"
	like "$1: message" "$(cat "$work/err")" "ccred: demo: $4"
}
elsewhere "an unknown host" 68 https://nothing.invalid "*nothing.invalid is not known*"
elsewhere "a closed port" 69 https://127.0.0.1:1 "*cannot be reached*check the URL*"
elsewhere "a port without TLS" 69 "https://${url_http#http://}" "there is no TLS with*port is one of https*"
# (A sanitizer wants to be loaded first itself.)
if [ -z "$wrapper" ] && ! grep -q fsanitize "$abs_top_builddir/Makefile"; then
	LD_PRELOAD=$abs_top_builddir/tests/plugindir/slow_resolver.so
	CCRED_TRACE=$work/trace
	export LD_PRELOAD CCRED_TRACE
	elsewhere "a name that does not exist" 68 https://gone.example \
		"the host gone.example is not known: check the name*"
	elsewhere "a DNS that does not answer" 68 https://again.example \
		"the host again.example is not known, because DNS does not answer: *call again later"
	is "only the second is looked up again" "$(sed -n 's/.*http: GET failed.*host \([a-z]*\).*/\1/p' "$work/trace" |
		paste -sd ' ' -)" "gone again again again"
	is "each is looked up by ourselves once" "$(sed -n 's/.*http: \([a-z]*\).example is looked up once more/\1/p' "$work/trace" |
		paste -sd ' ' -)" "gone again"
	elsewhere "a resolver that hangs" 75 https://slow.example "slow.example did not answer in time*"
	begin=$(date +%s)
	elsewhere "its failure is shared" 75 https://slow.example "slow.example did not answer in time*"
	unset LD_PRELOAD CCRED_TRACE
	[ $(($(date +%s) - begin)) -lt 3 ]
	ok "so the next call does not wait"
fi

# Files of authorities that are none.
authorities() { # NAME FROM VARIABLE=VALUE
	run env CCRED_CONFIG="$work/other" "$3" "$bin/ccred" token demo
	refused "$1" "${4-66}" "ccred: demo: $2: *"
}
sed "s|ca-file.*|ca-file $config|" "$config" >"$work/other"
authorities "a file that is no CA file" ca-file HOME="$HOME"
sed "/ca-file/d" "$config" >"$work/other"
authorities "a missing file of the environment" SSL_CERT_FILE SSL_CERT_FILE=/nonexistent
authorities "another variable" CURL_CA_BUNDLE CURL_CA_BUNDLE=/nonexistent
# Who can write the file decides who is sent the secret.
cp "$ca" "$work/open.pem"
chmod 666 "$work/open.pem"
before=$(requests)
authorities "a file that others may write" "SSL_CERT_FILE: others may write $work/open.pem (mode 0666)" \
	SSL_CERT_FILE="$work/open.pem" 77
sed "s|ca-file.*|ca-file $work/open.pem|" "$config" >"$work/other"
authorities "the same in the profile" "ca-file: others may write $work/open.pem (mode 0666)" HOME="$HOME" 77
is "nothing was sent" "$(($(requests) - before))" 0
finish
