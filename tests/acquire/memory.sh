# What is left of a secret in the memory of ccred-acquire once the token is there: nothing, but in the locked
# mappings. Only root can look; another user is told that there is nothing to see.
. "$abs_top_srcdir/tests/lib/lib.sh"
# valgrind and the sanitizers have a heap of their own. With them the test sees only that the token comes.
own=yes
if [ -n "$wrapper" ] || grep -q fsanitize "$abs_top_builddir/Makefile"; then
	own=no
fi
secret='canary Zq8vK2+xW7/mP4sT9'
form='canary+Zq8vK2%2BxW7%2FmP4sT9'
start_server as --client "demo:$secret"
demo_config </dev/null
printf '%s\n' "$secret" >"$work/secret"
cp "$config" "$work/base"
{
	echo "ccred=1"
	echo "operation=token"
	echo "profile=demo"
	echo "deadline=$((($(cut -d. -f1 /proc/uptime) + 120) * 1000))"
	echo
} >"$work/request"
# The header with and without its beginning, as its bytes lie at any of three places.
header=$(printf 'demo:%s' "$form" | base64 -w0)
raw=$(printf 'demo:%s' "$secret" | base64 -w0)
token=tOkEnCaNaRy-5f8e2c
cat >"$work/needles" <<NEEDLES
secret $secret
form $form
header $header
header ${header#????????}
raw-header $raw
post client_secret=
token $token
NEEDLES

looks() { # NAME HOW-IT-IS-SENT FIELD=VALUE...
	name=$1 sent=$2
	shift 2
	control defaults=1 "token=$token" "$@"
	if [ "$own" = no ]; then
		ccred token demo --renew
		is "$name: a token came" "$code$out" "0$token"
		is "$name: it was sent so" "$(grep -acF -e "$sent" "$work/as/requests/$(printf %06d "$(requests)")")" 1
		return
	fi
	code=0
	python3 "$abs_top_srcdir/tests/acquire/memory.py" "$work/request" "$work/needles" "$bin/ccred-acquire" \
		>"$work/found" 2>"$work/err" || code=$?
	is "$name: a token came" "$(sed -n 's/^answer \(status\|token\)=/\1 /p' "$work/found" | paste -sd, -)" "status 0,token "
	is "$name: it was sent so" "$(grep -acF -e "$sent" "$work/as/requests/$(printf %06d "$(requests)")")" 1
	if [ "$(id -u)" -ne 0 ]; then
		is "$name: nobody but root can look" "$code$(cat "$work/err")" 77
		return
	fi
	is "$name: the memory was read" "$code$(cat "$work/err")" 0
	# The token waits there to be handed over: what looks for bytes finds them.
	is "$name: the token is in locked memory" "$(grep -c '^token locked$' "$work/found")" 1
	is "$name: nothing is anywhere else" "$(grep -v -e '^answer' -e ' locked$' "$work/found")" ""
}
looks "Basic" "Authorization: Basic $header"
sed 's/client-id/client-auth post\n    client-id/' "$work/base" >"$config"
looks "in the form" "&client_secret=$form"
sed 's/client-id/basic-encoding raw\n    client-id/' "$work/base" >"$config"
looks "raw Basic" "Authorization: Basic $raw" basic=raw
finish
