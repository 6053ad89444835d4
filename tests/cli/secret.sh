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
is "--stdin" "$code$err$out" "0demo: stored in debug: kept-here"
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
like "says what was stored where" "$out" "*demo: stored in debug: kept-here*"
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
refused "a line that refuses" 77 "ccred: demo: $config:8: debug: refused*ccred secret set demo --source 3 stores it in debug"
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
sed -i 's/file path=.*/env prefix=DEMO_/' "$config"
ccred secret set --stdin demo <"$work/lines"
refused "no line that can" 78 "ccred: demo: $config:1: no source line of the profile can store a secret: *"

# Taken away again.
store_config text=gone </dev/null
ccred secret set --stdin demo <"$work/lines"
ccred token demo
is "stored once more" "$code$err" 0
ccred secret delete demo
is "delete" "$code$err$out" "0demo: deleted from debug: gone"
[ ! -e "$kept" ]
ok "the secret is gone"
is "and the tokens" "$(find "$XDG_RUNTIME_DIR" -name '*.token')" ""
ccred secret delete demo
refused "there is nothing more" 67 "ccred: demo: $config:8: debug: gone"

# In a file: from none to one, to another, and to none again.
demo_config </dev/null
file=$work/new/secret
sed -i "s|path=.*|path=$file|" "$config"
ccred token demo
refused "a file that is not there" 67 \
	"ccred: demo: $config:8: file: $file does not exist: mkdir -p -m 700 $work/new && ccred secret set demo"
mkdir -m 700 "$work/new"
printf 'demo-secret\n' >"$work/bare"
ccred secret set --stdin demo <"$work/bare"
is "a bare secret on stdin, in a new file" "$code$err$out" "0demo: stored in file: $file"
ccred token demo
is "the file has it" "$code$err$(stat -c %a "$file")" 0600
is "and its id" "$(cat "$file")" "client_id=demo
client_secret=demo-secret"
printf 'demo-secret' >"$file"
chmod 400 "$file"
ccred secret rotate --stdin demo <"$work/bare"
is "rotate, in its format and mode" "$code$err$out $(cat "$file") $(stat -c %a "$file")" \
	"0demo: replaced in file: $file demo-secret 400"
# Killed anywhere, it is the old one or the new one, whole, and so is what calls get.
bad=0
printf 'other-secret\n' >"$work/other"
for n in $(seq 430 22 630); do
	printf 'demo-secret' >"$file.old"
	chmod 600 "$file.old"
	mv "$file.old" "$file"
	"$abs_top_builddir/tests/lib/kill_step" "$n" "$bin/ccred" secret set --stdin demo 3>"$work/killed" \
		<"$work/other" >/dev/null 2>&1 || :
	case $(cat "$file") in
	demo-secret | other-secret) ;;
	*) bad=$((bad + 1)) ;;
	esac
done
is "killed anywhere: the old secret or the new one" "$bad" 0
ccred secret set --stdin demo <"$work/bare"
is "and the next one goes on" "$code$err$(ls -A "$work/new")" 0secret
ccred secret delete demo
is "delete" "$code$err$out$(ls -A "$work/new")" "0demo: deleted from file: $file"
ccred secret delete demo
refused "there is none any more" 67 "ccred: demo: $config:8: file: $file does not exist"
printf 'demo-secret' >"$work/new/..data"
chmod 600 "$work/new/..data"
ln -s ..data "$file"
ccred secret set --stdin demo <"$work/other"
refused "a link, as of a volume" 69 "ccred: demo: $config:8: file: $file is a link, *where it comes from*"
is "what it leads to is as it was" "$(cat "$file")" demo-secret
rm "$file"

# A secret that was pasted with something too much: an error if it cannot be one, else a word of warning.
pasted() { # NAME FORMAT-OF-PRINTF CODE PATTERN
	# shellcheck disable=SC2059 # the format is the case
	printf "$2" >"$work/pasted"
	ccred secret set --stdin demo <"$work/pasted"
	is "$1: exit code" "$code" "$3"
	like "$1: message" "$err" "ccred: demo: $4"
	is "$1: nothing of it is shown" "$(grep -c s3cret "$work/err")" 0
}
store_config </dev/null
sed -i 's/^    issuer/    client-id demo\n    issuer/' "$config"
pasted "a byte order mark" '\357\273\277s3cret\n' 65 "stdin begins with a byte order mark*"
pasted "lines of Windows" 's3cret\r\n' 65 "stdin has a carriage return*"
pasted "two line ends" 's3cret\n\n' 65 "stdin is not one line*"
pasted "a blank" 's3cret \n' 0 "warning: the secret ends with a blank: *"
pasted "quotes" '"s3cret"\n' 0 "warning: the secret has quotes around it: *"
pasted "an assignment" 'CLIENT_SECRET=s3cret\n' 0 "warning: the secret looks like NAME=value: *"
is "which is stored as it is" "$(tail -1 "$kept")" CLIENT_SECRET=s3cret
# The server has refused it: what is seen in it is said, whatever it came from, and not its encoding.
ccred token demo
like "refused: a line that was stored" "$err" "ccred: demo: *invalid_client*
hint: the secret looks like NAME=value: if that is no part of it, store it once more without"
export DEMO_CLIENT_ID=demo DEMO_CLIENT_SECRET="s3cret% "
ccred token demo
like "refused: of env" "$err" "*invalid_client*hint: the secret ends with a blank: *"
DEMO_CLIENT_SECRET=$(printf 's3cret\r')
ccred token demo
like "not even sent: of env" "$err" \
	"*env: DEMO_CLIENT_SECRET cannot be used: the client secret ends with a carriage return, *"
unset DEMO_CLIENT_ID DEMO_CLIENT_SECRET
demo_config </dev/null
printf "'s3cret'\n" >"$work/secret"
ccred token demo
like "refused: of file" "$err" "*invalid_client*hint: the secret has quotes around it: *"
rm -f "$kept"

# A profile of many tenants.
store_config </dev/null
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
