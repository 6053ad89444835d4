# The dialects of kubectl, Bazel, Go, Terraform and MCP clients: what each asks, and what it reads.
# shellcheck disable=SC2089,SC2090 # the quotes are those of JSON
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
ccred token demo
token=$out
api=$url/openehr/v1
rfc3339='[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'

helper() { # WORD...
	run "$bin/ccred" helper "$@"
}

# The same, for another caller each time: one that asks again would say that its token was rejected.
once() { # WORD...
	run sh -c '"$@"; exit $?' sh "$bin/ccred" helper "$@"
}

# kubectl: the version that it asks for, and the server of the cluster.
v1=client.authentication.k8s.io/v1
KUBERNETES_EXEC_INFO="{\"apiVersion\":\"$v1\",\"kind\":\"ExecCredential\",\"spec\":{\"interactive\":false,
	\"cluster\":{\"server\":\"$api\"}}}"
export KUBERNETES_EXEC_INFO
once kubernetes
like "kubernetes: v1, by the server" "$code$out" "0{\"kind\":\"ExecCredential\",\"apiVersion\":\"$v1\",\
\"status\":{\"expirationTimestamp\":\"$rfc3339\",\"token\":\"$token\"}}"
KUBERNETES_EXEC_INFO="{\"apiVersion\":\"${v1}beta1\",\"spec\":{}}"
once kubernetes demo
like "kubernetes: v1beta1, by the profile" "$code$out" "0*\"apiVersion\":\"${v1}beta1\",*"
once kubernetes
refused "kubernetes: no server" 64 "ccred: the client names no server:*"
once kubernetes demo get
refused "kubernetes: too many words" 64 "ccred: at most one word*"
KUBERNETES_EXEC_INFO="{\"apiVersion\":\"$v1\",\"spec\":{\"cluster\":{\"server\":\"https://other.example\"}}}"
once kubernetes
refused "kubernetes: not ours" 78 "ccred: *"
for info in "" "{" "{}" "{\"apiVersion\":1}" "{\"apiVersion\":\"${v1}alpha1\"}" \
	"{\"apiVersion\":\"$v1\",\"spec\":{\"cluster\":{\"server\":7}}}"; do
	KUBERNETES_EXEC_INFO=$info
	once kubernetes demo
	refused "kubernetes: $info" 65 "ccred: KUBERNETES_EXEC_INFO: *"
done
unset KUBERNETES_EXEC_INFO
once kubernetes demo
like "kubernetes: without the variable v1beta1" "$code$out" "0*\"apiVersion\":\"${v1}beta1\",*"

# Bazel.
bazel() { # REQUEST
	printf %s "$1" >"$work/in"
	run "$bin/ccred-credential-helper" get <"$work/in"
}
bazel "{\"uri\":\"$api/ehr\",\"more\":[1]}"
like "engflow" "$code$out" "0{\"headers\":{\"Authorization\":\[\"Bearer $token\"\]},\"expires\":\"$rfc3339\"}"
bazel "{\"uri\":\"grpcs${api#https}/ehr\"}"
like "engflow: gRPC" "$code$out" "0*Bearer $token*"
for uri in https://other.example/ https://u:p@x.example/ "$url/other" grpc://x.example unix:/run/x; do
	bazel "{\"uri\":\"$uri\"}"
	is "engflow, not ours: ${uri#"$url"}" "$code$out$err" '0{"headers":{}}'
done
for request in "" "{" "{}" "[]" '{"uri":1}' '{"uri":"x"} y'; do
	bazel "$request"
	refused "engflow, malformed: $request" 65 "ccred: *"
done
run "$bin/ccred-helper" engflow list </dev/null
refused "engflow: another word" 64 "ccred: *get*"

# Go: the first call, and the one after a failed request.
helper goauth </dev/null
is "goauth: a first call without a profile" "$code$out$err" 0
helper goauth demo
is "goauth: a first call for a profile" "$code$(cat "$work/out")" "0$api

Authorization: Bearer $token"
is "goauth: both empty lines" "$(tail -c 2 "$work/out" | od -An -c | tr -d ' ')" '\n\n'
go_again() { # STATUS WORD...
	printf 'HTTP/1.1 %s\nContent-Length: 0\n\n' "$1" >"$work/in"
	shift
	run "$bin/ccred" helper goauth "$@" <"$work/in"
}
go_again "403 Forbidden" "$api/x/@v/list?y=1"
is "goauth: by the URL of a request" "$code$out" "0$api

Authorization: Bearer $token"
go_again "401 Unauthorized" https://other.example/x
is "goauth: not ours" "$code$out$err" 0
go_again "401 Unauthorized" demo https://other.example/x
is "goauth: not the profile's" "$code$out$err" 0
helper goauth demo other
refused "goauth: two profiles" 64 "ccred: *;*"

# Terraform.
host=${url#https://}
run "$bin/terraform-credentials-ccred" get "$host"
is "terraform: get" "$code$out" "0{\"token\":\"$token\"}"
helper terraform get other.example
is "terraform: not ours" "$code$out$err" "0{}"
printf '{"token":"x"}' >"$work/in"
run "$bin/ccred" helper terraform store "$host" <"$work/in"
refused "terraform: store" 64 "ccred: *stores none*"
for words in "" get "get a b" "list $host"; do
	# shellcheck disable=SC2086 # several words
	helper terraform $words
	refused "terraform: ${words%"$host"}" 64 "ccred: *"
done

# MCP clients.
helper headers demo
is "headers: by the profile" "$code$out" "0{\"Authorization\":\"Bearer $token\"}"
helper headers "$api"
is "headers: by the URL" "$code$out" "0{\"Authorization\":\"Bearer $token\"}"
run env CLAUDE_CODE_MCP_SERVER_URL="$api/mcp" "$bin/ccred" helper headers
is "headers: by the client" "$code$out" "0{\"Authorization\":\"Bearer $token\"}"
run env CLAUDE_CODE_MCP_SERVER_URL=https://other.example/ "$bin/ccred" helper headers
is "headers: not ours" "$code$out$err" "0{}"
helper headers
refused "headers: no server" 64 "ccred: the client names no server*"
helper headers https://other.example/
refused "headers: a URL that no profile has" 78 "ccred: *"
is "one request for it all" "$(token_requests)" 1

# What can be told of a rejection.
helper terraform forget "$host"
is "terraform: forget" "$code$out$err" 0
helper terraform get "$host"
like "terraform: forgotten" "$code$out" '0{"token":"?*"}'
[ "$out" != "{\"token\":\"$token\"}" ]
ok "and another one comes"

for name in kubernetes engflow goauth terraform headers codex rclone msmtp mbsync; do
	helper $name --configure demo
	like "$name: what to paste" "$code$out" "0#*ccred*"
done

helper rclone demo
refused "a tool without a dialect" 64 "ccred: *ccred token*ccred helper rclone --configure*"

# A named profile has the server that the client names; and Go is told of https alone.
CLAUDE_CODE_MCP_SERVER_URL=https://other.example run "$bin/ccred" helper headers demo
refused "headers: another server" 64 "ccred: *"
KUBERNETES_EXEC_INFO="{\"apiVersion\":\"$v1\",\"spec\":{\"cluster\":{\"server\":\"https://other.example\"}}}" \
	run "$bin/ccred" helper kubernetes demo
refused "kubernetes: another server" 64 "ccred: *"
cat >>"$config" <<CONFIG
profile bare
    token-endpoint https://auth.example/token
    client-id      bare
    source         required file path=$work/secret
CONFIG
helper goauth bare
refused "goauth: no target with https" 64 "ccred: bare: the profile has no target with https, *"

# A caller that asks again was refused with the token that it was given.
for words in "kubernetes demo" "goauth demo"; do
	ccred forget demo
	# shellcheck disable=SC2086 # two words
	helper $words
	first=$code$out
	case $words in
	goauth*) go_again "401 Unauthorized" demo "$api/x" ;;
	*) helper kubernetes demo ;;
	esac
	[ "$code" -eq 0 ] && [ -n "$out" ] && [ "$code$out" != "$first" ]
	ok "${words% demo}: asking again takes the token back"
done

# A failure prints no fragment.
printf 'wrong-secret\n' >"$work/secret"
ccred forget demo
for words in "kubernetes demo" "goauth demo" "terraform get $host" "headers demo"; do
	# shellcheck disable=SC2086 # several words
	helper $words
	refused "${words%"$host"}: refused by the server" 77 "ccred: demo: *"
done
bazel "{\"uri\":\"$api\"}"
refused "engflow: refused by the server" 77 "ccred: demo: *"
finish
