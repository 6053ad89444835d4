# Somebody who issues assertions, such as a cluster or a CI service; sourced after tests/lib/lib.sh.
issuer_url=https://issuer.example
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/issuer.pem" 2>/dev/null ||
	openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/issuer.pem" 2>/dev/null
openssl pkey -in "$work/issuer.pem" -pubout -out "$work/issuer.pub"

base64url() {
	base64 -w 0 | tr +/ -_ | tr -d =
}
# A JWT as Kubernetes makes them: its audiences are a list, and it has no typ.
issue() { # SUBJECT SECONDS AUDIENCE [CLAIM...], such as '"nbf":1'
	now=$(date +%s) sub=$1 exp=$2 aud=$3
	shift 3
	more=
	for claim; do more="$more,$claim"; done
	input=$(printf '{"alg":"RS256","kid":"1"}' | base64url).$(printf '{"iss":"%s","sub":"%s","aud":["%s"],"iat":%s,"exp":%s%s}' \
		"$issuer_url" "$sub" "$aud" "$now" $((now + exp)) "$more" | base64url)
	printf '%s.%s' "$input" "$(printf %s "$input" | openssl dgst -sha256 -sign "$work/issuer.pem" | base64url)"
}
# The server takes the issuer's assertions of this subject for the client demo.
trust_issuer() { # SUBJECT
	control "client-keys=demo:$work/issuer.pub" "client-federated=demo:$issuer_url $1"
}
