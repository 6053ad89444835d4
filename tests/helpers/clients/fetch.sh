#!/bin/sh
# Puts the clients that the tests of tests/helpers/clients/fetched use into build/other-clients: packages of Debian 13,
# and one of Debian 12, unpacked and not installed, and two programs of the npm registry in fixed versions.
set -eu
umask 022
top=$(cd "$(dirname "$0")/../../.." && pwd)
place=$top/build/other-clients
[ ! -x "$place/bin/pnpm" ] || exit 0
[ "$(uname -m)" = x86_64 ] || {
	echo "$0: only the programs for x86_64 have their checksums here" >&2
	exit 69
}
mkdir -p "$top/build"
work=$(mktemp -d "$top/build/other-clients.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$work/place/bin"

# Fetches a package of the registry, and takes one program out of it.
npm() { # URL SHA512 PATH-IN-IT
	curl -q -sSf --retry 3 -o "$work/package.tgz" "https://registry.npmjs.org/$1"
	sum=$(openssl dgst -sha512 -binary "$work/package.tgz" | openssl base64 -A)
	[ "$sum" = "$2" ] || {
		echo "$0: $1 has another checksum than the one in this script: $sum" >&2
		exit 76
	}
	tar -xzf "$work/package.tgz" -C "$work" "$3"
	mv "$work/$3" "$work/place/bin/"
}

echo "fetching: clients from Debian 13 and from the npm registry, for the tests alone"
# The two halves have different servers.
(
	npm @openai/codex/-/codex-0.171.0-linux-x64.tgz \
		l66NZkQgdk2C3pbcfULDz42yEUB581MVA6I+Y43Wp4OIqEy73HCdmZ0GTjeAHY2ycuH4N00d9VsLrwT1jxshTw== \
		package/vendor/x86_64-unknown-linux-musl/bin/codex
	npm @pnpm/exe.linux-x64/-/exe.linux-x64-12.18.0.tgz \
		OJ+X2wcraldCwj75pCIerWARQSRpdfj0eBTs/2ODyhfeW46ylOnjTIE/GKra6Mn6E72/gBmXS8igrUioa+F9fQ== \
		package/pnpm
) &
npm=$!
# cargo with all that it needs would bring a compiler, prometheus a browser's scripts.
"$top/scripts/unpack-debian" trixie "$work/place" \
	libcurl4t64 libgcc-s1 libgit2-1.9 libsqlite3-0 libssh2-1t64 libssl3t64 zlib1g libgpgme11t64 -- \
	cargo golang-1.24-go golang-1.24-src kubectl prometheus rclone skopeo
# The last kubectl that speaks v1beta1 alone.
"$top/scripts/unpack-debian" bookworm "$work/older" -- kubernetes-client
mv "$work/older/root/usr/bin/kubectl" "$work/place/bin/kubectl-1.20"
wait "$npm"

# Go finds the rest of itself beside its program.
mv "$work/place/root/usr/lib/go-1.24" "$work/place/go"
find "$work/place/go" -type l -exec rm {} +
cp -Rl "$work/place/root/usr/share/go-1.24/." "$work/place/go"
ln -s ../go/bin/go "$work/place/bin/go"
mv "$work/place/root/usr/bin/kubectl" "$work/place/root/usr/bin/prometheus" "$work/place/root/usr/bin/rclone" \
	"$work/place/bin/"
# These need the libraries of their own release.
mkdir "$work/place/libexec"
for name in cargo skopeo; do
	mv "$work/place/root/usr/bin/$name" "$work/place/libexec/"
	cat >"$work/place/bin/$name" <<'RUN'
#!/bin/sh
# Starts the program of this name in libexec with the libraries of its own release.
here=$(cd "${0%/*}" && pwd) || exit 127
exec "$here"/../lib/ld*.so.[0-9] --inhibit-cache --library-path "$here/../lib" \
	--argv0 "${0##*/}" "$here/../libexec/${0##*/}" "$@"
RUN
	chmod 755 "$work/place/bin/$name"
done
rm -rf "$work/place/root"
rm -rf "$place"
mv "$work/place" "$place"
# If root runs this in the tree of another user, that user must still be able to run them.
[ "$(id -u)" -ne 0 ] || chown -R --reference="$top" "$top/build"
