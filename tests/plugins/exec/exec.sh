# The exec source end to end: the examples, a program that hangs, one that leaves a daemon, tenants.
. "$abs_top_srcdir/tests/lib/lib.sh"
# The programs are not ours to look for leaks in.
wrapper=
# Wherever the sources are: what is run must be safe from others, and so is this directory.
cp "$abs_top_srcdir"/examples/exec/ccred-* "$work/"
chmod 755 "$work"/ccred-*
start_server as --client demo:demo-secret
demo_config </dev/null
good=$(grep 'source ' "$config")
sed -i '/source /d' "$config"
cp "$config" "$work/base"

stack() { # source lines on stdin
	{
		cat "$work/base"
		cat
	} >"$config"
	ccred forget demo
}
program() { # NAME, its text on stdin
	cat >"$work/$1"
	chmod 755 "$work/$1"
}

# ccred-json: stored, used, and erased; the secret nowhere but in its file.
stack <<LINES
    source required exec command=$work/ccred-json arg1=$work/secrets.json store=yes
LINES
ccred token demo
like "nothing is stored yet" "$code $err" "*there is no entry demo*"
printf 'client_id=demo\nclient_secret=demo-secret\n' >"$work/in"
run "$bin/ccred" secret set --stdin demo <"$work/in"
is "ccred-json stores" "$code" 0
is "its file is the user's alone" "$(stat -c %a "$work/secrets.json")" 600
ccred token demo
is "the token that it leads to" "$code" 0
sed -i 's|"origin": "[^"]*"|"origin": "https://other.example"|' "$work/secrets.json"
ccred forget demo
ccred token demo
like "the entry of another server" "$code $err" "*is for https://other.example*"
chmod 644 "$work/secrets.json"
ccred token demo
like "a file that others may read" "$code $err" "*chmod 600*"
chmod 600 "$work/secrets.json"
sed -i 's|"origin": "[^"]*"|"origin": "'"$url"'"|' "$work/secrets.json"
ccred secret delete demo
is "ccred-json erases" "$code $(cat "$work/secrets.json")" "0 {}"

# ccred-pass: a real key, and an entry as pass writes it.
mkdir -m 700 "$HOME/.gnupg"
gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-gen-key tester default default never \
	>/dev/null 2>&1
ok "a key"
mkdir -p "$HOME/.password-store/ccred"
printf 'demo-secret\nlogin: demo\n' |
	gpg --batch --quiet --trust-model always -r tester -o "$HOME/.password-store/ccred/demo.gpg" -e
stack <<LINES
    source required exec command=$work/ccred-pass arg1=ccred/{profile}
LINES
ccred token demo
is "ccred-pass leads to a token" "$code" 0
mv "$HOME/.password-store" "$HOME/other-store"
ccred forget demo
ccred token demo
like "ccred-pass has no such entry" "$code $err" "*pass insert -m ccred/demo*"
PASSWORD_STORE_DIR=$HOME/other-store
export PASSWORD_STORE_DIR
ccred token demo
isnt_zero=$code
stack <<LINES
    source required exec command=$work/ccred-pass arg1=ccred/{profile} vary=PASSWORD_STORE_DIR
LINES
ccred token demo
is "a variable reaches the program with vary= alone" "$([ "$isnt_zero" -ne 0 ] && echo no) $code" "no 0"
gpgconf --kill all 2>/dev/null
unset PASSWORD_STORE_DIR

# The next source answers, and nobody is left.
program hangs <<SH
#!/bin/sh
echo \$\$ >>$work/pids
sleep 1000 &
echo \$! >>$work/pids
wait
SH
# Named like what is spared.
cp /bin/sleep "$work/gpg-agent"
program daemon <<SH
#!/bin/sh
setsid sh -c 'echo \$\$ >>$work/pids; exec $work/gpg-agent 1000' &
until [ -s $work/pids ]; do sleep 0.05; done
kill -SEGV \$\$
SH
for what in hangs daemon; do
	rm -f "$work/pids"
	stack <<LINES
    source-timeout $((2 * slow))
    source optional exec command=$work/$what
$good
LINES
	ccred token demo
	is "$what: the next source answers" "$code" 0
	[ -s "$work/pids" ]
	ok "$what: it ran"
	for pid in $(cat "$work/pids"); do
		tries=0
		while [ -e "/proc/$pid" ] && [ "$tries" -le 200 ]; do
			tries=$((tries + 1))
			sleep 0.05
		done
		[ ! -e "/proc/$pid" ]
		ok "$what: one of its processes is gone"
	done
done

# Tenants, and what is wrong in a line.
cat >"$config" <<CONFIG
profile any
    target https://{tenant}.api.example
    issuer https://{tenant}.auth.example
    source required exec command=/bin/true
CONFIG
ccred token any --tenant acme
refused "no {tenant} in the arguments" 78 "*would give one tenant's secret to all*"
stack <<LINES
    source required exec comand=/bin/true
LINES
ccred token demo
refused "a wrong word" 78 "*did you mean command?*"
finish
