# SECURITY.md: each promise names the tests that hold it, and each test that it names is there. README.md: each row of
# a table that compares or promises names one too.
. "$abs_top_srcdir/tests/lib/lib.sh"
cd "$abs_top_srcdir" || exit 99

# A promise a line.
awk '/^## / { on = $0 == "## What ccred promises" }
	on && /^\* / { n++ }
	on && n > 0 { text[n] = text[n] " " $0 }
	END { for (i = 1; i <= n; i++) print text[i] }' SECURITY.md >"$work/promises"
[ "$(wc -l <"$work/promises")" -ge 7 ]
ok "the promises are found"
while read -r promise; do
	name=$(printf '%s\n' "$promise" | sed 's/^ *\* \*\*\([^*]*\)\*\*.*/\1/')
	# shellcheck disable=SC2016 # the backticks are those of Markdown
	tests=$(printf '%s\n' "$promise" | grep -o '`tests/[^`]*`' | tr -d '`')
	[ -n "$tests" ]
	ok "$name names a test"
	for test in $tests; do
		[ -f "$test" ]
		ok "$name $test"
	done
done <"$work/promises"

is "each row of the README's tables of tests names one" \
	"$(awk '/^\|/ && /shown by \|$/ { on = 1; getline; next } !/^\|/ { on = 0 } on && !/`tests\/[^`]*` \|$/' README.md)" ""
# shellcheck disable=SC2016 # the backticks are those of Markdown
named=$(grep -o '`tests/[^`]*`' README.md | tr -d '`' | sort -u)
[ "$(echo "$named" | wc -l)" -ge 7 ]
ok "tests are named in the README"
is "and each is there" "$(for test in $named; do [ -f "$test" ] || echo "$test"; done)" ""
finish
