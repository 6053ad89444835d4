# No plugin's name stands in src, but where setup offers a store: what a plugin is, its description says. And whose
# names the examples have.
. "$abs_top_srcdir/tests/lib/lib.sh"
cd "$abs_top_srcdir" || exit 99

# Some are words of their own, too ("file"): those must not be compared with.
names=$(for file in plugins/*/*.plugin; do basename "$file" .plugin; done)
is "the plugins are found" "$(echo "$names" | wc -l | tr -d ' ')" 10
# pip calls its helper keyring, too.
search() { # PATTERN
	grep -rnE --include='*.[ch]' "$1" src helpers | grep -vE '^(src/(setup/|cli/cmd_setup\.c:)|helpers/pip\.c:)'
}
for name in $names; do
	case $name in
	env | exec | file | key | pass) ;;
	*) is "$name is in no string" "$(search "\"([^\"]*[^a-z\"])?$name([^a-z\"][^\"]*)?\"")" "" ;;
	esac
	is "$name is compared with nothing" \
		"$(search "(cmp|find|plugin|_is)\([^;]*\"$name\"|==[^;]*\"$name\"")" ""
	# HOME is everybody's.
	is "no variable of $name is known" "$(sed -n '/ HOME$/!s/^variable  *//p' "plugins/$name/$name.plugin" |
		while read -r variable; do search "\"$variable\""; done)" ""
done
grep -rqE '"([^"]*[^a-z"])?keyring([^a-z"][^"]*)?"' src/setup
ok "such a string would be found"
is "no code includes a plugin's" "$(search '#include "(\.\./)*plugins/')" ""
is "the first service is named by its preset and its own page alone: examples are of acme and example.com" \
	"$(grep -rn cadasto README.md man src | grep -vE '^(man/ccred-setup\.1|src/setup/|src/cli/cmd_setup\.c:)')" ""
finish
