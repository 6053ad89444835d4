# The tutorial, followed word for word: its files are saved, its commands run in one shell in their order, and
# what it shows is what they print.
. "$abs_top_srcdir/tests/kit/lib.sh"
mkdir "$work/said" "$work/shown"

# "Save this as `FILE`:" and the next block is that file; a block of sh is run, with its output in
# said/N; a block of text behind it is what must be there, in shown/N.
awk -v said="$work/said" -v shown="$work/shown" '
	/^Save this as|[.] Save this as/ { split($0, part, "`"); file = part[2] }
	!fence && /^```/ {
		fence = 1
		if (file != "") { kind = "file"; print "cat >\"" file "\" <<\"HOWTO_EOF\""; file = "" }
		else if ($0 == "```sh") { kind = "sh"; n++; print "exec >\"" said "/" n "\" 2>&1" }
		else if ($0 == "```text") { kind = "text"; printf "" >(shown "/" n) }
		else { kind = "unknown"; print "exit 98" }
		next
	}
	fence && /^```/ { if (kind == "file") print "HOWTO_EOF"; fence = 0; next }
	fence && kind == "text" { print >(shown "/" n); next }
	fence { print }' "$doc/plugin-howto.md" >"$work/howto"
is "commands, files and answers were found" \
	"$(grep -c '^exec >' "$work/howto") $(grep -c '^HOWTO_EOF$' "$work/howto") $(find "$work/shown" -type f | wc -l)" \
	"11 4 6"

# As a newcomer's shell would be, but that it stops at the first failure.
(
	cd "$HOME" && PATH=/usr/local/bin:/usr/bin:/bin && export PATH && unset PKG_CONFIG_PATH &&
		sh -e "$work/howto"
) >"$work/newcomer" 2>&1
is "every command worked" "$?$(cat "$work/newcomer")" 0
last=$(find "$work/said" -type f | wc -l | tr -d ' ')
is "to the last" "$last" 11

# Without times, and with blanks as they come.
plain() {
	sed "s|$HOME/|/home/me/|g; s/[0-9][0-9]* ms/N ms/; s/  */ /g; s/ \$//" "$1"
}
for want in "$work"/shown/*; do
	n=${want##*/}
	plain "$want" >"$work/want"
	plain "$work/said/$n" >"$work/got"
	while read -r line; do
		grep -qxF -- "$line" "$work/got"
		there=$?
		is "block $n prints: $line" "$there" 0
		[ "$there" -eq 0 ] || sed 's/^/# /' "$work/got"
	done <"$work/want"
done
grep -q "^  *chmod 600 .*client_id" "$work/said/10"
ok "the command that mends the mode is shown"
is "the compiler had nothing to say" "$(cat "$work/said/3")" ""
finish
