# The units of systemd: well-formed, and what they start does its work as systemd starts it.
. "$abs_top_srcdir/tests/lib/lib.sh"
for program in systemd-analyze strace; do
	command -v $program >/dev/null || {
		echo "1..0 # SKIP no $program"
		exit 0
	}
done
start_server as --client demo:demo-secret --client acme-report:acme-secret
cache=$XDG_RUNTIME_DIR/ccred
root=$work/root
make -s -C "$abs_top_builddir" install DESTDIR="$root" >"$work/install.log" 2>&1
ok "make install with DESTDIR"
program=$(cd "$root" && find . -path '*/bin/ccred' | sed 's/^\.//')
service=$(find "$root" -name ccred-renew.service)
timer=$(find "$root" -name ccred-renew.timer)
is "the units lie in one directory" "$(dirname "$service")" "$(dirname "$timer")"
# A user's systemd looks there, whichever prefix it was.
systemd-analyze --user unit-paths >"$work/unit-paths"
for prefix in /usr /usr/local "$HOME/.local"; do
	make -s -C "$abs_top_builddir" install-systemduserunitDATA prefix="$prefix" DESTDIR="$work/at" \
		>>"$work/install.log" 2>&1
	dir=$(find "$work/at$prefix" -name ccred-renew.timer -exec dirname {} \;)
	is "the user's systemd finds what is installed below ${prefix#"$work"}" \
		"$(grep -cxF "${dir#"$work/at"}" "$work/unit-paths")" 1
done
like "which start what was installed" "$(sed -n 's/^ExecStart=//p' "$service")" "$program renew *"
# shellcheck disable=SC2016 # a dollar sign is meant
is "nothing is left to be filled in" "$(grep -c '@[a-z]*@\|\${' "$service")" 0

# What systemd would say of them: nothing at all.
verify() { # OPTION... FILE
	run systemd-analyze --man=no "$@"
}
mkdir "$work/units"
sed "s|$program|$root$program|" "$service" >"$work/units/ccred-renew.service"
cp "$timer" "$work/units"
own_wrapper=$wrapper
wrapper=
verify --user verify "$work/units/ccred-renew.timer"
is "the timer" "$code$out$err" 0
verify --user verify "$work/units/ccred-renew.service"
is "its service" "$code$out$err" 0
verify verify "$abs_top_srcdir/examples/systemd/acme-report.service"
is "the example" "$code$out$err" 0
sed 's/^RestrictRealtime/RestrictUnrealtime/' "$work/units/ccred-renew.service" >"$work/units/bad.service"
verify --user verify "$work/units/bad.service"
like "a wrong one is found" "$err" "*RestrictUnrealtime*"
rm "$work/units/bad.service"

# The next run comes within the time that the service is told.
within=$(sed -n 's/^ExecStart=.* --within \([0-9]*\).*/\1/p' "$service")
moments=$(TZ=UTC systemd-analyze calendar --iterations=2 "$(sed -n 's/^OnCalendar=//p' "$timer")" |
	sed -n 's/.*\(Next elapse\|Iter. #2\|Iteration #2\): //p' | while read -r moment; do date -d "$moment" +%s; done | tr '\n' ' ')
# shellcheck disable=SC2086 # two words
set -- $moments
is "the time between two runs" "$(($2 - $1))" "$within"
is "is that for each user and machine" "$(grep -c '^FixedRandomDelay=yes' "$timer")" 1

# It starts if there is a configuration: the user's, or the system's.
system=$(sed -n 's/^ConditionPathExists=|\(\/.*\)$/\1/p' "$service")
like "the system's configuration" "$system" "*/ccred/config"
starts() { # NAME YES|NO
	code=0
	systemd-analyze --user condition "ConditionPathExists=|%E/ccred/config" \
		"ConditionPathExists=|$work/system" >"$work/out" 2>&1 || code=1
	is "$1" "$code" "$2"
}
is "the user's" "$(grep -c '^ConditionPathExists=|%E/ccred/config$' "$service")" 1
starts "no configuration" 1
: >"$work/system"
starts "the system's alone" 0
rm "$work/system"
demo_config </dev/null
starts "the user's alone" 0

# As the user's manager runs it: with its environment, and nothing else.
wrapper=$own_wrapper
words=$(sed -n "s|^ExecStart=$program ||p" "$service")
as_user() {
	# shellcheck disable=SC2086 # words, without quotes
	run env -i PATH=/usr/bin:/bin HOME="$HOME" XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR" \
		XDG_CONFIG_HOME="$XDG_CONFIG_HOME" INVOCATION_ID=0 "$@" "$bin/ccred" $words
}
as_user
is "the service: nobody uses a token" "$code$out$err $(requests)" "0 0"
ccred token demo
old=$out
as_user
is "the service: nothing is due" "$code$out$err $(token_requests)" "0 1"
age 3050 # 550 seconds are left: 250 to the margin
as_user
is "the service: due before the next run" "$code$err $(token_requests)" "0 2"
like "the service: the journal has a line" "$out" "demo: renewed, *"
ccred token demo
[ "$out" != "$old" ]
ok "the service: callers get the new token"

# Each call of the system is one that the unit allows.
set_of() { # @NAME: its calls, those of the sets in it too
	systemd-analyze --no-pager syscall-filter "$1" | sed -n 's/^    \([@a-z0-9_-]*\)$/\1/p' |
		while read -r name; do
			case $name in
			@*) set_of "$name" ;;
			*) echo "$name" ;;
			esac
		done
}
if [ -z "$wrapper" ] && ! grep -q fsanitize "$abs_top_builddir/Makefile"; then
	set_of "$(sed -n 's/^SystemCallFilter=//p' "$service")" | sort -u >"$work/allowed"
	age 3050
	as_user strace -f -o "$work/trace"
	is "under strace" "$code" 0
	sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' "$work/trace" | sort -u >"$work/called"
	[ "$(wc -l <"$work/called")" -gt 20 ]
	ok "calls were seen"
	is "each is in the unit's filter" "$(comm -23 "$work/called" "$work/allowed" | tr '\n' ' ')" ""
	families=$(sed -n 's/.*socket(\(AF_[A-Z0-9]*\).*/\1/p' "$work/trace" | sort -u)
	for family in $families; do
		grep -q "^RestrictAddressFamilies=.*\<$family\>" "$service"
		ok "and so is $family"
	done
fi

# The example: the profile in its comment, as the system's manager runs it. Only the names of its servers
# and directories are those of the test.
example=$abs_top_srcdir/examples/systemd/acme-report.service
here() {
	sed "s|https://acme.api.example/v1/report|$url/openehr/v1/definition/template/adl1.4|; \
		s|https://acme.api.example/v1|$url/openehr/v1|; s|https://acme.auth.example|$url|"
}
sed -n 's/^#	//p' "$example" | here >"$config"
printf '    ca-file %s\n    audience https://api.example/openehr/v1\n    timeout %d\n' \
	"$ca" "$((10 * slow))" >>"$config"
chmod 600 "$config"
credential=$(sed -n 's/^LoadCredential=\([a-z]*\):.*/\1/p' "$example")
mkdir -m 700 "$work/credentials" "$work/state"
mkdir -m "$(sed -n 's/^RuntimeDirectoryMode=//p' "$example")" "$work/runtime"
(umask 077 && printf 'acme-secret\n' >"$work/credentials/$credential")
chmod 400 "$work/credentials/$credential"
chmod 500 "$work/credentials"
start=$(sed -n 's/^ExecStart=//p' "$example" | here)
# shellcheck disable=SC2120,SC2119 # the words come of eval
report() {
	code=0
	(cd "$work/state" && eval "set -- $start" && env -i PATH="$bin:/usr/bin:/bin" HOME=/nonexistent \
		USER=acme-report CREDENTIALS_DIRECTORY="$work/credentials" RUNTIME_DIRECTORY="$work/runtime" \
		CCRED_CONFIG="$config" CURL_CA_BUNDLE="$ca" no_proxy='*' "$@") >"$work/out" 2>"$work/err" || code=$?
	out=$(cat "$work/out") err=$(cat "$work/err")
}
before=$(token_requests)
report
is "the example runs" "$code$out$err" 0
is "its report is there" "$(jq -r '.[0].template_id' "$work/state/report.json")" vital_signs.v1
is "by one request" "$(($(token_requests) - before))" 1
is "its token is in its runtime directory" "$(find "$work/runtime/ccred" -name '*.token' | wc -l | tr -d ' ')" 1
is "and nowhere else" "$(find "$cache" -newer "$config" -name '*.token')" ""
report
is "its next run has the token" "$code$err $(($(token_requests) - before))" "0 1"
is "the secret is nowhere" "$(grep -rl acme-secret "$work/runtime" "$work/state")" ""
finish
