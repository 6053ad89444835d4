# Shared by the tests of the test authorization server: TAP, a private folder, and curl.
set -u
umask 077
bin=$abs_top_builddir/tests/servers/authserver
tmp=$(mktemp -d "${TMPDIR:-/tmp}/authserver.XXXXXX") || exit 99
server=
proxy=
other=
cleanup()
{
	for p in $server $proxy $other; do
		kill "$p" 2>/dev/null && wait "$p" 2>/dev/null
	done
	rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 99' HUP INT TERM

n=0
ok() # WHAT: the status of the command before decides
{
	r=$?
	n=$((n + 1))
	if [ $r -eq 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		echo "# status=${status-} curl=${curl_status-}"
		sed 's/^/# /' "$tmp/out" 2>/dev/null | head -n 20
	fi
}

await() # FILE PID
{
	tries=0
	until [ -f "$1" ]; do
		tries=$((tries + 1))
		kill -0 "$2" 2>/dev/null && [ $tries -lt 1000 ] || { echo "Bail out! no $1"; exit 99; }
		sleep 0.02
	done
}

value() # NAME FILE
{
	sed -n "s/^$1=//p" "$2"
}

# Runs curl with these arguments: body in out, headers in head, the status in $status.
fetch()
{
	: >"$tmp/out"
	: >"$tmp/head"
	status=$(env -i PATH="$PATH" HOME="$tmp" curl -q -sS --noproxy '*' --max-time 10 \
		--cacert "$tmp/s/ca.pem" -o "$tmp/out" -D "$tmp/head" -w '%{http_code}' "$@" \
		2>"$tmp/err")
	curl_status=$?
}

control() # NAME=VALUE...
{
	set -- "$@" ''
	while [ -n "$1" ]; do
		set -- "$@" --data-urlencode "$1"
		shift
	done
	shift
	env -i PATH="$PATH" HOME="$tmp" curl -q -sS --noproxy '*' --max-time 10 \
		--cacert "$tmp/s/ca.pem" "$@" "$url/_control" | grep -qx ok
}

api=https://acme.api.prod.cadasto.io/openehr/v1

# A right token request, with further arguments of curl.
ask()
{
	fetch -u plain:secret -d grant_type=client_credentials -d "audience=$api" "$@" \
		"$url/oauth/token"
}

is() # STATUS [ERROR]
{
	[ "$status" = "$1" ] || return 1
	[ $# -lt 2 ] || grep -q "\"error\":\"$2\"" "$tmp/out"
}

has() # TEXT
{
	grep -qF -- "$1" "$tmp/out"
}

header() # LINE, without regard to case
{
	tr -d '\r' <"$tmp/head" | grep -qixF -- "$1"
}

token()
{
	sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' "$tmp/out"
}

resource() # TOKEN
{
	fetch -H "Authorization: Bearer $1" "$url/openehr/v1/definition/template/adl1.4"
}
