# Assertions that somebody else has issued: from a file as Kubernetes mounts it, from the environment, a program and
# systemd, against the bundled server; what may be wrong with one, and what a refusal is tied to.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/lib/issuer.sh"
start_server as --client demo:demo-secret
subject=system:serviceaccount:apps:billing
trust_issuer "$subject"
volume=$work/volume
mkdir -p "$volume/..1"
ln -s ..1 "$volume/..data"
ln -s ..data/token "$volume/token"

line() { # SOURCE-LINE, in place of the one that is there; more lines of the profile on stdin
	demo_config
	sed -i "/client-id/d; s|^    source .*|    source required $*|" "$config"
}
from_file() { # [ARGUMENT...]
	line "file path=$volume/token format=assertion $*" </dev/null
}
renew() {
	ccred token demo --renew
}
# As a kubelet replaces it: a new directory, and a link to it that is renamed over the old one.
project() { # JWT
	n=$((${n:-1} + 1))
	mkdir "$volume/..$n"
	printf %s "$1" >"$volume/..$n/token"
	chmod "${mode:-600}" "$volume/..$n/token"
	ln -s "..$n" "$volume/..data_tmp"
	mv -T "$volume/..data_tmp" "$volume/..data"
}
# A field of the last request's form.
sent() { # FIELD
	sed '1,/^\r*$/d' "$work/as/requests/$(printf %06d "$(requests)")" | tr '&' '\n' | sed -n "s/^$1=//p"
}

first=$(issue "$subject" 600 "$url")
project "$first"
from_file
ccred token demo
is "a token" "$code$err" 0
is "the assertion is sent" "$(sent client_assertion)" "$first"
is "with its type, and nothing else of the client" "$(sent client_assertion_type) $(sent client_id)$(sent client_secret)" \
	"urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer "
is "there is no header" "$(grep -c '^Authorization' "$work/as/requests/$(printf %06d "$(requests)")")" 0
is "the assertion is not in the cache" "$(grep -rlF "${first##*.}" "$XDG_RUNTIME_DIR")" ""
CCRED_TRACE=1
export CCRED_TRACE
renew
unset CCRED_TRACE
like "the trace tells of the method" "$err" "*auth assertion*"
is "and not of the assertion" "$(printf %s "$err" | grep -cF "${first##*.}")" 0
second=$(issue "$subject" 601 "$url")
project "$second"
ccred token demo
is "then from the cache" "$code$err $(token_requests)" "0 2"
renew
is "the volume has another one" "$code $(sent client_assertion)" "0 $second"
printf '%s\n' "$first" >"$volume/..data/token"
renew
is "a line end is not part of it" "$code $(sent client_assertion)" "0 $first"
mode=644
project "$first"
renew
refused "others may read it" 77 "*file: others may read $volume/token*"
from_file shared-mode=yes
renew
is "that may be right" "$code$err" 0
ccred secret delete demo
refused "it is no secret" 65 "*$volume/token holds an assertion, which is renewed where it comes from*"

# What is of no use is not sent.
before=$(token_requests)
project "$(issue "$subject" -3700 "$url")"
renew
refused "it has expired" 65 "ccred: demo: $config:*: file: $volume/token: its assertion expired 1 h 1 min ago, at *"
project "$(issue "$subject" 600 "$url" "\"nbf\":$(($(date +%s) + 300))")"
renew
refused "it is not valid yet" 65 "*file: $volume/token: its assertion becomes valid in * min, at *"
project "no.jwt"
renew
refused "it is no JWT" 65 "*file: $volume/token: its assertion is no JWT: *assertion-type*"
project ""
renew
refused "it is empty" 65 "*file: $volume/token: it is empty*"
rm "$volume/..data"
renew
refused "there is none" 67 "*file: $volume/token does not exist: have the assertion put there"
is "nothing was sent" "$(token_requests)" "$before"
ln -s ..1 "$volume/..data"
project "no.jwt"
line "file path=$volume/token format=assertion shared-mode=yes" <<'LINES'
    assertion-type urn:ietf:params:oauth:client-assertion-type:saml2-bearer
LINES
renew
refused "another type can be anything" 77 "*client_assertion_type is not known*"
is "another type: is sent" "$(sent client_assertion_type)" "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Asaml2-bearer"

# A refusal is of the issuer, the subject and the audience, and not of one assertion.
from_file shared-mode=yes
project "$(issue another 600 "$url")"
renew
refused "another subject" 77 "*$newline""hint: the server must trust the issuer of the assertion*"
before=$(token_requests)
project "$(issue another 660 "$url")"
renew
refused "a fresh one does not get round the refusal" 77 "*refused * ago, and not sent again for *"
project "$(issue "$subject" 600 https://other.example)"
renew
refused "another audience" 77 "*aud of the assertion is wrong*"
is "is asked" "$(token_requests)" $((before + 1))
project "$first"
renew
is "another subject gets in at once" "$code$err" 0

# A client id is sent where there is one, and the server compares.
sed -i 's|^    timeout .*|&\n    client-id demo|' "$config"
renew
is "a client id is sent" "$code$err $(sent client_id)" "0 demo"

# The metadata decide as for any method, and the profile knows better.
from_file shared-mode=yes
control auth-methods='client_secret_basic client_secret_post'
rm -rf "$XDG_RUNTIME_DIR/ccred"
renew
refused "not offered" 78 "*offers no client authentication that fits*"
sed -i 's|^    timeout .*|&\n    client-auth assertion|' "$config"
renew
is "client-auth knows better" "$code$err" 0
control defaults=1
rm -rf "$XDG_RUNTIME_DIR/ccred"

# The doctor shows what it says, and nobody can use that.
project "$second"
ccred doctor demo
like "doctor: the claims as sent" "$out" "*as sent, without its signature: *iss $issuer_url*sub $subject*exp *"
like "doctor: the method" "$out" "*auth *assertion*"
is "doctor: not the signature" "$(grep -cF "${second##*.}" "$work/out" "$work/err" | grep -vc ':0')" 0
# Nobody has registered a name for the method: a server that offers private_key_jwt takes it, too.
control auth-methods=private_key_jwt
ccred doctor demo --json
is "doctor: it is offered under another name" "$(printf %s "$out" | jq -r '.steps[] | select(.step == "auth") | .outcome')" ok
control defaults=1
project "$(issue "$subject" -60 "$url")"
ccred doctor demo
like "doctor: it has expired" "$out" "*its assertion expired 1 min ago, at *"

# The preset, from nothing to a token.
project "$second"
from_file
mv "$config" "$work/config"
mkdir -m 700 "$XDG_CONFIG_HOME/ccred/presets"
sed "s|/var/run/secrets/ccred/|$volume/|" "$abs_top_srcdir/data/presets/kubernetes.conf" \
	>"$XDG_CONFIG_HOME/ccred/presets/kubernetes.conf"
ccred setup --yes --preset kubernetes --issuer "$url" --target "$url/openehr/v1" --audience https://api.example/openehr/v1 \
	--profile pod --ca-file "$ca"
is "the preset makes a profile" "$code$err" 0
is "with its own source" "$(sed -n 's/^    source *//p' "$config")" "required file path=$volume/token format=assertion shared-mode=yes"
is "the preset's profile: a token" "$("$bin/ccred" token pod --renew | wc -c) $(sent client_assertion)" "44 $second"
ccred setup --yes --preset kubernetes --issuer "$url" --target '' --profile two --store file
refused "the preset and a store" 64 "ccred: the preset kubernetes has a source of its own: leave out --store"
ccred setup --yes --preset kubernetes --target '' --profile two
refused "the preset alone" 64 "ccred: nothing is asked with --yes: give --issuer"
project "$(issue "$subject" -3 "$url")"
ccred setup --yes --preset kubernetes --issuer "$url" --target '' --audience https://api.example/openehr/v1 --profile two \
	--ca-file "$ca"
refused "the preset: an expired assertion" 65 "*file: $volume/token: its assertion expired * ago, at *"
is "the preset: nothing is made then" "$(grep -c '^profile' "$config")" 1
mv "$work/config" "$config"

# Other sources.
CI_TOKEN=$second
export CI_TOKEN
line "env assertion=CI_TOKEN" </dev/null
renew
is "from the environment" "$code$err $(sent client_assertion)" "0 $second"
CI_TOKEN=$(issue "$subject" -60 "$url")
renew
refused "env: it has expired" 65 "*env: CI_TOKEN: its assertion expired 1 min ago, at *"
unset CI_TOKEN
renew
refused "env: it is not set" 67 "*env: CI_TOKEN is not set"
cat >"$work/issue" <<PROGRAM
#!/bin/sh
echo assertion=$first
cat "$work/more"
PROGRAM
chmod 755 "$work/issue"
: >"$work/more"
line "exec command=$work/issue" </dev/null
renew
is "from a program" "$code$err $(sent client_assertion)" "0 $first"
echo "expires=$(($(date +%s) - 60))" >"$work/more"
renew
refused "a program says when it expires" 65 "*exec: its assertion expired 1 min ago, at *"
echo "assertion_type=urn:example:mine" >"$work/more"
renew
refused "a program says its type" 77 "*client_assertion_type is not known*"
is "a program's type is sent" "$(sent client_assertion_type)" urn%3Aexample%3Amine
CREDENTIALS_DIRECTORY=$work/unit
export CREDENTIALS_DIRECTORY
mkdir -m 700 "$CREDENTIALS_DIRECTORY"
(umask 077 && printf '%s\n' "$second" >"$CREDENTIALS_DIRECTORY/demo")
line "systemd format=assertion" </dev/null
renew
is "from systemd" "$code$err $(sent client_assertion)" "0 $second"
finish
