# How ccred becomes ccred-report: the request, its secrets, its descriptors; and what else may start it.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/report/doctor-lib.sh"
canary=canary-Tz3qW8rV6
start_server as --client "demo:$canary"
demo_config </dev/null
sed -i 's/    source .*/    source required env secret=HANDED_OVER/' "$config"

# Nobody else starts it.
by_hand() { # NAME, with the request on stdin
	run "$bin/ccred-report"
	refused "$1" 64 "ccred: ccred-report is started by ccred, not by hand: *"
}
by_hand "nothing is asked" </dev/null
by_hand "an unknown command" <<'REQUEST'
ccred=1
operation=token
profile=demo
REQUEST
by_hand "no profile" <<'REQUEST'
ccred=1
operation=explain
REQUEST
by_hand "a value that is not escaped" <<'REQUEST'
ccred=1
operation=explain
profile=%zz
REQUEST
by_hand "no line" <<'REQUEST'
demo
REQUEST
run "$bin/ccred-report" <<'REQUEST'
ccred=1
operation=explain
profile=demo
var=HANDED_OVER
REQUEST
refused "a variable without a value" 65 "ccred: *"

# Where it is not installed.
run "$abs_top_builddir/tests/cli/alone" explain demo
refused "it is not there" 71 "ccred: demo: cannot start */ccred-report: No such file or directory"

# A captured variable is in the request, and nowhere that other processes could read it. exec keeps the number of
# the process. As root all of it can be read.
HANDED_OVER=$canary
export HANDED_OVER
doctor demo
is "the variable arrives" "$code$err $(outcome stack) $(outcome token)" "0 ok ok"
control fault=stall on=smart
"$bin/ccred" doctor demo >"$work/out" 2>"$work/err" &
pid=$!
for _ in $(seq 100); do
	[ "$(cat "/proc/$pid/comm" 2>/dev/null)" != ccred-report ] || break
	sleep 0.1
done
is "the process is ccred-report now" "$(cat "/proc/$pid/comm")" ccred-report
tr '\0' '\n' <"/proc/$pid/cmdline" >"$work/cmdline"
is "its command line" "$(cat "$work/cmdline")" ccred-report
if [ "$(id -u)" -eq 0 ]; then
	tr '\0' '\n' <"/proc/$pid/environ" >"$work/environ"
	is "its environment: read" "$(grep -c '^HOME=' "$work/environ")" 1
	is "its environment: without the variable" "$(grep -c HANDED_OVER "$work/environ")" 0
	is "its descriptors" "$(ls "/proc/$pid/fd" | sed -n '1,3p' | tr '\n' ' ')" "0 1 2 "
fi
kill -TERM "$pid"
wait "$pid" 2>/dev/null
control clear=1

# The trace goes on, wherever it goes.
CCRED_TRACE=1 "$bin/ccred" explain demo >"$work/out" 2>"$work/err"
is "the trace: both programs" "$(sed 's/\[.*//' "$work/err" | sort -u | tr '\n' ' ')" "ccred ccred-report "
CCRED_TRACE=3 "$bin/ccred" explain demo >"$work/out" 2>"$work/err" 3>"$work/three"
is "the trace: to descriptor 3" "$(sed 's/\[.*//' "$work/three" | sort -u | tr '\n' ' ')$(cat "$work/err")" "ccred ccred-report "
CCRED_TRACE=$work/trace "$bin/ccred" explain demo >"$work/out" 2>"$work/err" 3</dev/null
is "the trace: into a file" "$(sed 's/\[.*//' "$work/trace" | sort -u | tr '\n' ' ')$(cat "$work/err")" "ccred ccred-report "
"$bin/ccred" explain demo >"$work/out" 2>"$work/err" <&-
is "without a standard input" "$?$(cat "$work/err")" 0
is "the secret is nowhere" "$(cat "$work/said" "$work/out" "$work/err" "$work/three" "$work/trace" | grep -cF "$canary")" 0
finish
