#!/bin/sh
# Which files are read: CCRED_CONFIG, XDG_CONFIG_HOME, HOME, and the system's always.
: "${abs_top_srcdir:?}" "${abs_top_builddir:?}"
. "$abs_top_srcdir/tests/config/prepare.sh"

block() {
	printf 'profile %s\n issuer https://idp.example.com\n source required keyring\n' "$1"
}
mkdir -p home/.config/ccred xdg/ccred sysconf
block home >home/.config/ccred/config
block xdg >xdg/ccred/config
block named >named.conf
block system >sysconf/config
echo '# query: each' >each

n=0
# check EXPECTED TITLE VARIABLE=VALUE...: the names of the profiles, or the error.
check() {
	expected=$1
	title=$2
	shift 2
	got=$(env -i ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} "$@" \
		"$abs_top_builddir/tests/config/dump" each 2>&1 |
		sed -n 's/^item \([^ ]*\).*/\1/p; s/^[1-9]/&/p' | tr '\n' ' ')
	n=$((n + 1))
	if [ "$got" = "$expected" ]; then
		echo "ok $n - $title"
	else
		echo "not ok $n - $title"
		echo "# expected: $expected"
		echo "# got: $got"
	fi
}

# A directory that is there and is somebody else's, whoever runs this.
if [ "$(id -u)" = 0 ]; then
	mkdir -p foreign/ccred foreign/.config/ccred
	block foreign >foreign/ccred/config
	block foreign >foreign/.config/ccred/config
	chown -R 65534 foreign
	foreign=$work/foreign
else
	foreign=/
fi

check "home system " "HOME" HOME="$work/home"
check "xdg system " "XDG_CONFIG_HOME before HOME" HOME="$work/home" XDG_CONFIG_HOME="$work/xdg"
check "named system " "CCRED_CONFIG before both" HOME="$work/home" XDG_CONFIG_HOME="$work/xdg" \
	CCRED_CONFIG=named.conf
check "xdg system " "an empty CCRED_CONFIG is none" HOME="$work/home" \
	XDG_CONFIG_HOME="$work/xdg" CCRED_CONFIG=
check "home system " "a relative XDG_CONFIG_HOME is none" HOME="$work/home" XDG_CONFIG_HOME=xdg
check "home system " "somebody else's XDG_CONFIG_HOME is none" HOME="$work/home" \
	XDG_CONFIG_HOME="$foreign"
check "system " "somebody else's HOME is none" HOME="$foreign"
check "system " "neither is set" PATH=/nowhere
check "system " "the default file may be missing" HOME="$work/xdg"
check "66 config_missing_file CCRED_CONFIG names nowhere.conf, which does not exist " "a named file may not" \
	HOME="$work/home" CCRED_CONFIG=nowhere.conf
chmod 0620 home/.config/ccred/config
check "77 file_mode others may write $work/home/.config/ccred/config (mode 0620): chmod go-w $work/home/.config/ccred/config " \
	"a file that others may write is refused" HOME="$work/home"
rm sysconf/config
check "xdg " "the system's may be missing" XDG_CONFIG_HOME="$work/xdg"
echo "1..$n"
