# One line of the terminal that says what a long step does now. Without a terminal, a step is as silent as it was.
# scripts/quickstart and scripts/check source this file.
# shellcheck shell=sh

# Runs a command, all of its output in LOG. NOW is a command that prints what the line says; it gets LOG.
run_shown() { # NOW LOG COMMAND...
	now=$1 log=$2
	shift 2
	[ -t 1 ] || {
		"$@" >"$log" 2>&1
		return
	}
	width=$(stty size <&1 | cut -d' ' -f2)
	[ "${width:-0}" -gt 0 ] || width=80
	# Ctrl-C ends the script, but no background process of it. This one looks whether the script is there.
	while kill -0 $$ 2>/dev/null; do
		printf '\r\033[K    %s' "$("$now" "$log" | cut -c "1-$((width - 5))")"
		sleep 0.3
	done &
	watcher=$! status=0
	"$@" >"$log" 2>&1 || status=$?
	kill "$watcher" 2>/dev/null || :
	wait "$watcher" 2>/dev/null || :
	printf '\r\033[K'
	return "$status"
}

# Of a build: the file that make names, or the last thing that configure looked for.
now_building() { # LOG
	tail -n 1 "$1" 2>/dev/null | tr -d '\r' | sed 's/^ *//'
}

# Of make check, in its directory: how many of TOTAL tests have ended, and which one was the last.
now_testing() { # LOG
	ended=$(find tests -name '*.trs' -printf '%T@ %p\n' 2>/dev/null | sort -n)
	[ -n "$ended" ] || {
		now_building "$1"
		return
	}
	# shellcheck disable=SC2154 # the caller sets it
	echo "test $(echo "$ended" | wc -l) of $total: $(echo "$ended" | sed -n '$s/^[^ ]* \(.*\)\.trs$/\1/p')"
}
