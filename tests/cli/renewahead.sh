# ccred renew: ahead of expiry, what is in the cache and due, and nothing else.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
cache=$XDG_RUNTIME_DIR/ccred
asked() {
	echo $(($(token_requests) - before))
}
# A token of an hour with so many seconds left.
left() { # SECONDS
	control defaults=1
	ccred forget demo
	ccred token demo
	old=$out
	age $((3600 - $1))
	before=$(token_requests)
}

# Nobody uses the profile.
ccred renew demo
is "no token: no failure" "$code$out" 0
is "no token: a hint" "$err" "hint: demo: no valid token in the cache to renew"
is "no token: nobody is asked" "$(requests)" 0
[ ! -e "$cache" ]
ok "no token: and nothing is made"
ccred renew --all
is "no token: --all has nothing to say" "$code$out$err" 0

# Before the margin, inside it, at its end.
left 400
ccred renew demo
is "before the margin: nothing to do" "$code$out $(asked)" "0 0"
like "which a hint says" "$err" "hint: demo: valid for * min, to be renewed in * min"
ccred renew demo --quiet
is "or not" "$code$out$err" 0
left 200
ccred renew demo
is "inside the margin: renewed" "$code$err $(asked)" "0 1"
like "a line says so" "$out" "demo: renewed, valid for [15]* [hm]*"
ccred token demo
[ "$out" != "$old" ] && [ "$(asked)" = 1 ]
ok "all get the new one"
ccred renew demo
is "and it is not renewed twice" "$code$out $(asked)" "0 1"
left 10
ccred renew "$url/openehr/v1/ehr"
is "a moment before the end, by URL" "$code$err $(asked)" "0 1"
left 200
ccred renew demo --quiet
is "--quiet" "$code$out$err $(asked)" "0 1"
left 0
ccred renew demo
is "what has run out is left to the next call" "$code$out $(asked)" "0 0"

# The horizon of a timer.
left 400
ccred renew demo --within 60
is "not within a minute" "$code$out $(asked)" "0 0"
ccred renew demo --within 300
is "within five" "$code$err $(asked)" "0 1"
demo_config <<'MORE'
    renew-margin 30
MORE
left 120
ccred renew demo
is "the profile's margin" "$code$out $(asked)" "0 0"
ccred renew demo --within 100
is "counts for the horizon too" "$code$err $(asked)" "0 1"
demo_config <<'MORE'
    background no
MORE
left 200
ccred renew demo
is "background no" "$code$err $(asked)" "0 1"
demo_config </dev/null
control lifetime=10
ccred forget demo
ccred token demo
before=$(token_requests)
ccred renew demo --within 900
is "a life that ends before the next run" "$code$err $(asked)" "0 1"

# A failure is said, and harms nothing.
left 200
control fault=503
ccred renew demo
refused "the server fails" 69 "ccred: demo: the server has a fault*503*"
is "after three tries" "$(asked)" 3
ccred token demo
settle
is "the token is there still" "$code$err $out" "0 $old"
ccred renew demo
refused "again at once" 69 "ccred: demo: the server has a fault*503*"
is "a failure that counts is shared" "$(asked)" 3
age 6
control clear=1
ccred renew demo
is "and later tried again" "$code$err $(asked)" "0 4"
left 200
printf 'wrong\n' >"$work/secret"
ccred renew demo
refused "a wrong secret" 77 "ccred: demo: the server refused the client*"
ccred renew demo
refused "is not sent twice" 77 "ccred: demo: the server refused the client*"
is "by one request" "$(asked)" 1
ccred token demo
is "and the token is there" "$code $out" "0 $old"
rm "$work/secret"
settle
ccred renew demo
refused "no secret" 67 "ccred: demo: *secret*"
demo_config </dev/null
ccred renew demo
is "a corrected one works at once" "$code$err $(asked)" "0 2"
left 200
control fault=same-token
ccred renew demo
is "the same token again is one that was renewed" "$code$err $(asked)" "0 1"
left 200
control fault=body body='{"access_token":"t","token_type":"Bearer","expires_in":-1}'
ccred renew demo
like "a token that cannot be kept is none" "$code$out" 69
like "which is said" "$err" "*warning: *ccred: demo: the server gave a new token, but the cache could not keep it*"
ccred token demo
settle
is "the old one is there" "$code $out" "0 $old"

# Another call is asking.
left 200
control latency-ms=2500
"$bin/ccred" token demo --renew >"$work/other" 2>&1 &
other=$!
tries=0
lock=$(echo "$cache"/*.token)
lock=${lock%.token}.lock
while flock -n "$lock" true && [ "$tries" -le 400 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
ccred renew demo
is "another call asks: no failure" "$code$out" 0
is "a hint" "$err" "hint: demo: another call is renewing it"
wait "$other"
control latency-ms=0
is "one request" "$(asked)" 1

# A token that was rejected is nobody's.
left 200
ask erase <<REQUEST
url=$url/openehr/v1
password=$old

REQUEST
ccred renew demo
is "a rejected token is not renewed" "$code$out $(asked)" "0 0"

# The environment is a part of the key.
sed "s|source .*|source required env secret=DEMO_SECRET|" "$config" >"$work/config"
cat "$work/config" >"$config"
DEMO_SECRET=demo-secret
export DEMO_SECRET
left 200
unset DEMO_SECRET
ccred renew --all
is "another environment has no token" "$code$out$err $(asked)" "0 0"
DEMO_SECRET=demo-secret
export DEMO_SECRET
ccred renew --all
is "its own has" "$code$err $(asked)" "0 1"
unset DEMO_SECRET

# All profiles: some that are due, one that is not used, one that is refused.
block() { # NAME
	cat <<CONFIG
profile $1
    target    $url/$1
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    client-id demo
    timeout   $((10 * slow))
    source    required file path=$work/secret
CONFIG
}
{
	block idle
	printf 'profile bad\n    isuer %s\n' "$url"
	block other
	block third
} >"$work/blocks"
demo_config <"$work/blocks"
left 3600
for profile in other third; do
	ccred token "$profile"
	is "profile $profile" "$code$err" 0
done
age 3400
ccred token third --renew
before=$(token_requests)
ccred renew --all
is "all: exit code of the first failure" "$code" 78
is "all: what was renewed" "$(printf '%s\n' "$out" | sed 's/:.*//' | tr '\n' ' ')" "demo other "
like "all: what is refused" "$err" 'ccred: bad: *unknown key "isuer"*'
is "all: nothing else" "$(printf '%s\n' "$err" | grep -c .) $(asked)" "1 2"
sed -i '/^profile bad/,/isuer/d' "$config"
age 3400
control fault=500
ccred renew --all
is "all fail: the first one's code" "$code$out" 69
is "each says so" "$(printf '%s\n' "$err" | sed 's/^ccred: \([a-z]*\): .*/\1/' | tr '\n' ' ')" "demo other third "
control clear=1
for profile in demo other third; do
	ccred token "$profile"
	settle
	is "$profile has a token" "$code$err" 0
done

# Profiles with {tenant}: those tenants that somebody uses.
cat >"$config" <<CONFIG
profile any
    target    https://{tenant}.api.example/v1
    token-endpoint $url/oauth/token
    allow-http-loopback yes
    ca-file   $ca
    client-id demo
    audience  https://api.example/openehr/v1
    source    required file path=$work/{tenant}.secret
CONFIG
for t in acme big-co; do
	cp "$work/secret" "$work/$t.secret"
	ccred token any --tenant "$t"
	is "tenant $t" "$code$err" 0
done
ccred renew any --tenant nobody
is "a tenant that nobody uses" "$code$out $err" "0 hint: any: no valid token in the cache to renew"
age 3400
before=$(token_requests)
ccred renew any --tenant acme
is "one tenant" "$code$err $(asked)" "0 1"
like "is named" "$out" "any (acme): renewed, *"
for t in acme big-co; do
	ccred token any --tenant "$t" --renew
done
age 3400
rm "$work/acme.secret"
ccred renew --all
like "all tenants of the cache" "$out" "any (big-co): renewed, *"
refused "a tenant that fails" 67 "ccred: any: $config:*: tenant acme: *" "$out"
cp "$work/secret" "$work/acme.secret"
ccred renew any --within 86400
is "each tenant once" "$code$err $(printf '%s\n' "$out" | wc -l | tr -d ' ')" "0 2"
ccred forget any
ccred renew any
is "no tenant is used" "$code$out $err" "0 hint: any: no valid token in the cache to renew"

# Usage, and a configuration without anything.
for words in "" "--all demo" "--all --tenant acme"; do
	# shellcheck disable=SC2086 # words are wanted
	ccred renew $words
	refused "usage: renew $words" 64 "ccred: *: ccred renew --help"
done
ccred renew demo --within 1m
refused "--within" 64 "ccred: --within 1m: it must be a number of seconds from 0 to 86400"
ccred renew nobody
refused "no such profile" 78 'ccred: there is no profile "nobody"*'
: >"$config"
ccred renew --all
like "nothing is configured" "$code$out$err" "0hint: no profile is configured*"
ccred renew --all --quiet
is "and quiet about it" "$code$out$err" 0
ccred renew --help
like "help" "$out" "usage: ccred renew *"
ccred renew --follow --within 5 demo
refused "--follow needs no --within" 64 "ccred: --follow renews when it is due: leave out --within*"
finish
