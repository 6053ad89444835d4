# What the installed programs and plugins are made of: a real make install, then readelf.
. "$abs_top_srcdir/tests/lib/lib.sh"
root=$work/root
make -s -C "$abs_top_builddir" install DESTDIR="$root" >"$work/install.log" 2>&1
ok "make install with DESTDIR"
keyring=$(cd "$root" && find . -name ccred_keyring.so -exec basename {} \;)
is "the keyring plugin, unless configured without it" "${keyring:-none}" \
	"$(grep -q '^am__append_.* = plugins/keyring/ccred_keyring.la' "$abs_top_builddir/Makefile" &&
		echo ccred_keyring.so || echo none)"
keyctl=$(cd "$root" && find . -name ccred_keyctl.so -exec basename {} \;)
is "the keyctl plugin, unless configured without it" "${keyctl:-none}" \
	"$(grep -q '^am__append_.* = plugins/keyctl/ccred_keyctl.la' "$abs_top_builddir/Makefile" &&
		echo ccred_keyctl.so || echo none)"
is "no .la file" "$(find "$root" -name '*.la')" ""
files=$(find "$root" -path "*/share/doc" -prune -o -type f \( -perm -100 -o -name '*.so' \) -print)
is "what is installed" "$(for f in $files; do basename "$f"; done | sort | tr '\n' ' ')" \
	"ccred ccred-acquire ccred-helper ccred-report ccred-source ccred_env.so ccred_file.so ccred_github.so ccred_key.so ${keyctl:+$keyctl }${keyring:+$keyring }ccred_pass.so ccred_systemd.so ccred_vault.so "
sanitized=$(grep -c fsanitize "$abs_top_builddir/Makefile")
# Programs that copies of secrets lie in, by their libraries or those of a module, which ccred-source loads; and those
# that wipe what their libraries free.
copies='' wipes=''
for f in $files; do
	name=$(basename "$f")
	readelf -lW "$f" >"$work/program"
	readelf -dW "$f" >"$work/dynamic"
	readelf -hW "$f" | grep -q 'Type:.*DYN'
	ok "$name: PIE, or shared"
	grep -q GNU_RELRO "$work/program"
	ok "$name: RELRO"
	grep -qE 'BIND_NOW|NOW' "$work/dynamic" || [ "$sanitized" -ne 0 ]
	ok "$name: BIND_NOW"
	is "$name: no executable stack" "$(grep GNU_STACK "$work/program" | grep -c 'RWE')" 0
	is "$name: no run path" "$(grep -cE 'RPATH|RUNPATH' "$work/dynamic")" 0
	is "$name: no text relocation" "$(grep -c TEXTREL "$work/dynamic")" 0
	if grep -qE 'NEEDED.*\[lib(curl|json-c|ssl|crypto|glib|secret)' "$work/dynamic"; then
		case $name in
		*.so) copies="$copies ccred-source" ;;
		*) copies="$copies $name" ;;
		esac
	fi
	[ "$(nm -D --defined-only "$f" | awk '{print $3}' | grep -cxE 'free|realloc')" -eq 2 ] && wipes="$wipes $name"
	case $name in
	*.so) is "$name: one export" "$(nm -D --defined-only "$f" | awk '{print $3}' | grep -v '^_')" ccred_module_v1 ;;
	*) is "$name: stack protector" "$(readelf -sW "$f" | grep -c __stack_chk_fail | sed 's/[1-9][0-9]*/yes/')" \
		"$([ "$sanitized" -eq 0 ] && echo yes || echo 0)" ;;
	esac
done
if [ "$sanitized" -eq 0 ]; then
	# The C library's start files carry no such note, so our own objects are asked.
	objects=$(find "$abs_top_builddir/src" "$abs_top_builddir/helpers" -name '*.o')
	is "control-flow protection in every object of ours" \
		"$(for o in $objects; do
			readelf -nW "$o" 2>/dev/null | grep -q 'IBT, SHSTK' || echo "$o"
		done)" "$(case $(uname -m) in x86_64) ;; *) printf '%s\n' $objects ;; esac)"
	readelf -sW "$(find "$root" -name ccred-acquire)" | grep -qE '__[a-z]+_chk@'
	ok "_FORTIFY_SOURCE"
	is "who has copies of secrets in a library wipes what that frees" "$(printf '%s\n' $wipes | sort)" \
		"$(printf '%s\n' $copies | sort -u)"
fi
make -s -C "$abs_top_builddir" uninstall DESTDIR="$root" >>"$work/install.log" 2>&1
ok "make uninstall"
is "leaves no file" "$(find "$root" -type f)" ""
finish
