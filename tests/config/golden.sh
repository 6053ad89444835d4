#!/bin/sh
# Every key and every error message of the configuration, against the golden files (prepare.sh says how
# they are written). "golden.sh --update" writes their answers anew.
: "${abs_top_srcdir:?}" "${abs_top_builddir:?}"
. "$abs_top_srcdir/tests/config/prepare.sh"
dump=$abs_top_builddir/tests/config/dump

# answers NAME: makes NAME/got, without the name of the private directory in it.
answers() {
	prepare "$1"
	(
		cd "$1" || exit 99
		config=$(sed -n 's/^# config: //p' conf)
		# Set but empty is as if it were unset.
		[ "$config" = none ] && config= || config=${config:-conf}
		home=$(sed -n 's/^# home: //p' conf)
		env -i HOME="${home:-$work/home}" CCRED_CONFIG="$config" \
			${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} \
			"$dump" conf 2>&1 || echo "dump ended with $?"
	) | sed "s|$work|@|g" >"$1/got"
}

# messages: a pattern for the text of each message in the source, one a line.
messages() {
	awk '
	function pattern(s, out, c, i) {
		gsub(/\\"/, "\"", s); gsub(/\\\\/, "\\", s)
		gsub(/%%/, "\001", s)
		gsub(/%[-0-9.*]*[a-z]+/, "\002", s)
		for (i = 1; i <= length(s); i++) {
			c = substr(s, i, 1)
			if (c == "\001") c = "%"
			if (c == "\002") out = out ".*"
			else if (c ~ /[][(){}.*+?^$|\\]/) out = out "\\" c
			else out = out c
		}
		return out
	}
	{ text = text $0 "\n" }
	END {
		while (match(text, /(location_fault|err_set|err_sys|err_hint|fault|refuse)\(|why = |return /)) {
			text = substr(text, RSTART + RLENGTH)
			end = index(text, ";")
			quote = index(text, "\"")
			if (quote == 0 || quote > end) continue
			text = substr(text, quote)
			literal = ""
			while (match(text, /^"([^"\\]|\\.)*"[ \t\n]*/)) {
				part = substr(text, 1, RLENGTH)
				text = substr(text, RLENGTH + 1)
				sub(/"[ \t\n]*$/, "", part)
				literal = literal substr(part, 2)
			}
			if (literal ~ /[a-z][a-z][a-z]/) print pattern(literal)
		}
	}' "$abs_top_srcdir"/src/config/*.c | sort -u
}

if [ "${1-}" = --update ]; then
	for name in $(names); do
		answers "$name"
		LC_ALL=C sed '/^---$/q' "$golden/$name.conf" >head
		cat head "$name/got" >"$golden/$name.conf"
	done
	exit
fi

messages >messages || exit 99
keys=$(sed -n 's/^	X([A-Z_]*, "\([-a-z]*\)",.*/\1/p' "$abs_top_srcdir/src/config/key.h")
n=0
say() {
	n=$((n + 1))
	echo "$1 $n - $2"
}
for name in $(names); do
	answers "$name"
	if diff -au "$name/want" "$name/got" >diff 2>&1; then
		say ok "$name"
	else
		say "not ok" "$name"
		sed 's/^/# /' diff
	fi
	cat "$name/want" >>answers
	rm -r "$name"
done

[ "$(wc -l <messages)" -gt 60 ] && say ok "the messages of the source are found" ||
	say "not ok" "the messages of the source are found"
while IFS= read -r message; do
	if grep -Eq -e "$message" answers; then
		say ok "message: $message"
	else
		say "not ok" "no golden file shows the message: $message"
	fi
done <messages
for reason in $(grep -oh 'REASON_[A-Z_]*' "$abs_top_srcdir"/src/config/*.c | sort -u); do
	word=$(sed -n "s/^	X(${reason#REASON_}, \([a-z_]*\),.*/\1/p" "$abs_top_srcdir/src/base/reason.h")
	if grep -Eq "(^|: |[0-9] )$word " answers; then
		say ok "reason: $word"
	else
		say "not ok" "no golden file shows the reason: $word"
	fi
done
[ "$(echo "$keys" | wc -l)" -eq 34 ] && say ok "the keys of the source are found" ||
	say "not ok" "the keys of the source are found"
for key in $keys; do
	if grep -Eq "^[ 	]*$key[ 	]" "$golden/key-$key.conf"; then
		say ok "key: $key"
	else
		say "not ok" "no golden file for the key: $key"
	fi
done
for key in $keys include cache-dir plugin-path ad-hoc; do
	if grep -q "^\.It Ic $key " "$abs_top_srcdir/man/ccred.config.5"; then
		say ok "manual: $key"
	else
		say "not ok" "ccred.config(5) does not describe the key: $key"
	fi
done
echo "1..$n"
