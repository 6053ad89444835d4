#!/bin/sh
# Tests the faults of the test authorization server, and many requests at once.
. "$abs_top_srcdir/tests/servers/authserver/selftest-lib.sh"

"$bin/authserver" --dir "$tmp/s" --client plain:secret --die-with-parent &
server=$!
await "$tmp/s/ready" $server
url=$(value url "$tmp/s/ready")

control fault=503 count=2 retry-after=7
ask
one=$status
header 'Retry-After: 7' && ask && is 503 && ask && [ "$one" = 503 ] && is 200
ok 'a status, counted, with Retry-After'
control fault=500 empty=1 on=all count=1
fetch "$url/.well-known/smart-configuration"
is 500 && [ ! -s "$tmp/out" ]
ok 'an empty answer of any endpoint'
control fault=404 on=oidc
fetch "$url/.well-known/openid-configuration"
one=$status
ask
[ "$one" = 404 ] && is 200 && control clear=1 && fetch "$url/.well-known/openid-configuration" && is 200
ok 'a fault of one endpoint, cleared'
control fault=redirect location=https://elsewhere.example/ count=1
ask
is 302 && header 'Location: https://elsewhere.example/'
ok 'redirect'
control fault=error error=invalid_target "description=$(printf 'a\033[31m\001"b')" count=1
ask
is 400 invalid_target && has 'a\u001b[31m\u0001\"b'
ok 'an error of our own'
control fault=body body='[1]' content-type=text/x status=203 count=1
ask
is 203 && [ "$(cat "$tmp/out")" = '[1]' ] && header 'Content-Type: text/x'
ok 'a body of our own'
control fault=html count=1 && ask
is 200 && has '<html>'
ok 'html'
control fault=garbage count=1 && ask
is 200 && [ -s "$tmp/out" ]
ok 'garbage'
control fault=cut count=1 && ask
[ $curl_status -eq 18 ]
ok 'cut'
control fault=reset count=1 && ask
[ $curl_status -eq 56 ]
ok 'reset'
control fault=stall count=1 && ask --max-time 0.5
[ $curl_status -eq 28 ] && [ "$status" = 000 ]
ok 'stall'
control fault=slow delay-ms=100 count=1 && ask --max-time 1
[ $curl_status -eq 28 ] && [ "$(wc -c <"$tmp/out")" -ge 1 ] && [ "$(wc -c <"$tmp/out")" -le 12 ]
ok 'slow'
control fault=huge count=1 && ask --max-filesize 100000
[ $curl_status -eq 63 ] && header 'Content-Length: 268435456'
ok 'huge'
ask
one=$(token)
control fault=same-token count=1
ask
[ -n "$one" ] && [ "$(token)" = "$one" ] && ask && [ "$(token)" != "$one" ]
ok 'same-token'
! control fault=nonsense && ! control nonsense=1 && ! control fault=redirect
ok 'the control form refuses what it does not know'

# Many at once, each kept waiting half a second: one after the other they would take 100.
control latency-ms=500
i=0
while [ $i -lt 200 ]; do
	printf 'url = "%s/openehr/v1/%d"\noutput = "/dev/null"\n' "$url" $i
	i=$((i + 1))
done >"$tmp/many"
start=$(date +%s)
fetch -Z --parallel-immediate --parallel-max 200 -K "$tmp/many" --max-time 30 "$url/openehr/v1/x"
[ $(($(date +%s) - start)) -le 20 ] && [ "$(grep -c ' GET /openehr/v1/[0-9]* 401$' "$tmp/s/log")" -eq 200 ]
ok 'two hundred requests at once'
echo "1..$n"
