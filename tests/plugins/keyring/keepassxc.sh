# The keyring plugin and KeePassXC without a display: stored, found, locked; on disk only encrypted.

# KeePassXC 2.7.4 can crash by itself, in a thread that saves, when it is asked again at that moment. Then
# nothing can be said of ours, and all of it is done once more: three times at the most.
if [ -z "${CHECK_KEEPASSXC-}" ]; then
	CHECK_KEEPASSXC=1
	export CHECK_KEEPASSXC
	said=$(mktemp)
	for attempt in 1 2 3; do
		code=0
		/bin/sh "$0" >"$said" || code=$?
		grep -q '^# KeePassXC crashed' "$said" || break
		echo "# attempt $attempt: KeePassXC crashed"
	done
	cat "$said"
	rm -f "$said"
	exit "$code"
fi
. "$abs_top_srcdir/tests/plugins/keyring/lib.sh"
start_server as --client "demo:$canary"
start_bus bus
service=org.freedesktop.secrets window=org.keepassxc.KeePassXC.MainWindow
QT_QPA_PLATFORM=offscreen
TMPDIR=$work # it keeps others of this user from starting by a socket there
export QT_QPA_PLATFORM TMPDIR

# What its settings dialog would do: the Secret Service is on, and it shows the root group.
cat >"$work/database.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<KeePassFile>
 <Meta>
  <DatabaseName>Passwords</DatabaseName>
  <RecycleBinEnabled>False</RecycleBinEnabled>
  <CustomData><Item>
   <Key>FDO_SECRETS_EXPOSED_GROUP</Key>
   <Value>{00010203-0405-0607-0809-0a0b0c0d0e0f}</Value>
  </Item></CustomData>
 </Meta>
 <Root><Group><UUID>AAECAwQFBgcICQoLDA0ODw==</UUID><Name>Root</Name></Group></Root>
</KeePassFile>
XML
printf 'password\npassword\n' |
	keepassxc-cli import -t 100 -p "$work/database.xml" "$work/passwords.kdbx" >"$work/import.out" 2>&1
ok "a database"
cat >"$work/settings.ini" <<'INI'
[General]
UpdateCheckMessageShown=true
OpenPreviousDatabasesOnStartup=false
[FdoSecrets]
Enabled=true
ConfirmAccessItem=false
ConfirmDeleteItem=false
ShowNotification=false
INI

# The database is opened by a call, because KeePassXC 2.7.10 crashes without a display when it opens one at its start.
start_daemon() { # PASSWORD, or nothing
	keepassxc --config "$work/settings.ini" --localconfig "$work/local.ini" >"$work/daemon.out" 2>&1 &
	daemon=$!
	servers="$servers $daemon"
	wait_owner $service && wait_owner $window &&
		dbus-send --session --print-reply --dest=$window /keepassxc $window.openDatabase \
			"string:$work/passwords.kdbx" "string:$1" >"$work/open.out"
	ok "KeePassXC is up"
}

# It is a zombie if it ended by itself.
end_daemon() {
	case $(sed 's/.*) //' "/proc/$daemon/stat" 2>/dev/null) in
	'' | Z*) echo "# KeePassXC crashed" ;;
	esac
	end "$daemon"
}

# It is on the bus before the database is opened.
opened() {
	tries=0
	until property $service /org/freedesktop/secrets/collection/passwords \
		org.freedesktop.Secret.Collection Locked 2>&1 | grep -q 'boolean false'; do
		tries=$((tries + 1))
		[ "$tries" -le 400 ] || break
		sleep 0.05
	done
	[ "$tries" -le 400 ]
	ok "the database is open"
}

alone() { # the keyring is the only source
	profile <<LINES
    source required keyring
LINES
}

start_daemon password
opened
line get
like "missing" "$out" "not_found
the keyring has no secret for demo at https://auth.example: ccred secret set demo"
line_store "$canary" client=demo "origin=$url"
like "a new entry would ask" "$out" "locked
the keyring would ask a person, and nobody may be asked: *"
line_store "$canary" client=demo "origin=$url" interactive
is "stored" "$out" 'success
client "demo" in the keyring "Passwords"'
alone
ccred token demo
is "found" "$code$err" 0
path=$(property $service /org/freedesktop/secrets/collection/passwords org.freedesktop.Secret.Collection Items |
	sed -n 's/.*object path "\(.*\)"/\1/p')
like "its title" "$(property $service "$path" org.freedesktop.Secret.Item Label)" \
	"*\"ccred: demo ($url) client demo\"*"
attributes=$(property $service "$path" org.freedesktop.Secret.Item Attributes)
for pair in xdg:schema=org.ccred.ClientSecret profile=demo "origin=$url" "issuer=$url" client-id=demo; do
	like "the attribute ${pair%%=*}" "$attributes" "*\"${pair%%=*}\"*\"${pair#*=}\"*"
done

line_store wrong client=demo tenant=acme "origin=$url" interactive
line_store wrong client=demo origin=https://elsewhere.example interactive
alone
ccred token demo
is "a tenant and a server besides" "$code$err" 0
line get tenant=acme "origin=$url"
like "the tenant's" "$out" "success*client_secret=wrong"
line_store changed client=demo "origin=$url"
line get "origin=$url"
is "replaced, which asks nobody" "$out" 'success
client "demo" in the keyring "Passwords"
client_id=demo
client_secret=changed'
line erase client=demo tenant=acme "origin=$url"
like "deleting would ask" "$out" "locked*"
line erase client=demo tenant=acme "origin=$url" interactive
like "erased" "$out" "success*"
line get tenant=acme "origin=$url"
like "erased, and gone" "$out" "not_found*"
line_store "$canary" client=demo "origin=$url"
end_daemon

# Locked, it would ask on its own as soon as somebody searches.
start_daemon ''
alone
ccred token demo
refused "locked" 75 'ccred: demo: *keyring: the keyring "passwords" is locked, and nobody may be asked: *'
printf 'client_id=demo\nclient_secret=%s\n' "$canary" >"$work/secret"
chmod 600 "$work/secret"
profile <<LINES
    source sufficient keyring
    source required file path=$work/secret
LINES
ccred token demo
is "locked: the next source answers" "$code$err" 0
profile <<LINES
    interactive yes
    source-timeout 1
    source sufficient keyring
    source required file path=$work/secret
LINES
ccred token demo
is "nobody is there to answer: the next source does" "$code$err" 0
rm "$work/secret"
end_daemon

# A person who is asked before each access: to the one who may not ask, it is locked.
sed -i 's/ConfirmAccessItem=false/ConfirmAccessItem=true/' "$work/settings.ini"
start_daemon password
opened
alone
ccred token demo
refused "access is to be confirmed" 75 "ccred: demo: *keyring: the keyring asks before it hands out the secret, *"
end_daemon

rm -f "$work/in" # the test's own input
[ -s "$work/passwords.kdbx" ]
ok "the database is on disk"
is "the secret is nowhere on disk" "$(grep -rlF "$canary" "$work" | grep -v "^$server/")" ""
finish
