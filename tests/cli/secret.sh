# ccred secret set and delete: what is asked, what is stored where, and nothing half done.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
kept=$work/kept

# A profile whose second source can store; the first cannot.
store_config() { # ARGUMENT... of the debug plugin; more lines of the block on stdin
	{
		cat <<CONFIG
profile demo
    target    $url/openehr/v1
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    timeout   $((10 * slow))
    source    sufficient env prefix=DEMO_
    source    sufficient debug keep=$kept $*
CONFIG
		cat
	} >"$config"
	chmod 600 "$config"
}
tty() { # STEP... -- COMMAND...
	code=0
	python3 "$abs_top_srcdir/tests/lib/terminal.py" "$@" >"$work/out" 2>"$work/err" || code=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}

store_config text=kept-here </dev/null
ask secret set --stdin demo <<'LINES'
client_id=demo
client_secret=demo-secret
LINES
is "--stdin" "$code$err$out" "0demo: debug: kept-here"
ccred token demo
is "the source finds it" "$code$err" 0
token=$out
ask secret set --stdin demo <<'LINES'
client_id=demo
client_secret=wrong-secret
LINES
is "another secret" "$code$err" 0
is "drops the tokens of the old one" "$(find "$XDG_RUNTIME_DIR" -name '*.token')" ""
ccred token demo
like "is used at once" "$code$err" "77ccred: demo: *invalid_client*"

# At a terminal: what is shown, and what is not.
rm "$kept"
tty "?Client id: " "demo
" "?Client secret (not shown): " "demo-secret
" -- "$bin/ccred" secret set demo
is "at a terminal: echo, no echo, and echo again" "$(printf %s "$out" | grep -a '^e[cx]' | tr '\n' ,)" \
	"echo on,echo off,echo on,exit 0,"
like "says what was stored where" "$out" "*demo: debug: kept-here*"
is "never the secret" "$(grep -c demo-secret "$work/out")" 0
is "which is stored" "$(cat "$kept")" "demo
demo-secret"

# Ended and stopped at each question.
for key in ^C ^D !TERM !HUP; do
	rm -f "$kept"
	tty "?Client id: " "demo
" "?Client secret (not shown): " "half" "$key" "$key" -- "$bin/ccred" secret set demo
	like "$key at the secret: the echo is back" "$out" "*
echo on
exit *"
	is "$key at the secret: not done" "$(printf '%s\n' "$out" | grep -c '^exit 0')" 0
	[ ! -e "$kept" ]
	ok "$key at the secret: nothing is stored"
	is "$key at the secret: nothing is shown" "$(printf '%s\n' "$out" | grep -c half)" 0
done
tty "?Client id: " "^C" -- "$bin/ccred" secret set demo
like "^C at the id" "$out" "*exit 130*"
tty "?Client id: " "demo
" "?Client secret (not shown): " "^Z" "?[stopped]" "?Client secret (not shown): " "demo-secret
" -- "$bin/ccred" secret set demo
is "stopped: echo, and the question once more" "$(printf %s "$out" | grep -a '^e[cx]' | tr '\n' ,)" \
	"echo on,echo off,echo on,echo off,echo on,exit 0,"
is "then stored" "$(tail -1 "$kept")" demo-secret
rm "$kept"
tty "?Client id: " "demo
" "?Client secret (not shown): " "
" -- "$bin/ccred" secret set demo
like "an empty secret" "$out" "*exit 65*ccred: demo: nothing was entered*"
[ ! -e "$kept" ]
ok "is not stored"

# A terminal drops what is beyond 4095 bytes of a line.
for n in 4094 4095; do
	long=$(head -c "$n" /dev/zero | tr '\0' x)
	tty "?Client id: " "demo
" "?Client secret (not shown): " "$long" "
" -- "$bin/ccred" secret set demo
	case $n in
	4094) is "the longest line is stored whole" "$(tail -1 "$kept")" "$long" ;;
	4095) like "a line that may have been cut is not" "$out" "*exit 65*--stdin*" ;;
	esac
done
rm "$kept"

# In the background, at a terminal that such programs may not write to: stopped, as any other.
# shellcheck disable=SC2016 # for the other shell
tty -- sh -m -c 'stty tostop
	"$0" secret set demo &
	tries=0
	until grep -q "^State:.T" /proc/$!/status || [ "$tries" -gt 200 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	[ "$tries" -gt 200 ] || echo it has stopped
	kill -KILL $!' "$bin/ccred"
like "in the background" "$out" "*it has stopped*"

# Nobody to ask.
code=0
setsid -w "$bin/ccred" secret set demo </dev/null >"$work/out" 2>"$work/err" || code=$?
out=$(cat "$work/out") err=$(cat "$work/err")
refused "no terminal" 64 "ccred: demo: there is no terminal*--stdin"

# Bad input: one line, and what was there stays.
printf 'demo\ndemo-secret\n' >"$kept"
bad() { # NAME CODE PATTERN, the lines on stdin
	ask secret set --stdin demo
	refused "$1" "$2" "$3"
	is "$1: what was there stays" "$(tail -1 "$kept")" demo-secret
	is "$1: the secret is not repeated" "$(grep -c new-secret "$work/err")" 0
}
bad "no secret" 65 "ccred: demo: *client_secret=*" <<'LINES'
client_id=demo
LINES
bad "no id" 65 "ccred: demo: *client_id=*" <<'LINES'
client_secret=new-secret
LINES
bad "no lines" 65 "ccred: demo: *" </dev/null
run "$bin/ccred" secret set --stdin demo <&-
refused "a closed stdin" 74 "ccred: demo: cannot read stdin: *"
bad "a bare secret" 65 "ccred: demo: *" <<'LINES'
new-secret
LINES
bad "a carriage return" 65 "ccred: demo: *" <<LINES
client_id=demo
client_secret=new-secret$(printf '\r')
LINES
{
	printf 'client_id=demo\nclient_secret=new-secret'
	head -c 17000 /dev/zero | tr '\0' x
	echo
} >"$work/long"
bad "a secret that is too long" 65 "ccred: demo: *" <"$work/long"
sed -i 's/^    issuer/    client-id other\n    issuer/' "$config"
bad "another id than the profile's" 77 "ccred: demo: $config:1: stdin has another client_id*" <<'LINES'
client_id=demo
client_secret=new-secret
LINES
sed -i 's/client-id other/client-id demo/' "$config"
ask secret set --stdin demo <<'LINES'
client_secret=new-secret
LINES
is "the profile's id needs no line" "$code$err $(tr '\n' ' ' <"$kept")" "0 demo new-secret "

# Through which line: the first that can, or the one that is named, and never another.
printf 'client_id=demo\nclient_secret=demo-secret\n' >"$work/lines"
store_config store=denied text=refused <<LINES
    source    sufficient debug keep=$work/second
LINES
rm -f "$kept"
ccred secret set --stdin demo <"$work/lines"
refused "a line that refuses" 77 "ccred: demo: $config:8: debug: refused"
[ ! -e "$work/second" ]
ok "and no other is tried"
ccred secret set --stdin --source 3 demo <"$work/lines"
is "--source 3" "$code$err $(tail -1 "$work/second")" "0 demo-secret"
ccred secret set --stdin --source 1 demo <"$work/lines"
refused "--source of one that cannot" 78 "ccred: demo: $config:7: env cannot store*"
ccred secret set --stdin --source 4 demo <"$work/lines"
refused "--source beyond the last" 78 "ccred: demo: --source 4: the profile has 3 source lines"
for act in crash hang exit; do
	store_config do=$act <<'LINES'
    source-timeout 1
LINES
	sed -i "s/timeout   .*/timeout   $((2 * slow))/" "$config"
	ccred secret set --stdin demo <"$work/lines"
	[ "$code" -eq 70 ] || [ "$code" -eq 75 ]
	ok "a line that does $act"
	is "stores nothing" "$out$(cat "$kept" 2>/dev/null)" ""
done
demo_config </dev/null
ccred secret set --stdin demo <"$work/lines"
refused "no line that can" 78 "ccred: demo: $config:1: no source line of the profile can store a secret: *"

# Taken away again.
store_config text=gone </dev/null
ccred secret set --stdin demo <"$work/lines"
ccred token demo
is "stored once more" "$code$err" 0
ccred secret delete demo
is "delete" "$code$err$out" "0demo: debug: gone"
[ ! -e "$kept" ]
ok "the secret is gone"
is "and the tokens" "$(find "$XDG_RUNTIME_DIR" -name '*.token')" ""
ccred secret delete demo
refused "there is nothing more" 67 "ccred: demo: $config:8: debug: gone"

# A profile of many tenants.
sed -i "s|https://[^ ]*/openehr/v1|https://{tenant}.api.example/v1|; s|issuer .*|issuer https://{tenant}.auth.example|
	s|DEMO_|{tenant}_|; s|$kept|$kept.{tenant}|" "$config"
ccred secret set --stdin --tenant acme demo <"$work/lines"
is "--tenant" "$code$err $(tail -1 "$kept.acme")" "0 demo-secret"
ccred secret set --stdin demo <"$work/lines"
refused "without one" 64 "ccred: *--tenant*"

usage() { # ARGUMENT...
	ccred secret "$@"
	refused "usage: secret $*" 64 "ccred: *ccred secret --help"
}
usage
usage set
usage put demo
usage set demo more
usage delete --stdin demo
usage set --nonsense demo
ccred secret set --source 0 demo
refused "--source 0" 64 "ccred: --source 0: *"
ccred secret --help
like "--help" "$code$out" "0usage: ccred secret set*"
finish
