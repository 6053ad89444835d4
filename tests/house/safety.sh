# Secrets and where they must not be; modes; descriptors; what the programs are made of.
. "$abs_top_srcdir/tests/lib/lib.sh"
canary=canary-Zq8vK2xW7
start_server as --client "demo:$canary"
demo_config <<'MORE'
MORE
sed -i '/source *required/d; s/timeout .*/timeout   4/' "$config"
cp "$config" "$work/base"

# What every process of ours shows to others while the server stalls. As root all of it can be read,
# and must be, or the test would pass for nothing.
looked=0
look() {
	looked=0
	for p in /proc/[0-9]*; do
		pid=${p#/proc/}
		[ "$pid" != "$caller" ] || continue
		{ read -r comm <"$p/comm"; } 2>/dev/null || continue
		case $comm in
		ccred | ccred-acquire | ccred-report | ccred-source) ;;
		*) continue ;;
		esac
		# Another run of this test may have a caller with the secret in its environment.
		[ "$(sed 's/.*) //' "$p/stat" 2>/dev/null | cut -d' ' -f4)" = "$session" ] || continue
		tr '\0' '\n' <"$p/cmdline" >"$work/cmdline" 2>/dev/null
		grep -q "$canary" "$work/cmdline" && seen="$seen $comm:cmdline"
		if tr '\0' '\n' <"$p/environ" >"$work/environ" 2>/dev/null && [ -s "$work/environ" ]; then
			looked=$((looked + 1))
			grep -q "$canary" "$work/environ" && seen="$seen $comm:environ"
		fi
	done
}

# Looks until so many are there at once, on a busy machine too; as another user than root none can be seen.
look_at() { # NUMBER
	tries=0
	seen=
	sleep 1
	while
		look
		[ "$looked" -lt "$1" ] && [ "$tries" -lt 30 ]
	do
		tries=$((tries + 1))
		sleep 0.1
	done
}

watch() { # NAME [VARIABLE=VALUE]: runs ccred token demo against a stalled server, and looks
	name=$1
	shift
	ccred forget demo
	control clear=1
	control fault=stall
	env "$@" "$bin/ccred" token demo >"$work/out" 2>"$work/err" &
	caller=$!
	look_at 1
	wait "$caller"
	is "$name: nobody shows the secret" "$seen" ""
	if [ "$(id -u)" -eq 0 ]; then
		[ "$looked" -ge 1 ]
		ok "$name: and their environment was looked at"
	fi
	is "$name: nor do the messages" "$(grep -c "$canary" "$work/out" "$work/err" | grep -v ':0$')" ""
	control clear=1
}
{
	cat "$work/base"
	echo "    source required env secret=DEMO_SECRET"
} >"$config"
watch "env" "DEMO_SECRET=$canary"
{
	cat "$work/base"
	echo "    source required env secret=DEMO_SECRET"
	echo "    source optional debug do=hang"
	echo "    source-timeout 3"
} >"$config"
control clear=1
DEMO_SECRET=$canary "$bin/ccred" token demo >"$work/out" 2>"$work/err" &
caller=$!
look_at 2
wait "$caller"
is "a hanging source: nobody shows the secret of another" "$seen" ""
if [ "$(id -u)" -eq 0 ]; then
	[ "$looked" -ge 2 ]
	ok "a hanging source: acquire and source were looked at"
fi
printf '%s\n' "$canary" >"$work/secret"
chmod 600 "$work/secret"
{
	cat "$work/base"
	echo "    source required file path=$work/secret"
} >"$config"
watch "file"
ccred forget demo
ccred token demo
token=$out
is "and it works" "$code" 0

# What is on disk: the token alone, in files of ours alone.
is "the secret is in no file but its own" \
	"$(grep -rl "$canary" "$HOME" "$XDG_RUNTIME_DIR" 2>/dev/null)" ""
is "the token is in the entry alone" "$(grep -rlF -e "$token" "$work" --exclude-dir=as --exclude=out 2>/dev/null | wc -l | tr -d ' ')" 1
is "modes of the cache" "$(find "$XDG_RUNTIME_DIR/ccred" -printf '%y%m\n' | sort -u)" "d700
f600"
for mask in 000 777 022; do
	rm -rf "$XDG_RUNTIME_DIR/ccred"
	(
		umask "$mask"
		"$bin/ccred" token demo >"$work/out" 2>"$work/err"
	)
	is "modes under umask $mask" "$(find "$XDG_RUNTIME_DIR/ccred" -printf '%y%m\n' | sort -u)" "d700
f600"
done
is "nothing in HOME" "$(find "$HOME" -type f ! -path "$config")" ""

# SSLKEYLOGFILE would hold the keys to all of it.
SSLKEYLOGFILE=$work/keys "$bin/ccred" token demo --renew >"$work/out" 2>"$work/err"
[ ! -e "$work/keys" ]
ok "no TLS keys are written"
NETRC=$work/netrc
printf 'machine 127.0.0.1 login demo password other\n' >"$HOME/.netrc"
chmod 600 "$HOME/.netrc"
ccred token demo --renew
is "no netrc is read" "$code" 0
rm "$HOME/.netrc"

# The environment of helpers, plugins and programs has what they need. OpenSSL would obey its own variables, and
# load code; with this configuration it has no algorithm. As root the environment of all can be read.
cat >"$work/tells" <<'TELLS'
#!/bin/sh
pid=$$
while [ "$pid" -gt 1 ] && read -r comm <"/proc/$pid/comm" && [ "$comm" != ccred ]; do
	tr '\0' '\n' <"/proc/$pid/environ" >>"$1/names.$comm"
	pid=$(sed -n 's/^PPid:.//p' "/proc/$pid/status")
done 2>/dev/null
echo client_secret=$(cat "$1/secret")
TELLS
chmod 755 "$work/tells"
printf '%s\n' 'openssl_conf = a' '[a]' 'alg_section = b' '[b]' 'default_properties = fips=yes' >"$work/openssl.cnf"
{
	cat "$work/base"
	printf '    source %s\n' "optional env secret=DEMO_SECRET" "required exec command=$work/tells arg1=$work vary=VARIED"
	printf 'profile other\n    target https://other.example\n    issuer %s\n    source required env secret=OTHER_SECRET\n' "$url"
} >"$work/telling"
chmod 600 "$work/telling"
given() { # COMMAND...
	rm -f "$work"/names.*
	env CCRED_CONFIG="$work/telling" OPENSSL_CONF="$work/openssl.cnf" OPENSSL_MODULES="$work" OPENSSL_ENGINES="$work" \
		OTHER_SECRET="$canary" VARIED=x LC_ALL=C LC_SECRET=x XDG_DATA_HOME="$HOME" LD_BIND_NOW=1 CURL_HOME="$work" \
		SSL_CERT_FILE="$ca" no_proxy=127.0.0.1 NO_COLOR=1 "$bin/ccred" "$@" >"$work/out" 2>"$work/err"
}
names() { # PROGRAM
	sed -n '/^[A-Z]*SAN_/d; s/=.*//p' "$work/names.$1" | sort -u | tr '\n' ' '
}
given token demo --renew
is "no configuration of OpenSSL is taken from the environment" "$?$(cat "$work/err")" 0
is "what a program gets" "$(names tells)" "HOME LC_ALL PATH VARIED XDG_CONFIG_HOME XDG_RUNTIME_DIR "
if [ "$(id -u)" -eq 0 ]; then
	helpers="CCRED_CONFIG HOME LC_ALL NO_COLOR SSL_CERT_FILE XDG_CONFIG_HOME XDG_RUNTIME_DIR no_proxy "
	is "what ccred-source gets" "$(names ccred-source)" "HOME LC_ALL PATH XDG_CONFIG_HOME XDG_RUNTIME_DIR "
	is "what ccred-acquire gets" "$(names ccred-acquire)" "$helpers"
	given doctor demo
	is "what ccred-report gets" "$(names ccred-report)" "$helpers"
fi
given exec demo -- sh -c 'echo "$OTHER_SECRET $OPENSSL_MODULES"'
is "a command has all" "$(cat "$work/out")" "$canary $work"

# HOME and XDG_RUNTIME_DIR of somebody else, as sudo leaves them.
if [ "$(id -u)" -eq 0 ]; then
	# Without a runtime directory, root's cache lies in /run: it is there already, or goes again.
	had=$(ls -d /run/ccred /run/user/0 2>/dev/null)
	mkdir -m 700 "$work/theirs" "$work/theirs/.config" "$work/theirs/.config/ccred"
	printf 'profile theirs\n    target https://x.example\n' >"$work/theirs/.config/ccred/config"
	chown -R 65534 "$work/theirs"
	code=0
	rm -f "$work"/names.*
	env HOME="$work/theirs" XDG_CONFIG_HOME="$work/theirs/.config" XDG_RUNTIME_DIR="$work/theirs" \
		CCRED_CONFIG="$work/telling" LC_ALL=C "$bin/ccred" token demo >"$work/out" 2>"$work/err" || code=$?
	is "with somebody's XDG_RUNTIME_DIR" "$code" 0
	is "no program gets any of them" "$(names tells)" "LC_ALL PATH "
	is "nothing is put there" "$(find "$work/theirs" -newer "$config" -name 'ccred*' -user 0)" ""
	code=0
	env HOME="$work/theirs" XDG_CONFIG_HOME="$work/theirs/.config" "$bin/ccred" token theirs \
		>"$work/out" 2>"$work/err" || code=$?
	is "somebody's configuration is not read" "$code" 78
	[ -n "$had" ] || rm -rf /run/ccred
fi
chmod 666 "$config"
ccred token demo
refused "a configuration that others may write" 77 "ccred: *chmod go-w $config"
chmod 600 "$config"

# A warm get: no lock, no socket, nothing mapped but libc.
# (The leak checker of a sanitizer build cannot run under strace, and starts a thread of its own.)
if [ -z "$wrapper" ] && ! grep -q fsanitize "$abs_top_builddir/Makefile"; then
	printf 'url=%s/openehr/v1\n\n' "$url" >"$work/in"
	"$bin/ccred" get <"$work/in" >"$work/out"
	strace -f -o "$work/trace" "$bin/ccred" get <"$work/in" >"$work/out" 2>&1
	grep -q 'exit_group(0)' "$work/trace"
	ok "a warm get under strace"
	is "takes no lock" "$(grep -cE 'flock|F_SETLK|F_OFD' "$work/trace")" 0
	is "opens no socket" "$(grep -cE '^[0-9]+ +socket' "$work/trace")" 0
	is "starts nothing" "$(grep -cE 'fork|clone|vfork' "$work/trace")" 0
	is "writes nothing but its answer" "$(grep -cE 'O_WRONLY|O_RDWR|O_CREAT|rename|unlink' "$work/trace")" 0
	is "maps libc alone" "$(grep -oE '[a-z]+[^/]*\.so[.0-9]*", O_RDONLY' "$work/trace" | grep -vcE '^(libc\.so|ld\.so)')" 0
	# With ca-file, the system's authorities are trusted no more. (Only root sees what a process opens that
	# is not dumpable.)
	if [ "$(id -u)" -eq 0 ]; then
		sed "s|$url|$(sed -n 's/^url_foreign=//p' "$work/as/ready")|g" "$config" >"$work/other"
		CCRED_CONFIG=$work/other strace -f -o "$work/trace" "$bin/ccred" token demo >"$work/out" 2>&1
		grep -qF "\"$ca\"" "$work/trace"
		ok "ca-file is read"
		is "and no other authority is looked for" "$(grep -c '/etc/ssl/certs' "$work/trace")" 0
	fi
fi
finish
