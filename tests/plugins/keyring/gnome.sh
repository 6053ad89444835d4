# The keyring plugin and GNOME Keyring: stored, found, locked, gone; on disk only encrypted.
. "$abs_top_srcdir/tests/plugins/keyring/lib.sh"
start_server as --client "demo:$canary" --client "other:$canary-other"
start_bus bus
service=org.freedesktop.secrets
login=/org/freedesktop/secrets/collection/login

start_daemon() { # PASSWORD OPTION...
	printf %s "$1" >"$work/password"
	shift
	gnome-keyring-daemon --foreground --components=secrets "$@" \
		<"$work/password" >"$work/daemon.out" 2>&1 &
	daemon=$!
	servers="$servers $daemon"
	wait_owner $service
	ok "GNOME Keyring is up"
}

lock() {
	dbus-send --session --print-reply --dest=$service /org/freedesktop/secrets \
		org.freedesktop.Secret.Service.Lock array:objpath:$login >"$work/reply" 2>&1
	ok "locked"
}

alone() { # the keyring is the only source
	profile <<LINES
    source required keyring
    ${1-}
LINES
}

start_daemon password --unlock
alone
ccred token demo
refused "missing" 67 "ccred: demo: *keyring: the keyring has no secret for demo at $url: ccred secret set demo"
line_store "$canary" client=demo "origin=$url"
is "stored" "$out" 'success
client "demo" in the keyring "Login"'
ccred token demo
is "found" "$code$err" 0
like "as Seahorse shows it" "$(property $service $login/1 org.freedesktop.Secret.Item Label)" \
	"*\"ccred: demo ($url) client demo\"*"
attributes=$(property $service $login/1 org.freedesktop.Secret.Item Attributes)
for pair in xdg:schema=org.ccred.ClientSecret profile=demo "origin=$url" "issuer=$url" client-id=demo; do
	like "the attribute ${pair%%=*}" "$attributes" "*\"${pair%%=*}\"*\"${pair#*=}\"*"
done
is "and no other" "$(printf '%s\n' "$attributes" | grep -c 'dict entry')" 5

# The whole way, as a person goes it.
line erase client=demo "origin=$url"
alone
printf 'client_id=demo\nclient_secret=%s\n' "$canary" >"$work/in"
ccred secret set --stdin demo <"$work/in"
is "ccred secret set" "$code$err$out" '0demo: stored in keyring: client "demo" in the keyring "Login"'
ccred token demo
is "the token comes of it" "$code$err" 0
lock
ccred secret set --stdin demo <"$work/in"
refused "set while it is locked" 75 'ccred: demo: *keyring: the keyring "Login" is locked, and nobody may be asked: *'
ccred token demo
is "a token that is there needs no keyring" "$code$err" 0
end "$daemon"
start_daemon password --unlock
ccred secret delete demo
is "ccred secret delete" "$code$err$out" '0demo: deleted from keyring: client "demo" in the keyring "Login"'
ccred token demo
refused "and its token is gone, too" 67 "ccred: demo: *keyring: the keyring has no secret for demo at $url: *"
ccred secret delete demo
refused "twice" 67 "ccred: demo: *keyring: the keyring has no secret for demo at $url: *"
line_store "$canary" client=demo "origin=$url"

# Other servers, tenants and clients.
line_store wrong client=demo tenant=acme "origin=$url"
line_store wrong client=demo origin=https://elsewhere.example
line_store wrong client=demo profile=demo2 "origin=$url"
alone
ccred token demo
is "a tenant, a server and a profile besides" "$code$err" 0
line_store "$canary-other" client=other "origin=$url"
alone
ccred token demo
refused "two clients" 77 "*2 secrets match, such as client \"*\" in the keyring \"Login\" and client *"
alone "client-id other"
ccred token demo
is "two clients, and one is named" "$code$err" 0
line erase client=other "origin=$url"
is "erased" "$out" 'success
client "other" in the keyring "Login"'
line get client=other "origin=$url"
like "erased, and gone" "$out" "not_found*"
line_store "changed" client=demo "origin=$url"
line get "origin=$url"
is "replaced" "$out" 'success
client "demo" in the keyring "Login"
client_id=demo
client_secret=changed'
line_store "$canary" client=demo "origin=$url"

# The daemon would take a tenant's item for one without a tenant.
line_store first client=both tenant=acme "origin=$url"
line_store second client=both "origin=$url"
line get client=both tenant=acme "origin=$url"
like "an item with a tenant stays" "$out" "success*client_secret=first"
line erase client=both "origin=$url"
line get client=both tenant=acme "origin=$url"
like "and is not deleted with the one without" "$out" "success*client_secret=first"

# Locked: nobody is asked, and the next source answers; a person who cannot be shown a prompt says no.
lock
alone
ccred token demo
refused "locked" 75 'ccred: demo: *keyring: the keyring "Login" is locked, and nobody may be asked: *'
printf 'client_id=demo\nclient_secret=%s\n' "$canary" >"$work/secret"
chmod 600 "$work/secret"
profile <<LINES
    source sufficient keyring
    source required file path=$work/secret
LINES
ccred token demo
is "locked: the next source answers" "$code$err" 0
rm "$work/secret"
alone "interactive yes"
ccred token demo
refused "locked, and the prompt fails" 77 "ccred: demo: *keyring: the prompt of the keyring was dismissed, *call again *"
line_store "$canary" client=demo "origin=$url"
like "locked, store" "$out" 'locked
the keyring "Login" is locked*'
line erase client=demo "origin=$url"
like "locked, erase" "$out" 'locked*'

# Started anew without a password it has but hashes of the attributes; with it, all is there again.
end "$daemon"
start_daemon '' --start
alone
ccred token demo
refused "not unlocked yet" 75 'ccred: demo: *keyring: the keyring "Login" is locked, and nobody may be asked: *'
line get profile=unknown "origin=$url"
like "not unlocked yet, another profile" "$out" 'not_found*"Login" is locked: ccred secret set unknown'
end "$daemon"
start_daemon password --unlock
alone
ccred token demo
is "unlocked" "$code$err" 0

# As any plugin must be.
conforms keyring 5 --absent --store
nobody="profile=plugin-check origin=https://plugin-check.invalid"
# shellcheck disable=SC2086 # two words are meant
line_store "$canary" client=demo $nobody
conforms keyring 4 --found --store
# shellcheck disable=SC2086
line get $nobody
is "what the suite stored is gone" "$(printf '%s\n' "$out" | head -1)" not_found

rm -f "$work/in" # the test's own input
end "$daemon"
[ -s "$HOME/.local/share/keyrings/login.keyring" ]
ok "the keyring is on disk"
is "the secret is nowhere on disk" \
	"$(grep -rlF "$canary" "$work" | grep -v "^$server/")" ""
finish
