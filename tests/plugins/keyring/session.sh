# The session that the README shows: typed at a terminal, against the bundled server and a real keyring. What
# differs from run to run is made the same: the server's port and certificate, times, this place.
#
# CHECK_RECORD=1 writes it into the README instead.
. "$abs_top_srcdir/tests/plugins/keyring/lib.sh"
start_server as --client "acme-batch:$canary" --lifetime 5030
start_bus bus
service=org.freedesktop.secrets
printf password >"$work/password"
gnome-keyring-daemon --foreground --components=secrets --unlock <"$work/password" >"$work/daemon.out" 2>&1 &
servers="$servers $!"
wait_owner $service
ok "GNOME Keyring is up"
printf '#!/bin/sh\nexec %s %s "$@"\n' "$wrapper" "$bin/ccred" >"$work/ccred"
chmod 755 "$work/ccred"

SSL_CERT_FILE=$ca TERM=xterm "$abs_top_srcdir/scripts/record-session" "$work/ccred" "$url" acme-batch "$canary" \
	>"$work/screen" 2>"$work/complaints"
is "it was typed to its end" "$?$(cat "$work/complaints")" 0
sed "s|$url|https://127.0.0.1:8443|g; s|$HOME/|/home/me/|g; s|$ca|/etc/ssl/acme.pem|g; s|$XDG_RUNTIME_DIR/|/run/user/1000/|g
	s|$abs_top_builddir/tests/etc/|/etc/ccred/|g; s|$abs_top_builddir/tests/plugindir|/usr/lib/ccred/plugins|g
	s/ *[0-9][0-9]* ms\$/ 4 ms/; s/ after [0-9]* ms/ after 9 ms/; s/until [0-9-]* ([0-9]* days)/until 2027-01-01 (36 days)/; s/1 h 2[0-9] min/1 h 23 min/
	s/on disk, writable/in memory, writable/
	s/^\(ok       clock  *\)[01] s/\10 s/" "$work/screen" >"$work/session"
page=$abs_top_srcdir/README.md
# Its one block behind the mark; with new=, the page with that in the place of it.
block() { # FILE
	awk -v new="${2-}" '
		$0 == "<!-- session -->" { inside = 1; fences = 0 }
		inside && $0 == "```" {
			if (new != "" && ++fences == 1) { print; while ((getline line <new) > 0) print line }
			else if (new == "") ++fences
			if (fences == 2) { inside = 0; if (new != "") print }
			next
		}
		new == "" ? inside && fences == 1 : !inside || fences == 0 { print }' "$1"
}
if [ -n "${CHECK_RECORD-}" ]; then
	block "$page" "$work/session" >"$work/page"
	cat "$work/page" >"$page"
fi
block "$page" >"$work/shown"
is "the README shows this session" "$(diff "$work/shown" "$work/session")" ""
is "without the secret" "$(grep -c "$canary" "$work/screen")" 0
like "a token came of it" "$(grep '^demo ' "$work/session")" "demo *fresh*"
like "and all is well" "$(tail -1 "$work/session")" "demo: all is well"
finish
