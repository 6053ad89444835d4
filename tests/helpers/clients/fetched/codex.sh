# codex with a provider of models whose token is the output of a command, run again after a 401.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients </dev/null
serve /v1/responses text/event-stream <<'SSE'
event: response.created
data: {"type":"response.created","response":{"id":"r1"}}

event: response.output_item.done
data: {"type":"response.output_item.done","item":{"type":"message","role":"assistant","id":"m1","content":[{"type":"output_text","text":"hello"}]}}

event: response.completed
data: {"type":"response.completed","response":{"id":"r1","usage":{"input_tokens":0,"input_tokens_details":null,"output_tokens":0,"output_tokens_details":null,"total_tokens":0}}}

SSE
CODEX_HOME=$work/codex CODEX_CA_CERTIFICATE=$ca
export CODEX_HOME CODEX_CA_CERTIFICATE
mkdir "$CODEX_HOME"
use() { # HOST
	{
		cat <<TOML
model = "demo"
model_provider = "acme"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.acme]
name = "acme"
base_url = "https://$1/v1"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
TOML
		[ "$1" = "$other" ] || cat <<TOML
[model_providers.acme.auth]
command = "ccred"
args = ["token", "acme", "--again-means-rejected"]
refresh_interval_ms = 0
TOML
	} >"$CODEX_HOME/config.toml"
	client codex exec --skip-git-repo-check --sandbox read-only hello
}
five_cases codex "$(codex --version | sed 's/^codex-cli //')" at-once
finish
