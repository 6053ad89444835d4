# ccred plugin test: our plugins conform, and each way not to is seen by the case that is about it. Those
# that need a world of their own run it in their own tests.
. "$abs_top_srcdir/tests/lib/lib.sh"
canary='canary-eH6pY2wN9'
chmod 755 "$work"
: >"$work/said"

suite() { # ARGUMENT...; every answer is kept, for the canary
	run "$bin/ccred" plugin test "$@"
	printf '%s\n%s\n' "$out" "$err" >>"$work/said"
}
failed() { # the cases that did, without their numbers
	sed -n 's/^not ok [0-9]* - //p' "$work/out"
}
secret_file() { # NAME
	printf '%s\n' "$canary-of-$1" >"$work/$1"
	chmod 600 "$work/$1"
}
secret_file one
secret_file two

# file and env.
conforms file 4 --found "path=$work/one" --other "path=$work/two" --absent "path=$work/none" \
	--store "path=$work/stored" origin=https://plugin-check.invalid
cp "$work/out" "$work/file.tap"
export A_CLIENT_ID=a A_CLIENT_SECRET="$canary-a" B_CLIENT_ID=b B_CLIENT_SECRET="$canary-b"
conforms env 2 --found prefix=A_ --other prefix=B_ --absent prefix=C_ --wrong
unset A_CLIENT_ID A_CLIENT_SECRET B_CLIENT_ID B_CLIENT_SECRET

# systemd.
CREDENTIALS_DIRECTORY=$work/credentials
export CREDENTIALS_DIRECTORY
mkdir -m 700 "$CREDENTIALS_DIRECTORY"
for name in one two; do
	printf 'client_id=%s\nclient_secret=%s\n' "$name" "$canary" >"$CREDENTIALS_DIRECTORY/$name"
	chmod 400 "$CREDENTIALS_DIRECTORY/$name"
done
conforms systemd 2 --found name=one --other name=two --absent name=none --wrong name=../one
unset CREDENTIALS_DIRECTORY

# exec, which stores, too.
cat >"$work/say" <<'PROGRAM'
#!/bin/sh
case $1 in
none) printf 'result=not_found\ntext=nothing here: say something else\n' ;;
wait) sleep 60 ;;
*) printf 'client_id=%s\nclient_secret=%s\n' "$1" "$(cat "$2")" ;;
esac
PROGRAM
cp "$abs_top_srcdir/examples/exec/ccred-json" "$work/ccred-json"
# Nor is Python ours to look at.
[ -z "$wrapper" ] || wrapper="$wrapper --trace-children-skip=*/ccred-json,*/python*"
chmod 755 "$work/say" "$work/ccred-json"
conforms exec 5 \
	--found command="$work/say" arg1=one "arg2=$work/one" --other command="$work/say" arg1=two "arg2=$work/two" \
	--absent command="$work/say" arg1=none --wrong command="$work/say" store=perhaps \
	--slow command="$work/say" arg1=wait \
	--store command="$work/ccred-json" "arg1=$work/kept.json" store=yes
is "what was stored is gone" "$(cat "$work/kept.json")" "{}"

# The report, and what it leaves out.
conforms file 7
is "no scenario: what is skipped" "$(sed -n 's/.*# SKIP //p' "$work/out" | tr '\n' ';')" \
	"left out: path= is required, give it as path=VALUE;get was left out;--wrong is not given;--found is not given;--absent is not given;--slow is not given;--store is not given;"
is "the plan is the number of cases" "$(tail -1 "$work/out")" "1..$(grep -cE '^(not )?ok ' "$work/out")"
is "cases are numbered" "$(sed -nE 's/^(not )?ok ([0-9]*) .*/\2/p' "$work/file.tap")" \
	"$(seq 1 "$(sed -n 's/^1\.\.//p' "$work/file.tap")")"

# Each case fails when it has to. The debug plugin calls what it likes: its rules are another test's.
kept=$wrapper
wrapper=
debug() { # NAME CASE... [--] ARGUMENT...: the cases, one a line, are those that fail
	name=$1 wanted=$2
	shift 2
	suite debug "$@"
	is "$name" "$(failed | grep -v 'it keeps the rules: \(imports\|get\|wiping\|bind-now\)')" "$wanted"
	is "$name: exit code" "$code" 78
}
first='a credential that is there is found
asked again, it gives the same
after a refusal (refresh), it still answers'
deadline='with its deadline in the past, it ends by itself'
debug "nothing is found" "$first" --found result=not_found text=nothing
debug "success with nothing set" "$first
$deadline" --found result=success
debug "a crash" "$first
$deadline" --found id=a secret=b do=crash
debug "an exit" "$first
$deadline" --found id=a secret=b do=exit
debug "a hard result where there is nothing" "what is not there is ignore or a soft result, with a reason" \
	--absent result=denied text=no
debug "no reason" "what is not there is ignore or a soft result, with a reason" --absent result=not_found
debug "something where there is nothing" "what is not there is ignore or a soft result, with a reason" \
	--absent id=a secret=b
debug "after a refusal nothing" "after a refusal (refresh), it still answers" \
	--found id=a secret=b refresh-secret=
debug "the same for other arguments" "with other arguments, it gives another credential" \
	--found id=a secret=b --other id=a secret=b
debug "one that does not heed cancelled" "told that it is cancelled, it ends by itself" \
	--slow do=hang
debug "one that answers when it is too late" "a call without end is over at its deadline
told that it is cancelled, it ends by itself" --slow id=a secret=b
suite debug --found id=a secret=b do=daemon
is "a process that is left is killed with its line" "$(failed | grep -c 'leaves a process')" 0
debug "arguments that open takes" "arguments that open does not take are refused, with a reason" \
	--wrong result=success
debug "arguments that are refused without a reason" \
	"arguments that open does not take are refused, with a reason" --wrong open=invalid
debug "one that stores without regard to where, and does not erase" "another server is given nothing
an erase says what is gone
after it, there is nothing
an erase without a client id takes what there is
and nothing is left" --store "keep=$work/kept" text=kept erase=not_found
debug "one that stores nothing" "what was stored is given, byte by byte
with its client id, where none is known
and is what is given
a second erase finds nothing, and says so" --store text=done result=not_found
wrapper=$kept

# A process of the caller's is not the plugin's.
# shellcheck disable=SC2016 # the other shell's
run sh -c 'sleep 60 & echo $! >"$1"; shift; exec "$@"' sh "$work/sleeping" \
	"$bin/ccred" plugin test file --found "path=$work/one"
kill "$(cat "$work/sleeping")"
ok "a process that the caller had before lives on"
like "and is none that was left" "$(grep 'leaves a process' "$work/out")" "ok *"

suite "$work/none.plugin" --found
refused "no file" 66 "ccred: *$work/none.plugin*"
suite "$work/one" --found
refused "no description" 78 "ccred: $work/one is not of the form NAME.plugin"
for words in "" "--found" "file --nothing" "file path=/x" \
	"file --found --found" "file --found =x"; do
	# shellcheck disable=SC2086 # words are wanted
	suite $words
	refused "usage: plugin test $words" 64 "ccred: *"
done
is "no secret in what was said" "$(grep -c canary- "$work/said")" 0
finish
