# README.md, followed by a newcomer: the tour, whose commands are typed one by one at a terminal, in a HOME of its own,
# against the server that scripts/quickstart --keep leaves running; the profile by hand, and its errors.
. "$abs_top_srcdir/tests/lib/lib.sh"
readme=$abs_top_srcdir/README.md
blocks() { # SECTION KIND
	awk -v section="## $1" -v kind="\`\`\`$2" '
		/^## / { here = $0 == section }
		here && /^```/ { on = !on && $0 == kind; next }
		here && on' "$readme"
}

# The quickstart with the programs of this build.
QUICKSTART_BUILT=$work/built
export QUICKSTART_BUILT
mkdir -p "$QUICKSTART_BUILT/bin" "$QUICKSTART_BUILT/tests/servers/authserver"
printf '#!/bin/sh\nexec %s %s "$@"\n' "$wrapper" "$bin/ccred" >"$QUICKSTART_BUILT/bin/ccred"
chmod 755 "$QUICKSTART_BUILT/bin/ccred"
ln -s "$authserver" "$QUICKSTART_BUILT/tests/servers/authserver"

blocks "A tour of five minutes" sh >"$work/tour"
is "the tour begins with the server that stays" "$(sed -n 1p "$work/tour")" "scripts/quickstart --keep"
cd "$abs_top_srcdir" || exit 99
# The port of the tour is taken: by this server, or by that of somebody who follows the tour here.
mkdir "$work/other"
"$authserver" --dir "$work/other" --client a:b --port 8443 --die-with-parent 2>/dev/null || : >"$work/other/ready" &
servers=$!
wait_for "$work/other/ready"
code=0
scripts/quickstart --keep >"$work/kept" 2>&1 || code=$?
kept=$(sed -n 's/^pid=//p' "$QUICKSTART_BUILT/kept/server/ready")
servers="$servers $kept"
is "scripts/quickstart --keep: exit code" "$code" 0
is "it shows no progress where no terminal is" "$(tr -dc '\033\r' <"$work/kept")" ""
printed() { # WHAT
	sed -n "s/^    $1  *//p" "$work/kept"
}
url=$(printed server) secret=$(printed 'client secret') ca=$(printed CA)
case $url in
*:8443) false ;;
esac && grep -q "Another program has the port of the tour, 8443: write $url" "$work/kept"
ok "it says that another program has the port, and takes a free one"
here() {
	sed "s|https://127.0.0.1:8443|$url|; s|build/quickstart/kept|$QUICKSTART_BUILT/kept|; s|/home/me/|$HOME/|
		s|https://login.example.com|$url|; s|https://api.example.com|$url|"
}
is "it prints what the tour needs, and how to end it" \
	"$(printed API) $(printed 'client id') ${#secret} $(printed 'for your shell') $(printed 'to end it')" \
	"$url/v1 acme-batch 32 . $QUICKSTART_BUILT/kept/environment scripts/quickstart --end"

# The profile by hand, and the errors as the page shows them.
blocks "A profile by hand" config | here >"$config"
(umask 077 && printf '%s\n' "$secret" >"$XDG_CONFIG_HOME/ccred/acme.secret")
SSL_CERT_FILE=$ca
export SSL_CERT_FILE
ccred token acme
like "the profile by hand gives a token" "$code$err $out" "0 ?*"
ccred forget acme
echo wrong-secret >"$XDG_CONFIG_HOME/ccred/acme.secret"
ccred token acme
shown_error() { # WORD
	blocks "A profile by hand" text | here | grep -F "$1"
}
is "a refused secret says what the page shows" "$(sed 1q "$work/err")" "$(shown_error invalid_client)"
sed -i 's/^    audience/    audiance/' "$config"
ccred token acme
is "so does a wrong key" "$(sed 1q "$work/err")" "$(shown_error audiance)"
rm -r "$XDG_CONFIG_HOME/ccred"
unset SSL_CERT_FILE

cat >"$work/answers" <<ANSWERS
keep the secret|
API|$url/v1
name of the profile|acme
client id|acme-batch
client secret|$secret
scopes|api.read
ANSWERS
sed 1d "$work/tour" | here >"$work/commands"
TERM=xterm scripts/record-session "$work/answers" <"$work/commands" >"$work/screen" 2>"$work/complaints"
is "each command of the tour works" "$?$(tail -1 "$work/complaints")" 0
is "all were typed" "$(grep -c '^\$ ' "$work/screen")" "$(grep -c . "$work/commands")"
is "the API answers each call of it" "$(grep -c '"order":1042' "$work/screen")" "$(grep -c /orders "$work/commands")"
is "no secret is on the screen" "$(grep -c "$secret" "$work/screen")" 0
is "nothing is left of it" "$(find "$QUICKSTART_BUILT/kept" "$HOME/.config/ccred" 2>/dev/null)" ""
kill -0 "$kept" 2>/dev/null
is "the server has ended" $? 1
servers=${servers% *}

# Progress: the quickstart and scripts/check show it by this.
mkdir -p "$work/check/tests/cli"
cat >"$work/step" <<'STEP'
. "$abs_top_srcdir/scripts/progress.sh"
total=7
build() { echo "  CC       src/base/buf.o"; read -r line; return 3; }
run() { : >tests/cli/token.trs; read -r line; }
run_shown now_building log build || echo "status $?"
run_shown now_testing log run
echo done
STEP
cd "$work/check" || exit 99
python3 "$abs_top_srcdir/tests/lib/terminal.py" '?CC       src/base/buf.o' '
' '?status 3' '?test 1 of 7: tests/cli/token' '
' -- sh "$work/step" >"$work/progress"
like "a build says which file, and tests which of how many" "$(cat "$work/progress")" "*exit 0*done*"
is "without a terminal they say nothing" "$(printf '\n\n' | sh "$work/step")" "status 3
done"
finish
