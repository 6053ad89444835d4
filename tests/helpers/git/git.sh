# The git of this machine with the helper: fill, approve and reject.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
PATH=$bin:$PATH
GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
export PATH GIT_CONFIG_NOSYSTEM GIT_TERMINAL_PROMPT
git config --global "credential.$url.helper" ccred

fill() {
	printf 'protocol=https\nhost=%s\n%s\n' "${url#https://}" "${1-}" | git credential fill >"$work/filled" 2>"$work/err"
	code=$?
	sed -n 's/^password=//p' "$work/filled"
}
token=$(fill)
[ -n "$token" ]
ok "git credential fill"
is "its user name" "$(sed -n 's/^username=//p' "$work/filled")" oauth2
is "the same again" "$(fill)" "$token"
git credential approve <"$work/filled"
is "approve changes nothing" "$(fill)" "$token"
git credential reject <"$work/filled"
new=$(fill)
[ -n "$new" ] && [ "$new" != "$token" ]
ok "reject leads to a new token"
git config --global credential.useHttpPath true
is "with the path" "$(fill 'path=openehr/v1/repo.git
')" "$new"
is "another path is not ours" "$(fill 'path=other/repo.git
')" ""
git config --global credential.useHttpPath false

printf 'wrong-secret\n' >"$work/secret"
"$bin/ccred" forget demo
printf 'protocol=https\nhost=%s\n\n' "${url#https://}" | git credential fill >"$work/filled" 2>"$work/err"
is "a failure: nothing is filled in" "$(grep -c password "$work/filled")" 0
like "a failure: git shows why, and does not prompt" "$(cat "$work/err")" "ccred: demo: the server refused the client*"

# A second helper still works for other hosts.
git config --global --add credential.helper "store --file=$work/store"
printf 'https://me:pw@elsewhere.example\n' >"$work/store"
is "another helper for another host" "$(printf 'protocol=https\nhost=elsewhere.example\n\n' |
	git credential fill | sed -n 's/^password=//p')" pw
finish
