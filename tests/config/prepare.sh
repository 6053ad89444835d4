# Sourced by the tests of this directory: golden files in a private place, with modes that ccred takes.
# Afterwards the working directory is $work.
#
# A golden file holds a case: the configuration with its questions ("# query: "), "---", and the answers.
# Before that, "--- FILE" starts another file (sysconf/config is the system's configuration), and "--- sh"
# a script that makes what is too large or too odd to keep. "# config: FILE" is another CCRED_CONFIG, or
# "none"; "# home: DIR" is another HOME.
golden=$abs_top_srcdir/tests/config/golden
work=$(mktemp -d "${TMPDIR:-/tmp}/ccred-config.XXXXXX") || exit 99
work=$(cd "$work" && pwd -P) || exit 99
trap 'cd / && rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
umask 077
cd "$work" || exit 99
mkdir home || exit 99

# prepare NAME: makes the directory NAME with the files of the case: conf, want (the answers), and others.
prepare() {
	mkdir "$1" "$1/sysconf" && (
		cd "$1" || exit 99
		LC_ALL=C awk 'BEGIN { file = "conf" }
			file != "want" && /^---/ { file = NF > 1 ? $2 : "want"; next }
			{ print >file }' "$golden/$1.conf" || exit 99
		touch conf want && if [ -f sh ]; then HOME=$work/home sh sh; fi
	) || exit 99
}

# names: all golden files.
names() {
	for f in "$golden"/*.conf; do
		f=${f##*/}
		echo "${f%.conf}"
	done
}
