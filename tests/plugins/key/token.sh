# The key plugin with keys in a PKCS#11 token, SoftHSM: signatures, PINs, and a token that is not as it should be.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/plugins/key/lib.sh"

softhsm=/usr/lib/softhsm/libsofthsm2.so
ossl=$(dirname "$(find /usr/lib -path '*/ossl-modules/*.so' -print -quit 2>/dev/null)")
engine=$(find /usr/lib -path '*/engines-3/pkcs11.so' -print -quit 2>/dev/null)
if ! command -v softhsm2-util >/dev/null || [ ! -e $softhsm ] || [ ! -e "$ossl/pkcs11.so" ] && [ -z "$engine" ]; then
	echo "1..0 # SKIP no SoftHSM, or no OpenSSL that knows tokens"
	exit 0
fi
start_server as --client demo:demo-secret
key_config
umask 077
key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
key p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
key ed -algorithm ED25519
register rsa p256 p384 ed

SOFTHSM2_CONF=$work/softhsm2.conf
export SOFTHSM2_CONF
mkdir tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$work" >softhsm2.conf
softhsm2-util --init-token --free --label ours --pin 12345 --so-pin 67890 >/dev/null
import() { # KEY ID
	softhsm2-util --import "$1" --token ours --label "$1" --id "$2" --pin 12345 >/dev/null
}
import rsa 01
import p256 02
import p384 03
printf '12345\n' >pin
printf '54321\n' >wrong
module=$abs_top_builddir/tests/plugindir/hsm.so
token() { # KEY ARGUMENT...
	uri=$1
	shift
	echo "\"uri=pkcs11:token=ours;object=$uri\" module=$module $*"
}
logins() {
	grep -c login "$SOFTHSM2_CONF.logins" 2>/dev/null || :
}

signs "EC P-384" p384 ES384 "$(kid p384)" "$(token p384 "pin-file=$work/pin")"
is "the PIN was sent once" "$(logins)" 1
signs "EC P-256" p256 ES256 "$(kid p256)" "$(token p256 "pin-file=$work/pin")"
signs "RSA" rsa RS256 "$(kid rsa)" "$(token rsa "pin-file=$work/pin")"
signs "RSA-PSS" rsa PS256 mine "$(token rsa "pin-file=$work/pin alg=PS256 kid=mine")"
signs "SoftHSM itself" rsa RS384 "" "uri=pkcs11:object=rsa module=$softhsm pin-file=$work/pin alg=RS384 kid=-"
# The engine knows no such key, and finds no other one beside it either.
if [ -e "$ossl/pkcs11.so" ]; then
	import ed 04
	signs "Ed25519" ed EdDSA "$(kid ed)" "$(token ed "pin-file=$work/pin")"
fi
verified

# The PIN.
key_line "$(token p384)"
rm -r "$XDG_RUNTIME_DIR/ccred"
rm "$SOFTHSM2_CONF.logins"
python3 "$abs_top_srcdir/tests/lib/terminal.py" "?PIN of the token pkcs11:token=ours;object=p384: " "12345$newline" -- "$bin/ccred" token demo >said 2>&1
like "a person types the PIN" "$(cat said)" "*echo off*exit 0*"
is "and it is not shown" "$(grep -c 12345 said)" 0
is "and it is sent once" "$(logins)" 1
fails "nobody to ask" 75 "*PIN of the token pkcs11:*object=p256: nobody can be asked here: *add pin-file=FILE*" "$(token p256)"
rm "$SOFTHSM2_CONF.logins"
fails "a wrong PIN" 77 "*object=p384: the token refused the PIN. It was sent once*" "$(token p384 "pin-file=$work/wrong")"
is "it was sent once" "$(logins)" 1
chmod 644 wrong
fails "a PIN that others may read" 77 "*wrong (mode 0644)*" "$(token p384 "pin-file=$work/wrong")"
printf locked >"$SOFTHSM2_CONF.acts"
# The provider of Debian 13 does not say why.
fails "a locked PIN" 77 "*the token *PIN*" "$(token p384 "pin-file=$work/pin kid=1")"

# The token.
printf gone >"$SOFTHSM2_CONF.acts"
fails "pulled out" 69 "*object=p384: the token is not there, or was pulled out*" "$(token p384 "pin-file=$work/pin kid=2")"
rm "$SOFTHSM2_CONF.acts"
fails "no such key" 67 "*object=none: no private key was found there*" "$(token none "pin-file=$work/pin")"
fails "no such token" 67 "*no private key was found there*" "uri=pkcs11:token=other module=$module pin-file=$work/pin"
fails "no such module" 67 "*none.so: No such file*" "uri=pkcs11:object=p384 module=$work/none.so"
cp "$abs_top_builddir/tests/plugindir/ccred_env.so" other.so
fails "no PKCS#11 module" 69 "*other.so cannot be loaded as a PKCS#11 module*" "uri=pkcs11:object=p384 module=$work/other.so"
chmod 666 other.so
fails "a module that others may write" 77 "*other.so*" "uri=pkcs11:object=p384 module=$work/other.so kid=3"
fails "an algorithm that the key has not" 65 "*an RSA key cannot sign ES256*" "$(token rsa "pin-file=$work/pin alg=ES256")"

# ccred key prints the command that makes a key there, and the JWK Set of what it has made.
key_line '"uri=pkcs11:token=ours;object=made;id=%05"' "module=$softhsm pin-file=$work/pin"
ccred key new demo
printf '%s --pin 12345\n' "$(printf '%s\n' "$out" | grep '^pkcs11-tool')" >make
sh ./make >/dev/null 2>&1
is "its command makes the key" "$?" 0
ccred key jwks demo
is "its JWK Set" "$code$err$(printf %s "$out" | jq -c '.keys[] | [.kty, .crv, .alg]')" '0["EC","P-384","ES384"]'

# An HSM that hangs costs its line's time, and no process stays.
sed -i '/source-timeout/d; s/timeout .*/timeout 1/' base
for act in hang-init hang-sign; do
	printf %s $act >"$SOFTHSM2_CONF.acts"
	fails "$act" 75 "*key*" "$(token p384 "pin-file=$work/pin kid=$act")"
	echo "# $err"
	is "$act: no process is left" "$(leftovers)" ""
done
rm "$SOFTHSM2_CONF.acts"
finish
