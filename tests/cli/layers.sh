# Who may use whom, who may link what, and what no source file may hold.
. "$abs_top_srcdir/tests/lib.sh"
cd "$abs_top_srcdir" || exit 99

# Headers of other layers that a layer includes.
uses() { # LAYER ALLOWED...
	layer=$1
	shift
	bad=$(grep -rhoE '#include "[a-z]+/' "src/$layer" | sed 's/.*"//; s|/||' | sort -u |
		while read -r other; do
			case " $layer $* " in
			*" $other "*) ;;
			*) echo "$other" ;;
			esac
		done)
	is "$layer uses what it may" "$bad" ""
}
uses base
uses config base
uses cache base
uses proto base
uses oauth base
uses stack base config
uses source base stack
uses acquire base config stack oauth cache
uses cli base config stack cache proto acquire

is "stack reads the profile and nothing else of config" \
	"$(grep -rhoE '#include "config/[a-z_]+\.h"' src/stack | sort -u)" '#include "config/profile.h"'
is "cli takes the key alone from acquire" \
	"$(grep -rhoE '#include "acquire/[a-z_]+\.h"' src/cli | sort -u)" '#include "acquire/capture.h"'
is "libcurl is used in oauth, and by the vault plugin" \
	"$(grep -rlE '#include <curl/' src plugins helpers | grep -vE '^src/oauth/|^plugins/vault_[a-z]+\.c$')" ""
is "json-c is used in oauth, and by the plugins that read JSON" \
	"$(grep -rlE '#include <json-c/' src plugins helpers | grep -vE '^src/oauth/|^plugins/(file_format|json_strict|vault_answer)\.c$')" ""
is "libsecret is used in the keyring plugin alone" \
	"$(grep -rlE '#include <libsecret/' src plugins helpers | grep -v '^plugins/keyring\.h$')" ""
is "libkeyutils is used in the keyctl plugin alone" \
	"$(grep -rlE '#include <keyutils' src plugins helpers | grep -v '^plugins/keyctl\.c$')" ""
is "plugins see the public header and their own" \
	"$(grep -hoE '#include "[^"]*"' plugins/*.[ch] | sort -u | grep -vE '"(ccred-plugin|options|file_format|file_read|json_strict|keyring|origin|pass|program|vault)\.h"')" ""
is "every file of ours takes the banned list first" \
	"$(for f in src/*/*.c helpers/*.c; do
		[ "$(grep -m1 '#include' "$f")" = '#include "base/banned.h"' ] || echo "$f"
	done)" ""
is "every file says in its first lines what lives in it" \
	"$(for f in src/*/*.[ch] helpers/*.c plugins/*.[ch] include/*.h; do
		head -1 "$f" | grep -q '^/\*' || echo "$f"
	done)" ""

needed() {
	readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vE '^(libc\.so\.6|ld-linux.*|lib[a-z]*san\.so.*|libm\.so.*|libgcc_s.*)$'
}
for program in ccred git-credential-ccred ccred-source; do
	is "$program links libc alone" "$(needed "$bin/$program")" ""
done
for plugin in env exec pass; do
	is "the $plugin plugin, too" "$(needed "$abs_top_builddir/tests/plugindir/ccred_$plugin.so")" ""
done
finish
