# Renewal ahead of expiry: nobody waits for it, one serves all, and what fails harms no valid token.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
cache=$XDG_RUNTIME_DIR/ccred

# A token of an hour with 299 seconds left: inside the margin.
inside() {
	settle
	ccred forget demo
	control defaults=1
	ccred token demo
	old=$out
	age 3301
	before=$(token_requests)
}
asked() {
	echo $(($(token_requests) - before))
}

inside
control latency-ms=3000
begin=$(date +%s)
# The shell waits for whoever holds a descriptor of its pipes: stdout, stderr, and one more.
token=$({ "$bin/ccred" token demo 3>&1 2>&1; } 2>&1)
took=$(($(date +%s) - begin))
is "inside the margin the old token comes" "$token" "$old"
[ "$took" -lt 3 ]
ok "at once: nobody waits for the renewal"
is "which runs" "$(leftovers | wc -l | tr -d ' ')" 1
ccred token demo
is "others get the old one meanwhile" "$out" "$old"
settle
control latency-ms=0
is "one request was made" "$(asked)" 1
ccred token demo
[ "$out" != "$old" ]
ok "and then there is a new token"
is "for everybody" "$(asked)" 1

# Where it runs: a session of its own, nothing of the caller's but the lock.
inside
control latency-ms=2000
exec 9<"$config"
"$bin/ccred" token demo >"$work/out"
exec 9<&-
tries=0
until pid=$(leftovers | sed -n 's/ ccred-acquire$//p') && [ -n "$pid" ] || [ "$tries" -ge 40 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
if [ "$(id -u)" -eq 0 ]; then
	is "its directory" "$(readlink "/proc/$pid/cwd")" /
	is "its descriptors 0 to 2" "$(for fd in 0 1 2; do readlink "/proc/$pid/fd/$fd"; done | sort -u)" /dev/null
	is "no other file of the caller's" "$(find "/proc/$pid/fd" -lname "$config" 2>/dev/null)" ""
fi
is "its session" "$(cut -d' ' -f6 "/proc/$pid/stat" | grep -cx "$session")" 0
settle

# The acquire finds the configuration that its caller found.
inside
cd "$XDG_CONFIG_HOME" || exit 99
code=0
CCRED_CONFIG=ccred/config "$bin/ccred" token demo >"$work/out" || code=$?
cd "$work" || exit 99
settle
ccred token demo
[ "$code" = 0 ] && [ "$out" != "$old" ] && [ "$(asked)" = 1 ]
ok "a relative CCRED_CONFIG"

# And trusts the authorities that its caller trusted.
cp "$config" "$work/config"
sed -i /ca-file/d "$config"
cp "$ca" "$work/authorities"
CURL_CA_BUNDLE=authorities
export CURL_CA_BUNDLE
inside
ccred token demo
settle
is "a relative CURL_CA_BUNDLE" "$code $(asked)" "0 1"
unset CURL_CA_BUNDLE
cp "$work/config" "$config"

# Any number of callers: one renewal.
inside
callers=$((200 / divisor))
(
	i=0
	while [ "$i" -lt "$callers" ]; do
		i=$((i + 1))
		$wrapper "$bin/ccred" token demo >"$work/many.$i" 2>&1 &
	done
	wait
)
settle
[ "$(cat "$work"/many.* | sort -u | grep -c .)" -le 2 ]
ok "$callers callers get the old token or the new one"
is "with one request" "$(asked)" 1

# The server is down: the old token while it is valid, and not a request a call.
inside
control fault=503
for i in 1 2 3; do
	ccred token demo
	is "call $i while the server fails" "$code$err $out" "0 $old"
	settle
done
is "one renewal was tried, three times" "$(asked)" 3
age 31
ccred token demo
is "after its time" "$code$err $out" "0 $old"
settle
is "the next one" "$(asked)" 6
age 250 # 18 seconds are left
ccred token demo
is "with little left the caller waits, and falls back" "$code$err $out" "0 $old"
is "after its tries" "$(asked)" 9
ccred token demo --min-valid 100
is "but not to what it does not want" "$code$out" 69
age 30
ccred token demo
refused "a token past its end is not handed out" 69 "ccred: demo: *"
control clear=1

# The caller asks for more than the old one has.
inside
ccred token demo --min-valid 600
[ "$code$err" = 0 ] && [ "$out" != "$old" ]
ok "--min-valid beyond what is left waits for a new one"

# background no: in the foreground, by one.
inside
demo_config <<'MORE'
    background no
MORE
ccred token demo
age 3301
old=$out
before=$(token_requests)
ccred token demo
[ "$code$err" = 0 ] && [ "$out" != "$old" ]
ok "background no: the new one at once"
ccred token demo
age 3301
old=$out
control fault=500
ccred token demo
is "or the old one" "$code$err $out" "0 $old"
control clear=1
demo_config </dev/null

# The same token again, and short lives.
inside
control fault=same-token
for i in 1 2 3 4 5; do
	ccred token demo
	settle
done
is "a server that repeats a token is asked once" "$(asked)" 1
control defaults=1 lifetime=10
ccred forget demo
ccred token demo
before=$(token_requests)
for i in 1 2 3 4 5; do
	ccred token demo
	settle
done
is "tokens of ten seconds are not renewed at each call" "$(asked)" 0
age 9
ccred token demo
settle
is "but at their end" "$(asked)" 1

# Rejected while its renewal is under way: it does not come back.
inside
control latency-ms=1500 fault=same-token
ccred token demo
ask erase <<REQUEST
url=$url/openehr/v1
password=$old

REQUEST
settle
control defaults=1
ccred token demo
[ "$code" = 0 ] && [ "$out" != "$old" ]
ok "a rejected token is not brought back by a renewal under way"

# The wall clock is set, and the machine sleeps.
inside
ccred forget demo
ccred token demo
old=$out
before=$(token_requests)
age 1000 wall
ccred token demo
is "the wall clock goes on by a part of the life" "$code $out $(asked)" "0 $old 0"
control fault=500
age 2700 wall
ccred token demo
is "beyond its end: a miss" "$code$out" 69
control clear=1
ccred forget demo
ccred token demo
old=$out
age -1000 wall
ccred token demo
[ "$code" = 0 ] && [ "$out" != "$old" ]
ok "back to before its birth: a miss"

# Namespaces stand in for a machine that sleeps or starts anew. An ordinary user gets them with a user
# namespace, where root's files seem to be nobody's: enough to see whether the cache answers.
within() { # UNSHARE-OPTION... -- COMMAND...
	code=0
	if [ "$(id -u)" -eq 0 ]; then
		unshare "$@" >"$work/out" 2>"$work/err" || code=$?
	else
		unshare --map-root-user "$@" >"$work/out" 2>"$work/err" || code=$?
	fi
	out=$(cat "$work/out")
}
ccred forget demo
ccred token demo
old=$out
before=$(token_requests)
within --time --boottime 1000 -- "$bin/ccred" token demo
is "asleep for a part of its life" "$code $out $(asked)" "0 $old 0"
control fault=500
within --time --boottime 3700 -- "$bin/ccred" token demo
[ "$code" -ne 0 ] && [ -z "$out" ]
ok "asleep beyond its end: a miss"
control clear=1
ccred token demo
old=$out
echo 01234567-89ab-cdef-0123-456789abcdef >"$work/boot_id"
# shellcheck disable=SC2016 # the inner shell's
within --mount -- sh -c 'mount --bind "$0" /proc/sys/kernel/random/boot_id && exec "$1" token demo' \
	"$work/boot_id" "$bin/ccred"
[ "$out" != "$old" ]
ok "started anew: a miss"
is "which the mount has shown" "$(grep -c '^mount' "$work/err")" 0
is "nothing but the cache's own files" "$(find "$cache" -name '.*' -type f)" ""
finish
