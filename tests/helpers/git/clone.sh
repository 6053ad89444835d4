# clone, fetch and push over HTTPS with the helper, and what happens to a token that is refused.
. "$abs_top_srcdir/tests/helpers/git/lib.sh"
start_server as --client demo:demo-secret
start_git_server git
git_profile demo "$git_url" </dev/null
git config --global "credential.$git_url.helper" ccred

for which in older newer; do
	use_git $which
	case $which in
	older) shows="Basic oauth2" ;;
	newer) shows="Bearer -" ;;
	esac
	mkdir "$work/$which"
	cd "$work/$which" || exit 99
	repository "$which.git"
	before=$(token_requests)

	run_git clone "$git_url/$which.git" one
	is "$which: clone" "$code$(asked)" 0
	is "$which: it has what the server has" "$(head_of one)" "$(head_of "$repos/$which.git")"
	ccred token demo
	token=$out
	is "$which: the server sees nothing first, and then the token" "$(seen)" "200 $shows $token
401 - - -"

	run_git clone "$git_url/$which.git" two
	is "$which: clone once more" "$code" 0
	git -C one commit -q --allow-empty -m second
	run_git -C one push
	is "$which: push" "$code" 0
	is "$which: it has arrived" "$(head_of one)" "$(head_of "$repos/$which.git")"
	run_git -C two pull
	is "$which: pull" "$code" 0
	is "$which: it has arrived there, too" "$(head_of two)" "$(head_of one)"

	head -c 300000 /dev/urandom >one/large
	git -C one add large
	git -C one commit -q -m large
	run_git -C one push
	is "$which: push of much" "$code" 0
	is "$which: it has arrived" "$(head_of one)" "$(head_of "$repos/$which.git")"
	is "$which: the same token in all of it" "$(seen)" "200 $shows $token
401 - - -"
	is "$which: one request for a token in all" "$(($(token_requests) - before))" 1
	is "$which: each of the five asks, and says that it worked" "$(verbs)" \
		"get store get store get store get store get store "

	control revoke="$token"
	run_git -C two fetch
	is "$which: a revoked token: git fails" "$code$(asked)" 128
	like "$which: and says so" "$err" "*Authentication failed*"
	is "$which: it takes the token back" "$(verbs)" "get erase "
	is "$which: which the server saw" "$(seen)" "401 - - -
401 $shows $token"
	run_git -C two fetch
	is "$which: the next call works" "$code$(asked)" 0
	is "$which: it fetches what is there" "$(git -C two rev-parse origin/main)" "$(head_of one)"
	ccred token demo
	is "$which: with a new token" "$(seen)" "200 $shows $out
401 - - -"
	[ "$out" != "$token" ]
	ok "$which: not with the old one"
	is "$which: one request more for it" "$(($(token_requests) - before))" 2

	# Several gits at once, and no token.
	ccred forget demo
	for n in 1 2 3 4; do
		git -C two remote add "r$n" "$git_url/$which.git"
	done
	run_git -C two fetch --multiple --jobs=4 r1 r2 r3 r4
	is "$which: four at once" "$code" 0
	is "$which: share one token" "$(seen | grep -c ^200)" 1
done
finish
