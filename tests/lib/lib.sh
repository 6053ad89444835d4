# What the black-box tests share: a clean and private place, the bundled server, and the words of TAP.
#
# A test starts with:	. "$abs_top_srcdir/tests/lib/lib.sh"
# and ends with:	finish

set -u
umask 022

# A session of its own, and somebody who takes in its orphans, tell this test's processes from all
# others, for any user.
if [ "${CHECK_SESSION-}" != "$0" ]; then
	CHECK_SESSION=$0
	export CHECK_SESSION
	exec "$abs_top_builddir/tests/lib/reaper" /bin/sh "$0"
fi
session=$$ reaper=$PPID

bin=$abs_top_builddir/tests/bin
authserver=$abs_top_builddir/tests/servers/authserver/authserver
proxy=$abs_top_builddir/tests/servers/authserver/proxy
# shellcheck disable=SC2034 # for the tests
divisor=${CCRED_STRESS_DIVISOR:-1}

# Whatever the caller's environment says, the tests have their own.
for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
	case $name in
	PATH | LC_ALL | TMPDIR | PWD | OLDPWD | abs_top_* | CHECK_* | CCRED_STRESS_DIVISOR) ;;
	CCRED_HERD_ROUNDS | *SAN_OPTIONS) ;;
	*) unset "$name" ;;
	esac
done

newline='
'
count=0
failures=0
servers=
work=$(mktemp -d "${TMPDIR:-/tmp}/ccred-test-XXXXXX") || exit 99
HOME=$work/home
XDG_RUNTIME_DIR=$work/run
XDG_CONFIG_HOME=$work/home/.config
export HOME XDG_RUNTIME_DIR XDG_CONFIG_HOME
mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_CONFIG_HOME/ccred"
config=$XDG_CONFIG_HOME/ccred/config
cd "$work" || exit 99

# valgrind stands before every program of ours; what it finds is looked at by finish.
# slow is by how much longer things take then.
wrapper=
slow=1
if [ "${CHECK_WRAPPER-}" = valgrind ]; then
	wrapper="valgrind -q --trace-children=yes --leak-check=full --show-leak-kinds=definite"
	wrapper="$wrapper --errors-for-leak-kinds=definite --log-file=$work/valgrind.%p"
	slow=5
fi

ok() { # NAME, after a condition: the last exit status decides
	status=$?
	count=$((count + 1))
	if [ "$status" -eq 0 ]; then
		echo "ok $count - $1"
	else
		failures=$((failures + 1))
		echo "not ok $count - $1"
	fi
	return 0
}

is() { # NAME GOT WANTED
	[ "$2" = "$3" ]
	ok "$1"
	[ "$2" = "$3" ] || shown "$2" "$3"
}

like() { # NAME GOT PATTERN, as in case
	# shellcheck disable=SC2254 # the pattern is meant
	case $2 in
	$3) true && ok "$1" ;;
	*)
		false || ok "$1"
		shown "$2" "$3"
		;;
	esac
}

# TAP's comments are lines.
shown() {
	printf '# got:    %s\n' "$(printf %s "$1" | head -c 2000 | tr '\n' '~')"
	printf '# wanted: %s\n' "$(printf %s "$2" | head -c 2000 | tr '\n' '~')"
}

# Runs a program; its output is in $out and $err, its exit code in $code.
run() {
	code=0
	$wrapper "$@" >"$work/out" 2>"$work/err" || code=$?
	# A file, for what a shell variable cannot hold, too.
	out='' err=''
	[ ! -s "$work/out" ] || out=$(tr -d '\0' <"$work/out")
	[ ! -s "$work/err" ] || err=$(tr -d '\0' <"$work/err")
}

ccred() {
	run "$bin/ccred" "$@"
}

# A request of git's protocol on stdin, as a here-document: ask get
ask() {
	cat >"$work/in"
	run "$bin/ccred" "$@" <"$work/in"
}

# One error: the documented code, one clear line, at most one hint, and STDOUT or nothing on stdout.
refused() { # NAME CODE PATTERN [STDOUT]
	is "$1: exit code" "$code" "$2"
	like "$1: message" "$err" "$3"
	is "$1: stdout" "$out" "${4-}"
	case $err in
	*"$newline"*"$newline"*) false ;;
	*"$newline""hint: "*) ;;
	*"$newline"*) false ;;
	esac
	ok "$1: one line, and one hint at most"
}

wait_for() { # FILE
	tries=0
	until [ -e "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -le 400 ] || return 1
		sleep 0.05
	done
}

# Sets url, url_http, ca and log to those of the new server; its directory is $work/NAME.
start_server() { # NAME [OPTION...]
	server=$work/$1
	mkdir "$server"
	shift
	"$authserver" --dir "$server" --die-with-parent "$@" >"$server.out" 2>&1 &
	servers="$servers $!"
	wait_for "$server/ready" || {
		echo "Bail out! the authorization server did not start: $(head -c 500 "$server.out")"
		exit 99
	}
	url=$(sed -n 's/^url=//p' "$server/ready")
	url_http=$(sed -n 's/^url_http=//p' "$server/ready")
	ca=$server/ca.pem
	log=$server/log
}

# A recording proxy for all that follows; its directory is $work/px.
start_proxy() { # OPTION...
	mkdir "$work/px"
	"$proxy" --dir "$work/px" --die-with-parent "$@" >"$work/px.out" 2>&1 &
	servers="$servers $!"
	wait_for "$work/px/ready" || {
		echo "Bail out! the proxy did not start: $(head -c 500 "$work/px.out")"
		exit 99
	}
	http_proxy=$(sed -n 's/^url=//p' "$work/px/ready")
	https_proxy=$http_proxy HTTPS_PROXY=$http_proxy ALL_PROXY=$http_proxy all_proxy=$http_proxy
	export http_proxy https_proxy HTTPS_PROXY ALL_PROXY all_proxy
}

stop_servers() {
	for pid in $servers; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	servers=
}

# Faults and settings of the server.
control() { # FIELD=VALUE...
	for field; do
		set -- "$@" --data-urlencode "$field"
		shift
	done
	curl -q -sS --noproxy '*' "$@" "$url_http/_control" >/dev/null
}

# Makes everything in the cache older, or by the wall clock alone.
age() { # SECONDS [wall]
	"$abs_top_builddir/tests/cache/age" "$XDG_RUNTIME_DIR/ccred" "$@"
}

# What was refused may be sent again at once.
unhold() {
	rm -f "$XDG_RUNTIME_DIR"/ccred/*.state
}

# Waits for what runs behind the callers' backs.
settle() {
	tries=0
	until [ -z "$(leftovers)" ]; do
		tries=$((tries + 1))
		[ "$tries" -le 400 ] || return 1
		sleep 0.05
	done
}

token_requests() {
	grep -c 'POST /oauth/token' "$log" || :
}

requests() {
	wc -l <"$log" | tr -d ' '
}

# The profile "demo" against the server, with this source line, or its secret in a file; more lines of the block on stdin.
demo_config() { # [CONTROL PLUGIN ARGUMENT...]
	printf 'demo-secret\n' >"$work/secret"
	chmod 600 "$work/secret"
	{
		cat <<CONFIG
profile demo
    target    $url/openehr/v1
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    client-id demo
    timeout   $((10 * slow))
    source    ${*:-required file path=$work/secret}
CONFIG
		cat
	} >"$config"
	chmod 600 "$config"
}

# The conformance suite over one of our plugins: every case passes, but for those that the scenarios given
# leave out, whose number is SKIPPED. With a sanitizer nothing is linked as it is otherwise,
# and no copy of a library is wiped.
conforms() { # PLUGIN SKIPPED [--SCENARIO [ARGUMENT...]]...
	plugin=$1 skipped=$2
	shift 2
	run "$bin/ccred" plugin test "$plugin" "$@"
	rule='it keeps the rules: \(bind-now\|wiping\)\|^# no BIND_NOW\|^# the secret is left in memory\|^--'
	grep -q fsanitize "$abs_top_builddir/Makefile" || rule='no rule'
	is "the $plugin plugin conforms" "$(grep -A1 '^not ok' "$work/out" | grep -v -e "$rule")" ""
	is "the $plugin plugin: what is left out" "$(grep -c '# SKIP' "$work/out")" "$skipped"
	like "the $plugin plugin: to the end" "$(tail -1 "$work/out")" "1..[1-9]*"
}

# Processes of the programs under test that are left: of this session, or its orphans.
leftovers() {
	cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) (\(.*\)) \(.*\)$/\1 \3 \2/' |
		awk -v session="$session" -v reaper="$reaper" '
			$NF !~ /^(ccred|git-credential|memcheck)/ || $2 == "Z" { next }
			$5 == session || $3 == reaper { print $1, $NF }'
}

cleanup() {
	stop_servers
	cd /
	chmod -R u+rwX "$work" 2>/dev/null
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

finish() {
	stop_servers
	is "no process is left" "$(leftovers)" ""
	is "no temporary file is left" "$(find "$XDG_RUNTIME_DIR" -name '.tmp-*' 2>/dev/null)" ""
	if [ -n "$wrapper" ]; then
		# pidfd_open(2), which valgrind lacks; there is a way without it.
		cat "$work"/valgrind.* 2>/dev/null |
			sed '/WARNING: unhandled amd64-linux syscall: 434$/,+4d' >"$work/valgrind"
		is "valgrind has nothing to say" "$(head -c 4000 "$work/valgrind")" ""
	fi
	echo "1..$count"
	[ "$failures" -eq 0 ]
	exit
}
