# ccred plugin check: plugins that keep the rules pass, and each broken rule is seen by its own check.
. "$abs_top_srcdir/tests/lib/lib.sh"
built=$abs_top_builddir/tests/plugindir
chmod 755 "$work"
canary='canary-mT4vX8qL2-of-fifty-bytes-and-a-few-more-00'
printf %s "$canary" >"$work/secret"
chmod 600 "$work/secret"
arg=file=$work/secret
sanitized=$(grep -c fsanitize "$abs_top_builddir/Makefile")

# The plugin with one rule broken, under the name that it gives itself; its description is $file, its module
# $module.
plugin() { # WHAT
	mkdir -p "$work/$1"
	cp "$built/rules_$1.so" "$work/$1/ccred_rules.so"
	cp "$abs_top_srcdir/tests/plugins/debug/rules.plugin" "$work/$1/"
	chmod 644 "$work/$1"/*
	file=$work/$1/rules.plugin
	module=$work/$1/ccred_rules.so
}
check() { # ARGUMENT...; every answer is kept, for the canary
	run "$bin/ccred" plugin check "$@"
	printf '%s\n%s\n' "$out" "$err" >>"$work/said"
}
# What one check found: its outcome and text, or both of the others that are not passed.
found() { # CHECK
	printf '%s\n' "$out" | sed -n "s/^\([a-z]*\)  $1  */\1 /p"
}
failed() {
	printf '%s\n' "$out" | sed -n '$d; s/^fail  \([a-z-]*\) .*/\1/p' | tr '\n' ' '
}
# Whether one of ours passes. With a sanitizer it is not linked as it is otherwise.
passes() {
	case $sanitized:$code:$(failed) in
	0:0: | [1-9]*:78:bind-now\ | [1-9]*:0:) echo passes ;;
	*) echo "$code $(failed)" ;;
	esac
}

plugin good
check "$file" "$arg"
is "a good one: exit code" "$code$err" 0
is "every check passes" "$(printf '%s\n' "$out" | sed '$d; s/^pass  \([a-z-]*\) .*/\1/' | tr '\n' ' ')" \
	"file description exports relro bind-now imports struct get words wiping "
is "the verdict" "$(tail -1 "$work/out")" "pass  $file"
is "its description" "$(found description)" \
	"pass rules 2.1, ABI 1.0, 1 option: a secret from a file, by the rules"
like "its get" "$(found get)" "pass success in * ms, sets client_secret"
check --json "$file" "$arg"
is "as JSON: exit code" "$code$err" 0
is "as JSON: one document" "$(jq -c '[.plugin, .pass, (.checks | length), ([.checks[].outcome] | unique),
	.get.result, .get.client_id, .get.client_secret, (.get.took_ms | type)]' "$work/out")" \
	"[\"$file\",true,10,[\"pass\"],\"success\",false,true,\"number\"]"
cd "$work/good" || exit 99
check ./rules.plugin "$arg"
is "a relative path" "$code$(tail -1 "$work/out")" "0pass  $file"
cd "$work" || exit 99

# Without what it needs there is no call, and that is a pass.
check "$file"
is "no required option: exit code" "$code$err" 0
is "no required option: get" "$(found get)" "skip left out: file= is required, give it as file=VALUE"
is "no required option: wiping" "$(found wiping)" "skip get was left out"
check env
is "an installed plugin, by its name" "$(tail -1 "$work/out" | sed 's/^[a-z]*  //')" "$built/env.plugin"
is "an installed plugin" "$(passes)" passes
like "one of several options: get" "$(found get)" "skip left out: it needs arguments: it needs prefix=*"
check "$file" "$arg" other=1
is "an unknown option" "$code $(failed)" "78 get "
like "an unknown option is named" "$(found get)" "fail it does not take the arguments: rules: unknown argument other*"
check "$file" other=1
is "an unknown option without what it needs" "$code $(failed)" "78 get "
check --json "$file" other=1
is "as JSON: the reason" "$(jq -r '.checks[] | select(.check == "get") | .reason' "$work/out")" plugin_argument
check --json "$file" "file=$work/open"
is "as JSON: what the plugin said" "$(jq -r '.checks[] | select(.check == "get") | .outcome + " " + .reason' "$work/out")" \
	"pass file_missing"
check "$file" file='~/nothing'
like "~ is HOME, as on a source line" "$code $(found get)" "0 pass not_found *$HOME/nothing*"
check "$file" file='/{profile}'
like "{profile} is plugin-check" "$code $(found get)" "0 pass not_found */plugin-check*"
check "$file" file='/{nope}'
is "another word in braces" "$code$err" \
	"64ccred: argument 1: unknown expansion \"{nope}\": known are {profile}, {tenant}"
check "$file" file=relative
is "a value of another type" "$code $(failed)" "78 get "
check "$file" "file=$work/nothing"
is "a result that is no success passes" "$code $(found get | cut -d' ' -f1,2)" "0 pass not_found"

# Ours.
check file "path=$work/secret"
is "the file plugin" "$(passes)" passes
is "the file plugin wipes" "$(found wiping | cut -d' ' -f1)" pass
printf '{"a":"b","client_secret":"%s","client_id":"demo"}' "$canary" >"$work/secret.json"
chmod 600 "$work/secret.json"
check file "path=$work/secret.json"
# A sanitizer frees without wiping.
[ "$sanitized" -gt 0 ] ||
	is "the file plugin wipes what JSON left" "$(found wiping | cut -d' ' -f1)" pass
export DEMO_CLIENT_ID=demo DEMO_CLIENT_SECRET="$canary"
check env prefix=DEMO_
is "the env plugin" "$(passes)" passes
like "the env plugin sees its variables" "$(found get)" "pass success in * ms, sets client_id, client_secret: DEMO_CLIENT_ID, DEMO_CLIENT_SECRET"
is "the env plugin wipes" "$(found wiping | cut -d' ' -f1)" pass
unset DEMO_CLIENT_ID DEMO_CLIENT_SECRET
for file in "$abs_top_srcdir"/plugins/*/*.plugin; do
	name=$(basename "$file" .plugin)
	[ -f "$built/$name.plugin" ] || continue
	check "$name"
	is "$name without arguments" "$(passes)" passes
done

# One rule broken each.
plugin exports
check "$file" "$arg"
is "a second export" "$code $(failed)" "78 exports "
like "a second export is named" "$(found exports)" "fail *: rules_helper: *"
plugin imports
check "$file" "$arg"
is "forbidden calls" "$code $(failed)" "78 imports "
for name in setenv exit fork; do
	like "$name" "$(found imports) " "fail *: *$name *"
done
plugin link
check "$file" "$arg"
is "linked without protection" "$code $(failed)" "78 relro bind-now "
plugin wiping
check "$file" "$arg"
is "a secret that is left" "$code $(failed)" "78 wiping "
like "a secret that is left, where" "$(found wiping)" "fail the secret is left in *"
plugin words
check "$file" "$arg"
is "a secret that is said" "$code $(failed)" "78 words "
is "a secret that is said: what to do" "$(found words)" "fail the secret is in what it said (say, log): leave it out"
plugin wiping
check --json "$file" "$arg"
is "as JSON: a failure" "$code $(jq -c '[.pass, (.checks[] | select(.outcome == "fail") | .check)]' "$work/out")" \
	'78 [false,"wiping"]'
plugin reason
check "$file" "$arg"
is "a failure without a reason" "$code $(failed)" "78 get "
like "is said to be one" "$(found get)" "fail it returned denied without a reason: call say*"
plugin set
check "$file" "$arg"
is "success after a set that failed" "$code $(found get)" "78 fail it returned success after a set that failed: return the result of that set"
plugin good
sed -i 's/^offers .*/offers get store erase/' "$file"
check "$file" "$arg"
is "a description that offers more" "$code $(failed)" "78 struct "
is "what it offers is said" "$(found struct)" "fail its description offers store, and it has no such function"
plugin size
check "$file" "$arg"
is "a short struct" "$code $(failed)" "78 struct "
like "a short struct is said to be one" "$(found struct)" "fail *ccred_module_v1.size is 24*"
plugin good
sed 's/^plugin .*/plugin other/' "$file" >"$work/good/other.plugin"
check "$work/good/other.plugin" "$arg"
is "another name" "$code $(failed)" "78 struct "
is "another name is said" "$(found struct)" "fail the module calls itself rules, and its description other"
mv "$work/good/other.plugin" "$work/good/another.plugin"
check "$work/good/another.plugin" "$arg"
is "another name of the file" "$code $(failed)" "78 file "
like "another name of the file is said" "$(found file)" "fail *the plugin calls itself other: name the file other.plugin"
echo 'later one' >>"$file"
check "$file" "$arg"
is "an unknown word in the description" "$code $(failed)" "78 description "
is "which one" "$(found description)" "fail line 9: unknown word later"
sed -i '/^later/d; /^summary/d' "$file"
check "$file" "$arg"
is "no summary" "$code $(failed)" "78 description "
plugin good
run env PATH=/nowhere "$bin/ccred" plugin check "$file" "$arg"
is "without readelf: exit code" "$code$err" 0
is "without readelf: what is left out" \
	"$(printf '%s\n' "$out" | sed -n 's/^skip  \([a-z-]*\)  *\(.*\)/\1 \2/p' | sort -u)" \
	"$(for name in bind-now exports imports relro; do
		echo "$name readelf is not installed: apt-get install binutils"
	done)"

# The debug plugin calls what it likes, so that the others can be seen to survive it.
kept=$wrapper
wrapper=
check debug do=crash
like "a crash" "$(found get)" "fail it crashed (*"
is "a crash: exit code" "$code" 78
check debug do=exit
is "an exit" "$(found get)" "fail it ended without an answer: this is a fault of the plugin"
wrapper=$kept
check debug
is "success with nothing set" "$(found get)" "fail it returned success, but set nothing"
check debug result=99
is "a number that is no result" "$(found get)" "fail it returned internal, or a number that is not a result"
check debug result=denied reason=no text="$(printf 'no\033[1m')"
like "what it says is made printable" "$(found get)" 'pass denied in * ms, sets nothing: no\\x1b?1m'

# The file is held to what holds for loading.
plugin good
chmod 666 "$module"
check "$file" "$arg"
is "a module that others may write" "$code $(failed)" "77 file "
like "how to mend it" "$(found file)" "*chmod*"
chmod 644 "$module"
chmod 666 "$file"
check "$file" "$arg"
is "a description that others may write" "$code $(failed)" "77 file "
chmod 644 "$file"
chmod 777 "$work/good"
check "$file" "$arg"
is "a directory that others may write" "$code $(failed)" "77 file "
chmod 755 "$work/good"
check "$work/nothing.plugin"
is "no file" "$code $(failed)" "66 file "
check "$work/secret"
is "no description" "$code $(failed)" "78 file "
echo text >"$module"
check "$file" "$arg"
is "no shared object" "$code $(failed)" "78 struct "
like "its links are not looked at" "$(found exports)" "skip readelf cannot read it"
rm "$module"
check "$file" "$arg"
is "no module" "$code $(failed)" "78 file "
like "no module is said" "$(found file)" "fail *ccred_rules.so does not exist, and *rules.plugin names it"
check nowhere
refused "no such plugin" 66 "ccred: the plugin is not installed: nowhere.plugin is not in *"

check
refused "no plugin named" 64 "ccred: NAME is missing: ccred plugin --help"
check --other "$file"
refused "an option of another verb" 64 "ccred: --other does not go with check: *"
check "$file" =x
refused "an argument without a name" 64 "ccred: argument 1: an argument has the form name=value*"
is "no secret in what was said" "$(grep -c canary- "$work/said")" 0
finish
