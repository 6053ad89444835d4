#!/bin/sh
# Every golden file, damaged at every byte, and with each allocation failing in turn: never a crash, and
# always a documented code.
: "${abs_top_srcdir:?}" "${abs_top_builddir:?}"
. "$abs_top_srcdir/tests/config/prepare.sh"

n=0
runs=0
# try PROGRAM NAME CONFIG: runs it in the directory of the golden file.
try() {
	n=$((n + 1))
	(
		cd "$2" || exit 99
		env -i HOME="$work/home" CCRED_CONFIG="$3" \
			${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} \
			"$abs_top_builddir/tests/config/$1" conf >../log 2>&1
	)
	case $? in
	0)
		echo "ok $n - $1: $2"
		runs=$((runs + $(sed -n 's/^# \([0-9]*\) runs$/\1/p' log)))
		;;
	*)
		echo "not ok $n - $1: $2"
		sed 's/^/# /' log
		;;
	esac
}

for name in $(names); do
	prepare "$name"
	# What is larger would take too long.
	[ "$(wc -c <"$name/conf")" -lt 16000 ] || continue
	try oom "$name" conf
	try mutate "$name" mutant.conf
done
n=$((n + 1))
echo "# $runs runs"
[ "$runs" -gt 20000 ] && echo "ok $n - they were many" || echo "not ok $n - they were many"
echo "1..$n"
