"""The torture: what can fail is made to fail, one by one, and the oracle of place.py looks at each call."""

import argparse
import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from commands import COMMANDS, QUICK  # noqa: E402
from cutter import Cutter  # noqa: E402
from place import CODES, Place, Result, judge, kill, shape  # noqa: E402
from wants import ELSEWHERE, wants  # noqa: E402

# The system calls that fail, and how. Not close: strace lets a call fail by leaving it out, and Linux closes in any case.
CALLS = {
    "openat": "EMFILE", "read": "EIO", "write": "ENOSPC", "fsync": "EIO", "lseek": "EIO", "dup": "EMFILE",
    "rename": "EIO", "renameat": "ENOSPC", "unlink": "EIO", "unlinkat": "EIO", "mkdir": "ENOSPC", "mkdirat": "ENOSPC",
    "fstat": "EIO", "newfstatat": "EIO", "readlink": "EIO", "getdents64": "EIO", "fchmod": "EPERM", "flock": "ENOLCK",
    "fcntl": "ENOLCK", "ftruncate": "EIO", "statfs": "EIO", "socketpair": "EMFILE", "pipe2": "EMFILE", "dup2": "EMFILE",
    "memfd_create": "EMFILE", "mmap": "ENOMEM", "mprotect": "ENOMEM", "clone": "EAGAIN", "clone3": "EAGAIN",
    "vfork": "EAGAIN", "execve": "ENOMEM", "chdir": "EACCES", "setsid": "EPERM", "prctl": "EINVAL", "poll": "ENOMEM",
    "ppoll": "EINTR", "sendto": "ENOBUFS", "sendmsg": "EPIPE", "recvfrom": "ECONNRESET", "recvmsg": "EIO",
    "socket": "EMFILE", "connect": "ENOBUFS", "getrandom": "EAGAIN", "wait4": "ECHILD", "waitid": "ECHILD",
    "pidfd_open": "ENOSYS", "kill": "EPERM", "mlock": "ENOMEM", "prlimit64": "EPERM", "rt_sigaction": "EINVAL",
    "rt_sigprocmask": "EINVAL", "clock_gettime": "EINVAL", "close_range": "ENOSYS",
}
# A failure of the server, such as a broken connection, counts for a while. With this the next call asks all the same.
AGAIN = ["--renew"]
CUT = {"token", "token --renew", "get", "revoke", "renew", "explain --json", "doctor --json"}
CALLED = {"token", "get", "erase", "renew", "setup", "secret set", "git erase", "forget"}


class Torture:
    def __init__(self, place, options):
        self.place, self.options = place, options
        self.numbers, self.ends, self.finds = {}, {}, 0
        self.turn = 0

    def mine(self):
        """Whether this call is one of this worker's."""
        self.turn += 1
        return self.turn % self.options.workers == self.options.worker

    def commands(self, names=None):
        if self.options.only:
            names = self.options.only
        elif self.options.quick:
            names = QUICK & (names or QUICK)
        return [c for c in COMMANDS if names is None or c.name in names]

    def prepare(self, command):
        """How the command answers when nothing fails."""
        self.place.fail("", 0, 0)
        self.place.reset(command.warm)
        r = self.place.call(command.words(self.place, self.place.bin), command.input(self.place))
        if r.code != 0:
            raise RuntimeError("%s fails by itself: %s %s" % (command.name, r.code, r.err))
        command.reference = shape(r.out)
        self.place.left()

    def tell(self, campaign, command, what, r, bad):
        self.numbers[campaign] = self.numbers.get(campaign, 0) + 1
        key = (campaign, r.code, re.sub(r"[0-9]+", "#", r.err.split("\n")[0])[:150])
        self.ends[key] = self.ends.get(key, 0) + 1
        for text in bad:
            self.finds += 1
            print("FOUND %s: %s, %s: %s (exit %s, %r)" % (campaign, command.name, what, text, r.code, r.err[:300]),
                  flush=True)

    def memory(self):
        """Each allocation of each program fails, alone and with all that follow."""
        for command in self.commands():
            self.prepare(command)
            for program in (command.program, "ccred-acquire", "ccred-source", "ccred-report"):
                self.allocations(command, program)

    def allocations(self, command, program):
        def call(nth, on):
            self.place.reset(command.warm)
            self.place.fail(program, nth, on)
            return self.place.call(command.words(self.place, self.place.torture_bin), command.input(self.place))

        call(0, 0)
        self.place.left()
        count, _ = self.place.fails()
        for on in (0, 1):
            for nth in points(count, self.options.points, on):
                if self.mine():
                    r = call(nth, on)
                    self.tell("memory", command, "%s, allocation %d of %d%s" %
                              (program, nth, count, " and all after" if on else ""), r, judge(self.place, command, r))

    def calls(self):
        """Each system call of each process fails, alone and with all of its name that follow."""
        for command in self.commands(CALLED):
            self.prepare(command)
            for name, most in self.counted(command).items():
                for on in (0, 1):
                    for nth in points(most, self.options.points and max(1, self.options.points // 8), on):
                        if self.mine():
                            self.injected(command, name, nth, on)

    def traced(self, command, expression, log):
        self.place.reset(command.warm)
        return self.place.call(["strace", "-f", "-qqq", "-o", log, "-e", expression] +
                               command.words(self.place, self.place.bin), command.input(self.place))

    def counted(self, command):
        """The most calls of a name by one process."""
        log, counts = self.place.dir + "/log", {}
        self.traced(command, "trace=" + ",".join("?" + name for name in CALLS), log)
        with open(log, errors="replace") as f:
            for line in f:
                found = re.match(r"([0-9]+) +([a-z0-9_]+)\(", line)
                if found:
                    counts.setdefault(found.group(2), {}).setdefault(found.group(1), 0)
                    counts[found.group(2)][found.group(1)] += 1
        return {name: max(of.values()) for name, of in sorted(counts.items()) if name in CALLS}

    def injected(self, command, name, nth, on):
        r = self.traced(command, "inject=%s:error=%s:when=%d%s" % (name, CALLS[name], nth, "+" if on else ""),
                        "/dev/null")
        # The program does not start: it is the loader that speaks.
        if r.code == 127 and re.search("while loading shared libraries|for initial thread", r.err) and not r.out:
            r.code = 71
        # It dies in the loader, or before its main.
        if r.code == -signal.SIGSEGV and name in ("mmap", "mprotect") and nth <= 12 and not r.err + r.out:
            r.code, r.err = 71, "ccred: unborn\n"
        # Nothing can be said where write fails.
        if name == "write" and r.code != 0 and not r.err:
            r.err = "ccred: unheard\n"
        self.tell("calls", command, "%s %d%s" % (name, nth, " and all after" if on else ""), r,
                  judge(self.place, command, r, calm="unlink" not in name, again=AGAIN if name == "recvfrom" else []))

    def limits(self):
        """Each want of wants.py."""
        for command in self.commands():
            self.prepare(command)
            for what, how in wants(self.place, command, self.options.quick):
                if self.mine():
                    self.place.reset(command.warm)
                    prefix, before, environment = how
                    r = self.place.call(prefix + command.words(self.place, self.place.bin), command.input(self.place),
                                        before=before, environment=environment)
                    if r.code in (126, 127) and not r.out and ("loading shared libraries" in r.err or prefix):
                        r.code = 71
                    # Before the program starts, there is nobody who could say a word.
                    if r.code == -signal.SIGSEGV and what.startswith("address space") and not r.err + r.out:
                        r.code, r.err = 71, "ccred: unborn\n"
                    self.tell("limits", command, what, r, judge(self.place, command, r, elsewhere=what in ELSEWHERE))

    def storms(self):
        """Many callers at once; some of their processes are killed, or stopped and continued, at random."""
        command = next(c for c in COMMANDS if c.name == "token")
        self.prepare(command)
        for round_number in range(2 if self.options.quick else 100):
            if self.mine():
                self.storm(command, random.Random(round_number))

    def storm(self, command, chance):
        self.place.reset(False)
        words = [self.place.bin + "/ccred", "token", "demo"]
        callers = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                    env=self.place.environment) for _ in range(10)]
        until = time.time() + 2
        while time.time() < until and any(p.poll() is None for p in callers):
            pids = self.place.family()
            if pids:
                kill(chance.choice(pids), chance.choice([signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT]))
            time.sleep(chance.random() * 0.02)
        # A process that begins meanwhile was not stopped.
        for pid in self.place.family():
            kill(pid, signal.SIGCONT)
        for p in callers:
            r, bad = end_of(p), []
            if r.code == "hangs":
                bad.append("it hangs")
            elif r.code == 0 and not self.place.is_valid(r.out.strip()):
                bad.append("no valid token is printed")
            elif r.code not in CODES | {-signal.SIGKILL} or (r.code != 0 and r.out) or (r.code > 0 and not r.err):
                bad.append("a wrong end")
            self.tell("storms", command, "one of ten", r, bad)
        r = self.place.call(words)
        self.tell("storms", command, "the call after", r, judge(self.place, command, r, calm=False))

    def clocks(self):
        """The wall clock is set, or much time passes, between two calls (tests/cache/age); or the call has a boot time of
        its own."""
        jumps = [(seconds, way) for seconds in (-10 ** 9, -90000, -3700, 3700, 90000, 10 ** 9) for way in ("", "wall")]
        boot = ["unshare", "-T", "--boottime"]
        if os.geteuid() == 0 and subprocess.call([*boot, "1", "true"], stderr=subprocess.DEVNULL) == 0:
            jumps += [(seconds, "boot") for seconds in (-600, 3700, 90000, 10 ** 9)]
        for command in self.commands():
            self.prepare(command)
            for seconds, way in jumps:
                if self.mine() and command.warm and "inspect" not in command.name and command.name != "revoke":
                    self.place.reset(True)
                    prefix = [*boot, str(seconds)] if way == "boot" else []
                    if way != "boot":
                        self.place.call([self.options.build + "/tests/cache/age", self.place.cache, str(seconds)] +
                                        way.split())
                    r = self.place.call(prefix + command.words(self.place, self.place.bin), command.input(self.place))
                    bad = []
                    if r.code != 0 or command.after is not None:
                        bad = judge_clock(self.place, command, r, way == "boot")
                    self.tell("clocks", command, "%d s %s" % (seconds, way), r, bad)

    def cuts(self):
        """The connection to the server is cut after so many bytes: once, or each from then on."""
        self.place.configure(tls=True)
        cutter = Cutter()
        through = {**self.place.environment, "https_proxy": cutter.url}

        def call(*plan):
            self.place.reset(command.warm)
            cutter.plan(*plan)
            return self.place.call(command.words(self.place, self.place.bin), command.input(self.place), through)

        for command in self.commands(CUT):
            self.prepare(command)
            command.reference = shape(call(0, False, False).out)
            self.place.left()
            count = cutter.passed
            for on in (False, True):
                for reset in (False, True):
                    for cut_at in points(count, min(self.options.points // 3 or 80, 80), on):
                        if self.mine():
                            r = call(cut_at, on, reset)
                            self.tell("cuts", command, "%s after %d bytes%s" % ("reset" if reset else "cut", cut_at,
                                      ", and all later ones" if on else ""), r,
                                      judge(self.place, command, r, again=AGAIN))
        self.place.configure(tls=False)


def end_of(p):
    """How a process ends, which has some time for it."""
    try:
        out, err = p.communicate(timeout=150)
        return Result(p.returncode, out, err)
    except subprocess.TimeoutExpired:
        p.kill()
        return Result("hangs", *p.communicate())


def judge_clock(place, command, r, elsewhere):
    # A token that is too old is no longer there to be spoken of.
    command.reference, kept = shape(r.out), command.reference
    bad = judge(place, command, r, elsewhere=elsewhere)
    command.reference = kept
    return bad


def points(count, most, on):
    """All from 1 to count, or so many of them, evenly spread; other ones if on."""
    if most == 0 or count <= most:
        return range(1, count + 1)
    return sorted({int((i + on / 2) * count / most) + 1 for i in range(most)})


CAMPAIGNS = ["memory", "calls", "limits", "storms", "clocks", "cuts"]


def work(options):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    torture = Torture(Place(options.build), options)
    seconds = {}
    try:
        for campaign in options.campaign or CAMPAIGNS:
            began = time.time()
            getattr(torture, campaign)()
            seconds[campaign] = time.time() - began
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        torture.place.close()
        # The pool ends its workers by it.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return torture.numbers, torture.ends, torture.finds, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a part of it")
    parser.add_argument("--campaign", action="append", choices=CAMPAIGNS, help="this one alone")
    parser.add_argument("--only", action="append", metavar="COMMAND", help="a command of commands.py")
    parser.add_argument("--points", type=int, help="at most so many failures of a kind in a program (5000); 0: each")
    parser.add_argument("--verbose", action="store_true", help="how the calls ended")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--build", default=os.getcwd(), help="where make torture-programs was run")
    options = parser.parse_args()
    options.points = options.points if options.points is not None else 6 if options.quick else 5000
    # So that the workers end and take their places with them.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.time()
    each = [argparse.Namespace(**vars(options), worker=i) for i in range(options.workers)]
    with multiprocessing.Pool(options.workers) as pool:
        results = pool.map(work, each, 1)
    for campaign in options.campaign or CAMPAIGNS:
        print("%-8s %6d calls, %4d s" % (campaign, sum(r[0].get(campaign, 0) for r in results),
                                        max(r[3][campaign] for r in results)))
    ends = {}
    for r in results:
        for key, n in r[1].items():
            ends[key] = ends.get(key, 0) + n
    if options.verbose:
        for key, n in sorted(ends.items(), key=lambda item: -item[1]):
            print("%6d %s" % (n, key))
    finds = sum(r[2] for r in results)
    print("%d calls, %d found, %d s" % (sum(ends.values()), finds, time.time() - began))
    sys.exit(1 if finds or not ends else 0)


if __name__ == "__main__":
    main()
