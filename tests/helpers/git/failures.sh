# A profile that fails says why, and nobody is asked for a password; the other helpers of the list.
. "$abs_top_srcdir/tests/helpers/git/lib.sh"
start_server as --client demo:demo-secret
start_git_server other me:pw
other_url=$git_url
repository there.git
start_git_server git
repository here.git
git config --global credential.helper ccred
git config --global --add credential.helper "store --file=$work/store"
echo "$other_url" | sed 's|//|//me:pw@|' >"$work/store"

one_profile() { # TARGET, more lines of the block on stdin
	rm -f "$config"
	git_profile demo "$1"
}

# git with a terminal, and no other way to ask.
run_on_terminal() {
	code=0
	env -u GIT_ASKPASS timeout "$((60 * slow))" \
		script -qec "'$git' $*" "$work/typescript" </dev/null >/dev/null 2>&1 || code=$?
	err=$(tr -d '\r' <"$work/typescript")
}

fails() { # NAME PATTERN
	verbs >/dev/null
	run_git clone "$git_url/here.git" "$work/nowhere"
	is "$which, $1: git ends" "$code" 128
	like "$which, $1: why" "$err" "*
ccred: $2
fatal: *quit*"
	is "$which, $1: no other helper, and nobody, is asked" "$(verbs)$(asked)" "get "
	run_on_terminal clone "$git_url/here.git" "$work/nowhere"
	is "$which, $1: git with a terminal ends" "$code" 128
	like "$which, $1: why" "$err" "*
ccred: $2
fatal: *quit*"
	is "$which, $1: nobody is asked there" "$(grep -c -E 'Username|Password' "$work/typescript")" 0
}

for which in older newer; do
	use_git $which
	one_profile "$git_url" </dev/null
	rm "$work/demo.secret"
	fails "no secret" "demo: $config:8: file: $work/demo.secret does not exist: ccred secret set demo"
	echo wrong-secret >"$work/demo.secret"
	chmod 644 "$work/demo.secret"
	fails "an unsafe secret" "demo: $config:8: file: others may read $work/demo.secret*chmod 600*"
	chmod 600 "$work/demo.secret"
	fails "a refusal" "demo: the server refused the client*$config:8: file*"
	one_profile "$git_url" </dev/null
	sed -i 's|issuer .*|issuer https://127.0.0.1:1|' "$config"
	fails "no server" "demo: *cannot be reached*"
	one_profile "$git_url" <<'MORE'
    nonsense  yes
MORE
	fails "a wrong configuration" "$config:9:5: unknown key \"nonsense\"*"

	one_profile "$git_url" </dev/null
	verbs >/dev/null
	run_git clone "$other_url/there.git" "$work/$which"
	is "$which: the second helper, for another server" "$code$(asked)" 0
	is "$which: the first had nothing to say" "$(grep -c -E '^(ccred|hint)' "$work/err") $(verbs)" \
		"0 get store "
	rm -rf "${work:?}/$which"

	one_profile "$other_url" <<'MORE'
    on-failure next
MORE
	rm "$work/demo.secret"
	run_git clone "$other_url/there.git" "$work/$which"
	is "$which, on-failure next: the second helper answers" "$code$(asked)" 0
	like "$which, on-failure next: and the first says why it did not" "$err" "*
ccred: demo: $config:8: file: *does not exist*"
	git config --global --replace-all credential.helper ccred
	run_git ls-remote "$other_url/there.git"
	like "$which, on-failure next, no second helper: git asks" "$code $(asked)" \
		"128 Username for '$other_url'*"
	run_on_terminal ls-remote "$other_url/there.git"
	is "$which, on-failure next, no second helper: on the terminal, too" \
		"$code $(grep -c '^Username for' "$work/typescript")" "128 1"
	git config --global --add credential.helper "store --file=$work/store"
done
finish
