# The dialects of package and image registries: docker, pip, pnpm and cargo, and how each request can be worded wrongly.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config <<CONFIG
    target    $url
CONFIG
host=${url#https://}
for name in cargo-credential-ccred docker-credential-ccred ccred-token-demo keyring; do
	ln -s "$bin/ccred-helper" "$work/$name"
done

docker() { # VERB [REQUEST]
	printf %s "${2-}" >"$work/in"
	run "$work/docker-credential-ccred" "$1" <"$work/in"
}
secret() {
	printf '%s\n' "$out" | sed -n 's/.*"Secret":"\([^"]*\)".*/\1/p'
}
missing="credentials not found in native keychain"

# A cold cache, many callers, one request. They take long on a busy machine.
sed -i 's/timeout .*/timeout   60/' "$config"
callers=$((1000 / divisor))
printf %s "$host" >"$work/in"
pids=
i=0
while [ "$i" -lt "$callers" ]; do
	"$bin/ccred-helper" docker get <"$work/in" >>"$work/answers" 2>&1 &
	pids="$pids $!"
	i=$((i + 1))
done
for pid in $pids; do
	wait "$pid"
done
is "many docker-credential-ccred get on a cold cache have one answer" \
	"$(sort "$work/answers" | uniq -c | sed 's/^ *\([0-9]* {\).*/\1/')" "$callers {"
is "and make one token request" "$(token_requests)" 1

docker get "$host"
like "docker: a bare host means https" "$out" "{\"ServerURL\":\"$host\",\"Username\":\"oauth2\",\"Secret\":\"?*\"}"
token=$(secret)
docker get "$url/v1/
unused"
is "docker: a URL, and nothing behind its line" "$code $(secret)" "0 $token"
docker get "  "
refused "docker: no server" 65 "ccred: *no server*" "no credentials server URL"
docker get registry.example
is "docker: not mine" "$code $out$err" "1 $missing"
# No profile can have these.
for server in "oci://registry.example" "https://user:geheim@$host" "https://" "a b" "$(printf 'a\001b')" '{"ServerURL":' '"'; do
	docker get "$server"
	is "docker: not mine: $server" "$code $out$err" "1 $missing"
done
printf 'a\000b\n' >"$work/in"
run "$work/docker-credential-ccred" get <"$work/in"
is "docker: a NUL byte" "$code" 65
head -c 1100000 /dev/zero | tr '\0' a >"$work/in"
run "$work/docker-credential-ccred" get <"$work/in"
is "docker: a request without an end" "$code $(wc -c <"$work/in")" "65 1100000"
# A caller that holds the other end, as coprocesses do; and three requests that are none.
mkfifo "$work/fifo"
exec 9<>"$work/fifo"
printf '%s\n' "$host" >&9
run timeout 20 "$work/docker-credential-ccred" get <"$work/fifo"
is "docker: a line ends the request" "$code $(secret)" "0 $token"
run timeout 20 "$work/docker-credential-ccred" list <"$work/fifo"
is "docker: list asks for nothing" "$code $out" "0 {}"
run timeout 20 "$work/docker-credential-ccred" version <"$work/fifo"
like "docker: version" "$code $out" "0 docker-credential-ccred (ccred) [0-9]*"
run timeout 20 "$work/docker-credential-ccred" steal <"$work/fifo"
is "docker: another word" "$code $out" "64 $err"

run timeout 20 "$work/ccred-token-demo" <"$work/fifo"
is "pnpm: the name of the program is the profile" "$code $out" "0 Bearer $token"
run timeout 20 "$work/ccred-token-demo" more <"$work/fifo"
refused "pnpm: an argument" 64 "ccred: pnpm *"
ln -s "$bin/ccred-helper" "$work/ccred-token-demi"
run "$work/ccred-token-demi"
refused "pnpm: no such profile" 78 "ccred: *demi*"

for words in "get $url/simple/ oauth2" "get $host oauth2" "--mode=password --output plain get $url any"; do
	# shellcheck disable=SC2086 # several words
	run timeout 20 "$work/keyring" $words <"$work/fifo"
	is "pip: $words" "$code $out" "0 $token"
done
exec 9<&-
run "$work/keyring" --mode=creds --output=json get "$url"
is "pip: as an object" "$out" "{\"username\":\"oauth2\",\"password\":\"$token\"}"
run "$work/keyring" get "$url" --mode creds
is "uv: the user name first" "$out" "oauth2
$token"
run "$work/keyring" get https://pypi.example/simple oauth2
is "pip: not mine" "$code$out$err" 1
for words in "" "get" "get $url" "set $url oauth2" "get $url a b" "--mode=creds" "--mode get $url" "-v get $url a"; do
	# shellcheck disable=SC2086 # several words
	run "$work/keyring" $words
	refused "pip: $words" 64 "ccred: pip *"
done
is "all from the cache" "$(token_requests)" 1

docker store "{\"ServerURL\":\"$host\",\"Username\":\"me\",\"Secret\":\"geheim\"}"
is "docker: store succeeds" "$code$out" 0
like "docker: and stores nothing" "$err" "ccred: demo: warning: no password is stored*"
docker store '{"ServerURL":"registry.example","Username":"me","Secret":"geheim"}'
like "docker: store for others" "$code $out" "64 ccred: no profile has this server*"
docker store '{"Secret":"geheim"'
is "docker: a malformed store" "$code $out" "65 $err"
docker get "$url"
is "docker: the token is the same" "$(secret)" "$token"

docker erase "$host"
is "docker: erase says nothing" "$code$out$err" 0
docker erase registry.example
is "docker: also for others" "$code$out$err" 0
docker get "$host"
[ "$code" -eq 0 ] && [ "$(secret)" != "$token" ]
ok "docker: after erase another token"
is "by one more request" "$(token_requests)" 2
control fault=500
docker erase "$host"
docker get "$host"
is "docker: a failure on stdout and stderr" "$code ${out#ccred: }" "69 ${err#ccred: demo: }"
run "$work/ccred-token-demo"
refused "pnpm: a failure" 69 "ccred: demo: *"
run "$work/keyring" get "$url" oauth2
refused "pip: a failure" 69 "ccred: demo: *"
demo_config <<CONFIG
    target    $url
    on-failure next
CONFIG
docker get "$host"
is "docker: on-failure next" "$code $out" "69 $missing"

greeting='{"v":[1]}'
greets='{"v":\[1\]}' # as a pattern
cargo() { # KIND [INDEX [MORE]], or a whole line alone
	case $1 in
	"{"* | "") printf '%s' "$1" >"$work/in" ;;
	*) printf '{"v":1,"kind":"%s","registry":{"index-url":"%s"}%s}\n' "$1" "${2-sparse+$url/index/}" "${3-}" >"$work/in" ;;
	esac
	run "$work/cargo-credential-ccred" --cargo-plugin <"$work/in"
}
cargo get
like "cargo: on-failure next" "$code $out" "0 $greets
{\"Err\":{\"kind\":\"not-found\",*}}"
like "cargo: and a warning" "$err" "ccred: demo: warning: *"
demo_config <<CONFIG
    target    $url
CONFIG
cargo get
like "cargo: a failure" "$code $out$err" "0 $greets
{\"Err\":{\"kind\":\"other\",\"message\":\"*\"}}"
control clear=1
unhold
for operation in read publish; do
	cargo get "sparse+$url/index/" ",\"operation\":\"$operation\",\"name\":\"x\",\"args\":[\"--any\"]"
	like "cargo: $operation" "$code $out" "0 $greets
{\"Ok\":{\"kind\":\"get\",\"token\":\"Bearer ?*\",\"cache\":\"expires\",\"expiration\":[0-9]*,\"operation_independent\":true}}"
	first=${first-$out}
done
is "cargo: from the cache" "$out" "$first"
exec 9<>"$work/fifo"
cat "$work/in" >&9
run timeout 20 "$work/cargo-credential-ccred" --cargo-plugin <"$work/fifo"
is "cargo: a line ends the request" "$code $out" "0 $first"
exec 9<&-
cargo get "$url/index"
is "cargo: an index without sparse+" "$out" "$first"
for index in sparse+https://crates.example/ ssh://git@host/x file:///x 'https://a/\u0001' "https://user:geheim@$host/"; do
	cargo get "$index"
	is "cargo: not mine: $index" "$code $out$err" "0 $greeting
{\"Err\":{\"kind\":\"url-not-supported\"}}"
done
cargo revoke
is "cargo: an unknown request" "$out" "$greeting
{\"Err\":{\"kind\":\"operation-not-supported\"}}"
cargo login "$url" ',"token":"geheim"'
like "cargo: login" "$code $out$err" "0 $greets
{\"Err\":{\"kind\":\"other\",\"message\":\"profile demo *\"}}"
cargo logout
is "cargo: logout" "$code $out$err" "0 $greeting
{\"Ok\":{\"kind\":\"logout\"}}"
cargo get
[ "$code" -eq 0 ] && [ "$out" != "$first" ]
ok "cargo: and then another token"
deep=$(printf '%2000s' '' | tr ' ' '[')
for line in '{' '{}' '{"kind":"get"}' '{"kind":"get","registry":{"index-url":"https://a"}' \
	'{"kind":"get","kind":"get","registry":{"index-url":"https://a"}}' '{"kind":7,"registry":{}}' '{"token":"geheim' \
	'{"kind":"get","registry":{"index-url":"https://a\u0000b"}}' "{\"a\":$deep"; do
	cargo "$line"
	like "cargo: $(printf '%.70s' "$line")" "$code $out$err" "0 $greets
{\"Err\":{\"kind\":\"other\",\"message\":\"*\"}}"
	is "cargo: and no secret of it" "$(printf %s "$out" | grep -c geheim)" 0
done
cargo ""
is "cargo: no request" "$code $out$err" "0 $greeting"

ccred helper cargo --configure demo
like "cargo: what to paste" "$out" "*index = \"sparse+$url/openehr/v1/\"*credential-provider = *"
ccred helper docker --configure "$url"
like "docker: what to paste" "$out" "*\"credHelpers\": { \"$host\": \"ccred\" }*"
ccred helper pnpm --configure demo
like "pnpm: what to paste" "$out" "*ln -s *ccred-token-demo*/:tokenHelper=$HOME/.local/bin/ccred-token-demo"
ccred helper pip --configure demo
like "pip: what to paste" "$out" "*ln -s */keyring*keyring-provider = subprocess*oauth2@$host*"
finish
