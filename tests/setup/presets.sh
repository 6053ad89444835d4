# The presets, as they are shipped: each service at its own host names, which a proxy leads to the bundled server, and
# with its own URLs, demands and methods. What a preset may say.
. "$abs_top_srcdir/tests/lib/lib.sh"
guid=01234567-89ab-cdef-0123-456789abcdef
set -- login.microsoftonline.com acme.eu.auth0.com acme.okta.com sso.example.com cognito-idp.eu-west-1.amazonaws.com \
	acme.auth.eu-west-1.amazoncognito.com
names=$*
options=
for name in $names; do options="$options --name $name"; done
# shellcheck disable=SC2086 # words are wanted
start_server as --client demo:demo-secret --audience https://api.acme.example/ --scope api://things/.default \
	--scope things.read --scope things/read $options
port=${url##*:}
options=
for name in $names; do options="$options --route $name=$port"; done
# shellcheck disable=SC2086
start_proxy $options
SSL_CERT_FILE=$ca
export SSL_CERT_FILE
home=$XDG_CONFIG_HOME/ccred
printf demo-secret >"$work/secret"

setup() { # OPTION...
	run "$bin/ccred" setup --yes --client-id demo --secret-stdin --store file --replace --profile new "$@" \
		<"$work/secret"
}
# What the profile has beyond id, source and ca-file: these keys in this order, and then what else is there.
profile() {
	set -- issuer audience scope discovery allow-origin client-auth
	{
		for key; do sed -n "s/^    \($key .*\)/\1/p" "$config"; done
		sed -n 's/^    //p' "$config" | grep -vE "^(source|client-id|ca-file|$(echo "$*" | tr ' ' '|')) "
	} | tr -s ' ' | tr '\n' ' '
}
# How the last token was asked for: the path, the method, and the fields that are no secret.
asked() {
	file=$(grep -l '^POST' "$work/as/requests"/* | tail -1)
	how=$(sed -n 's/^Authorization: \(Basic\) .*/\1/p' "$file")
	printf '%s %s %s' "$(sed -n '1s/^POST \([^ ]*\).*/\1/p' "$file")" "${how:-post}" \
		"$(tail -1 "$file" | tr '&' '\n' | sed -n '/^audience=\|^scope=/p' | sort | tr '\n' ' ')"
}
gives() { # NAME PROFILE ASKED COMMAND...: a token, by this profile and this request
	name=$1 wanted=$2 request=$3
	shift 3
	rm -f "$config" "$home"/*.secret
	"$@"
	is "$name: a token" "$code$err" 0
	is "$name: the profile" "$(profile)" "$wanted"
	is "$name: what was asked" "$(asked)" "$request"
}
refuses() { # NAME PATTERN COMMAND...
	name=$1 pattern=$2
	shift 2
	rm -f "$config" "$home"/*.secret
	"$@"
	refused "$name" 64 "$pattern"
	is "$name: nothing is written" "$(ls "$home")" ""
}
rmdir "$home"

# Microsoft Entra ID: the GUID in the issuer, the scope with its suffix, no audience, the secret in the body.
issuer=https://login.microsoftonline.com/$guid/v2.0
control smart=off oauth=off audience-required=off scope-required=on basic=refuse auth-methods=absent \
	issuer-path="/$guid/v2.0" token-path="/$guid/oauth2/v2.0/token"
wanted="issuer $issuer scope api://things/.default discovery oidc client-auth post "
request="/$guid/oauth2/v2.0/token post scope=api%3A%2F%2Fthings%2F.default "
gives entra "$wanted" "$request" setup --preset entra --tenant "$guid" --answers resource=api://things/ --target ''
gives "entra by its URL" "$wanted" "$request" \
	setup "$issuer/.well-known/openid-configuration" --answers resource=api://things --target ''
gives "entra with a scope" "$wanted" "$request" setup "$issuer" --scope api://things/.default --target ''
refuses "entra by a domain" "ccred: nothing is asked with --yes: give --tenant, --answers 'resource=api://*'" \
	setup https://login.microsoftonline.com/acme.example/v2.0 --target ''
refuses "entra: no GUID" 'ccred: "acme.example" is not a tenant: one is like 11111111-*' \
	setup --preset entra --tenant acme.example --answers resource=api://things --target ''
refuses "entra: a whole scope" 'ccred: "api://things/.default" is not a resource: one is like api://6666*' \
	setup --preset entra --tenant "$guid" --answers resource=api://things/.default --target ''

# Auth0: the issuer ends with a slash, an audience is needed, a scope is not, the secret in the body.
control defaults=1 smart=off oauth=off basic=refuse issuer-path= issuer=https://acme.eu.auth0.com/ \
	token-path=/oauth/token scopes-supported='openid profile'
wanted='issuer https://acme.eu.auth0.com/ audience https://api.acme.example/ discovery oidc client-auth post '
request='/oauth/token post audience=https%3A%2F%2Fapi.acme.example%2F '
for from in "--preset auth0 --answers domain=https://Acme.EU.auth0.com/" https://acme.eu.auth0.com; do
	# shellcheck disable=SC2086
	gives "auth0: $from" "$wanted" "$request" setup $from --audience https://api.acme.example/ --target ''
done
refuses "auth0: no audience" "ccred: nothing is asked with --yes: give --audience" setup https://acme.eu.auth0.com/ --target ''
refuses "auth0: no domain" "ccred: *: give --target, --audience, --answers 'domain=acme.eu.auth0.com'" setup --preset auth0

# Okta: a server of an org, Basic, a scope is needed, no audience.
control defaults=1 smart=off audience-required=off scope-required=on post=off issuer-path=/oauth2/default \
	token-path=/oauth2/default/v1/token
wanted='issuer https://acme.okta.com/oauth2/default scope things.read discovery oidc client-auth basic '
request='/oauth2/default/v1/token Basic scope=things.read '
gives okta "$wanted" "$request" setup --preset okta --answers 'domain=acme.okta.com server=default' --scope things.read --target ''
gives "okta by its URL" "$wanted" "$request" setup https://acme.okta.com/oauth2/default --scope things.read --target ''
refuses "okta: the org's own server" "*give --answers 'domain=acme.okta.com server=default'" \
	setup --preset okta https://acme.okta.com/oauth2/v1/token --scope things.read --target ''
refuses "okta: no scope" "ccred: nothing is asked with --yes: give --scope" \
	setup https://acme.okta.com/oauth2/default --target ''

# Keycloak: a realm, with and without a path, no audience, a scope if wanted, whichever method the server says.
control defaults=1 smart=off oauth=off audience-required=off issuer-path=/realms/acme \
	token-path=/realms/acme/protocol/openid-connect/token
gives keycloak 'issuer https://sso.example.com/realms/acme discovery oidc ' \
	'/realms/acme/protocol/openid-connect/token Basic ' \
	setup --preset keycloak --answers "server=sso.example.com realm=acme" --target ''
control issuer-path=/auth/realms/acme token-path=/auth/realms/acme/protocol/openid-connect/token basic=refuse
gives "keycloak by its URL" 'issuer https://sso.example.com/auth/realms/acme discovery oidc ' \
	'/auth/realms/acme/protocol/openid-connect/token post ' setup https://sso.example.com/auth/realms/acme --target ''

# Amazon Cognito: the token endpoint on another origin, Basic, a scope with a slash, no audience.
control defaults=1 smart=off oauth=off audience-required=off post=off issuer-path=/eu-west-1_AbCd token-path=/oauth2/token \
	token-endpoint=https://acme.auth.eu-west-1.amazoncognito.com/oauth2/token
issuer=https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCd
wanted="issuer $issuer scope things/read discovery oidc \
allow-origin https://acme.auth.eu-west-1.amazoncognito.com client-auth basic "
request='/oauth2/token Basic scope=things%2Fread '
gives cognito "$wanted" "$request" setup --preset cognito --answers 'region=eu-west-1 pool=eu-west-1_AbCd domain=acme' \
	--scope things/read --target ''
gives "cognito by its URL" "$wanted" "$request" setup "$issuer" --answers domain=acme --scope things/read --target ''

# What a preset may say.
control defaults=1 issuer-path= audience-required=off
mkdir -p "$home/presets"
chmod 700 "$home" "$home/presets"
bad() { # NAME PATTERN, the preset on stdin
	cat >"$home/presets/bad.conf"
	setup --preset bad --tenant acme --target ''
	refused "a preset with $1" 78 "ccred: $home/presets/bad.conf:$2"
}
bad "a word that is not asked for" '1:8: {regoin} needs an ask line above this one' <<'LINES'
issuer https://{regoin}.example
LINES
bad "a question too short" '1:1: write ask NAME QUESTION EXAMPLE*' <<'LINES'
ask region "Region"
LINES
bad "two questions" '2:5: {region} is asked for twice*' <<'LINES'
ask region "Region" eu
ask region "Region" eu
LINES
bad "a pattern that is none" '1:22: this is not a regular expression: *' <<'LINES'
ask region Region eu [a
LINES
bad "an example that does not fit" '1:19: the example does not fit the pattern' <<'LINES'
ask region Region EU
LINES
rm "$home/presets/bad.conf"
printf 'ask kind "Kind" a\nissuer %s\nparam kind={kind}\n' "$url" >"$home/presets/mine.conf"
setup --preset mine --answers 'kind=x kin=y' --target ''
refused "an answer too many" 64 'ccred: the preset mine does not ask for "kin"; --answers takes kind='
setup --preset mine --tenant acme --answers kind=x --target ''
refused "a tenant too many" 64 'ccred: the preset mine has no {tenant}: *'
setup --answers kind=x --issuer "$url" --target ''
refused "answers to nothing" 64 'ccred: --answers goes with a preset: *'
setup --preset mine --answers kind=x --target '' --audience ''
is "a question of one's own" "$code$err$(grep -c 'param *kind=x$' "$config")" 01

# A placeholder takes as much of the URL as its pattern allows, and leaves the rest to the next one.
cat >"$home/presets/apart.conf" <<LINES
ask first First x [a-z]+
ask rest Rest y
issuer $url/{first}-{rest}
param "parts={first},{rest}"
LINES
control defaults=1 issuer-path=/x-y-z audience-required=off
setup "$url/x-y-z" --target '' --audience '' --allow-http-loopback
is "two placeholders in one part" "$code$err$(sed -n 's/ *param *//p' "$config")" 0parts=x,y-z
rm "$home/presets/apart.conf"

# However many placeholders may share a part of the URL, setup does not try without end.
for name in a b c d e f g h; do
	echo "ask $name Part x"
done >"$home/presets/many.conf"
echo "issuer $url/{a}{b}{c}{d}{e}{f}{g}{h}/end" >>"$home/presets/many.conf"
setup "$url/$(printf 'x%.0s' $(seq 60))" --target ''
refused "many placeholders in one part" 64 "*give --answers 'a=x b=x *"
rm "$home/presets/many.conf"

# A person is asked, with an example, until the answer fits; several scopes are one answer.
control smart=off audience-required=off scope-required=on issuer-path=/oauth2/default token-path=/oauth2/default/v1/token
rm -f "$config" "$home"/*.secret
code=0
python3 "$abs_top_srcdir/tests/lib/terminal.py" "?like acme.okta.com: " "Acme
" "?is not a domain: one is like" "?okta.com: " " https://acme.okta.com/ 
" "?like default: " "default
" "?like things.read: " "things.read things/read
" "?for none): " "-
" "?profile [okta]: " "
" "?Client id: " "demo
" "?(not shown): " "demo-secret
" -- "$bin/ccred" setup --preset okta --store file --ca-file - >"$work/out" 2>"$work/err" || code=$?
like "a person is asked" "$(cat "$work/out")" '*exit 0*'
is "a person's answers" "$(profile)" \
	"issuer https://acme.okta.com/oauth2/default scope things.read things/read discovery oidc client-auth basic "
python3 "$abs_top_srcdir/tests/lib/terminal.py" "?okta.com: " "acme.okta.com
" "?like default: " "default
" "?like things.read: " "things.read things/read
" "?for none): " "^C" -- "$bin/ccred" setup --preset okta --store file --ca-file - >"$work/out" 2>"$work/err"
is "a person's answers are not lost" "$(sed -n 's/^  ccred setup //p' "$work/out" | tr -d '\r')" \
	"--preset okta --answers 'domain=acme.okta.com server=default' --store file --scope 'things.read things/read' --ca-file -"

# An answer with blanks.
control defaults=1 audience-required=off
printf 'ask team "Team" "blue sky" "[a-z ]+"\ntoken-endpoint %s/oauth/token\nparam "team={team}"\n' "$url" >"$home/presets/team.conf"
python3 "$abs_top_srcdir/tests/lib/terminal.py" "?like blue sky: " "red sea
" "?for none): " "^C" -- "$bin/ccred" setup --preset team --store file --ca-file - >"$work/out" 2>"$work/err"
is "an answer with a blank is not lost" "$(sed -n 's/^  ccred setup //p' "$work/out" | tr -d '\r')" \
	"--preset team --answers '\"team=red sea\"' --store file --ca-file -"
setup --preset team --answers '"team=red sea"' --target '' --dry-run
like "an answer with a blank" "$code$err$out" '0*param     "team=red sea"*'
setup --preset team --answers 'team="red' --target '' --dry-run
refused "a quote that is open" 64 "ccred: --answers: this quote is not closed"
finish
