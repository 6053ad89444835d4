#!/bin/sh
# Puts a second git into build/other-git, so that the tests have one from before and one from after version 2.46. That
# version learned the credential capability "authtype". Debian 12 has an older git, Debian 13 a newer one.
#
# The second git is the package of the other release with its libraries, unpacked and not installed.
set -eu
umask 022
top=$(cd "$(dirname "$0")/../../.." && pwd)
place=$top/build/other-git
[ ! -x "$place/bin/git" ] || exit 0

version=$(git --version | sed 's/^git version //')
if dpkg --compare-versions "$version" lt 2.46; then
	release=trixie libcurl=libcurl3t64-gnutls
else
	release=bookworm libcurl=libcurl3-gnutls
fi
mkdir -p "$top/build"
work=$(mktemp -d "$top/build/other-git.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
echo "fetching: git from Debian $release, for the tests alone"
# git with all that it needs would bring perl.
"$top/scripts/unpack-debian" "$release" "$work/place" "$libcurl" libexpat1 libpcre2-8-0 zlib1g -- git
mkdir "$work/place/bin" "$work/place/libexec"
cp "$work/place/root/usr/bin/git" "$work/place/libexec/git"
cp "$work/place/root/usr/lib/git-core/git-remote-http" "$work/place/libexec/git-remote-https"
rm -rf "$work/place/root"
cat >"$work/place/bin/git" <<'RUN'
#!/bin/sh
# Starts the program of this name in libexec with the libraries of its own release.
here=$(cd "${0%/*}" && pwd) || exit 127
export GIT_EXEC_PATH="$here"
exec "$here"/../lib/ld*.so.[0-9] --inhibit-cache --library-path "$here/../lib" \
	--argv0 "${0##*/}" "$here/../libexec/${0##*/}" "$@"
RUN
chmod 755 "$work/place/bin/git"
ln -s git "$work/place/bin/git-remote-https"

"$work/place/bin/git" --version
rm -rf "$place"
mv "$work/place" "$place"
# If root runs this in the tree of another user, that user must still be able to build there.
[ "$(id -u)" -ne 0 ] || chown -R --reference="$top" "$top/build"
