# One profile for many tenants: each with a server of its own, which sees nothing of another's secret.
. "$abs_top_srcdir/tests/lib/lib.sh"

# The names of the tenants' servers lead to them through a proxy, as the DNS would lead there.
tenants="acme big-co"
routes=
for t in $tenants; do
	start_server "$t" --client "$t-id:$t-secret" \
		--audience "https://$t.api.test.localhost/v1"
	issuer=https://$t.auth.test.localhost
	control issuer="$issuer" token-endpoint="$issuer/oauth/token"
	cp "$ca" "$work/$t.pem"
	routes="$routes --route $t.auth.test.localhost=$(sed -n 's/^port=//p' "$server/ready")"
	printf '%s-secret\n' "$t" >"$work/$t.secret"
	chmod 600 "$work/$t.secret"
done
# shellcheck disable=SC2086 # words are wanted
start_proxy $routes

write_config() { # the sources on stdin
	{
		cat <<CONFIG
profile any
    target    https://{tenant}.api.test.localhost/v1
    issuer    https://{tenant}.auth.test.localhost
    audience  https://{tenant}.api.test.localhost/v1
    ca-file   $work/{tenant}.pem
    client-id {tenant}-id
    client-auth post
    timeout   $((10 * slow))
CONFIG
		cat
	} >"$config"
	chmod 600 "$config"
}
# What a tenant's server was sent: ids and secrets.
sent_to() { # TENANT
	cat "$work/$1"/requests/* | grep -a -o -e '[a-z-]*-secret' -e '[a-z-]*-id' | sort -u | tr '\n' ' '
}
asked_of() { # TENANT
	grep -c 'POST /oauth/token' "$work/$1/log" || :
}

write_config <<LINES
    source sufficient env  prefix=T_{tenant}_
    source required   file path=$work/{tenant}.secret
LINES
ccred token any --tenant acme
is "a tenant by name" "$code$err $(asked_of acme) $(asked_of big-co)" "0 1 0"
acme=$out
ask get <<'REQUEST'
url=https://big-co.api.test.localhost/v1/ehr

REQUEST
is "a tenant by URL" "$code$err $(asked_of acme) $(asked_of big-co)" "0 1 1"
big=$(printf '%s\n' "$out" | sed -n 's/^password=//p')
[ -n "$big" ] && [ "$big" != "$acme" ]
ok "with a token of its own"
ccred token any --tenant BIG-CO
is "in any case of letters" "$out" "$big"
ccred token https://ACME.api.test.localhost/v1/x
is "from the cache" "$out $(asked_of acme) $(asked_of big-co)" "$acme 1 1"
is "acme was sent" "$(sent_to acme)" "acme-id acme-secret "
is "big-co was sent" "$(sent_to big-co)" "big-co-id big-co-secret "

ccred forget https://acme.api.test.localhost/v1
is "forget takes one tenant" "$code$err" 0
T_ACME_CLIENT_SECRET=wrong-secret
export T_ACME_CLIENT_SECRET
ccred token any --tenant acme
refused "a tenant's own variable is used" 77 "ccred: any: *invalid_client*"
ccred token any --tenant big-co
is "and nobody else's token" "$out" "$big"
unset T_ACME_CLIENT_SECRET
is "big-co was sent nothing more" "$(sent_to big-co)" "big-co-id big-co-secret "

# Without a tenant, with one that is none, with one too many.
ccred token any
refused "no tenant" 64 "ccred: *--tenant*"
ccred token any --tenant a.b
refused "no label" 64 'ccred: *"a.b" is not a tenant*'
ccred token any --tenant ../acme
refused "no path" 64 'ccred: *is not a tenant*'
ccred token https://a.b.api.test.localhost/v1
refused "one label only" 78 "ccred: *no profile*"
cp "$ca" "$work/nobody.pem"
ccred token any --tenant nobody
like "nobody's server" "$code$err" "69ccred: any: *nobody.auth.test.localhost*"

# A source that would give one secret to all.
for line in "env secret=COMMON" "file path=$work/acme.secret" "env id=ID_{tenant} secret=COMMON"; do
	write_config <<LINES
    source required $line
LINES
	ccred token any --tenant big-co
	refused "refused: $line" 78 "ccred: any: $config:9:21: *: put {tenant} into *"
done
write_config <<LINES
    source required @all
stack all
    source sufficient file path=$work/{tenant}.secret
    source required env secret=COMMON
LINES
ccred token any --tenant big-co
refused "refused: in a nested stack" 78 "ccred: any: $config:12:21: env would give one tenant's secret to all *"
ccred profiles
like "profiles says so, too" "$code$out" "78any  refused: $config:12:21: env would give *"
ccred status
like "status says so, too" "$code$out" "78*refused: *config:12:21: *"
ccred doctor any --tenant acme
like "the doctor says so, too" "$code$out" "78*failure  permissions  *$config:12:21: *"
is "and nobody was asked" "$(asked_of acme) $(asked_of big-co)" "2 1"
finish
