# ccred doctor on this machine: configuration, permissions, cache and sources; all profiles, and the forms.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/report/doctor-lib.sh"
canary=canary-Jf6yP2sD9
start_server as --client "demo:$canary"
edit="\${EDITOR:-vi} +"
cache=$XDG_RUNTIME_DIR/ccred

profile() { # source lines, and what follows them, on stdin
	demo_config </dev/null
	sed -i '/source/d' "$config"
	printf '%s\n' "$canary" >"$work/secret"
	cat >>"$config"
	ccred forget demo
}
good="source required file path=$work/secret"

# No profile named.
doctor
fails "nothing is configured" 78 configuration "no profile is configured*" "ccred setup URL"
profile <<LINES
    $good
LINES
doctor
is "the only one is looked at whole" "$code $(outcome token) $(printf '%s\n' "$out" | tail -1)" "0 ok demo: all is well"
cat >>"$config" <<'LINES'
profile other
    target https://other.example
    issuer https://other.example
    client-id other
    source required file path=/nowhere
profile any
    target https://{tenant}.any.example
    issuer https://{tenant}.any.example
    source required keyring
LINES
before=$(requests)
doctor
is "of several, what concerns all" "$code$err $(outcome configuration) $(outcome permissions) $(outcome cache)" "0 ok ok ok"
is "of several: their names" "$(words profiles)" "demo, other, any: each has sources and servers of its own; name one"
is "of several: the command" "$(mends profiles)" "ccred doctor demo"
is "of several: no server is asked" "$(requests)" "$before"
doctor --json
is "of several: JSON" "$code $(json '[.profile, .ok, (.steps | length)] | tojson')" '0 [null,true,4]'
doctor any
refused "a tenant is missing" 64 "ccred: *--tenant*"
doctor any --tenant acme
is "with one" "$code $(outcome dns)" "68 failure"
printf 'profile broken\n    nonsense x\n' >>"$config"
doctor
line=$(wc -l <"$config" | tr -d ' ')
warns "a profile is refused" configuration "*$config:$line:5: unknown key \"nonsense\"*(profile broken is refused)" "$edit$line $config"
doctor demo
warns "another one is refused" configuration "*(profile broken is refused)*" "$edit$line $config"
doctor broken
fails "the one that was asked for" 78 configuration "*$config:$line:5: unknown key *" "$edit$line $config"
is "the one that was asked for: said once" "$(words configuration | grep -c nonsense)" 1
is "the one that was asked for: the rest is skipped" "$(outcome dns) $(outcome api)" "skipped skipped"
doctor dmeo
fails "no such profile" 78 configuration "*there is no profile \"dmeo\"*demo*" "ccred profiles"
doctor https://nowhere.example/
fails "no such target" 78 configuration "*no profile has a target*" "ccred profiles"
doctor "$url/openehr/v1"
is "by URL" "$code$err" 0
printf 'profile broken\n    nonsense x\n' >"$config"
doctor
fails "every profile is refused" 78 configuration "*every profile is refused*" "ccred profiles"
cat >"$config" <<LINES
cache-dir $work/kept
profile any
    target https://{tenant}.any.example
    issuer https://{tenant}.any.example
    source required keyring
LINES
doctor
is "one for all tenants: the command" "$code $(mends profiles)" "0 ccred doctor any --tenant NAME"
like "one for all tenants: the cache of the configuration" "$(words cache)" "$work/kept (cache-dir)*"
echo nonsense >"$config"
doctor demo
fails "a file that cannot be read" 78 configuration "$config:1:1: *" "${edit}1 $config"
is "a file that cannot be read: nothing else is said of it" "$(outcome permissions)" ""
profile <<LINES
    $good
LINES
CCRED_CONFIG=$work/none
export CCRED_CONFIG
doctor demo
fails "CCRED_CONFIG names nothing" 66 configuration "CCRED_CONFIG names $work/none, which does not exist*" "unset CCRED_CONFIG"
unset CCRED_CONFIG
mkdir "$work/more"
printf 'include %s\n' "$work/more/*" >"$work/with" && cat "$config" >>"$work/with" && mv "$work/with" "$config"
: >"$work/more/empty"
chmod 600 "$config"
doctor demo
is "each file" "$code $(words configuration)" "0 $config, $work/more/empty: profile demo at $config:2"

# What others could do; and the commands do what they say.
heal() { # STEP
	sh -c "$(mends "$1")"
}
profile <<LINES
    $good
LINES
chmod 620 "$config"
doctor demo
fails "others may write the configuration" 77 configuration "others may write $config (mode 0620)" "chmod go-w $config"
heal configuration
doctor demo
is "which its command mends" "$code" 0
chmod 644 "$work/secret"
doctor demo
fails "others may read the secret" 77 stack "*others may read $work/secret (mode 0644)*" "chmod 600 $work/secret"
is "others may read the secret: a warning where it is seen" "$(outcome permissions) $(mends permissions)" "warning chmod 600 $work/secret"
like "others may read the secret: the line" "$(outcome source) $(words source)" "warning $config:8 required file: denied after * ms, decides: *"
is "others may read the secret: no token is asked for" "$(outcome token)" skipped
is "others may read the secret: but the server is seen" "$(outcome dns) $(outcome tls) $(outcome discovery)" "ok ok ok"
heal permissions
doctor demo
is "which its command mends, too" "$code $(outcome permissions)" "0 ok"
mkdir "$work/odd dir's"
odd="$work/odd dir's/secret"
printf '%s\n' "$canary" >"$odd"
profile <<LINES
    source required file "path=$odd"
LINES
chmod 644 "$odd"
doctor demo
is "a name with blanks" "$code" 77
heal permissions
doctor demo
is "a name with blanks: the command" "$code" 0
mkdir -m 777 "$work/plugins"
profile <<LINES
    $good
LINES
{ echo "plugin-path $work/plugins" && cat "$config"; } >"$work/with" && mv "$work/with" "$config"
chmod 600 "$config"
doctor demo
warns "a directory of plugins" permissions "others may write $work/plugins (mode 0777)" "chmod go-w $work/plugins"
heal permissions
doctor demo
is "a directory of plugins: mended" "$code $(outcome permissions)" "0 ok"
profile <<LINES
    source required nowhere
LINES
doctor demo
fails "a plugin that is not installed" 78 permissions "*the plugin is not installed*" "*"
is "a plugin that is not installed: the server is seen" "$(outcome stack) $(outcome discovery)" "failure ok"

# The cache.
profile <<LINES
    $good
LINES
rm -rf "$cache"
doctor demo
like "it is made with the first token" "$code $(words cache)" "0 $cache (XDG_RUNTIME_DIR), *, made with the first token"
doctor demo
like "it is there" "$(words cache)" "$cache (XDG_RUNTIME_DIR), *, writable"
chmod 755 "$cache"
doctor --json demo
like "others may look in: the next place, and why" "$(json '.steps[] | select(.step == "cache") | [.from, .passed_over[0].from, .passed_over[0].why] | join(" ")')" \
	"* XDG_RUNTIME_DIR *mode 0755*"
chmod 700 "$cache"
{ echo "cache-dir $work/kept" && cat "$config"; } >"$work/with" && mv "$work/with" "$config"
chmod 600 "$config"
mkdir -m 755 "$work/kept"
doctor demo
fails "a cache-dir that others may read" 77 cache "cache-dir: others have access *" "chmod 700 $work/kept"
is "a cache-dir that others may read: the rest is seen" "$(outcome token)" ok
heal cache
doctor demo
like "a cache-dir: mended" "$code $(words cache)" "0 $work/kept (cache-dir), *, writable"
if [ "$(id -u)" -eq 0 ] && unshare --mount true 2>/dev/null; then
	run unshare --mount sh -c 'mount -t tmpfs -o size=4k none "$1" && chmod 700 "$1" && : >"$1/last" &&
		! head -c 8192 /dev/zero >"$1/last" 2>/dev/null && exec "$2" doctor demo' - "$work/kept" "$bin/ccred"
	like "a cache-dir that is full" "$(words cache)" "$work/kept (cache-dir), *which is full, so each call asks the server: make room there, or *"
	sed -i /cache-dir/d "$config"
	run env -u XDG_RUNTIME_DIR -u HOME -u XDG_CONFIG_HOME CCRED_CONFIG="$config" unshare --mount sh -c '
		for place in /run /dev/shm; do mount -t tmpfs -o ro none "$place" || exit; done; exec "$@"' - "$bin/ccred" doctor demo
	like "no place for a cache" "$(words cache)" "there is no place for it, so each call asks the server: *(not XDG_RUNTIME_DIR: *"
	like "no place for a cache: where to name one" "$(mends cache)" "\${EDITOR:-vi} +* $config"
fi

# The sources: what each lacks, and how it gets it.
profile <<LINES
    source sufficient env secret=NO_SUCH_VARIABLE
    source sufficient file path=$work/secret
    source required env secret=NOT_REACHED
LINES
doctor demo
is "what another one makes up for is in order" "$code $(outcome source)" "0 ok ok skipped"
profile <<LINES
    source sufficient debug result=denied "text=not for you"
    $good
LINES
doctor demo
warns "a broken one is not" source "*denied after * ms: not for you*" "CCRED_TRACE=1 ccred explain --all demo"
lacks() { # NAME CODE COMMAND, with the source line on stdin
	profile
	doctor demo
	fails "$1" "$2" stack "*" "$3"
	is "$1: the line, too" "$(mends source)" "$(mends stack)"
}
lacks "a file that is not there" 67 "ccred secret set demo" <<LINES
    source required file path=$work/absent
LINES
printf '%s\n' "$canary" | PATH=$bin:$PATH sh -c "$(mends stack) --stdin" >/dev/null
doctor demo
is "a file that is not there: its command" "$code" 0
lacks "a variable that is not set" 67 "read -rs NO_SUCH_VARIABLE && export NO_SUCH_VARIABLE" <<'LINES'
    source required env secret=NO_SUCH_VARIABLE
LINES
lacks "a crash" 70 "CCRED_TRACE=1 ccred explain --all demo" <<'LINES'
    source required debug do=crash
LINES
lacks "another client's" 77 "${edit}8 $config" <<'LINES'
    source required debug result=conflict
LINES

# The forms. A person sees colours, and always words.
profile <<LINES
    $good
LINES
chmod 644 "$work/secret"
terminal() { # VARIABLE=VALUE...
	env "$@" python3 "$abs_top_srcdir/tests/lib/terminal.py" -- "$bin/ccred" doctor demo >"$work/out" 2>&1
	out=$(tr -d '\r' <"$work/out")
	printf '%s\n' "$out" >>"$work/said"
}
escape=$(printf '\033')
terminal TERM=xterm
like "on a terminal: colours" "$out" "*$escape?32mok *$escape?31mfailure*"
terminal TERM=xterm NO_COLOR=1
like "NO_COLOR: none" "$(printf '%s' "$out" | grep -c "$escape")" 0
terminal TERM=dumb
like "a dumb terminal: none" "$(printf '%s' "$out" | grep -c "$escape")" 0
doctor demo
is "in a pipe: none" "$(printf '%s' "$out" | grep -c "$escape")" 0
is "the end" "$(printf '%s\n' "$out" | tail -1)" "demo: 1 failure, 2 warnings"
doctor --json demo
is "JSON: a failure" "$code $(json '[.ok, .code, (.steps[] | select(.outcome == "failure") | .step, .code)] | tojson')" '77 [false,77,"stack",77]'
is "JSON: its command" "$(json '.steps[] | select(.step == "permissions") | .fix')" "chmod 600 $work/secret"
is "JSON: the reason of a warning" "$(json '.steps[] | select(.step == "permissions") | .reason')" file_mode

doctor demo other
refused "two" 64 "ccred: too many arguments: ccred doctor --help"
doctor --url "$url/openehr/v1"
refused "a URL to call, and no profile" 64 "ccred: --url goes with a profile: *"
doctor --nonsense
refused "an unknown option" 64 "ccred: unknown option --nonsense*"
doctor --help
like "--help" "$code$out" "0usage: ccred doctor *--json*--url URL*"
code=0
"$bin/ccred" doctor demo >/dev/full 2>"$work/err" || code=$?
is "an answer that cannot be written" "$code" 74

is "the secret is nowhere" "$(grep -cF -e "$canary" "$work/said")" 0
finish
