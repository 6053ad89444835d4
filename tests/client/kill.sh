# Killed callers, acquires and sources: nobody hangs, nothing is left, and the next call works.
. "$abs_top_srcdir/tests/lib/lib.sh"
wrapper= # it is the processes that are killed, by name
start_server as --client demo:demo-secret
demo_config </dev/null

# PIDs of this session that run a program.
running() { # NAME
	cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) (\(.*\)) \(.*\)$/\1 \3 \2/' |
		awk -v session="$session" -v name="$1" '$5 == session && $NF == name && $2 != "Z" { print $1 }'
}

start() {
	"$bin/ccred" token demo >"$work/out" 2>"$work/err" &
	caller=$!
	sleep 0.7
}

control fault=stall
start
is "one acquire runs" "$(running ccred-acquire | wc -l | tr -d ' ')" 1
kill -KILL "$caller"
wait "$caller" 2>/dev/null
sleep 0.5
is "it dies with its caller" "$(leftovers)" ""
control clear=1
ccred token demo
is "and the next call works" "$code$err" 0
ccred forget demo

control fault=stall
start
kill -KILL "$(running ccred-acquire)"
code=0
wait "$caller" || code=$?
is "a killed acquire is an error of its own" "$code" 70
like "which says so" "$(cat "$work/err")" "ccred: demo: ccred-acquire died of signal 9*"
control clear=1
ccred token demo
is "and is not shared" "$code$err" 0
ccred forget demo

# The others wait for the one who asks; when it is killed, one of them asks.
control latency-ms=2000
start
i=0
while [ "$i" -lt 20 ]; do
	i=$((i + 1))
	"$bin/ccred" token demo >"$work/waiter.$i" 2>&1 &
done
sleep 0.5
kill -KILL "$caller"
wait "$caller" 2>/dev/null
control latency-ms=0
tries=0
until [ -z "$(running ccred)" ] || [ "$tries" -ge 100 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
is "the waiters get one token" "$(cat "$work"/waiter.* | sort | uniq -c | awk '{print $1}')" 20
ccred forget demo

# A source that is killed from outside is a line that crashed.
sed -i '/source/d' "$config"
cat >>"$config" <<LINES
    source optional debug do=hang
    source required file path=$work/secret
LINES
start
# shellcheck disable=SC2046 # both of its processes
kill -KILL $(running ccred-source)
code=0
wait "$caller" || code=$?
is "a killed source costs its line" "$code" 0
like "and is warned of" "$(cat "$work/err")" "ccred: demo: warning: *debug: *killed*"

# Ended from outside.
ccred forget demo
start
kill -TERM "$caller"
wait "$caller" 2>/dev/null
sleep 0.5
is "a terminated call leaves nobody" "$(leftovers)" ""
finish
