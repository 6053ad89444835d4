# ccred status: how the profiles stand, from configuration and cache alone, for a person and for programs.
. "$abs_top_srcdir/tests/lib/lib.sh"
canary=canary-Qm7tK2xV9 # its own: other tests look for theirs in all processes
start_server as --client "demo:$canary" --lifetime 3600
cache=$XDG_RUNTIME_DIR/ccred
printf '%s\n' "$canary" >"$HOME/secret"
chmod 600 "$HOME/secret"

# The profile with these source lines, and whatever follows them, on stdin.
profile() {
	{
		cat <<CONFIG
profile demo
    target    $url/openehr/v1
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    client-id demo
    timeout   $((10 * slow))
CONFIG
		cat
	} >"$config"
	chmod 600 "$config"
}
status() { # ARGUMENT...; every answer is kept, for the canary
	run "$bin/ccred" status "$@"
	printf '%s\n%s\n' "$out" "$err" >>"$work/said"
}
json() { # FILTER, of all rows
	status --json
	jq -r "$1" "$work/out" 2>&1
}
state() {
	json '.[0].state'
}
error() { # of the first row
	json '.[0].last_error | if . then "\(.code) \(.counts) \(.text)" else "none" end'
}
longest_line() {
	awk 'length > n { n = length } END { print n + 0 }' "$work/out"
}

# Nothing is configured.
status
is "no profile" "$code$out" 0
like "no profile: why" "$err" "hint: no profile is configured*"
status --json
is "no profile: JSON" "$code$out" "0[]"

# Nothing was ever called: nothing is made, nobody is asked.
profile <<LINES
    source sufficient env secret=CANARY
    source sufficient @more
    source sufficient vault address=https://vault.example path=app/demo
    source required file path=~/secret
stack more
    source sufficient debug count-file=$work/calls secret=x
    -source optional exec command=/bin/false
LINES
status
is "before the first call" "$code$err" 0
is "before the first call: the table" "$out" "PROFILE  TOKEN  LEFT  TARGET
demo     none   -     $url/openehr/v1
         would try: env CANARY, debug, exec /bin/false, vault app/demo, file
           ~/secret"
is "before the first call: JSON" "$(json '.[] | .profile, .file, .line, .targets[], .tenant, .any_tenant, .state, .left_s, .expires, .source, .last_error, .refused')" \
	"demo
$config
1
$url/openehr/v1
null
false
none
null
null
null
null
null"
is "before the first call: what would be tried" "$(json '.[].would_try[] | "\(.where) \(.plugin) \(.text)"')" \
	"$config:8 env CANARY
$config:13 debug null
$config:14 exec /bin/false
$config:10 vault app/demo
$config:11 file $HOME/secret"
status demo "$url/openehr/v1/x"
is "by name and by URL" "$code$err$(printf '%s\n' "$out" | grep -c '^demo')" 02
is "nothing was made" "$(ls "$XDG_RUNTIME_DIR")" ""
is "nobody was asked" "$(requests)$(ls "$work/calls" 2>/dev/null)" 0

# A token, and who supplied its secret.
profile <<LINES
    source sufficient env secret=NO_SUCH_VARIABLE
    source sufficient @more
    source required debug result=denied
stack more
    source required file path=~/secret
LINES
ccred token demo --format json
expires=$(jq .expires_at "$work/out")
before=$(requests)
files=$(ls "$cache")
age 60
COLUMNS=200 status
is "a fresh one" "$code$err" 0
is "a fresh one: the table" "$(printf '%s\n' "$out" | sed 's/5[789] min/5x min/; s/  *$//')" \
	"$(printf '%-7s  %-5s  %-6s  %-*s  %s\n' PROFILE TOKEN LEFT $((${#url} + 11)) TARGET 'CREDENTIAL FROM' \
		demo fresh '5x min' $((${#url} + 11)) "$url/openehr/v1" 'file: ~/secret (~/.config/ccred/config:12)')"
is "a fresh one: JSON" "$(json '.[0] | "\(.state) \(.would_try | length)"')" "fresh 0"
is "a fresh one: until when" "$(json ".[0].expires - $expires | fabs | . > 57 and . < 63")" true
like "a fresh one: what is left" "$(json '.[0].left_s')" 35[0-4][0-9]
is "a fresh one: where, for programs" "$(json '.[0].source | "\(.where) \(.plugin) \(.text)"')" \
	"$config:12 file $HOME/secret"
sed -i '1i # a line more\n\n' "$config"
is "lines that move" "$(json '.[0] | "\(.line) \(.source.where)"')" "4 $config:15"
is "no lock, no file" "$(ls "$cache")" "$files"
is "and nobody was asked" "$(requests)" "$before"

# As it gets older.
age 3241
is "inside the margin" "$(state)" renewing
status
is "inside the margin: in words" "$(printf '%s\n' "$out" | sed -n 's/^demo  *\([a-z]*  [0-9] min\) .*/\1/p')" "renewing  4 min"
is "it is not renewed by that" "$(requests)" "$before"
age 275
is "hardly anything left" "$(state)" expiring
age 300
is "expired" "$(json '.[0] | "\(.state) \(.left_s) \(.would_try[-1].plugin)"')" "expired null debug"
status
is "expired: in words" "$code $(printf '%s\n' "$out" | sed -n 's/^demo  *\([a-z]*  [0-9] min ago\) .*/\1/p')" "0 expired  4 min ago"
ccred token demo
token=$out
printf 'url=%s/openehr/v1\npassword=%s\n\n' "$url" "$token" | "$bin/ccred" erase
is "rejected" "$(state)" rejected
ccred token demo
is "and a newer one" "$(state)" fresh
is "the secret is not in the cache" "$(grep -l "$canary" "$cache"/*)" ""
ccred forget demo
is "forgotten" "$(state)" none

# In the words of a plugin; no secret, whatever it says.
profile <<LINES
    source required debug secret=$canary "text=client \"demo\" in the keyring \"Login\" ($canary)"
LINES
ccred token demo
status
like "a plugin's words" "$out" "*credential: debug: client \"demo\" in the keyring \"Login\" (*"

# The last error, for as long as no token has come since.
profile <<LINES
    source required file path=~/secret
LINES
control fault=429 retry-after=200
ccred token demo
is "a fault" "$code" 75
like "a fault that counts" "$(error)" "75 true *"
status
is "a fault: the exit code" "$code$err" 75
like "a fault: in words" "$(printf '%s\n' "$out" | tr '\n' '~')" "*~         last error: 75, * s ago, not asked again for [0-9] min: *"
age 300
like "a fault that counts no more" "$(error)" "75 false *"
status
like "is told with its age" "$code$out" "75*last error: 75, 5 min ago: *"
control clear=1
ccred token demo
status
is "a success ends it" "$code $(error)" "0 none"
age 3301
control fault=500
ccred token demo
is "a renewal in the background that fails" "$code" 0
settle
status
like "is told" "$(state) $(error)" "renewing 69 * the server has a fault*"
is "and does no harm" "$code" 0
control clear=1
ccred token demo --renew
is "until it succeeds" "$(state) $(error)" "fresh none"
echo wrong-secret >"$HOME/secret"
ccred token demo --renew
like "a refusal" "$(error)" "77 true *invalid_client*"
mv "$HOME/secret" "$HOME/moved"
ccred token demo --renew
like "a source that fails, though nobody shares it" "$(error)" "67 false file: *"
is "and where it stands" "$(json '.[0].last_error.place')" "$config:8"
mv "$HOME/moved" "$HOME/secret"
ccred token demo --renew
like "the refusal again" "$code $(error)" "77 77 true *invalid_client*"
ccred forget demo
ccred token demo
status
is "with no token, its code" "$code" 77
ccred forget demo
is "forget ends it" "$(error)" none
sed -i 's/source required file.*/source required nowhere/' "$config"
ccred token demo
status
like "a plugin that is not installed" "$code $(json '.[0].refused | .place + ": " + .text')" "78 $config:*: nowhere: *"
printf '%s\n' "$canary" >"$HOME/secret"
profile <<LINES
    source required file path=~/secret
LINES
control 'expires-in="soon"'
ccred token demo
sed -i 's/source required file/source required file shared-mode=no/' "$config"
mv "$HOME/secret" "$HOME/moved"
ccred token demo
like "a source once more" "$(error)" "67 false *"
mv "$HOME/moved" "$HOME/secret"
ccred token demo
is "a token that is not kept" "$code $(state) $(error)" "0 none none"
control defaults=1

# In the caller's environment.
profile <<LINES
    source required env secret=CANARY
LINES
CANARY=$canary ccred token demo
is "without it" "$(state)" none
CANARY=other
export CANARY
is "with another one" "$(state)" none
CANARY=$canary
is "with the right one" "$(json '.[0] | .state + " " + .source.text')" "fresh CANARY"
unset CANARY

# Refused, beside one that is not; tenants; one that has no target.
profile <<LINES
    source required file path=~/secret
profile bad
    target https://bad.example/
    issuer https://bad.example
    audiance x
profile any
    target    https://{tenant}.api.test.localhost/v1
    token-endpoint $url/{tenant}/token
    client-id {tenant}-id
    source    sufficient systemd name={tenant}.secret
    source    required keyring
profile untold
    token-endpoint $url/oauth/token
    source sufficient pass
    source required keyctl "description=another word for the one that is not told, somewhere else"
LINES
COLUMNS=120 status
is "one is refused" "$code$err" 78
is "one is refused: the table" "$out" "PROFILE          TOKEN    LEFT  TARGET
demo             none     -     $url/openehr/v1
                 would try: file ~/secret
bad              refused  -     https://bad.example/
                 refused: ~/.config/ccred/config:12:5: unknown key \"audiance\": did you mean \"audience\"?
any, any tenant  none     -     https://{tenant}.api.test.localhost/v1
                 would try: systemd, keyring
untold           none     -     (no target: by name only)
                 would try: pass, keyctl another word for the one that is not told, somewhere else"
is "one is refused: JSON" "$(json '.[1] | "\(.state) \(.refused.reason) \(.refused.text) \(.targets[0])"')" \
	"refused config_unknown_key unknown key \"audiance\": did you mean \"audience\"? https://bad.example/"
is "its place" "$(json '.[1].refused.place')" "$config:12:5"
is "any tenant: JSON" "$(json '.[2] | "\(.tenant) \(.any_tenant) \(.targets[0])"')" \
	"null true https://{tenant}.api.test.localhost/v1"
status demo
is "but not the one that is asked for" "$code$err" 0
status bad
is "the refused one alone" "$code$err" 78
status untold demo untold
is "in the order asked" "$(printf '%s\n' "$out" | sed -n 's/^\([a-z]*\)  *none .*/\1/p' | tr '\n' ' ')" "untold demo "
for tenant in zeta acme; do
	ccred token any --tenant $tenant
done
status any
is "a row for each tenant" "$(printf '%s\n' "$out" | sed -n 's/^\(any, .*[a-z]\)  *none  *-  */\1 /p')" \
	"any, tenant acme https://acme.api.test.localhost/v1
any, tenant zeta https://zeta.api.test.localhost/v1"
is "a row for each tenant: its error" "$code $(status --json any; jq -r '.[] | "\(.tenant) \(.last_error.code)"' "$work/out" | tr '\n' ' ')" \
	"69 acme 69 zeta 69 "
status any --tenant zeta
like "one tenant" "$(printf '%s\n' "$out" | grep -c '^any')$out" "1*any, tenant zeta*systemd zeta.secret*"
status https://other.api.test.localhost/v1/x --json
is "one tenant by URL" "$code $(jq -r '.[].tenant' "$work/out")" "0 other"

# What cannot be asked for.
status nobody demo
refused "no such profile" 78 "ccred: there is no profile \"nobody\"*"
status https://nowhere.example/
refused "no such target" 78 "ccred: no profile has a target*"
status --tenant acme
refused "a tenant of nobody" 64 "ccred: --tenant goes with a profile*"
status --tenant acme demo
refused "a tenant of one who has none" 64 "ccred: profile \"demo\" has no {tenant}*"
status --nonsense
refused "an unknown option" 64 "ccred: unknown option --nonsense*"
status --help
like "--help" "$code$out" "0usage: ccred status *--json*"
is "--help: on one screen" "$([ "$(printf '%s\n' "$out" | wc -l)" -le 24 ] && longest_line | awk '$1 <= 80' | wc -l)" 1

# On a screen of any width.
for columns in 20 40 60 80 120; do
	COLUMNS=$columns status
	[ "$(longest_line)" -le $columns ]
	ok "no line is longer than $columns"
done
COLUMNS=40 status untold demo
is "a block a profile" "$out" "untold: none
  (no target: by name only)
  would try: pass, keyctl another word
    for the one that is not told,
    somewhere else
demo: none
  $url/openehr/v1
  would try: file ~/secret"
on_terminal() { # COMMAND; what it shows
	python3 "$abs_top_srcdir/tests/lib/terminal.py" -- sh -c "$1" | sed '1,2d' | tr '\033' '^'
}
TERM=xterm
export TERM
like "on a terminal: colours" "$(on_terminal "$bin/ccred status demo")" "*^[[]1mPROFILE^[[]0m  *demo  *^[[]2mnone^[[]0m *"
is "on a terminal: its width" "$(on_terminal "stty cols 40; COLUMNS=200 $bin/ccred status demo" | sed 's/\^\[[0-9]*m//g' | head -1)" \
	"demo: none"
is "NO_COLOR" "$(NO_COLOR=1 on_terminal "$bin/ccred status" | grep -cF '^')" 0
like "NO_COLOR that is empty" "$(NO_COLOR='' on_terminal "$bin/ccred status")" "*^[[]1mPROFILE*"
is "a dumb terminal" "$(TERM=dumb on_terminal "$bin/ccred status" | grep -cF '^')" 0
is "no terminal" "$("$bin/ccred" status | grep -c "$(printf '\033')")" 0

# Characters count, not bytes; control bytes do nothing.
profile <<LINES
    source required file path=~/$(printf 'schl\303\274ssel-\303\274\303\274\303\274\303\274\303\274\303\274')
LINES
COLUMNS=62 status
like "umlauts" "$out" "*would try: file ~/$(printf 'schl\303\274ssel-\303\274\303\274\303\274\303\274\303\274\303\274')*"
cat >"$work/rude" <<'PROGRAM'
#!/bin/sh
printf 'a \033]0;title\007 b\n' >&2
exit 1
PROGRAM
chmod 700 "$work/rude"
profile <<LINES
    source required exec command=$work/rude
LINES
ccred token demo
status
is "control bytes do nothing" "$(printf '%s\n' "$out" | tr -d '\n[:print:]' | wc -c | tr -d ' ')" 0
like "and are shown" "$out" '*last error: 69, *a ?x1b]0;title?x07 b*'
like "in JSON, too" "$(error)" '69 false *a ?x1b]0;title?x07 b'

# A place that is none for the cache ends each call; without any they go on.
{
	echo "cache-dir $work/absent/deeper"
	printf 'profile demo\n    issuer %s\n    source required keyring\n' "$url"
} >"$config"
status
is "a bad cache-dir" "$code $(printf '%s\n' "$out" | grep -c '^demo  *none')" "77 1"
like "a bad cache-dir: why" "$err" "ccred: cache-dir: *"
[ ! -e "$work/absent" ]
ok "a bad cache-dir: it is not made"
printf '    nonsense\n' >"$config"
status
refused "an error outside every profile" 78 "ccred: $config:1:*"

# Many.
many=$((1000 / slow))
awk -v url="$url" -v n=$many 'BEGIN { for (i = 0; i < n; i++)
	printf "profile p%d\n    target %s/p%d\n    issuer %s\n    source required keyring\n", i, url, i, url }' >"$config"
is "a thousand" "$(json 'length')" $many
is "a thousand, in their order" "$(jq -r '.[].profile' "$work/out" | cmp - <<NAMES
$(awk -v n=$many 'BEGIN { for (i = 0; i < n; i++) print "p" i }')
NAMES
)" ""
is "the secret is nowhere" "$(grep -c "$canary" "$work/said")" 0
finish
