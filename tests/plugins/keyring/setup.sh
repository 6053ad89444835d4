# ccred setup and GNOME Keyring: the secret goes there once it is proven, and comes back out if the profile
# does not get its place.
. "$abs_top_srcdir/tests/plugins/keyring/lib.sh"
start_server as --client "demo:$canary" --client "other:$canary-other"
service=org.freedesktop.secrets
login=/org/freedesktop/secrets/collection/login
home=$XDG_CONFIG_HOME/ccred
SSL_CERT_FILE=$ca
export SSL_CERT_FILE
printf %s "$canary" >"$work/secret"

# Plugins get more time where valgrind takes it.
[ "$slow" -eq 1 ] || printf 'defaults\n    timeout %d\n    source-timeout %d\n' $((30 * slow)) $((5 * slow)) >"$config"
setup() {
	run "$bin/ccred" setup --yes --secret-stdin --client-id demo --audience https://api.example/openehr/v1 \
		"$url" --target "$url/openehr/v1" --profile demo "$@" <"$work/secret"
}
items() {
	dbus-send --session --print-reply --dest=$service $login org.freedesktop.DBus.Properties.Get \
		string:org.freedesktop.Secret.Collection string:Items 2>/dev/null | grep -c 'object path'
}
source_line() {
	sed -n '/^profile/,$s/^ *source  *//p' "$config"
}

# Without a keyring.
setup --store keyring
refused "no keyring" 69 "ccred: *keyring: *
hint: --store file keeps the secret in a file instead"
is "nothing is written" "$(grep -c profile "$config" 2>/dev/null)" "$([ -e "$config" ] && echo 0)"
setup
is "a file by default" "$code$err" 0
like "is what the profile says" "$(source_line)" "required file path=*"
ccred forget demo
rm "$home/demo.secret"
sed -i '/^profile/,$d' "$config"

start_bus bus
printf password >"$work/password"
gnome-keyring-daemon --foreground --components=secrets --unlock <"$work/password" >"$work/daemon.out" 2>&1 &
servers="$servers $!"
daemon=$!
wait_owner $service
ok "GNOME Keyring is up"

setup
is "the keyring by default" "$code$err" 0
like "says where" "$out" '*
secret     keyring: client "demo" in the keyring "Login"
*'
is "the profile says so" "$(source_line)" "required keyring"
[ ! -e "$home/demo.secret" ]
ok "and there is no file"
ccred token demo --renew
is "callers get a token" "$code$err" 0
line get client=demo "origin=$url"
like "the secret is there" "$out" "success*client_secret=$canary"
is "once" "$(items)" 1
cp "$config" "$work/first"
setup --replace
is "once more" "$code$err$(items)" 01
cmp "$work/first" "$config"
ok "changes nothing"

# From a file into the keyring.
setup --replace --store file
is "into a file" "$code$err" 0
setup --replace --store keyring
is "and back into the keyring" "$code$err$(source_line)" "0required keyring"
like "says that the file is of no use now" "$out" "*
$home/demo.secret is no longer used: remove it"
setup --replace
is "and not again" "$(grep -c 'no longer used' "$work/out")" 0
rm "$home/demo.secret"

# The proof comes first.
printf wrong >"$work/secret"
setup --replace
refused "a secret that is refused" 77 "ccred: the server refused the client (invalid_client*"
line get client=demo "origin=$url"
like "is not stored" "$out" "success*client_secret=$canary"

# Killed before the configuration is replaced, the old profile goes on: the secret of another client, and of
# another issuer on this server, is another item; a new one of the same client is proven. (A sanitizer wants to
# be loaded first itself.)
line_store other client=demo "origin=$url" "issuer=$url/other"
is "of another issuer" "$(items)" 2
line get client=demo "origin=$url" "issuer=$url"
like "the old one stays" "$out" "success*client_secret=$canary"
line erase client=demo "origin=$url" "issuer=$url/other"
if [ -z "$wrapper" ] && ! grep -q fsanitize "$abs_top_builddir/Makefile"; then
	control "client=demo:$canary-2"
	printf %s "$canary-2" >"$work/secret"
	cp "$config" "$work/first"
	run env DIES_AT=1 LD_PRELOAD="$abs_top_builddir/tests/plugindir/dies_writing.so" "$bin/ccred" setup --yes --secret-stdin \
		--client-id demo --audience https://api.example/openehr/v1 --scope api.read "$url" --target '' --profile demo --replace \
		<"$work/secret"
	is "killed between the keyring and the file" "$code$out" 137
	cmp "$work/first" "$config"
	ok "the profile is the old one"
	ccred token demo --renew
	is "with a secret that is good" "$code$err" 0
	control "client=demo:$canary"
	printf %s "$canary" >"$work/secret"
	setup --replace
	is "and back" "$code$err" 0
fi

# The configuration cannot be put in place: what the keyring had is there again.
long=$(head -c 250 /dev/zero | tr '\0' l)
mkdir -m 700 "$work/dot"
mv "$config" "$work/dot/$long"
ln -s "$work/dot/$long" "$config"
printf %s "$canary-other" >"$work/secret"
run "$bin/ccred" setup --yes --secret-stdin --client-id other --audience https://api.example/openehr/v1 \
	"$url" --target '' --profile new <"$work/secret"
refused "no place for the profile" 71 "ccred: the file name $long is too long"
is "the secret is taken back" "$(items)" 1
control "client=demo:$canary-new"
printf %s "$canary-new" >"$work/secret"
setup --replace
refused "no place for another secret" 71 "ccred: the file name $long is too long"
line get client=demo "origin=$url"
like "the one of before is put back" "$out" "success*client_secret=$canary"
mv "$work/dot/$long" "$work/new"
rm "$config"
mv "$work/new" "$config"

# At a terminal there is a choice.
python3 "$abs_top_srcdir/tests/lib/terminal.py" "?(not shown): " "$canary-new
" "?file [keyring]: " "memory
" "?keyring, file, env or systemd, please" "?file [keyring]: " "f
" -- "$bin/ccred" setup "$url" --ca-file - --target '' --client-id demo --audience https://api.example/openehr/v1 \
	--scope '' --profile chosen >"$work/out" 2>&1
like "a file is chosen" "$(cat "$work/out")" "*exit 0*"
is "and holds the secret" "$(cat "$home/chosen.secret")" "$canary-new"
python3 "$abs_top_srcdir/tests/lib/terminal.py" "?(not shown): " "$canary-new
" "?file [keyring]: " "^C" -- "$bin/ccred" setup "$url" --ca-file - --target '' --client-id demo \
	--audience https://api.example/openehr/v1 --scope '' --profile second >"$work/out" 2>&1
like "ended at the choice" "$(cat "$work/out")" "*exit 130*"
is "leaves nothing" "$(grep -c second "$config")$(find "$home" -name 'second*' -o -name '.tmp*')$(items)" 01

# Locked: nobody can be asked.
dbus-send --session --print-reply --dest=$service /org/freedesktop/secrets \
	org.freedesktop.Secret.Service.Lock array:objpath:$login >"$work/reply" 2>&1
run "$bin/ccred" setup --yes --secret-stdin --client-id demo --audience https://api.example/openehr/v1 \
	"$url" --target '' --profile locked --store keyring <"$work/secret"
refused "locked" 75 'ccred: *keyring: the keyring "Login" is locked, and nobody may be asked: *'
is "locked: nothing is written" "$(grep -c locked "$config")" 0
end "$daemon"

# It cannot be taken back, which is said.
start_mock error=Delete
mv "$config" "$work/dot/$long"
ln -s "$work/dot/$long" "$config"
run "$bin/ccred" setup --yes --secret-stdin --client-id demo --audience https://api.example/openehr/v1 \
	"$url" --target '' --profile stuck --store keyring <"$work/secret"
refused "no place for the profile, and none back" 71 "ccred: the file name $long is too long
hint: the keyring could not be put back as it was: *keyring: *"
is "taking back was tried" "$(called Delete)" 1
rm "$config"
mv "$work/dot/$long" "$config"

# Ended while the keyring makes up its mind.
start_mock hang=CreateItem
cp "$config" "$work/before"
# A shell starts what it does not wait for with SIGINT ignored.
# shellcheck disable=SC2086 # words are wanted
env --default-signal $wrapper "$bin/ccred" setup --yes --secret-stdin --client-id demo \
	--audience https://api.example/openehr/v1 "$url" --target '' --profile late --store keyring \
	<"$work/secret" >"$work/out" 2>"$work/err" &
pid=$!
tries=0
until [ "$(called CreateItem)" -gt 0 ] || [ "$tries" -gt 1200 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
kill -INT "$pid"
code=0
wait "$pid" || code=$?
is "ended while it is stored" "$code$(cat "$work/out" "$work/err")" 130
is "is looked for, to be taken back" "$([ "$(called SearchItems)" -ge 3 ] && echo yes)" yes
cmp "$work/before" "$config"
ok "and no profile is written"
rm -f "$work/secret" "$home/chosen.secret"
is "the secret is nowhere else on disk" \
	"$(grep -rlF "$canary" "$work" | grep -v "^$server/")" ""
finish
