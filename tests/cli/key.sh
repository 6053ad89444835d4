# ccred key: making the key of a profile, showing it, the set to register, and replacing it.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
control auth-methods="client_secret_basic private_key_jwt"
path=$work/new/keys/demo.pem

# The server knows the client by what ccred key jwks prints.
register() {
	"$bin/ccred" key jwks demo >"$work/jwks" || return
	control "client-keys=demo:$work/jwks"
}
kid() { # N: of the Nth key of the set
	jq -r ".keys[$1].kid" "$work/jwks"
}
# What openssl(1) says of a key, and its thumbprint made without any code of ours.
kind() { # FILE
	openssl pkey -in "$1" -noout -text 2>/dev/null | sed -n 's/^NIST CURVE: //p; s/^\(ED25519\) Private-Key:/\1/p
		s/^Private-Key: (\([0-9]*\) bit, .*/\1/p'
}
thumbprint() { # FILE of a P-384 key
	openssl pkey -in "$1" -pubout -outform DER | tail -c 96 >"$work/xy"
	printf '{"crv":"P-384","kty":"EC","x":"%s","y":"%s"}' "$(head -c 48 "$work/xy" | base64 -w 0 | tr +/ -_)" \
		"$(tail -c 48 "$work/xy" | base64 -w 0 | tr +/ -_)" | openssl dgst -sha256 -binary | base64 | tr +/ -_ | tr -d =
}

# Making it: as the server takes it, or as it is asked for.
demo_config required key "path=$path" </dev/null
ccred key show demo
refused "no key yet" 67 "ccred: demo: $config:8: key: $path does not exist: ccred key new demo"
ccred doctor --json demo
is "doctor: the command that makes it" "$(printf %s "$out" | jq -r '.steps[] | select(.step == "stack").fix')" \
	"ccred key new demo"
ccred key rotate demo
refused "nothing to replace" 67 "ccred: demo: $config:8: key: $path does not exist: ccred key new demo"
ccred key new demo
is "new" "$code$err" 0
like "it says where the key is, why it is of this kind, and what to do" "$out" "key        $path
algorithm  ES384: the server does not say which it takes
kid        *
register   ccred key jwks demo
prove      ccred token demo"
is "the file is the user's alone, and so is its directory" "$(stat -c %a "$path" "$work/new" "$work/new/keys" | tr '\n' ' ')" \
	"600 700 700 "
is "it is what it says" "$(kind "$path")" P-384
cp "$path" "$work/first"
ccred key new demo
refused "another one" 77 "ccred: demo: there is a key already: $path: ccred key rotate demo"
is "the key is as it was" "$(cmp "$path" "$work/first" 2>&1)" ""
ccred doctor --json demo
is "doctor: a key that the server does not know is one to register" \
	"$(printf %s "$out" | jq -r '.steps[] | select(.step == "token").fix')" "ccred key jwks demo"
ccred forget demo
register
is "jwks: the thumbprint as openssl has it" "$(kid 0)" "$(thumbprint "$path")"
is "jwks: one key, and what it is for" "$(jq -c '.keys | length, (.[0] | del(.x, .y, .kid))' "$work/jwks" | tr '\n' ' ')" \
	'1 {"crv":"P-384","kty":"EC","use":"sig","alg":"ES384"} '
ccred key show demo
is "show" "$code$err$out" "0key        $path
line       $config:8: key
algorithm  ES384
thumbprint $(kid 0)
kid        $(kid 0)"
ccred key show --json demo
is "show --json" "$code$err$(printf %s "$out" | jq -c '.keys[0] | [.state, .place, .algorithms, .kid, .thumbprint]')" \
	"0[\"current\",\"$path\",[\"ES384\"],\"$(kid 0)\",\"$(kid 0)\"]"
ccred token demo
is "a token by it" "$code$err" 0

# Replacing it.
ccred key rotate demo
is "rotate: the next key" "$code$err" 0
like "it says how to go on" "$out" "next key   $path.next
algorithm  ES384
kid        *
register   ccred key jwks demo
go on      ccred key rotate demo"
is "the key is in its place" "$(cmp "$path" "$work/first" 2>&1)$(stat -c %a "$path.next")" 600
ccred key rotate demo
refused "the server does not know it" 77 "ccred: demo: the next key is not in use yet, and the old one stays: *
hint: register what ccred key jwks demo prints with the server, and run this again"
is "both keys are kept" "$(cmp "$path" "$work/first" 2>&1)$(ls "$path.next")" "$path.next"
control fault=503
ccred key rotate demo
refused "a server with a fault" 69 "ccred: demo: the next key is not in use yet, and the old one stays: *"
control clear=1
ccred token --renew demo
is "calls go on as before" "$code$err" 0
register
is "jwks: both keys" "$(jq '.keys | length' "$work/jwks") $(kid 0) $(kid 1)" \
	"2 $(thumbprint "$path") $(thumbprint "$path.next")"
ccred key show demo
like "show: both" "$out" "key        $path
*
next key   $path.next
*"
next=$(kid 1)
(flock 9 && ccred key rotate demo && refused "while another one works" 75 "ccred: demo: another ccred works on the keys of *" &&
	echo "$count $failures" >"$work/counted") 9<"$work/new/keys"
read -r count failures <"$work/counted"
ccred key rotate demo
is "the server knows it: the next one is the key" "$code$err$out" "0key        $path
algorithm  ES384
kid        $next
register   ccred key jwks demo"
is "the old one is gone" "$(ls -A "$work/new/keys") $(thumbprint "$path")" "demo.pem $next"
register
ccred token --renew demo
is "a token by the next one alone" "$code$err$(jq '.keys | length' "$work/jwks")" 01
run env CCRED_TRACE="$work/trace" "$bin/ccred" key rotate --alg ES256 demo
is "the next one of another kind" "$code$err$(kind "$path.next")" 0P-256
is "no line of a key is shown, nor in the trace" \
	"$(grep -c key "$work/trace" | grep -cx 0) $(cat "$path" "$path.next" | grep -v -e ----- | grep -cFf - "$work/out" "$work/trace" | tr '\n' ' ')" \
	"0 $work/out:0 $work/trace:0 "
rm "$path.next"

# Keys that ccred does not make: with a passphrase, in a token, in a program's hands; and none at all.
openssl pkey -in "$path" -aes256 -passout pass:word -out "$work/locked.pem"
echo word >"$work/word"
chmod 600 "$work/locked.pem" "$work/word"
demo_config required key "path=$work/locked.pem" "passphrase-file=$work/word" </dev/null
ccred key rotate demo
refused "a key with a passphrase" 78 "ccred: demo: the key in $work/locked.pem has a passphrase or another form *"
is "nothing is beside it" "$(ls "$work"/locked.pem*)" "$work/locked.pem"
openssl req -x509 -new -key "$path" -subj /CN=demo -out "$work/demo.crt"
demo_config required key "path=$path" "certificate=$work/demo.crt" </dev/null
ccred key rotate demo
refused "a key with a certificate" 78 "ccred: demo: $config:8: the certificate of the source line is for this key alone: *"
demo_config required key '"uri=pkcs11:token=My%20token;object=k;id=%01%AB"' module=/lib/m.so </dev/null
ccred key new demo
is "in a token: the command" "$code$err$out" "0# The key lies in a token, and is made there:
pkcs11-tool --module /lib/m.so --token-label 'My token' --login --keypairgen --usage-sign --key-type EC:secp384r1 --label k --id 01ab"
ccred key rotate --alg RS384 demo
like "in a token: the next one" "$code$err$out" "0*--key-type rsa:3072 *label into uri=*"
openssl pkey -in "$path" -pubout -out "$work/public"
kept=$wrapper wrapper= # it would look at that program, too
demo_config required openssl-signer "key=$path" alg=ES384 "public=$work/public" </dev/null
sed -i "1i plugin-path $abs_top_srcdir/tests/oauth" "$config"
ccred key jwks demo
is "in a program's hands: its JWK" "$code$err$(printf %s "$out" | jq -r '.keys[0] | .alg, .kid, .x')" "0ES384
null
$(jq -r '.keys[0].x' "$work/jwks")"
ccred key new demo
refused "in a program's hands: it is made there" 78 "ccred: demo: $config:2: no source line of the profile names a file for its key: *"
wrapper=$kept
demo_config required file "path=$work/word" </dev/null
ccred key show demo
refused "no key at all" 67 "ccred: demo: $config:1: no source line of the profile signs with a key: *"
demo_config required key "path=$path" </dev/null
echo '    assertion-alg HS256' >>"$config"
ccred key rotate demo
refused "an algorithm without a key pair" 78 "ccred: demo: HS256 signs with a secret, not with a key pair"
demo_config required key "path=$path" </dev/null

# What cannot be replaced in one step, or would be found no more by its name.
ln -s demo.pem "$work/new/keys/link.pem"
demo_config required key "path=$work/new/keys/link.pem" </dev/null
for verb in new rotate; do
	ccred key $verb demo
	refused "$verb: a link" 78 "ccred: demo: $work/new/keys/link.pem is a symbolic link, *"
done
rm "$work/new/keys/link.pem"
demo_config required key "path=$path" kid=mine </dev/null
ccred key rotate demo
refused "a name for both keys" 78 "ccred: demo: kid=mine of the source line would name both keys: *"
is "and there is none" "$(ls -A "$work/new/keys")" demo.pem
demo_config required key "path=$path" </dev/null

# Killed at any system call, while it makes the next key or proves it: a whole key is in the place of the key, the
# old one or the next one, both of which the server knows. Some of the calls, unless all are asked for by
# CCRED_STRESS_DIVISOR=1.
cp "$path" "$work/a"
ccred key rotate demo
cp "$path.next" "$work/b"
register
killed() { # STEP, while $1 and so on are in place
	reached=yes n=$1 wrong=
	while [ "$reached" = yes ]; do
		rm -f "$path.next"
		cp "$work/a" "$path"
		[ -z "$2" ] || cp "$2" "$path.next"
		"$abs_top_builddir/tests/lib/kill_step" "$n" "$bin/ccred" key rotate demo 3>"$work/how" >/dev/null 2>&1
		grep -q '^not reached' "$work/how" && reached=no
		cmp -s "$path" "$work/a" || cmp -s "$path" "$work/b" || wrong="$wrong $n"
		[ ! -e "$path.next" ] || openssl pkey -in "$path.next" -noout || wrong="$wrong $n:next"
		n=$((n + $1))
	done
}
step=211
[ "${CCRED_STRESS_DIVISOR-}" != 1 ] || step=1
killed "$step" ""
is "killed while it makes the next key" "$wrong" ""
killed "$step" "$work/b"
is "killed while it proves the next key" "$wrong" ""
is "the last one, which was not killed, has done it" "$(cmp "$path" "$work/b" 2>&1; ls -A "$work/new/keys")" demo.pem
ccred token --renew demo
is "and calls go on" "$code$err" 0
finish
