# ccred setup at a terminal: each question, each answer, and ended at each of them.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
home=$XDG_CONFIG_HOME/ccred
api=$url/openehr/v1
audience=https://api.example/openehr/v1
SSL_CERT_FILE=$ca
export SSL_CERT_FILE

tty() { # STEP... -- COMMAND...
	code=0
	python3 "$abs_top_srcdir/tests/lib/terminal.py" "$@" >"$work/out" 2>"$work/err" || code=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}
echoes() {
	printf %s "$out" | sed -n 's/^echo //p; s/^exit //p' | tr '\n' ' '
}
state() {
	find "$home" -printf '%P %m\n' | sort
	cat "$home"/* 2>/dev/null
}
rest() { # the command that goes on
	printf '%s\n' "$out" | sed -n 's/^  ccred setup //p'
}

# All questions, with an answer that will not do for each.
printf '# mine\nprofile there\n    token-endpoint https://there.example/t\n    source required keyring' >"$config"
chmod 600 "$config"
tty "?authorization server: " "nonsense
" "?authorization server: " "
" "?an answer is needed" "?authorization server: " "$url
" "?for none): " "ftp://x
" "?for none): " "$api
" "?profile [127.0.0.1]: " "there
" "?profile [127.0.0.1]: " "a b
" "?profile [127.0.0.1]: " "demo
" "?Client id: " "d$(printf '\33')[A
" "?Client id: " "demo
" "?(not shown): " "
" "?(not shown): " "demo-secret
" "?[$api]: " "{who}
" "?[$api]: " "$audience
" "?Scopes, Enter for none: " 'a\
' "?Scopes, Enter for none: " "api.read  api.write
" -- "$bin/ccred" setup --ca-file -
is "all questions" "$(echoes)" "on on on on on on on on on on on off off on on on on on 0 "
for line in "Looking at $url ..." "Found $url/.well-known/smart-configuration" \
	"  token endpoint  $url/oauth/token" "  methods         client_secret_basic client_secret_post" \
	"  scopes offered  api.read api.write" "  an answer is needed" \
	"  there is a profile there: $config:2; choose another name, or --replace it" \
	"  the secret is empty" \
	'  unknown expansion "{who}": known are {profile}, {tenant}' "profile    demo ($config:6)" \
	"secret     $home/demo.secret"; do
	printf '%s\n' "$out" | grep -qxF -e "$line"
	ok "shown: $line"
done
is "the secret is not" "$(printf %s "$out" | grep -c demo-secret)" 0
is "what was written" "$(sed '1,/keyring/d' "$config")" "
profile demo
    target    $api
    issuer    $url
    audience  $audience
    scope     api.read api.write
    client-id demo

    source    required file path=~/.config/ccred/demo.secret format=secret origin=$url"
ccred token demo
is "callers get a token" "$code$err" 0

# An API that names its server, and says what a token for it has.
mcp=https://localhost:${url##*:}/mcp
mkdir "$work/mcp"
CCRED_CONFIG=$work/mcp/config
export CCRED_CONFIG
control smart=off "issuer=$url" api-metadata=on
tty "?(issuer) [$url]: " "
" "?profile [localhost]: " "mcp
" "?Client id: " "demo
" "?(not shown): " "demo-secret
" "?(- for none): " "
" "?none) [api.read api.write]: " "api.read
" -- "$bin/ccred" setup --ca-file - "$mcp"
like "an API: its server is shown before the secret is asked for" "$out" "*exit 0*
$mcp takes tokens of this authorization server:
  $url
Its resource is $mcp
*Found $url/*"
is "an API: its profile" "$(sed '/^    client-id/,$d' "$work/mcp/config")" "profile mcp
    target    $mcp
    issuer    $url
    resource  $mcp
    scope     api.read"
CCRED_CONFIG=$work/mcp/other
# Of several one is chosen; and metadata on another server are looked at only if the person says so.
control "api-servers=https://x.example $url" "api-document=$url/.well-known/oauth-protected-resource/mcp" \
	"api-resource=$mcp" fault=404 on=api-metadata count=2
tty "?another server: $url" "?[n]: " "y
" "?  1  https://x.example" "?  2  $url" "?(issuer): " "3
" "?(issuer): " "2
" "?profile [localhost]: " "^C" -- "$bin/ccred" setup --ca-file - "$mcp"
is "several servers: the second" "$(rest)" "--target $mcp --issuer $url --resource $mcp --ca-file -"
control fault=404 on=api-metadata count=2
tty "?another server: $url" "?[n]: " "
" "?on another server, $url: give --issuer" "?(issuer): " "^C" -- "$bin/ccred" setup --ca-file - "$mcp"
like "metadata elsewhere: not looked at unless told" "$out" "*exit 130*"
unset CCRED_CONFIG
control defaults=1

# An API that does not say who its server is; no audience.
control audience-required=off smart=off oauth=off oidc=off
tty "?(issuer): " "$url/no
" "?publishes no metadata" "?another server): " "-
" "?(issuer): " "https://127.0.0.1:1
" "?(issuer) [https://127.0.0.1:1]: " "^C" -- "$bin/ccred" setup --ca-file - "$api/other"
like "no issuer at all" "$out" "*exit 130*"
is "one that does not answer is not lost" "$(rest)" \
	"--issuer https://127.0.0.1:1 --target $api/other --token-endpoint - --ca-file -"
start_server other --client demo:demo-secret
cat "$server/ca.pem" >>"$SSL_CERT_FILE"
control audience-required=off
tty "?(issuer): " "$url
" "?profile [127.0.0.1]: " "
" "?Client id: " "demo
" "?(not shown): " "demo-secret
" "?(- for none) [$api/other]: " "-
" "?Scopes, Enter for none: " "
" -- "$bin/ccred" setup --ca-file - "$api/other"
like "the issuer is asked for" "$out" "*exit 0*$api/other publishes no metadata*"
is "its profile" "$(sed '1,/^profile 127/d' "$config")" "    target    $api/other
    issuer    $url
    client-id demo

    source    required file path=~/.config/ccred/127.0.0.1.secret format=secret origin=$url"

# A target alone: its server is asked for, and nothing is proven before.
before=$(state)
tty "?(issuer): " "$url/no
" "?another server): " "-
" "?(issuer): " "$url
" "?profile [127.0.0.1]: " "^C" -- "$bin/ccred" setup --ca-file - --target "$api/alone"
like "a target alone: the issuer is asked for" "$out" "*exit 130*$url/no publishes no metadata*Found $url/*"
is "a target alone: nothing is left" "$(state)" "$before"

# Refused: asked again, with the answers of before, and not for ever.
rm "$home"/127*
tty "?(not shown): " "wrong
" "?(- for none) [" "
" "?for none: " "nonsense
" "?invalid_client" "?Client id [demo]: " "
" "?for the same: " "
" "?basic, post or raw [post]: " "
" "?(- for none) [" "-
" "?(- for none) [nonsense]: " "-
" "?invalid_client" "?Client id [demo]: " "
" "?for the same: " "demo-secret
" "?basic, post or raw [post]: " "basic
" "?(- for none): " "$audience
" "?Enter for none: " "api.read
" -- "$bin/ccred" setup --ca-file - "$url" --target "$api/again" --client-id demo --profile again
like "the third time" "$out" "*exit 0*"
is "its last answers" "$(sed '1,/^profile again/d' "$config" | grep -c -e "audience  $audience" -e "scope     api.read$")" 2
before=$(state)
tty "?(not shown): " "wrong
" "?invalid_client" "?Client id [demo]: " "
" "?for the same: " "
" "?basic, post or raw [" "
" "?for none): " "
" "?for none: " "
" "?invalid_client" "?Client id [demo]: " "
" "?for the same: " "
" "?basic, post or raw [" "
" "?for none): " "
" "?for none: " "
" -- "$bin/ccred" setup --ca-file - "$url" --target "$api/more" --client-id demo --audience '' --scope '' --profile more
like "three times and no more" "$out" "*exit 77*"
is "and nothing is left" "$(state)" "$before"

# A preset asks for its tenant.
mkdir "$home/presets"
printf 'issuer %s\ntarget %s/{tenant}\nscope api.read\n' "$url" "$api" >"$home/presets/mine.conf"
tty "?URLs: " "A.b
" "?URLs: " "acme
" "?profile [mine]: " "
" "?Client id: " "demo
" "?(not shown): " "demo-secret
" "?[$api/acme]: " "-
" -- "$bin/ccred" setup --ca-file - --preset mine
like "a preset" "$out" '*exit 0*"A.b" is not a tenant*'
is "with its tenant" "$(sed -n '/^profile mine/,$s/^ *\(target\|scope\) *//p' "$config" | tr '\n' ' ')" "$api/acme api.read "

# Ended at each question in turn, by each of what ends programs.
before=$(state)
ends() { # NAME STEP...: the steps up to the question
	name=$1
	shift
	for key in ^C/130 ^D/65 !TERM/143 !HUP/129; do
		wanted=${key#*/} key=${key%/*}
		# Twice: the end of the input behind a begun line is only the end of that.
		tty "$@" "$key" "$key" -- "$bin/ccred" setup --ca-file -
		is "$key at the $name: nothing is written or left" "$(state)" "$before"
		like "$key at the $name: it ends with the echo on" "$out" "*
echo on
exit $wanted
*"
	done
}
set -- "?authorization server: "
ends "URL" "$@"
set -- "$@" "$url
" "?for none): "
ends "target" "$@"
set -- "$@" "$api/end
" "?profile [127.0.0.1]: "
ends "name" "$@"
set -- "$@" "end
" "?Client id: "
ends "client id" "$@"
set -- "$@" "demo
" "?(not shown): "
ends "secret" "$@" half
set -- "$@" "demo-secret
" "?(- for none) ["
ends "audience" "$@"
set -- "$@" "-
" "?Enter for none: "
ends "scopes" "$@"
set -- "$@" "nonsense
" "?invalid_scope" "?Client id [demo]: "
ends "second client id" "$@"
set -- "$@" "demo
" "?for the same: "
ends "second secret" "$@" half
# What the answers came to is not lost: the command that is printed goes on with them.
tty "$@" "^C" -- "$bin/ccred" setup --ca-file -
rest=$(rest)
like "ended: how to go on" "$out" "*To go on later*"
is "with all answers, and without the secret" "$rest" "--profile end --target $api/end --issuer $url --audience - \
--scope nonsense --client-id demo --ca-file -"
printf 'demo-secret\n' >"$work/secret"
eval "run \"\$bin/ccred\" setup $rest --scope - --audience $audience --yes --secret-stdin" <"$work/secret"
is "and it does" "$code$err$(grep -c "^    target    $api/end$" "$config")" 01
tty "?authorization server: " "^C" -- "$bin/ccred" setup
is "nothing was answered: there is nothing to go on with" "$(printf '%s\n' "$out" | grep -c 'go on')" 0

tty "?Client id: " "demo
" "?(not shown): " "^Z" "?[stopped]" "?(not shown): " "demo-secret
" -- "$bin/ccred" setup --ca-file - "$url" --target "$api/stop" --profile stop --audience '' --scope ''
is "stopped at the secret, and gone on" "$(echoes)" "on off on off on 0 "
long=$(head -c 4095 /dev/zero | tr '\0' x)
before=$(state)
tty "?(not shown): " "$long" "
" -- "$bin/ccred" setup --ca-file - "$url" --target '' --profile long --client-id demo
like "a line that the terminal cuts" "$out" "*exit 65*--secret-stdin*"
is "is not taken" "$(state)" "$before"
# The address of a document, in capitals and between blanks; no metadata after all; a method that is not the first.
control smart=off oauth=off oidc=off basic=refuse audience-required=off
capitals=$(printf %s "$url" | tr a-z A-Z)
tty "?authorization server: " "  $capitals/plain/.well-known/openid-configuration	
" "?(issuer): " "${url#https://}
" "?another server): " "$url/nowhere
" "?profile [127.0.0.1]: " "plain
" "?Client id: " "demo
" "?(not shown): " "demo-secret
" "?(- for none) [" "-
" "?Enter for none: " "
" "?another server) [$url/nowhere]: " "$url/oauth/token
" "?Client id [demo]: " "
" "?for the same: " "
" "?(- for none): " "-
" "?Enter for none: " "
" "?Client id [demo]: " "
" "?for the same: " "
" "?basic, post or raw [post]: " "
" "?(- for none): " "-
" "?Enter for none: " "
" -- "$bin/ccred" setup --ca-file -
like "no metadata, and post" "$out" "*exit 0*method     client_secret_post*"
is "its profile" "$(sed '1,/^profile plain/d' "$config")" "    target    $url/plain
    token-endpoint $url/oauth/token
    client-id demo
    client-auth post

    source    required file path=~/.config/ccred/plain.secret format=secret origin=$url"

# The endpoint is on another server.
control defaults=1 audience-required=off oauth=off smart=off "token-endpoint=https://localhost:${url##*:}/oauth/token"
elsewhere() { # ANSWER STEP...
	yes=$1
	shift
	tty "?another server: https://localhost:${url##*:}" "?[n]: " "$yes
" "$@" -- "$bin/ccred" setup "$url" --target "$api/else" --profile else --client-id demo --audience - --scope - \
		--ca-file -
}
before=$(state)
elsewhere "" "?(issuer) [$url]: " "^C"
is "another server: not trusted unless told" "$(state)" "$before"
rm -rf "$XDG_RUNTIME_DIR/ccred" # which has the metadata of before
elsewhere y "?(not shown): " "demo-secret
"
like "another server: trusted" "$out" "*exit 0*"
is "is written" "$(grep -c "^    allow-origin https://localhost:${url##*:}$" "$config")" 1

# An authority that nobody knows, whose certificate the server sends.
more=
foreign=$(sed -n 's/^url_foreign=//p' "$server/ready")
control defaults=1 audience-required=off oauth=off smart=off "issuer=$foreign" "token-endpoint=$foreign/oauth/token"
unset SSL_CERT_FILE
authority() { # STEP..., with $more
	# shellcheck disable=SC2086
	tty "?[n]: " "$@" -- "$bin/ccred" setup "$foreign" --target "$foreign/openehr/v1" --profile private \
		--client-id demo --audience "$audience" --scope - $more
}
before=$(state)
# Where nothing can be trusted, nothing tells whose URL it is; and the next server is another one.
export SSL_CERT_FILE="$ca"
control "issuer=$url" "token-endpoint=$url/oauth/token"
tty "?[n]: " "
" "?PEM file" "-
" "?(issuer) [$foreign/v1]: " "$url
" "?for none): " "^C" -- "$bin/ccred" setup "$foreign/v1"
is "declined: the URL is not the target" "$(rest)" "--issuer $url"
tty "?[n]: " "y
" "?(issuer): " "$url
" "?profile [" "^C" -- "$bin/ccred" setup "$foreign/v1"
is "an API's authority is not that of the issuer" "$(rest)" "--target $foreign/v1 --issuer $url"
is "and is forgotten" "$(state)" "$before"
unset SSL_CERT_FILE
control "issuer=$foreign" "token-endpoint=$foreign/oauth/token"
authority "
" "?PEM file" "^C"
is "an authority: not trusted unless told" "$(state)" "$before"
authority "y
" "?(not shown): " "^C"
is "an authority: given up, nothing is left" "$(state)" "$before"
more=--dry-run
authority "y
" "?(not shown): " "demo-secret
"
like "an authority: what would be written" "$out" "*# The authority's certificate would be written to $home/ca-*.pem*"
is "an authority: nothing is" "$(state)" "$before"
more=
authority "y
" "?(not shown): " "demo-secret
"
like "an authority: trusted" "$out" "*exit 0*name     CN*ccred foreign test CA*"
pem=$(sed -n 's/^    ca-file   //p' "$config")
is "its certificate is kept" "$(stat -c %a "$pem") $(dirname "$pem")" "644 $home"
is "with the fingerprint that was shown" "$(printf '%s\n' "$out" | sed -n 's/^  SHA-256  //p' | tr -d : | tr A-Z a-z)" \
	"$(sed '/^-/d' "$pem" | base64 -d | sha256sum | cut -d' ' -f1)"
mkdir "$work/path"
ln -s "$bin/ccred" "$work/path/ccred"
printf '%s\n' "$out" | sed -n 's|$|/definition/template/adl1.4|; s/^curl  *//p' >"$work/line"
run env PATH="$work/path:$PATH" no_proxy='*' sh "$work/line"
like "the line for curl works as it is printed" "$code$out" "0*"
is "the line for curl: with the authority" "$(grep -c -e "--cacert $pem " "$work/line")" 1

# The authority of the token endpoint's server alone is not known.
control "issuer=$url_http"
tty "?another server" "?[n]: " "y
" "?(not shown): " "demo-secret
" "?[n]: " "y
" -- "$bin/ccred" setup --allow-http-loopback "$url_http" --target "$url_http/v1" --profile half --client-id demo \
	--audience "$audience" --scope -
like "an authority: of the token endpoint" "$out" "*exit 0*name     CN*ccred foreign test CA*"
finish
