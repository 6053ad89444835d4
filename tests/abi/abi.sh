# Plugins of other times: one built against each frozen header works, and what cannot work is refused.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
built=$abs_top_builddir/tests/abi/.libs

# The plugin is the file FILE, in a directory of its own, under the name that it gives itself.
use() { # FILE
	rm -rf "$work/plugins"
	mkdir "$work/plugins"
	cp "$1" "$work/plugins/ccred_abi.so"
	cp "$abs_top_srcdir/tests/abi/abi.plugin" "$work/plugins/"
	chmod 644 "$work/plugins"/*
	demo_config <<'MORE'
    scope     api.read
MORE
	sed -i '/source/d' "$config"
	sed -i "1i plugin-path $work/plugins" "$config"
	echo "    source required abi secret=demo-secret" >>"$config"
	ccred forget demo
	ccred token demo
}
is_refused() { # NAME PATTERN
	refused "$1" 78 "ccred: demo: $config:*: abi: $2"
	is "$1: nobody was asked" "$(token_requests)" "$before"
}

use "$built/plain.so"
is "it works" "$code$err" 0
before=$(token_requests)
use "$built/newer.so"
is_refused "a newer minor" "it was built for ABI 1.99 and this ccred has 1.*: update ccred"
use "$built/short.so"
is_refused "a struct that is too short" "*"
use "$built/name.so"
is_refused "another name than the description's" "the module calls itself another, and its description abi"
use "$built/null.so"
is_refused "a null pointer" "its name, open or get is NULL*"
: >"$work/empty"
use "$work/empty"
is_refused "an empty file" "*"
echo "no plugin" >"$work/text"
use "$work/text"
is_refused "a text file" "*"
cp "$built/plain.so" "$work/narrow"
chmod u+w "$work/narrow"
printf '\001' | dd of="$work/narrow" bs=1 seek=4 conv=notrunc 2>/dev/null # ELFCLASS32
use "$work/narrow"
is_refused "an ELF file of 32 bits" "*"
sed 's/ccred_module_v1/ccred_module_v2/g' "$built/plain.so" >"$work/major"
use "$work/major"
is_refused "another major" "*"
finish
