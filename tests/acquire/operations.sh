# What ccred-acquire refuses: to be started by hand, and requests that it does not know.
. "$abs_top_srcdir/tests/lib/lib.sh"

asked() { # LINE...: the request
	code=0
	{ [ $# = 0 ] || printf '%s\n' "$@" ""; } >"$work/request"
	# shellcheck disable=SC2086 # the wrapper is words
	python3 "$abs_top_srcdir/tests/acquire/ask.py" $wrapper "$bin/ccred-acquire" \
		<"$work/request" >"$work/out" 2>"$work/err" || code=$?
	out=$(cat "$work/out")
}
answers() { # NAME CODE REASON TEXT
	is "$1: exit code" "$code" "$2"
	is "$1: the same on the wire" "$(printf '%s\n' "$out" | sed -n 1,3p)" "ccred=1
status=$2
reason=$3"
	like "$1: why" "$(printf '%s\n' "$out" | sed -n 's/^text=//p')" "$4"
}

asked "ccred=1" "operation=version"
is "a request" "$code$(printf '%s\n' "$out" | sed -n 2p)" "0status=0"
like "and its answer" "$(printf '%s\n' "$out" | sed -n 's/^report=//p')" "*, libcurl *"
asked "ccred=1" "operation=tokens" "profile=demo" "deadline=1"
answers "an unknown operation" 64 acquire_operation "ccred-acquire has no operation tokens"
asked "ccred=1" "profile=demo" "deadline=1"
answers "no operation" 64 acquire_operation "ccred-acquire has no operation *"
asked "ccred=1" "operation=token" "deadline=1"
answers "no profile" 65 acquire_request "ccred-acquire was sent no profile, or no deadline"
asked "ccred=1" "operation=token" "profile=demo"
answers "no deadline" 65 acquire_request "ccred-acquire was sent no profile, or no deadline"
asked "ccred=1" "operation=token" "profile=demo" "deadline=1" "var=NAME"
answers "a malformed variable" 65 acquire_request "*malformed variable"
asked "ccred=1" "operation=prove" "profile=demo" "deadline=1" "client_id=a%0ab"
answers "an item that cannot be one" 65 acquire_request "*malformed client_id"
asked "ccred=1" "operation=revoke" "profile=demo" "deadline=1"
answers "nothing to revoke" 65 acquire_request "*no token"
asked "ccred=1" "operation=proof" "profile=demo" "deadline=1"
answers "no request to prove" 65 acquire_request "*no request to prove"
asked "ccred=1" "operation=proof" "profile=demo" "deadline=1" "method=GET"
answers "a proof for no URL" 65 acquire_request "*no URL for the proof"
asked "ccred=1" "operation=token" "profile=demo" "deadline=1" "method=GET x" "url=https://api.example/"
answers "no method" 64 usage "GET x is no method*"
asked "ccred=2" "operation=version"
answers "another version" 65 other_version "*of another version*"
asked "operation=version"
answers "no version" 65 other_version "*of another version*"
asked "ccred=1" "operation"
answers "a malformed line" 65 malformed_message "line 2 is not of the form key=value"
asked
answers "no request" 64 acquire_by_hand "*not by hand*"
run "$bin/ccred-acquire" </dev/null
is "by hand" "$code$out$err" "64ccred: ccred-acquire is started by ccred, not by hand: use ccred token"
finish
