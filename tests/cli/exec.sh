# ccred exec: the token in two files, and a command that is started as if ccred had not been there.
# shellcheck disable=SC2016 # variables of the commands
. "$abs_top_srcdir/tests/lib/lib.sh"
inherited=$abs_top_builddir/tests/client/inherited
secret=demo-secret
start_server as --client "demo:$secret"
demo_config <<'MORE'
MORE
# What a line of the stack takes out of the environment of our helpers stays in that of the command.
sed -i "s/source .*/source required env secret=DEMO_SECRET/; s/timeout .*/timeout $((20 * slow))/" "$config"
DEMO_SECRET=$secret
# Another program's leaks are its own; and what limits a core file is looked at here.
[ -z "$wrapper" ] || wrapper="$wrapper --trace-children-skip=/bin/*,/usr/bin/*"
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}disable_coredump=0
export DEMO_SECRET ASAN_OPTIONS
api=$url/openehr/v1/definition/template/adl1.4
template='.[0].template_id'

# The same command with and without ccred before it, each in a process that was prepared alike, by sh, which
# may set prefix; and what its report must show. Without a token in the cache ccred has helpers.
prefix=
same() { # NAME PREPARATION PATTERN...
	rm -f "$work"/report*
	"$bin/ccred" forget demo
	for round in direct miss hit; do
		(
			eval "$2"
			# shellcheck disable=SC2086 # no word if empty
			[ "$round" = direct ] && exec $prefix "$inherited" "$work/report" 'a b' '' --
			# shellcheck disable=SC2086 # no word if empty
			exec $prefix "$bin/ccred" exec demo -- "$inherited" "$work/report" 'a b' '' --
		) </dev/null >"$work/out" 2>"$work/err"
		mv "$work/report" "$work/report.$round"
	done
	is "$1: the command gets the same" "$(diff "$work/report.direct" "$work/report.hit")" ""
	is "$1: without a token in the cache, too" "$(diff "$work/report.direct" "$work/report.miss")" ""
	what=$1
	shift 2
	for pattern; do
		grep -q "$pattern" "$work/report.hit" || echo "$pattern"
	done >"$work/missing"
	is "$what: and it was looked at" "$(cat "$work/missing")" ""
}
file=$work/file
echo text >"$file"
# Under valgrind a process has valgrind's descriptors, limits, signals and environment.
if [ -z "$wrapper" ]; then
	same "as a shell does it" : '^descriptor 0:' '^descriptor 2:' 'umask 0022' 'environment: DEMO_SECRET=' \
		'NoNewPrivs:' 'argument: a b$' 'argument: $' 'argument: --$'
	same "umask and limits" "umask 027; ulimit -S -c \$(ulimit -H -c); ulimit -S -n 200" \
		'umask 0027' 'Max open files  *200 ' "Max core file size  *$(ulimit -H -c) "
	same "signals that are ignored" "prefix='env --ignore-signal=PIPE,CHLD,HUP,USR1'" \
		'SigIgn:.*[13579bdf][13579bdf][2367abef].[13579bdf]$'
	same "signals that are blocked" "prefix='env --block-signal=CHLD,USR1'" \
		'SigBlk:.*[13579bdf].[2367abef]..$'
	same "descriptors of the caller" "exec 3<'$file' 5>>'$file' 9<'$file'" \
		'^descriptor 3:' '^descriptor 5:' '^descriptor 9:'
	same "a closed stdin" "exec <&-" '^descriptor 1:'
	same "a closed stdout" "exec >&-" '^descriptor 2:'
	same "a closed stderr" "exec 2>&-" '^descriptor 1:'
	same "all three closed" "exec <&- >&- 2>&-" umask
	grep -q '^descriptor [012]:' "$work/report.hit"
	is "which they are" $? 1
fi

# The two files.
ccred token demo
token=$out
ccred exec demo -- sh -c 'cat "$CCRED_HEADER_FILE" "$CCRED_CURL_CONFIG"'
is "a header and a configuration of curl" "$code$err$out" "0Authorization: Bearer $token
header = \"Authorization: Bearer $token\""
header="Authorization: Bearer $token"
ccred exec demo -- sh -c 'cat "$CCRED_HEADER_FILE"; head -c 5 "$CCRED_HEADER_FILE" >&2
	sh -c "cat \"\$CCRED_HEADER_FILE\"; true"; cat "$CCRED_HEADER_FILE"'
is "each is read from its beginning, as often as one likes, by grandchildren too" "$out" "$header
$header
$header"
ccred exec demo -- sh -c 'printf "%s\n" "$CCRED_HEADER_FILE" "$CCRED_CURL_CONFIG"'
is "their paths" "$(printf '%s\n' "$out" | sed 's|^/dev/fd/[1-9][0-9]$|path|' | uniq -c | tr -d ' ')" 2path
ccred exec demo -- sh -c 'for f in "$CCRED_HEADER_FILE" "$CCRED_CURL_CONFIG"; do
	echo changed >"$f"; echo changed >>"$f"; echo changed 1<>"$f"; done; cat "$CCRED_HEADER_FILE"'
is "nobody can change them" "$(printf '%s\n' "$err" | grep -c .) $out" "6 $header"
ccred exec demo -- ls -l /proc/self/fd
is "no other descriptor leads to them" "$(printf '%s\n' "$out" | grep -c memfd)" 2
if [ "$(id -u)" -eq 0 ]; then
	is "a command that changes its user reads them, too" "$("$bin/ccred" exec demo -- \
		setpriv --reuid 65534 --regid 65534 --clear-groups sh -c 'cat "$CCRED_HEADER_FILE"')" "$header"
fi
"$bin/ccred" exec demo -- sh -c 'for i in 1 2; do
	curl -q -sS --noproxy "*" --cacert "$1" -H @"$CCRED_HEADER_FILE" "$2"; done' sh "$ca" "$api" >"$work/api"
is "curl -H @, twice" "$(jq -r "$template" "$work/api")" "vital_signs.v1
vital_signs.v1"
"$bin/ccred" exec "$url/openehr/v1" -- sh -c 'for i in 1 2; do
	curl -q -sS --noproxy "*" --cacert "$1" -K "$CCRED_CURL_CONFIG" "$2"; done' sh "$ca" "$api" >"$work/api"
is "curl -K, twice, by URL" "$(jq -r "$template" "$work/api")" "vital_signs.v1
vital_signs.v1"

# Where the token is not, and where it is asked for.
visible='tr "\0" "\n" </proc/$$/environ; echo; tr "\0" "\n" </proc/$$/cmdline'
ccred exec demo -- sh -c "$visible"
is "the token is not in environment and arguments" \
	"$(printf '%s\n' "$out" | grep -c CCRED_HEADER_FILE=) $(printf '%s\n' "$out" | grep -cF -e "$token")" "1 0"
API_TOKEN=old CCRED_HEADER_FILE=/nowhere ccred exec --env API_TOKEN demo -- sh -c "$visible"
is "--env: in the variable that is named" "$(printf '%s\n' "$out" | grep -F -e "$token")" "API_TOKEN=$token"
is "in the place of the one of this name" "$(printf '%s\n' "$out" | grep -cE '^(API_TOKEN|CCRED_HEADER_FILE)=')" 2

# The command is the process that was started.
"$bin/ccred" exec demo -- sh -c 'echo $$' >"$work/out" &
wait $!
is "the process stays" "$(cat "$work/out")" $!
"$bin/ccred" exec demo -- sh -c 'trap "exit 7" USR1; : >"$1"; while :; do sleep .05; done' sh "$work/ready" &
wait_for "$work/ready"
kill -USR1 $!
wait $!
is "signals reach it" $? 7
is "stdin is the command's" "$(echo text | "$bin/ccred" exec demo -- cat)" text
statuses=$(seq 0 255)
[ -z "$wrapper" ] || statuses="0 1 126 255"
for status in $statuses; do
	code=0
	# shellcheck disable=SC2086 # no wrapper is no word
	$wrapper "$bin/ccred" exec demo -- sh -c "exit $status" || code=$?
	[ "$code" -eq "$status" ] || echo "$status: $code"
done >"$work/wrong"
is "each exit status" "$(cat "$work/wrong")" ""
for signal in TERM KILL PIPE CHLD; do
	python3 -c 'import subprocess, sys; print(subprocess.run(sys.argv[1:]).returncode)' \
		"$bin/ccred" exec demo -- sh -c "kill -$signal \$\$"
done >"$work/out"
is "death by signal" "$(tr '\n' ' ' <"$work/out")" "-15 -9 -13 0 "
printf 'echo "without an interpreter, $1"\n' >"$work/script"
chmod 755 "$work/script"
ccred exec demo -- "$work/script" 1
is "a script without an interpreter" "$code$out" "0without an interpreter, 1"

# Files that stay fresh: another process replaces them.
refreshed() { # SIGNAL STATUS
	rm -f "$work/fresh"
	"$bin/ccred" exec --refresh demo -- sh -c 'trap "exit 7" USR1; cat "$CCRED_HEADER_FILE" "$CCRED_CURL_CONFIG"
		: >"$1"; while :; do sleep .02; done' sh "$work/fresh" >"$work/out" 2>"$work/err" &
	exec=$!
	wait_for "$work/fresh"
	dir=$(echo "$XDG_RUNTIME_DIR"/ccred-exec-*)
	is "--refresh: a header and a configuration of curl" "$(cat "$work/out")" "$header
header = \"$header\""
	is "--refresh: in a private directory" "$(stat -c %a "$dir" "$dir/header" | tr '\n' ' ')" "700 600 "
	header="Authorization: Bearer $("$bin/ccred" token demo --renew)"
	# Its next look; else that comes with the margin of the token.
	read -r beside _ <"/proc/$exec/task/$exec/children"
	kill -HUP "$beside"
	tries=0
	until [ "$(cat "$dir/header")" = "$header" ] || [ "$tries" -gt 400 ]; do
		tries=$((tries + 1))
		sleep 0.02
	done
	is "--refresh: with the next token" "$(cat "$dir/header")" "$header"
	kill "-$1" "$exec"
	code=0
	wait "$exec" || code=$?
	is "--refresh: SIG$1 is handed on" "$code $(cat "$work/err")" "$2 "
	[ ! -e "$dir" ]
	ok "--refresh: nothing is left"
}
header="Authorization: Bearer $("$bin/ccred" token demo)"
refreshed USR1 7
refreshed TERM 143
ccred exec --refresh demo -- sh -c 'exit 3'
is "--refresh: the exit status" "$code$err" 3
ccred exec --refresh demo -- sh -c 'kill -KILL $$'
is "--refresh: death by signal" "$code$err" 137
run timeout 60 sh -c 'trap "" TERM; exec "$@"' sh "$bin/ccred" exec --refresh demo -- true
is "--refresh: a caller that ignores TERM" "$code$err" 0
# What a process group is sent is for the command, which may go on for a while.
setsid "$bin/ccred" exec --refresh demo -- sh -c 'trap "" TERM; : >"$1"; until [ -e "$2" ]; do sleep .02; done
	cat "$CCRED_HEADER_FILE"' sh "$work/grouped" "$work/go" >"$work/out" 2>&1 &
grouped=$!
wait_for "$work/grouped"
kill -TERM "-$grouped"
sleep 0.3
: >"$work/go"
wait "$grouped"
is "--refresh: SIGTERM to the group leaves the files to the command" "$(cat "$work/out")" "$header"
is "--refresh: stdin is the command's" "$(echo text | "$bin/ccred" exec --refresh demo -- cat)" text
ccred exec --refresh demo -- "$work/none"
refused "--refresh: no such command" 127 "ccred: cannot run $work/none: No such file or directory"
ccred exec --refresh --env TOKEN demo -- true
refused "--refresh: with --env" 64 "ccred: a variable cannot be refreshed: *"
is "--refresh: nothing is left of any" "$(find "$XDG_RUNTIME_DIR" -name 'ccred-exec-*')" ""

# No command.
ccred exec demo -- "$work/none" 1
refused "no such command" 127 "ccred: cannot run $work/none: No such file or directory"
# A directory of PATH that cannot be searched makes it a matter of permission, as for env(1).
PATH=/usr/bin:/bin ccred exec demo -- no-such-command
refused "none in PATH" 127 "ccred: cannot run no-such-command: No such file or directory"
ccred exec demo -- "$file"
refused "one that is not executable" 126 "ccred: cannot run $file: Permission denied"
ccred exec demo -- "$work"
refused "a directory" 126 "ccred: cannot run $work: Permission denied"

# No token: what ccred says, and the command is not run.
ccred exec dmeo -- touch "$work/ran"
refused "an unknown profile" 78 'ccred: *"dmeo"*"demo"*'
ccred exec --min-valid 7200 demo -- touch "$work/ran"
refused "--min-valid" 73 "ccred: demo: the server grants tokens for *"
control fault=500
ccred exec --renew demo -- touch "$work/ran"
refused "a server with a fault" 69 "ccred: demo: the server has a fault*500*"
control clear=1
[ ! -e "$work/ran" ]
ok "the command was not run"

# Which token.
show='cat "$CCRED_HEADER_FILE"'
# On a slow machine --min-valid 7200 may have got a new one.
header="Authorization: Bearer $("$bin/ccred" token demo)"
ccred exec --min-valid 600 demo -- sh -c "$show"
is "--min-valid: the one of the cache" "$out" "$header"
ccred exec demo --renew -- sh -c "$show"
like "--renew: a new one" "$out" "Authorization: Bearer ?*"
[ "$out" != "$header" ]
ok "which it is"
header=$out
ccred exec demo -- sh -c "$show"
is "which is kept" "$out" "$header"
age 3400
ccred exec demo -- sh -c "$show"
like "one that is about to be renewed is renewed" "$out" "Authorization: Bearer ?*"
[ "$out" != "$header" ]
ok "before the command starts"
header=$out
age 3400
control fault=500
ccred exec demo -- sh -c "$show"
is "unless that fails" "$code$err$out" "0$header"
control clear=1
cat >>"$config" <<CONFIG
profile any
    target    https://{tenant}.api.example/v1
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    client-id demo
    source    required file path=$work/{tenant}.secret
CONFIG
(umask 077 && echo "$secret" >"$work/acme.secret")
ccred exec any -- sh -c "$show"
like "--tenant is missing" "$code$err" "64ccred: *tenant*"
ccred exec --tenant acme any -- sh -c "$show"
like "--tenant" "$code$err$out" "0Authorization: Bearer ?*"

# Usage.
usage() { # PATTERN ARGUMENT...
	pattern=$1
	shift
	ccred exec "$@"
	refused "usage: $(printf '%s ' "$@" | sed "s|$url|URL|")" 64 "ccred: $pattern"
}
usage "write -- and the command behind the profile: ccred exec --help"
usage "write -- and the command behind the profile: *" demo
usage "write -- and the command behind the profile: *" demo true
usage "PROFILE|URL is missing: *" -- true
usage "write the command behind --: *" demo --
usage "too many arguments: *" demo other -- true
usage "unknown option --nonsense: *" --nonsense demo -- true
usage "--tenant lacks its value: *" demo --tenant -- true
usage "--tenant goes with a profile*" --tenant x "$url/openehr/v1" -- true
usage "--min-valid x: it must be a number*" --min-valid x demo -- true
usage "--env 9A: a name has letters*" --env 9A demo -- true
usage "--env A=B: a name has letters*" --env A=B demo -- true
usage "--env : a name has letters*" --env "" demo -- true
usage "--env is given twice: *" --env A --env B demo -- true
for name in PATH IFS LD_PRELOAD LD_LIBRARY_PATH BASH_ENV CCRED_CONFIG USER BASHOPTS; do
	usage "--env $name: that variable says how programs run: choose another name" --env $name demo -- true
done
ccred exec --env PATHS demo -- true
is "a name that is longer than one of those" "$code$err" 0
ccred exec demo -- printf %s --help
is "the command's options are its own" "$out" --help
if [ -z "$wrapper" ]; then
	code=0
	(ulimit -n 32 && exec "$bin/ccred" exec --renew demo -- true) 2>"$work/err" || code=$?
	is "32 descriptors are enough" "$code$(cat "$work/err")" 0
	code=0
	(ulimit -n 10 && exec "$bin/ccred" exec demo -- true) 2>"$work/err" || code=$?
	is "10 are not" "$code$(cat "$work/err")" \
		"71ccred: demo: no descriptor is left for the token: Invalid argument"
fi
finish
