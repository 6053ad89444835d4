# What the tests of the author's kit share: the kit as an author finds it, and nothing else of the tree.
# "make installcheck" names the installed one; else it is laid out in the test's own folder, with the test
# build's ccred. Either looks as if it lay in ~/.local.
. "$abs_top_srcdir/tests/lib/lib.sh"
mkdir -p "$HOME/.local/lib"

if [ -n "${CHECK_BINDIR-}" ]; then
	ln -s "$CHECK_BINDIR" "$HOME/.local/bin"
	ln -s "$CHECK_PKGCONFIGDIR" "$HOME/.local/lib/pkgconfig"
	bin=$CHECK_BINDIR
else
	kit=$work/prefix
	bin=$kit/bin
	mkdir -p "$bin" "$kit/include" "$kit/doc/examples" "$HOME/.local/lib/pkgconfig"
	ln -s "$bin" "$HOME/.local/bin"
	printf '#!/bin/sh\nexec %s %s "$@"\n' "$wrapper" "$abs_top_builddir/tests/bin/ccred" >"$bin/ccred"
	chmod 755 "$bin/ccred"
	cp "$abs_top_srcdir/include/ccred-plugin.h" "$kit/include"
	cp -R "$abs_top_srcdir/examples/plugin-template" "$abs_top_srcdir/examples/plugins" "$kit/doc/examples"
	cp "$abs_top_srcdir/docs/plugin-howto.md" "$kit/doc"
	# A distribution's sources are read-only.
	chmod -R u+w "$kit"
	sed "s|^prefix=.*|prefix=$kit|; s|^exec_prefix=.*|exec_prefix=$kit|; s|^libdir=.*|libdir=$kit/lib|
		s|^bindir=.*|bindir=$bin|; s|^includedir=.*|includedir=$kit/include|; s|^docdir=.*|docdir=$kit/doc|" \
		"$abs_top_builddir/include/ccred-plugin.pc" >"$HOME/.local/lib/pkgconfig/ccred-plugin.pc"
fi
# valgrind, if any, stands in that script: compilers are not under test.
[ -z "$wrapper" ] || wrapper=env
PATH=$HOME/.local/bin:$PATH
PKG_CONFIG_PATH=$HOME/.local/lib/pkgconfig
export PKG_CONFIG_PATH PATH
doc=$(pkg-config --variable=docdir ccred-plugin)
