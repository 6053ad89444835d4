# Killed at any moment: callers, acquires and sources leave no damaged entry, no waiter, and nothing else.
. "$abs_top_srcdir/tests/lib.sh"
wrapper= # it is the programs themselves that are killed
# LeakSanitizer cannot look at a process that somebody traces.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
start_server as --client demo:demo-secret
demo_config </dev/null
cache=$XDG_RUNTIME_DIR/ccred

# What may lie in the cache of one profile, whose lock and salt stay for ever.
strange() {
	find "$cache" -mindepth 1 | sed "s|^$cache/||" | grep -vxE \
		'salt|\.lock|[0-9a-f]{32}\.(lock|token|renew|failure|rejected)|doc-[0-9a-f]{32}' || :
}
# The next call that stores a token finds nothing in its way and leaves nothing behind.
mends() {
	ccred token demo --renew
	new=$out
	[ "$code$err" = 0 ] || return 1
	ccred token demo
	[ "$code$err$out" = "0$new" ] && [ -z "$(strange)" ]
}

kills=$((1000 / divisor))
i=0
loops=
for options in "" "" --renew --renew; do
	i=$((i + 1))
	(
		until [ -e "$work/stop" ]; do
			begin=$(date +%s)
			code=0
			# shellcheck disable=SC2086 # none is no word
			token=$("$bin/ccred" token demo $options 2>>"$work/loop.err") || code=$?
			echo "$code $(($(date +%s) - begin)) $token"
		done >"$work/loop.$i" 2>/dev/null
	) &
	loops="$loops $!"
done
"$abs_top_builddir/tests/kill_random" "$session" "$kills" >"$work/kills"
touch "$work/stop"
# shellcheck disable=SC2086 # words are wanted
wait $loops
sed 's/^/# killed: /' "$work/kills"
if [ "$divisor" -eq 1 ]; then
	is "callers, acquires and sources were killed" "$(awk '$2 > 20' "$work/kills" | wc -l | tr -d ' ')" 3
fi
cat "$work"/loop.[0-9]* >"$work/calls"
is "an answer is a whole token, or none" "$(awk '$1 == 0' "$work/calls" | grep -cvE '^0 [0-9]+ [A-Za-z0-9_-]{43}$')" 0
is "and none comes with an error" "$(awk '$1 == 70 && NF > 2' "$work/calls")" ""
is "which is one of its own" "$(awk '{ print $1 }' "$work/calls" | sort -u | grep -vxE '0|70|137')" ""
is "nobody waited beyond the deadline" "$(awk -v most=$((11 * slow)) '$2 > most' "$work/calls")" ""
mends
ok "the next call mends it all"
is "nobody is left" "$(leftovers)" ""

# At every system call of one call that fills the cache.
step=0
bad=
while :; do
	step=$((step + divisor))
	"$abs_top_builddir/tests/kill_step" "$step" "$bin/ccred" token demo --renew >"$work/out" 2>"$work/err"
	how=$(tail -n 1 "$work/err")
	[ "$how" != "not reached" ] || break
	echo "$how" >>"$work/steps"
	mends || bad="$bad $step"
done
sort "$work/steps" | uniq -c | sed 's/^/# /'
is "killed at every system call: the next call mends it" "$bad" ""
[ "$step" -gt 500 ]
ok "there were hundreds"
is "of callers, acquires and sources" "$(sort -u "$work/steps" | tr '\n' ,)" \
	"killed ccred,killed ccred-acquire,killed ccred-source,"
finish
