"""What a call may want: less of everything that a process may have, and less of a machine than it expects."""

import functools
import os
import resource
import subprocess

# As few descriptors, bytes of address space, and bytes of a file as a call may have.
DESCRIPTORS = list(range(3, 32))
SPACES = [m << 20 for m in (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32, 40, 48, 64, 96)]
SIZES = [0, 1, 15, 16, 17, 100, 300, 500, 700]
# With these a call may answer something else than it does when nothing is wanting: it has another cache, or no ~ for HOME.
ELSEWHERE = {"a full disk", "a read-only disk", "no HOME", "no passwd entry and no HOME"}


def limit(which, n):
    return lambda: resource.setrlimit(which, (n, n))


def wants(place, command, quick):
    """Pairs: in words, and (words before the command, a function of the child, its environment)."""
    step = 8 if quick else 1
    own = place.environment
    found = [("%d descriptors" % n, ([], limit(resource.RLIMIT_NOFILE, n), own)) for n in DESCRIPTORS[::step]]
    found += [("address space %d MiB" % (n >> 20), ([], limit(resource.RLIMIT_AS, n), own)) for n in SPACES[::step]]
    found += [("file size %d" % n, ([], limit(resource.RLIMIT_FSIZE, n), own)) for n in SIZES[::step // 4 or 1]]
    found += [("no lockable memory", ([], limit(resource.RLIMIT_MEMLOCK, 0), own))]
    found += [("no core, no stack to spare", ([], limit(resource.RLIMIT_STACK, 256 << 10), own))]
    homeless = {name: value for name, value in own.items() if name != "HOME"}
    found += [("no HOME", ([], None, homeless))]
    for what, commands in mounts(place, command) if can_mount() else []:
        after = brought_back(place.run_dir) if what == "a full disk" else ":"
        prefix = ["unshare", "-m", "sh", "-c", 'set -e; %s; set +e; "$@"; r=$?; %s; exit $r' % ("; ".join(commands), after),
                  "sh"]
        found.append((what, (prefix, None, homeless if "HOME" in what else own)))
    return found


@functools.lru_cache
def can_mount():
    # In a namespace of an ordinary user, root's directories are nobody's, and no plugin below them is taken.
    return os.geteuid() == 0 and \
        subprocess.call(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/dev"], stderr=subprocess.DEVNULL) == 0


def mounts(place, command):
    """Pairs: in words, and the commands that make it so for one process."""
    # The next places of the cache are those of the machine.
    next_places = ["mount -t tmpfs -o mode=755 none /run", "mount -t tmpfs -o mode=1777 none /dev/shm"]
    nobody = ["mount --bind %s/as/ready /etc/passwd" % place.dir]
    found = [("a full disk", next_places + filled(place.run_dir)), ("a read-only disk", next_places + read_only(place.run_dir)),
             ("no /dev/null", ["mount -t tmpfs none /dev"]),
             ("no passwd entry", nobody), ("no passwd entry and no HOME", nobody)]
    if command.name in ("setup", "secret set"):
        found += [("a full disk for the configuration and the secret", filled(place.config_dir) + filled(place.kept)),
                  ("a read-only disk for the configuration and the secret",
                   read_only(place.config_dir) + read_only(place.kept))]
    return found


def brought_back(at):
    """What lies on the disk then is what the next call finds."""
    return "; ".join(["tar -C %s -cf %s.tar --exclude=./full ." % (at, at), "umount " + at, "rm -rf %s/*" % at,
                      "tar -C %s -xf %s.tar" % (at, at), "rm %s.tar" % at])


def read_only(at):
    return ["mount --bind %s %s" % (at, at), "mount -o remount,bind,ro " + at]


def filled(at):
    """What lies there, and not a byte of room."""
    return ["tar -C %s -cf %s.tar ." % (at, at), "mount -t tmpfs -o size=128k,mode=700 none " + at,
            "tar -C %s -xf %s.tar" % (at, at), "rm %s.tar" % at,
            "head -c 200000 /dev/zero >%s/full 2>/dev/null || :" % at]
