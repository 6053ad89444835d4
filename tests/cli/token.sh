# ccred token, forget and profiles: formats, the cache, --renew, --min-valid, and usage.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config <<'MORE'
    scope     api.read
MORE

ccred token demo
is "token" "$code$err" 0
token=$out
[ -n "$token" ]
ok "is not empty"
ccred token demo
is "the second call answers from the cache" "$out $(token_requests)" "$token 1"
ccred token "$url/openehr/v1/ehr?x=y"
is "by URL" "$out" "$token"
ccred token demo --format header
is "header" "$out" "Authorization: Bearer $token"
ccred token --format curl demo
is "curl" "$out" "header = \"Authorization: Bearer $token\""
ccred token --format json demo
is "json" "$(printf %s "$out" | jq -r '.access_token,.token_type,.scope')" "$token
Bearer
api.read"
left=$(printf %s "$out" | jq .expires_in)
[ "$left" -gt 3500 ] && [ "$left" -le 3600 ]
ok "json: expires_in"
now=$(date +%s)
at=$(printf %s "$out" | jq .expires_at)
[ "$at" -gt "$((now + 3500))" ] && [ "$at" -le "$((now + 3601))" ]
ok "json: expires_at"

# The real use of it.
api=$url/openehr/v1/definition/template/adl1.4
"$bin/ccred" token demo --format curl |
	curl -q -sS --noproxy '*' --cacert "$ca" -K - "$api" >"$work/api"
is "curl -K -" "$(jq -r '.[0].template_id' "$work/api")" vital_signs.v1
"$bin/ccred" token demo --format header >"$work/header"
curl -q -sS --noproxy '*' --cacert "$ca" -H @"$work/header" "$api" >"$work/api"
is "curl -H @FILE" "$(jq -r '.[0].template_id' "$work/api")" vital_signs.v1

ccred token demo --renew
is "--renew" "$code$err" 0
[ -n "$out" ] && [ "$out" != "$token" ]
ok "--renew gives a new token"
token=$out
ccred token demo
is "which is kept" "$out" "$token"
control fault=500
ccred token demo --renew
refused "--renew gives the error" 69 "ccred: demo: the server has a fault*500*"
control clear=1
ccred token demo
is "and the old entry stays" "$out" "$token"

ccred token demo --min-valid 600
is "--min-valid that the cache meets" "$out" "$token"
ccred forget demo
ccred token demo --min-valid 3590
is "--min-valid that a new token meets" "$code" 0
token=$out
ccred token demo --min-valid 7200
refused "--min-valid that the server does not meet" 73 \
	"ccred: demo: the server grants tokens for [15]* [hm]*: ask for a smaller --min-valid"

before=$(token_requests)
ccred token demo --min-valid 7200
is "nor is it asked for that again at once" "$code $(($(token_requests) - before))" "73 0"
age 40
ccred token demo --min-valid 7200
is "but later" "$code $(($(token_requests) - before))" "73 1"

# The same for all callers, as the profile says it.
sed -i 's/^profile demo/&\n    hand-out-min 3000/' "$config"
ccred forget demo
ccred token demo
token=$out
ccred token demo --min-valid 60
is "hand-out-min that the cache meets" "$code $out" "0 $token"
age 650
ccred token demo
[ "$code" = 0 ] && [ "$out" != "$token" ]
ok "it does not: a new token"
token=$out
ccred token demo --min-valid 7200
like "the larger one counts" "$code$err" "73ccred: demo: *: ask for a smaller --min-valid"
sed -i 's/hand-out-min 3000/hand-out-min 7200/' "$config"
before=$(token_requests)
ccred token demo
refused "hand-out-min that the server does not meet" 73 \
	"ccred: demo: the server grants tokens for [15]* [hm]*: give the profile a smaller hand-out-min"
printf 'url=%s/openehr/v1\n\n' "$url" >"$work/in"
run "$bin/ccred" get <"$work/in"
is "nor for git: it is not asked again at once" "$code$out $(($(token_requests) - before))" "73quit=1 0"
sed -i '/hand-out-min/d' "$config"

control 'expires-in="soon"'
ccred forget demo
ccred token demo --min-valid 1
is "--min-valid of nobody knows how long" "$code$out" 73
like "which says so" "$err" "*
ccred: demo: the server does not say how long*"
control expires-in=default
ccred token demo

ccred forget demo
is "forget" "$code$out$err" 0
is "removes the token" "$(find "$XDG_RUNTIME_DIR" -name '*.token')" ""
before=$(token_requests)
ccred token demo
is "a new one is fetched" "$(($(token_requests) - before))" 1

ccred profiles
is "profiles" "$out" "demo  $url/openehr/v1"
cp "$config" "$config.good"
ccred token demo
sed -i 's/issuer/isuer/' "$config"
ccred forget demo
is "a profile that is refused by now is forgotten" "$code$err$(find "$XDG_RUNTIME_DIR" -name '*.token')" 0
ccred forget demo
refused "with nothing left of it, it is refused" 78 "ccred: $config:*isuer*"
cp "$config.good" "$config"
echo "profile broken" >>"$config"
ccred profiles
is "a broken one is listed" "$code$(printf '%s\n' "$out" | sed -n 's/^broken *refused: .*/ refused/p')" "78 refused"
is "with one error" "$err" "ccred: 1 refused: correct what is said above"
mv "$config.good" "$config"
XDG_CONFIG_HOME=$HOME ccred profiles
is "no profiles" "$code$out$err" \
	"0hint: no profile is configured ($HOME/ccred/config does not exist): ccred setup URL"

# Usage.
usage() { # PATTERN ARGUMENT...
	pattern=$1
	shift
	ccred "$@"
	refused "usage: $(printf '%s ' "$@" | sed "s|$url|URL|")" 64 "ccred: $pattern"
}
usage "unknown command tokne: did you mean token?" tokne
usage "unknown command login: did you mean setup?" login
usage "unknown command init: did you mean setup?" init
usage "unknown command auth: did you mean setup?" auth
usage "unknown command ls: did you mean profiles?" ls -l
usage "unknown command list: did you mean profiles?" list
usage "unknown command logout: did you mean forget?" logout demo
usage "unknown command rm: did you mean remove?" rm demo
usage "unknown command frobnicate: ccred --help" frobnicate
usage "unknown command rmm: ccred --help" help rmm
usage "unknown option --versoin: did you mean --version?" --versoin
usage "an option stands behind its command: ccred COMMAND --json" --json status
usage "unknown option --secret: did you mean --secret-stdin?" setup --secret hunter2
usage "*missing*" token
usage "too many arguments: ccred token --help" token a b
usage "unknown option --nonsense: *" token --nonsense demo
usage "unknown option --secret: *" token demo --secret=hunter2
usage "unknown option -f: *" forget -f demo
usage "unknown --format xml*" token --format xml demo
usage "--min-valid -1*" token --min-valid -1 demo
usage "--min-valid 86401*" token --min-valid 86401 demo
usage "--format lacks its value: *" token demo --format
usage "--tenant lacks its value: *" forget demo --tenant
usage "*tenant*" token --tenant x "$url/openehr/v1"
usage "PROFILE|URL or --all is missing: ccred forget --help" forget
usage "*no arguments*" profiles x
usage "*no arguments*" get x
ccred token dmeo
refused "an unknown profile" 78 'ccred: *"dmeo"*"demo"*'
ccred token https://other.example/
refused "an unknown URL" 78 "ccred: *"

# Descriptors that cannot be used.
code=0
"$bin/ccred" token demo >/dev/full 2>"$work/err" || code=$?
is "a full stdout" "$code$(cat "$work/err")" \
	"74ccred: demo: cannot write the answer to stdout: No space left on device"
code=0
"$bin/ccred" token demo >&- 2>"$work/err" || code=$?
is "a closed stdout" "$code" 74
code=0
"$bin/ccred" token demo 2>&- >"$work/out" || code=$?
is "a closed stderr" "$code" 0
code=0
"$bin/ccred" token demo <&- >"$work/out" || code=$?
is "a closed stdin" "$code" 0

# Few descriptors to open. (valgrind wants more for itself.)
if [ -z "$wrapper" ]; then
	code=0
	(ulimit -n 32 && "$bin/ccred" token demo --renew >"$work/out" 2>"$work/err") || code=$?
	is "32 descriptors are enough" "$code$(cat "$work/err")" 0
fi

# What changes the token changes the key.
before=$(token_requests)
sed -i 's/api.read/api.write/' "$config"
ccred token demo --format json
is "another scope is another token" \
	"$(printf %s "$out" | jq -r .scope) $(($(token_requests) - before))" "api.write 1"
finish
