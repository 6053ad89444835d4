# What the tests with real repositories share: both gits, their server, and the helper.
# shellcheck shell=sh disable=SC2034 # for the tests
. "$abs_top_srcdir/tests/lib/lib.sh"
other_git=$abs_top_srcdir/build/other-git/bin/git
[ -x "$other_git" ] || {
	echo "1..0 # SKIP there is no second git: tests/helpers/git/other-git.sh fetches it"
	exit 0
}
LC_ALL=C
GIT_CONFIG_NOSYSTEM=1
export LC_ALL GIT_CONFIG_NOSYSTEM
git config --global user.name somebody
git config --global user.email somebody@example.com

# Whoever is asked for a name or a password leaves a trace, and gives an empty answer.
mkdir "$work/path"
GIT_ASKPASS=$work/path/askpass
export GIT_ASKPASS
cat >"$GIT_ASKPASS" <<ASKPASS
#!/bin/sh
echo "\$1" >>"$work/asked"
echo
ASKPASS
# The helper as git finds it, leaving a trace too.
cat >"$work/path/git-credential-ccred" <<HELPER
#!/bin/sh
echo "\$1" >>"$work/verbs"
exec $wrapper "$bin/git-credential-ccred" "\$@"
HELPER
chmod 755 "$work/path"/*
PATH=$work/path:$PATH

# What was asked, and what the helper was started for, since the last look.
asked() {
	cat "$work/asked" 2>/dev/null
	rm -f "$work/asked"
}
verbs() {
	touch "$work/verbs"
	tr '\n' ' ' <"$work/verbs"
	rm -f "$work/verbs"
}

# Sets git_url, repos, challenges and git_log to those of a new server of repositories, which takes the
# tokens of the server "as"; its directory is $work/NAME.
start_git_server() { # NAME [USER:PASSWORD that it takes instead]
	mkdir -p "$work/$1/repos"
	[ $# -eq 1 ] || echo "$2" >"$work/$1/password"
	printf '%s\n' 'Bearer realm="git"' 'Basic realm="git"' >"$work/$1/challenges"
	python3 "$abs_top_srcdir/tests/helpers/git/server.py" "$work/$1" "$work/as" >"$work/$1.out" 2>&1 &
	servers="$servers $!"
	wait_for "$work/$1/ready" || {
		echo "Bail out! the server of repositories did not start: $(head -c 500 "$work/$1.out")"
		exit 99
	}
	git_url=$(sed -n 's/^url=//p' "$work/$1/ready")
	repos=$work/$1/repos
	challenges=$work/$1/challenges
	git_log=$work/$1/log
	git config --global "http.$git_url.sslCAInfo" "$work/as/ca.pem"
}

# A repository on the last server, with one commit.
repository() { # PATH
	git init -q --bare -b main "$repos/$1"
	another_commit "$1"
}

another_commit() { # PATH
	old=$(git -C "$repos/$1" rev-parse -q --verify main)
	git -C "$repos/$1" update-ref refs/heads/main "$(git -C "$repos/$1" commit-tree \
		${old:+-p "$old"} -m "after ${old:-nothing}" "$(git -C "$repos/$1" mktree </dev/null)")"
}

head_of() { # REPOSITORY
	git -C "$1" rev-parse main
}

# One profile more; its secret is that of the client of the same name.
git_profile() { # NAME TARGET, more lines of the block on stdin
	printf '%s-secret\n' "$1" >"$work/$1.secret"
	chmod 600 "$work/$1.secret"
	{
		cat <<CONFIG
profile $1
    target    $2
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    client-id $1
    timeout   $((10 * slow))
    source    required file path=$work/$1.secret
CONFIG
		cat
	} >>"$config"
	chmod 600 "$config"
}

is_newer() { # GIT
	"$1" --version | awk '{ split($3, v, "."); exit !(v[1] > 2 || v[1] == 2 && v[2] >= 46) }'
}

# Sets git to one from before or from after version 2.46. It starts with an empty cache.
use_git() { # older|newer
	which=$1
	git=git
	is_newer git && [ "$1" = older ] && git=$other_git
	! is_newer git && [ "$1" = newer ] && git=$other_git
	rm -rf "$XDG_RUNTIME_DIR"
	mkdir -m 700 "$XDG_RUNTIME_DIR"
	: >"$git_log"
	verbs >/dev/null
}

# Runs that git as run does; 128 is what it fails with.
run_git() {
	code=0
	timeout --foreground "$((60 * slow))" "$git" "$@" </dev/null >"$work/out" 2>"$work/err" || code=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}

# The requests since the last call as the server saw them: STATUS SCHEME USER TOKEN, once each.
seen() {
	cut -d ' ' -f 3- "$git_log" | sort -u
	: >"$git_log"
}
