# The vault plugin, against a stand-in that gives the answers which the HTTP API of Vault and OpenBao documents:
# no real server can be installed here.
. "$abs_top_srcdir/tests/lib/lib.sh"
command -v python3 >/dev/null || {
	echo "1..0 # SKIP no python3"
	exit 0
}
start_server as --client demo:demo-secret
answers=$abs_top_srcdir/tests/plugins/vault/answers
token=hvs.canary-vT7kQ2xW9
role=59d6d1ca-47bb-4e7e-a40b-8be3bc5a0ba8
secret_id="canary-84896a0c-1347-aa90"
login_token=$(jq -r .auth.client_token "$answers/200-login.json")

start_vault() { # NAME [http]; sets vault and vault_url
	vault=$work/$1
	mkdir "$vault"
	python3 "$abs_top_srcdir/tests/plugins/vault/server.py" "$vault" "$work/as" ${2+"$2"} >"$vault.out" 2>&1 &
	servers="$servers $!"
	wait_for "$vault/ready" || {
		echo "Bail out! the stand-in for Vault did not start: $(head -c 500 "$vault.out")"
		exit 99
	}
	vault_url=$(sed -n 's/^url=//p' "$vault/ready")
	echo "$token" >"$vault/token"
	echo "$role $secret_id" >"$vault/role"
	echo "POST /v1/auth/approle/login" >"$vault/login"
	echo "GET /v1/secret/data/apps/demo" >"$vault/secret"
}
line() { # ARGUMENT... of the one source
	demo_config </dev/null
	# Nothing is discovered: the sources run at once.
	sed -i "/client-id/d; s|^    timeout .*|&\n    source-timeout $((5 * slow))|
		s|^    issuer .*|    token-endpoint $url/oauth/token|" "$config"
	with "$*"
}
with() { # ARGUMENTS, as they stand in the line
	sed -i "s|^    source .*|    source required vault $1|" "$config"
}
fresh() { # a call without what the cache knows; what it says is kept
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	ccred token demo "$@"
	printf '%s\n' "$err" >>"$work/said"
}
asked() { # what the server was asked since the last look
	cat "$vault/log" 2>/dev/null
	rm -f "$vault/log"
}
sends() { # WHAT the server does with such requests, and how: secret, login or revoke; nothing: as usual
	if [ $# -gt 1 ]; then
		echo "$2" >"$vault/do-$1"
	else
		rm "$vault/do-$1"
	fi
}
file() { # NAME CONTENT: a private file
	(umask 077 && printf '%s\n' "$2" >"$work/$1")
}

start_vault vault
file token "$token"
file role "$role"
file secret-id "$secret_id"
common="address=$vault_url ca-file=$ca path=apps/demo"
by_token="$common token-file=$work/token"
by_role="$common role-id=$role secret-id-file=$work/secret-id"

# A token from its file.
line "$by_token"
CCRED_TRACE=1
export CCRED_TRACE
fresh
unset CCRED_TRACE
is "a token" "$code" 0
like "the trace tells of the exchange" "$err" "*vault: log: GET $vault_url/v1/secret/data/apps/demo: status 200, * bytes*"
is "one request" "$(asked)" "GET /v1/secret/data/apps/demo 200"
is "with the headers of the API" "$(jq -c '.[0] | [."X-Vault-Token", ."X-Vault-Request", ."X-Vault-Namespace", .Accept]' "$vault/sent")" \
	"[\"$token\",\"true\",null,\"application/json\"]"
ccred token demo
is "then from the cache" "$code$err $(asked)" "0 "
with "address=$vault_url ca-file=$ca path=apps/demo"
fresh
refused "no token" 69 "*/.vault-token: there is no token: log in, or name its file with token-file=: vault login"
cp "$work/token" "$HOME/.vault-token"
chmod 600 "$HOME/.vault-token"
fresh
is "the file that vault login writes" "$code$err" 0
rm "$HOME/.vault-token"

# The address of the environment; it is part of what a token is kept under.
with "ca-file=$ca path=apps/demo token-file=$work/token"
fresh
refused "no address" 69 "*VAULT_ADDR is not set: set it, or add address=*"
VAULT_ADDR=$vault_url
export VAULT_ADDR
fresh
is "the address of the environment" "$code$err" 0
asked >"$work/seen"
VAULT_ADDR=$vault_url/
ccred token demo
is "another one is no hit" "$code$err $(asked)" "0 GET /v1/secret/data/apps/demo 200"
for bad in unix:///run/vault.sock http://127.0.0.1:8200 vault.example.com; do
	VAULT_ADDR=$bad
	fresh
	refused "VAULT_ADDR=$bad" 65 "*VAULT_ADDR: it *https*"
done
unset VAULT_ADDR

# So is HOME, below which the plugin looks for a token; but not of a line that looks for nothing there.
at_home() { # ccred token demo, with another HOME
	run env HOME="$work/run" CCRED_CONFIG="$config" "$bin/ccred" token demo
}
line "$by_token"
fresh
asked >"$work/seen"
at_home
is "another HOME is no hit" "$code$err $(asked)" "0 GET /v1/secret/data/apps/demo 200"
demo_config </dev/null
ccred token demo
before=$(token_requests)
at_home
is "a file's line has one token for all" "$code$err $(($(token_requests) - before))" "0 0"

# Where the secret is.
line "$by_token mount=team/kv%7B"
echo "GET /v1/team/kv%257B/data/apps/demo" >"$vault/secret"
fresh
is "another mount, percent-encoded" "$code$err" 0
line "address=$vault_url/ ca-file=$ca token-file=$work/token \"path=my apps/{profile}\""
echo "GET /v1/secret/data/my%20apps/demo" >"$vault/secret"
fresh
is "the profile in the path, percent-encoded" "$code$err" 0
line "address=$vault_url/behind/proxy/ ca-file=$ca token-file=$work/token path=demo"
echo "GET /behind/proxy/v1/secret/data/demo" >"$vault/secret"
fresh
is "an address with a path" "$code$err" 0
echo "GET /v1/secret/data/apps/demo" >"$vault/secret"
line "$by_token namespace=team/a"
fresh
refused "another namespace than the server's" 77 "*the token may not read it (status 403: 1 error occurred: \\* permission denied): renew the token, or let its policy read this path*"
echo team/a >"$vault/namespace"
fresh
is "a namespace" "$code$err" 0
rm "$vault/namespace"

# What the secret holds.
line "$by_token"
holds() { # NAME CODE PATTERN DATA
	printf '%s\n' "$4" >"$vault/data"
	fresh
	if [ "$2" -eq 0 ]; then is "$1" "$code$err" "0"; else refused "$1" "$2" "$3"; fi
}
holds "no secret in it" 67 "*/v1/secret/data/apps/demo: the secret has no field client_secret: add it, or correct*" '{"client_id":"demo"}'
holds "an empty secret" 65 "*empty*" '{"client_id":"demo","client_secret":""}'
holds "a number for a secret" 65 "*the field client_secret is not a string: write it as a string*" '{"client_secret":17}'
holds "null for a secret" 65 "*is not a string*" '{"client_secret":null}'
holds "an object for an id" 65 "*the field client_id is not a string*" '{"client_id":{},"client_secret":"s"}'
holds "NUL in a secret" 65 "*not a valid JSON object*" '{"client_secret":"demo\u0000secret"}'
holds "a line end in a secret" 65 "*ends with a line end*" '{"client_secret":"demo-secret\n"}'
holds "the secret of another server" 77 "*the origin in its data binds it to another server*" '{"client_id":"demo","client_secret":"demo-secret","origin":"https://other.example"}'
holds "an origin that is none" 65 "*the origin in its data is not a string*" '{"client_id":"demo","client_secret":"demo-secret","origin":7}'
holds "the secret of this server" 0 "" "{\"client_id\":\"demo\",\"client_secret\":\"demo-secret\",\"origin\":\"$url/\"}"
printf '{"origin":"https://other.example"}' >"$vault/metadata"
fresh
refused "the metadata of another server" 77 "*the origin in its metadata binds it*"
printf '{"origin":"%s"}' "$url" >"$vault/metadata"
fresh
is "the metadata of this server" "$code$err" 0
rm "$vault/metadata"
printf '{"user":"demo","pass":"demo-secret"}' >"$vault/data"
with "$by_token id-field=user secret-field=pass"
fresh
is "fields of other names" "$code$err" 0
with "$by_token id-field=name secret-field=pass"
fresh
refused "no field of that name" 67 "*has no field name:*"
with "$by_token secret-field=pass"
fresh
refused "a secret without an id" 65 "*"
sed -i 's|    timeout|    client-id demo\n    timeout|' "$config"
fresh
is "with an id in the profile" "$code$err" 0
rm "$vault/data"
sed -i 's|client-id demo|client-id other|' "$config"
with "$by_token"
fresh
refused "the id of another client" 77 "*its client id is not that of the profile*"

# What else the server may answer, as documented.
line "$by_token"
answers() { # NAME CODE PATTERN
	sends secret "$1"
	fresh
	refused "$1" "$2" "*$vault_url/v1/secret/data/apps/demo: $3*"
	sends secret
}
answers missing 67 "there is no such secret (status 404): check that mount= is of KV version 2, and path= without mount and data/"
answers route 67 'there is no such secret (status 404: no handler for route "secret/data/apps/demo". route entry not found.)'
answers deleted 67 "version 3 was deleted at 2018-03-22T02:36:43.986212308Z: write the secret again, or undelete it"
answers destroyed 67 "version 3 was destroyed: write the secret again"
answers denied 77 "the token may not read it (status 403: 1 error occurred: \\* permission denied)"
answers token 65 "this is no answer of Vault (status 400: missing client token)"
answers operation 65 "this is no answer of Vault (status 405"
answers state 75 "the server lags behind (status 412"
answers quota 75 "the server is busy, or a standby (status 429"
answers sealed 69 "the server is sealed, or under maintenance (status 503: Vault is sealed): unseal it"
answers internal 75 "the server failed (status 500"
answers kv1 65 "the mount is not of KV version 2: name one that is in mount="
answers wrapped 65 "the secret is wrapped: let the policy of the token read it without wrapping"

# And what no Vault answers.
bytes() { # NAME PATTERN BYTES, for printf
	# shellcheck disable=SC2059 # it is a format
	printf "$3" >"$work/bytes"
	sends secret "raw $work/bytes"
	fresh
	refused "$1" 65 "*$2*"
	sends secret
}
inner='"metadata":{"version":1}'
bytes "no JSON" "not a valid JSON object" '<html><body>demo-secret</body></html>'
bytes "nothing" "not a valid JSON object" ''
bytes "an array" "not a valid JSON object" '[]'
bytes "something behind it" "not a valid JSON object" '{"data":{}} {}'
bytes "a NUL byte" "not a valid JSON object" '{"data":{"data":{"client_secret":"demo\000secret"},%s}}' "$inner"
bytes "bytes that are not UTF-8" "not a valid JSON object" '{"data":{"data":{"client_secret":"\377"},"metadata":{}}}'
bytes "a secret twice" "a name stands in it twice" '{"data":{"data":{"client_secret":"a","client_secret":"demo-secret"},"metadata":{}}}'
bytes "data twice" "a name stands in it twice" '{"data":{"data":{"client_secret":"a"},"data":{"client_secret":"b"},"metadata":{}}}'
bytes "no data" "the answer has no data" '{}'
bytes "data of another type" "the answer has no data" '{"data":"demo-secret"}'
bytes "a secret of another type" "the secret is not an object" '{"data":{"data":"demo-secret","metadata":{}}}'
sends secret huge
fresh
refused "more than is taken" 65 "*the answer is too long*"
sends secret headers
fresh
refused "more headers than are taken" 65 "*the answer is too long*"
sends secret dead
fresh
refused "a server that hangs up" 69 "*it cannot be reached (*): check address=, and the network*"
sends secret "redirect https://other.example/v1/secret?$token"
fresh
refused "a redirect" 69 "*it redirects, and ccred does not follow (status 307, to https://other.example/v1/secret?\\*\\*\\*): name the active server in address=*"
sends secret slow
sed -i "s|source-timeout .*|source-timeout $((2 * slow))|" "$config"
fresh
# In the host's words, if the machine is too busy for the plugin's own.
refused "a body that does not end" 75 "*: no answer *raise source-timeout*"
sends secret
sends secret echo
line "$by_token"
fresh
refused "a server that repeats the token" 77 "*(status 403: what is this: \\*\\*\\*; what is this:*)*"
sends secret long
line "address=$vault_url ca-file=$ca token-file=$work/token path=$(printf '%0300d' 0)"
fresh
refused "many words keep the advice" 77 "*: renew the token, or let its policy read this path"
sends secret "redirect https://other.example/$(printf '%0900d' 0)"
fresh
refused "and so does a long redirect" 69 "*: name the active server in address="
sends secret

# Who the server is.
line "address=$vault_url path=apps/demo token-file=$work/token"
fresh
refused "a certificate of an authority of our own" 69 "*the certificate is not trusted (*): check address=; for an authority of your own, set ca-file=*"
for bad in foreign wrongname expired; do
	line "address=$(sed -n "s/^url_$bad=//p" "$work/as/ready") path=apps/demo token-file=$work/token ca-file=$ca"
	fresh
	refused "a certificate: $bad" 69 "*the certificate is not trusted (*)*"
done
line "address=$vault_url path=apps/demo token-file=$work/token ca-file=$work/nothing"
fresh
refused "no file of authorities" 67 "*$work/nothing: No such file*"
cp "$ca" "$work/open.pem"
chmod 666 "$work/open.pem"
line "address=$vault_url path=apps/demo token-file=$work/token ca-file=$work/open.pem"
fresh
refused "a file of authorities that others may write" 77 "*others may write $work/open.pem*"
ccred doctor demo
like "a file of authorities that others may write: the doctor" "$out" \
	"*warning *permissions *ca-file: others may write $work/open.pem *chmod go-w $work/open.pem*"
chmod 600 "$work/open.pem"
ccred doctor --json demo
like "a file of authorities: the doctor lists it" "$out" "*\"named_files\":*\"$work/open.pem\"*"
line "address=https://127.0.0.1:1 path=apps/demo token-file=$work/token ca-file=$ca"
fresh
refused "no server" 69 "*https://127.0.0.1:1/v1/secret/data/apps/demo: it cannot be reached*"
line "address=$url_http path=apps/demo token-file=$work/token"
fresh
refused "plain http" 78 "*address=: it is not https: only loopback may be http, with allow-http-loopback=yes*"
line "address=http://vault.example.com path=apps/demo token-file=$work/token allow-http-loopback=yes"
fresh
refused "plain http to elsewhere" 78 "*address=: it is not https*"
line "$by_token"
sed -i 's|vault |vault vary=SSLKEYLOGFILE |' "$config"
SSLKEYLOGFILE=$work/keys
export SSLKEYLOGFILE
fresh
unset SSLKEYLOGFILE
is "keys of the session are written nowhere" "$code$err$(ls "$work/keys" 2>/dev/null)" 0

# An AppRole.
rm -f "$vault/log" "$vault/sent"
line "$by_role"
fresh
is "a login" "$code$err" 0
is "its token reads the secret, and is revoked" "$(asked)" "POST /v1/auth/approle/login 200
GET /v1/secret/data/apps/demo 200
POST /v1/auth/token/revoke-self 204"
is "what was sent" "$(jq -c '[.[0]."X-Vault-Token", .[0]."X-Vault-Request", .[1]]' "$vault/sent")" \
	"[null,\"true\",\"{\\\"role_id\\\":\\\"$role\\\",\\\"secret_id\\\":\\\"$secret_id\\\"}\"]
[\"$login_token\",\"true\",\"\"]
[\"$login_token\",\"true\",\"\"]"
is "no token is left" "$(cat "$vault/live")" ""
with "$common role-id-file=$work/role secret-id-file=$work/secret-id approle-mount=team/jobs"
fresh
refused "no such login" 69 "*/v1/auth/team/jobs/login: there is no such login (status 404*check approle-mount= and namespace=*"
echo "POST /v1/auth/team/jobs/login" >"$vault/login"
fresh
is "the role id from a file, and another mount" "$code$err" 0
echo "POST /v1/auth/approle/login" >"$vault/login"
file wrong "not-$secret_id"
with "$common role-id=$role secret-id-file=$work/wrong"
fresh
refused "a wrong secret id" 77 "*/v1/auth/approle/login: the login is refused (status 400: invalid role or secret ID): check the role id and the secret id, which may have expired*"
rm -f "$vault/log"
ccred token demo --renew
ccred explain demo
is "it is not sent again" "$code$(asked)" 77
like "and that is said" "$out" "*the login is refused (status 400*(refused [0-9]* s ago, and not sent again for [0-9]* s unless it changes; ccred forget demo clears this)*"
with "$common role-id=$role secret-id-file=$work/wrong id-field=id secret-field=secret"
ccred token demo
is "nor if another field of the secret is wanted" "$code$(asked)" 77
with "$common role-id=$role secret-id-file=$work/wrong"
file wrong "$secret_id"
ccred token demo
is "another one is" "$code$err" 0
with "$common role-id=$role"
fresh
refused "no secret id" 77 "*the login is refused*"
echo "$role" >"$vault/role"
fresh
is "a role that needs none" "$code$err" 0
echo "$role $secret_id" >"$vault/role"
with "$by_role"
for answer in denied missing kv1; do
	sends secret "$answer"
	rm -f "$vault/log"
	fresh
	is "a token that got no secret ($answer) is revoked, too" "$(asked | tail -1) $(cat "$vault/live")" \
		"POST /v1/auth/token/revoke-self 204 "
	sends secret
done
sends revoke internal
fresh
is "a server that revokes nothing costs no token" "$code$err" 0
sends revoke
sends secret slow
sed -i "s|source-timeout .*|source-timeout $((4 * slow))|" "$config"
rm -f "$vault/log"
fresh
refused "a secret that does not come" 75 "*: no answer *raise source-timeout*"
is "and its token is revoked in the time that is left" "$(asked | tail -1)" "POST /v1/auth/token/revoke-self 204"
sends secret
line "$by_role"
login() { # NAME CODE PATTERN FILTER: the documented answer to a login, changed
	jq -c "$4" "$answers/200-login.json" >"$work/bytes"
	sends login "raw $work/bytes"
	rm -f "$vault/log"
	fresh
	if [ "$2" -eq 0 ]; then is "$1" "$code$err" 0; else refused "$1" "$2" "*/v1/auth/approle/login: $3*"; fi
	sends login
}
login "a batch token" 0 "" '.auth.token_type = "batch"'
is "cannot be revoked" "$(asked | tail -1)" "GET /v1/secret/data/apps/demo 200"
login "an answer without a token" 65 "the answer has no token" '.auth = null'
login "a token of another type" 65 "the answer has no token" '.auth.client_token = 7'
login "a token that would be a header" 65 "the answer has no token" '.auth.client_token = "a\r\nX-Other: b"'
login "a wrapped token" 65 "the token is wrapped" '.auth = null | .wrap_info = {"token":"x"}'
sends login mfa
fresh
refused "a login that wants a person" 77 "*the login asks for a second factor*"
sends login sealed
fresh
refused "a login of a sealed server" 69 "*/v1/auth/approle/login: the server is sealed*"
sends login echo
fresh
refused "a server that repeats the secret id" 77 "*the login is refused (*secret_id\":\"\\*\\*\\*\"*"
sends login

# Files of secrets are held to the rule for such files.
chmod 644 "$work/token" "$work/secret-id"
line "$by_token"
fresh
refused "a token that others may read" 77 "*$work/token*(mode 0644)*"
line "$by_role"
fresh
refused "a secret id that others may read" 77 "*$work/secret-id*(mode 0644)*"
chmod 600 "$work/token" "$work/secret-id"
line "$common role-id=$role secret-id-file=$work/nothing"
fresh
refused "no secret id there" 69 "*$work/nothing: there is no secret id: check secret-id-file=*"
file bad 'two words'
line "$common token-file=$work/bad"
fresh
refused "a token that is none" 65 "*$work/bad: it must hold one word of ASCII*"
file bad ''
fresh
refused "an empty token" 65 "*$work/bad: it must hold one word of ASCII*"

# Arguments.
argument() { # PATTERN ARGUMENT...
	pattern=$1
	shift
	line "$@"
	fresh
	refused "$*" 78 "*$pattern*"
}
argument "path= is missing" "address=$vault_url"
for path in '""' / a/ /a a//b ../a a/./b; do
	argument "path= must be the path of a secret below the mount" "address=$vault_url" "path=$path"
done
argument "mount= must be the path that a KV engine is mounted at" path=a mount=/secret
argument "approle-mount= must be the path below auth/" path=a role-id=r approle-mount=a//b
argument "id-field= and secret-field= must be names" path=a 'secret-field='
argument "namespace= must be the path of a namespace" path=a '"namespace=a b"'
argument "role-id= must be one word" path=a 'role-id='
argument "role-id= and role-id-file= say the same" path=a role-id=r role-id-file=/r
argument "token-file= is for a token, and role-id= for a login" path=a role-id=r token-file=/t
argument "secret-id-file= is for a login" path=a secret-id-file=/s
argument "unknown argument secret-id" path=a secret-id=s
argument "unknown argument token" path=a token=t
for bad in ftp://vault.example.com https://me:pw@vault.example.com 'https://vault.example.com/?a=b' vault.example.com:8200 ""; do
	argument "address=: " path=a "address=$bad"
done

# A proxy, if the line names its variable; plain http on this machine, by its name too, never through one.
start_proxy
connects() { # to the stand-in
	grep -a -o "CONNECT ${vault_url##*/} " "$work/px/recorded" | wc -l | tr -d ' '
}
line "$by_token"
fresh
is "no proxy by itself" "$code$err $(connects)" "0 0"
with "$by_token vary=https_proxy"
fresh
is "a proxy that the line names" "$code$err $(connects)" "0 1"
secure=$vault
start_vault plain http
for host in 127.0.0.1 localhost; do
	line "address=http://$host:${vault_url##*:} allow-http-loopback=yes path=apps/demo token-file=$work/token vary1=http_proxy vary2=all_proxy"
	sed -i "s|^    timeout|    allow-http-loopback yes\n    timeout|; s|$url|$url_http|" "$config"
	fresh
	is "plain http to $host" "$code$err" 0
done
is "without the proxy" "$(asked | wc -l | tr -d ' ') $(grep -a -c "$token" "$work/px/recorded")" "2 0"
unset http_proxy https_proxy HTTPS_PROXY ALL_PROXY all_proxy
vault=$secure vault_url=$(sed -n 's/^url=//p' "$secure/ready")

# Tenants are kept apart by the path.
tenants() { # PATH
	line "address=$vault_url ca-file=$ca token-file=$work/token path=$1"
	sed -i 's|target .*|target https://{tenant}.api.test.localhost/|' "$config"
	fresh --tenant acme
}
tenants apps/demo
refused "one secret for all tenants" 78 "*{tenant}*"
echo "GET /v1/secret/data/apps/acme" >"$vault/secret"
tenants "apps/{tenant}"
is "one for each" "$code$err" 0
echo "GET /v1/secret/data/apps/demo" >"$vault/secret"

# By the rules of plugins, and nothing of the secret stays in memory, nor of what it was got with.
canary='canary-mT4vX8qL2-of-fifty-bytes-and-a-few-more-00'
printf '{"client_id":"demo","client_secret":"%s","more":"of it"}' "$canary" >"$vault/data"
# It waits for ten seconds, which are too few for valgrind.
kept=$wrapper
wrapper=
for how in "token-file=$work/token" "role-id=$role secret-id-file=$work/secret-id"; do
	# shellcheck disable=SC2086 # words are wanted
	ccred plugin check vault \
		"address=$vault_url" "ca-file=$ca" path=apps/demo $how
	printf '%s\n' "$out" >>"$work/said"
	like "plugin check ${how%%=*}: get" "$out" "*pass  get  *success in * ms, sets client_id, client_secret*"
	like "plugin check ${how%%=*}: wiping" "$out" "*pass  wiping *"
done
conforms vault 2 --found "address=$vault_url" "ca-file=$ca" path=apps/demo "token-file=$work/token" \
	--other "address=$vault_url" "ca-file=$ca" path=apps/demo "token-file=$work/token" secret-field=more \
	--absent "address=$vault_url" "ca-file=$ca" path=apps/none "token-file=$work/token" \
	--wrong path=../demo
sends secret slow
conforms vault 6 --slow "address=$vault_url" "ca-file=$ca" path=apps/demo "token-file=$work/token"
sends secret
wrapper=$kept
rm "$vault/data"
is "no secret in what was said" "$(grep -cE "$token|$secret_id|$login_token|demo-secret|canary-mT4" "$work/said")" 0
finish
