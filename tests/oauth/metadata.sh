# Metadata are kept for an hour at most, for one issuer and one file of authorities, and spare every
# request of a discovery; failures of a discovery are shared for as long as the server says.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/oauth/seen.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
cp "$config" "$work/plain"

# Another token with what is known of the server.
again() { # NAME SEEN
	ccred forget demo
	mark
	ccred token demo
	is "$1: the token" "$code$err" 0
	is "$1: the requests" "$(seen)" "$2"
}
first() { # SEEN FIELD=VALUE...
	wanted=$1
	shift
	fresh "$@"
	again "at first" "$wanted"
}

# Their age, by either clock.
first "smart:200 token:200"
again "kept" "token:200"
age 3500
again "after 3500 s" "token:200"
age 200
again "after more than an hour" "smart:200 token:200"
again "kept anew" "token:200"
age 3700 wall
again "an hour later by the wall clock alone" "smart:200 token:200"
age -100 wall
again "from the future" "smart:200 token:200"

# Of every kind, and nobody is asked for those before it.
first "smart:404 oauth:200 token:200" smart=off
again "RFC 8414" "token:200"
first "smart:404 oauth:404 oidc:200 token:200" smart=off oauth=off
again "OpenID Connect" "token:200"
control defaults=1
again "another kind is looked for after the hour alone" "token:200"
age 3700
again "after the hour" "smart:200 token:200"
sed "s|audience|discovery oidc\n    audience|" "$work/plain" >"$config"
again "of another kind, which is wanted now" "oidc:200 token:200"
again "of both" "token:200"
cp "$work/plain" "$config"

# For one issuer.
{
	cat "$work/plain"
	sed 's/profile demo/profile same/; /target/d' "$work/plain"
	sed "s/profile demo/profile localhost/; /target/d; s|issuer .*|issuer https://localhost:${url##*:}|" "$work/plain"
	sed "s/profile demo/profile slash/; /target/d; s|issuer .*|issuer $url/|" "$work/plain"
} >"$config"
first "smart:200 token:200"
mark
ccred token same
is "another profile of the issuer" "$code$err $(seen)" "0 token:200"
mark
ccred token localhost
is "another issuer" "$code$err $(seen)" "0 smart:200 token:200"
mark
ccred token slash
is "another issuer with the same places" "$code$err $(seen)" "0 smart:200 token:200"
cp "$work/plain" "$config"

# For one file of authorities, wherever it is said.
cp "$ca" "$work/a.pem"
cp "$ca" "$work/b.pem"
first "smart:200 token:200"
sed -i "s|ca-file .*|ca-file $work/a.pem|" "$config"
again "another ca-file" "smart:200 token:200"
again "is kept, too" "token:200"
sed "/ca-file/d" "$work/plain" >"$config"
SSL_CERT_FILE=$work/b.pem
export SSL_CERT_FILE
again "SSL_CERT_FILE" "smart:200 token:200"
again "is kept, too" "token:200"
SSL_CERT_FILE=$work/a.pem
again "the same file as that of the profile" "token:200"
CURL_CA_BUNDLE=$ca SSL_CERT_FILE=
export CURL_CA_BUNDLE
rm -f "$XDG_RUNTIME_DIR"/ccred/doc-*
again "CURL_CA_BUNDLE, where the other is empty" "smart:200 token:200"
CURL_CA_BUNDLE=$work/b.pem
again "another CURL_CA_BUNDLE" "smart:200 token:200"
unset SSL_CERT_FILE CURL_CA_BUNDLE
cp "$work/plain" "$config"

# What is kept is checked as if it had just come.
{
	cat "$work/plain"
	echo "    allow-origin https://elsewhere.example"
} >"$config"
fresh token-endpoint=https://elsewhere.example/token
ccred token demo
is "an endpoint elsewhere" "$(seen)" "smart:200"
cp "$work/plain" "$config"
ccred forget demo
mark
ccred token demo
refused "the leave is taken back" 77 "*add allow-origin https://elsewhere.example*"
is "the server may have thought better of it" "$(seen)" "smart:200"

# Damaged, it is as if it were not there.
first "smart:200 token:200"
for document in "$XDG_RUNTIME_DIR"/ccred/doc-*; do
	size=$(wc -c <"$document")
	printf '#' | dd of="$document" bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
done
again "damaged" "smart:200 token:200"

# Shared failures: for a moment, or as long as the server says.
fails() { # NAME CODE SEEN
	mark
	ccred token demo
	is "$1: exit code" "$code" "$2"
	is "$1: the requests" "$(seen)" "$3"
}
fresh fault=503 on=smart
fails "503" 69 "smart:503 smart:503 smart:503"
fails "503 is shared" 69 ""
age 6
fails "503 for five seconds" 69 "smart:503 smart:503 smart:503"
for http in 429 503; do
	fresh fault="$http" on=smart retry-after=60
	[ "$http" = 429 ] && wanted=75 || wanted=69
	fails "$http with Retry-After" "$wanted" "smart:$http"
	age 30
	fails "$http is shared for as long as that" "$wanted" ""
	age 35
	fails "$http for no longer" "$wanted" "smart:$http"
done
fresh fault=429 on=smart
fails "429 that does not say" 75 "smart:429"
fails "429 is shared" 75 ""
age 6
fails "429 for five seconds" 75 "smart:429"
finish
