# Who may use whom, who may link what, and what no source file may hold.
. "$abs_top_srcdir/tests/lib/lib.sh"
cd "$abs_top_srcdir" || exit 99

is "each room uses what it may, and no files go round in a circle" \
	"$(python3 "$abs_top_srcdir/tests/house/includes.py" .)" ""
is "no code looks for words in a message" "$(grep -rnE \
	'\b(strstr|strcasestr|strn?cmp|memmem|strchr|strrchr)\([^;]*\b(err|why|error|failure|said)(->|\.)(text|hint|fix)\b' \
	src helpers plugins)" ""
is "ccred(1) has every reason" "$(python3 "$abs_top_srcdir/tests/house/reasons.py" .)" ""
is "libcurl is used in http, and by the plugins that ask a server" \
	"$(grep -rlE '#include <curl/' src plugins helpers | grep -vE '^src/http/|^plugins/lib/https\.[ch]$')" ""
# shellcheck disable=SC2016 # no shell variable is meant
is "its own words are looked at in one file" \
	"$(grep -lE '\b(strstr|strncmp|memmem|strcasestr|strncasecmp)\(' src/http/*.c | grep -vE '/(curl_words|http|redact)\.c$')" ""
is "json-c is used in http and oauth, and by the plugins that read or write JSON" \
	"$(grep -rlE '#include <json-c/' src plugins helpers | grep -vE '^src/(http|oauth)/|^plugins/lib/(json_strict|secret_file)\.c$|^plugins/file/file_edit\.c$|^plugins/(github|vault)/|^plugins/key/key_jwk\.c$')" ""
is "src/client prints nothing, and has no signal handler, no timer and no process but ccred-acquire" \
	"$(grep -nE '\b(log_[a-z_]+|printf|puts|fputs|signal|sigaction|setitimer|alarm|timer_create|fork|isatty)\(' src/client/*.[ch])" ""
is "and no variable of its own" "$(grep -nE '^(static )?[^(){}#]*(;|=.*)$' src/client/*.c | grep -vE ':(static const|#|/?[ *]|	|})')" ""
is "libsecret is used in the keyring plugin alone" \
	"$(grep -rlE '#include <libsecret/' src plugins helpers | grep -v '^plugins/keyring/keyring\.h$')" ""
is "libkeyutils is used in the keyctl plugin alone" \
	"$(grep -rlE '#include <keyutils' src plugins helpers | grep -v '^plugins/keyctl/keyctl\.c$')" ""
is "a plugin sees the public header, plugins/lib and its own folder" \
	"$(for f in plugins/*/*.[ch]; do
		grep -hoE '#include "[^"]*"' "$f" | sed 's/.*"\(.*\)"/\1/' | while read -r name; do
			case $f:$name in
			*:ccred-plugin.h | *:lib/*) ;;
			plugins/key/*:jose/*) ;; # which knows nobody
			*) [ -e "$(dirname "$f")/$name" ] || echo "$f: $name" ;;
			esac
		done
	done)" ""
[ "$(find "$abs_top_builddir/src" -name '*.Po' | wc -l)" -gt 100 ]
ok "the compiler has written which files each object is made of"
is "every object of ours was compiled with the list of banned calls" \
	"$(cd "$abs_top_builddir" && find src helpers plugins -name '*.P*o' -exec grep -L 'base/banned\.h' {} + |
		while read -r deps; do
			# A build directory may keep this file after its source is gone.
			[ ! -e "$(grep -om1 '[^ ]*\.c\b' "$deps")" ] || echo "$deps"
		done)" ""
is "every file says in its first lines what lives in it" \
	"$(for f in src/*/*.[ch] src/*/*/*.[ch] helpers/*.[ch] plugins/*/*.[ch] include/*.h; do
		head -1 "$f" | grep -q '^/\*' || echo "$f"
	done)" ""

needed() {
	readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vE '^(libc\.so\.6|ld-linux.*|lib[a-z]*san\.so.*|libm\.so.*|libgcc_s.*)$'
}
for program in ccred ccred-helper ccred-source; do
	is "$program links libc alone" "$(needed "$bin/$program")" ""
done
for plugin in env exec pass; do
	is "the $plugin plugin, too" "$(needed "$abs_top_builddir/tests/plugindir/ccred_$plugin.so")" ""
done
finish
