# docs/tools.md has what ccred helper NAME --configure prints for an example, for every dialect.
. "$abs_top_srcdir/tests/lib/lib.sh"
page=$(cat "$abs_top_srcdir/docs/tools.md")
for name in $("$bin/ccred" helper --list | sed 's/ .*//'); do
	ccred helper "$name" --configure
	out=$(printf '%s\n' "$out" | sed "s|$bin/ccred|/usr/bin/ccred|; s|$HOME/|/home/me/|")
	case $page in
	*"
$out
"*) true ;;
	*) false ;;
	esac
	ok "the page has how to configure: $name"
done
finish
