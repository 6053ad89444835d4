# CCRED_TRACE: what happens, while it happens, from all processes, and never a secret.
. "$abs_top_srcdir/tests/lib/lib.sh"
canary=canary-Hb7tM4sL6 # its own: other tests look for theirs in all processes
start_server as --client "demo:$canary" --scope api.read --scope api.write
demo_config <<'MORE'
    scope     api.read api.write
MORE
printf '%s\n' "$canary" >"$work/secret"
cp "$config" "$work/base"
cache=$XDG_RUNTIME_DIR/ccred
tokens=$work/tokens

traced() { # VALUE ARGUMENT... of ccred; what it says on stderr is kept, and the token
	CCRED_TRACE=$1
	export CCRED_TRACE
	shift
	ccred "$@"
	unset CCRED_TRACE
	printf '%s\n' "$err" >>"$work/said"
	[ -z "$out" ] || printf '%s\n' "$out" | sed -n 's/^password=//; /./p' >>"$tokens"
}
# All that a line has in front of its text.
head='^(ccred|ccred-acquire|git-credential-ccred)\[[0-9]+\] [0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]{3} '
# The events of one program, without that.
events() { # PROGRAM
	printf '%s\n' "$err" | sed -nE "s/^$1\[[0-9]+\] [0-9:.]+ //p"
}
says() { # NAME PROGRAM PATTERN...: events of these forms (one each at least)
	name=$1 program=$2
	shift 2
	for pattern; do
		events "$program" | grep -qxE -e "$pattern"
		ok "$name: $program: $pattern"
	done
}
silent() { # NAME PROGRAM PATTERN
	is "$1: $2: no $3" "$(events "$2" | grep -cE -e "$3")" 0
}

# A token from the start: one story of two programs.
traced 1 token demo
is "cold" "$code" 0
is "cold: every line is an event" "$(printf '%s\n' "$err" | grep -cvE "$head")" 0
says "cold" ccred "command: token.*" "config: reading $config" "config: .*/etc/config does not exist" \
	"config: profile demo at $config:1, by its name" "cache: in $cache" "cache: miss: none" \
	"acquire: starting .*/ccred-acquire" "acquire: ended after [0-9]+ ms: it has answered"
says "cold" ccred-acquire "config: reading $config" "config: profile demo at .*" "cache: in $cache" \
	"http: GET $url/.well-known/smart-configuration" "http: GET: status 200, [0-9]+ bytes, after [0-9]+ ms" \
	"discovery: $url/.well-known/smart-configuration: used" "discovery: token endpoint $url/oauth/token" \
	"source: $config:8: required file: success after [0-9]+ ms, client_secret, taken: $work/secret" "stack: success" \
	"token request: POST $url/oauth/token, client id demo, auth client_secret_basic, scope api.read api.write, audience .*" \
	"http: POST $url/oauth/token" "http: POST: status 200, [0-9]+ bytes, after [0-9]+ ms" \
	"token request: granted for 3600 s" "cache: stored for 3600 s"
silent "cold" ccred-acquire "narrower"
is "cold: the caller's own process is named" "$(printf '%s\n' "$err" | grep -oE '^ccred(-acquire)?\[[0-9]+\]' | sort -u | wc -l | tr -d ' ')" 2

# From the cache: no helper, and nothing without the variable.
traced 1 token "$url/openehr/v1/x"
says "warm" ccred "config: profile demo at $config:1, target $url/openehr/v1 at line 2" \
	"cache: hit: fresh, 3[56][0-9]{2} s left"
silent "warm" ccred "acquire|lock"
is "warm: nothing of a helper" "$(events ccred-acquire)" ""
for off in "" 0; do
	traced "$off" token demo
	is "CCRED_TRACE=$off is off" "$code$err" 0
done
ccred token demo
is "without it nothing is said" "$code$err" 0

# Where it goes.
trace=$work/trace
traced "$trace" token demo --renew
is "a file: nothing on stderr" "$code$err" 0
is "a file: ours alone" "$(stat -c '%a %F' "$trace")" "600 regular file"
before=$(wc -l <"$trace")
traced "$trace" token demo --renew
is "a file: both programs" "$(sed 's/\[.*//' "$trace" | sort -u | tr '\n' ' ')" "ccred ccred-acquire "
is "a file: appended to" "$(wc -l <"$trace")" "$((before * 2))"
CCRED_TRACE=7 "$bin/ccred" token demo --renew >"$work/out" 2>"$work/err" 7>"$work/seven"
is "a descriptor: nothing on stderr" "$(cat "$work/err")" ""
is "a descriptor: both programs" "$(sed 's/\[.*//' "$work/seven" | sort -u | tr '\n' ' ')" "ccred ccred-acquire "
CCRED_TRACE=3 "$bin/ccred" token demo --renew 3>"$work/three" >"$work/out" 2>"$work/err"
is "descriptor 3, where a helper has the lock" "$(sed 's/\[.*//' "$work/three" | sort -u | tr '\n' ' ')$(cat "$work/err")" \
	"ccred ccred-acquire "
traced 2 token demo
is "2 is stderr, too" "$(printf '%s\n' "$err" | grep -cvE "$head")" 0
# A pipe whose reader is gone.
{ CCRED_TRACE=7 "$bin/ccred" token demo --renew 7>&1 >"$work/out" 2>"$work/err"; echo $? >"$work/code"; } | :
is "a pipe that nobody reads" "$(cat "$work/code" "$work/err")" 0

# What is no place for it: one warning, and all goes on.
warned() { # NAME VALUE PATTERN
	traced "$2" token demo
	is "$1: the token comes" "$code$out" "0$(tail -1 "$tokens")"
	like "$1: a warning" "$err" "ccred: warning: CCRED_TRACE$3"
	is "$1: one line" "$(printf '%s\n' "$err" | wc -l | tr -d ' ')" 1
}
warned "a word" yes " is 1, *not yes: nothing is traced"
warned "a relative path" trace " is 1, * an absolute path, not trace*"
warned "a number that is none" 99999999999999999999 " is 1, *"
warned "a negative one" -1 " is 1, *"
warned "a closed descriptor" 42 ": descriptor 42 is not open for writing*"
warned "a directory" "$work" ": cannot open $work: *"
warned "a missing directory" "$work/no/trace" ": cannot open $work/no/trace: *"
ln -s "$trace" "$work/link"
warned "a link" "$work/link" ": cannot open $work/link: *"
ln "$trace" "$work/hard"
warned "a file of two names" "$trace" ": * is not a file that is yours alone*"
rm "$work/hard"
chmod 640 "$trace"
before=$(cat "$trace")
warned "a file that others may read" "$trace" ": * is not a file that is yours alone (mode 0600)*"
is "nothing is written there" "$(cat "$trace")" "$before"
chmod 600 "$trace"
mkfifo "$work/fifo"
warned "a FIFO" "$work/fifo" ": *"
warned "a device" /dev/full ": */dev/full*"
CCRED_TRACE=7 "$bin/ccred" token demo >"$work/out" 2>"$work/err" 7<"$config"
like "a descriptor for reading" "$(cat "$work/err")" "ccred: warning: CCRED_TRACE: descriptor 7 is not open for writing*"
if [ "$(id -u)" -eq 0 ]; then
	: >"$work/theirs"
	chmod 600 "$work/theirs"
	chown 65534 "$work/theirs"
	warned "somebody's file" "$work/theirs" ": * is not a file that is yours alone*"
fi

# Each line is one write.
if [ -z "$wrapper" ] && ! grep -q fsanitize "$abs_top_builddir/Makefile"; then
	CCRED_TRACE=7 strace -o "$work/strace" -e trace=write "$bin/ccred" token demo 7>"$work/seven" >"$work/out"
	is "a write a line" "$(grep -c '^write(7' "$work/strace")" "$(wc -l <"$work/seven")"
fi

# Waiting for another call, and many at once into one file.
ccred forget demo
control latency-ms=1500
rm "$trace"
CCRED_TRACE=$trace "$bin/ccred" token demo >"$work/out" 2>&1 &
first=$!
wait_for "$trace"
until grep -q 'POST' "$trace"; do sleep 0.05; done
traced 1 token demo
wait "$first"
control latency-ms=0
says "a second call" ccred "lock: waiting for another call that asks" "cache: hit: fresh, .*"
is "a second call: the first one's token" "$out" "$(cat "$work/out")"
ccred forget demo
rm "$trace"
callers=$((100 / divisor))
(
	i=0
	while [ "$i" -lt "$callers" ]; do
		i=$((i + 1))
		CCRED_TRACE=$trace $wrapper "$bin/ccred" token demo >"$work/many.$i" 2>&1 &
	done
	wait
)
is "$callers callers: every line is whole" "$(grep -cvE "$head[a-z ]+: [^[]*\$" "$trace")" 0
is "$callers callers: one stored" "$(grep -c 'cache: stored' "$trace")" 1
is "$callers callers: all of them" "$(grep -c 'command: token' "$trace")" "$callers"

# Failures: tries, what is kept and shared, what a refusal leads to.
control fault=503
traced 1 token demo --renew
is "a fault" "$code" 69
is "a fault: three tries" "$(events ccred-acquire | grep -c '^http: POST: status 503')" 3
says "a fault" ccred-acquire "http: once more in [0-9]+ ms" "token request: the server has a fault.*" \
	"cache: failure kept for 5 s: the server has a fault.*"
ccred forget demo
ccred token demo
traced 1 token demo
says "a shared failure" ccred "cache: miss: none" "failure: shared, of [0-9] s ago: the server has a fault.*"
control clear=1
ccred forget demo
control fault=reset on=token
traced 1 token demo
says "a network that fails" ccred-acquire "http: POST failed after [0-9]+ ms: 127.0.0.1 cannot be reached.*"
ccred forget demo
control fault=error error=invalid_client on=token description="$(printf 'a\033[31m %s' "$canary")"
traced 1 token demo
says "a refusal" ccred-acquire "token request: the server refused the client \(invalid_client: a\\\\x1b\[31m .*" \
	"stack: the server refused the credentials, the sources are asked once more" "cache: failure kept for 30 s: .*"
is "a refusal: the sources ran twice" "$(events ccred-acquire | grep -c '^source: .*success')" 2
traced 1 token demo
says "the same again" ccred-acquire "failure: of this very credential, [0-9] s ago"
control clear=1
ccred forget demo
control fault=body body='{"access_token":"abc-secret-token","token_type":"Bearer","expires_in":60,"scope":"api.write extra"}'
traced 1 token demo
says "a narrower scope" ccred-acquire "token request: the scope is narrower than asked, without api.read"
control clear=1

# Discovery that fails; the metadata of others.
rm -rf "$cache"
control smart=off issuer=https://other.example
traced 1 token demo
says "discovery" ccred-acquire "http: GET: status 404, .*" "discovery: .*/smart-configuration: there is none" \
	"discovery: .*/oauth-authorization-server: the metadata at .* are of the issuer https://other.example: .*"
silent "discovery: no source is asked" ccred-acquire "^source"
control defaults=1
rm -rf "$cache"
ccred token demo

# git's words, and what is not ours.
cat >"$work/in" <<REQUEST
protocol=https
host=other.example
password=$canary

REQUEST
CCRED_TRACE=1 $wrapper "$bin/git-credential-ccred" get <"$work/in" >"$work/out" 2>"$work/err"
err=$(cat "$work/err")
printf '%s\n' "$err" >>"$work/said"
says "git" git-credential-ccred "dialect: git, command: get" \
	"config: not ours: no profile has a target on this host: .*"
is "git: nothing else on stderr" "$(printf '%s\n' "$err" | grep -cvE "$head")" 0
traced 1 token "https://user:$canary@127.0.0.1/x?secret=$canary"
says "a URL with a password" ccred "config: not ours: no profile can have a target for this URL: .*"
printf 'url=%s/openehr/v1\npassword=%s\n\n' "$url" "$(ccred token demo; printf %s "$out")" >"$work/in"
CCRED_TRACE=1 $wrapper "$bin/ccred" erase <"$work/in" >"$work/out" 2>"$work/err"
err=$(cat "$work/err")
printf '%s\n' "$err" >>"$work/said"
says "erase" ccred "command: erase.*" "cache: the token is marked as rejected"
traced 1 token demo
says "erase" ccred "cache: miss: rejected"

# Renewal: in the background, which no pipe waits for; a file goes on to be written.
inside() {
	settle
	ccred forget demo
	ccred token demo
	age 3301
}
inside
control latency-ms=3000
begin=$(date +%s)
said=$(CCRED_TRACE=1 "$bin/ccred" token demo 2>&1)
took=$(($(date +%s) - begin))
[ "$took" -lt 3 ]
ok "renewal: nobody waits for the end of stderr"
err=$said
says "renewal" ccred "cache: hit: renewing, .*" "renewal: started in the background"
is "renewal: it says no more there" "$(events ccred-acquire)" ""
err=$(CCRED_TRACE=1 "$bin/ccred" token demo 2>&1 >/dev/null)
like "renewal: while it runs" "$(events ccred)" "*cache: hit: *"
settle
inside
begin=$(date +%s)
said=$(CCRED_TRACE=7 "$bin/ccred" token demo 7>&1)
[ $(($(date +%s) - begin)) -lt 3 ]
ok "renewal: nor of another descriptor"
settle
control latency-ms=0
# A file keeps its place whatever the numbers of the other descriptors are.
for open in "" "3</dev/null" "3</dev/null 4</dev/null" "3</dev/null 4</dev/null 5</dev/null 6</dev/null"; do
	inside
	rm -f "$trace"
	eval 'CCRED_TRACE=$trace "$bin/ccred" token demo >"$work/out" 2>&1' "$open"
	settle
	err=$(cat "$trace")
	says "renewal into a file ($open)" ccred "renewal: started in the background" "acquire: ended .*"
	says "renewal into a file ($open)" ccred-acquire "token request: granted for 3600 s" "cache: stored for .*"
	printf '%s\n' "$err" >>"$work/said"
done
inside
control fault=500
age 271 # 28 seconds are left
traced 1 token demo
says "the old token" ccred "cache: hit: expiring, .*" "renewal: failed, the old token will do: .*"
control clear=1
settle

# Sources: each with its result, its log, and no descriptor of ours.
{
	sed '/source/d' "$work/base"
	cat <<LINES
    source sufficient debug result=not_found "text=$(printf 'a\302\205b')" log=first
    source sufficient @inner
    source required debug result=locked
stack inner
    source required debug do=descriptors result=not_found
    source required debug secret=$canary text=$canary "log=it is $canary, now"
LINES
} >"$config"
ccred token demo
descriptors=$(printf '%s' "$err" | sed -n 's/.*debug: \(descriptors [0-9 ]*[0-9]\).*/\1/p')
like "sources: these descriptors without a trace" "$descriptors" "descriptors 0 1 2 *"
traced "$trace" token demo
err=$(cat "$trace")
says "sources" ccred-acquire "source: $config:9: debug: log: first" \
	"source: $config:9: sufficient debug: not_found after [0-9]+ ms: a\\\\xc2\\\\x85b" \
	"source: $config:[0-9]+: required debug: not_found after [0-9]+ ms: $descriptors" \
	"source: $config:[0-9]+: debug: log: it is \*\*\*, now" \
	"source: $config:[0-9]+: required debug: success after [0-9]+ ms, client_secret: \*\*\*" \
	"source: $config:[0-9]+: sufficient @inner: not_found after [0-9]+ ms" \
	"source: $config:[0-9]+: required debug: locked after [0-9]+ ms" "stack: locked"
cat "$trace" >>"$work/said"

# Wherever the secret comes from, and however it is sent: nowhere, and no token.
for auth in basic post; do
	for source in "env secret=CANARY" "file path=$work/secret" \
		"debug secret=$canary log=$canary text=$canary" \
		"debug secret=old-secret-of-it refresh-secret=$canary"; do
		{
			sed "/source/d" "$work/base"
			echo "    client-auth $auth"
			echo "    source required $source"
		} >"$config"
		CANARY=$canary
		export CANARY
		traced 1 token demo --renew
		is "the secret ($auth, $source)" "$code" 0
		traced 1 get <<REQUEST
url=$url/openehr/v1

REQUEST
		unset CANARY
	done
done
cat "$trace" "$work/seven" "$work/three" >>"$work/said"
[ "$(grep -c 'token request: granted' "$work/said")" -ge 10 ]
ok "there was much to say"
is "no secret" "$(grep -c -e "$canary" -e old-secret-of-it "$work/said")" 0
is "no secret as a header has it" "$(grep -cF "$(printf 'demo:%s' "$canary" | base64)" "$work/said")" 0
is "no Authorization" "$(grep -cE 'Authorization|Bearer |Basic ' "$work/said")" 0
[ "$(sort -u "$tokens" | wc -l)" -ge 10 ]
ok "there were many tokens"
is "no token" "$(grep -cFf "$tokens" "$work/said")" 0
is "no control byte" "$(tr -d '\n' <"$work/said" | tr -d ' -~\200-\377' | wc -c | tr -d ' ')" 0
finish
