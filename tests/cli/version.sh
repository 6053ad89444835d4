# ccred --version: what is asked from ccred-acquire, and what is said without it.
. "$abs_top_srcdir/tests/lib/lib.sh"

# What the libraries that the loader finds for it say themselves.
ldd "$bin/ccred-acquire" | awk '$2 == "=>" { print $3 }' >"$work/libraries"
cat >"$work/ask" <<'PYTHON'
import ctypes, sys
paths = [path.strip() for path in open(sys.argv[1])]
curl = ctypes.CDLL(next(path for path in paths if "libcurl" in path))
json = ctypes.CDLL(next(path for path in paths if "libjson-c" in path))
curl.curl_version.restype = json.json_c_version.restype = ctypes.c_char_p
words = curl.curl_version().decode().split()
print("%s, %s, json-c %s" % (words[0].replace("/", " "), words[1], json.json_c_version().decode()))
PYTHON
libraries=$(python3 "$work/ask" "$work/libraries")
like "the libraries are found" "$libraries" "libcurl [7-9]*.*, *[a-zA-Z]/*, json-c 0.*"
version=$(sed -n 's/^#define PACKAGE_VERSION "\(.*\)"/\1/p' "$abs_top_builddir/config.h")
abi=$(sed -n 's/^#define CCRED_ABI_M[AI][JN]OR //p' "$abs_top_srcdir/include/ccred-plugin.h" | paste -sd .)

ccred --version
is "--version" "$code$err$out" "0ccred $version
plugin ABI $abi
ccred-acquire $version, $libraries"
for word in -V version; do
	cp "$work/out" "$work/version"
	ccred "$word"
	is "$word is the same" "$code$err$out" "0$(cat "$work/version")"
done
echo nonsense >"$config"
ccred --version
is "needs no configuration" "$code$err$(printf '%s\n' "$out" | wc -l | tr -d ' ')" 03
code=0
$wrapper "$bin/ccred" --version >/dev/full 2>"$work/err" || code=$?
is "a full stdout" "$code$(cat "$work/err")" \
	"74ccred: cannot write the answer to stdout: No space left on device"

# The same ccred where nothing is installed beside it, and then something else.
beside=$abs_top_builddir/tests/cli/alone.d
helper=$beside/ccred-acquire
rm -rf "$beside"
alone() { # NAME WARNING [ANSWER]: what the helper does, once it has the request
	if [ $# -gt 2 ]; then
		mkdir -p "$beside"
		printf '#!/bin/sh\nsed /^$/q >/dev/null\n%s\n' "$3" >"$helper"
		chmod 755 "$helper"
	fi
	run "$abs_top_builddir/tests/cli/alone" --version
	is "$1: the rest is said" "$code$out" "0ccred $version
plugin ABI $abi"
	is "$1: and what is wrong" "$err" "ccred: warning: $2"
}
alone "no ccred-acquire" "cannot start $helper: No such file or directory"
alone "one that ends" "$helper does not say its version: is it of this installation?" "exit 1"
alone "an older one" "$helper does not say its version: is it of this installation?" \
	"{ echo status=64; echo text=ccred-acquire is started by ccred; echo; } >&0"
alone "one that dies" "ccred-acquire died of signal 9 (Killed)" "kill -KILL \$\$"
rm -rf "$beside"
finish
