# Starts Debian's glewlwyd as a second, independent authorization server; to be sourced by tests.
#
#   glewlwyd_start DIR   makes DIR/glewlwyd, starts the server on 127.0.0.1 on a free port, and sets
#                        GLEWLWYD_ISSUER (http; its metadata is where OpenID Connect Discovery has
#                        it), GLEWLWYD_CLIENT_ID, GLEWLWYD_CLIENT_SECRET and GLEWLWYD_SCOPE
#   glewlwyd_signer ID JWKS
#                        registers a client for private_key_jwt and client_secret_jwt; the audience of
#                        an assertion is the token endpoint
#   glewlwyd_start_tls DIR
#                        the same with https: GLEWLWYD_CA is the certificate to trust. It knows a client
#                        "peer-tls" by its certificate, GLEWLWYD_CERTIFICATE, signed by itself, with the
#                        key GLEWLWYD_KEY
#   glewlwyd_stop        ends it and removes DIR/glewlwyd; does nothing when none runs
#
# Both return 0, or 1 with a message on stderr. The server takes Basic credentials raw: the secret
# has bytes that a form would escape, so that the difference shows. Needs glewlwyd, sqlite3 and curl.

glewlwyd_pid=
glewlwyd_dir=
glewlwyd_scheme=http
glewlwyd_secure=

glewlwyd_fail() # MESSAGE
{
	echo "glewlwyd: $1" >&2
	[ -z "$glewlwyd_dir" ] || tail -n 5 "$glewlwyd_dir/log" >&2
	glewlwyd_stop
	return 1
}

glewlwyd_random() # BYTES
{
	od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'
}

glewlwyd_curl() # ARGUMENT...
{
	env -i PATH="$PATH" HOME="$glewlwyd_dir" curl -q -sS --fail-with-body --noproxy '*' --max-time 10 \
		-c "$glewlwyd_dir/cookies" -b "$glewlwyd_dir/cookies" \
		-H 'Content-Type: application/json' ${glewlwyd_secure:+--cacert "$GLEWLWYD_CA"} "$@"
}

glewlwyd_configure() # PORT
{
	cat <<CONF
port=$1
bind_address="127.0.0.1"
external_url="$glewlwyd_scheme://127.0.0.1:$1"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="WARNING"
cookie_secure=0
session_expiration=3600
session_key="$glewlwyd_session"
login_api_enabled=true
max_post_size=1048576
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = { type = "sqlite3"; path = "$glewlwyd_dir/db" };
$glewlwyd_secure
CONF
}

# Tries one port; 1: it is taken, or the server does not come up.
glewlwyd_try() # PORT
{
	glewlwyd_session=session$(glewlwyd_random 8)
	glewlwyd_configure "$1" >"$glewlwyd_dir/conf"
	# A test that is killed must not leave its server behind.
	setpriv --pdeathsig TERM /usr/bin/glewlwyd --config-file="$glewlwyd_dir/conf" \
		>"$glewlwyd_dir/log" 2>&1 </dev/null &
	glewlwyd_pid=$!
	glewlwyd_tries=0
	while [ $glewlwyd_tries -lt 250 ]; do
		glewlwyd_tries=$((glewlwyd_tries + 1))
		sleep 0.02
		kill -0 $glewlwyd_pid 2>/dev/null || break
		# Another glewlwyd on this port would take the password too, but call its cookie otherwise.
		glewlwyd_curl -o /dev/null -d '{"username":"admin","password":"password"}' \
			"$glewlwyd_scheme://127.0.0.1:$1/api/auth/" 2>/dev/null &&
			grep -q "$glewlwyd_session" "$glewlwyd_dir/cookies" && return 0
	done
	kill $glewlwyd_pid 2>/dev/null
	wait $glewlwyd_pid 2>/dev/null
	glewlwyd_pid=
	return 1
}

glewlwyd_register()
{
	glewlwyd_curl -d '{"module":"oidc","name":"oidc","display_name":"oidc","parameters":{
		"iss":"'"$GLEWLWYD_ISSUER"'","jwt-type":"sha","jwt-key-size":"256",
		"key":"'"$(glewlwyd_random 32)"'","access-token-duration":3600,
		"refresh-token-duration":86400,"code-duration":600,"refresh-token-rolling":true,
		"allow-non-oidc":true,"auth-type-code-enabled":false,"auth-type-token-enabled":false,
		"auth-type-id-token-enabled":false,"auth-type-password-enabled":false,
		"auth-type-client-enabled":true,"auth-type-refresh-enabled":false,
		"request-parameter-allow":true,"request-maximum-exp":300,
		"client-pubkey-parameter":"pubkey","client-jwks-parameter":"jwks",
		"client-jwks_uri-parameter":"jwks_uri",
		"client-cert-source":"TLS","client-cert-use-endpoint-aliases":true,
		"client-cert-self-signed-allowed":true,
		"introspection-revocation-allowed":true,
		"introspection-revocation-allow-target-client":true}}' \
		"$glewlwyd_api/mod/plugin/" &&
		glewlwyd_curl -d '{"name":"'"$GLEWLWYD_SCOPE"'","display_name":"peer",
			"password_required":false,"password_max_age":0,"scheme":{},
			"scheme_required":{}}' "$glewlwyd_api/scope/" &&
		glewlwyd_curl -d '{"client_id":"'"$GLEWLWYD_CLIENT_ID"'","name":"peer",
			"password":"'"$GLEWLWYD_CLIENT_SECRET"'","confidential":true,"enabled":true,
			"authorization_type":["client_credentials"],
			"token_endpoint_auth_method":["client_secret_basic","client_secret_post"],
			"redirect_uri":[],"scope":["'"$GLEWLWYD_SCOPE"'"]}' "$glewlwyd_api/client/"
}

# A client that signs assertions: with a key of the JWK Set, or with the secret of the other client.
glewlwyd_signer() # ID JWKS
{
	glewlwyd_curl -d '{"client_id":"'"$1"'","name":"peer","confidential":true,"enabled":true,
		"client_secret":"'"$GLEWLWYD_CLIENT_SECRET"'","jwks":'"$2"',
		"authorization_type":["client_credentials"],
		"token_endpoint_auth_method":["private_key_jwt","client_secret_jwt"],
		"redirect_uri":[],"scope":["'"$GLEWLWYD_SCOPE"'"]}' "$glewlwyd_api/client/" \
		>>"$glewlwyd_dir/log" 2>&1 || glewlwyd_fail 'it refuses the client that signs'
}

glewlwyd_start() # DIR
{
	glewlwyd_dir=$1/glewlwyd
	[ -n "$glewlwyd_secure" ] || mkdir -m 700 "$glewlwyd_dir" || { glewlwyd_dir= && return 1; }
	: >"$glewlwyd_dir/log"
	zcat /usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz |
		sqlite3 "$glewlwyd_dir/db" >"$glewlwyd_dir/log" 2>&1 ||
		{ glewlwyd_fail 'cannot make the database' || return 1; }
	glewlwyd_ports=0
	until
		# Below the ports that the kernel hands out by itself.
		glewlwyd_port=$((10000 + 0x$(glewlwyd_random 2) % 20000))
		glewlwyd_try $glewlwyd_port
	do
		glewlwyd_ports=$((glewlwyd_ports + 1))
		[ $glewlwyd_ports -lt 10 ] || glewlwyd_fail 'it does not start' || return 1
	done
	glewlwyd_api=$glewlwyd_scheme://127.0.0.1:$glewlwyd_port/api
	GLEWLWYD_ISSUER=$glewlwyd_api/oidc
	GLEWLWYD_CLIENT_ID=peer-client
	GLEWLWYD_CLIENT_SECRET="a+b/%41:$(glewlwyd_random 16)"
	GLEWLWYD_SCOPE=peer.read
	glewlwyd_register >>"$glewlwyd_dir/log" 2>&1 ||
		{ glewlwyd_fail 'it refuses the client' || return 1; }
}

# A certificate for 127.0.0.1, or for a client, that is signed by itself.
glewlwyd_certificate() # NAME SUBJECT [EXTENSION]
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "$2" \
		${3+-addext "$3"} -keyout "$glewlwyd_dir/$1.key" -out "$glewlwyd_dir/$1.crt" \
		2>>"$glewlwyd_dir/log"
}

glewlwyd_start_tls() # DIR
{
	glewlwyd_dir=$1/glewlwyd
	mkdir -m 700 "$glewlwyd_dir" &&
		glewlwyd_certificate server /CN=server subjectAltName=IP:127.0.0.1 &&
		glewlwyd_certificate client /CN=peer-tls || return 1
	GLEWLWYD_CA=$glewlwyd_dir/server.crt
	GLEWLWYD_CERTIFICATE=$glewlwyd_dir/client.crt
	GLEWLWYD_KEY=$glewlwyd_dir/client.key
	glewlwyd_scheme=https
	glewlwyd_secure="use_secure_connection=true
secure_connection_key_file=\"$glewlwyd_dir/server.key\"
secure_connection_pem_file=\"$GLEWLWYD_CA\"
secure_connection_ca_file=\"$GLEWLWYD_CERTIFICATE\""
	# Its key as a JWK with the certificate.
	glewlwyd_jwks=$(cd "$glewlwyd_dir" && sh "$abs_top_srcdir/tests/oauth/jwks" client.key |
		jq -c --arg x5c "$(openssl x509 -in client.crt -outform DER | base64 -w0)" '.keys[0].x5c = [$x5c]')
	glewlwyd_start "$1" &&
		glewlwyd_curl -d '{"client_id":"peer-tls","name":"peer","confidential":true,"enabled":true,
			"jwks":'"$glewlwyd_jwks"',"authorization_type":["client_credentials"],
			"token_endpoint_auth_method":["self_signed_tls_client_auth"],
			"redirect_uri":[],"scope":["'"$GLEWLWYD_SCOPE"'"]}' "$glewlwyd_api/client/" \
			>>"$glewlwyd_dir/log" 2>&1 || glewlwyd_fail 'it refuses the client with a certificate'
}

glewlwyd_stop()
{
	if [ -n "$glewlwyd_pid" ]; then
		kill "$glewlwyd_pid" 2>/dev/null
		wait "$glewlwyd_pid" 2>/dev/null
		glewlwyd_pid=
	fi
	[ -z "$glewlwyd_dir" ] || rm -rf "$glewlwyd_dir"
	glewlwyd_dir=
	glewlwyd_scheme=http
	glewlwyd_secure=
}
