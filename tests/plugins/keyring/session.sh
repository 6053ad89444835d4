#!/bin/sh
# A newcomer's first five minutes, on a machine with a keyring and on one without: the sessions of
# docs/first-minutes.md, typed at a terminal against the bundled server, and the picture of the README, which is made
# from the first one. What differs from run to run is made the same: the server's port and certificate, times, tokens,
# this place.
#
# CHECK_RECORD=1 make check TESTS=tests/plugins/keyring/session.sh
# writes page and picture instead.
. "$abs_top_srcdir/tests/plugins/keyring/lib.sh"
page=$abs_top_srcdir/docs/first-minutes.md
picture=$abs_top_srcdir/docs/session.svg
start_server as --client "acme-batch:$canary" --lifetime 5030
mkdir "$work/path"
printf '#!/bin/sh\nexec %s %s "$@"\n' "$wrapper" "$bin/ccred" >"$work/path/ccred"
chmod 755 "$work/path/ccred"

answers() {
	cat <<ANSWERS
API|$url/v1
name of the profile|acme
client id|acme-batch
${1-}
client secret|$canary
scopes|api.read
ANSWERS
}

# The part of the page behind the mark; with new=, the page with that in the place of it.
block() { # NAME [FILE]
	awk -v mark="<!-- $1 -->" -v new="${2-}" '
		$0 == mark { inside = 1; fences = 0 }
		inside && $0 == "```" {
			if (new != "" && ++fences == 1) { print; while ((getline line <new) > 0) print line }
			else if (new == "") ++fences
			if (fences == 2) { inside = 0; if (new != "") print }
			next
		}
		new == "" ? inside && fences == 1 : !inside || fences == 0 { print }' "$page"
}

record() { # NAME <COMMANDS
	sed "s|https://127.0.0.1:8443|$url|" >"$work/commands"
	PATH=$work/path:$PATH SSL_CERT_FILE=$ca TERM=xterm "$abs_top_srcdir/scripts/record-session" "$work/answers" \
		<"$work/commands" >"$work/screen" 2>"$work/complaints"
	is "$1: it was typed to its end" "$?$(cat "$work/complaints")" 0
	is "$1: without the secret" "$(grep -c "$canary" "$work/screen")" 0
	sed "s|$url|https://127.0.0.1:8443|g; s|$HOME/|/home/me/|g; s|$ca|/etc/ssl/acme.pem|g; s|$XDG_RUNTIME_DIR/|/run/user/1000/|g
		s|$abs_top_builddir/tests/etc/|/etc/ccred/|g; s|$abs_top_builddir/tests/plugindir|/usr/lib/ccred/plugins|g
		s/ *[0-9][0-9]* ms\$/ 4 ms/; s/ after [0-9]* ms/ after 9 ms/; s/until [0-9-]* ([0-9]* days)/until 2027-01-01 (36 days)/; s/1 h [12][0-9] min/1 h 23 min/
		s/ [45][0-9][0-9][0-9] s\>/ 5030 s/; s/, [0-9]* s old/, 1 s old/; s/on disk, writable/in memory, writable/
		s/^\(ok       clock  *\)[01] s/\10 s/
		/^\$ ccred token acme\$/{n;s/.*/2YotnFZFEjr1zCsicMWpAA/;}" "$work/screen" >"$work/$1"
	if [ -n "${CHECK_RECORD-}" ]; then
		block "$1" "$work/$1" >"$work/page"
		cat "$work/page" >"$page"
	fi
	block "$1" >"$work/shown"
	is "$1: the page shows this session" "$(diff "$work/shown" "$work/$1")" ""
	is "$1: the second command prints a token" \
		"$(awk '/^\$ / { n++ } /^2YotnFZFEjr1zCsicMWpAA$/ { print n }' "$work/$1")" 2
	like "$1: all is well at the end" "$(tail -1 "$work/$1")" "*all is well"
}

# Without a session bus there is no keyring. The first secret is mistyped.
answers "client secret|not-$canary" >"$work/answers"
record without-keyring <<'COMMANDS'
ccred setup https://127.0.0.1:8443
ccred token acme
ccred explain acme
COMMANDS
like "the secret is in a file that nobody else can read" \
	"$(cd "$XDG_CONFIG_HOME/ccred" && stat -c '%a %n' ./*.secret)" "600 ./acme.secret"
rm -r "$XDG_CONFIG_HOME/ccred" "$XDG_RUNTIME_DIR/ccred"

start_bus bus
printf password >"$work/password"
gnome-keyring-daemon --foreground --components=secrets --unlock <"$work/password" >"$work/daemon.out" 2>&1 &
servers="$servers $!"
wait_owner org.freedesktop.secrets
ok "GNOME Keyring is up"
answers >"$work/answers"
record with-keyring <<'COMMANDS'
ccred setup https://127.0.0.1:8443
ccred token acme
ccred token acme --format curl | curl -fsS -K - https://127.0.0.1:8443/v1/orders
ccred status
ccred doctor acme
COMMANDS

sed '/^\$ ccred status/,$d' "$work/with-keyring" | "$abs_top_srcdir/scripts/record-session" --svg 96 >"$work/session.svg"
[ -z "${CHECK_RECORD-}" ] || cat "$work/session.svg" >"$picture"
is "the picture shows the session" "$(diff "$picture" "$work/session.svg")" ""
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$picture" 2>"$work/complaints"
is "the picture is well-formed" "$?$(cat "$work/complaints")" 0
finish
