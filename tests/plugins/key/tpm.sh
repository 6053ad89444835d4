# The key plugin with keys in a TPM, which swtpm is: scripts/check-tpm runs it.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/plugins/key/lib.sh"
start_server as --client demo:demo-secret
key_config
umask 077

port=$(python3 -c 'import socket
while True:
    a, b = socket.socket(), socket.socket()
    a.bind(("127.0.0.1", 0))
    try:
        b.bind(("127.0.0.1", a.getsockname()[1] + 1))
        break
    except OSError:
        pass
print(a.getsockname()[1])')
mkdir tpm
swtpm socket --tpm2 --tpmstate dir="$work/tpm" --server type=tcp,port="$port",bindaddr=127.0.0.1 \
	--ctrl type=tcp,port=$((port + 1)),bindaddr=127.0.0.1 --flags not-need-init,startup-clear >swtpm.log 2>&1 &
servers="$servers $!"
TPM2OPENSSL_TCTI=swtpm:host=127.0.0.1,port=$port TPM2TOOLS_TCTI=$TPM2OPENSSL_TCTI
export TPM2OPENSSL_TCTI TPM2TOOLS_TCTI
tries=0
until tpm2_getrandom 1 >/dev/null 2>&1; do
	tries=$((tries + 1))
	[ $tries -le 100 ] || break
	sleep 0.05
done

handle() { # HANDLE NAME ALGORITHM [PASSWORD]
	tpm2_createprimary -Q -G "$3" -c "$2.ctx" ${4:+-p "$4"} \
		-a 'sign|fixedtpm|fixedparent|sensitivedataorigin|userwithauth' >>tpm.log 2>&1 &&
		tpm2_readpublic -Q -c "$2.ctx" -f pem -o "$2" >>tpm.log 2>&1 &&
		tpm2_evictcontrol -Q -c "$2.ctx" "$1" >>tpm.log 2>&1 && tpm2_flushcontext -t
	ok "the TPM has a key: $3"
	cp "$2" "$2.pub"
}
handle 0x81000001 ec ecc256:ecdsa
handle 0x81000002 rsa rsa2048
handle 0x81000003 locked ecc384:ecdsa-sha384 secret
openssl genpkey -provider tpm2 -provider default -propquery '?provider=tpm2' -algorithm EC -pkeyopt group:P-256 -out file.tpm 2>>tpm.log
ok "and one that is in a file"
openssl pkey -provider tpm2 -provider default -propquery '?provider=tpm2' -in file.tpm -pubout -out file.pub 2>>tpm.log
cp file.pub file
register_public ec rsa locked file
printf 'secret\n' >pin
printf 'wrong\n' >wrong

signs "EC P-256" ec ES256 "$(kid ec)" provider=tpm2 uri=handle:0x81000001
for alg in RS256 RS384; do
	signs "RSA, $alg" rsa $alg "$(kid rsa)" provider=tpm2 uri=handle:0x81000002 alg=$alg
done
signs "a key with a password" locked ES384 "$(kid locked)" provider=tpm2 uri=handle:0x81000003 "pin-file=$work/pin"
signs "a key in a file" file ES256 "$(kid file)" provider=tpm2 "path=$work/file.tpm"
# A TPM has few slots: a key that stayed would be missed now.
for n in 1 2 3 4; do
	signs "once more, $n" ec ES256 "$n" provider=tpm2 uri=handle:0x81000001 kid=$n
done
verified
fails "no such handle" 67 "*handle:0x81000009: no private key was found there*" provider=tpm2 uri=handle:0x81000009
fails "RSA-PSS, whose salt has another length" 65 "*an RSA key cannot sign PS256: use one of RS256 RS384 RS512*" \
	provider=tpm2 uri=handle:0x81000002 alg=PS256
fails "a wrong password" 69 "*the key did not sign: *is the PIN right?*" provider=tpm2 uri=handle:0x81000003 "pin-file=$work/wrong"
fails "without the provider" 65 "*file.tpm: it holds no private key that can be read*" "path=$work/file.tpm"
sed -i 's/client-id demo/&\n    client-auth tls_client_auth/' base
fails "mutual TLS" 65 "*a key in a TPM cannot be used for mutual TLS*" provider=tpm2 uri=handle:0x81000001
finish
