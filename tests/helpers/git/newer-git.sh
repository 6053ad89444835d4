#!/bin/sh
# Puts a newer git than Debian 12 has into build/newer-git, from a newer Debian release, private.
#
# It is the release's own package with its libraries, fetched by apt under the signatures of Debian's
# keyring, unpacked and never installed: the machine's packages and apt's own lists stay as they are.
# The programs are started through the dynamic loader of that release, so any user can run them.
set -eu
umask 022
release=trixie
top=$(cd "$(dirname "$0")/../.." && pwd)
place=$top/build/newer-git
[ ! -x "$place/bin/git" ] || exit 0

mkdir -p "$top/build"
work=$(mktemp -d "$top/build/newer-git.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$work/lists/partial" "$work/cache/partial" "$work/root" "$work/place/bin" \
	"$work/place/lib" "$work/place/libexec"

# The mirror that this machine uses, as far as apt knows.
# shellcheck disable=SC2016 # they are apt's words
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Codename: bookworm' \
	'Component: main' 2>/dev/null | head -1) || mirror=
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
# With an empty list of installed packages the libraries come with all that they need; git itself
# would bring perl.
apt install --download-only --yes --no-install-recommends \
	libcurl3t64-gnutls libexpat1 libpcre2-8-0 zlib1g >/dev/null
(cd "$work/cache" && apt download git)
for package in "$work"/cache/*.deb; do
	dpkg-deb -x "$package" "$work/root"
done

cp -P "$work"/root/usr/lib/*-linux-*/*.so* "$work/place/lib"
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
# As root in somebody's tree, this must not keep that user from building there.
[ "$(id -u)" -ne 0 ] || chown -R --reference="$top" "$top/build"
