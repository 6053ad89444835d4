# Each --help fits a screen and has an example, and the manual knows all that it names.
. "$abs_top_srcdir/tests/lib/lib.sh"

# The table of src/cli/main.c is what there is.
table=$(sed -n '/ commands\[\] = {$/,/^};$/p' "$abs_top_srcdir/src/cli/main.c")
commands=$(printf '%s\n' "$table" | grep -o '&command_[a-z]*' | sed 's/&command_//')
rows=$(printf '%s\n' "$table" | tr -cd '&' | wc -c | tr -d ' ')
is "the table is read" "$(printf '%s\n' "$commands" | wc -l | tr -d ' ')" "$rows"

# fits NAME LINES: what is in $work/out, tabs counted as blanks up to the next eighth column.
fits() {
	is "$1: at most $2 lines" "$(awk -v most="$2" 'END { if (NR > most) print NR " lines" }' "$work/out")" ""
	is "$1: at most 80 columns" "$(expand "$work/out" | awk 'length > 80')" ""
}

ccred --help
is "--help: prints to stdout, and it is no error" "$code$err$(printf '%s\n' "$out" | sed 's/ .*//; q')" 0usage:
fits "--help" 40
is "--help: a blank before what a command does" "$(grep -c 'COMMANDrun' "$work/out")" 0
for command in $commands; do
	grep -qE "^  ${command}( |\$)|; $command " "$work/out" || echo "$command"
done >"$work/unnamed"
is "--help: every command" "$(cat "$work/unnamed")" ""
cp "$work/out" "$work/all"
for word in -h help "help --nonsense"; do
	# shellcheck disable=SC2086 # two words
	ccred $word
	is "$word is the same" "$code$err$out" "0$(cat "$work/all")"
done
ccred
is "alone: the same on stderr, so that no script takes it for a token" "$code$out$err" "64$(cat "$work/all")"
ccred help secret set
cp "$work/out" "$work/secret"
ccred secret --help
is "help COMMAND is COMMAND --help" "$out" "$(cat "$work/secret")"
ccred --help secret
is "--help COMMAND, too" "$code$out" "0$(cat "$work/secret")"

# What the manual says of a command: its page, or its part of ccred(1) up to the next command's.
part() { # COMMAND
	if [ -e "$abs_top_srcdir/man/ccred-$1.1" ]; then
		cat "$abs_top_srcdir/man/ccred-$1.1"
	else
		awk -v command="$1" '
			/^\.It Cm / { mine = $3 == command }
			/^\.Sh / { mine = 0 }
			mine' "$abs_top_srcdir/man/ccred.1"
	fi
}

for command in $commands; do
	ccred "$command" --help
	is "$command --help: prints to stdout, and it is no error" \
		"$code$err$(printf '%s\n' "$out" | sed 's/ .*//; q')" 0usage:
	fits "$command --help" 24
	printf '%s\n' "$out" | sed -n '/^examples*:$/{n;p;}' >"$work/example"
	like "$command --help: an example" "$(cat "$work/example")" "  ?*"
	ccred "$command" -h
	is "$command -h is the same" "$code$out" "0$(cat "$work/out")"

	part "$command" >"$work/part"
	grep -qE "^\.It Cm $command( |\$)" "$abs_top_srcdir/man/ccred.1"
	ok "$command: ccred(1) has it"
	awk '/^\.Nm/ { named = 1; next } /^\.Sh D/ { exit } named' "$abs_top_srcdir/man/ccred.1" |
		grep -qE "^\.Cm (.* )?$command( |\$)"
	ok "$command: its synopsis, too"
	[ -e "$abs_top_srcdir/man/ccred-$command.1" ] ||
		sed -n '/^PAGES_IN_CCRED/,/[^\\]$/p' "$abs_top_srcdir/man/local.mk" | grep -qw "$command"
	ok "$command: man ccred-$command finds it"
	# shellcheck disable=SC2013 # no option has a blank
	for option in $(sed '/^examples*:$/,$d' "$work/out" | grep -oE -e '--[a-z][a-z-]*' | sort -u); do
		grep -qE "^\.It Fl $(printf %s "$option" | cut -c2-)( |\$)" "$work/part" || echo "$option"
	done >"$work/unknown"
	is "$command: the manual has each option" "$(cat "$work/unknown")" ""
done
finish
