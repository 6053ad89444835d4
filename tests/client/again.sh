# --again-means-rejected: a caller that asks again for the token that it was given has had it rejected.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
# Callers wait for as long as it takes to start them all.
sed -i 's/timeout .*/timeout   60/' "$config"
option=--again-means-rejected

# This shell is the caller.
again() {
	ccred token demo $option
}

again
one=$out
is "the first time" "$code$err $(token_requests)" "0 1"
ccred token demo
is "without the option it means nothing to ask again" "$out $(token_requests)" "$one 1"
CCRED_TRACE=1
export CCRED_TRACE
again
unset CCRED_TRACE
two=$out
is "asked again: a new token" "$code $(token_requests)" "0 2"
[ -n "$two" ] && [ "$two" != "$one" ]
ok "and not the old one"
like "the trace says why" "$err" "*caller: asks again for the token that it was given, which was rejected*"
ccred token demo
is "nobody is given the old one" "$out $(token_requests)" "$two 2"
for i in 1 2; do
	again
	is "for a minute that one stays, call $i" "$code$err $out $(token_requests)" "0 $two 2"
done
age 60
again
is "but no longer" "$code $(token_requests)" "0 3"
[ "$out" != "$two" ]
ok "and another one comes"

# Somebody else has replaced it already.
ccred token demo --renew
four=$out
again
is "another token in the cache is the answer" "$code $out $(token_requests)" "0 $four 4"
again
is "which is taken back in its turn" "$code $(token_requests)" "0 5"
[ "$out" != "$four" ]
ok "and replaced"

# Who the caller is: it stays this shell, or it is a program in between.
asks() { # NAME REQUESTS COMMAND...
	age 60
	name=$1 wanted=$2 before=$(token_requests)
	shift 2
	run "$@"
	is "$name" "$code $(($(token_requests) - before))" "0 $wanted"
}
asks "env is this caller" 1 env "$bin/ccred" token demo $option
asks "so is nice" 1 nice "$bin/ccred" token demo $option
asks "so is bash" 1 bash -c "exec $bin/ccred token demo $option"
asks "timeout is a new one" 0 timeout 60 "$bin/ccred" token demo $option
asks "each time" 0 timeout 60 "$bin/ccred" token demo $option
asks "so is a shell that waits" 0 sh -c "$bin/ccred token demo $option; exit \$?"

# Calls of one caller that run at once say nothing of each other's tokens.
ccred forget demo
lock=$(find "$XDG_RUNTIME_DIR/ccred" -name '*.lock')
many=$((50 / slow))
at_once() { # NAME
	i=0
	while [ "$i" -lt "$many" ]; do
		i=$((i + 1))
		CCRED_TRACE=$work/$1.$i.trace $wrapper "$bin/ccred" token demo $option >"$work/$1.$i.out" 2>&1 &
	done
	wait
}
tokens() { # NAME
	sort -u "$work"/"$1".*.out
}
before=$(token_requests)
exec 9<"$lock"
flock 9
(
	exec 9<&-
	at_once first
	at_once second
) &
caller=$!
until [ "$(cat "$work"/first.*.trace 2>/dev/null | grep -c 'lock: waiting')" -eq "$many" ]; do sleep 0.02; done
exec 9<&-
wait "$caller"
is "so many at once" "$(tokens first | grep -c .)" 1
is "and the same after a 401" "$(tokens second | grep -c .)" 1
[ "$(tokens first)" != "$(tokens second)" ]
ok "with another token"
is "by one request each" "$(($(token_requests) - before))" 2

# There is no new one: the old one was rejected all the same.
again
age 60
control fault=500
again
is "the server is down" "$code$out" 69
ccred token demo
is "for all" "$code$out" 69
control clear=1

# No room for the record: the token is handed out.
rm -f "$XDG_RUNTIME_DIR"/ccred/*.state "${lock%.lock}.notes"
mkdir "${lock%.lock}.notes"
again
is "no place to remember it" "$code$err" 0
rmdir "${lock%.lock}.notes"
finish
