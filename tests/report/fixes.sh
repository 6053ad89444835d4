# The commands that ccred prints: each is run as it stands, on a terminal, and then the same call succeeds. And where
# only somebody else can mend it, none is printed.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
PATH=$bin:$PATH
EDITOR=$work/editor
export PATH EDITOR
# EDITOR [+LINE] FILE, as a person would who reads the message: makes the change of the case.
cat >"$EDITOR" <<'EDITOR'
#!/bin/sh
for file; do :; done
sed -i "$change" "$file"
EDITOR
chmod 755 "$EDITOR"
secret=$work/secret

# A profile that is good, but for what is done to it.
begin() {
	rm -f "$config" "$secret"
	demo_config </dev/null
	ccred forget demo
}
# The call fails; the first failure that doctor sees has the command; it is run; the call succeeds.
mended() { # NAME CODE FIX-PATTERN CHANGE [STEP of terminal.py]...
	name=$1 pattern=$3 change=$4
	export change
	ccred token demo
	is "$name: exit code" "$code" "$2"
	is "$name: nothing is shown of the secret" "$(grep -c demo-secret "$work/err")" 0
	shift 4
	ccred doctor --json demo
	fix=$(jq -r '[.steps[] | select(.outcome == "failure")][0].fix // ""' "$work/out")
	like "$name: the command" "$fix" "$pattern"
	# In one shell, for it may set a variable.
	python3 "$abs_top_srcdir/tests/lib/terminal.py" "$@" -- bash -c "$fix && ccred token demo ${again-}" >"$work/shown" 2>&1
	like "$name: it mends" "$(cat "$work/shown")" "*exit 0*"
}
typed() { # NAME CODE FIX-PATTERN; it asks for the secret
	mended "$1" "$2" "$3" "" "?Client secret (not shown): " "demo-secret
"
}
edited() { # NAME CODE FILE CHANGE
	mended "$1" "$2" "\${EDITOR:-vi} *$3" "$4"
}

# 65, 67: what is in the file is no secret, or there is none.
set='ccred secret set demo'
begin
printf 'demo-secret\r\n' >"$secret"
typed "lines of Windows" 65 "$set"
begin
printf '\357\273\277demo-secret\n' >"$secret"
typed "a byte order mark" 65 "$set"
begin
: >"$secret"
typed "an empty file" 65 "$set"
begin
printf 'demo-secret\tx\n' >"$secret"
typed "a control byte" 65 "$set"
begin
printf 'client_secret=demo-secret\nstray\n' >"$secret"
edited "a line too much" 65 "$secret" /stray/d
begin
rm "$secret"
typed "no file" 67 "$set"
begin
sed -i "s|path=.*|path=$work/new/deep/secret|" "$config"
typed "no directory" 67 "mkdir -p -m 700 $work/new/deep && $set"
is "which is ours alone" "$(stat -c %a "$work/new/deep" "$work/new/deep/secret" | tr '\n' ' ')" "700 600 "
begin
sed -i "s|file path=.*|env secret=DEMO_SECRET|" "$config"
mended "no variable" 67 "read -rs DEMO_SECRET && export DEMO_SECRET" "" "demo-secret
"

# 66: a file that is named.
begin
sed -i "s|ca-file .*|ca-file $work/absent.pem|" "$config"
edited "no file of authorities" 66 "$config" "s|ca-file .*|ca-file $ca|"

# 68, 69, 75, 76: the server, and the way to it. What the configuration has wrong is edited.
begin
sed -i 's|issuer .*|issuer https://nowhere.invalid|' "$config"
edited "a host that is not known" 68 "$config" "s|https://nowhere.invalid|$url|"
begin
sed -i "s|issuer .*|issuer $url/nothing|" "$config"
edited "no metadata" 76 "$config" "s|$url/nothing|$url|"
begin
sed -i "s|issuer .*|token-endpoint $url/nothing|" "$config"
edited "no token endpoint" 76 "$config" "s|/nothing|/oauth/token|"
begin
sed -i '/ca-file/d' "$config"
edited "an authority that is not trusted" 69 "$config" "1a\\    ca-file $ca"
begin
https_proxy=http://nowhere.invalid:1
export https_proxy
again=--renew # as the hint says: others share the failure for some seconds
mended "a proxy that is not known" 68 "unset https_proxy" ""
begin
https_proxy=http://127.0.0.1:1
mended "a proxy that is down" 69 "export no_proxy=127.0.0.1" ""
unset https_proxy again

# Where somebody else mends it, the command shows the fault while it lasts, and no more of it afterwards.
shows() { # NAME CODE FIX-PATTERN SHOWN-PATTERN [STEP of doctor]
	ccred token demo
	is "$1: exit code" "$code" "$2"
	ccred doctor --json demo
	fix=$(jq -r --arg step "${5-}" '[.steps[] | select(.outcome == "failure" and ($step == "" or .step == $step))][0].fix // ""' "$work/out")
	like "$1: the command" "$fix" "$3"
	bash -c "$fix" >"$work/shown" 2>&1
	like "$1: it shows the fault" "$?: $(cat "$work/shown")" "$4"
	is "$1: and no secret" "$(grep -c demo-secret "$work/shown")" 0
}
gone() { # NAME
	bash -c "$fix" >"$work/shown" 2>&1
	is "$1: then it shows none" "$?" 0
}
begin
sed -i 's|issuer .*|issuer https://127.0.0.1:1|' "$config"
shows "a server that is down" 69 "curl -v -o /dev/null https://127.0.0.1:1" "7: *refused*"
for fault in "500 69" "429 75"; do
	begin
	control "fault=${fault% *}" on=token
	shows "a server that answers ${fault% *}" "${fault#* }" "ccred token --renew demo" "${fault#* }: *"
	control clear=1
	unhold
	gone "a server that answers ${fault% *}"
done
begin
sed -i 's|required file.*|required debug do=crash|' "$config"
shows "a plugin that crashes" 70 "CCRED_TRACE=1 ccred explain --all demo" "70: *crashed*"
begin
sed -i 's|required file.*|required debug result=try_again text=busy|' "$config"
shows "a source that is busy" 75 "CCRED_TRACE=1 ccred explain --all demo" "75: *busy*"

# 77: files that others may read or change, and a secret that the server refuses, or is not to have.
begin
chmod 644 "$secret"
mended "others may read the secret" 77 "chmod 600 $secret" ""
begin
chmod 620 "$config"
mended "others may write the configuration" 77 "chmod go-w $config" ""
begin
echo old-secret >"$secret"
typed "a secret that is refused" 77 "$set"
begin
sed -i 's|path=.*|& origin=https://other.example|' "$config"
edited "the secret of another server" 77 "$config" 's| origin=.*||'
begin
mkdir -m 755 "$work/cache"
sed -i "1s|^|cache-dir $work/cache\n|" "$config"
mended "others may look into the cache" 77 "chmod 700 $work/cache" ""
begin
sed -i "1s|^|cache-dir $work/parent/cache\n|" "$config"
mended "no directory for the cache" 77 "mkdir -p -m 700 $work/parent/cache" ""

# 78: the configuration.
begin
echo '    nonsense yes' >>"$config"
edited "an unknown key" 78 "$config" /nonsense/d
begin
sed -i 's|required file|required fail|' "$config"
edited "an unknown plugin" 78 "$config" 's|required fail|required file|'

# 64, 66: what the command line lacks, and a token.
told() { # NAME CODE FIX; the error has the command at its end
	is "$1: exit code" "$code" "$2"
	like "$1: the command" "$err" "*: $3"
	sh -c "$3" >"$work/shown" 2>&1
	is "$1: it runs" "$?" 0
}
begin
ccred token --nonsense demo
told "an unknown option" 64 "ccred token --help"
ccred inspect demo
like "no token is cached" "$code$out$err" "66*ccred token demo*"
sh -c "ccred token demo" >"$work/shown" 2>&1
ccred inspect demo
is "no token is cached: it mends" "$code" 0

# 73, 74: no command mends these, and the message says what does.
begin
ccred token --min-valid 7200 demo
refused "less time than is wanted" 73 "*--min-valid*"
"$bin/ccred" token demo 2>"$work/err" >/dev/full
is "a full disk behind stdout" "$? $(grep -c 'No space left' "$work/err")" "74 1"

# What is another user's stays theirs.
if [ "$(id -u)" -eq 0 ]; then
	begin
	chown 65534 "$secret"
	ccred token demo
	refused "the secret of another user" 77 "*$secret belongs to uid 65534, *: run this as that user, or install *"
	ccred doctor --json demo
	is "the secret of another user: no command takes it from them" "$(grep -c 'chown\|rm ' "$work/out")" 0
	begin
	chown 65534 "$config"
	ccred token demo
	refused "the configuration of another user" 77 "*$config belongs to uid 65534, *: run this as that user, or install *"
fi

# At a terminal the report is wrapped, and says each thing once; in a pipe each step is whole. The status has the
# command whole, too, in a line of its own.
begin
chmod 644 "$secret"
ccred token demo
COLUMNS=40
export COLUMNS
ccred status demo
is "status: the command" "$(printf '%s\n' "$out" | grep -c "^ *chmod 600 $secret\$")" 1
ccred doctor demo
is "in a pipe: a line a step" "$(printf '%s\n' "$out" | grep -c "chmod 600 $secret\|^[a-z]* *stack .*others may read")" 4
python3 "$abs_top_srcdir/tests/lib/terminal.py" -- sh -c 'stty cols 72 && ccred doctor demo' | tr -d '\r' >"$work/shown"
is "at a terminal: the command once" "$(grep -c "chmod 600 $secret" "$work/shown")" 1
is "at a terminal: no line is too long, but those of a command or a path" \
	"$(grep -v "$work" "$work/shown" | awk 'length > 72' | sed 's/.\[[0-9]*m//g' | awk 'length > 72')" ""
like "at a terminal: what follows is indented" "$(cat "$work/shown")" "*
                        [a-z]*"
finish
