# What the tests of the keyring share: a bus of their own, the mock, and one profile against it.
#
# A test starts with:	. "$abs_top_srcdir/tests/plugins/keyring/lib.sh"
. "$abs_top_srcdir/tests/lib/lib.sh"

canary=canary-3f9a7c51d2
[ -z "$wrapper" ] || wrapper="$wrapper --suppressions=$abs_top_srcdir/tests/plugins/keyring/valgrind.supp"

# A session bus that starts no services. $bus_pid is its process.
start_bus() { # NAME
	cat >"$work/$1.conf" <<CONFIG
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$work/$1.socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
CONFIG
	dbus-daemon --config-file="$work/$1.conf" --nofork --nosyslog >"$work/$1.out" 2>&1 &
	bus_pid=$!
	servers="$servers $bus_pid"
	wait_for "$work/$1.socket" || {
		echo "Bail out! the bus did not start: $(head -c 500 "$work/$1.out")"
		exit 99
	}
	DBUS_SESSION_BUS_ADDRESS=unix:path=$work/$1.socket
	export DBUS_SESSION_BUS_ADDRESS
}

end() { # PID of a server; a dialog that is open may keep it from ending by itself
	kill "$1" 2>/dev/null
	tries=0
	while kill -0 "$1" 2>/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -ne 100 ] || kill -9 "$1" 2>/dev/null
		sleep 0.05
	done
	{ wait "$1"; } 2>/dev/null
	servers=$(printf '%s\n' $servers | grep -vx "$1" | tr '\n' ' ')
}

stop_servers() {
	for pid in $servers; do
		end "$pid"
	done
}

# The service whose words are given, in place of the one before; $calls is what was asked of it.
mock_pid=
calls=$work/mock/calls
start_mock() { # WORD...
	[ -z "$mock_pid" ] || end "$mock_pid"
	rm -rf "$work/mock"
	mkdir "$work/mock"
	: >"$calls"
	/usr/bin/python3 "$abs_top_srcdir/tests/plugins/keyring/mock.py" "$work/mock" "$@" >>"$work/mock.out" 2>&1 &
	mock_pid=$!
	servers="$servers $mock_pid"
	wait_for "$work/mock/ready" || {
		echo "Bail out! the mock did not start: $(head -c 500 "$work/mock.out")"
		exit 99
	}
}

called() { # METHOD: how often
	grep -c "^$1 " "$calls" || :
}

# One call of the plugin, see line.c; the first line of $out is the result.
line() {
	run "$abs_top_builddir/tests/plugins/keyring/line" "$@"
}

line_store() { # SECRET WORD...
	printf %s "$1" >"$work/in"
	shift
	run "$abs_top_builddir/tests/plugins/keyring/line" store "$@" <"$work/in"
}

# The profile demo with these lines at its end, from stdin; nothing in the cache.
profile() {
	cat >"$config" <<CONFIG
profile demo
    target    $url/openehr/v1
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    timeout   $((20 * slow))
CONFIG
	cat >"$work/more"
	cat "$work/more" >>"$config"
	# Five seconds are few where valgrind takes them.
	grep -q source-timeout "$work/more" || echo "    source-timeout $((5 * slow))" >>"$config"
	chmod 600 "$config"
	ccred forget demo
}

wait_owner() { # NAME on the bus
	tries=0
	until dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
		org.freedesktop.DBus.NameHasOwner "string:$1" 2>/dev/null | grep -q 'boolean true'; do
		tries=$((tries + 1))
		[ "$tries" -le 400 ] || return 1
		sleep 0.05
	done
}

property() { # SERVICE PATH INTERFACE NAME
	dbus-send --session --print-reply --dest="$1" "$2" org.freedesktop.DBus.Properties.Get \
		"string:$3" "string:$4"
}
