# A plugin that asks for a PIN: at a terminal, for the commands that may ask, and for no other.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
sed -i '/source/d' "$config"
echo "    source required debug ask=hidden" >>"$config"

at_terminal() { # STEP... -- COMMAND...
	code=0
	python3 "$abs_top_srcdir/tests/lib/terminal.py" "$@" >"$work/out" 2>"$work/err" || code=$?
	out=$(tr -d '\r' <"$work/out")
}

at_terminal "?debug: PIN: " "demo-secret
" -- "$bin/ccred" token demo
like "token: the person is asked, without echo" "$out" "echo off
echo on
exit 0
debug: PIN: *"
is "token: and a token comes" "$(printf '%s\n' "$out" | tail -n 1 | grep -cxE '[A-Za-z0-9_-]{43}')" 1
ccred forget demo
# shellcheck disable=SC2016 # the variable is of the inner shell
at_terminal "?debug: PIN: " "demo-secret
" -- "$bin/ccred" exec demo -- sh -c 'grep -c Bearer "$CCRED_HEADER_FILE"'
like "exec: the person is asked" "$out" "echo off
echo on
exit 0
*
1"
ccred forget demo
# What has the whole way to a token asks as well: a person looks at it.
for command in explain doctor; do
	at_terminal "?debug: PIN: " "demo-secret
" -- "$bin/ccred" $command demo
	like "$command: the person is asked" "$out" "echo off
echo on
exit 0
debug: PIN: *"
	at_terminal "?debug: PIN: " "demo" "^C" -- "$bin/ccred" $command demo
	like "$command: Ctrl-C is denied" "$out" "echo off
echo on
exit 77
*"
	ccred forget demo
done
cp "$config" "$work/asks"
sed -i "s|source.*|source required debug ask=hidden keep=$work/kept|" "$config"
at_terminal "?Client secret (not shown): " "demo-secret
" "?debug: PIN: " "1234
" -- "$bin/ccred" secret set demo
like "secret set: the plugin asks the person" "$out" "*
exit 0
*debug: kept*"
is "secret set: and keeps what it was given" "$(cat "$work/kept")" "demo
demo-secret"
at_terminal "?Client secret (not shown): " "other
" "?debug: PIN: " "^C" -- "$bin/ccred" secret set demo
like "secret set: Ctrl-C is denied" "$out" "*
echo on
exit 77
*"
is "secret set: and keeps nothing" "$(tail -n 1 "$work/kept")" demo-secret
cp "$work/asks" "$config"
before=$(token_requests)
at_terminal "?debug: PIN: " "demo" "^C" -- "$bin/ccred" token demo
like "Ctrl-C: denied, and the echo is back" "$out" "echo off
echo on
exit 77
*"
is "Ctrl-C: nobody calls it a crash" "$(printf '%s' "$out" | grep -cE 'crash|died|killed|signal')" 0
at_terminal "?debug: PIN: " "^D" -- "$bin/ccred" token demo
like "the end of the input: denied" "$out" "echo off
echo on
exit 77
*"
is "nothing was sent" "$(token_requests)" "$before"

at_terminal "?debug: PIN: " "demo-secret
" -- "$bin/ccred" token demo
at_terminal "?debug: PIN: " "demo-secret
" -- "$bin/ccred" revoke demo
like "revoke: the person is asked" "$out" "echo off
echo on
exit 0
debug: PIN: *demo: the token is revoked*"

# Nobody may be asked.
nobody() { # NAME COMMAND...
	name=$1
	shift
	at_terminal -- "$@"
	like "$name: it fails" "$out" "echo on
exit 75
*"
	is "$name: no question is shown" "$(printf '%s' "$out" | grep -c 'PIN: ')" 0
}
# shellcheck disable=SC2016 # the variables are of the inner shell
nobody "get" sh -c 'printf "url=$1\n\n" | "$0" get' "$bin/ccred" "$url/openehr/v1"
nobody "no terminal" setsid --wait "$bin/ccred" token demo

# A renewal in the background, and renew, ask nobody: the token stays.
at_terminal "?debug: PIN: " "demo-secret
" -- "$bin/ccred" token demo
like "a token again" "$out" "*exit 0*"
age 3301
before=$(token_requests)
at_terminal -- "$bin/ccred" token demo
settle
like "in the background: the old token comes" "$out" "echo on
exit 0
*"
is "in the background: nobody was asked" "$(printf '%s' "$out" | grep -c 'PIN: ')$(($(token_requests) - before))" 00
ccred forget demo
at_terminal "?debug: PIN: " "demo-secret
" -- "$bin/ccred" token demo
age 3301
nobody "renew" "$bin/ccred" renew demo
finish
