# ccred secret rotate: the old secret stays until the server has taken the new one.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:old-secret
kept=$work/kept

# A profile whose second source keeps the secret; the first supplies one if a variable says so.
kept_config() { # ARGUMENT... of the debug plugin; more lines of the block on stdin
	{
		cat <<CONFIG
profile demo
    target    $url/openehr/v1
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    client-id demo
    timeout   $((10 * slow))
    source    sufficient env secret=DEMO_SECRET
    source    sufficient debug keep=$kept $*
CONFIG
		cat
	} >"$config"
	chmod 600 "$config"
}
keep() { # SECRET
	printf 'demo\n%s\n' "$1" >"$kept"
}
rotate() { # SECRET [OPTION...]
	secret=$1
	shift
	printf 'client_secret=%s\n' "$secret" >"$work/in"
	run "$bin/ccred" secret rotate --stdin "$@" demo <"$work/in"
}
# What must hold whatever went wrong.
unchanged() { # NAME
	is "$1: the old secret is kept" "$(tail -1 "$kept")" old-secret
	is "$1: so are its tokens" "$(find "$XDG_RUNTIME_DIR" -name '*.token' | wc -l | tr -d ' ')" 1
	is "$1: no secret is shown" "$(grep -cE 'new-secret|wrong-secret' "$work/out" "$work/err" | grep -v ':0$')" ""
}

kept_config text=kept-here </dev/null
keep old-secret
ccred token demo
is "a token of the old secret" "$code$err" 0
first=$out

# The server refuses it, or is not there.
before=$(token_requests)
rotate wrong-secret
refused "a secret that the server refuses" 77 \
	"ccred: demo: the old secret is kept: *invalid_client*check the client id and the secret"
unchanged "refused"
is "it was asked once" "$(($(token_requests) - before))" 1
ccred token demo
is "and calls go on as before" "$code$err$out" "0$first"
control fault=503
rotate new-secret
refused "a server with a fault" 69 "ccred: demo: the old secret is kept: *"
unchanged "503"
control clear=1 fault=stall
sed -i "s/timeout   .*/timeout   $((4 * slow))/" "$config"
rotate new-secret
refused "a server that hangs" 75 "ccred: demo: the old secret is kept: *"
unchanged "stall"
control clear=1
kept_config text=kept-here </dev/null
sed -i "s|issuer .*|issuer https://127.0.0.1:1|" "$config"
rotate new-secret
refused "a server that is down" 69 "ccred: demo: the old secret is kept: *127.0.0.1 cannot be reached*"
unchanged "down"
kept_config text=kept-here </dev/null

# A secret alone, and what is none.
printf 'new-secret\n' >"$work/in"
run "$bin/ccred" secret rotate --stdin demo <"$work/in"
refused "a bare secret that the server refuses" 77 "ccred: demo: the old secret is kept: *"
unchanged "a bare secret"
before=$(requests)
rotate "$(head -c 16500 /dev/zero | tr '\0' x)"
refused "a secret that no source may keep" 65 "ccred: demo: *too long*"
rotate "$(printf 'new\377secret')"
refused "a secret that is not UTF-8" 65 "ccred: demo: *not UTF-8*"
is "are not sent either" "$(($(requests) - before))" 0
unchanged "bad secrets"

# Storing fails after a good proof.
control client=demo:new-secret
kept_config store=denied text=no-more </dev/null
rotate new-secret
refused "a line that refuses" 77 "ccred: demo: $config:9: debug: no-more
hint: the old secret is kept, and calls get it"
unchanged "a line that refuses"
kept_config do=crash </dev/null
rotate new-secret
refused "a line that is broken" 70 "ccred: demo: $config:9: debug: *hint: calls get no secret now: *"
unchanged "a line that is broken"
kept_config store=denied text=no-more </dev/null
DEMO_SECRET=other-secret
export DEMO_SECRET
rotate new-secret
refused "a line that refuses, behind another" 77 "ccred: demo: *hint: calls get the secret of $config:8: env"
unset DEMO_SECRET
cat >"$work/late" <<'SOURCE'
#!/bin/sh
# Keeps what it is given, and then says that it could not.
while read -r line && [ -n "$line" ]; do
	case $line in
	verb=*) verb=${line#*=} ;;
	client_secret=*) secret=${line#*=} ;;
	esac
done
case $verb in
store)
	printf '%s\n' "$secret" >"$0.kept"
	printf 'result=unavailable\ntext=the store went away\n'
	;;
get) printf 'client_secret=%s\n' "$(cat "$0.kept")" ;;
esac
SOURCE
chmod 755 "$work/late"
kept_config </dev/null
sed -i "s|sufficient debug .*|required exec command=$work/late store=yes|" "$config"
echo old-secret >"$work/late.kept"
rotate new-secret
refused "a line that fails when it has stored" 69 "ccred: demo: $config:9: exec: $work/late: the store went away
hint: the new secret is kept all the same: ccred forget demo drops the tokens of the old one"
kept_config text=kept-here </dev/null

# Done.
rotate new-secret
is "rotated" "$code$err$out" "0demo: replaced in debug: kept-here"
is "the new secret is kept" "$(tail -1 "$kept")" new-secret
is "the tokens of the old one are dropped" "$(find "$XDG_RUNTIME_DIR" -name '*.token')" ""
ccred token demo
is "calls get the new one" "$code$err" 0
[ "$out" != "$first" ]
ok "and a new token"
rotate new-secret
is "the same secret once more" "$code$err$out" "0demo: replaced in debug: kept-here"

# What calls get is another line's.
rm "$kept"
DEMO_SECRET=other-secret
export DEMO_SECRET
rotate new-secret
is "a line before it has another secret" "$code$out" "0demo: replaced in debug: kept-here"
like "which is said" "$err" "ccred: demo: warning: calls do not get the new secret, but that of $config:8: env: *"
echo '    allow-origin https://other.example' >>"$config"
rotate new-secret
like "also where only the metadata name the endpoint" "$err" "*but that of $config:8: env: *"
unset DEMO_SECRET
kept_config <<'LINES'
    source required debug result=denied text=broken
LINES
sed -i 's/sufficient debug/required debug/' "$config"
rotate new-secret
is "a line that fails the stack" "$code$out" "0demo: replaced in debug: kept"
like "is said, too" "$err" "ccred: demo: warning: calls do not get the new secret: *broken*"

# --source, and none that can.
kept_config <<LINES
    source    sufficient debug keep=$work/second
LINES
rotate new-secret --source 3
is "--source" "$code$(tail -1 "$work/second")" 0new-secret
rotate new-secret --source 1
refused "--source of one that cannot" 78 "ccred: demo: $config:8: env cannot store*"
demo_config </dev/null
sed -i 's/file path=.*/env prefix=DEMO_/' "$config"
before=$(requests)
rotate new-secret
refused "no line that can" 78 "ccred: demo: *no source line of the profile can store a secret: *"
is "then nothing is asked" "$(($(requests) - before))" 0

# At a terminal.
tty() { # STEP... -- COMMAND...
	code=0
	python3 "$abs_top_srcdir/tests/lib/terminal.py" "$@" >"$work/out" 2>"$work/err" || code=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}
kept_config text=kept-here </dev/null
keep old-secret
for key in ^C ^D !TERM; do
	tty "?New client secret (not shown): " "half" "$key" "$key" -- "$bin/ccred" secret rotate demo
	like "$key: the echo is back" "$out" "*
echo on
exit *"
	is "$key: not done" "$(printf '%s\n' "$out" | grep -c '^exit 0')" 0
	is "$key: the old secret is kept" "$(tail -1 "$kept")" old-secret
done
tty "?New client secret (not shown): " "new-secret
" -- "$bin/ccred" secret rotate demo
like "at a terminal" "$out" "*exit 0*demo: replaced in debug: kept-here*"
is "without showing it" "$(grep -c new-secret "$work/out")" 0
is "it is kept" "$(tail -1 "$kept")" new-secret

ccred secret rotate demo more
refused "usage" 64 "ccred: *ccred secret --help"
finish
