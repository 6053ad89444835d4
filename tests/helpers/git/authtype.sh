# How a token travels: what the server asks for, what git understands, and what git keeps of it.
. "$abs_top_srcdir/tests/helpers/git/lib.sh"
start_server as --client demo:demo-secret
start_git_server git
repository r.git
printf 'protocol=https\nhost=%s\n\n' "${git_url#https://}" >"$work/request"
printf '[credential]\n\thelper = ccred\n\thelper = cache\n\thelper = store --file=%s\n' \
	"$work/store" >>"$HOME/.gitconfig"

server_takes() { # CHALLENGE...
	printf '%s\n' "$@" >"$challenges"
}

# A new profile and a clone: git's exit code, and how the server saw the token.
shows() { # NAME WANTED, more lines of the block on stdin
	rm -rf "$config" "$work/clone"
	git_profile demo "$git_url"
	ccred forget demo
	: >"$git_log"
	run_git clone "$git_url/r.git" "$work/clone"
	git_code=$code
	ccred token demo
	token=$out
	like "$which, $1" "$git_code $(seen | grep -v ' - - -$' | sed "s/$token/TOKEN/")$(asked)" "$2"
}

# What git's own helpers have got of it; they forget it.
kept() {
	"$git" credential-cache get <"$work/request" | grep -c -e "$token"
	grep -c -e "$token" "$work/store" 2>/dev/null || echo 0
	"$git" credential-cache exit
	rm -f "$work/store"
}

use_git older
trap '"$git" credential-cache exit; cleanup' EXIT
server_takes 'Basic realm="git"'
shows "a server that takes Basic" "0 200 Basic oauth2 TOKEN" </dev/null
is "older: git hands it on to cache and store" "$(kept)" "1
1"
server_takes 'Bearer realm="git"' 'Basic realm="git"'
shows "git-auth bearer is more than it understands" "0 200 Basic oauth2 TOKEN" <<'MORE'
    git-auth  bearer
MORE
kept >/dev/null
server_takes 'Bearer realm="git"'
shows "a server that takes Bearer alone" "128 " </dev/null
server_takes 'Basic realm="git"'
# With the list of helpers emptied first, ours is the only one for this server.
git config --global "credential.$git_url.helper" ""
git config --global --add "credential.$git_url.helper" ccred
shows "a list of helpers that begins anew" "0 200 Basic oauth2 TOKEN" </dev/null
is "older: hands it to nobody" "$(kept)" "0
0"
git config --global --unset-all "credential.$git_url.helper"

use_git newer
server_takes 'Bearer realm="git"' 'Basic realm="git"'
shows "a server that takes both" "0 200 Bearer - TOKEN" </dev/null
is "newer: git keeps nothing" "$(kept)" "0
0"
server_takes 'Bearer realm="git"'
shows "a server that takes Bearer" "0 200 Bearer - TOKEN" </dev/null
is "newer: git keeps nothing" "$(kept)" "0
0"
server_takes 'Basic realm="git"'
shows "a server that takes Basic" "0 200 Basic oauth2 TOKEN" </dev/null
is "newer: git keeps it out of its cache, but not of store" "$(kept)" "0
1"
server_takes 'Negotiate, Basic realm="a, b"'
shows "a server that takes Basic, in a list" "0 200 Basic oauth2 TOKEN" </dev/null
shows "git-auth bearer, whatever the server says" "128 401 Bearer - ?*" <<'MORE'
    git-auth  bearer
MORE
server_takes 'Bearer realm="git"' 'Basic realm="git"'
shows "git-auth basic, whatever the server says" "0 200 Basic x-token-auth TOKEN" <<'MORE'
    git-auth  basic
    username  x-token-auth
MORE

# A push of more than http.postBuffer begins with a request that has no Bearer in this git.
cd "$work/clone" || exit 99
head -c 300000 /dev/urandom >large
git add large
git commit -q -m large
run_git -c http.postBuffer=65536 push
is "newer: a large push with git-auth basic" "$code$(asked)" 0
is "newer: has arrived" "$(head_of .)" "$(head_of "$repos/r.git")"

server_takes 'Basic realm="git"'
git config --global http.proactiveAuth basic
ccred forget demo
seen >/dev/null
run_git fetch
is "newer: http.proactiveAuth needs no 401" "$code $(seen | cut -d ' ' -f 1)" "0 200"
finish
