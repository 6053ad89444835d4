# ccred helper and ccred-helper: how a dialect is chosen, and how a tool is configured.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
ccred token demo
token=$out
printf 'url=%s/openehr/v1\n\n' "$url" >"$work/in"

ccred helper --list
like "a list: the tools of each dialect" "$out" "git * git*"
for words in "ccred helper git get" "ccred-helper git get" "git-credential-ccred get"; do
	# shellcheck disable=SC2086 # several words
	run "$bin"/$words <"$work/in"
	is "$words answers" "$(printf '%s\n' "$out" | sed -n 's/^password=//p')" "$token"
done
ln -s "$bin/ccred-helper" "$work/other"
run "$work/other" git get <"$work/in"
like "under any name the first word is the dialect" "$out" "username=oauth2*"
run "$bin/ccred-helper" latin get
refused "no dialect" 64 "ccred: *dialect*"
run "$bin/ccred-helper"
refused "no word" 64 "ccred: *dialect*"
ccred helper latin
refused "ccred helper: no dialect" 64 "ccred: no dialect has the name latin: *ccred helper --list*"

ccred helper git --configure demo
like "what to paste" "$out" "*credential \"$url/openehr/v1\"*helper = ccred*"
ccred helper git --configure "$url/openehr/v1/"
like "for a URL" "$out" "*credential \"$url/openehr/v1\"*"
ccred helper git --configure
like "for nobody: an example" "$out" "*credential \"https://api.example.com\"*"
ccred helper git --configure https://elsewhere.example
refused "a URL that no profile has" 78 "ccred: *"
ccred helper git --configure --write
refused "--write for nobody" 64 "ccred: --write needs*"
ccred helper git --configure demo --really
refused "an unknown option" 64 "ccred: *--really*"
ccred helper git --configure demo --write
is "--write runs the tool's command" "$code$(git config --global "credential.$url/openehr/v1.helper")" \
	0ccred
is "and shows it" "$err" "ccred runs: git config --global credential.$url/openehr/v1.helper ccred"
finish
