# What the tests with real clients share: their server, five cases of each client, and its row of the table.
# shellcheck shell=sh disable=SC2034,SC2154 # for the tests, and by them
. "$abs_top_srcdir/tests/lib/lib.sh"
clients=$abs_top_srcdir/build/other-clients
LC_ALL=C
PATH=$clients/bin:$bin:$PATH
export LC_ALL PATH

# Sets port and served to those of a new server; its directory is $work/NAME.
start_client_server() { # NAME http|smtp|imap [open]
	served=$work/$1
	mkdir -p "$served/files"
	python3 -B "$abs_top_srcdir/tests/helpers/clients/server.py" "$served" "$work/as" "$2" "${3-}" >"$work/$1.out" 2>&1 &
	servers="$servers $!"
	wait_for "$served/ready" || {
		echo "Bail out! the server $1 did not start: $(head -c 500 "$work/$1.out")"
		exit 99
	}
	port=$(sed -n 's/^port=//p' "$served/ready")
}

# The authorization server; "mine" takes its tokens, and "other" wants none. Sets mine, other (127.0.0.1:PORT each),
# and the profile acme for mine, with more lines of its block on stdin.
start_clients() { # [PROTOCOL]
	start_server as --client demo:demo-secret
	start_client_server other "${1-http}" open
	other=127.0.0.1:$port
	start_client_server mine "${1-http}"
	mine=127.0.0.1:$port
	demo_config
	sed -i "s|^profile demo|profile acme|; s|target    .*|target    https://$mine|" "$config"
	# The certificate, for all that look there. Nothing leaves the machine: nobody listens at the proxy.
	SSL_CERT_FILE=$ca http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 no_proxy=127.0.0.1,localhost
	export SSL_CERT_FILE http_proxy https_proxy no_proxy
}

# The answer of both servers for a path; its body on stdin.
serve() { # PATH CONTENT-TYPE [STATUS]
	name=$(printf %s "$1" | tr / ,)
	{
		printf 'Content-Type: %s\nStatus: %s\n\n' "$2" "${3-200}"
		cat
	} >"$work/mine/files/$name"
	cp "$work/mine/files/$name" "$work/other/files/$name"
}

# Each STATUS and TOKEN that a server was shown since the last look, once.
shown_to() { # mine|other
	cut -d ' ' -f 3,5 "$work/$1/log" | sort -u
	: >"$work/$1/log"
}

# Runs a client as run does; it has a minute.
client() { # COMMAND...
	code=0
	timeout --foreground "$((60 * slow))" "$@" </dev/null >"$work/out" 2>"$work/err" || code=$?
	out=$(head -c 2000 "$work/out")
	err=$(tail -c 2000 "$work/err")
}

# Runs the client as `use` of the test does; it must succeed, and the server must have taken the token that ccred
# hands out.
works() { # NAME HOST
	use "$2"
	is "$1: it works" "$code" 0
	[ "$code" -eq 0 ] || printf '%s\n' "$err" | tail -20 | sed 's/^/# /'
	token=$("$bin/ccred" token acme)
	is "$1: with the token" "$(shown_to mine | grep ^200)" "200 $token"
}

cell() { # a case is over: its mark in the row is how it went
	[ "$failures" -eq "$failed_before" ] && row="$row | ${1:-yes}" || row="$row | NO"
	failed_before=$failures
}

# The five cases of a client, which `use HOST` runs. What it does with a token that the server rejects:
#	at-once		the same command asks again, and works
#	next		it fails, and its next command works
#	silent		it fails, and tells nobody; after take_back its next command works
five_cases() { # CLIENT VERSION at-once|next|silent
	row="$1 $2" failed_before=$failures
	"$bin/ccred" forget acme >/dev/null
	shown_to mine >/dev/null
	before=$(token_requests)
	works "$1, first use" "$mine"
	is "$1, first use: one request for a token" "$(($(token_requests) - before))" 1
	cell

	works "$1, cached use" "$mine"
	is "$1, cached use: no request for a token" "$(($(token_requests) - before))" 1
	cell

	old=$token
	control revoke="$old"
	if [ "$3" != at-once ]; then
		use "$mine"
		[ "$code" -ne 0 ]
		ok "$1, rejected token: it fails"
		like "$1, rejected token: the server was shown it" "$(shown_to mine)" "*401 $old*"
		[ "$3" = next ] || take_back "$old"
	fi
	works "$1, rejected token" "$mine"
	[ "$token" != "$old" ]
	ok "$1, rejected token: with another token"
	is "$1, rejected token: one request more" "$(($(token_requests) - before))" 2
	cell "$3"

	control fault=503
	works "$1, server down" "$mine"
	control clear=1
	is "$1, server down: no request for a token" "$(($(token_requests) - before))" 2
	cell

	: >"$work/other/log"
	use "$other"
	is "$1, not mine: it works" "$code" 0
	[ "$code" -eq 0 ] || printf '%s\n' "$err" | tail -20 | sed 's/^/# /'
	seen=$(shown_to other)
	like "$1, not mine: the server was asked" "$seen" "*200 *"
	is "$1, not mine: no token of ours" "$(echo "$seen" | grep -e "$token")" ""
	cell
	echo "# client: $row"
}

# A rejection by git's protocol, for clients that cannot tell of one.
take_back() { # TOKEN
	printf 'url=https://%s\npassword=%s\n\n' "$mine" "$1" | "$bin/ccred" erase
}
