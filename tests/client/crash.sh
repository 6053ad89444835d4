# Killed at any moment: callers, acquires and sources leave no damaged entry, no waiter, and nothing else.
. "$abs_top_srcdir/tests/lib/lib.sh"
wrapper= # it is the programs themselves that are killed
# LeakSanitizer cannot look at a process that somebody traces.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
for name in a b as; do
	start_server $name --client demo:demo-secret
done
demo_config </dev/null

# What may lie in a cache.
strange() { # DIRECTORY
	for file in "$1"/* "$1"/.[!.]*; do
		case ${file##*/} in
		salt | .lock | '*' | '.[!.]*' | doc-* | *.lock | *.token | *.state | *.notes) ;;
		*) printf '%s ' "${file##*/}" ;;
		esac
	done
}
whole_token() {
	[ ${#1} -eq 43 ]
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
"$abs_top_builddir/tests/lib/kill_random" "$session" "$kills" >"$work/kills"
touch "$work/stop"
# shellcheck disable=SC2086 # words are wanted
wait $loops
sed 's/^/# killed: /' "$work/kills"
is "callers, acquires and sources were killed" \
	"$(awk -v least=$((divisor == 1 ? kills / 10 : 0)) '$2 > least' "$work/kills" | wc -l | tr -d ' ')" 3
cat "$work"/loop.[0-9]* >"$work/calls"
is "an answer is a whole token, or none" "$(awk '$1 == 0' "$work/calls" | grep -cvE '^0 [0-9]+ [A-Za-z0-9_-]{43}$')" 0
is "and none comes with an error" "$(awk '$1 == 70 && NF > 2' "$work/calls")" ""
is "which is one of its own" "$(awk '{ print $1 }' "$work/calls" | sort -u | grep -vxE '0|70|137')" ""
is "nobody waited beyond the deadline" "$(awk -v most=$((11 * slow)) '$2 > most' "$work/calls")" ""
ccred token demo --renew
is "the next call goes well" "$code$err" 0
whole_token "$out"
ok "with a token"
is "and mends it all" "$(strange "$XDG_RUNTIME_DIR/ccred")" ""
is "nobody is left" "$(leftovers)" ""

# At every system call, with a cache and a server of its own; without TLS, for speed.
steps() { # NAME of the server
	here=$work/steps.$1 log=$work/$1/log XDG_RUNTIME_DIR=$work/run.$1 step=0 how=
	cache=$XDG_RUNTIME_DIR/ccred CCRED_CONFIG=$here/config
	export CCRED_CONFIG XDG_RUNTIME_DIR
	mkdir -m 700 "$here" "$XDG_RUNTIME_DIR"
	sed "s|$url|$(sed -n 's/^url_http=//p' "$work/$1/ready")|g; s|ca-file.*|allow-http-loopback yes|" \
		"$config" >"$CCRED_CONFIG"
	: >"$here/bad"
}
complain() {
	echo "step $step ($how): $1: $(cat "$here/err")" >>"$here/bad"
}
kill_next() { # COMMAND... [-- WAITER...], fails when there are no more system calls
	code=0
	step=$((step + divisor))
	"$abs_top_builddir/tests/lib/kill_step" "$step" "$@" >"$here/out" 2>"$here/err" 3>"$here/how" || code=$?
	read -r how <"$here/how"
	[ "$how" != "not reached" ] && echo "$how" >>"$here/killed"
}
took_token() { # WHO, whose output was taken; sets token
	token=
	read -r token <"$here/out"
	if [ "$code" -ne 0 ] || [ -s "$here/err" ] || ! whole_token "$token"; then
		complain "$1: exit code $code"
	fi
}
call() {
	code=0
	"$bin/ccred" "$@" >"$here/out" 2>"$here/err" || code=$?
	took_token "$*"
}
nothing_strange() {
	left=$(strange "$cache")
	[ -z "$left" ] || complain "left: $left"
}

# Of filling an empty cache, while another call waits, which gets a token.
kill_filling() {
	steps a
	while rm -rf "$cache" && kill_next "$bin/ccred" token demo -- "$bin/ccred" token demo; do
		took_token "the waiter"
		nothing_strange
	done
}
# Of renewing: the old token or the new one is there, whole.
kill_renewing() {
	steps b
	call token demo
	while old=$token asked=$(token_requests) && kill_next "$bin/ccred" token demo --renew; do
		call token demo
		# A new one is what the killed call has stored: nobody else had to ask.
		if [ "$token" != "$old" ] && [ "$(token_requests)" -ne "$((asked + 1))" ]; then
			complain "the entry was damaged"
		fi
		call token demo --renew
		nothing_strange
	done
}
kill_filling &
filling=$!
kill_renewing &
wait "$filling" $!
for name in a b; do
	[ "$name" = a ] && what=filling || what=renewing
	killed=$work/steps.$name/killed
	sort "$killed" | uniq -c | sed "s/^/# $what: /"
	is "at every system call of $what" "$(head -n 5 "$work/steps.$name/bad")" ""
	[ "$(wc -l <"$killed")" -gt "$((400 / divisor))" ]
	ok "of which there are hundreds"
	is "by callers, acquires and sources" "$(sort -u "$killed" | tr '\n' ,)" \
		"killed ccred,killed ccred-acquire,killed ccred-source,"
done
finish
