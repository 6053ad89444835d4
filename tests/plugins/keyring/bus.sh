# The keyring plugin without a bus, or with one that is no help: each its own result, and the next source.
. "$abs_top_srcdir/tests/plugins/keyring/lib.sh"
start_server as --client "demo:$canary"
printf 'client_id=demo\nclient_secret=%s\n' "$canary" >"$work/secret"
chmod 600 "$work/secret"

# The command that mends a missing bus, if there is one.
mends=
[ ! -S "/run/user/$(id -u)/bus" ] || mends=': export DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus'
elsewhere='log in at the desktop, or keep the secret in a file: ccred_file(8)'
state() { # NAME CODE PATTERN
	profile <<LINES
    source-timeout $((1 + slow))
    source required keyring
LINES
	ccred token demo
	refused "$1" "$2" "ccred: demo: $config:*: keyring: $3"
	profile <<LINES
    source-timeout $((1 + slow))
    source sufficient keyring
    source required file path=$work/secret
LINES
	begin=$(date +%s)
	ccred token demo
	is "$1: the next source answers" "$code" 0
	[ $(($(date +%s) - begin)) -le $((3 + 5 * slow)) ]
	ok "$1: within the share"
}

state "no variable, and no socket in XDG_RUNTIME_DIR" 69 \
	"no session bus: DBUS_SESSION_BUS_ADDRESS is not set, and $XDG_RUNTIME_DIR/bus is no socket *"
: >"$XDG_RUNTIME_DIR/bus"
state "a file in place of the socket" 69 "no session bus: *$XDG_RUNTIME_DIR/bus is no socket *"
rm "$XDG_RUNTIME_DIR/bus"
export DBUS_SESSION_BUS_ADDRESS=
state "an empty variable is none" 69 "no session bus: DBUS_SESSION_BUS_ADDRESS is not set, *"
DBUS_SESSION_BUS_ADDRESS=unix:path=$work/nowhere
state "an address where nobody is" 69 "no session bus: *"
DBUS_SESSION_BUS_ADDRESS=nonsense
state "no address at all" 69 "DBUS_SESSION_BUS_ADDRESS is not the address of a socket *"
DBUS_SESSION_BUS_ADDRESS="unix:path=$work/nowhere;tcp:host=127.0.0.1,port=1"
state "an address of the network" 69 "DBUS_SESSION_BUS_ADDRESS is not the address of a socket *"
unset DBUS_SESSION_BUS_ADDRESS
run env -u XDG_RUNTIME_DIR "$abs_top_builddir/tests/plugins/keyring/line" get
is "neither variable" "$out" "unavailable
no session bus: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set: $elsewhere$mends"

# A socket that takes connections and says nothing, and one that says what is no D-Bus.
for what in silent garbage close; do
	/usr/bin/python3 "$abs_top_srcdir/tests/plugins/keyring/fake_bus.py" "$work/$what" $what &
	servers="$servers $!"
	wait_for "$work/$what"
	ok "$what: it listens"
	export DBUS_SESSION_BUS_ADDRESS="unix:path=$work/$what"
	case $what in
	silent) state "a bus that never answers" 75 "no answer from the session bus within *" ;;
	garbage) state "a bus that speaks something else" 69 "no session bus: *" ;;
	close) state "a bus that hangs up" 69 "no session bus: *" ;;
	esac
done

# A bus that nobody offers a keyring on.
start_bus bus
state "no keyring service" 69 "no keyring service on the session bus: start one, such as GNOME Keyring, *"
line_store "$canary" client=demo
is "no keyring service, store" "$(printf '%s\n' "$out" | head -1)" unavailable
line erase
is "no keyring service, erase" "$(printf '%s\n' "$out" | head -1)" unavailable
start_mock "origin=$url" "item=demo^$canary"
profile <<LINES
    source required keyring
LINES
ccred token demo
is "a bus by its address" "$code$err" 0
ln "$work/bus.socket" "$XDG_RUNTIME_DIR/bus"
unset DBUS_SESSION_BUS_ADDRESS
ccred forget demo
ccred token demo
is "a bus in XDG_RUNTIME_DIR" "$code$err" 0
end "$bus_pid"
state "a bus that has gone" 69 "no session bus: *"
rm "$XDG_RUNTIME_DIR/bus"

# A bus that goes away in the middle.
start_bus dying
start_mock hang=SearchItems
"$abs_top_builddir/tests/plugins/keyring/line" get ms=60000 >"$work/died" &
caller=$!
tries=0
until [ "$(called SearchItems)" -gt 0 ] || [ "$tries" -gt 400 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
end "$bus_pid"
wait "$caller"
is "a bus that goes away in the middle" "$(cat "$work/died")" "unavailable
the keyring service failed: The connection is closed"
unset DBUS_SESSION_BUS_ADDRESS

# Nobody else's bus: whoever runs it could be told the secret.
if [ "$(id -u)" -eq 0 ]; then
	chmod 711 "$work"
	mkdir "$work/other"
	chown nobody "$work/other"
	sed "s|path=.*</listen>|path=$work/other/socket</listen>|" "$work/bus.conf" >"$work/other.conf"
	(cd / && exec runuser -u nobody -- dbus-daemon --config-file="$work/other.conf" --nofork --nosyslog) \
		>"$work/other.out" 2>&1 &
	servers="$servers $!"
	wait_for "$work/other/socket"
	export DBUS_SESSION_BUS_ADDRESS="unix:path=$work/other/socket"
	state "a bus of another user" 77 "the session bus belongs to another user: *"
	unset DBUS_SESSION_BUS_ADDRESS
	ln "$work/other/socket" "$XDG_RUNTIME_DIR/bus"
	state "a socket of another user" 69 "no session bus: *is no socket of this user: $elsewhere$mends"
	rm "$XDG_RUNTIME_DIR/bus"
fi

# A bus of its own, which dbus-launch(1) would start, would hold an empty keyring. Three programs run, and
# no other is tried; an ordinary user is not shown their names.
if [ -z "$wrapper" ] && ! grep -q fsanitize "$abs_top_builddir/Makefile"; then
	for address in "" = =autolaunch: =autolaunch:scope=user; do
		profile <<LINES
    source required keyring
LINES
		env -u DBUS_SESSION_BUS_ADDRESS DISPLAY=:99 ${address:+"DBUS_SESSION_BUS_ADDRESS$address"} \
			strace -f -e trace=execve -o "$work/trace" "$bin/ccred" token demo >"$work/out" 2>&1
		is "autolaunch (the address$address): what is executed" "$(grep -c 'execve(' "$work/trace")" 3
	done
fi
finish
