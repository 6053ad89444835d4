# A cache that cannot be used costs requests and no token; and all that forget and erase drop.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
cache=$XDG_RUNTIME_DIR/ccred

# Directories where files belong stand for full and read-only disks, for root too.
ccred token demo
lock=$(find "$cache" -name '*.lock')
rm "$lock"
mkdir "$lock"
ccred forget demo
ccred token demo
is "without a lock" "$code$err $(token_requests)" "0 2"
token=$out
ccred token demo
is "what could be stored is used" "$out $(token_requests)" "$token 2"
rmdir "$lock"
ccred forget demo
mkdir "${lock%.lock}.token"
before=$(token_requests)
ccred token demo
is "a token that cannot be stored" "$code $(($(token_requests) - before))" "0 1"
like "a warning says so" "$err" "ccred: demo: warning: cannot replace *.token: *"
ccred forget demo
is "nothing there to forget" "$code$err" 0
rmdir "${lock%.lock}.token"
mv "$cache" "$work/cache"
ccred forget demo
is "where there is no cache, forget makes none" "$code$err$(ls "$XDG_RUNTIME_DIR")" 0
mv "$work/cache" "$cache"

mkdir -m 700 "$work/place" "$work/place/salt"
cp "$config" "$work/plain"
{
	echo "cache-dir $work/place"
	cat "$work/plain"
} >"$config"
ccred token demo
is "a cache-dir that cannot be written" "$code" 0
[ -n "$out" ]
ok "the token is there"
like "the warning, too" "$err" "ccred: demo: warning: cannot replace salt: *"
printf 'url=%s/openehr/v1\npassword=%s\n\n' "$url" "$out" >"$work/in"
run "$bin/ccred" erase <"$work/in"
refused "but it keeps no rejection" 71 "ccred: demo: cannot replace salt: *"
cp "$work/plain" "$config"

# A limit for the size of files: an error, and no half of a file.
limited() { # ARGUMENT... of ccred; what it says goes through a pipe, and its exit code stands behind
	(ulimit -f 0 && exec "$bin/ccred" "$@" 2>&1; echo $?) | cat
}
is "no room for a token" "$(limited token demo --renew | tail -2 | sed 's/[0-9a-f]\{32\}/KEY/; s/^[^ ]*$/WORD/')" \
	"ccred: demo: warning: cannot write KEY.token: File too large
WORD"
(ulimit -f 0 && exec "$bin/ccred" --help >"$work/out" 2>/dev/null)
is "nor for an answer" "$? $(wc -c <"$work/out" | tr -d ' ')" "74 0"

# A lease that is held for too long is not waited for until the end.
ccred forget demo
(
	exec 9<"$lock"
	flock 9
	exec sleep 1000
) &
holder=$!
until ! flock -n "$lock" true; do sleep 0.05; done
before=$(token_requests)
begin=$(date +%s)
ccred token demo
took=$(($(date +%s) - begin))
is "somebody else asks and asks" "$code$err $(($(token_requests) - before))" "0 1"
[ "$took" -ge $((10 * slow / 3 - 1)) ] && [ "$took" -lt $((10 * slow - 1)) ]
ok "after a third of the time, not $took s"
token=$out
ccred token demo
is "and its token is there for all" "$code $out $(($(token_requests) - before))" "0 $token 1"

"$bin/ccred" revoke demo >"$work/revoked" 2>&1 &
revoke=$!
run "$bin/ccred" doctor --json demo
is "nor by the doctor" "$code" 0
code=0
wait "$revoke" || code=$?
like "nor by revoke" "$code$(cat "$work/revoked")" "0demo: the token is revoked*"

# At one moment, though callers may write there.
remove_cache() {
	mv "$cache" "$work/removed"
	until rm -rf "$work/removed" 2>/dev/null; do sleep 0.05; done
}

# Who waits, while the cache is removed or the configuration replaced, starts over: no error, one request.
wait_for_callers() { # NUMBER: so many wait for the lock; their output is in $work/waiter.*
	rm -f "$work"/waiter.*
	waiters='' i=0
	while [ "$i" -lt "$1" ]; do
		i=$((i + 1))
		CCRED_TRACE=$work/waiter.$i.trace "$bin/ccred" token demo >"$work/waiter.$i.out" 2>"$work/waiter.$i.err" &
		waiters="$waiters $!"
	done
	until [ "$(cat "$work"/waiter.*.trace 2>/dev/null | grep -c 'lock: waiting')" -eq "$1" ]; do sleep 0.02; done
}
served() { # NAME [TOKENS]
	failed=0
	for waiter in $waiters; do
		wait "$waiter" || failed=$((failed + 1))
	done
	is "$1: failures" "$failed$(grep -v 'is not kept$' "$work"/waiter.*.err)" 0
	is "$1: tokens and requests" \
		"$(sort -u "$work"/waiter.*.out | grep -c .) $(($(token_requests) - before))" "${2-1} ${2-1}"
}
ccred forget demo
before=$(token_requests)
wait_for_callers 12
remove_cache
served "a removed cache"
kill "$holder"
wait "$holder" 2>/dev/null || :

lock=$(find "$cache" -name '*.lock')
mkfifo "$work/hold"
hold() { # the lock, until the word comes
	rm -f "$work/held"
	(
		exec 9<"$lock"
		flock 9
		: >"$work/held"
		read -r _ <"$work/hold"
	) &
	wait_for "$work/held"
}
hold
CCRED_TRACE=$work/revoke.trace "$bin/ccred" revoke demo >"$work/revoked" 2>&1 &
revoke=$!
until grep -q 'cache: in ' "$work/revoke.trace" 2>/dev/null; do sleep 0.02; done
remove_cache
code=0
wait "$revoke" || code=$?
is "revoke, too: there is nothing to revoke any more" "$code$(cat "$work/revoked")" \
	"0demo: no token is cached, and nothing was revoked"
echo go >"$work/hold"
ccred token demo
lock=$(find "$cache" -name '*.lock')
ccred forget demo
hold
before=$(token_requests)
wait_for_callers 1
echo '    client-auth client_secret_post' >>"$config"
echo go >"$work/hold"
served "a replaced configuration"
cp "$work/plain" "$config"

# Who has waited for a call whose token is not kept, does not wait for another one.
ccred forget demo
control expires-in=0
ccred token demo
hold
before=$(token_requests)
wait_for_callers 6
echo go >"$work/hold"
served "tokens that are not kept" 6
is "none of them queues" "$(cat "$work"/waiter.*.trace | grep -c 'lock: not waited for')" 6
control expires-in=3600
ccred token demo
ccred token demo

# With too few descriptors nothing is said to be done that was not, and no other cache is opened.
ccred token demo
printf 'url=%s/openehr/v1\npassword=%s\n\n' "$url" "$out" >"$work/reject"
cp -p "${lock%.lock}.token" "$work/kept"
short() { # ARGUMENT... of ccred, which succeeds in the end; its lies are in $lies
	n=2 code=1 lies=
	while [ "$code" -ne 0 ] && [ "$n" -lt 40 ]; do
		n=$((n + 1))
		cp -p "$work/kept" "${lock%.lock}.token"
		rm -f "${lock%.lock}.state"
		run sh -c "ulimit -n $n; exec \"\$@\"" sh "$bin/ccred" "$@" <"$work/reject"
		[ "$code" -eq 0 ] || [ -n "$err" ] || lies="$lies $n:silent"
	done
	run "$bin/ccred" status demo --json
	state=$(jq -r '.[0].state' "$work/out")
}
short forget demo
is "forget" "$code$lies $state" "0 none"
short erase
is "erase" "$code$lies $state" "0 rejected"
short revoke demo
is "revoke" "$code$lies $state" "0 none"
short renew demo --within 7200
is "renew" "$code$lies $err" "0 "

# What cannot be dropped is told.
ccred token demo
mkdir "${lock%.lock}.state"
ccred forget demo
refused "forget fails" 71 "ccred: demo: cannot remove *.state from the cache: *"
ccred token demo
printf 'url=%s/openehr/v1\n\n' "$url" >"$work/in"
run "$bin/ccred" erase <"$work/in"
refused "erase fails" 71 "ccred: demo: cannot remove *.state from the cache: *"
rmdir "${lock%.lock}.state"

# A directory that will not do for now is passed over. What is dropped meanwhile is dropped there, too, for it comes back.
mkdir "$work/unit"
passed_over() { # COMMAND...: what it leaves there is in $state
	ccred token demo
	printf 'url=%s/openehr/v1\npassword=%s\n\n' "$url" "$out" >"$work/reject"
	chmod 755 "$XDG_RUNTIME_DIR"
	run env RUNTIME_DIRECTORY="$work/unit" "$@" <"$work/reject"
	chmod 700 "$XDG_RUNTIME_DIR"
	state=$("$bin/ccred" status demo --json | jq -r '.[0].state')
}
passed_over "$bin/ccred" forget demo
is "forget drops there" "$code$err $state" "0 none"
passed_over "$bin/ccred" erase
is "erase marks there" "$code$err $state" "0 rejected"
passed_over sh -c 'sed "s/^password=.*/password=another/" | "$0" erase' "$bin/ccred"
is "but no other token" "$code$err $state" "0 fresh"
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	read_only() { # VERB ARGUMENT...
		passed_over unshare -m sh -c 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"' \
			"$cache" "$bin/ccred" "$@"
	}
	read_only forget demo
	refused "forget says what it cannot drop" 71 "ccred: demo: $cache: cannot remove *: Read-only file system"
	read_only erase
	refused "so does erase" 71 "ccred: demo: $cache: cannot *: Read-only file system"
fi
ccred forget demo

# Without a password erase is forget: of every environment.
sed -i 's/source *required file/source optional debug result=ignore vary=JOB\n    &/' "$config"
JOB=1 "$bin/ccred" token demo >"$work/out"
JOB=2 "$bin/ccred" token demo >"$work/out"
is "a token each" "$(find "$cache" -name '*.token' | wc -l | tr -d ' ')" 2
run env JOB=1 "$bin/ccred" erase <"$work/in"
is "erase" "$code$err" 0
is "drops all" "$(find "$cache" -name '*.token')" ""
finish
