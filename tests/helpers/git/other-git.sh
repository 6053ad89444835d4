#!/bin/sh
# Puts a second git into build/other-git, so that the tests have one from before and one from after version 2.46. That
# version learned the credential capability "authtype". Debian 12 has an older git, Debian 13 a newer one.
#
# The second git is the package of the other release with its libraries. apt fetches it under the signatures of
# Debian's keyring, and this script unpacks it without installing it. The machine's packages and the lists of its
# apt stay as they are. The dynamic loader of that release starts the programs, so any user can run them.
set -eu
umask 022
top=$(cd "$(dirname "$0")/../../.." && pwd)
place=$top/build/other-git
[ ! -x "$place/bin/git" ] || exit 0
# shellcheck source=scripts/debian-root.sh
. "$top/scripts/debian-root.sh"

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
mkdir -p "$work/lists/partial" "$work/cache/partial" "$work/root" "$work/place/bin" \
	"$work/place/lib" "$work/place/libexec"

mirror=$(debian_mirror "$release")
cat >"$work/sources" <<SOURCES
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:-http://deb.debian.org/debian} $release main
SOURCES
: >"$work/status"
cat >"$work/apt.conf" <<CONF
Dir::Etc::SourceList "$work/sources";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State::Lists "$work/lists";
Dir::State::status "$work/status";
Dir::State::extended_states "$work/extended_states";
Dir::Cache "$work/cache";
Dir::Cache::archives "$work/cache";
Dir::Log "$work";
Acquire::Retries "3";
Acquire::Languages "none";
APT::Default-Release "$release";
APT::Sandbox::User "root";
APT::Update::Post-Invoke { };
#clear APT::Update;
#clear DPkg;
CONF
apt() {
	apt-get -qq -c "$work/apt.conf" "$@"
}
echo "fetching: git from Debian $release, for the tests alone"
apt update
# As the list of installed packages is empty, the libraries come with all that they need. git itself would bring perl.
apt install --download-only --yes --no-install-recommends \
	"$libcurl" libexpat1 libpcre2-8-0 zlib1g >/dev/null
(cd "$work/cache" && apt download git)
for package in "$work"/cache/*.deb; do
	dpkg-deb -x "$package" "$work/root"
done

for library in "$work"/root/lib/*-linux-*/*.so* "$work"/root/usr/lib/*-linux-*/*.so*; do
	[ ! -e "$library" ] || cp -P "$library" "$work/place/lib"
done
cp "$work/root/usr/bin/git" "$work/place/libexec/git"
cp "$work/root/usr/lib/git-core/git-remote-http" "$work/place/libexec/git-remote-https"
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
