# ccred setup without a person: what is written where, what is refused, and that nothing is half done.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret --client "o dd#\"\\:demo-secret"
home=$XDG_CONFIG_HOME/ccred
api=$url/openehr/v1
audience=https://api.example/openehr/v1
SSL_CERT_FILE=$ca
export SSL_CERT_FILE
printf 'demo-secret\n' >"$work/secret"

setup() { # OPTION..., the secret from $work/secret
	run "$bin/ccred" setup --yes --client-id demo --secret-stdin --audience "$audience" --ca-file - "$@" <"$work/secret"
}
# All that a failed setup could leave behind, as text.
state() {
	find "$home" "$work/dot" -printf '%P %m %l\n' 2>/dev/null | sort
	cat "$home"/* "$work"/dot/* 2>/dev/null
}
keeps() { # NAME CODE PATTERN COMMAND...: refused, and all is as it was
	name=$1 wanted=$2 pattern=$3
	shift 3
	before=$(state)
	"$@"
	refused "$name" "$wanted" "$pattern"
	is "$name: nothing is changed or left" "$(state)" "$before"
	is "$name: no secret is shown" "$(grep -c -e demo-secret -e new-secret "$work/err")" 0
}

# From nothing.
rmdir "$home"
setup "$url" --target "$api" --profile demo
is "all options: exit code" "$code$err" 0
like "all options: what came of it" "$out" "profile    demo ($config:1)
target     $api
endpoint   $url/oauth/token
secret     $home/demo.secret
token      valid for [15]* [hm]*, scope api.read api.write

git        git config --global credential.$url.helper ccred
curl       ccred token demo --format curl | curl -fsS -K - $api"
is "the secret is not shown" "$(grep -c demo-secret "$work/out")" 0
is "the profile" "$(cat "$config")" "profile demo
    target    $api
    issuer    $url
    audience  $audience
    client-id demo

    source    required file path=~/.config/ccred/demo.secret format=secret origin=$url"
is "the secret" "$(cat "$home/demo.secret")" demo-secret
is "modes" "$(stat -c %a "$home" "$config" "$home/demo.secret" | tr '\n' ' ')" "700 600 600 "
ccred token "$api/x"
is "callers get a token" "$code$err" 0
is "from the cache: the setup has asked twice" "$(token_requests)" 2

# Once more, and in its place.
keeps "the same name" 78 "ccred: there is a profile demo: $config:1; choose*--replace*" \
	setup "$url" --target "$api" --profile demo
before=$(state)
setup "$url" --target "$api" --profile demo --replace
is "--replace" "$code$err" 0
is "the same once more changes nothing" "$(state)" "$before"

# Only the block itself.
mv "$config" "$work/block"
{
	printf '# first\n\nprofile one\n    target https://one.example\r\n    issuer https://one.example\n'
	printf '  # of demo\n'
	sed 's/    source .*/\n    # old\n&\n\n/' "$work/block"
	printf '# of two\nprofile two\n\ttoken-endpoint https://two.example/t\n\tsource required keyring'
} >"$config"
chmod 640 "$config"
sed -n '1,/of demo/p' "$config" >"$work/head"
sed -n '/of two/,$p' "$config" >"$work/tail"
setup "$url" --target "$url/other" --profile demo --replace
is "--replace in between" "$code$err" 0
{
	cat "$work/head"
	sed "s|^    target.*|    target    $url/other|" "$work/block"
	printf '\n\n'
	cat "$work/tail"
} >"$work/wanted"
cmp "$work/wanted" "$config"
ok "nothing else is touched"
is "the mode is kept" "$(stat -c %a "$config")" 640
cp "$config" "$work/before"
setup "$url" --target "$api" --profile three --client-id demo --scope "api.write api.read"
is "one more" "$code$err" 0
{
	cat "$work/before"
	printf '\n\n'
	sed "s/demo.secret/three.secret/; s/^profile.*/profile three/; s/^    client-id/    scope     api.write api.read\n&/" "$work/block"
} >"$work/wanted"
cmp "$work/wanted" "$config"
ok "is put behind all that is there"
is "the mode is kept, too" "$(stat -c %a "$config")" 640
ccred token three --format json
like "with its scopes" "$out" '*"scope":"api.write api.read"*'
keeps "a target that another profile has" 78 "ccred: *$config:*this target stands twice*" \
	setup "$url" --target "$api" --profile four

# Whose URL it is.
rm -rf "$home"
mkdir -m 700 "$home"
setup "$api" --profile demo
is "the URL of an API on the issuer's server" "$code$err" 0
is "which is the issuer" "$(sed -n 's/^ *\(target\|issuer\) *//p' "$config" | tr '\n' ' ')" "$api $url "
control smart=off issuer="$url/" # whose metadata name no issuer
setup "$url" --target "$api" --profile demo --replace
is "a slash too few" "$code$err$(sed -n 's/^ *issuer *//p' "$config")" "0$url/"
control issuer=default
setup "$url/" --target "$api" --profile demo --replace
is "a slash too many" "$code$err$(sed -n 's/^ *issuer *//p' "$config")" "0$url"
setup --issuer "$url" --target '' --audience "$audience" --profile demo --replace
is "no target" "$code$err$(grep -c target "$config")" 00
control smart=on
like "then there is only the name" "$out" "*
token      ccred token demo"
setup --issuer "$url" "$api" --profile demo --replace
is "the URL beside the issuer is the target" "$code$err$(sed -n 's/^ *target *//p' "$config")" "0$api"
rm "$config" "$home"/*.secret
setup "$api"
is "the default name" "$code$err$(sed -n 's/^profile //p' "$config")" 0127.0.0.1
control smart=off oauth=off oidc=off
keeps "no metadata" 64 "ccred: nothing is asked with --yes: give --issuer
hint: $api publishes no metadata: *" setup "$api" --profile new
keeps "no metadata at the issuer" 76 "ccred: $url publishes no metadata: *" \
	setup --issuer "$url" --target "$api/new" --profile new
control defaults=1

# The API names its authorization server, which is another one: that is trusted only if an option says so.
mcp=https://localhost:${url##*:}/mcp
well_known=https://localhost:${url##*:}/.well-known/oauth-protected-resource
of_api() { # OPTION...
	run "$bin/ccred" setup --yes --client-id demo --secret-stdin --ca-file - --profile mcp "$@" <"$work/secret"
}
says() { # NAME PATTERN SETTING...: of the API; nothing is taken
	name=$1 pattern=$2
	shift 2
	control defaults=1 smart=off issuer="$url" api-metadata=on "$@"
	keeps "$name" 64 "ccred: nothing is asked with --yes: give --issuer
hint: $pattern" of_api "$mcp"
}
sent=$(token_requests)
says "an API's server" "$mcp takes tokens of $url: if you trust it with the secret, add --issuer $url --resource $mcp"
says "several servers" "$mcp takes tokens of https://x.example $url: if you trust one of them *--issuer URL --resource *" \
	api-servers="https://x.example $url"
says "words for a shell" "* add --issuer 'https://x.example/\$(a)' --resource $mcp" 'api-servers=https://x.example/$(a)'
says "the metadata of another API" "the metadata at $well_known/mcp are of https://x.example/mcp, not of $mcp" \
	api-resource=https://x.example/mcp
says "a server without TLS" "authorization_servers in $well_known/mcp has http://x.example, which is not https" \
	api-servers=http://x.example
says "metadata without TLS" "the resource_metadata in $mcp is not https: nothing is sent there" \
	api-document=http://localhost:1/x
says "metadata that are no URL" "the resource_metadata in $mcp is no URL: *" api-document=nonsense
says "metadata that are none" "$mcp names its metadata at $well_known/mcp, and there are none (200)" \
	fault=garbage on=api-metadata
says "metadata without end" "*answered more than 1048576 bytes: *" fault=huge on=api-metadata
says "metadata elsewhere" "the metadata of $mcp are on another server, $url: give --issuer" \
	api-document="$url/elsewhere" fault=404 on=api-metadata
says "no metadata" "$mcp publishes no metadata: *" api-metadata=off
is "no secret was sent" "$(token_requests)" "$sent"
says "the metadata of all of its server" "$mcp takes tokens of $url: *--resource https://localhost:${url##*:}" \
	api-document=absent fault=404 on=api-metadata count=1 api-resource="https://localhost:${url##*:}"
control defaults=1 smart=off issuer="$url" api-metadata=on fault=error error=invalid_target
of_api "$mcp" --issuer "$url" --resource "$mcp"
refused "a server that refuses the resource" 77 "ccred: *invalid_target*
hint: --resource - asks for a token without the resource"
control clear=1
of_api "$mcp" --issuer "$url" --resource "$mcp" --scope api.read
is "an API's server: the options that were named" "$code$err$(sed -n '/^profile mcp/,/^    client/p' "$config")" "0profile mcp
    target    $mcp
    issuer    $url
    resource  $mcp
    scope     api.read
    client-id demo"
grep -l '^POST /oauth/token' "$server"/requests/* | tail -1 | xargs tail -1 >"$work/sent"
is "its token is for the resource, and for no audience beside that" \
	"$(tr '&' '\n' <"$work/sent" | grep -e resource= -e audience=)" "resource=https%3A%2F%2Flocalhost%3A${url##*:}%2Fmcp"
before=$(requests)
control api-servers=https://x.example
ccred token "$mcp" --renew
is "a call asks the server, and not the API" "$code$err $(sed -n "$((before + 1)),\$s/^[0-9]* //p" "$log")" "0 POST /oauth/token 200"
rm -rf "$XDG_RUNTIME_DIR/ccred" # which has the metadata
before=$(token_requests)
control issuer=https://x.example
ccred token "$mcp" --renew
refused "a server that has become another one" 76 "ccred: mcp: *are of the issuer https://x.example: *"
is "gets no secret" "$(token_requests)" "$before"
# One on the API's own server needs no option; MCP takes its token.
control defaults=1 smart=off oidc=off api-metadata=on issuer-path=/as
of_api "$mcp" --replace
is "the API's own server" "$code$err$(sed -n '/^profile mcp/,$s/^ *\(issuer\|resource\|scope\) *//p' "$config" | tr '\n' ' ')" \
	"0${mcp%/mcp}/as $mcp api.read api.write "
run curl -fsS --cacert "$ca" -H "Authorization: Bearer $("$bin/ccred" token "$mcp")" "$mcp"
is "its token is good there" "$code$err" 0
control defaults=1 issuer-path=
rm "$config" "$home"/*.secret

# What the server wrote is not a terminal's business.
control fault=body on=token \
	"body={\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":300,\"scope\":\"x$(printf '\302\233')y\"}"
setup "$url" --target '' --profile shown
is "a scope with a control character" "$code$err" 0
like "is escaped" "$out" '*, scope x\\xc2\\x9by
*'
rm "$config" "$home"/*.secret
control clear=1

# What the environment alone says of authorities is written, for other calls lack it.
rm -f "$config" "$home"/*.secret
run "$bin/ccred" setup --yes --client-id demo --secret-stdin --audience "$audience" "$url" --target "$api" --profile demo \
	<"$work/secret"
is "SSL_CERT_FILE: exit code" "$code$err" 0
like "SSL_CERT_FILE: is shown" "$out" "*
ca-file    $ca
*curl -fsS -K - --cacert $ca $api"
run env -u SSL_CERT_FILE "$bin/ccred" token demo --renew
is "SSL_CERT_FILE: other calls do without" "$code$err$(grep -c "^    ca-file   $ca$" "$config")" 01

rm -f "$config" "$home"/*.secret
run env -u SSL_CERT_FILE CURL_CA_BUNDLE="$ca" "$bin/ccred" setup --yes --client-id demo --secret-stdin --audience "$audience" \
	"$url" --target "$api" --profile demo <"$work/secret"
is "CURL_CA_BUNDLE, too" "$code$err$(grep -c "^    ca-file   $ca$" "$config")" 01

# Each line of a profile is an option, and "-" is none.
rm -f "$config" "$home"/*.secret
control basic=raw audience-required=off
setup --target " HTTPS://${api#https://}/more " --token-endpoint "${url#https://}/oauth/token" --resource urn:a --resource urn:b \
	--param a=b --param "c=d e" --client-auth raw --audience - --profile more
is "options of each line" "$code$err" 0
is "and the profile" "$(cat "$config")" "profile more
    target    $api/more
    token-endpoint $url/oauth/token
    resource  urn:a
    resource  urn:b
    param     a=b
    param     \"c=d e\"
    client-id demo
    client-auth basic
    basic-encoding raw

    source    required file path=~/.config/ccred/more.secret format=secret origin=$url"
control defaults=1 audience-required=off
keeps "--param that is none" 64 "ccred: --param: *" setup "$url" --target '' --param nonsense --profile bad
keeps "an endpoint and a URL too many" 64 "ccred: *--token-endpoint and --target the URL is one too many*" \
	setup "$url" --token-endpoint "$url" --target "$api"
control oauth=off smart=off "token-endpoint=https://localhost:${url##*:}/oauth/token"
keeps "another server" 77 "ccred: the token endpoint is on another server: give --allow-origin https://localhost:${url##*:} *" \
	setup "$url" --target '' --profile else
rm -rf "$XDG_RUNTIME_DIR/ccred" # which has the metadata of before
setup "$url" --target '' --profile else --allow-origin "https://localhost:${url##*:}"
is "another server: --allow-origin" "$code$err" 0
control defaults=1 audience-required=off basic=refuse auth-methods=absent
keeps "another method" 77 "ccred: the server refused the client *
hint: *--client-auth post*" setup "$url" --target '' --profile post
setup "$url" --target '' --profile post --client-auth post
is "another method: --client-auth" "$code$err" 0
control defaults=1

# Nothing but the words.
before=$(state)
setup "$url" --target "$api/dry" --profile dry --dry-run
is "--dry-run" "$code$err" 0
is "--dry-run: prints all that would be written" "$out" "# This would be written to $config:
profile dry
    target    $api/dry
    issuer    $url
    audience  $audience
    client-id demo

    source    required file path=~/.config/ccred/dry.secret format=secret origin=$url
# The secret would be written to $home/dry.secret"
is "--dry-run: changes nothing" "$(state)" "$before"

# A place that the person fills.
for store in env systemd; do
	setup "$url" --target '' --profile "to-$store" --store "$store"
	is "--store $store" "$code$err$(find "$home" -name "*to-$store*" | grep -c .)" 00
done
is "--store: the lines" "$(sed -n '/^profile to-/,$s/^    source    //p' "$config")" "required env secret=TO_ENV_CLIENT_SECRET
required systemd name=to-systemd format=secret"
like "--store systemd: what is to be done" "$out" "*
secret *systemd-creds encrypt --name=to-systemd - /etc/credstore.encrypted/to-systemd*"
run env TO_ENV_CLIENT_SECRET=demo-secret "$bin/ccred" token to-env
is "--store env: and it works" "$code$err" 0
rm "$config" "$home"/*.secret

# What is missing is named at once.
keeps "nothing is known" 64 "ccred: nothing is asked with --yes: give URL, --client-id, --secret-stdin" \
	ccred setup --yes
keeps "without --yes and a terminal" 64 "ccred: there is no terminal to ask at: give URL, --client-id, --secret-stdin" \
	ccred setup
keeps "the issuer is known" 64 "ccred: nothing is asked with --yes: give --target, --client-id, --secret-stdin" \
	ccred setup --yes "$url" --profile new
keeps "a preset is known" 64 "ccred: nothing is asked with --yes: give --tenant, --client-id, --secret-stdin" \
	ccred setup --yes --preset cadasto --profile new
keeps "the target alone is known" 64 "ccred: nothing is asked with --yes: give --issuer, --client-id, --secret-stdin" \
	ccred setup --yes --target "$api" --profile new
keeps "all but the issuer is known" 64 "ccred: nothing is asked with --yes: give --issuer" \
	setup --target "$api"
keeps "no target, and nothing else" 64 "ccred: nothing is asked with --yes: give --issuer" setup --target ''
unknown=https://127.0.0.1:1
keeps "nobody is there" 69 "ccred: 127.0.0.1 cannot be reached*" setup "$unknown" --profile new
keeps "nobody is there, and more" 64 "ccred: *give --client-id, --secret-stdin
hint: 127.0.0.1 cannot be reached*" ccred setup --yes "$unknown" --profile new

# The secret.
given() { # SECRET-TEXT OPTION...
	printf '%b' "$1" >"$work/in"
	shift
	run "$bin/ccred" setup --yes --secret-stdin --audience "$audience" --ca-file - "$url" --target '' --profile new "$@" <"$work/in"
}
for text in 'demo-secret' 'demo-secret\n' 'client_secret=demo-secret\n'; do
	given "$text" --client-id demo --replace
	is "stdin: $text" "$code$err $(cat "$home/new.secret")" "0 demo-secret"
done
given 'client_id=demo\nclient_secret=demo-secret' --replace
is "stdin: id and secret" "$code$err $(sed -n '/new/,$s/^ *client-id //p' "$config")" "0 demo"
rm "$config" "$home"/*.secret
for secret in '{"a"}=' 'client_id' 'x=y#"\\ z'; do
	control "client=demo:$(printf '%b' "$secret")"
	given "$secret" --client-id demo --replace
	is "a secret like $secret" "$code$err" 0
done
control client=demo:demo-secret
rm "$config" "$home"/*.secret
keeps "stdin: nothing" 65 "ccred: stdin is empty: *" given '' --client-id demo
keeps "stdin: an empty line" 65 "ccred: stdin has no secret: *" given '\n' --client-id demo
keeps "stdin: two lines" 65 "ccred: stdin is not one line: *" given 'demo-secret\nmore\n' --client-id demo
keeps "stdin: a carriage return" 65 "ccred: stdin has a carriage return*" given 'demo-secret\r\n' --client-id demo
keeps "stdin: no secret" 65 "ccred: stdin has no client_secret=*" given 'client_id=demo\n'
keeps "stdin: another id" 64 "ccred: stdin has another client_id*" given 'client_id=x\nclient_secret=y\n' --client-id demo
keeps "stdin: too long" 65 "ccred: *" given "$(head -c 17000 /dev/zero | tr '\0' x)" --client-id demo
keeps "a secret that is refused" 77 "ccred: the server refused the client (invalid_client: *" \
	given 'new-secret\n' --client-id demo
control fault=503
keeps "a server that is down" 69 "ccred: *503*" given 'demo-secret\n' --client-id demo
control clear=1
printf 'of something else\n' >"$home/new.secret"
keeps "a secret file that is there" 77 "ccred: $home/new.secret is there already: *--replace*" \
	given 'demo-secret\n' --client-id demo
given 'demo-secret\n' --client-id demo --replace
is "unless it is to be replaced" "$code$err$(cat "$home/new.secret")" 0demo-secret

# A new secret for a new client: killed between the two files, the old profile has the old secret. (A
# sanitizer wants to be loaded first itself.)
names_file() {
	sed -n '/^profile new/,$s/.*path=[^ ]*\/\([^ ]*\) .*/\1/p' "$config"
}
control client=other:other-secret
if [ -z "$wrapper" ] && ! grep -q fsanitize "$abs_top_builddir/Makefile"; then
	before=$(cat "$config")
	printf other-secret >"$work/in"
	run env LD_PRELOAD="$abs_top_builddir/tests/plugindir/dies_writing.so" "$bin/ccred" setup --yes --secret-stdin \
		--audience "$audience" --ca-file - "$url" --target '' --profile new --client-id other --replace <"$work/in"
	is "killed between the files" "$code$out" 137
	is "the profile is the old one" "$(cat "$config")" "$before"
	ccred token new --renew
	is "with the old secret" "$code$err$(cat "$home/new.secret")" 0demo-secret
fi
given other-secret --client-id other --replace
is "the same, to its end" "$code$err$(cat "$home/$(names_file)")" 0other-secret
is "the old file is gone" "$(cd "$home" && echo new*)" "new+.secret"
given other-secret --client-id other --replace
is "once more" "$code$err$(cd "$home" && echo new*)" "0new+.secret"
echo "# It was once in $home/new.secret" >>"$config"
given demo-secret --client-id demo --replace
sed -i '/^# It was once/d' "$config"
is "and back, whatever a comment says" "$code$err$(names_file) $(cd "$home" && echo new*) $(cat "$home/new.secret")" \
	"0new.secret new.secret demo-secret"

# What proves itself ends its refusal, for all profiles.
control client=late:other
printf late-secret >"$work/late"
chmod 600 "$work/late"
cat >>"$config" <<CONFIG
profile proven
    issuer $url
    audience $audience
    client-id late
    source required file path=$work/late
CONFIG
ccred token proven
refused "a secret that is not good yet" 77 "ccred: proven: *"
control client=late:late-secret
given late-secret --client-id late --replace
is "it is proven by another profile" "$code$err" 0
ccred token proven
is "and is good for all" "$code$err" 0
given demo-secret --client-id demo --replace

# Odd values are quoted, and what cannot stand in the configuration is refused before anything happens.
# shellcheck disable=SC1003 # a backslash at the end is meant
setup "$url" --target '' --profile odd --client-id 'o dd#"\'
is "an odd client id" "$code$err$(grep -c '^    client-id "o dd#\\"\\\\"$' "$config")" 01
asked=$(requests)
# shellcheck disable=SC1003 # here, too
for option in --issuer=http://x.example --target=ftp://x '--target=https://{tenant}.x' --audience='{nobody}' \
	--scope='a\' "--audience=$(printf 'a\nsource required env')" "--client-id=$(printf '\377')" --client-id= \
	--ca-file=relative --issuer=; do
	keeps "$option" 64 "ccred: ${option%%=*}: *" setup "$option" --profile bad
done
is "nobody was asked for these" "$(requests)" "$asked"
keeps "a line that is too long" 64 "ccred: --scope: the line is longer than 8192 bytes" \
	setup "$url" --target '' --profile bad --scope "$(head -c 8200 /dev/zero | tr '\0' s)"
asked=$(requests)
keeps "a URL that is none" 64 "ccred: URL: the URL must start with https://" setup nonsense --profile bad
keeps "a name that is none" 64 "ccred: a name has*" setup "$url" --profile 'a b'
keeps "--store" 64 "ccred: unknown --store memory: *" setup --store memory
keeps "an option too many" 64 "ccred: *ccred setup --help" setup --nonsense
keeps "a URL too many" 64 "ccred: *ccred setup --help" setup "$url" "$url"
keeps "a URL beside both" 64 "ccred: *ccred setup --help" setup "$url" --issuer "$url" --target "$api"
is "nobody was asked for these" "$(requests)" "$asked"
ccred setup --help
like "--help" "$code$out" "0usage: ccred setup*"
is "on a screen" "$([ "$(wc -l <"$work/out")" -le 24 ] && awk 'length > 80' "$work/out")" ""

# The place of the configuration.
here=$(pwd)
mkdir -m 700 "$work/dot" "$work/other"
mv "$config" "$work/dot/ccred.conf"
ln -s "$work/dot/ccred.conf" "$config"
mkdir "$home/more.d"
printf 'profile inner\n    token-endpoint https://in.example/t\n    source required keyring\n' >"$home/more.d/a.conf"
sed -i '1i include more.d/*.conf' "$work/dot/ccred.conf"
setup "$url" --target "$api" --profile linked
is "a link is followed" "$code$err$(readlink "$config")" "0$work/dot/ccred.conf"
is "and its file written" "$(grep -c '^profile linked' "$work/dot/ccred.conf")" 1
[ -e "$home/linked.secret" ]
ok "the secret does not follow it"
keeps "a profile of an included file" 78 "ccred: the profile inner is in a file that*$home/more.d/a.conf:1: *" \
	setup "$url" --target '' --profile inner --replace
keeps "a profile of an included file, too" 78 "ccred: there is a profile inner: $home/more.d/a.conf:1; *" \
	setup "$url" --target '' --profile inner
long=$(head -c 250 /dev/zero | tr '\0' l)
mv "$work/dot/ccred.conf" "$work/dot/$long"
ln -sf "$work/dot/$long" "$config"
keeps "a file that cannot be replaced" 71 "ccred: the file name $long is too long" \
	setup "$url" --target '' --profile late
printf 'old-secret\n' >"$home/linked.secret"
chmod 400 "$home/linked.secret"
keeps "nor with its secret" 71 "ccred: the file name $long is too long" \
	setup "$url" --target '' --profile linked --replace
rm "$config"
ln -s "$work/nowhere" "$config"
keeps "a link to nowhere" 66 "ccred: $config is a link that leads nowhere: *" setup "$url" --target '' --profile new
rm "$config"
CCRED_CONFIG=$work/other/conf
export CCRED_CONFIG
setup "$url" --target "$api" --profile other
is "CCRED_CONFIG, not there yet" "$code$err$(echo "$work/other"/*)" "0$work/other/conf $work/other/other.secret"
like "the secret is beside it" "$(cat "$CCRED_CONFIG")" "*path=$work/other/other.secret *"
cd "$work/other" || exit 99
CCRED_CONFIG=conf
setup "$url" --target "$api/x" --profile relative
is "a relative one" "$code$err$(grep -c "path=$work/other/relative.secret" conf)" 01
cd "$here" || exit 99
CCRED_CONFIG=$work/no/conf
keeps "a directory that is not there" 66 "ccred: cannot open the directory $work/no: *" setup "$url" --target '' --profile new
CCRED_CONFIG=$work/other/
keeps "a directory" 78 "ccred: CCRED_CONFIG names*" setup "$url" --target '' --profile new
unset CCRED_CONFIG

# Unsafe places are refused before the secret is taken.
printf 'profile one\n    token-endpoint https://in.example/t\n    source required keyring\n' >"$config"
chmod 666 "$config"
keeps "others may write the file" 77 "ccred: others may write $config *chmod*" setup "$url" --target '' --profile new
chmod 600 "$config"
chmod 777 "$home"
keeps "others may write the directory" 77 "ccred: others may write the directory $home *chmod*" setup "$url" --target '' --profile new
chmod 700 "$home"
printf 'profil typo\n' >"$config"
keeps "a file that cannot be read" 78 "ccred: $config:1:1: *" setup "$url" --target '' --profile new
head -c $((16 * 1024 * 1024 - 100)) /dev/zero | tr '\0' '\n' >"$config"
keeps "a file that gets too large" 78 "ccred: $config:*the file is larger than*" setup "$url" --target '' --profile new
rm "$config"

# Directories that were made for it are gone again.
rm -rf "$XDG_CONFIG_HOME"
unset XDG_CONFIG_HOME
printf 'new-secret\n' >"$work/secret"
setup "$url" --target '' --profile new
is "refused, in a new home" "$code$(ls -A "$HOME")" 77
printf 'demo-secret\n' >"$work/secret"
setup "$url" --target '' --profile new
is "taken, in a new home" "$code$err$(stat -c %a "$HOME/.config" "$HOME/.config/ccred" | tr '\n' ' ')" "0700 700 "
rm -rf "${home:?}"/*

# While it runs: ended at its steps, killed, and overtaken by somebody else.
printf '# mine\n' >"$config"
chmod 600 "$config"
begin() { # REQUEST: starts it, and waits until the server has seen so many more
	seen=$(($(requests) + $1))
	# A shell starts what it does not wait for with SIGINT ignored.
	# shellcheck disable=SC2086 # words are wanted
	env --default-signal $wrapper "$bin/ccred" setup --yes --client-id demo --secret-stdin \
		--audience "$audience" "$url" --target "$api" --profile demo \
		<"$work/secret" >"$work/out" 2>"$work/err" &
	pid=$!
	tries=0
	until [ "$(requests)" -ge "$seen" ] || [ "$tries" -gt 1200 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
}
before=$(state)
for signal in HUP/129 INT/130 QUIT/131 TERM/143; do
	for on in smart token; do
		number=${signal#*/}
		control clear=1 fault=slow delay-ms=1000 on=$on
		if [ $on = smart ]; then begin 1; else begin 2; fi
		like "a draft is there" "$(ls -A "$home")" ".tmp-config-*"
		kill -"${signal%/*}" "$pid"
		code=0
		wait "$pid" || code=$?
		is "$signal at $on" "$code" "$number"
		is "$signal at $on: nothing is changed or left" "$(state)" "$before"
		is "$signal at $on: nothing is said" "$(cat "$work/out" "$work/err")" ""
	done
done
control clear=1 fault=slow delay-ms=1000 on=token
begin 2
kill -KILL "$pid"
wait "$pid" 2>/dev/null
like "killed, it leaves its draft" "$(ls -A "$home")" ".tmp-config-*"
settle
# As if the kill had come when the secret was written.
printf 'demo-secret\n' >"$home/.tmp-demo.secret-0123456789abcdef"
printf 'mine\n' >"$home/.tmp-demo.secret-note"
control clear=1 latency-ms=1500
begin 2
printf '# more\n' >>"$config"
code=0
wait "$pid" || code=$?
out=$(cat "$work/out") err=$(cat "$work/err")
refused "somebody was quicker" 75 "ccred: $config was changed in the meantime: *"
is "somebody was quicker: and nothing else, nor what the killed one left" "$(ls -A "$home"; cat "$config")" \
	".tmp-demo.secret-note
config
# mine
# more"
rm "$home"/.tmp-*

# The server refuses the client between the proof and the first call.
control clear=1 latency-ms=500
begin 2
control latency-ms=0 fault=error error=invalid_client status=401
code=0
wait "$pid" || code=$?
out=$(cat "$work/out") err=$(cat "$work/err")
refused "a call that fails after the proof" 77 "ccred: the profile is in place, but a call of it fails: the server refused *"
control fault=none
rm "$home/demo.secret"
printf '# mine\n# more\n' >"$config"
ccred forget --all

# Another setup of the same name puts its profile in place while this one waits for its turn.
control clear=1 latency-ms=0
mkfifo "$work/go"
# shellcheck disable=SC2016 # the inner shell expands it
flock "$home" sh -c '
	: >"$2/held"
	read -r _ <"$2/go"
	printf "of the other\n" >"$1/demo.secret"
	printf "# of the other\n" >>"$1/config"' - "$home" "$work" &
other=$!
wait_for "$work/held"
begin 2
until grep -q -- "-> FLOCK .* $pid " /proc/locks || [ "$tries" -gt 1200 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
[ ! -e "$home/demo.secret" ]
ok "who waits has stored nothing"
echo >"$work/go"
wait "$other"
code=0
wait "$pid" || code=$?
out=$(cat "$work/out") err=$(cat "$work/err")
refused "another one was quicker" 75 "ccred: $config was changed in the meantime: *"
is "whose secret stays" "$(ls -A "$home"; cat "$home/demo.secret" "$config")" "config
demo.secret
of the other
# mine
# more
# of the other"
rm "$home/demo.secret"
sed -i '/of the other/d' "$config"
# Three at once, of one name: one wins, and has all that is its own.
for i in 1 2 3; do
	control "client=c$i:demo-secret-$i"
	printf 'demo-secret-%d\n' $i >"$work/in$i"
done
control latency-ms=500
pids=
for i in 1 2 3; do
	# shellcheck disable=SC2086 # words are wanted
	$wrapper "$bin/ccred" setup --yes --client-id c$i --secret-stdin --audience "$audience" "$url" \
		--target "$api" --profile herd <"$work/in$i" >"$work/out$i" 2>"$work/err$i" &
	pids="$pids $!"
done
won=
i=0
for pid in $pids; do
	i=$((i + 1))
	code=0
	wait "$pid" || code=$?
	[ "$code" -ne 0 ] || won="$won$i"
done
is "of three at once one wins, with its own secret" \
	"$(sed -n 's/^ *client-id c//p' "$config") $(cat "$home/herd.secret")" "$won demo-secret-$won"
rm "$home/herd.secret"
printf '# mine\n# more\n' >"$config"
control defaults=1

# Presets.
mkdir "$home/presets"
cat >"$home/presets/mine.conf" <<CONFIG
# {tenant} is anything here.
target	$api/{tenant}	# the API
issuer  "$url"
audience $audience
scope api.read   api.write
timeout $((20 * slow))
param "of={tenant} \\"x\\""
target $api/also
CONFIG
setup --preset mine --tenant acme
is "a preset" "$code$err" 0
is "its profile" "$(cat "$config")" "# mine
# more

profile mine
    target    $api/acme
    issuer    $url
    audience  $audience
    scope     api.read api.write
    param     \"of=acme \\\"x\\\"\"
    client-id demo
    timeout   $((20 * slow))
    target    $api/also

    source    required file path=~/.config/ccred/mine.secret format=secret origin=$url"
rm "$config"
setup --preset mine --tenant acme --scope api.read --target "$api/else" --profile other
is "options win" "$code$err$(sed -n 's/^ *\(target\|scope\) *//p' "$config" | tr '\n' ' ')" \
	"0$api/else api.read "
rm "$config"
setup "$url"
is "the preset of a URL" "$code$err" 64"ccred: nothing is asked with --yes: give --tenant"
cat >"$home/presets/mine.conf" <<CONFIG
target $url/openehr/v1
issuer $url
CONFIG
for from in "$url" "$url/" "$api" "$api/below"; do
	rm -f "$config"
	setup "$from" --replace
	is "the preset of $from" "$code$err$(sed -n 's/^profile //p; s/^ *target *//p' "$config" | tr '\n' ' ')" "0mine $api "
done
keeps "a tenant too many" 64 "ccred: the preset mine has no {tenant}: *" setup --preset mine --tenant acme --profile new
keeps "a URL of another" 64 "ccred: the URL is not one of the preset mine *" \
	setup --preset mine https://x.example --profile new
keeps "a tenant without a preset" 64 "ccred: --tenant goes with a preset: *" \
	setup --issuer "$url" --target '' --tenant acme --profile new
keeps "an unknown preset" 64 "ccred: there is no preset nonsense; the presets: mine, auth0, cadasto, cognito, entra, github-actions, keycloak, kubernetes, okta, smart-backend
hint: one of yours is $home/presets/NAME.conf" setup --preset nonsense
keeps "no name of a preset" 64 "ccred: there is no preset ../mine; *" setup --preset ../mine
keeps "a tenant that is none" 64 "ccred: \"A.b\" is not a tenant: *" setup --preset cadasto --tenant A.b
mv "$home/presets/mine.conf" "$home/presets/cadasto.conf"
rm "$config"
setup --preset cadasto
is "yours wins" "$code$err$(grep -c "^    issuer    $url" "$config")" 01
bad() { # NAME PATTERN, the preset on stdin
	cat >"$home/presets/bad.conf"
	keeps "a preset with $1" 78 "ccred: $home/presets/bad.conf:$2" setup --preset bad --tenant acme --profile new
}
bad "a typo" '2:1: unknown key "isuer": *' <<'LINES'
# {tenant}
isuer https://x.example
LINES
bad "a bad value" '1:8: the URL must *' <<'LINES'
target ftp://{tenant}
LINES
bad "a head" '1:1: a preset has the lines of one profile, and no profile line' <<'LINES'
profile {tenant}
LINES
bad "a -source" '2:3: a preset has no -source: ccred setup writes it' <<'LINES'
issuer https://{tenant}.example
  -source required @{tenant}
LINES
bad "a client id" '1:1: a preset has no client-id: *' <<'LINES'
client-id {tenant}
LINES
bad "an open quote" '1:10: this quote *' <<'LINES'
audience "{tenant}
LINES
chmod 666 "$home/presets/bad.conf"
keeps "a preset that others may write" 77 "ccred: others may write $home/presets/bad.conf *" \
	setup --preset bad --tenant acme --profile new
cat >"$home/presets/fixed.conf" <<CONFIG
token-endpoint $url_http/oauth/token
allow-http-loopback yes
CONFIG
setup --preset fixed --target "$api/fixed"
is "a preset with an endpoint" "$code$err$(sed -n '/^profile fixed/,$p' "$config")" "0profile fixed
    target    $api/fixed
    token-endpoint $url_http/oauth/token
    audience  $audience
    client-id demo
    allow-http-loopback yes

    source    required file path=~/.config/ccred/fixed.secret format=secret origin=$url_http"
setup "$url_http" --target "$url_http/x" --allow-http-loopback --profile http
is "--allow-http-loopback" "$code$err" 0
unset SSL_CERT_FILE
setup "$url" --target "$api/ca" --profile ca --ca-file "$ca"
is "--ca-file" "$code$err$(grep -c "^    ca-file   $ca$" "$config")" 01
ccred profiles
is "all of them are in order" "$code$err" 0
finish
