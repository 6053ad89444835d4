# ccred plugin check: plugins that keep the rules pass, and each broken rule is seen by its own check.
. "$abs_top_srcdir/tests/lib/lib.sh"
built=$abs_top_builddir/tests/plugindir
chmod 755 "$work"
canary='canary-mT4vX8qL2-of-fifty-bytes-and-a-few-more-00'
printf %s "$canary" >"$work/secret"
chmod 600 "$work/secret"
arg=file=$work/secret
sanitized=$(grep -c fsanitize "$abs_top_builddir/Makefile")

# The plugin with one rule broken, under the name that it gives itself; its path is in $file.
plugin() { # WHAT
	mkdir -p "$work/$1"
	cp "$built/rules_$1.so" "$work/$1/ccred_rules.so"
	file=$work/$1/ccred_rules.so
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
	"file exports relro bind-now imports struct options get words wiping "
is "the verdict" "$(tail -1 "$work/out")" "pass  $file"
is "its struct" "$(found struct)" "pass rules 2.1, ABI 1.0: a secret from a file, by the rules"
like "its get" "$(found get)" "pass success in * ms, sets client secret"
check --json "$file" "$arg"
is "as JSON: exit code" "$code$err" 0
is "as JSON: one document" "$(jq -c '[.plugin, .pass, (.checks | length), ([.checks[].outcome] | unique),
	.get.result, .get.client_id, .get.client_secret, (.get.took_ms | type)]' "$work/out")" \
	"[\"$file\",true,10,[\"pass\"],\"success\",false,true,\"number\"]"
cd "$work/good" || exit 99
check ./ccred_rules.so "$arg"
is "a relative path" "$code$(tail -1 "$work/out")" "0pass  $file"
cd "$work" || exit 99

# Without what it needs there is no call, and that is a pass.
check "$file"
is "no required option: exit code" "$code$err" 0
is "no required option: get" "$(found get)" "skip left out: file= is required, give it as file=VALUE"
is "no required option: wiping" "$(found wiping)" "skip get was left out"
check "$built/ccred_env.so"
like "one of several options: get" "$(found get)" "skip left out: it needs arguments: it needs prefix=*"
check "$file" "$arg" other=1
is "an unknown option" "$code $(failed)" "78 get "
like "an unknown option is named" "$(found get)" "fail it does not take the arguments: unknown argument other*"
check "$file" file=relative
is "a value of another type" "$code $(failed)" "78 get "
check "$file" "file=$work/nothing"
is "a result that is no success passes" "$code $(found get | cut -d' ' -f1,2)" "0 pass not_found"

# Ours.
check "$built/ccred_file.so" "path=$work/secret"
is "the file plugin" "$(passes)" passes
is "the file plugin wipes" "$(found wiping | cut -d' ' -f1)" pass
printf '{"a":"b","client_secret":"%s","client_id":"demo"}' "$canary" >"$work/secret.json"
chmod 600 "$work/secret.json"
check "$built/ccred_file.so" "path=$work/secret.json"
is "the file plugin wipes what JSON left" "$(found wiping | cut -d' ' -f1)" pass
export DEMO_CLIENT_ID=demo DEMO_CLIENT_SECRET="$canary"
check "$built/ccred_env.so" prefix=DEMO_
is "the env plugin" "$(passes)" passes
like "the env plugin sees its variables" "$(found get)" "pass success in * ms, sets client id and secret"
is "the env plugin wipes" "$(found wiping | cut -d' ' -f1)" pass
unset DEMO_CLIENT_ID DEMO_CLIENT_SECRET
for file in "$built"/ccred_*.so; do
	name=$(basename "$file" .so)
	[ "$name" != ccred_debug ] || continue
	check "$file"
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
is "a secret that is said: what to do" "$(found words)" "fail it said the secret (fail, log): leave it out"
plugin wiping
check --json "$file" "$arg"
is "as JSON: a failure" "$code $(jq -c '[.pass, (.checks[] | select(.outcome == "fail") | .check)]' "$work/out")" \
	'78 [false,"wiping"]'
plugin size
check "$file" "$arg"
is "a short struct" "$code $(failed)" "78 file "
like "a short struct is said to be one" "$(found file)" "fail *ccred_plugin_v1.size is 24: *"
cp "$built/rules_good.so" "$work/ccred_other.so"
check "$work/ccred_other.so" "$arg"
is "another name" "$code $(failed)" "78 struct "
is "another name is said" "$(found struct)" "fail it calls itself rules: its file must be ccred_rules.so"

# The debug plugin calls what it likes, so that the others can be seen to survive it.
kept=$wrapper
wrapper=
check "$built/ccred_debug.so" do=crash
like "a crash" "$(found get)" "fail it crashed (*"
is "a crash: exit code" "$code" 78
check "$built/ccred_debug.so" do=exit
is "an exit" "$(found get)" "fail it ended the process without an answer"
wrapper=$kept
check "$built/ccred_debug.so"
is "success with nothing set" "$(found get)" "fail success, but it set nothing"
check "$built/ccred_debug.so" result=99
is "a number that is no result" "$(found get)" "fail internal, or a number that is no result"
check "$built/ccred_debug.so" result=denied text="$(printf 'no\033[1m')"
like "what it says is made printable" "$(found get)" 'pass denied in * ms, sets nothing: no\\x1b?1m'

# The file is held to what holds for loading.
plugin good
chmod 666 "$file"
check "$file" "$arg"
is "a file that others may write" "$code $(failed)" "77 file "
like "how to mend it" "$(found file)" "*chmod*"
chmod 644 "$file"
chmod 777 "$work/good"
check "$file" "$arg"
is "a directory that others may write" "$code $(failed)" "77 file "
chmod 755 "$work/good"
check "$work/nothing.so"
is "no file" "$code $(failed)" "66 file "
check "$work/secret"
is "no shared object" "$code $(failed)" "78 file "

check
refused "no file named" 64 "ccred: FILE is missing: ccred plugin --help"
check --other "$file"
refused "an option of another verb" 64 "ccred: --other does not go with check: *"
check "$file" =x
refused "an argument without a name" 64 "ccred: an argument has no name: *"
is "no secret in what was said" "$(grep -c canary- "$work/said")" 0
finish
