# The key plugin with keys in files: each format and algorithm, as openssl(1) verifies it, and what can be wrong.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/plugins/key/lib.sh"
start_server as --client demo:demo-secret
key_config
key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
key p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
key p521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
key ed -algorithm ED25519
umask 077
register rsa p256 p384 p521 ed
printf 'a pass-phrase \n' >phrase
printf 'another\n' >wrong

# Formats. The key's algorithm and thumbprint are what is sent.
signs "PEM" p384 ES384 "$(kid p384)" "path=$work/p384"
openssl pkey -in rsa -aes256 -passout 'pass:a pass-phrase ' -out rsa.sealed
signs "encrypted PEM" rsa RS256 "$(kid rsa)" "path=$work/rsa.sealed passphrase-file=$work/phrase"
openssl ec -in p256 -aes128 -passout 'pass:a pass-phrase ' -out p256.old 2>/dev/null
signs "PEM of old, encrypted" p256 ES256 "$(kid p256)" "path=$work/p256.old passphrase-file=$work/phrase"
openssl pkey -in ed -outform DER -out ed.der
signs "DER" ed EdDSA "$(kid ed)" "path=$work/ed.der"
for k in rsa:RS256 p256:ES256 p384:ES384 p521:ES512 ed:EdDSA; do
	signs "JWK of ${k%:*}" "${k%:*}" "${k#*:}" "$(kid "${k%:*}")" "path=$work/${k%:*}.jwk"
done
python3 -c 'import json,sys; k = json.load(open("rsa.jwk")); print("\n", json.dumps({n: k[n] for n in ("kty", "n", "e", "d")}))' >short.jwk
signs "JWK of RSA without the factors" rsa RS256 mine "path=$work/short.jwk kid=mine"
for alg in RS384 RS512 PS256 PS384 PS512; do
	signs "$alg" rsa $alg "" "path=$work/rsa alg=$alg kid=-"
done

# A passphrase is asked for once.
key_line "path=$work/rsa.sealed"
python3 "$abs_top_srcdir/tests/lib/terminal.py" "?passphrase of the key $work/rsa.sealed: " "a pass-phrase $newline" -- "$bin/ccred" token demo >said 2>&1
echo "$work/rsa $(assertion)" >>assertions
echo "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"$(kid rsa)\"}" >>headers
like "a person types the passphrase" "$(cat said)" "*echo off*exit 0*"
is "and it is not shown" "$(grep -c 'a pass-phrase' said)" 0
rm -r "$XDG_RUNTIME_DIR/ccred"
python3 "$abs_top_srcdir/tests/lib/terminal.py" "?passphrase of the key" "no$newline" -- "$bin/ccred" token demo >said 2>&1
like "a wrong one" "$(cat said)" "*exit 77*rsa.sealed: the passphrase is wrong*"
is "is asked for once" "$(grep -o 'passphrase of the key' said | wc -l)" 1
fails "nobody to ask" 75 "*passphrase of the key $work/rsa.sealed: nobody can be asked here: *add passphrase-file=FILE*" "path=$work/rsa.sealed"
fails "a wrong passphrase" 77 "*rsa.sealed: the passphrase in *wrong is not that of the key*" \
	"path=$work/rsa.sealed passphrase-file=$work/wrong"
printf 'two\nlines\n' >lines
fails "a passphrase of two lines" 65 "*lines: it must hold one line*" "path=$work/rsa.sealed passphrase-file=$work/lines"

# The file.
fails "no file" 67 "*absent does not exist*ccred key new demo*" "path=$work/absent"
cp p256 readable && chmod 644 readable
fails "a key that others may read" 77 "*(mode 0644)*chmod*" "path=$work/readable"
signs "unless the line allows it" p256 ES256 "$(kid p256)" "path=$work/readable shared-mode=yes"
for cut in 40 130 200; do
	head -c $cut rsa >cut
	fails "a key cut after $cut bytes" 65 "*cut: it holds no private key that can be read*" "path=$work/cut"
done
head -c 100 p256.jwk >cut.jwk
fails "a JWK that is cut" 65 "*cut.jwk: it is not one valid JSON object*" "path=$work/cut.jwk"
fails "a public key" 65 "*p256.pub: it holds no private key*" "path=$work/p256.pub shared-mode=yes"
: >empty
fails "an empty file" 65 "*empty: it holds no private key*" "path=$work/empty"

# The key.
key weak -algorithm RSA -pkeyopt rsa_keygen_bits:1024
key odd -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1
key x25519 -algorithm X25519
fails "RSA of 1024 bits" 65 "*weak: it is an RSA key of fewer than 2048 bits*" "path=$work/weak"
fails "an unknown curve" 65 "*odd: it is no key of RSA, of the curves P-256*" "path=$work/odd"
fails "a key that cannot sign" 65 "*x25519: it is no key of RSA, of the curves P-256*" "path=$work/x25519"
fails "an EC key with RS384" 65 "*p256: an EC key of the curve P-256 cannot sign RS384: use one of ES256, or none*" \
	"path=$work/p256 alg=RS384"
fails "another curve's algorithm" 65 "*an EC key of the curve P-256 cannot sign ES384*" "path=$work/p256 alg=ES384"
jwk() { # EXPRESSION; changes k, the JWK of p256
	python3 -c "import json; k = json.load(open('p256.jwk')); o = json.load(open('p384.jwk')); $1; print(json.dumps(k))" >bad.jwk
}
while read -r words expression; do
	jwk "$expression"
	fails "a JWK: $expression" 65 "*bad.jwk: *$words*" "path=$work/bad.jwk"
done <<'JWKS'
members k.update(y=k["x"])
members k.update(d=k["x"])
members k.update(d=k["d"]+"=")
members k.update(x=k["x"]+"AA")
members k.pop("y")
public k.pop("d")
crv k.update(crv="P-257")
crv k.update(kty="oct")
crv k.pop("kty")
members k.update(json.load(open("rsa.jwk")), qi=None)
members k.update(json.load(open("rsa.jwk"))); k.pop("q")
members k.update(json.load(open("rsa.jwk")), oth=[])
members k.update(json.load(open("ed.jwk")), x=k["x"])
JWKS

# The certificate, which is of the key and in its time.
certificate() { # NAME KEY DAYS
	openssl req -x509 -new -key "$2" -subj "/CN=$1" -days "$3" -out "$1.crt"
	chmod 644 "$1.crt"
}
certificate ours p256 20
certificate other p384 20
# An archive of the tree may have modes that no certificate should have.
for name in ed.key gone.crt early.crt; do
	cat "$abs_top_srcdir/tests/plugins/key/certificates/$name" >"$name"
done
key_line "path=$work/p256 certificate=$work/ours.crt kid=-"
ccred token demo
is "a certificate: a token" "$code $err" "0 "
x5t=$(openssl x509 -in ours.crt -outform DER | openssl dgst -sha256 -binary | base64 | tr +/ -_ | tr -d =)
echo "$work/p256 $(assertion)" >>assertions
echo "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"x5t#S256\":\"$x5t\"}" >>headers
fails "another key's certificate" 65 "*other.crt: the certificate is that of another key than *p256*" \
	"path=$work/p256 certificate=$work/other.crt"
cat other.crt ours.crt >chain.crt
fails "the chain in the wrong order" 65 "*chain.crt: the key is that of certificate 2: put that one first*" \
	"path=$work/p256 certificate=$work/chain.crt"
fails "an expired certificate" 65 "*gone.crt: the certificate expired on 2021-01-01 00:00 UTC: *" \
	"path=$work/ed.key certificate=$work/gone.crt"
fails "a certificate of tomorrow" 65 "*early.crt: the certificate is valid from 2120-01-01 00:00 UTC on*" \
	"path=$work/ed.key certificate=$work/early.crt"
fails "a file without a certificate" 65 "*p256.pub: it holds no certificate*" \
	"path=$work/p256 certificate=$work/p256.pub"
openssl pkcs12 -export -inkey p256 -in ours.crt -passout 'pass:a pass-phrase ' -out ours.p12
signs "PKCS#12" p256 ES256 "$(kid p256)" "path=$work/ours.p12 passphrase-file=$work/phrase"
openssl pkcs12 -export -legacy -inkey p256 -in ours.crt -passout 'pass:a pass-phrase ' -out old.p12 2>/dev/null &&
	signs "PKCS#12 of older programs" p256 ES256 old "path=$work/old.p12 passphrase-file=$work/phrase kid=old"
fails "PKCS#12, a wrong passphrase" 77 "*ours.p12: the passphrase in *wrong is not*" \
	"path=$work/ours.p12 passphrase-file=$work/wrong"

# Arguments that do not go together.
fails "no place" 78 "*the line needs either path= or uri=*" kid=x
fails "two places" 78 "*the line needs either path= or uri=*" "path=$work/p256 uri=pkcs11:object=k"
fails "a PIN in the configuration" 78 "*a PIN must not stand in the configuration*" '"uri=pkcs11:object=k?pin-value=1234"'
ccred status demo
is "which is not shown" "$(grep -c 1234 "$work/out" "$work/err" | paste -sd ' ' -)" "$work/out:0 $work/err:0"
fails "a module in the URI" 78 "*uri= must end before the question mark*" '"uri=pkcs11:object=k?module-path=/x"'
fails "another scheme" 78 "*uri= must begin with pkcs11:*" "uri=file:$work/p256"
fails "a TPM by another name" 78 "*uri= must be handle:0x81*" "uri=pkcs11:object=k provider=tpm2"
fails "a passphrase of a token" 78 "*use pin-file=*" "uri=pkcs11:object=k passphrase-file=$work/phrase"
fails "a module for a file" 78 "*are for a key in a token*" "path=$work/p256 module=/x.so"
fails "an algorithm that is none" 78 "*alg*HS256*" "path=$work/p256 alg=HS256"

verified

conforms key 5 --found "path=$work/p256" --other "path=$work/ed" --absent "path=$work/absent" --wrong kid=x
is "no key is anywhere but in its own file" "$(grep -rlF "$(sed -n 2p p256)" "$XDG_RUNTIME_DIR" "$server" "$work/err" "$work/out")" ""
finish
