# The template: built elsewhere with what is installed alone, tested, put into a directory of the user's
# own, and then it gives a token.
. "$abs_top_srcdir/tests/kit/lib.sh"
cp -R "$doc/examples/plugin-template" "$work/mine"
chmod -R u+w "$work/mine"
is "the template is whole" "$(cd "$work/mine" && find . -type f | sort | tr '\n' ' ')" \
	"./Makefile ./README.md ./dir.c ./dir.plugin ./test.sh "
# Not a warning, from a compiler that was not told where ccred's sources are.
mk() { # WORD...
	run make -s -C "$work/mine" CFLAGS='-O2 -Werror' "$@"
}
mk
is "make" "$code$out$err" 0
is "it exports the plugin alone" \
	"$(nm -D --defined-only "$work/mine/ccred_dir.so" | awk '{print $3}' | grep -v '^_')" ccred_module_v1
is "it needs libc alone" "$(readelf -d "$work/mine/ccred_dir.so" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p')" libc.so.6
readelf -dW "$work/mine/ccred_dir.so" | grep -q BIND_NOW && readelf -lW "$work/mine/ccred_dir.so" | grep -q GNU_RELRO
ok "it has RELRO and BIND_NOW"
mk check
is "its own tests" "$code$err" 0
is "all of them ran" "$(printf '%s\n' "$out" | grep -c '^ok - ')" 9
is "and none failed" "$(printf '%s\n' "$out" | grep -v '^ok - ')" ""

# Its test can fail: a plugin that finds nothing, and one whose file may be anybody's.
cp -R "$work/mine" "$work/broken"
sed -i 's/"client_secret")/"client_sacret")/' "$work/broken/dir.c"
run make -s -C "$work/broken" check
[ "$code" -ne 0 ]
ok "its test sees a plugin that reads another file"
like "and says which" "$out" "*not ok - both files*"

mk install DESTDIR="$work/root"
is "make install, as root would" "$code$err" 0
is "goes into ccred's plugin directory" "$(find "$work/root" -type f | sort | tr '\n' ' ')" \
	"$(for file in ccred_dir.so dir.plugin; do
		printf '%s ' "$work/root$(pkg-config --variable=plugindir ccred-plugin)/$file"
	done)"
mk uninstall DESTDIR="$work/root"
is "make uninstall" "$code$(find "$work/root" -type f)" 0
(umask 002 && make -s -C "$work/mine" install plugindir="$HOME/.local/lib/ccred-plugins" >"$work/install.log" 2>&1)
is "make install, as a user" "$?$(cat "$work/install.log")" 0

start_server as --client demo:demo-secret
mkdir -m 700 "$HOME/secrets"
printf 'demo\n' >"$HOME/secrets/client_id"
printf 'demo-secret\n' >"$HOME/secrets/client_secret"
chmod 600 "$HOME"/secrets/*
profile() { # SOURCE-LINE
	cat >"$config" <<CONFIG
plugin-path ~/.local/lib/ccred-plugins

profile demo
    target    $url/openehr/v1
    issuer    $url
    audience  https://api.example/openehr/v1
    ca-file   $ca
    timeout   $((10 * slow))
    $1
CONFIG
	chmod 600 "$config"
}
profile "source required dir path=~/secrets"
run ccred token demo
is "a token comes through it" "$code$err" 0
like "and looks like one" "$out" "????????*"
is "by one request" "$(token_requests)" 1
first=$out
run ccred token demo
is "the second call is answered from the cache" "$code$out $(token_requests)" "0$first 1"
printf 'wrong\n' >"$HOME/secrets/client_secret"
run ccred token demo --renew
is "with a wrong secret the server refuses" "$code$out" 77
like "and the line that gave it is named" "$err" "*dir supplied*"

# The three values of the pkg-config file are those of the ccred beside it.
profile "source required nowhere"
run ccred token demo
if [ -n "${CHECK_BINDIR-}" ]; then
	like "plugindir is where ccred looks" "$err" \
		"*nowhere.plugin is not in $(pkg-config --variable=plugindir ccred-plugin) nor*"
fi
is "a plugin that is not there is a fault of the configuration" "$code" 78
finish
