# Failures and refusals that callers share, and how a corrected secret ends them at once.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null

# Of the server: for a few seconds, by all.
control fault=503
ccred token demo
is "a fault" "$code $(token_requests)" "69 3"
ccred token demo
is "is shared" "$code $(token_requests)" "69 3"
like "and says so" "$err" "ccred: demo: the server has a fault*"
sleep 1.1
ccred token demo
like "with its age" "$err" "*hint: that was [0-9]* s ago; the server is asked again in *--renew*"
control clear=1
ccred token demo --renew
is "--renew passes over it" "$code $(token_requests)" "0 4"
ccred token demo
is "and a success ends it" "$code $(token_requests)" "0 4"
ccred forget demo
control fault=500
ccred token demo
control clear=1
ccred forget demo
ccred token demo
is "so does forget" "$code" 0
ccred forget demo
control fault=503 count=3
ccred token demo
is "a fault once more" "$code" 69
sleep 5.1
ccred token demo
is "it counts for five seconds" "$code" 0

# Of a caller whose time was over when its turn came: its own.
ccred forget demo
find "$XDG_RUNTIME_DIR" -name 'doc-*' -delete
key=$(basename "$(find "$XDG_RUNTIME_DIR" -name '*.lock')" .lock)
printf 'ccred=1\noperation=token\nprofile=demo\nkey=%s\ndeadline=1\n\n' "$key" >"$work/in"
out=$(python3 "$abs_top_srcdir/tests/acquire/ask.py" "$bin/ccred-acquire" <"$work/in")
like "no time left" "$out" "ccred=1
status=75
*text=no time was left*"
is "is not shared" "$("$bin/ccred" status --json | jq '.[0].last_error | "\(.code) \(.counts)"')" '"75 false"'

# 429: for as long as the server says.
ccred forget demo
control fault=429 retry-after=60 count=1
before=$(token_requests)
ccred token demo
is "429" "$code $(($(token_requests) - before))" "75 1"
ccred token demo
is "is honoured" "$code $(($(token_requests) - before))" "75 1"
ccred forget demo
control fault=429 retry-after=1 count=1
before=$(token_requests)
ccred token demo
is "a short Retry-After is waited for" "$code $(($(token_requests) - before))" "0 2"

# A token that was rejected, and that the server hands out again: asked for once a minute.
control fault=same-token
ccred token demo
printf 'url=%s/openehr/v1\npassword=%s\n\n' "$url" "$out" | "$bin/ccred" erase
before=$(token_requests)
ccred token demo
is "a rejected token that comes again" "$code$out $(($(token_requests) - before))" "77 1"
like "is said" "$err" "ccred: demo: the server handed out the token again that was rejected: *"
ccred token demo
is "and not asked for by each call" "$code$out $(($(token_requests) - before))" "77 1"
ccred doctor demo --json
is "but by the doctor, who records it as well" \
	"$code $(($(token_requests) - before)) $("$bin/ccred" status --json | jq '.[0].last_error.counts')" "77 2 true"
age 60
ccred token demo
is "but once a minute" "$code$out $(($(token_requests) - before))" "77 3"
control clear=1
ccred token demo --renew
is "or with --renew" "$code $(($(token_requests) - before))" "0 4"

# Of the credentials: until they change.
ccred forget demo
printf 'wrong-secret\n' >"$work/secret"
before=$(token_requests)
ccred token demo
is "a wrong secret" "$code $(($(token_requests) - before))" "77 1"
ccred token demo
is "is not sent again" "$code $(($(token_requests) - before))" "77 1"
like "and that is said" "$err" "*invalid_client*hint: refused [0-9]* s ago*; ccred forget * clears this*"
find "$XDG_RUNTIME_DIR" -name 'doc-*' -delete
control smart=off oauth=off oidc=off
ccred token demo
is "a server that has another fault meanwhile" "$code" 76
control smart=on
age 6
ccred token demo
is "does not have it sent again" "$code $(($(token_requests) - before))" "77 1"
printf 'other-secret\n' >"$work/secret"
ccred token demo
is "another one is" "$code $(($(token_requests) - before))" "77 2"
printf 'demo-secret\n' >"$work/secret"
ccred token demo
is "and the right one works at once" "$code $(($(token_requests) - before))" "0 3"

# Whatever the refusal looks like, the credential is sent once, and not by another command either.
refusal() { # NAME CODE CONTROL...
	name=$1 wanted=$2
	shift 2
	ccred forget demo
	control fault=body "$@"
	before=$(token_requests)
	ccred token demo
	ccred token demo --renew
	ccred doctor demo
	ccred token demo
	is "$name: once" "$code$out $(($(token_requests) - before))" "$wanted 1"
}
json=content-type=application/json
refusal "an error that nobody knows" 77 status=400 "$json" 'body={"error":"unheard_of"}'
refusal "an object" 76 status=400 "$json" 'body={"error":{"code":1}}'
refusal "an object with 200" 77 status=200 "$json" 'body={"error":{"code":1}}'
refusal "no such endpoint" 76 status=404 body=no
refusal "plain text" 76 status=422 content-type=text/plain body=no
refusal "a fault of the server, as it says" 69 status=400 "$json" 'body={"error":"server_error"}'

# It holds for all profiles with this client and endpoint; but not if it is about the request.
cat >>"$config" <<PROFILE
profile twin
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    client-id demo
    source    required env secret=TWIN_SECRET
PROFILE
twin() {
	run env TWIN_SECRET=demo-secret "$bin/ccred" token twin "$@"
}
before=$(token_requests)
twin
is "another profile with the same client" "$code$out $(($(token_requests) - before))" "69 0"
like "is told why" "$err" "ccred: twin: the server has a fault (*server_error*hint: refused [0-9]* s ago*"
control clear=1
twin --renew
is "for as long as it holds" "$code$out $(($(token_requests) - before))" "69 0"
age 31
twin
is "and is asked again then" "$code $(($(token_requests) - before))" "0 1"
ccred token demo
is "as the first one is, by its success" "$code $(($(token_requests) - before))" "0 2"
refusal "an error about the request" 77 status=400 "$json" 'body={"error":"invalid_scope"}'
control clear=1
twin --renew
is "holds for that request alone" "$code $(($(token_requests) - before))" "0 2"
ccred forget demo
ccred token demo
is "until it is forgotten" "$code $(($(token_requests) - before))" "0 3"

# Operations on a token: refused at their endpoint, they are not sent there again.
control fault=401 on=introspect
control fault=403 on=revoke
for command in inspect inspect revoke revoke; do
	ccred $command demo
	is "$command, refused" "$code" 77
done
is "each was sent once" "$(grep -c 'POST /oauth/introspect' "$log") $(grep -c 'POST /oauth/revoke' "$log")" "1 1"
ccred token demo --renew
is "a token can be had" "$code $(($(token_requests) - before))" "0 4"
control clear=1 fault=401
ccred token demo --renew
age 31
ccred token demo --renew
ccred inspect demo
ccred revoke demo
is "a client that was refused a token is not sent elsewhere" \
	"$code $(grep -c 'POST /oauth/introspect' "$log") $(grep -c 'POST /oauth/revoke' "$log")" "77 1 1"
control clear=1

# Who waits for another call shares its failure, of any kind.
cat >"$work/program" <<PROGRAM
#!/bin/sh
echo >>"$work/runs"
until [ -e "$work/go" ]; do sleep 0.05; done
exit 1
PROGRAM
chmod 700 "$work/program"
demo_config </dev/null
sed -i "s|source.*|source required exec command=$work/program|" "$config"
ccred forget demo
trace=$work/trace
CCRED_TRACE=$trace "$bin/ccred" token demo >"$work/first" 2>&1 &
first=$!
wait_for "$work/runs"
CCRED_TRACE=$trace "$bin/ccred" token demo >"$work/second" 2>&1 &
second=$!
until grep -q 'lock: waiting for another call' "$trace"; do sleep 0.05; done
touch "$work/go"
code=0
wait "$first" || code=$?
wait "$second" || code=$code$?
is "a program that fails" "$code $(wc -l <"$work/runs")" "6969 1"
is "is told to all alike" "$(cat "$work/second")" "$(cat "$work/first")"

# A source that has a newer one is asked once more.
demo_config <<MORE
MORE
sed -i '/source/d' "$config"
echo "    source required debug secret=old-secret refresh-secret=demo-secret count-file=$work/calls" >>"$config"
ccred forget demo
before=$(token_requests)
ccred token demo
is "a refreshed secret" "$code $(($(token_requests) - before)) $(wc -l <"$work/calls" | tr -d ' ')" "0 2 2"
# The success of the other has not ended the refusal of this one.
sed -i 's/refresh-secret=demo-secret/refresh-secret=old-secret/' "$config"
: >"$work/calls"
before=$(token_requests)
ccred token demo
is "an equal one is not sent again" \
	"$code $(($(token_requests) - before)) $(wc -l <"$work/calls" | tr -d ' ')" "77 0 2"
sed -i 's/refresh-secret=old-secret/refresh-secret=older-secret/' "$config"
age 31
before=$(token_requests)
ccred token demo
is "both are refused" "$code $(($(token_requests) - before))" "77 2"
ccred token demo --renew
sed -i 's/secret=old-secret/secret=older-secret/' "$config"
ccred token demo
is "and both are held" "$code $(($(token_requests) - before))" "77 2"

# Of a source: never shared.
sed -i 's/source required.*/source required file path=missing/; s|path=missing|path='"$work"'/missing|' "$config"
before=$(requests)
ccred token demo
is "a missing secret" "$code" 67
printf 'demo-secret\n' >"$work/missing"
chmod 600 "$work/missing"
ccred token demo
is "is not remembered" "$code" 0
# The token endpoint moves while its metadata is kept: they are asked for anew.
control defaults=1
demo_config </dev/null
metadata() {
	grep -c 'smart-configuration' "$log" || :
}
ccred forget demo
rm "$XDG_RUNTIME_DIR"/ccred/doc-*
control token-endpoint="$url/oauth/old"
ccred token demo
is "an endpoint that is not there" "$code" 76
ccred forget demo
control defaults=1
before=$(token_requests) asked=$(metadata)
ccred token demo
is "has moved: found in new metadata" "$code$err $(($(token_requests) - before)) $(($(metadata) - asked))" \
	"0 1 1"
ccred token demo --renew
is "which are kept" "$code $(($(metadata) - asked))" "0 1"
control fault=404
before=$(token_requests) asked=$(metadata)
ccred token demo --renew
is "one that has not moved" "$code" 76
is "is not asked once more" "$(($(token_requests) - before)) $(($(metadata) - asked))" "1 1"
control clear=1
finish
