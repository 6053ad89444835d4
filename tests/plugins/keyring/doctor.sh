# ccred doctor on the keyring: the bus, the service, the lock and the item, each missing in its turn.
. "$abs_top_srcdir/tests/plugins/keyring/lib.sh"
. "$abs_top_srcdir/tests/report/doctor-lib.sh"
start_server as --client "demo:$canary"
printf 'client_id=demo\nclient_secret=%s\n' "$canary" >"$work/secret"
chmod 600 "$work/secret"
item="origin=$url item=demo^$canary"

# The keyring alone, and then with a file behind it, which makes up for what the keyring only lacks.
state() { # NAME CODE PATTERN COMMAND
	profile <<'LINES'
    source required keyring
LINES
	doctor demo
	if [ "$2" -eq 0 ]; then
		like "$1" "$code $(outcome source) $(words source)" "0 ok $config:* required keyring: $3"
		return
	fi
	is "$1: exit code" "$code$err" "$2"
	is "$1: outcome" "$(outcome source) $(outcome stack)" "warning failure"
	like "$1: what" "$(words source)" "$config:* required keyring: $3"
	is "$1: the command" "$(mends source)" "$4"
	is "$1: and of the stack" "$(mends stack)" "$4"
	profile <<LINES
    source sufficient keyring
    source required file path=$work/secret
LINES
	doctor demo
	is "$1: another source" "$code$err $(outcome source)" "0 ok ok"
}

bus='CCRED_TRACE=1 ccred explain --all demo'
[ ! -S "/run/user/$(id -u)/bus" ] || bus='export DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus'
state "no bus" 69 "unavailable after * ms, decides: no session bus: *" "$bus"
start_bus bus
state "no service" 69 "unavailable after * ms, decides: no keyring service on the session bus: *" \
	"$([ -x /usr/bin/gnome-keyring-daemon ] && echo gnome-keyring-daemon --start --components=secrets ||
		echo CCRED_TRACE=1 ccred explain --all demo)"
start_mock $item locked
state "locked" 75 'locked after * ms, decides: the keyring "One" is locked, and nobody may be asked: *' "ccred explain demo"
python3 "$abs_top_srcdir/tests/lib/terminal.py" -- "$bin/ccred" doctor demo >>"$work/said" 2>&1
is "locked: nobody is asked, at a terminal neither" "$(called Unlock)$(called Prompt)" 00
start_mock origin="$url"
state "no such item" 67 "not_found after * ms, decides: *" "ccred secret set demo"
start_mock $item
state "all there" 0 "success after * ms, client id, client secret*"

profile <<LINES
    source sufficient file path=$work/secret
    source required keyring
LINES
doctor demo
is "not asked" "$code $(outcome source)" "0 ok skipped"
profile <<LINES
    source-timeout $((5 * slow))
    source required @ring
stack ring
    source required keyring
LINES
doctor --json demo
is "in a nested stack" "$code $(json '.steps[] | select(.plugin == "keyring") | [.outcome, .result, .where] | join(" ")')" \
	"0 ok success $config:10"

is "the secret is nowhere" "$(grep -cF -e "$canary" "$work/said")" 0
finish
