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
like "with its age" "$err" "*hint: [0-9]* s ago*--renew*"
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
like "and that is said" "$err" "*invalid_client*hint: refused [0-9]* s ago*"
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

# A source that has a newer one is asked once more.
demo_config <<MORE
MORE
sed -i '/source/d' "$config"
echo "    source required debug secret=old-secret refresh-secret=demo-secret count-file=$work/calls" >>"$config"
ccred forget demo
before=$(token_requests)
ccred token demo
is "a refreshed secret" "$code $(($(token_requests) - before)) $(wc -l <"$work/calls" | tr -d ' ')" "0 2 2"
sed -i 's/refresh-secret=demo-secret/refresh-secret=old-secret/' "$config"
: >"$work/calls"
before=$(token_requests)
ccred token demo
is "an equal one is not sent again" \
	"$code $(($(token_requests) - before)) $(wc -l <"$work/calls" | tr -d ' ')" "77 1 2"

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
