# The header and the pkg-config file: in C and in C++, by two compilers, without a warning.
. "$abs_top_srcdir/tests/kit/lib.sh"
warnings="-Wall -Wextra -pedantic -Werror"
cflags=$(pkg-config --cflags ccred-plugin)
[ -f "$(pkg-config --variable=includedir ccred-plugin)/ccred-plugin.h" ]
ok "pkg-config knows the header's place"
for part in major minor; do
	PART=$(echo "$part" | tr '[:lower:]' '[:upper:]')
	printf '#include <ccred-plugin.h>\nvalue CCRED_ABI_%s\n' "$PART" >"$work/abi.c"
	# shellcheck disable=SC2086 # words are wanted
	is "abi_$part is the header's" "$(pkg-config --variable="abi_$part" ccred-plugin)" \
		"$(cc -E -P $cflags "$work/abi.c" | sed -n 's/^value //p')"
done
like "plugindir is absolute" "$(pkg-config --variable=plugindir ccred-plugin)" "/*/ccred/plugins"
# The file in the build, whose names of directories are make's.
said=
for name in bindir includedir plugindir docdir; do
	said="$said $(PKG_CONFIG_PATH=$abs_top_builddir/include pkg-config --variable="$name" ccred-plugin)"
done
is "its directories are those of make install" "$said" \
	" $(printf 'include Makefile\nshow:\n\t@echo $(bindir) $(includedir) $(pluginsdir) $(docdir)\n' |
		make -s -C "$abs_top_builddir" -f - show)"

# The header alone, twice, before anything else.
printf '#include <ccred-plugin.h>\n#include <ccred-plugin.h>\nint used_by_nobody;\n' >"$work/header.c"
# The smallest plugin in C++, which has designated initializers only since C++20.
cat >"$work/plugin.cc" <<'CODE'
#include <ccred-plugin.h>

static const ccred_host *host;

static int open_it(const ccred_host *h, ccred_call *, const ccred_arg *const *, void **)
{
	host = h;
	return CCRED_SUCCESS;
}

static int get_it(void *, ccred_call *call, const ccred_request *)
{
	const int r = host->set(call, CCRED_ITEM_CLIENT_ID, "plus", 4);
	return r != CCRED_SUCCESS ? r : host->set(call, CCRED_ITEM_CLIENT_SECRET, "plus-secret", 11);
}

const ccred_plugin ccred_module_v1 = {
	sizeof(ccred_plugin), CCRED_ABI_MINOR, "plus", open_it, get_it, 0, 0, 0, 0,
};
CODE
cp "$doc/examples/plugin-template/dir.c" "$work/dir.c"

# The manual page: every constant and member is in it, and its example is a plugin.
page=$abs_top_srcdir/man/ccred-plugin.3
header=$abs_top_srcdir/include/ccred-plugin.h
words=$({
	grep -oE 'CCRED_[A-Z_]+' "$header" | grep -vE '_(H|EXPORT|TRACE|)$'
	sed -nE 's/^\t[a-z][^/(]*[ *]([a-z_]+);.*/\1/p; s/^\t[a-z].*\(\*([a-z_]+)\)\(.*/\1/p' "$header"
} | sort -u)
[ "$(printf '%s\n' "$words" | wc -l)" -gt 50 ]
ok "constants and members were found"
is "the manual page has them all" "$(for word in $words; do grep -qw "$word" "$page" || echo "$word"; done)" ""
is "mandoc has nothing against it" "$(mandoc -Tlint -Wwarning "$page" 2>&1)" ""
sed '1,/^\.Sh EXAMPLES/d; 1,/^\.Bd/d; /^\.Ed/,$d' "$page" >"$work/hello.c"

compile() { # NAME COMPILER-AND-WORDS...
	name=$1
	shift
	# shellcheck disable=SC2086
	"$@" $warnings $cflags -shared -fPIC -fvisibility=hidden >"$work/compiler" 2>&1
	is "$name" "$?$(head -5 "$work/compiler")" 0
}
for cc in gcc clang; do
	command -v "$cc" >/dev/null || continue
	for std in c99 c11 c17; do
		compile "$cc $std: the header" "$cc" -std="$std" -o "$work/x.so" "$work/header.c"
		compile "$cc $std: the manual page's example" "$cc" -std="$std" -o "$work/x.so" "$work/hello.c"
		compile "$cc $std: the template" "$cc" -std="$std" -D_POSIX_C_SOURCE=200809L \
			-o "$work/x.so" "$work/dir.c"
	done
done
for cxx in g++ clang++; do
	command -v "$cxx" >/dev/null || continue
	for std in c++11 c++17 c++20; do
		compile "$cxx $std: the header" "$cxx" -std="$std" -x c++ -o "$work/x.so" "$work/header.c"
		compile "$cxx $std: a plugin" "$cxx" -std="$std" -o "$work/ccred_plus.so" "$work/plugin.cc"
	done
	is "$cxx: the plugin is exported, with -fvisibility=hidden" \
		"$(nm -D --defined-only "$work/ccred_plus.so" | awk '{print $3}' | grep -c '^ccred_module_v1$')" 1
	printf 'plugin plus\nabi 1.0\nmodule ccred_plus.so\noffers get\n' >"$work/plus.plugin"
	cat >"$config" <<CONFIG
plugin-path $work

profile plus
    target          https://api.example
    token-endpoint  https://auth.example/token
    source          required plus
CONFIG
	run ccred explain plus
	is "$cxx: it answers" "$code$(printf '%s\n' "$out" | grep -cE '^ok +source .* plus: success ')" 01
done
command -v gcc >/dev/null && command -v g++ >/dev/null
ok "GCC's C and C++ compilers were there"
finish
