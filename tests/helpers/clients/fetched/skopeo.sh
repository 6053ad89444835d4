# skopeo, which calls docker's credential helpers as docker and podman do.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients </dev/null
echo 'Basic realm="registry"' >"$work/mine/challenge"
echo '{}' | serve /v2/ application/json
echo '{"name":"demo","tags":["one"]}' | serve /v2/demo/tags/list application/json
printf '{"credHelpers": {"%s": "ccred", "%s": "ccred"}}\n' "$mine" "$other" >"$work/auth.json"
use() { # HOST
	client env REGISTRY_AUTH_FILE="$work/auth.json" skopeo list-tags "docker://$1/demo"
}
five_cases skopeo "$(skopeo --version | sed 's/^skopeo version //')" silent
finish
