# Any number of callers at once: one request, one answer for all, and no error.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
sed -i 's/timeout .*/timeout   60/' "$config"
callers=$((1000 / divisor))
rounds=${CCRED_HERD_ROUNDS:-3}
ulimit -u unlimited 2>/dev/null || :

herd() { # CALLERS: their exit codes are counted in $codes, their different tokens in $tokens
	rm -rf "$work/herd"
	mkdir "$work/herd"
	# A subshell, whose children are the callers alone: the server is not waited for.
	(
		i=0
		while [ "$i" -lt "$1" ]; do
			i=$((i + 1))
			{
				$wrapper "$bin/ccred" token demo >"$work/herd/$i.out" 2>"$work/herd/$i.err"
				echo $? >"$work/herd/$i.code"
			} &
		done
		wait
	)
	codes=$(cat "$work"/herd/*.code | sort | uniq -c | sed 's/^ *//')
	tokens=$(sort -u "$work"/herd/*.out | grep -c .)
}

round=0
while [ "$round" -lt "$rounds" ]; do
	round=$((round + 1))
	ccred forget demo
	before=$(token_requests)
	herd "$callers"
	is "round $round: no error" "$codes" "$callers 0"
	is "round $round: equal tokens" "$tokens" 1
	is "round $round: one request" "$(($(token_requests) - before))" 1
	is "round $round: nothing on stderr" "$(cat "$work"/herd/*.err | head -3)" ""
done

# The server fails: the callers share that, too.
callers=$((500 / divisor))
ccred forget demo
control fault=500
before=$(token_requests)
begin=$(date +%s)
herd "$callers"
is "with a failing server: every exit code" "$codes" "$callers 69"
[ $(($(token_requests) - before)) -le $((3 * (1 + ($(date +%s) - begin) / 5))) ]
ok "at most three requests each five seconds"
[ $(($(date +%s) - begin)) -le 61 ]
ok "all ended within the deadline"

# The server is gone.
ccred forget demo
stop_servers
begin=$(date +%s)
herd "$callers"
is "with a dead server: every exit code" "$codes" "$callers 69"
[ $(($(date +%s) - begin)) -le 61 ]
ok "all ended within the deadline"
finish
