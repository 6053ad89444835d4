# The github plugin, against a stand-in for the service of GitHub that the environment of a job names.
. "$abs_top_srcdir/tests/lib/lib.sh"
command -v python3 >/dev/null || {
	echo "1..0 # SKIP no python3"
	exit 0
}
. "$abs_top_srcdir/tests/lib/issuer.sh"
start_server as --client demo:demo-secret
subject=repo:acme/billing:ref:refs/heads/main
trust_issuer "$subject"
github=$work/github
mkdir "$github"
echo canary-job-token >"$github/token"
python3 "$abs_top_srcdir/tests/plugins/github/server.py" "$github" >"$github.out" 2>&1 &
servers="$servers $!"
wait_for "$github/ready" || {
	echo "Bail out! the stand-in for GitHub did not start: $(head -c 500 "$github.out")"
	exit 99
}
github_url=$(sed -n 's/^url=//p' "$github/ready")
answers() { # STATUS BODY
	printf '%s\n%s' "$@" >"$github/answer"
}
line() { # ARGUMENT...
	demo_config </dev/null
	sed -i "/client-id/d; s|^    source .*|    source required github $*|" "$config"
}
renew() {
	ccred token demo --renew
	printf '%s\n' "$err" >>"$work/said"
}

line allow-http-loopback=yes
renew
refused "no job" 69 "*github: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not both set: *id-token: write"
ACTIONS_ID_TOKEN_REQUEST_URL="$github_url/idtoken/1?api-version=2.0"
ACTIONS_ID_TOKEN_REQUEST_TOKEN=$(cat "$github/token")
export ACTIONS_ID_TOKEN_REQUEST_URL
renew
refused "half of it" 69 "*are not both set*"
export ACTIONS_ID_TOKEN_REQUEST_TOKEN
jwt=$(issue "$subject" 300 "$url")
answers 200 "{\"count\":1234,\"value\":\"$jwt\"}"
renew
is "a token" "$code$err" 0
is "GitHub is asked for one of the issuer" "$(head -1 "$github/sent")" \
	"/idtoken/1?api-version=2.0&audience=$(printf %s "$url" | sed 's|:|%3A|g; s|/|%2F|g')"
is "with the token of the job" "$(sed 1d "$github/sent" | jq -r '.Authorization + " " + .Accept')" \
	"Bearer canary-job-token application/json"
ccred token demo
is "then from the cache" "$code$err $(token_requests)" "0 1"
line allow-http-loopback=yes audience=api://things
renew
is "an audience of one's own" "$(head -1 "$github/sent" | sed 's/.*&//')" "audience=api%3A%2F%2Fthings"

# The preset, from nothing to a token.
mkdir -m 700 "$XDG_CONFIG_HOME/ccred/presets"
sed "s|required github|& allow-http-loopback=yes|" "$abs_top_srcdir/data/presets/github-actions.conf" \
	>"$XDG_CONFIG_HOME/ccred/presets/github-actions.conf"
rm "$config"
ccred setup --yes --preset github-actions --issuer "$url" --target "$url/openehr/v1" \
	--audience https://api.example/openehr/v1 --ca-file "$ca"
is "the preset makes a profile" "$code$err" 0
is "the preset's profile: a token" "$("$bin/ccred" token github-actions --renew | wc -c)" 44

# What it may answer.
line allow-http-loopback=yes
says() { # NAME CODE PATTERN STATUS BODY
	name=$1 wanted=$2 pattern=$3
	shift 3
	answers "$@"
	renew
	refused "$name" "$wanted" "*github: $github_url/idtoken/1: $pattern*"
}
says "a failure" 75 "GitHub cannot answer just now (status 503)" 503 '{}'
says "too many requests" 75 "GitHub cannot answer just now (status 429)" 429 '{}'
says "a redirection" 65 "it answered with status 302" 302 '{}'
says "no such thing" 65 "it answered with status 404" 404 '{}'
says "no JSON" 65 "the answer: it is not one valid JSON object" 200 '<html>'
says "no value" 65 "the answer has no value" 200 '{"count":0}'
says "a value of another type" 65 "the answer has no value" 200 '{"value":7}'
says "a value that is none" 65 "the value of the answer cannot be used" 200 '{"value":"a\nb"}'
says "too much" 65 "the answer is too long" 200 "{\"value\":\"$(head -c 70000 /dev/zero | tr '\0' x)\"}"
answers 200 "{\"value\":\"$(issue "$subject" -300 "$url")\"}"
renew
refused "one that has expired" 65 "*github: the ID token of this job for $url: its assertion expired 5 min ago, at *"
rm "$github/sent"
echo another >"$github/token"
renew
refused "another job" 77 "*GitHub refused the token of the job (status 401): the job may have ended"
renew
refused "which is not asked again at once" 77 "*refused * ago, and not sent again for *"

# Where it may be.
ACTIONS_ID_TOKEN_REQUEST_TOKEN=again
line
renew
refused "plain http" 65 "*ACTIONS_ID_TOKEN_REQUEST_URL: it is not https: *"
ACTIONS_ID_TOKEN_REQUEST_URL=https://
renew
refused "no URL" 65 "*ACTIONS_ID_TOKEN_REQUEST_URL: it must be a URL"
ACTIONS_ID_TOKEN_REQUEST_URL=$url/nowhere
renew
refused "an authority that is not known" 69 "*$url/nowhere: it cannot be asked: *certificate*"
line "ca-file=$ca"
renew
refused "https" 65 "*$url/nowhere: it answered with status 404"
ACTIONS_ID_TOKEN_REQUEST_TOKEN="a b"
renew
refused "no token" 65 "*ACTIONS_ID_TOKEN_REQUEST_TOKEN is not one word of ASCII"
is "the token of the job is never shown" "$(grep -c canary "$work/said")" 0
finish
