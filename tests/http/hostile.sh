# Answers that no HTTP library would make: the documented exit code, one clear line, and no more tries
# than make sense.
. "$abs_top_srcdir/tests/lib/lib.sh"
raw=$work/raw
mkdir "$raw"
"$abs_top_builddir/tests/http/raw" "$raw" 2>"$work/raw.err" &
servers="$servers $!"
wait_for "$raw/ready" || {
	echo "Bail out! the raw server did not start: $(head -c 500 "$work/raw.err")"
	exit 99
}
there=$(sed -n 's/^url=//p' "$raw/ready")
printf 'demo-secret\n' >"$work/secret"
chmod 600 "$work/secret"
cat >"$config" <<CONFIG
profile demo
    token-endpoint $there/token
    allow-http-loopback yes
    client-id demo
    timeout   $((4 * slow))
    source    required file path=$work/secret

profile found
    issuer    $there
    discovery smart
    allow-http-loopback yes
    client-id demo
    timeout   $((4 * slow))
    source    required file path=$work/secret

profile behind
    token-endpoint https://as.example/token
    client-id demo
    timeout   $((4 * slow))
    source    required file path=$work/secret
CONFIG
chmod 600 "$config"

token='{"access_token":"abc","token_type":"Bearer","expires_in":3600}'
ok='HTTP/1.1 200 OK\r\n'

# What the server sends next, and what it repeats until the client leaves; both as for printf.
answer() {
	# shellcheck disable=SC2059 # the format is meant
	printf "$@" >"$raw/answer"
}
again() {
	# shellcheck disable=SC2059
	printf "$@" >"$raw/again"
}

profile=demo
hostile() { # NAME CODE TRIES PATTERN
	: >"$raw/log"
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	ccred token $profile
	refused "$1" "$2" "ccred: $profile: $4"
	tries=$(wc -c <"$raw/log" | tr -d ' ')
	is "$1: tries" "$tries" "$3"
	is "$1: no token is kept" "$(find "$XDG_RUNTIME_DIR" -name '*.token')" ""
	rm -f "$raw/answer" "$raw/again" "$raw/hold"
}

# That the server is good for the opposite, too.
answer "$ok"'Content-Length: %d\r\n\r\n%s' ${#token} "$token"
ccred token demo
is "a good answer" "$code$out$err" 0abc
rm -rf "$XDG_RUNTIME_DIR/ccred"
answer "$ok"'Transfer-Encoding: chunked\r\n\r\n5\r\n%.5s\r\n%x\r\n%s\r\n0\r\nX: y\r\n\r\n' \
	"$token" $((${#token} - 5)) "${token#?????}"
ccred token demo
is "a good answer in chunks" "$code$out$err" 0abc

# Headers without an end.
headers="127.0.0.1 answered more than 65536 bytes or 1000 lines of headers: check the URL"
answer "$ok"'X-Long: ' && again '%01000d' 0
hostile "one endless header" 76 1 "$headers"
answer 'HTTP/1.1 200 ' && again '%01000d' 0
hostile "an endless status line" 76 1 "$headers"
answer "$ok" && again 'X-Many: %01000d\r\n' 0
hostile "endless headers" 76 1 "$headers"
answer "$ok" && again 'A:\r\n'
hostile "endless small headers" 76 1 "$headers"
again 'HTTP/1.1 100 Continue\r\n\r\n'
hostile "endless interim answers" 76 1 "$headers"
answer "$ok"'Transfer-Encoding: chunked\r\n\r\n0\r\n' && again 'X-Trailer: %01000d\r\n' 0
hostile "endless trailers" 76 1 "$headers"
# Large, but not too large.
rm -rf "$XDG_RUNTIME_DIR/ccred"
answer "$ok"'X-Long: %060000d\r\nContent-Length: %d\r\n\r\n%s' 0 ${#token} "$token"
ccred token demo
is "60000 bytes of headers" "$code$out$err" 0abc
lines() { # NUMBER, the status line and the empty one included
	{
		printf 'HTTP/1.1 200 OK\r\n'
		yes A: | head -n $(($1 - 3)) | sed 's/$/\r/'
		printf 'Content-Length: %d\r\n\r\n%s' ${#token} "$token"
	} >"$raw/answer"
}
lines 1001
hostile "a line of headers too much" 76 1 "$headers"
rm -rf "$XDG_RUNTIME_DIR/ccred"
lines 1000
ccred token demo
is "1000 lines of headers" "$code$out$err" 0abc

# Bodies without an end.
body="127.0.0.1 answered more than 1048576 bytes: check the URL"
answer "$ok"'\r\n{"access_token":"' && again '%01024d' 0
hostile "an endless body" 76 1 "$body"
answer "$ok"'Content-Length: 1048577\r\n\r\n' && again '%01024d' 0
hostile "a body of a byte too much" 76 1 "$body"
answer "$ok"'Transfer-Encoding: chunked\r\n\r\n' && again '400\r\n%01024d\r\n' 0
hostile "endless chunks" 76 1 "$body"
answer 'HTTP/1.1 401 No\r\n\r\n' && again '%01024d' 0
hostile "an endless refusal" 76 1 "$body"

# gzip, which nobody asked for: as an encoding of the content it is not looked into; as one of the
# transfer it is no HTTP.
head -c 100000000 /dev/zero | gzip -9 >"$work/bomb"
gzip -9 <"$work/bomb" >"$work/bomb2"
encoded() { # HEADER FILE
	printf "$ok"'%s\r\nContent-Length: %d\r\n\r\n' "$1" "$(wc -c <"$2")" >"$raw/answer"
	cat "$2" >>"$raw/answer"
}
encoded "Content-Encoding: gzip" "$work/bomb"
hostile "a gzip bomb" 76 1 "the answer is not one JSON object: check token-endpoint"
coding="127.0.0.1 does not speak HTTP (*): check the URL"
encoded "Transfer-Encoding: gzip" "$work/bomb"
hostile "a gzip bomb in transfer" 76 1 "$coding"
encoded "Transfer-Encoding: gzip, gzip" "$work/bomb2"
hostile "a gzip bomb twice wrapped" 76 1 "$coding"
printf %s "$token" | gzip >"$work/token.gz"
encoded "Content-Encoding: gzip" "$work/token.gz"
hostile "a token in gzip" 76 1 "the answer is not one JSON object: *"
printf %s "$token" >"$work/token"
encoded "Transfer-Encoding: gzip" "$work/token.gz"
hostile "a token in gzip in transfer" 76 1 "$coding"
encoded "Transfer-Encoding: gzip" "$work/token"
hostile "gzip that is none" 76 1 "$coding"
encoded "Transfer-Encoding: gzip,gzip,gzip,gzip,gzip,gzip,gzip,gzip" "$work/token"
hostile "gzip many times over" 76 1 "$coding"
encoded "Transfer-Encoding: gzip, chunked" "$work/token"
hostile "gzip in chunks" 76 1 "$coding"
encoded "Transfer-Encoding: made-up" "$work/token"
hostile "a coding of its own" 76 1 "$coding"

# Chunks that are none.
chunks() { # NAME TEXT
	answer "$ok"'Transfer-Encoding: chunked\r\n\r\n'"$2"
	hostile "$1" 76 1 "127.0.0.1 does not speak HTTP (*): check the URL"
}
chunks "a chunk's size that is no number" 'zz\r\nhello\r\n'
chunks "no chunk's size" '\r\n\r\n'
chunks "a negative chunk" '-5\r\nhello\r\n0\r\n\r\n'
chunks "a chunk of too many digits" 'fffffffffffffffff\r\nhello'
chunks "a chunk longer than it says" '2\r\nhello\r\n0\r\n\r\n'
answer "$ok"'Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n' && again '%01024d' 0
hostile "a chunk as long as can be said" 76 1 "$body"

# Not HTTP at all.
no_http() { # NAME TEXT
	answer "$2"
	hostile "$1" 76 1 "127.0.0.1 does not speak HTTP (*): check the URL"
}
no_http "SSH" 'SSH-2.0-OpenSSH_9.2\r\n'
no_http "bytes" '\000\001\002\377\376\n\n'
no_http "TLS" '\025\003\001\000\002\002\106'
no_http "the bare JSON" "$token"
no_http "another version" 'HTTP/3.7 200 OK\r\n\r\n'"$token"
no_http "a newer version on an old connection" 'HTTP/2 200\r\n\r\n'"$token"
no_http "a version of three parts" 'HTTP/1.1.1 200 OK\r\n\r\n'"$token"
no_http "a version of two digits" 'HTTP/1.12 200 OK\r\n\r\n'"$token"
no_http "small letters" 'http/1.1 200 OK\r\n\r\n'"$token"
no_http "a status of four digits" 'HTTP/1.1 2000 OK\r\n\r\n'"$token"
no_http "a status of two digits" 'HTTP/1.1 20 OK\r\n\r\n'"$token"
no_http "a status with a letter" 'HTTP/1.1 200x OK\r\n\r\n'"$token"
no_http "a status below 100" 'HTTP/1.1 099 OK\r\n\r\n'"$token"
no_http "a status of zero" 'HTTP/1.1 000 OK\r\n\r\n'"$token"
no_http "a negative length" "$ok"'Content-Length: -5\r\n\r\n'"$token"
no_http "a header without a colon" "$ok"'no colon\r\n\r\n'"$token"
no_http "a NUL in a header" "$ok"'X: a\000b\r\n\r\n'"$token"
: >"$raw/answer" && again '%01024d' 0
hostile "endless digits" 76 1 "127.0.0.1 does not speak HTTP (*): check the URL"

# HTTP, and no answer of a token endpoint.
answer 'HTTP/1.1 999 What\r\n\r\n%s' "$token"
hostile "status 999" 76 1 "this is no answer of a token endpoint (status 999): *"
answer 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\033[31m\r\nContent-Length: 0\r\n\r\n'
hostile "a redirect with an escape sequence" 76 1 "the token endpoint redirects*(status 302): *"
answer "$ok"'Content-Length: 99999999999999999999\r\n\r\n%s' "${token%?}"
hostile "a length beyond 64 bits" 76 1 "the answer is not one JSON object: *"

# A connection that breaks once the secret was sent is not tried again.
cut="127.0.0.1 cannot be reached (*): check the URL, the network and the proxy"
: >"$raw/answer"
hostile "nothing" 69 1 "$cut"
answer 'HTTP/1.1 200'
hostile "half a status line" 69 1 "$cut"
answer "$ok"'Content-Length: 1000\r\n\r\n%s' "$token"
hostile "a body cut short" 69 1 "$cut"
answer "$ok"'Transfer-Encoding: chunked\r\n\r\n5\r\nhel'
hostile "a chunk cut short" 69 1 "$cut"
answer "$ok"'Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n' ${#token} "$token"
hostile "no last chunk" 69 1 "$cut"
stalls="127.0.0.1 did not answer in time: call again later"
: >"$raw/hold" && answer "$ok"'X: '
hostile "a stall in a header" 75 1 "$stalls"
: >"$raw/hold" && answer "$ok"'Content-Length: 1000\r\n\r\n%s' "$token"
hostile "a stall in the body" 75 1 "$stalls"

# A 429 is asked again only if there is time to wait for what its Retry-After says.
after() { # NAME VALUE [SECONDS that it means]
	words="${3:+Retry-After $3 s: try again at *}"
	words="${words:-call again later}"
	answer 'HTTP/1.1 429 Slow\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n' "$2"
	hostile "$1" 75 1 "the server is asked too often (status 429): $words"
}
after "Retry-After: no number" soon
after "Retry-After: nothing" ""
after "Retry-After: zero" 0
after "Retry-After: negative" -5
after "Retry-After: beyond 64 bits" 99999999999999999999999999 86400
after "Retry-After: a date far away" "Fri, 31 Dec 2199 23:59:59 GMT" 86400
after "Retry-After: a date gone by" "Thu, 01 Jan 1970 00:00:01 GMT"
after "Retry-After: no date" "Fri, 99 Foo 9999 99:99:99 GMT"
after "Retry-After: more than a date" "$(head -c 5000 /dev/zero | tr '\0' 7)" 86400

# Discovery is no other client.
profile=found
answer "$ok"'X-Long: ' && again '%01000d' 0
hostile "metadata: one endless header" 76 1 "$headers"
answer "$ok"'\r\n{"token_endpoint":"' && again '%01024d' 0
hostile "metadata: an endless body" 76 1 "$body"
chunks "metadata: no chunk" 'zz\r\nhello\r\n'
: >"$raw/answer"
hostile "metadata: nothing" 69 3 "$cut"
answer 'HTTP/1.1 301 Moved\r\nLocation: http://x/\033]0;title\007\r\nContent-Length: 0\r\n\r\n'
hostile "metadata: a redirect with an escape sequence" 76 1 \
	'*redirects to http://x/\\x1b\]0;title\\x07: redirects are not followed*'
answer 'HTTP/1.1 301 Moved\r\nLocation: http://x/%05000d\r\nContent-Length: 0\r\n\r\n' 0
hostile "metadata: a redirect with a long place" 76 1 "*redirects to http://x/0000*0: redirects are*"
answer 'HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n'
hostile "metadata: a redirect to nowhere" 76 1 "*redirects to nowhere: *"

# A proxy that makes no tunnel: its answer is not the server's.
profile=behind https_proxy=$there
export https_proxy
proxy_says() { # STATUS TRIES PATTERN
	answer 'HTTP/1.1 %s No\r\nContent-Length: 0\r\n\r\n' "$1"
	hostile "a proxy that answers $1" 69 "$2" "$3"
}
proxy_says 403 1 "the proxy does not connect to as.example (status 403): *no_proxy"
proxy_says 407 1 "the proxy asks for a user and a password (status 407): *https_proxy"
proxy_says 502 3 "as.example cannot be reached (*502*): *"
finish
