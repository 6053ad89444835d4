# Without a profile: options and variables name the service, whole or not at all. --scope and --audience over a
# profile. What exec hands on, and who is not listened to. (The lines that are written, and what is said to lack,
# are the matter of test_ad_hoc.c.)
# shellcheck disable=SC2016 # variables of the commands
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
api=https://api.example/openehr/v1
# The body of the last token request, without the client.
sent() {
	number=$(grep 'POST /oauth/token' "$log" | tail -1 | cut -d ' ' -f 1)
	tail -1 "$server/requests/$(printf %06d "$number")" | tr '&' '\n' | grep -E '^(scope|audience|resource|client)' |
		tr '\n' ' '
}
# NAME [OPTION...]: the call gets a token that is kept, and is found again.
works() {
	what=$1
	shift
	before=$(token_requests)
	ccred token "$@" <"$work/stdin"
	first=$out
	is "$what: a token" "$code$err" 0
	ccred token "$@" <"$work/stdin"
	is "$what: once more, from the cache" "$out $(token_requests)" "$first $((before + 1))"
}

# Options. No file of the user's is there, nor a place for one.
printf 'demo-secret\n' >"$work/my secret"
chmod 600 "$work/my secret"
printf 'demo-secret\n' >"$work/stdin"
home=$HOME
unset HOME XDG_CONFIG_HOME
MY_SECRET=demo-secret
export MY_SECRET
set -- --client-id demo --ca-file as/ca.pem
works "--secret-env" --issuer "$url" "$@" --audience "$api" --secret-env MY_SECRET
is "what was sent" "$(sent)" "audience=https%3A%2F%2Fapi.example%2Fopenehr%2Fv1 "
works "--secret-file" --issuer "$url" "$@" --audience "$api" --secret-file 'my secret'
works "--secret-stdin" --issuer "$url" "$@" --audience "$api" --secret-stdin
works "another scope" --issuer "$url" "$@" --audience "$api" --secret-env MY_SECRET --scope api.read
is "what was sent then" "$(sent)" "audience=https%3A%2F%2Fapi.example%2Fopenehr%2Fv1 scope=api.read "
works "--token-endpoint and --client-auth" --token-endpoint "$url/oauth/token" --client-auth post "$@" \
	--audience "$api" --resource 'https://a.example urn:b' --secret-env MY_SECRET
like "what was sent there" "$(sent)" \
	"audience=*resource=https%3A%2F%2Fa.example resource=urn%3Ab client_id=demo client_secret=demo-secret "
MY_SECRET=other ccred token --issuer "$url" "$@" --audience "$api" --secret-env MY_SECRET
refused "another secret is another token" 77 \
	"ccred: (ad hoc): *invalid_client*: check the client id and the secret that --secret-env supplied"
is "nothing was made below HOME" "$(ls -A "$home")" .config
XDG_RUNTIME_DIR=/nowhere ccred token --issuer "$url" "$@" --audience "$api" --secret-stdin <"$work/stdin"
is "without HOME and a place for a cache, too" "$code$err" 0

# What is wrong is said with the name of the option.
ccred token --issuer "$url/?x" "$@" --secret-env MY_SECRET
refused "a URL" 78 "ccred: --issuer: issuer takes no query*"
ccred token --issuer "$url" "$@" --secret-env NO_SECRET
refused "a variable that is not set" 67 "ccred: (ad hoc): --secret-env: env: NO_SECRET is not set: *"
ccred token --issuer "$url" "$@" --secret-env my-s3cret
refused "what is no variable is not repeated" 78 "ccred: (ad hoc): --secret-env: env: secret= takes the name of*"
ccred token --issuer "$url" "$@" --secret-file none
refused "a file that is missing" 67 "ccred: (ad hoc): --secret-file: file: $work/none does not exist: install -m 600 /dev/null $work/none && *"
ccred token --issuer "$url" "$@"
refused "what is missing" 64 "ccred: --issuer is given without a profile: name one, or give --secret-env NAME, *"
ccred token --issuer "$url" "$@" --secret-stdin </dev/null
refused "an empty stdin" 65 "ccred: --secret-stdin: stdin is empty"
printf 'demo\0secret' >"$work/in"
ccred token --issuer "$url" "$@" --secret-stdin <"$work/in"
refused "a NUL byte on stdin" 65 "ccred: --secret-stdin: the secret holds a control byte"
printf 'demo-secret\r\n' >"$work/in"
ccred token --issuer "$url" "$@" --secret-stdin <"$work/in"
refused "a line of Windows on stdin" 65 "ccred: --secret-stdin: the secret ends with a carriage return*"
ccred token --issuer "$url" "$@" --issuer "$url"
refused "an issuer too many" 64 "ccred: --issuer is given twice: ccred token --help"
ccred inspect demo --scope a --scope=b
refused "a scope too many" 64 "ccred: --scope is given twice: ccred inspect --help"
python3 "$abs_top_srcdir/tests/lib/terminal.py" -- "$bin/ccred" token --issuer "$url" "$@" --secret-stdin \
	>"$work/screen" 2>&1
like "a terminal does not show the secret" "$(cat "$work/screen")" "*--secret-stdin: a terminal would show*"

# The environment.
CCRED_ISSUER=$url CCRED_CLIENT_ID=demo CCRED_CLIENT_SECRET=demo-secret CCRED_CA_FILE=$ca CCRED_AUDIENCE=$api
export CCRED_ISSUER CCRED_CLIENT_ID CCRED_CLIENT_SECRET CCRED_CA_FILE CCRED_AUDIENCE
before=$(token_requests)
ccred token --issuer "$url" "$@" --audience "$api" --secret-stdin <"$work/stdin"
kept=$out
ccred token
is "the environment: what options had the secret for on stdin" "$code$err$out $(token_requests)" "0$kept $before"
ccred inspect --json
is "inspect" "$code$err$(printf %s "$out" | jq -c '[.profile, .file, .line, .server.active, .cache.state]')" \
	'0["(ad hoc)",null,null,true,"fresh"]'
ccred exec -- sh -c 'cat "$CCRED_HEADER_FILE"; env | grep -c "^CCRED_CLIENT_ID="; env | grep demo-secret'
is "exec: the token, and no secret but a variable of the caller's own" "$out" "Authorization: Bearer $kept
1
MY_SECRET=demo-secret"
ccred exec --issuer "$url" "$@" --audience "$api" --secret-env MY_SECRET -- sh -c 'env | grep demo-secret'
is "exec with --secret-env: that variable is taken out, too" "$code$out$err" 1
if [ "$(id -u)" -eq 0 ] && [ -z "$wrapper" ]; then
	"$bin/ccred" exec -- sh -c 'tr "\0" "\n" </proc/$$/environ' >"$work/environ"
	is "exec: root does not find it either" \
		"$(grep -c CCRED_HEADER_FILE= "$work/environ") $(grep -c CCRED_CLIENT_SECRET "$work/environ")" "1 0"
fi
ccred revoke
is "revoke" "$code$err$out" "0(ad hoc): the token is revoked, and dropped from the cache"
ccred inspect
refused "inspect without a token" 66 "ccred: (ad hoc): no token is cached"
CCRED_CLIENT_SECRET='' CCRED_CLIENT_SECRET_FILE="$work/my secret" ccred token
is "CCRED_CLIENT_SECRET_FILE" "$code$err" 0
for command in 'renew' 'explain' 'forget' 'get'; do
	# shellcheck disable=SC2086 # words
	run "$bin/ccred" $command </dev/null
	[ "$code$out" = 64 ] || [ "$code$out" = 0 ] || [ "$code$out" = 65 ]
	ok "$command does not look at it"
done
printf 'protocol=https\nhost=%s\n\n' "${url#https://}" >"$work/in"
before=$(requests)
run "$bin/ccred" get <"$work/in"
is "get and the helper of git have no answer" "$out$("$bin/git-credential-ccred" get <"$work/in" 2>&1)$(requests)" "$before"

# Nothing completes it, and it completes nothing.
CCRED_CLIENT_ID='' ccred token
refused "a variable that is missing" 64 "ccred: CCRED_ISSUER is set without a profile: name one, or set CCRED_CLIENT_ID, too
hint: CCRED_CLIENT_ID is set, but empty"
ccred token --scope api.read
refused "an option with the environment" 64 "ccred: --scope is given without a profile: name one, or give *
hint: options and variables*"
HOME=$home XDG_CONFIG_HOME=$home/.config
export HOME XDG_CONFIG_HOME
demo_config <<'MORE'
    scope     api.read
MORE
sed -i 's/client-id .*/client-id other/' "$config"
CCRED_SCOPE=api.write ccred token demo
refused "a profile" 77 "ccred: demo: *invalid_client*"
is "has its own scope" "$(sent)" "audience=https%3A%2F%2Fapi.example%2Fopenehr%2Fv1 scope=api.read "
ccred token demo --client-id demo
refused "nor do options complete a profile" 64 "ccred: --client-id does not go with a profile: ccred token --help"
unset CCRED_CLIENT_SECRET

# A profile with another scope or audience: another token, also for a renewal, exec and revoke.
sed -i 's/client-id .*/client-id demo/' "$config"
ccred forget demo
ccred token demo
whole=$out
works "a profile with --scope" demo --scope api.write
is "the scope was sent" "$(sent)" "audience=https%3A%2F%2Fapi.example%2Fopenehr%2Fv1 scope=api.write "
ccred exec demo --scope api.write -- sh -c 'cat "$CCRED_HEADER_FILE"'
is "exec gets the same token" "$out" "Authorization: Bearer $first"
ccred token demo
is "the profile's own token is another one" "$out" "$whole"
ccred revoke demo --scope api.write
ccred inspect demo --scope api.write
refused "revoke takes that token" 66 "ccred: demo: no token is cached"
ccred token demo
is "and no other" "$out" "$whole"
ccred token demo --audience urn:other --renew
is "--audience replaces the profile's" "$code$(sent)" "77audience=urn%3Aother scope=api.read "
ccred token demo --scope 'a"b'
refused "a scope that is none" 78 "ccred: --scope: a scope is a word of*"
ccred complete token --is
is "completion" "$out" "--issuer	no profile: of this issuer"

# The system's configuration says no. (test_ad_hoc.c has root by sudo and more privileges than the caller.)
etc=$abs_top_builddir/tests/cli/alone.etc
mkdir -p "$etc"
echo 'ad-hoc no' >"$etc/config"
run "$abs_top_builddir/tests/cli/alone" token --issuer "$url" --client-id demo --secret-env MY_SECRET
refused "ad-hoc no: options are refused" 77 "ccred: $etc/config has \"ad-hoc no\": name a profile"
run "$abs_top_builddir/tests/cli/alone" token
is "ad-hoc no: the environment is ignored, with a warning" "$code$err" \
	"64ccred: warning: the variables CCRED_... that name a service are ignored: $etc/config has \"ad-hoc no\": name a profile
ccred: PROFILE|URL is missing: ccred token --help"

# A profile of the system is not the user's to remove.
printf 'profile theirs\n    issuer https://theirs.example\n    source required env secret=MY_SECRET\n' >"$etc/config"
run "$abs_top_builddir/tests/cli/alone" remove theirs
refused "remove a profile of the system" 78 "ccred: *the profile theirs is in the system's configuration, $etc/config:1: *"

# What is dropped, wherever it lies: in the place of the user, of the system, and in the default one.
tokens() {
	find "$work/$1" -name '*.token' | wc -l | tr -d ' '
}
cp "$config" "$work/before"
for place in system user; do
	mkdir -m 700 "$work/$place"
	printf 'cache-dir %s\n' "$work/$place" >"$config"
	cat "$work/before" >>"$config"
	ccred token demo
done
printf 'cache-dir %s\n' "$work/system" >"$etc/config"
sed -i 's/issuer .*/issuer nonsense/' "$config"
is "a token in both places" "$(tokens user) $(tokens system)" "1 1"
run "$abs_top_builddir/tests/cli/alone" forget demo
is "forget a refused profile" "$code$err $(tokens user) $(tokens system)" "0 0 0"
cp "$work/before" "$config"
ccred token demo
printf 'cache-dir %s\n' "$work/user" >"$config"
run "$abs_top_builddir/tests/cli/alone" forget --all
is "forget --all" "$code$err$(find "$XDG_RUNTIME_DIR" -name '*.token')" 0
rm -r "$etc"
finish
