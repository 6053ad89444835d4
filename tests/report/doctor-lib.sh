# What the tests of ccred doctor share: running it, and taking its report apart.
#
# A test starts with:	. "$abs_top_srcdir/tests/report/doctor-lib.sh"
# shellcheck disable=SC2154 # tests/lib/lib.sh, or that of the keyring, comes first

# Every answer is kept, for the canaries.
doctor() { # ARGUMENT...
	run "$bin/ccred" doctor "$@"
	printf '%s\n%s\n' "$out" "$err" >>"$work/said"
}

# The outcomes of a step's lines, in their order.
outcome() { # STEP
	printf '%s\n' "$out" | sed -n "s/^\([a-z]*\)  *$1  .*/\1/p" | tr '\n' ' ' | sed 's/ $//'
}

# What its lines say.
words() { # STEP
	printf '%s\n' "$out" | sed -n "s/^[a-z]*  *$1   *//p"
}

# The first command below one of its lines, or one of them with this outcome.
mends() { # STEP [OUTCOME]
	printf '%s\n' "$out" | awk -v step="$1" -v outcome="${2-}" '
		/^   / { if (mine) { sub(/^ */, ""); print; exit } }
		{ mine = $2 == step && (outcome == "" || $1 == outcome) }'
}

json() { # FILTER
	jq -r "$1" "$work/out" 2>&1
}

# A failure: exit code, the step that fails first, its words, and its command.
fails() { # NAME CODE STEP PATTERN COMMAND-PATTERN
	is "$1: exit code" "$code$err" "$2"
	is "$1: the step" "$(printf '%s\n' "$out" | sed -n 's/^failure  *\([a-z]*\) .*/\1/p' | head -1)" "$3"
	like "$1: what" "$(words "$3")" "$4"
	like "$1: the command" "$(mends "$3" failure)" "$5"
}

# A warning: nothing fails.
warns() { # NAME STEP PATTERN COMMAND-PATTERN
	is "$1: exit code" "$code$err" 0
	like "$1: the outcome" " $(outcome "$2") " "* warning *"
	like "$1: what" "$(words "$2")" "$3"
	like "$1: the command" "$(mends "$2" warning)" "$4"
}
