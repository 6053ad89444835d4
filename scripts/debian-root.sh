# A clean root directory of a Debian release. A script sources this file after it has set top, the tree of ccred.
#
# The root lies in memory, mounted in a namespace of its own. Its mounts and its processes end with the script,
# however the script ends. build/debootstrap keeps the fetched packages for the next run.
# shellcheck shell=sh disable=SC2154 # the caller sets top

debian_codename() {
	# shellcheck disable=SC1091 # not a file of this tree
	(. /etc/os-release && echo "$VERSION_CODENAME")
}

# Prints the mirror from which this machine's apt fetches that release, else its own release.
debian_mirror() { # RELEASE
	for codename in "$1" "$(debian_codename)"; do
		# shellcheck disable=SC2016 # apt replaces this
		apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
			'Component: main' "Codename: $codename" | head -1
	done | head -1
}

must_be_root() {
	[ "$(id -u)" -eq 0 ] || {
		echo "$0: run this as root, because it makes a root directory" >&2
		exit 77
	}
}

# Runs a command in namespaces of its own. The command ends when this script ends.
in_namespaces() { # COMMAND...
	mkdir -p "$top/build/debootstrap" "$top/build/debian-root"
	# unshare blocks the signals that would end it, so it does not run in the foreground.
	setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child "$@" &
	unshare=$!
	trap 'kill -KILL "$unshare" 2>/dev/null || :' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	status=0
	wait "$unshare" || status=$?
	trap - EXIT INT TERM
	return "$status"
}

# Makes the root. Sets root and work, a directory beside it for the caller's files. To be called in the namespaces.
make_root() { # RELEASE
	mirror=$(debian_mirror "$1")
	[ -n "$mirror" ] || {
		echo "$0: apt knows no mirror of Debian: see sources.list(5)" >&2
		exit 69
	}
	eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
	[ -z "${http_proxy-}" ] || export http_proxy
	packages_kept=$top/build/debootstrap/$1
	mount -t tmpfs -o mode=755,size=6g ccred-root "$top/build/debian-root"
	root=$top/build/debian-root/root work=$top/build/debian-root/work
	mkdir -p "$root" "$work" "$packages_kept"
	debootstrap --variant=minbase --cache-dir="$packages_kept" "$1" "$root" "$mirror" \
		>"$work/debootstrap.log" 2>&1 || {
		tail -20 "$work/debootstrap.log" >&2
		exit 69
	}
	mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
	mkdir -p "$root/dev/shm" "$root/dev/pts"
	mount -t tmpfs -o mode=1777 ccred-shm "$root/dev/shm"
	mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts"
	mount --bind "$packages_kept" "$root/var/cache/apt/archives"
	cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
	apt-config dump | grep -i '^Acquire::https*::Proxy' >"$root/etc/apt/apt.conf.d/90proxy" || :
	echo 'force-unsafe-io' >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
	apt update
	apt autoclean
}

# Runs a command in the root, as root.
inside() { # COMMAND...
	chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive "$@"
}

apt() { # ARGUMENT...
	inside apt-get -qq -o Acquire::Languages=none "$@" >"$work/apt.log" 2>&1 || {
		tail -20 "$work/apt.log" >&2
		return 1
	}
}
