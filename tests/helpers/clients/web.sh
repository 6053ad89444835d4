# curl and wget2 with the commands of the README, git, and pip.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients </dev/null
export ca

# Without a profile for a host ccred says so, and the client goes on with nothing.
use() { # HOST
	client sh -c 'ccred token "https://$1/" --format curl |
		curl -q -sSf --noproxy "*" --cacert "$ca" -K - "https://$1/x"' sh "$1"
}
five_cases curl "$(curl --version | sed -n '1s/^curl \([^ ]*\).*/\1/p')" silent

use() { # HOST
	client sh -c 'ccred token "https://$1/" --format header | sed "s/^/header = /" |
		wget2 --config=/dev/stdin -q --no-hsts --no-robots --ca-certificate="$ca" -O- "https://$1/x"' sh "$1"
}
five_cases wget2 "$(wget2 --version | sed -n '1s/.*Wget2 \([^ ]*\).*/\1/p')" silent

# git takes a list of branches for a repository of plain files.
GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
export GIT_CONFIG_NOSYSTEM GIT_TERMINAL_PROMPT
git config --global credential.helper ccred
git config --global http.sslCAInfo "$ca"
echo 'Basic realm="clients"' >"$work/mine/challenge"
printf '%040d\trefs/heads/main\n' 1 | serve /repo.git/info/refs text/plain
echo 'ref: refs/heads/main' | serve /repo.git/HEAD text/plain
use() { # HOST
	client git ls-remote "https://$1/repo.git"
}
five_cases git "$(git --version | sed 's/^git version //')" next
finish
