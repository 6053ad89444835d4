# docs/smart-backend-services.md, followed against the bundled server as one of that standard: its commands, what they
# print, and its errors. What ccred setup does with a key.
. "$abs_top_srcdir/tests/lib/lib.sh"
page=$abs_top_srcdir/docs/smart-backend-services.md
home=$XDG_CONFIG_HOME/ccred
start_server as --client acme-export:no-secret --scope system/Patient.rs --scope system/Observation.rs
smart() { # FIELD=VALUE...
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	control defaults=1 oauth=off oidc=off issuer-path=/v1 auth-methods=private_key_jwt assertion-algs="RS384 ES384" \
		assertion-audience=endpoint assertion-max=300 audience-required=off scope-required=on "$@"
}
smart
SSL_CERT_FILE=$ca
export SSL_CERT_FILE
mkdir "$work/path" "$work/page"
printf '#!/bin/sh\nexec %s %s "$@"\n' "$wrapper" "$bin/ccred" >"$work/path/ccred"
printf '#!/bin/sh\nexec %s -q --noproxy "*" "$@"\n' "$(command -v curl)" >"$work/path/curl"
chmod 755 "$work"/path/*

# Each command in a file N.sh, and what the page shows of its answer in N.text. The service's names stand for the
# server's.
sed "s|https://fhir.example.com/r4|$url/v1|; s|https://fhir.example.com/r4|$url/v1|; s|https://fhir.example.com|$url|
	s|/home/me/|$HOME/|" "$page" | awk -v to="$work/page/" '
	/^```/ { kind = kind == "" ? substr($0, 4) : ""; n += kind == "sh"; next }
	kind == "sh" || kind == "text" { print >(to n "." kind) }'
is "the commands were found" "$(find "$work/page" -name '*.sh' | wc -l) $(find "$work/page" -name '*.text' | wc -l)" "8 4"
# As the person who runs the server does with a set that is sent.
register() { # FILE
	control "client-keys=acme-export:$1"
}
rmdir "$home"
cd "$HOME" || exit 99
n=0
while [ -e "$work/page/$((n += 1)).sh" ]; do
	code=0
	PATH=$work/path:$PATH sh -e "$work/page/$n.sh" >"$work/said" 2>"$work/complaints" || code=$?
	is "$(head -c 60 "$work/page/$n.sh")" "$code$(cat "$work/complaints")" 0
	grep -q jwks.json "$work/page/$n.sh" && register "$HOME/jwks.json"
	[ -e "$work/page/$n.text" ] || continue
	while read -r line; do
		sed 's/^ *//' "$work/said" | grep -qxF -- "$line"
		ok "it prints: $line"
	done <"$work/page/$n.text"
done
is "the set has both keys while one is replaced" "$(jq '.keys | length' jwks.json)" 2
is "the key is of the better kind" "$(openssl pkey -in "$home/keys/fhir.pem" -noout -text 2>/dev/null | grep -c P-384)" 1
cd "$work" || exit 99

# Its table of errors is the standard's.
wrong() { # ERROR STATUS
	control clear=1 fault=error "error=$1" "status=$2"
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	ccred token fhir
	is "$1: exit code" "$code$out" 77
	like "$1: it is named" "$err" "*$1*"
}
wrong invalid_client 401
wrong invalid_scope 400
wrong invalid_request 400
is "and no other is on the page" "$(grep -o '^| `[a-z_]*`' "$page" | tr -d '|\140 ' | sort | tr '\n' ' ')" \
	"invalid_client invalid_request invalid_scope "
control clear=1

# A server that takes RS384 alone; a key that is there already, known or not; a key that is in the way.
setup() { # OPTION...
	run "$bin/ccred" setup --yes --preset smart-backend --issuer "$url/v1" --target '' --client-id acme-export \
		--scope system/Patient.rs "$@"
}
smart assertion-algs=RS384
setup --profile rsa --key new
is "RS384 alone: an RSA key" "$code$err$(openssl pkey -in "$home/keys/rsa.pem" -noout -text 2>/dev/null | grep -c 'Private-Key: (3072 bit')" 01
printf '%s\n' "$out" | grep '^{"keys"' >"$work/set"
register "$work/set"
ccred token rsa
is "its token, by the set that setup has printed" "$code$err" 0
setup --profile two --key "$home/keys/rsa.pem"
is "a key that the server knows is proven" "$code$err" 0
like "so there is nothing to register" "$out" "*key        $home/keys/rsa.pem
token      valid for *"
smart
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out "$work/own.pem" 2>/dev/null ||
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out "$work/own.pem"
chmod 600 "$work/own.pem"
setup --profile three --key "$work/own.pem"
is "a key that the server does not know yet" "$code$err" 0
like "is one to register" "$out" "*Register this JWK Set*{\"keys\":*"

setup --profile source --source "key path=$work/own.pem"
like "and so is that of a source" "$code$err $out" "0 *Register this JWK Set*{\"keys\":*"
grep -q "^profile source" "$config"
ok "whose profile is written"

keeps() { # NAME CODE PATTERN COMMAND...: refused, and nothing is written
	name=$1 wanted=$2 pattern=$3
	shift 3
	find "$home" -type f -exec cksum {} + | sort >"$work/before"
	"$@"
	refused "$name" "$wanted" "$pattern"
	is "$name: nothing is changed or left" "$(find "$home" -type f -exec cksum {} + | sort | cmp - "$work/before" 2>&1)" ""
}
keeps "no key is named" 64 "ccred: nothing is asked with --yes: give --key" setup --profile four
keeps "a key and a secret" 64 "ccred: --key takes the place of a secret: leave out --secret-stdin" \
	setup --profile four --key new --secret-stdin
keeps "a key and a place for a secret" 64 "ccred: --key takes the place of a secret: leave out --store" \
	setup --profile four --key new --store file
keeps "nothing but the preset is given" 64 "ccred: nothing is asked with --yes: give --scope, --client-id, --key" \
	ccred setup --yes --preset smart-backend --issuer "$url/v1" --target '' --profile four
keeps "a certificate without a source" 64 "ccred: tls_client_auth needs a source *--source 'key path=FILE certificate=FILE' *" \
	ccred setup --yes --issuer "$url/v1" --target '' --profile four --client-auth tls_client_auth
keeps "a key that is not there" 64 "ccred: --key: new makes a key, and the file /nowhere cannot be read: *" setup --profile four --key /nowhere
: >"$home/keys/four.pem"
keeps "a key is in the way" 77 "ccred: there is a key already: $home/keys/four.pem: use it with --key *" \
	setup --profile four --key new
rm "$home/keys/four.pem"
chmod 644 "$work/own.pem"
keeps "a key that all can read" 77 "ccred: *" setup --profile four --key "$work/own.pem"
keeps "the server takes none of ours" 78 "ccred: *the server takes no signature that ccred can make: XX1" \
	eval 'smart assertion-algs=XX1; setup --profile four --key new'
smart
setup --profile four --key new --dry-run
is "--dry-run says where" "$code$err$(printf '%s\n' "$out" | tail -1)" "0# The key would be made in $home/keys/four.pem"
is "and makes nothing" "$(find "$home/keys" -name 'four*')" ""
# Somebody else changes the configuration after the key is made: it is taken back.
smart latency-ms=600
(
	wait_for "$work/as/requests/$(printf %06d "$(($(requests) + 1))")"
	sleep 0.3
	echo '# changed' >>"$config"
) &
other=$!
setup --profile four --key new
refused "the configuration has changed meanwhile" 75 "ccred: *"
is "the key is taken back" "$(find "$home/keys" -name '*four*')" ""
wait "$other"

# A person is asked where client and server leave a choice; where they do not, Enter makes a key.
tty() { # STEP... -- COMMAND...
	code=0
	python3 "$abs_top_srcdir/tests/lib/terminal.py" "$@" >"$work/out" 2>"$work/err" || code=$?
	out=$(cat "$work/out")
}
answers() { # NAME METHODS QUESTION ANSWER
	smart "auth-methods=$2"
	rm -f "$home/keys/$1.pem"
	tty "?Client id: " "acme-export
" "?$3" "$4
" "?Scopes, Enter for none: " "system/Patient.rs
" -- "$bin/ccred" setup --issuer "$url/v1" --target '' --audience '' --ca-file '' --profile "$1"
}
answers either "client_secret_basic private_key_jwt" "for a client secret) [-]: " "new"
like "a key is chosen" "$out" "*exit 0*Register this JWK Set*"
answers one private_key_jwt "for a client secret) [new]: " ""
like "nothing but a key will do" "$out" "*exit 0*key        $home/keys/one.pem*"
finish
