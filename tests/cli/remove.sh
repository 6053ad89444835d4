# ccred remove and ccred forget --all: what goes, what stays, and whom nothing may be taken from.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
kept=$work/kept
mkdir "$XDG_CONFIG_HOME/ccred/more.d" "$abs_top_builddir/tests/etc" 2>/dev/null

keep() { # a new configuration, with the secret of demo in the keeping of the debug plugin
	printf 'demo\ndemo-secret\n' >"$kept"
	cat >"$config" <<CONFIG
# mine
include more.d/*

profile first
    token-endpoint https://first.example/t
    source required env secret=FIRST

# about demo
profile demo
    target    $url/openehr/v1
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    timeout   $((10 * slow))
    # inside
    source    required debug keep=$kept text=where-it-was

# about the last
profile last
    issuer nonsense
CONFIG
	chmod 640 "$config"
	cp "$config" "$work/before"
}
tokens() {
	find "$XDG_RUNTIME_DIR" -name '*.token' | wc -l | tr -d ' '
}
without_demo() {
	sed '/^profile demo/,/where-it-was/d' "$work/before" | cat -s
}
tty() { # STEP... -- COMMAND...
	code=0
	python3 "$abs_top_srcdir/tests/lib/terminal.py" "$@" >"$work/out" 2>"$work/err" || code=$?
	out=$(cat "$work/out")
}

keep
ccred token demo
is "there is a token" "$code$(tokens)" 01
ccred remove demo
is "without a terminal the secret is kept" "$code$err$out $(tail -1 "$kept")" "0demo: removed from $config:9
its secret is kept: debug demo-secret"
is "the profile is gone, all else stays as it is" "$(cat "$config")" "$(without_demo)"
is "its mode, too" "$(stat -c %a "$config")" 640
is "the tokens are gone" "$(tokens)" 0
is "nothing is left beside the file" "$(ls -A "$XDG_CONFIG_HOME/ccred")" "config
more.d"
ccred remove demo
refused "there is no such profile any more" 78 'ccred: there is no profile "demo"*'
keep
ccred remove --delete-secret demo
is "--delete-secret" "$code$err$out" "0demo: debug: where-it-was
demo: removed from $config:9"
[ ! -e "$kept" ]
ok "the secret is gone"
keep
rm "$kept"
ccred remove --delete-secret demo
is "no secret is as good" "$code$err" 0

# At a terminal.
keep
tty "?too? [y/N] " "y
" -- "$bin/ccred" remove demo
like "asked, and yes" "$out" "*exit 0*Delete the client secret that debug keeps, too? [[]y/N] y*"
[ ! -e "$kept" ]
ok "yes: it is gone"
keep
tty "?too? [y/N] " "
" -- "$bin/ccred" remove demo
is "the default is no" "$(tail -1 "$kept")$(grep -c '^profile demo' "$config")" demo-secret0
keep
tty "?too? [y/N] " "^C" -- "$bin/ccred" remove demo
is "Ctrl-C: nothing is removed" "$(tail -1 "$kept")$(cat "$config")" "demo-secret$(cat "$work/before")"
is "Ctrl-C: nothing is left" "$(ls -A "$XDG_CONFIG_HOME/ccred")" "config
more.d"
tty -- "$bin/ccred" remove --keep-secret demo
like "--keep-secret asks nothing" "$out" "echo on*exit 0*demo: removed from*"

# A secret in a file, which another profile reads, too.
keep
printf 'demo-secret\n' >"$work/a.secret"
chmod 600 "$work/a.secret"
sed -i "s|debug keep.*|file path=$work/a.secret|" "$config"
printf 'profile twin\n    token-endpoint https://twin.example/t\n    source required file path=%s\n' \
	"$work/a.secret" >>"$config"
cp "$config" "$work/before"
ccred remove --delete-secret demo
refused "another profile uses the secret" 78 "ccred: demo: nothing was removed: another profile or a stack may use $work/a.secret, too: use --keep-secret"
is "nothing is removed" "$(cat "$config" "$work/a.secret")" "$(cat "$work/before")
demo-secret"
tty -- "$bin/ccred" remove demo
like "then nothing is asked" "$out" "*exit 0*its secret is kept: file $work/a.secret*"
tty "?secret in $work/a.secret, too? [y/N] " "y
" -- "$bin/ccred" remove twin
like "the last one is asked for it" "$out" "*exit 0*twin: removed from*"
[ ! -e "$work/a.secret" ]
ok "and it is gone"

# What cannot be done is said, and nothing is done.
nothing() { # NAME CODE PATTERN ARGUMENT...
	name=$1 wanted=$2 pattern=$3
	shift 3
	ccred remove "$@"
	refused "$name" "$wanted" "ccred: $pattern"
	is "$name: nothing is removed" "$(cat "$config")" "$(cat "$work/before")"
}
keep
sed -i 's/text=where-it-was/erase=locked text=where-it-was/' "$config"
cp "$config" "$work/before"
nothing "the secret cannot be deleted" 75 "demo: *nothing was removed*where-it-was*" --delete-secret demo
nothing "nobody keeps a secret" 78 "first: nothing was removed: no source line*" --delete-secret first
nothing "a URL" 64 "a profile is removed by its name*" "$url/openehr/v1"
nothing "both options" 64 "--delete-secret and --keep-secret*" --delete-secret --keep-secret demo
nothing "a name that is near" 78 'there is no profile "demoo": did you mean "demo"?' demoo
printf 'profile inner\n    token-endpoint https://in.example/t\n    source required keyring\n' \
	>"$XDG_CONFIG_HOME/ccred/more.d/a.conf"
nothing "one of an include" 78 "the profile inner is in a file that the configuration includes, $XDG_CONFIG_HOME/ccred/more.d/a.conf:1: remove it there" inner
printf 'profile demo\n' >>"$config"
cp "$config" "$work/before"
nothing "one that stands twice" 78 "*the profile demo stands twice, at $config:9 and $config:*" demo
rm -f "$XDG_CONFIG_HOME/ccred/more.d/a.conf"

# A refused profile, and a link.
keep
mv "$config" "$work/real"
ln -s "$work/real" "$config"
ccred remove last
is "a refused profile, through a link" "$code$err$(readlink "$config")" "0$work/real"
is "is gone from the file that the link leads to" "$(cat "$work/real")" "$(sed '/^profile last/,$d' "$work/before")"
rm "$config"
keep
mkdir -m 700 "$work/place"
printf 'cache-dir %s\n' "$work/place" >"$config"
cat "$work/before" >>"$config"
ccred token demo
sed -i 's/issuer .*/issuer nonsense/' "$config"
ccred remove demo
is "the tokens of a refused profile, too" "$code$(find "$work/place" -name '*.token')" 0

# All tokens, also of what is no profile any more.
keep
ccred token demo
sed 's/profile demo/profile other/' "$work/before" >"$config"
ccred token other
is "two tokens" "$(tokens)" 2
ccred forget --all
is "forget --all" "$code$out$err$(tokens)" 00
ccred forget --all other
refused "with a profile" 64 "ccred: --all is for every profile: *"

ccred profiles --json
is "profiles --json" "$code$err" 78
printf '%s\n' "$out" | python3 -c '
import json, sys
for p in json.load(sys.stdin):
    print(p["profile"], p["line"], len(p["targets"]), p["any_tenant"], p["refused"] and p["refused"]["code"])' >"$work/list"
is "its document" "$(cat "$work/list")" "first 4 0 False None
other 9 1 False None
last 19 0 False 78"
: >"$config"
ccred profiles --json
is "without any profile" "$code$out$err" "0[]hint: no profile is configured: ccred setup URL"
finish
