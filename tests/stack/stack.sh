# The stack end to end: each way for a source to fail, and the right answer from the next one.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
sed -i "/source *required/d; s/timeout .*/timeout   $((20 * slow))/" "$config"
cp "$config" "$work/base"

# The profile with these source lines, on stdin.
stack() {
	{
		cat "$work/base"
		cat
	} >"$config"
	ccred forget demo
}
good="source required file path=$work/secret"

# Each misbehaviour costs its own line, within its time. What valgrind would say of it is known.
kept=$wrapper
wrapper=
for what in crash hang exit flood stdout stderr fork daemon closefds abort thread umask busy; do
	stack <<LINES
    source-timeout 1
    source optional debug do=$what result=not_found
    $good
LINES
	begin=$(date +%s)
	ccred token demo
	is "$what: the next source answers" "$code" 0
	[ $(($(date +%s) - begin)) -le 5 ]
	ok "$what: within the deadline"
	sleep 1
	is "$what: no process one second later, not even a dead one" \
		"$(leftovers)$(ps -o stat=,comm= --ppid $$ | grep '^Z')" ""
done

wrapper=$kept

# A plugin that prints what looks like an answer.
stack <<LINES
    source required debug do=stdout result=denied
LINES
ccred token demo
refused "a forged answer" 77 "ccred: demo: $config:*: debug: *"

# env: by prefix, by names, and its ways to be wrong.
stack <<'LINES'
    source sufficient env prefix=DEMO_
LINES
sed -i '/client-id/d' "$config"
ccred token demo
refused "env: nothing is set" 67 "ccred: demo: *env: neither DEMO_CLIENT_ID nor DEMO_CLIENT_SECRET is set*"
export DEMO_CLIENT_ID=demo DEMO_CLIENT_SECRET=demo-secret
ccred token demo
is "env: prefix" "$code$err" 0
DEMO_CLIENT_SECRET=
ccred token demo
refused "env: an empty secret" 65 "*DEMO_CLIENT_SECRET is set but empty*"
unset DEMO_CLIENT_SECRET
ccred token demo
refused "env: only the id" 65 "*gave the client id, but no line has the secret*"
unset DEMO_CLIENT_ID
export OTHER=demo-secret
stack <<'LINES'
    source required env secret=OTHER
LINES
ccred token demo
is "env: a name, with the profile's id" "$code$err" 0
before=$(token_requests)
OTHER=demo-secret ccred token demo
is "env: the same secret has the same token" "$(($(token_requests) - before))" 0
export OTHER=another
ccred token demo
is "env: another identity does not get it" "$code" 77
OTHER=$(head -c 70000 /dev/zero | tr '\0' x)
ccred token demo
refused "env: a whole file, say" 65 "ccred: demo: the environment variable OTHER is too long*"
unset OTHER

# file: its formats and its rule.
stack <<LINES
    $good
LINES
sed -i '/client-id/d' "$config"
file() { # NAME CODE PATTERN, of what lies in the file now
	chmod 600 "$work/secret"
	ccred forget demo
	ccred token demo
	if [ "$2" -eq 0 ]; then
		is "file: $1" "$code$err" 0
	else
		refused "file: $1" "$2" "ccred: demo: $3"
	fi
}
printf 'client_id=demo\nclient_secret=demo-secret\n' >"$work/secret"
file "lines" 0
printf 'client_secret=demo-secret\nclient_id=demo' >"$work/secret"
file "lines, the other way" 0
printf '{"client_id":"demo","client_secret":"demo-secret","x":[1]}\n' >"$work/secret"
file "JSON" 0
printf 'demo-secret\n' >"$work/secret"
file "a bare secret without an id" 65 "*without a client id*"
printf '' >"$work/secret"
file "empty" 65 "*is empty*"
printf 'client_id=demo\nclient_secret=a\tb\n' >"$work/secret"
file "a control byte" 65 "*control byte*"
printf 'client_id=demo\nother=x\n' >"$work/secret"
file "an unknown line" 65 "*neither client_id= nor client_secret=*"
printf 'client_id=demo\nclient_secret=a\nclient_secret=b\n' >"$work/secret"
file "twice" 65 "*twice*"
printf '{"client_id":"demo","client_secret":"a","client_secret":"b"}' >"$work/secret"
file "JSON, twice" 65 "*twice*"
printf '{"client_id":"demo","client_secret":7}' >"$work/secret"
file "JSON, a number" 65 "*strings*"
printf '{"client_id":"demo","client_secret":"a\\u0000b"}' >"$work/secret"
file "JSON, NUL" 65 "*u0000*"
printf '{"client_id":"demo"' >"$work/secret"
file "JSON, cut" 65 "*valid JSON*"
head -c 70000 /dev/zero | tr '\0' x >"$work/secret"
file "too long" 65 "*longer than 65536*"

stack <<LINES
    $good
LINES
printf 'demo-secret\n' >"$work/secret"
mode() { # MODE CODE
	chmod "$1" "$work/secret"
	ccred forget demo
	ccred token demo
	is "file: mode $1" "$code" "$2"
}
mode 600 0
mode 400 0
mode 644 77
like "the message mends it" "$err" "*chmod 600 $work/secret"
mode 640 77
mode 620 77
like "the message mends it, too" "$err" "*chmod go-w $work/secret"
chmod 644 "$work/secret"
sed -i 's|\(path=.*\)|\1 shared-mode=yes|' "$config"
ccred token demo
is "file: shared-mode=yes" "$code" 0
chmod 600 "$work/secret"
stack <<LINES
    $good origin=https://elsewhere.example
LINES
ccred token demo
refused "file: bound to another server" 77 "*origin=*another server*"
stack <<LINES
    $good origin=$url
LINES
ccred token demo
is "file: bound to this one" "$code" 0
# As Kubernetes mounts a secret: ..data is a link, and so is the file.
mkdir "$work/..2026" && mv "$work/secret" "$work/..2026/secret"
ln -s ..2026 "$work/..data" && ln -s ..data/secret "$work/secret"
ccred forget demo
ccred token demo
is "file: behind links" "$code" 0
rm "$work/secret"
printf 'demo-secret\n' >"$work/secret"
chmod 600 "$work/secret"

# Controls and the verdict.
stack <<LINES
    source sufficient debug result=denied text=broken
    $good
LINES
ccred token demo
is "an ignored hard result: the token" "$code" 0
like "an ignored hard result: a warning" "$err" "ccred: demo: warning: $config:*: debug: broken"
stack <<LINES
    source requisite debug result=denied text=broken
    $good
LINES
ccred token demo
refused "requisite" 77 "ccred: demo: $config:*: debug: broken"
stack <<LINES
    source sufficient debug result=locked text=sleeping
    source sufficient debug result=not_found
LINES
ccred token demo
refused "the most telling soft result" 75 "*debug: sleeping*hint: other sources: *debug: not_found*"
stack <<LINES
    -source required nowhere
    $good
LINES
ccred token demo
is "-source of a plugin that is not there" "$code$err" 0
stack <<LINES
    source optional nowhere
    $good
LINES
before=$(requests)
ccred token demo
refused "source of a plugin that is not there" 78 "ccred: demo: $config:*: nowhere: *not installed*"
is "before anything is asked" "$(($(requests) - before))" 0
stack <<LINES
    source optional file pth=/x
    $good
LINES
ccred token demo
refused "a wrong argument of ours" 78 "*file: *unknown argument pth: did you mean path?"
stack <<LINES
    source optional debug nonsense=1
    $good
LINES
ccred token demo
refused "a wrong argument of a foreign one" 78 "*debug: unknown argument nonsense*"
{
	cat "$work/base"
	echo "    source required @both"
	echo "stack both"
	echo "    source optional debug id=demo result=success"
	echo "    $good"
} >"$config"
ccred forget demo
ccred token demo
is "a nested stack" "$code$err" 0

# What has expired is of no use: the next line gets its turn, and the message names the line.
stack <<LINES
    source sufficient debug id=demo secret=other-secret expires=1
    $good
LINES
ccred token demo
like "an expired secret: the next source answers" "$code$err" "0*debug: its client secret expired * ago, at *"
stack <<LINES
    source required debug id=demo secret=other-secret expires=1
LINES
ccred token demo
refused "an expired secret alone" 65 "ccred: demo: $config:*: debug: its client secret expired * ago, at 1970-01-01 *"

# A plugin that refuses its arguments without a word.
stack <<LINES
    source required debug open=invalid
LINES
ccred token demo
refused "a silent refusal" 78 "ccred: demo: $config:*: debug: invalid"

# Items that prove nothing by themselves are not passed over in silence.
cat >"$work/asserts" <<'PROGRAM'
#!/bin/sh
echo certificate=abc
PROGRAM
chmod 755 "$work/asserts"
stack <<LINES
    source required exec command=$work/asserts
LINES
sed -i '/client-id/d' "$config"
ccred token demo
refused "a certificate alone" 65 "ccred: demo: $config:* gave the certificate, but no method of client authentication takes that alone*"
finish
