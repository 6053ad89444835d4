# The credential protocol: get, store, erase and capability, and every way to word a request wrongly.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null

password() {
	printf '%s\n' "$out" | sed -n 's/^password=//p'
}

ask get <<REQUEST
protocol=https
host=${url#https://}
path=openehr/v1/ehr

REQUEST
is "get answers" "$code" 0
like "with name and password" "$out" "username=oauth2
password=?*
password_expiry_utc=[0-9]*"
is "and nothing else" "$(printf '%s\n' "$out" | wc -l)" 3
token=$(password)

ask get <<REQUEST
url=$url/openehr/v1
REQUEST
is "url= and the end of the input" "$(password)" "$token"
is "from the cache" "$(token_requests)" 1

# A caller that goes on holding the other end, as coprocesses do.
mkfifo "$work/fifo"
exec 9<>"$work/fifo"
printf 'url=%s/openehr/v1\n\n' "$url" >&9
run timeout 20 "$bin/ccred" get <"$work/fifo"
exec 9<&-
is "the empty line ends the request" "$code $(password)" "0 $token"

ask get <<REQUEST
profile=demo

REQUEST
is "profile= alone" "$(password)" "$token"

ask get <<REQUEST
profile=demo
url=$url/openehr/v1

REQUEST
is "profile= beside its URL" "$(password)" "$token"

ask get <<REQUEST
protocol=https
host=${url#https://}

REQUEST
is "git leaves the path out" "$(password)" "$token"

ask get <<REQUEST
capability[]=authtype
url=$url/openehr/v1

REQUEST
like "authtype" "$out" "capability\[\]=authtype
ephemeral=1
authtype=Bearer
credential=$token
password_expiry_utc=[0-9]*"

ask get <<REQUEST
capability[]=authtype
wwwauth[]=Basic realm="x"
url=$url/openehr/v1

REQUEST
like "a server that takes only Basic" "$out" "capability\[\]=authtype
ephemeral=1
username=oauth2
password=$token
password_expiry_utc=[0-9]*"

ask get <<REQUEST
capability[]=authtype
wwwauth[]=Basic realm="x"
wwwauth[]=Bearer
url=$url/openehr/v1

REQUEST
like "a server that takes both" "$out" "*
authtype=Bearer*"

# What a server's header says it takes.
while IFS='|' read -r wanted header; do
	printf 'capability[]=authtype\nwwwauth[]=%s\nurl=%s/openehr/v1\n\n' "$header" "$url" >"$work/in"
	run "$bin/ccred" get <"$work/in"
	is "wwwauth[]=$header" "$(printf '%s\n' "$out" | grep -cE "^$wanted=")" 1
done <<'HEADERS'
password|Basic
password|basic realm="x"
password|Basic realm="x", charset="UTF-8"
password|Negotiate, Basic realm="x"
password|Negotiate,,Basic
password|Digest realm="a, Bearer", qop="auth", Basic realm="x"
password|Digest realm="a \", Bearer", Basic realm="x"
password|Basic realm="x", bearer="y"
password|Basic realm="x", bearer = "y"
authtype|Bearer realm="x", Basic realm="x"
authtype|Basic realm="x", Bearer
authtype|Basic realm="a\\", Bearer
authtype|Basically realm="x"
authtype|Negotiate
authtype|Digest realm="Basic, Basic
HEADERS

ask get <<REQUEST
username=somebody
url=$url/openehr/v1

REQUEST
like "a request's own name is kept" "$out" "username=somebody
*"

# Not ours: nothing is said, and nothing went wrong.
for request in "url=https://other.example/" "url=$url/other" "protocol=cert
host=
path=/x" "url=cert:///x" "protocol=https
host=" "protocol=ftp
host=${url#https://}" "url=$url/openehr/v1x" "url=$url/openehr/v1/../v2" "url=$url/openehr%2fv1" \
	"url=$url/openehr/%2e/v1" "url=$url/openehr\\v1" "url=http${url#https}/openehr/v1"; do
	printf '%s\n\n' "$request" >"$work/in"
	case $request in
	*\\*) continue ;; # a backslash is no URL: malformed, below
	esac
	run "$bin/ccred" get <"$work/in"
	is "not ours: $(printf %s "$request" | tr '\n' ' ' | sed "s|$url|URL|; s|:[0-9]*|:PORT|")" \
		"$code$out$err" 0
done

run "$bin/ccred" get </dev/null
is "no request is nothing to do" "$code$out$err" 0
run "$bin/ccred" erase </dev/null
is "no request to erase either" "$code$out$err" 0

# Malformed: refused whole.
malformed() { # NAME PATTERN, the request in $work/in
	for verb in get erase; do
		run "$bin/ccred" $verb <"$work/in"
		refused "malformed, $1, $verb" 65 "ccred: $2"
	done
}
printf 'protocol=https\nnonsense\n\n' >"$work/in"
malformed "a line without =" "line 2 *key=value*"
printf 'protocol=https\r\nhost=x\r\n\r\n' >"$work/in"
malformed "CR" "*control byte*"
printf 'protocol=https\nhost=a\0b\n\n' >"$work/in"
malformed "NUL" "*control byte*"
printf 'url=https://x.example/a%%0ab\n\n' >"$work/in"
malformed "an encoded LF" "*control byte*"
printf 'url=https://u:p@x.example/\n\n' >"$work/in"
malformed "userinfo" "*user name*"
printf 'url=https://x.example:99999/\n\n' >"$work/in"
malformed "a bad port" "*port*"
printf 'url=https://x.example/a\\b\n\n' >"$work/in"
malformed "a backslash" "*encoded*"
printf 'username=x\n\n' >"$work/in"
malformed "no target" "*target*"
printf 'protocol=https\n\n' >"$work/in"
malformed "no host" "*host=*"
printf 'host=x\n\n' >"$work/in"
malformed "no protocol" "*protocol=*"
printf '=x\n\n' >"$work/in"
malformed "an empty key" "*key=value*"
{
	printf 'protocol=https\nhost=x\nlong='
	head -c 70000 /dev/zero | tr '\0' a
	printf '\n\n'
} >"$work/in"
malformed "a line over 65535 bytes" "*65535*"
head -c 1500000 /dev/zero | tr '\0' a | fold -w 1000 | sed 's/^/a=/' >"$work/in"
malformed "a request without end" "*longer*"

# A failure of ours keeps git from asking a person.
printf 'wrong-secret\n' >"$work/secret"
ccred forget demo
ask get <<REQUEST
url=$url/openehr/v1

REQUEST
refused "refused by the server" 77 \
	"ccred: demo: the server refused the client (invalid_client*$config:8: file*" "quit=1"
ask get <<REQUEST
profile=nobody

REQUEST
refused "an unknown profile" 78 "ccred: there is no profile*" "quit=1"
demo_config <<'MORE'
    on-failure next
MORE
printf 'wrong-secret\n' >"$work/secret"
ask get <<REQUEST
url=$url/openehr/v1

REQUEST
refused "on-failure next" 77 "ccred: demo: *"

# erase takes back one token; a newer one stays.
demo_config </dev/null
before=$(token_requests)
ccred token demo
first=$out
ask erase <<REQUEST
url=$url/openehr/v1
password=$first

REQUEST
is "erase" "$code$out$err" 0
ccred token demo
second=$out
[ -n "$second" ] && [ "$first" != "$second" ]
ok "a rejected token is not given out again"
ask erase <<REQUEST
url=$url/openehr/v1
password=$first

REQUEST
ccred token demo
is "an old rejection does not touch the new token" "$out" "$second"
is "two requests for it all" "$(($(token_requests) - before))" 2
ask erase <<REQUEST
url=$url/openehr/v1

REQUEST
is "erase without a token" "$code$out$err" 0
ccred token demo
third=$out
[ -n "$third" ] && [ "$third" != "$second" ]
ok "forgets it"
ask erase <<REQUEST
url=https://other.example/
password=$third

REQUEST
is "erase of what is not ours" "$code$out$err" 0
ask store <<REQUEST
url=$url/openehr/v1
password=x

REQUEST
is "store is read and ignored" "$code$out$err" 0
ccred token demo
is "and changes nothing" "$out" "$third"

# Rejected as fast as they come: said once it is so, and the server is left alone for a minute.
ask erase <<REQUEST
url=$url/openehr/v1
password=$third

REQUEST
ccred token demo
fourth=$out
ask erase <<REQUEST
url=$url/openehr/v1
password=$fourth

REQUEST
before=$(token_requests)
ccred token demo
refused "rejected again and again" 77 "ccred: demo: *rejects each new one*scope, audience*"
is "without a request" "$(($(token_requests) - before))" 0

ccred capability
is "capability" "$out" "version 0
capability authtype"

# The same under git's name for it.
ccred forget demo
printf 'url=%s/openehr/v1\n\n' "$url" >"$work/in"
run "$bin/git-credential-ccred" get <"$work/in"
like "git-credential-ccred get" "$code$out" "0username=oauth2*"
run "$bin/git-credential-ccred" frobnicate <"$work/in"
is "it ignores verbs that it does not know" "$code$out$err" 0
run "$bin/git-credential-ccred"
refused "it wants one" 64 "ccred: *git*"
run "$bin/ccred" frobnicate <"$work/in"
refused "ccred refuses unknown verbs" 64 "ccred: unknown command*"
finish
