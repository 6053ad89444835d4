# The systemd plugin: a credential as systemd lays it out, and as systemd-creds reads and decrypts it.
. "$abs_top_srcdir/tests/lib/lib.sh"

command -v systemd-creds >/dev/null || {
	echo "1..0 # SKIP no systemd-creds"
	exit 0
}
start_server as --client demo:demo-secret

# What a unit finds: a directory of mode 0500 with files of mode 0400.
unit() { # NAME; the credentials are put into it by credential, and then it is sealed
	CREDENTIALS_DIRECTORY=$work/$1
	export CREDENTIALS_DIRECTORY
	mkdir -m 700 "$CREDENTIALS_DIRECTORY"
}
credential() { # NAME; the content on stdin
	(umask 077 && cat >"$CREDENTIALS_DIRECTORY/$1")
	chmod 400 "$CREDENTIALS_DIRECTORY/$1"
}
seal() {
	chmod 500 "$CREDENTIALS_DIRECTORY"
}
line() { # ARGUMENT...
	demo_config </dev/null
	sed "s|source  *required file .*|source required systemd $*|" "$config" >"$config.new"
	cat "$config.new" >"$config"
	rm "$config.new"
}
fresh() { # without what the cache knows
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	ccred token demo
}

# The name of the profile is that of the credential.
unit plain
printf 'demo-secret\n' | credential demo
printf '{"client_id":"demo","client_secret":"demo-secret"}' | credential acme.json
seal
line
is "systemd-creds reads what the test laid out" "$(systemd-creds cat demo)" demo-secret
ccred token demo
is "a token" "$code$err" 0
is "by one request" "$(token_requests)" 1
ccred token demo
is "and then from the cache" "$code$err $(token_requests)" "0 1"
is "the secret is not in the cache" "$(grep -rl demo-secret "$XDG_RUNTIME_DIR")" ""

# The formats of the file plugin.
sed -i '/client-id/d' "$config"
sed -i 's|systemd.*|systemd name=acme.json|' "$config"
ccred token demo
is "id and secret as JSON, by name" "$code$err" 0
sed -i 's|systemd.*|systemd name=acme.json format=lines|' "$config"
ccred token demo
refused "not in the format that the line says" 65 "*acme.json: a line is neither*"

# Encrypted on disk, decrypted for the unit; the null key needs no TPM and no file of the host.
printf 'client_id=demo\nclient_secret=demo-secret\n' >"$work/clear"
for key in null tpm2-absent; do # the older name of it is the second
	systemd-creds encrypt --with-key=$key --name=demo "$work/clear" "$work/sealed" 2>/dev/null && break
done
[ -s "$work/sealed" ] && ! grep -q demo-secret "$work/sealed"
ok "systemd-creds encrypts"
unit decrypted
systemd-creds decrypt --name=demo "$work/sealed" - 2>/dev/null >"$work/opened" ||
	systemd-creds decrypt --allow-null --name=demo "$work/sealed" - 2>/dev/null >"$work/opened"
credential demo <"$work/opened"
seal
line
ccred token demo
is "and ccred takes what it decrypts" "$code$err" 0

# Which unit it is counts for the cache.
before=$(token_requests)
unit other
printf 'not-the-secret\n' | credential demo
seal
ccred token demo
like "another unit's wrong credential is no hit" "$code$err" "77*refused the client*"
CREDENTIALS_DIRECTORY=$work/decrypted
ccred token demo
is "and the first unit has its token still" "$code$err" 0
is "nothing more was asked for" "$(($(token_requests) - before))" 1
unset CREDENTIALS_DIRECTORY
ccred token demo
refused "outside of a unit" 69 "*\$CREDENTIALS_DIRECTORY is not set: run it in a systemd unit*"

# What another source would have is asked for then.
sed -i "s|source .*|source sufficient systemd\n    source required file path=$work/secret|" "$config"
ccred token demo
is "the next source answers outside of a unit" "$code$err" 0
line

# Only the credential of the line is looked at.
unit empty
seal
ccred token demo
refused "a unit without it" 67 "*the unit has no credential demo: add LoadCredential=demo:FILE to it*"
for name in .. . a/b a:b; do
	line "name=$name"
	ccred token demo
	refused "name=$name" 78 "*name= must be the name of a credential*"
done
line "nam=x"
ccred token demo
refused "a wrong argument" 78 "*unknown argument nam: did you mean name?"

# Owner and mode.
line
for mode in 720 702; do
	unit "mode$mode"
	printf 'demo-secret\n' | credential demo
	chmod $mode "$CREDENTIALS_DIRECTORY"
	fresh
	refused "a directory of mode $mode" 77 "*group or others may write to it*"
done
unit readable
printf 'demo-secret\n' | credential demo
chmod 444 "$CREDENTIALS_DIRECTORY/demo"
seal
fresh
refused "a credential that others may read" 77 "*(mode 0444)*"
CREDENTIALS_DIRECTORY=plain
fresh
refused "a relative directory" 65 "*is not an absolute path*"
CREDENTIALS_DIRECTORY=$work/absent
fresh
refused "no such directory" 69 "*absent: \$CREDENTIALS_DIRECTORY names it*No such file*"
CREDENTIALS_DIRECTORY=$work/clear
fresh
refused "no directory" 77 "*it is not a directory*"

# What only root can lay out. systemd leaves all to root and lets the unit's user in by an access list, whose
# mask stands where the mode of the group is.
reachable() { # whether that user can run what lies here
	setpriv --reuid 65534 --regid 65534 --clear-groups test -r "$bin/ccred-acquire" 2>/dev/null
}
if [ "$(id -u)" -eq 0 ]; then
	unit theirs
	printf 'demo-secret\n' | credential demo
	chown -R 65534 "$CREDENTIALS_DIRECTORY"
	seal
	fresh
	refused "a directory of another user" 77 "*belongs to another user*"
fi
# A tree below /root is root's alone.
if [ "$(id -u)" -eq 0 ] && reachable; then
	unit listed
	printf 'demo-secret\n' | credential demo
	chgrp -R 65534 "$CREDENTIALS_DIRECTORY"
	chmod 440 "$CREDENTIALS_DIRECTORY/demo"
	chmod 550 "$CREDENTIALS_DIRECTORY"
	# Where valgrind writes, too.
	chown 65534 "$work"
	own_wrapper=$wrapper
	wrapper="setpriv --reuid 65534 --regid 65534 --clear-groups $wrapper"
	chown -R 65534 "$HOME" "$XDG_RUNTIME_DIR"
	ccred token demo
	is "root's directory, as the user whom it lets in" "$code$err" 0
	chown -R 0:0 "$HOME" "$XDG_RUNTIME_DIR" "$CREDENTIALS_DIRECTORY"
	chmod 500 "$CREDENTIALS_DIRECTORY"
	chown -R 65534 "$HOME" "$XDG_RUNTIME_DIR"
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	ccred token demo
	refused "root's own credential, as another user" 77 "*cannot open */listed/demo: Permission denied"
	chown -R 0 "$HOME" "$XDG_RUNTIME_DIR"
	chown 0 "$work"
	wrapper=$own_wrapper
fi
finish
