# What a plugin's prompt does at a terminal: the answer, the echo, Ctrl-C, the end of the input.
. "$abs_top_srcdir/tests/lib/lib.sh"
person=$abs_top_builddir/tests/cli/person

at_terminal() { # STEP... -- COMMAND...
	code=0
	python3 "$abs_top_srcdir/tests/lib/terminal.py" "$@" >"$work/out" 2>"$work/err" || code=$?
	out=$(tr -d '\r' <"$work/out")
}
ended() { # NAME RESULT: the program went on, and the echo is back
	like "$1" "$out" "*
echo on
exit 0
*
result $2"
}

at_terminal "?PIN: " "12 34
" -- "$person" hidden "PIN: " 100
ended "hidden" "0: 12 34"
like "hidden: without echo" "$out" "echo off*"
at_terminal "?User: " "me
" -- "$person" visible "User: " 100
ended "visible" "0: me"
like "visible: with echo" "$out" "echo on*"
at_terminal "?PIN: " "
" -- "$person" hidden "PIN: " 100
ended "an empty answer" "0:*"
at_terminal "?PIN: " "1234
" -- "$person" hidden "PIN: " 3
ended "too long" "7:*"
at_terminal "?PIN: " "12" "^C" -- "$person" hidden "PIN: " 100
ended "Ctrl-C" "6:*"
at_terminal "?PIN: " "^D" -- "$person" hidden "PIN: " 100
ended "the end of the input" "6:*"
at_terminal "?PIN: " "^Z" "?[stopped]" "?PIN: " "56
" -- "$person" hidden "PIN: " 100
like "stopped, and asked once more" "$out" "*result 0: 56"
at_terminal -- "$person" info "touch the key" 0
like "a text" "$out" "*touch the key
result 0:*"
at_terminal "?\\x1b" "1
" -- "$person" visible "$(printf 'a\033[2Jb: ')" 100
like "a text is printable" "$out" "*a?x1b?2Jb: *"
run setsid --wait "$person" hidden "PIN: " 100
is "no terminal" "$code$out" "0nobody"
finish
