# ccred explain: what a token call would do up to its token request, said whole, and nothing changed.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/report/doctor-lib.sh"
canary=canary-Wd5rN9pJ3 # its own: other tests look for theirs in all processes
start_server as --client "demo:$canary" --scope api.read --scope api.write
cache=$XDG_RUNTIME_DIR/ccred
printf '%s\n' "$canary" >"$work/secret"
chmod 600 "$work/secret"
good="source required file path=$work/secret"

# The profile with these source lines, and whatever follows them, on stdin.
profile() {
	{
		cat <<CONFIG
profile demo
    target    https://elsewhere.example/x
    target    $url/openehr/v1
    issuer    $url
    audience  https://api.example/openehr/v1
    scope     api.read
    ca-file   $ca
    client-id demo
    timeout   $((10 * slow))
CONFIG
		cat
	} >"$config"
	chmod 600 "$config"
}
explain() { # ARGUMENT...; every answer is kept, for the canary
	run "$bin/ccred" explain "$@"
	printf '%s\n%s\n' "$out" "$err" >>"$work/said"
}
# With words of our own: the first step of a name, and the details of all sources.
json() { # FILTER
	jq -r 'def step(s): [.steps[] | select(.step == s)][0];
		def sources: [.steps[] | select(.step == "source")];
		'"$1" "$work/out" 2>&1
}
# What the lines of a step say, without their times.
facts() { # STEP
	words "$1" | sed 's/ after [0-9]* ms//'
}

# One line after the other, a stack in a stack, and what is behind the one that decides.
nested() {
	profile <<LINES
    source optional debug result=not_found "text=nothing \"here\" \\\\ yet"
    -source required nowhere
    source [success=done soft=ignore hard=die] @inner
    source required env secret=NO_SUCH_VARIABLE
stack inner
    source optional debug result=locked
    $good
LINES
}
nested
before=$(token_requests)
explain demo
is "all is well" "$code$err" 0
is "each step" "$(printf '%s\n' "$out" | sed -n 's/^\([a-z]*  *[a-z]*\) .*/\1/p' | tr -s ' ' | uniq)" "ok configuration
ok cache
ok discovery
ok clock
ok source
skipped source
ok stack
ok auth
ok request"
is "the profile" "$(facts configuration)" "$config: profile demo at $config:1"
is "the sources" "$(facts source | sed "s|$config||; s/installed: .*/installed/")" ":10 optional debug: not_found: nothing \"here\" \\ yet
:11 required nowhere: ignore: the plugin is not installed
:12 [success=done soft=ignore hard=die] @inner: success, client secret, taken, decides
:15 optional debug: locked
:16 required file: success, client secret, taken, decides: $work/secret
:13 required env: not reached"
is "nested lines are indented" "$(printf '%s\n' "$out" | grep -c "^ok       source           $config:1[56] ")" 2
is "who supplied what" "$(facts stack)" "client id demo (the profile), client secret ($config:16: file)"
is "discovery" "$(facts discovery)" \
	"$url/.well-known/smart-configuration 200: endpoint $url/oauth/token, client_credentials offered"
is "the method" "$(facts auth)" "client_secret_basic: the first that the credential serves and the server offers; passed over: client_secret_post: comes after"
is "the cache" "$(facts cache)" "no token: there is no cache yet"
is "the request" "$(facts request)" \
	"a token request can be made: scope api.read, audience https://api.example/openehr/v1"
is "the end" "$(printf '%s\n' "$out" | tail -1)" "demo: all is well"
[ ! -e "$cache" ]
ok "and there is no cache now either"
like "times are there" "$out" "*debug: not_found after * ms*"

explain --all demo
is "--all: the code is the same" "$code$err" 0
is "--all: the line behind, too" "$(facts source | sed -n "s|$config:13 ||p")" \
	"required env: not_found, beyond the line that decides: NO_SUCH_VARIABLE is not set"
is "--all: one line decides, and one of the stack in it" "$(facts source | grep -c ', decides')" 2

# For programs.
explain --json --all demo
is "JSON: the code" "$code$err" 0
is "JSON: one document" "$(jq -s length "$work/out" 2>&1)" 1
is "JSON: the sources" "$(json 'sources[] | [.depth, .control, .plugin // ("@" + .stack), .result, .decides, .beyond] | join(" ")')" \
	"0 optional debug not_found false false
0 required nowhere ignore false false
0 [success=done soft=ignore hard=die] @inner success true false
1 optional debug locked false false
1 required file success true false
0 required env not_found false true"
is "JSON: the items of a line" "$(json 'sources[4].items | join(" ")')" client_secret
is "JSON: quotes and backslashes" "$(json 'sources[0].said')" "nothing \"here\" \\ yet"
is "JSON: where" "$(json 'sources[4].where')" "$config:16"
is "JSON: who supplied what" "$(json 'step("stack") | [.result, .client_id, .client_id_from, .client_secret_from] | join(" ")')" \
	"success demo the profile $config:16: file"
is "JSON: the metadata" "$(json 'step("discovery") | [.token_endpoint, .auth_methods_offered, .grant_offered, .scopes_offered] | join(" ")')" \
	"$url/oauth/token client_secret_basic client_secret_post yes api.read api.write"
is "JSON: discovery" "$(json 'step("discovery").documents[] | [.url, .status, .used, .from_cache] | join(" ")')" \
	"$url/.well-known/smart-configuration 200 true false"
is "JSON: times" "$(json '[sources[].took_ms, step("discovery").documents[].took_ms] | all(type == "number")')" true
is "JSON: the request" "$(json 'step("request") | [.scope, .audience] | join(" ")')" "api.read https://api.example/openehr/v1"
is "JSON: the end" "$(json '[.profile, .ok, .code] | join(" ")')" "demo true 0"
explain --json demo
is "JSON: not reached" "$(json 'sources[5] | [.outcome, .result] | tojson')" '["skipped",null]'

# By URL: the target that matched.
explain "$url/openehr/v1/ehr?x=y"
is "a URL: its target" "$code $(facts configuration)" "0 $config: profile demo at $config:1, target $url/openehr/v1"
explain --json "$url/openehr/v1"
is "a URL: in JSON" "$(json 'step("configuration") | [.target, .target_line] | join(" ")')" "$url/openehr/v1 3"
is "in all this no token was asked for" "$(($(token_requests) - before))" 0

# What a program or a server says need not be text.
profile <<LINES
    source optional debug result=denied "text=$(printf 'a\302\205b\342\200\256c\303\251')"
    source [success=ignore default=ignore] debug text="{[,"
    $good
LINES
control scopes-supported="$(printf 'a"b \\ \342\200\256')"
explain --json demo
is "strange bytes are escaped" "$(json 'sources[0].said')" 'a\xc2\x85b\xe2\x80\xaecé'
is "brackets too" "$(json 'sources[1].said')" '{[,'
explain demo
is "in columns, too" "$(printf '%s' "$out$err" | tr -d '\303\251\n' | tr -d ' -~' | wc -c | tr -d ' ')" 0
control defaults=1

# The cache stays as it is, byte for byte, and so does every file's time.
snapshot() {
	find "$cache" -type f -exec sha256sum {} + | sort
	find "$cache" -printf '%p %m %n %s %T@ %C@ %i\n' | sort
}
untouched() { # NAME ARGUMENT...
	snapshot >"$work/before"
	name=$1
	shift
	explain "$@"
	snapshot >"$work/after"
	cmp -s "$work/before" "$work/after"
	ok "$name: the cache is untouched"
}
nested
ccred token demo
token=$out
untouched "with a token" demo
like "with a token" "$code $(facts cache)" "0 a token for [15]* [hm]* more, [0-9]* s old, fresh: *"
like "with a token: the document is there, too" "$(facts discovery)" \
	"$url/.well-known/smart-configuration from the cache: *"
untouched "with a token, --all --json" --all --json demo
is "with a token: JSON" "$(json 'step("cache").state')$(json 'step("cache").left_s > 3500')$(json 'step("discovery").documents[0].from_cache')" freshtruetrue
is "the token is not shown" "$(grep -cF -e "$token" "$work/said")" 0
find "$cache" -name 'doc-*' -exec rm {} +
untouched "without documents" demo
like "without documents: one was fetched" "$(facts discovery)" \
	"$url/.well-known/smart-configuration 200: *"
age 3301
untouched "inside the margin" demo
like "inside the margin" "$(facts cache)" "a token for * more, * old, renewing: *"
settle
ccred token demo
settle
like "which a call renews, and explain did not keep it from it" "$(token_requests)" 2
age 3590
untouched "near the end" demo
like "near the end" "$(facts cache)" "a token for * more, * old, expiring: *"
age 20
untouched "past the end" demo
is "past the end" "$(facts cache)" "no token: expired"
untouched "past the end, for programs" --json demo
is "past the end: JSON" "$(json 'step("cache") | .state + ": " + .why')" "expired: expired"
ccred token demo
ask erase <<REQUEST
url=$url/openehr/v1
password=$out

REQUEST
untouched "rejected" demo
is "rejected" "$(facts cache)" "no token: rejected"
untouched "rejected, for programs" --json demo
is "rejected: JSON" "$(json 'step("cache") | "\(.state) \(has("left_s"))"')" "rejected false"
find "$cache" -name '*.token' -exec sh -c 'echo x >>"$1"' sh {} \;
untouched "damaged" --json demo
is "damaged" "$(json 'step("cache") | .state + ": " + .why')" "none: damaged, or of another profile"

# What later callers share.
ccred forget demo
control fault=500
ccred token demo
is "a fault" "$code" 69
untouched "a failure" demo
like "a failure is said, and the request could be made" "$code $(facts cache)" \
	"0 no token
the last call failed [0-9] s ago (69), and no call asks again for [0-9] s: the server has a fault*"
control clear=1
ccred forget demo
printf 'wrong-secret\n' >"$work/secret"
ccred token demo
ccred token demo
is "a refusal" "$code" 77
message=${err%%
*}
before=$(token_requests)
untouched "a refusal" demo
is "a refusal that counts: the code" "$code$err" 77
like "a refusal that counts: why, and how long" "$(facts request)" \
	"the server refused the client (invalid_client*: refused * s ago, and not sent again for * unless it changes; ccred forget demo clears this*"
is "a refusal that counts: as the token call" "ccred: demo: $(facts request | sed 's/: refused [0-9]* s ago, .*//')" "$message"
is "a refusal that counts: the command" "$(mends request)" "ccred secret set demo"
printf '%s\n' "$canary" >"$work/secret"
untouched "another secret" demo
is "another secret: it could be asked" "$code" 0
is "nobody was asked" "$(($(token_requests) - before))" 0
ccred forget demo

# The code and the words are those of the token call.
same() { # NAME CODE, with the source lines on stdin
	profile
	same_now "$@"
}
same_now() { # NAME CODE
	ccred token demo --renew
	wanted_code=$code
	wanted=$(printf '%s\n' "$err" | sed -n 's/^ccred: demo: //p')
	hint=$(printf '%s\n' "$err" | sed -n 's/^hint: //p')
	explain --json demo
	# The hint stands behind the text, and the command that mends beside it.
	text=$(json '[.steps[] | select(.outcome == "failure")][0].text')
	mends=$(json '[.steps[] | select(.outcome == "failure")][0].fix // ""')
	is "$1: as the token call" "$(json .code)${text%": $hint"}" "$wanted_code${wanted%": $mends"}"
	is "$1: exit code" "$code$err" "$2"
}
same "not found" 67 <<'LINES'
    source sufficient env secret=NO_SUCH_VARIABLE
    source required debug result=not_found
LINES
is "the line that decides" "$(json 'sources[] | select(.decides) | .plugin')" debug
same "locked" 75 <<'LINES'
    source sufficient debug result=locked text=asleep
    source sufficient debug result=not_found
LINES
is "nobody decides" "$(json '[sources[] | select(.decides)] | length')" 0
same "denied" 77 <<LINES
    source requisite debug result=denied "text=not for you"
    $good
LINES
is "the stack" "$(json 'step("stack").result')" denied
explain --all demo
like "with --all the next one would have it" "$code $(facts source)" "77 *denied, decides*file: success, client secret, beyond*"
same "crash" 70 <<'LINES'
    source required debug do=crash
LINES
same "half" 65 <<'LINES'
    source sufficient env secret=NO_SUCH_VARIABLE
    source optional debug id=demo
LINES
profile <<'LINES'
    source required debug id=demo:x secret=x
    basic-encoding raw
LINES
sed -i '/client-id/d' "$config"
same_now "a colon in a raw id" 65
same "a plugin that is not there" 78 <<LINES
    $good
    source optional nowhere
LINES
is "a plugin that is not there: nothing ran" "$(json '[(sources[] | .outcome), step("discovery").outcome, step("stack").result] | join(" ")')" "skipped skipped skipped "
same "a wrong argument of ours" 78 <<'LINES'
    source required file pth=/x
LINES
same "a wrong argument of a foreign one" 78 <<LINES
    source optional debug nonsense=1
    $good
LINES
is "a wrong argument of a foreign one: no source ran" "$(json '[sources[].result] | join(" ")')" " "
profile <<'LINES'
    source required nonsense=1 file
    nonsense 1
LINES
explain --json demo
refused "a profile that is refused" 78 "ccred: *$config:1[01]:*"
explain nobody
refused "no such profile" 78 "ccred: there is no profile \"nobody\"*"
explain https://nowhere.example/
refused "no such target" 78 "ccred: no profile has a target*"

# Discovery that fails, and a server that is dead.
profile <<LINES
    $good
LINES
rm -rf "$cache"
control issuer=https://other.example smart=off
explain demo
is "a foreign issuer" "$code$err" 76
like "a foreign issuer: why" "$(facts discovery)" "the metadata at $url/* are of the issuer https://other.example: *"
is "a foreign issuer: the sources are not run" "$(facts source | grep -c 'not reached')" 1
is "a foreign issuer: the stack" "$(outcome stack) $(outcome request)" "skipped skipped"
explain --json demo
is "a foreign issuer: each attempt" "$(json 'step("discovery").documents[] | "\(.status) \(.outcome)"' | sed 's/the metadata.*are/the metadata are/; s/: write.*//')" \
	"404 there is none
200 the metadata are of the issuer https://other.example"
explain --all demo
is "but with --all" "$code $(outcome stack)" "76 ok"
control defaults=1
control smart=off oauth=off oidc=off
explain --json demo
is "no document at all" "$code $(json '[step("discovery").documents[] | .status] | join(" ")')" "76 404 404 404"
control defaults=1
control fault=html on=smart
explain demo
like "no JSON" "$code $(facts discovery)" \
	"0 $url/.well-known/smart-configuration 200 (the answer is not a JSON object), $url/*: endpoint *"
control clear=1
control auth-methods=client_secret_post
explain demo
is "post" "$(facts auth)" \
	"client_secret_post: the first that the credential serves and the server offers; passed over: client_secret_basic: the server does not offer it"
control defaults=1
profile <<LINES
    $good
    client-auth post
LINES
explain demo
is "post, as configured" "$(facts auth)" "client_secret_post: client-auth names it"
profile <<LINES
    $good
    token-endpoint $url/oauth/token
LINES
explain demo
is "no discovery" "$code $(facts discovery)" "0 none: token-endpoint is configured"
explain --json demo
is "no discovery: nothing is said of methods" "$(json '[step("auth").method, step("discovery").auth_methods_offered] | tojson')" '["client_secret_basic",null]'
sed -i '/token-endpoint/d; s|issuer .*|issuer https://127.0.0.1:1|' "$config"
explain demo
is "a dead server" "$code$err" 69
like "a dead server: why" "$(facts discovery)" "*127.0.0.1 cannot be reached*"
is "a dead server costs no secret" "$(facts source | grep -c 'not reached')" 1

# Nobody answers in time: the server, then a source.
profile <<'LINES'
    source required debug do=hang
LINES
sed -i "s/timeout .*/timeout $((2 * slow))/" "$config"
control fault=stall on=smart
explain demo
is "a server that hangs" "$code$err" 75
like "a server that hangs: why" "$(facts discovery)" "*did not answer in time*"
control clear=1
explain demo
is "a source that hangs" "$code$err" 75
like "a source that hangs: how it ended" "$(facts source)" "*debug: timeout, decides: no answer within *"

# A place that is none for the cache ends a call before all else.
profile <<LINES
    $good
LINES
{
	echo "cache-dir $work/absent/deeper"
	cat "$config"
} >"$work/config" && mv "$work/config" "$config"
chmod 600 "$config"
ccred token demo
message=$err
explain demo
is "a bad cache-dir" "$code ccred: demo: $(facts cache)" "77 $message"
[ ! -e "$work/absent" ]
ok "a bad cache-dir: it is not made"
sed -i "s|^cache-dir.*|cache-dir $work/cache-dir|" "$config"
explain demo
is "a cache-dir that is not there yet" "$code $(facts cache)" "0 no token: there is no cache yet"
[ ! -e "$work/cache-dir" ]
ok "a cache-dir that is not there yet: it is not made"

# A person may be asked, as by token: at a terminal, by the desktop (1) and by prompts (2).
profile <<LINES
    source required debug count-file=$work/calls secret=x
LINES
explain demo
python3 "$abs_top_srcdir/tests/lib/terminal.py" -- "$bin/ccred" explain demo >"$work/out" 2>&1
is "who may be asked" "$(sed 's/.* flags=//' "$work/calls" | tr '\n' ' ')" "0 3 "

# A tenant, and no secret but its own.
cat >"$config" <<CONFIG
profile any
    target    https://{tenant}.api.test.localhost/v1
    token-endpoint $url/{tenant}/token
    client-id {tenant}-id
    source    required file path=$work/{tenant}.secret
CONFIG
printf '%s\n' "$canary" >"$work/acme.secret"
chmod 600 "$work/acme.secret"
explain any --tenant acme
like "a tenant" "$code $(facts stack)" "0 client id acme-id (the profile), *"
explain any --tenant acme --json
is "a tenant: its name and its endpoint" "$(json 'step("configuration").tenant + " " + step("discovery").token_endpoint')" "acme $url/acme/token"
explain https://acme.api.test.localhost/v1/x --json
is "a tenant by URL" "$code $(json 'step("configuration") | .tenant + " " + .target')" "0 acme https://acme.api.test.localhost/v1"
explain any --tenant other
is "another one's secret" "$code" 67
explain any
refused "no tenant" 64 "ccred: *--tenant*"

# Wherever the secret comes from, and however it would be sent.
codes=
for auth in basic post; do
	for source in "env secret=CANARY" "file path=$work/secret" \
		"debug secret=$canary text=$canary log=$canary" \
		"debug result=denied secret=$canary \"text=it is $canary.\""; do
		profile <<LINES
    client-auth $auth
    source optional $source
LINES
		CANARY=$canary explain demo --all
		CANARY=$canary explain demo --json
		CANARY=$canary CCRED_TRACE=1 explain demo
		codes="$codes $code"
	done
done
is "each was there, or not" "$codes" " 0 0 0 77 0 0 0 77"
is "the secret is nowhere" "$(grep -c "$canary" "$work/said")" 0
is "nor as a header has it" "$(grep -cF "$(printf 'demo:%s' "$canary" | base64)" "$work/said")" 0

explain
refused "no profile" 64 "ccred: PROFILE|URL is missing: *"
explain demo other
refused "two" 64 "ccred: too many arguments: *"
explain --nonsense demo
refused "an unknown option" 64 "ccred: unknown option --nonsense*"
explain --help
like "--help" "$code$out" "0usage: ccred explain *--all*--json*"
finish
