# ccred plugins and ccred plugin help: what is installed, from where, what it takes, and what is refused.
. "$abs_top_srcdir/tests/lib/lib.sh"
built=$abs_top_builddir/tests/plugindir
umask 022
chmod 755 "$work"
mkdir "$work/mine" "$work/empty"

# The line of one plugin, its columns one blank apart.
line() { # NAME
	printf '%s\n' "$out" | sed -n "s/  */ /g; s/^ $1 //p"
}

ccred plugins
is "without a configuration" "$code$err" 0
is "the directory of those that come with ccred" "$(head -1 "$work/out")" "$built"
is "a plugin of ours" "$(line env)" "1, ABI 1.0: client id and secret from environment variables"
is "what it can do" "$(line debug)" "1, ABI 1.0: answers what its arguments say [store]"
is "what is no plugin by its name is passed over" "$(grep -c rules "$work/out")" 0

cat >"$config" <<CONFIG
plugin-path $work/mine
plugin-path $work/empty
plugin-path $work/missing
profile refused
    nonsense
CONFIG
cp "$built/rules_good.so" "$work/mine/ccred_rules.so"
cp "$built/ccred_debug.so" "$work/mine/"
echo text >"$work/mine/README"
ccred plugins
is "a plugin-path" "$code$err" 0
is "is said to be one" "$(grep -cx "$work/mine (plugin-path)" "$work/out")" 1
is "a plugin in it" "$(line rules)" "2.1, ABI 1.0: a secret from a file, by the rules"
like "one that stands behind another of its name" "$(line debug | tail -1)" \
	"1, ABI 1.0: answers * (by its path alone: there is $built/ccred_debug.so)"
is "a directory without any" "$(grep -A1 "^$work/empty" "$work/out" | tail -1)" "  no plugin"
is "a directory that is not there" "$(grep -A1 "^$work/missing" "$work/out" | tail -1)" \
	"  cannot be read: No such file or directory"

# Each is refused by itself; what is good beside it is shown all the same.
cp "$built/rules_good.so" "$work/mine/ccred_other.so"
cp "$built/rules_size.so" "$work/mine/ccred_size.so"
cp "$built/rules_good.so" "$work/mine/ccred_open.so"
chmod 666 "$work/mine/ccred_open.so"
echo text >"$work/mine/ccred_text.so"
ccred plugins
is "refused ones: exit code" "$code" 78
is "their number" "$err" "ccred: 4 refused: see above, and ccred plugin check FILE"
is "a name that is not the file's" "$(line other)" "refused: it calls itself rules: its file must be ccred_rules.so"
like "a struct that is too short" "$(line size)" "refused: *ccred_plugin_v1.size is 24: *"
like "a file that others may write" "$(line open)" "refused: *ccred_open.so*chmod*"
like "a text file" "$(line text)" "refused: *it is not an ELF shared object"
is "the good one" "$(line rules)" "2.1, ABI 1.0: a secret from a file, by the rules"

ccred plugin help rules
is "help: exit code" "$code$err" 0
is "help: what it takes" "$out" "rules 2.1: a secret from a file, by the rules
  file=PATH  holds the secret, without a newline (required)"
ccred plugin help file
like "help: of a plugin of ours" "$out" "file 1: *path=PATH *shared-mode=yes|no *"
ccred plugin help other
refused "help: one that is refused" 78 "ccred: other: it calls itself rules: *"
ccred plugin help nothing
refused "help: one that is not there" 66 "ccred: the plugin is not installed: ccred_nothing.so is not in $built nor in plugin-path"
ccred plugin help ../mine/ccred_rules.so
refused "help: a path" 78 "ccred: ../mine/ccred_rules.so is not the name of a plugin"
ccred plugin help
refused "help: without a name" 64 "ccred: NAME is missing: ccred plugin --help"
ccred plugin nothing
refused "an unknown word" 64 "ccred: unknown word nothing: help, check or test: ccred plugin --help"
ccred plugins x
refused "plugins: an argument" 64 "ccred: the command takes no arguments: ccred plugins --help"

echo 'no such line' >"$config"
ccred plugins
refused "a malformed configuration" 78 "ccred: $config:1:1: *"
finish
