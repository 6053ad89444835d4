# Two profiles on one server, told apart by the path: with and without credential.useHttpPath.
. "$abs_top_srcdir/tests/helpers/git/lib.sh"
start_server as --client red:red-secret --client blue:blue-secret
start_git_server git
git config --global "credential.$git_url.helper" ccred
for path in red/x.git "red/a b.git" blue/x.git green/x.git; do
	repository "$path"
done

for which in older newer; do
	use_git $which
	mkdir "$work/$which"
	cd "$work/$which" || exit 99
	rm -f "$config"
	git config --global "credential.$git_url.useHttpPath" false

	git_profile red "$git_url/red" </dev/null
	run_git clone "$git_url/red/x.git" one
	is "$which: one profile, no path" "$code$(asked)" 0

	git_profile blue "$git_url/blue" </dev/null
	seen >/dev/null
	run_git clone "$git_url/red/x.git" two
	is "$which: two profiles, no path" "$code" 128
	is "$which: why, and what to do, said once" "$(printf '%s\n' "$err" | grep -E '^(ccred|hint): ')" \
		"ccred: warning: several profiles have a target on this host: \"red\" ($config:1) and \"blue\" ($config:9)
hint: git config --global credential.useHttpPath true lets git say which one"
	like "$which: nobody answers, so git asks" "$(asked)" "Username for '$git_url'*"
	is "$which: no token is shown" "$(seen | grep -c '^[^ ]* B.*[A-Za-z0-9]$')" 0

	git config --global "credential.$git_url.useHttpPath" true
	before=$(token_requests)
	for profile in red blue; do
		ccred token $profile
		token=$out
		run_git clone "$git_url/$profile/x.git" $profile
		is "$which: $profile, with its path" "$code$(asked)" 0
		like "$which: $profile has its own token" "$(seen)" "200 * $token
401 - - -"
	done
	is "$which: one token each, red's from before" "$(($(token_requests) - before))" 1
	run_git clone "$git_url/red/a%20b.git" blank
	is "$which: git decodes the path, and so it is found" "$code$(asked)" 0

	verbs >/dev/null
	ccred token red
	red=$out
	ccred token blue
	control revoke="$out"
	run_git -C blue fetch
	is "$which: blue's token is revoked" "$code $(verbs)" "128 get erase "
	run_git -C blue fetch
	is "$which: blue works again" "$code" 0
	ccred token red
	is "$which: red's stays" "$out" "$red"

	seen >/dev/null
	run_git clone "$git_url/green/x.git" three
	is "$which: a path of nobody" "$code" 128
	like "$which: git asks, and the path is in its question" "$(asked)" \
		"Username for '$git_url/green/x.git'*"
	is "$which: without a hint" "$(grep -c hint "$work/err")" 0
	verbs >/dev/null
	run_git clone "$git_url/redder/x.git" four
	is "$which: a path that only begins like one" "$code $(verbs)$(asked | wc -l)" "128 get erase 2"
done
finish
