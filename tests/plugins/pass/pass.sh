# The pass plugin with pass(1), gpg and keys of its own: reading, asking, storing, erasing, and what is unsafe.
. "$abs_top_srcdir/tests/lib/lib.sh"
# Ours are looked at by valgrind, and not what they run.
[ -z "$wrapper" ] || wrapper="$wrapper --trace-children-skip=/usr/bin/*,/bin/*,$work/*"
secret=demo-secret-7Hq2
start_server as --client "demo:$secret"

GNUPGHOME=$work/g
export GNUPGHOME
homes="$GNUPGHOME $work/none"
agents() { # ends those of the test
	for home in $homes; do
		[ ! -d "$home" ] || GNUPGHOME=$home gpgconf --kill all
	done >/dev/null 2>&1
}
trap 'agents; GNUPGHOME=$work/g gpgconf --remove-socketdir >/dev/null 2>&1; cleanup' EXIT
mkdir -m 700 "$GNUPGHOME" "$work/none"
key() { # NAME PASSPHRASE
	gpg --batch --quiet --pinentry-mode loopback --passphrase "$2" \
		--quick-gen-key "$1" future-default default never >/dev/null 2>&1
	ok "a key: $1"
}
key plain ''
key shut 'open sesame'

store=$HOME/.password-store
line() { # ARGUMENT...
	demo_config <<MORE
    source-timeout $((25 * slow))
MORE
	# A busy machine takes its time with keys and passphrases.
	sed "s|source  *required file .*|source required pass $*|; s|timeout   .*|timeout   $((60 * slow))|" \
		"$config" >"$config.new"
	cat "$config.new" >"$config"
	rm "$config.new"
}
entry() { # NAME; its text on stdin
	pass insert --multiline --force "$1" >/dev/null
}
fresh() { # without what the cache knows; what was said is kept
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	ccred token demo
	printf '%s\n' "$err" >>"$work/said"
}
set_secret() { # SECRET
	printf 'client_id=demo\nclient_secret=%s\n' "$1" >"$work/in"
	run "$bin/ccred" secret set --stdin demo <"$work/in"
	printf '%s\n' "$out" "$err" >>"$work/said"
}

line
fresh
refused "no store" 67 "*there is no password store at $store: pass init KEY*"
pass init plain >/dev/null
ok "pass init"
fresh
refused "no entry" 67 "*$store has no entry ccred/demo: pass insert -m ccred/demo*"

# An entry of one line; the agent that gpg starts for it stays, for everybody.
echo "$secret" | entry ccred/demo
agents
fresh
is "a token" "$code$err" 0
before=$(token_requests)
ccred token demo
is "and then from the cache" "$code$err $(($(token_requests) - before))" "0 0"
is "the secret is not in the cache" "$(grep -rl "$secret" "$XDG_RUNTIME_DIR")" ""
gpg-connect-agent --no-autostart /bye >/dev/null 2>&1
ok "the agent that it started lives on"
run "$bin/ccred" explain demo
like "explain" "$code $out" "0 *pass: success after *, client secret*"

# The client id, as the friends of pass write it.
sed -i '/client-id/d' "$config"
fresh
like "no id anywhere" "$code $err" "65 *client id*"
for words in 'client_id: demo' 'login: demo' 'username:demo' 'User:	demo ' \
	'url: https://user:x@a.example
login: second
client_id: demo'; do
	printf '%s\n%s\n' "$secret" "$words" | entry ccred/demo
	fresh
	is "id: $(printf %s "$words" | tr '\n' ,)" "$code$err" 0
done
printf '%s\nclient_id: demo\nclient_id: second\n' "$secret" | entry ccred/demo
fresh
refused "two ids" 65 "*ccred/demo: it has two client_id: lines: pass edit ccred/demo"
printf '%s\nclient_id: second\n' "$secret" | entry ccred/demo
line
fresh
refused "another id than the profile's" 77 "*ccred/demo: its client id is not that of the profile*"

# A secret belongs to a server.
for origin in "$url" "$url/" "$(printf %s "$url" | sed 's/localhost/LOCALHOST/; s/^https/HTTPS/')"; do
	printf '%s\norigin: %s\n' "$secret" "$origin" | entry ccred/demo
	fresh
	is "origin: $origin" "$code$err" 0
done
printf '%s\norigin: https://other.example\n' "$secret" | entry ccred/demo
before=$(token_requests)
fresh
refused "another server's" 77 "*ccred/demo: it is for https://other.example, and not for $url: *"
is "is not asked with" "$(($(token_requests) - before))" 0
set_secret new-secret
refused "and not replaced" 77 "*it is for https://other.example*"
ccred secret delete demo
refused "nor deleted" 77 "*it is for https://other.example*"
is "but as it was" "$(pass show ccred/demo | head -1)" "$secret"

# What is wrong with an entry.
printf '\nclient_id: demo\n' | entry ccred/demo
fresh
refused "an empty first line" 65 "*ccred/demo: its first line is empty*pass edit ccred/demo"
printf 'a\377b\n' | entry ccred/demo
fresh
refused "not UTF-8" 65 "*ccred/demo: its first line*UTF-8: pass edit ccred/demo"
head -c 66000 /dev/zero | tr '\0' x | entry ccred/demo
fresh
refused "too long" 65 "*more than 65536 bytes*"
echo "$secret" >"$store/ccred/demo.gpg"
fresh
refused "not encrypted" 65 "*ccred/demo: its file is not encrypted, or damaged: pass insert -m ccred/demo"
echo "$secret" | entry ccred/demo
head -c 40 "$store/ccred/demo.gpg" >"$work/cut"
cat "$work/cut" >"$store/ccred/demo.gpg"
fresh
refused "cut off" 65 "*ccred/demo: its file is not encrypted, or damaged*"
printf '%s\n' "$secret" | gpg --batch --quiet --store >"$store/ccred/demo.gpg"
fresh
refused "a message, and not encrypted" 65 "*ccred/demo: its file is not encrypted*"
mkdir "$store/ccred/dir.gpg"
line entry=ccred/dir
fresh
refused "a directory" 65 "*dir.gpg is not a file"
rmdir "$store/ccred/dir.gpg"
echo "$secret" | entry ccred/demo
line gnupg-home="$work/none"
fresh
refused "for a key that is not there" 65 "*ccred/demo: it is encrypted for none of your secret keys*: import one*GNUPGHOME=$work/none pass insert*"
line
GNUPGHOME=$work/none
fresh
refused "nor is it with GNUPGHOME" 65 "*none of your secret keys*"
GNUPGHOME=$work/absent
fresh
refused "GNUPGHOME is nowhere" 69 "*gpg's directory $work/absent is not there*"
GNUPGHOME=relative
fresh
refused "GNUPGHOME is relative" 65 "*\$GNUPGHOME must be an absolute path"
GNUPGHOME=$work/g

# Where the store is. A token of one store is not given to who has another.
cp -R "$store" "$work/other"
PASSWORD_STORE_DIR=$work/other
export PASSWORD_STORE_DIR
echo "$secret" | entry other/demo
unset PASSWORD_STORE_DIR
line entry=other/demo
fresh
refused "not in the store at home" 67 "*$store has no entry other/demo*"
PASSWORD_STORE_DIR=$work/other
export PASSWORD_STORE_DIR
ccred token demo
is "but in that of PASSWORD_STORE_DIR" "$code$err" 0
unset PASSWORD_STORE_DIR
ccred token demo
refused "whose token stays there" 67 "*has no entry other/demo*"
PASSWORD_STORE_DIR=other
export PASSWORD_STORE_DIR
ccred token demo
refused "PASSWORD_STORE_DIR is relative" 65 "*\$PASSWORD_STORE_DIR must be an absolute path*"
line entry=other/demo store-dir="$work/other"
fresh
is "store-dir= wins" "$code$err" 0
line entry=other/demo2 store-dir="$work/other"
fresh
refused "and is in what is to be done" 67 "*: PASSWORD_STORE_DIR=$work/other pass insert -m other/demo2"
unset PASSWORD_STORE_DIR

# Names.
for bad in '' - -x /x x/ a//b . .. a/../b a/./b ../x; do
	line "entry=$bad"
	fresh
	refused "entry=$bad" 78 "*entry= must be the name of an entry*"
done
echo "$secret" | entry 'a b/c;d'
line '"entry=a b/c;d"'
fresh
is "a name with blanks" "$code$err" 0
line path=x
fresh
refused "an unknown argument" 78 "*unknown argument path*"

# A key with a passphrase, of a folder of its own. Nobody may be asked.
pass init --path=locked shut >/dev/null
echo "$secret" | entry locked/demo
agents
line entry=locked/demo
fresh
refused "locked" 75 "*locked/demo: gpg-agent does not have the key's passphrase, and nobody may be asked for it: pass show locked/demo"
PASSWORD_STORE_GPG_OPTS="--pinentry-mode loopback --passphrase-file $work/passphrase"
export PASSWORD_STORE_GPG_OPTS
(umask 077 && echo 'open sesame' >"$work/passphrase")
fresh
is "PASSWORD_STORE_GPG_OPTS is not for everybody" "$code" 75
line entry=locked/demo vary=PASSWORD_STORE_GPG_OPTS
fresh
is "but with vary=" "$code$err" 0
agents
PASSWORD_STORE_GPG_OPTS="--pinentry-mode loopback"
fresh
like "loopback alone asks nobody, either" "$code $err" "75 *locked/demo*"
PASSWORD_STORE_GPG_OPTS=--no-autostart
agents
fresh
refused "no agent" 69 "*locked/demo: gpg: no gpg-agent running*gpgconf --launch gpg-agent"
PASSWORD_STORE_GPG_OPTS=--nonsense
fresh
refused "an option that gpg does not know" 69 "*locked/demo: *nonsense*: /usr/bin/gpg --decrypt $store/locked/demo.gpg"
PASSWORD_STORE_GPG_OPTS=$(head -c 70 /dev/zero | sed 's/./-v /g')
fresh
refused "more options than are taken" 65 "*\$PASSWORD_STORE_GPG_OPTS has too many words*"
unset PASSWORD_STORE_GPG_OPTS

# Somebody may be asked: by a pinentry that knows the answer, one that says no, one that hangs.
pinentry() { # WHAT IT DOES
	cat >"$work/pinentry" <<PINENTRY
#!/bin/sh
echo OK
while read -r word rest; do
	case \$word in
	GETPIN) $1 ;;
	BYE) echo OK; exit ;;
	esac
	echo OK
done
PINENTRY
	chmod 755 "$work/pinentry"
	echo "pinentry-program $work/pinentry" >"$GNUPGHOME/gpg-agent.conf"
	agents
}
line entry=locked/demo
cp "$config" "$work/unasked"
echo '    interactive yes' >>"$config"
pinentry 'echo "ERR 83886179 Operation cancelled <Pinentry>"; continue'
fresh
refused "cancelled" 77 "*locked/demo: gpg: *Operation cancelled: call again, with the passphrase"
pinentry 'echo "D wrong"'
fresh
refused "a wrong passphrase" 77 "*locked/demo: gpg: *Bad passphrase: call again*"
pinentry 'echo "ERR 83918950 Inappropriate ioctl for device <Pinentry>"; continue'
fresh
refused "it cannot ask" 75 "*locked/demo: gpg-agent could not ask*show it at a terminal: pass show locked/demo"
pinentry 'echo "D open sesame"'
fresh
is "the right one" "$code$err" 0
cp "$work/unasked" "$config"
fresh
is "which the agent then knows" "$code$err" 0
{
	sed "s/required/optional/; s/source-timeout.*/source-timeout $((3 * slow))/" "$work/unasked"
	echo "    source required file path=$work/secret"
	echo '    interactive yes'
} >"$config"
echo "$secret" >"$work/secret"
pinentry "echo \$\$ >$work/pids; exec sleep 1000"
fresh
is "it hangs: the next source answers" "$code" 0
[ -s "$work/pids" ]
ok "it hangs: it was asked"
ours() { # processes of gpg and pass that work on the store; the agent and what it started are gpg's
	for p in /proc/[0-9]*; do
		tr '\0' ' ' <"$p/cmdline" 2>/dev/null | grep -qF "$store" && cat "$p/comm"
	done
}
is "it hangs: gpg is gone" "$(ours)" ""
agents
kill "$(cat "$work/pids")" 2>/dev/null
rm "$GNUPGHOME/gpg-agent.conf"

# Stored, by the .gpg-id that holds there, and with the lines that were there.
recipients() { # ENTRY KEY: prints 1 if the entry is encrypted for that key, else 0
	subkey=$(gpg --list-keys --with-colons "$2" | awk -F : '$1 == "sub" { print $5 }')
	gpg --batch --pinentry-mode error --status-fd 1 --list-only --decrypt "$store/$1.gpg" 2>/dev/null |
		grep -c "ENC_TO $subkey "
}
line
rm -rf "$store/ccred"
set_secret "$secret"
is "secret set" "$code$err" 0
is "says where" "$out" "demo: stored in pass: ccred/demo of $store"
is "the entry" "$(pass show ccred/demo)" "$secret
client_id: demo
origin: $url"
is "for the key of the store" "$(recipients ccred/demo plain)" 1
is "its mode" "$(stat -c %a "$store/ccred/demo.gpg")" 600
fresh
is "leads to a token" "$code$err" 0
printf 'old-secret\nurl: https://x.example\nlogin: demo\nnote with key: value' | entry ccred/demo
set_secret "$secret"
is "other lines are kept" "$code $(pass show ccred/demo)" "0 $secret
client_id: demo
origin: $url
url: https://x.example
login: demo
note with key: value"
printf 'old-secret\nclient_id: second\n' | entry ccred/demo
set_secret "$secret"
refused "another client's is not replaced" 77 "*its client id is not that of the profile*"
is "and stays" "$(pass show ccred/demo | head -1)" old-secret
line entry=locked/new
set_secret "$secret"
is "into the other folder" "$code$err" 0
is "for the key of that" "$(recipients locked/new shut) $(recipients locked/new plain)" "1 0"
PASSWORD_STORE_KEY=plain
export PASSWORD_STORE_KEY
set_secret "$secret"
is "a locked entry is not replaced unseen" "$code" 75
line entry=locked/newer
set_secret "$secret"
unset PASSWORD_STORE_KEY
is "for PASSWORD_STORE_KEY" "$(recipients locked/newer plain) $(recipients locked/newer shut)" "1 0"
long=$(head -c 16000 /dev/zero | tr '\0' x)
line entry=long
set_secret "$long"
is "a long one" "$code $(pass show long | head -1 | tr -d '\n' | wc -c)" "0 16000"

# Deleted.
line
ccred secret delete demo
refused "another client's is not deleted" 77 "*its client id is not that of the profile*"
echo "$secret" | entry ccred/demo
ccred secret delete demo
is "secret delete" "$code$err$out" "0demo: deleted from pass: ccred/demo of $store"
[ ! -e "$store/ccred/demo.gpg" ]
ok "the entry is gone"
ccred secret delete demo
refused "there is nothing more" 67 "*has no entry ccred/demo*"

# git of the store, with and without a name for its commits.
pass git init >/dev/null 2>&1
set_secret "$secret"
like "git does not know who we are" "$code $out" "0 *kept in ccred/demo*; git has not committed it: fatal: *"
is "kept all the same" "$(pass show ccred/demo | head -1)" "$secret"
git config --global user.name test
git config --global user.email test@test.invalid
pass git add . >/dev/null 2>&1
pass git commit -qm before
set_secret "$secret"
like "stored again" "$code$err $out" "0 demo: stored in pass: ccred/demo of *"
is "and committed" "$(pass git log -1 --format=%s)" "Add given password for ccred/demo to store."
is "nothing is left to commit" "$(pass git status --porcelain)" ""
fresh
is "a store with git is read" "$code$err" 0
ccred secret delete demo
is "a deletion" "$code$err $(pass git log -1 --format=%s)" "0 Remove ccred/demo from store."
# A .gpg-id that must be signed.
PASSWORD_STORE_SIGNING_KEY=$(gpg --list-keys --with-colons plain | sed -n 's/^fpr:*\([0-9A-F]*\):/\1/p' | head -1)
export PASSWORD_STORE_SIGNING_KEY
set_secret "$secret"
refused "no signature" 77 "*ccred/demo: pass insert failed: Signature for $store/.gpg-id does not exist.*"
pass init plain >/dev/null 2>&1
set_secret "$secret"
is "signed" "$code$err" 0
echo shut >>"$store/.gpg-id"
set_secret "$secret"
refused "changed behind its back" 77 "*ccred/demo: pass insert failed: Signature for $store/.gpg-id is invalid.*"
unset PASSWORD_STORE_SIGNING_KEY
echo plain >"$store/.gpg-id"
rm "$store/.gpg-id.sig"

# Programs that are not there, and what they cannot do.
line program=/nonexistent/pass
fresh
is "without pass it reads" "$code$err" 0
set_secret "$secret"
refused "and does not store" 69 "*/nonexistent/pass does not exist: install it, or give its path with program="
line gpg=/nonexistent/gpg
fresh
refused "without gpg" 69 "*/nonexistent/gpg does not exist: install it, or give its path with gpg="
line gpg=/usr/bin
fresh
refused "gpg= is a directory" 77 "*/usr/bin is not a program"
line entry=nobody/demo
mkdir "$store/nobody"
echo "nobody@test.invalid" >"$store/nobody/.gpg-id"
set_secret "$secret"
refused "a key that is not there" 69 "*nobody/demo: pass insert failed: gpg: *"
[ ! -e "$store/nobody/demo.gpg" ]
ok "nothing is stored"
mv "$store/.gpg-id" "$work/gpg-id"
line entry=new
set_secret "$secret"
refused "no .gpg-id" 69 "*$store has no .gpg-id, the file that names the key to encrypt for: pass init KEY"
mv "$work/gpg-id" "$store/.gpg-id"

# Whatever others could change.
line
for what in "$store" "$store/.gpg-id" "$store/ccred" "$store/ccred/demo.gpg" "$GNUPGHOME" "$HOME"; do
	mode=$(stat -c %a "$what")
	chmod go+w "$what"
	fresh
	refused "others may write ${what#"$work/"}" 77 "*others may write $what (mode *): chmod go-w $what"
	set_secret "$secret"
	is "and nothing is stored there" "$code" 77
	chmod "$mode" "$what"
done
mkdir -m 722 "$HOME/.gnupg"
unset GNUPGHOME
fresh
refused "others may write gpg's own directory" 77 "*others may write $HOME/.gnupg (mode *): chmod go-w $HOME/.gnupg"
rmdir "$HOME/.gnupg"
GNUPGHOME=$work/g
export GNUPGHOME
ln -s "$store" "$work/link"
line store-dir="$work/link"
fresh
is "through a link" "$code$err" 0
for what in pass gpg; do
	cp "/usr/bin/$what" "$work/$what"
	chmod 777 "$work/$what"
done
line gpg="$work/gpg"
fresh
refused "others may write gpg" 77 "*others may write $work/gpg (mode *"
line program="$work/pass"
set_secret "$secret"
refused "others may write pass" 77 "*others may write $work/pass (mode *"

# Tenants are kept apart by the name of the entry, unless the line names it.
tenants() { # ARGUMENT...
	line "$@"
	sed -i 's|target .*|target https://{tenant}.api.test.localhost/|' "$config"
	rm -rf "$XDG_RUNTIME_DIR/ccred"
}
tenants
echo "$secret" | entry ccred/demo/acme
ccred token demo --tenant acme
is "a tenant's entry" "$code$err" 0
ccred token demo --tenant big-co
refused "is not another's" 67 "*has no entry ccred/demo/big-co*"
tenants entry=ccred/demo
ccred token demo --tenant acme
refused "one entry for all of them" 78 "*put {tenant} into entry= or store-dir=, or leave it out"
tenants 'entry=of/{tenant}'
ccred token demo --tenant acme
refused "one for each" 67 "*has no entry of/acme*"

# What others see of the programs that run: their arguments and environment.
for what in pass gpg; do
	cat >"$work/$what" <<TRACED
#!/bin/sh
exec strace -f -qq -v -s 100000 -e trace=execve -o $work/trace.$what /usr/bin/$what "\$@"
TRACED
	chmod 755 "$work/$what"
done
line program="$work/pass" gpg="$work/gpg"
set_secret "$secret"
is "stored, looked at" "$code$err" 0
fresh
is "read, looked at" "$code$err" 0
cat "$work"/trace.* >"$work/trace"
grep -q 'insert.*ccred/demo' "$work/trace.pass" && grep -q 'gpg.*"-e"' "$work/trace.pass" &&
	grep -q 'decrypt.*ccred/demo' "$work/trace.gpg"
ok "they were seen"
is "no secret on a command line or in an environment" "$(grep -c "$secret" "$work/trace")" 0

# As any plugin.
printf '%s\nclient_id: demo\n' "$secret" | entry checked
run "$bin/ccred" plugin check pass entry=checked \
	store-dir="$store" gnupg-home="$GNUPGHOME"
like "plugin check: get" "$out" "*pass  get  *success in * ms, sets client_id, client_secret*"
like "plugin check: wiping" "$out" "*pass  wiping *"
printf '%s\nclient_id: second\n' "$secret" | entry second
printf '#!/bin/sh\nsleep 60\n' >"$work/slow"
chmod 755 "$work/slow"
conforms pass 0 --found entry=checked --other entry=second --absent entry=none --wrong entry=../checked \
	--slow entry=checked "gpg=$work/slow" --store
cat "$work/out" >>"$work/said"
is "what the suite stored is gone" "$(find "$store" -name '*plugin-check*')" ""
is "no message had a secret" "$(grep -c "$secret\|open sesame" "$work/said")" 0

agents
left() {
	for p in /proc/[0-9]*; do
		tr '\0' ' ' <"$p/cmdline" 2>/dev/null | grep -F "$work/" | grep -v "$work/as"
	done
}
tries=0
while [ -n "$(left)" ] && [ "$tries" -le 200 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
is "nothing of gpg and pass is left" "$(left)" ""
finish
