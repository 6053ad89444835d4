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
is "a plugin of ours" "$(line env)" "1, ABI 1.0: client id and secret, or an assertion, from environment variables [tenant]"
is "what it can do" "$(line debug)" "1, ABI 1.0: answers what its arguments say [store, prompt]"
is "what has no description is passed over" "$(grep -c rules "$work/out")" 0
is "all of ours are there" "$(sed -n 's/^  \([a-z]*\) .*/\1/p' "$work/out" | tr '\n' ' ')" \
	"$(cd "$built" && ls -- *.plugin | sed 's/\.plugin$//' | tr '\n' ' ')"

cat >"$config" <<CONFIG
plugin-path $work/mine
plugin-path $work/empty
plugin-path $work/missing
profile refused
    nonsense
CONFIG
# A description of the rules plugin, under another name or with another line.
describe() { # NAME [SED-SCRIPT]
	sed "s/^plugin .*/plugin $1/${2+; $2}" "$abs_top_srcdir/tests/plugins/debug/rules.plugin" \
		>"$work/mine/$1.plugin"
	chmod 644 "$work/mine/$1.plugin"
}
cp "$built/rules_good.so" "$work/mine/ccred_rules.so"
describe rules
cp "$built/debug.plugin" "$built/ccred_debug.so" "$work/mine/"
echo text >"$work/mine/README"
ccred plugins
is "a plugin-path" "$code$err" 0
is "is said to be one" "$(grep -cx "$work/mine (plugin-path)" "$work/out")" 1
is "a plugin in it" "$(line rules)" "2.1, ABI 1.0: a secret from a file, by the rules"
like "one that stands behind another of its name" "$(line debug | tail -1)" \
	"1, ABI 1.0: answers * (not used: $built has one of this name)"
is "a directory without any" "$(grep -A1 "^$work/empty" "$work/out" | tail -1)" "  no plugin"
is "a directory that is not there" "$(grep -A1 "^$work/missing" "$work/out" | tail -1)" \
	"  cannot be read: No such file or directory"

# The same for programs.
documents() {
	printf '%s\n' "$out" | python3 -c '
import json, sys
for d in json.load(sys.stdin):
    print(d["directory"], d["unread"])
    for p in d["plugins"]:
        if p["plugin"] in ("rules", "debug", "line"):
            print(p["plugin"], p["version"], p["abi"], p["abilities"], p["hidden_by"],
                p["broken"] and p["broken"]["reason"])'
}
ccred plugins --json
is "--json" "$code$err" 0
is "its document" "$(documents)" "$built None
debug 1 1.0 ['store', 'prompt'] None None
$work/mine None
debug 1 1.0 ['store', 'prompt'] $built None
rules 2.1 1.0 [] None None
$work/empty None
$work/missing No such file or directory"

# Each is broken by itself; what is good beside it is shown all the same. Nothing is loaded for that.
describe named
sed -i 's/^plugin .*/plugin rules/' "$work/mine/named.plugin"
describe open
chmod 666 "$work/mine/open.plugin"
describe module 's/^module .*/module none.so/'
describe abi 's/^abi .*/abi 1.9/'
describe text 's/^module .*/module README/'
echo 'no such line' >"$work/mine/line.plugin"
ccred plugins
is "broken ones: exit code" "$code" 78
is "their number" "$err" "ccred: 5 broken: see above, and ccred plugin check"
like "a name that is not the file's" "$(line named)" "broken: *the plugin calls itself rules: name the file rules.plugin"
like "a file that others may write" "$(line open)" "broken: *open.plugin*chmod*"
like "a module that is not there" "$(line module)" "broken: *none.so does not exist, and *module.plugin names it"
like "one for a newer ccred" "$(line abi)" "broken: *the plugin is for ABI 1.9, and this ccred has 1.0: update ccred"
like "a malformed one" "$(line line)" "broken: *line.plugin: the line plugin is missing"
is "a module that is none shows when it is loaded" "$(line text)" "2.1, ABI 1.0: a secret from a file, by the rules"
is "the good one" "$(line rules)" "2.1, ABI 1.0: a secret from a file, by the rules"
ccred plugins --json
is "--json: the document says it" "$code$err$(documents | grep ^line)" "78line None None [] None plugin_description"

ccred plugin help rules
is "help: exit code" "$code$err" 0
is "help: what it takes" "$out" "rules 2.1: a secret from a file, by the rules
  file=PATH  holds the secret, without a newline (required)"
ccred plugin help file
like "help: of a plugin of ours" "$out" "file 1: *path=PATH *shared-mode=yes|no *"
ccred plugin help exec
like "help: words and patterns" "$out" "exec 1: *command=PATH *the program (required)*arg\*=TEXT *store=yes|no *"
ccred plugin help key
like "help: long words have their help below them" "$out" "*
  alg=RS256|*|EdDSA
                        the only algorithm to sign with
*"
ccred plugin help keyring
like "help: of one that takes nothing" "$out" "keyring 1: *
  (no options)"
ccred plugin help named
refused "help: one that is broken" 78 "ccred: *the plugin calls itself rules: *"
ccred plugin help nothing
refused "help: one that is not there" 66 "ccred: the plugin is not installed: nothing.plugin is not in $built nor in plugin-path: *"
ccred plugin help "$work/mine/rules.plugin"
like "help: a file" "$code$out" "0rules 2.1: *"
ccred plugin help --json rules
is "help --json" "$code$(printf '%s\n' "$out" | python3 -c '
import json, sys
p = json.load(sys.stdin)
print(p["plugin"], p["version"], [(o["option"], o["type"], o["required"]) for o in p["options"]][0])')" \
	"0rules 2.1 ('file', 'PATH', True)"
ccred plugin help keyrnig
refused "help: a name that is near" 66 "ccred: the plugin keyrnig is not installed: did you mean keyring?"
ccred plugin help ..
refused "help: no name" 78 "ccred: .. is not the name of a plugin"
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
