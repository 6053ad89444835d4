# The keyctl plugin: keys in the kernel's keyrings, put there by keyctl(1).
if [ "${CHECK_KEYRING-}" != "$0" ]; then
	# A session keyring of its own, which goes with the test.
	CHECK_KEYRING=$0
	export CHECK_KEYRING
	keyctl session - true >/dev/null 2>&1 || {
		echo "1..0 # SKIP no keyctl, or no keyrings for this process"
		exit 0
	}
	exec keyctl session - /bin/sh "$0"
fi
. "$abs_top_srcdir/tests/lib/lib.sh"

[ -e "$abs_top_builddir/tests/plugindir/ccred_keyctl.so" ] || {
	echo "1..0 # SKIP configured --without-keyctl"
	exit 0
}
start_server as --client demo:demo-secret

# Of the user's keyring, which outlives the test; nobody else has a key of that name.
users_key=ccred-test-$$
trap 'keyctl unlink "%user:$users_key" @u >/dev/null 2>&1; cleanup' EXIT

line() { # ARGUMENT...
	demo_config </dev/null
	sed "s|source  *required file .*|source required keyctl $*|" "$config" >"$config.new"
	cat "$config.new" >"$config"
	rm "$config.new"
}
fresh() { # without what the cache knows
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	ccred token demo
}
key() { # PAYLOAD DESCRIPTION KEYRING; sets id
	id=$(printf '%s' "$1" | keyctl padd user "$2" "$3")
}

# The session's keyring, and the name that the key has by itself.
line
ccred token demo
refused "no key" 67 "*the session's keyring has no key ccred:demo@$url: keyctl padd user ccred:demo@$url @s"
key 'demo-secret' "ccred:demo@https://other.example" @s
key 'demo-secret' "ccred:other@$url" @s
keyctl padd logon "ccred:demo@$url" @s <"$work/secret" >"$work/logon"
fresh
refused "neither another server's nor another profile's nor of another type" 67 "*has no key*"
key 'demo-secret' "ccred:demo@$url" @s
ccred token demo
is "a token" "$code$err" 0
before=$(token_requests)
ccred token demo
is "and then from the cache" "$code$err $(($(token_requests) - before))" "0 0"
rm -rf "$XDG_RUNTIME_DIR/ccred"
run keyctl session - "$bin/ccred" token demo
like "another session has no such key" "$code$err" "67*has no key*"

# The formats of the file plugin, and a description of one's own.
key '{"client_id":"demo","client_secret":"demo-secret"}' json @s
line description=json
sed -i '/client-id/d' "$config"
fresh
is "id and secret as JSON" "$code$err" 0
sed -i 's|description=json|description=json format=lines|' "$config"
fresh
refused "not in the format that the line says" 65 "*json: a line is neither*"
# Others than root have a quota that is smaller.
if [ "$(id -u)" -eq 0 ]; then
	key "$(head -c 32767 /dev/zero | tr '\0' x)" long @s
	line description=long
	fresh
	refused "as long as a key can be, and too long for a secret" 65 "*long: its id or secret cannot be used: the client secret is too long*"
fi

# What the kernel says no to.
key 'demo-secret' old @s
line description=old
keyctl timeout "$id" 1
tries=0
while keyctl pipe "$id" >/dev/null 2>&1 && [ "$tries" -le 400 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
fresh
refused "an expired key" 65 "*old: add the key again with keyctl padd: Key has expired*"
key 'demo-secret' gone @s
line description=gone
keyctl revoke "$id"
fresh
refused "a revoked key" 65 "*gone: add the key again with keyctl padd: Key has been revoked*"
for mode in 0x37000000 0x35000000; do # all but search; all but search and read
	key 'demo-secret' shut @s
	keyctl setperm "$id" $mode
	line description=shut
	fresh
	refused "a key of mode $mode" 77 "*shut: the key must let its possessor search it*Permission denied*"
	keyctl unlink "$id" @s
done

# The user's keyring, which this session's does not lead to.
line "description=$users_key keyring=user"
fresh
refused "no key of the user" 67 "*the user's keyring has no key $users_key: keyctl padd user $users_key @u"
key demo-secret "$users_key" @u
keyctl unlink @u @s >/dev/null 2>&1
fresh
is "a key of the user" "$code$err" 0
before=$(keyctl show @s)
rm -rf "$XDG_RUNTIME_DIR/ccred"
run keyctl session - "$bin/ccred" token demo
is "in every session" "$code$(grep -v Joined "$work/err")" 0
is "and no keyring is changed" "$(keyctl show @s)" "$before"
line "description=$users_key"
fresh
refused "not in the session's" 67 "*the session's keyring has no key*"

# Arguments.
line keyring=thread
ccred token demo
refused "another keyring" 78 "*keyring=thread: it must be session|user*"
line description=
ccred token demo
refused "an empty description" 78 "*description= must have 1 to 4095 bytes*"

# Tenants are kept apart by the name of the key, unless the line names it.
tenants() { # ARGUMENT...
	line "$@"
	sed -i 's|target .*|target https://{tenant}.api.test.localhost/|' "$config"
}
tenants
key 'demo-secret' "ccred:demo/acme@$url" @s
rm -rf "$XDG_RUNTIME_DIR/ccred"
ccred token demo --tenant acme
is "a tenant's key" "$code$err" 0
ccred token demo --tenant big-co
refused "is not another's" 67 "*no key ccred:demo/big-co@$url:*"
tenants description=json
ccred token demo --tenant acme
refused "one key for all of them" 78 "*put {tenant} into description=, or leave it out"
tenants 'description=json-{tenant}'
ccred token demo --tenant acme
refused "one for each" 67 "*no key json-acme:*"

# As any plugin must be.
key "one-secret" one @s
key '{"client_id":"two","client_secret":"two-secret"}' two @s
conforms keyctl 3 --found description=one --other description=two --absent description=none \
	--wrong "description="
is "no cache holds the secret" "$(grep -rl demo-secret "$XDG_RUNTIME_DIR")" ""
finish
