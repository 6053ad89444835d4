# Sourced by the tests of this directory: golden files in a private place, with modes that ccred takes.
# Afterwards the working directory is $work, with a directory for each golden file: NAME/NAME.conf,
# NAME/sysconf/config (from NAME.sys) and what lies in NAME.d.
golden=$abs_top_srcdir/tests/config/golden
work=$(mktemp -d "${TMPDIR:-/tmp}/ccred-config.XXXXXX") || exit 99
work=$(cd "$work" && pwd -P) || exit 99
trap 'cd / && rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
umask 077
cd "$work" || exit 99
mkdir home || exit 99

# prepare NAME: makes its directory.
prepare() {
	mkdir "$1" "$1/sysconf" && cat "$golden/$1.conf" >"$1/$1.conf" || exit 99
	if [ -f "$golden/$1.sys" ]; then
		cat "$golden/$1.sys" >"$1/sysconf/config" || exit 99
	fi
	if [ -d "$golden/$1.d" ]; then
		for f in "$golden/$1.d"/*; do
			cat "$f" >"$1/${f##*/}" || exit 99
		done
	fi
}

# names: all golden files.
names() {
	for f in "$golden"/*.conf; do
		f=${f##*/}
		echo "${f%.conf}"
	done
}
