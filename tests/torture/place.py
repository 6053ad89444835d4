"""A place to torture the programs in, and the oracle: what must hold after every call, whatever failed in it."""

import ctypes
import json
import mmap
import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import urllib.request

SECRET = "torture-s3cret"
NEW_SECRET = "torture-n3w-one"
# The exit codes of ccred(1) that a failure of the system may have. 64, 65 and 78 would blame the user.
CODES = {0, 66, 67, 69, 70, 71, 74, 75, 76, 77}
PR_SET_CHILD_SUBREAPER = 36


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


class Place:
    """A server, a home with a configuration, and a runtime directory for the cache. One to a worker."""

    def __init__(self, build):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.bin, self.torture_bin = build + "/tests/bin", build + "/tests/torture/bin"
        self.dir = tempfile.mkdtemp(prefix="ccred-torture-")
        self.home, self.run_dir = self.dir + "/home", self.dir + "/run"
        self.cache = self.run_dir + "/ccred"
        self.config_dir = self.home + "/.config/ccred"
        self.kept = self.dir + "/kept"
        self.snapshot, self.snapshot_at, self.token = self.dir + "/snapshot", 0, None
        for name in (self.home, self.run_dir, self.kept):
            os.mkdir(name, 0o700)
        os.mkdir(self.dir + "/as")
        self.server = subprocess.Popen(
            [build + "/tests/servers/authserver/authserver", "--dir", self.dir + "/as", "--client", "demo:" + SECRET,
             "--client", "demo2:" + NEW_SECRET, "--die-with-parent"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: os.path.exists(self.dir + "/as/ready"), 60)
        ready = dict(line.strip().split("=", 1) for line in open(self.dir + "/as/ready"))
        self.url, self.url_https = ready["url_http"], ready["url"]
        self.environment = {"HOME": self.home, "XDG_RUNTIME_DIR": self.run_dir, "XDG_CONFIG_HOME": self.home + "/.config",
                            "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        with open(self.home + "/torture-plan", "wb") as f:
            f.write(bytes(4096))
        with open(self.home + "/torture-plan", "r+b") as f:
            self.plan = mmap.mmap(f.fileno(), 4096)
        self.configure(False)

    def configure(self, tls):
        """The files as every call finds them. The timeout is long, for that a machine is busy must be no find."""
        self.snapshot_at = 0
        issuer = "issuer    %s\n    ca-file   %s/as/ca.pem" % (self.url_https, self.dir) if tls else \
            "issuer    %s" % self.url
        self.files = {
            "config": "profile demo\n    target    %s/openehr/v1\n    %s\n    allow-http-loopback yes\n"
                      "    audience  https://api.example/openehr/v1\n    client-id demo\n    timeout   60\n"
                      "    source    required file path=%s/demo.secret format=secret\n"
                      "profile kept\n    target    %s/kept\n    issuer    %s\n    allow-http-loopback yes\n"
                      "    source    required debug keep=%s text=kept-here\n"
                      "profile signed\n    target    %s/signed\n    issuer    %s\n    allow-http-loopback yes\n"
                      "    client-id demo\n    source    required key path=%s/signed.pem\n"
                      % (self.url, issuer, self.config_dir, self.url, self.url, self.kept + "/kept", self.url, self.url,
                         self.kept),
            "demo.secret": SECRET + "\n",
        }

    def reset(self, warm):
        """Makes all as it was: the configuration, and a cache with a token or none."""
        shutil.rmtree(self.config_dir, True)
        os.makedirs(self.config_dir, 0o700)
        for name, text in self.files.items():
            with open(os.open(self.config_dir + "/" + name, os.O_CREAT | os.O_WRONLY, 0o600), "w") as f:
                f.write(text)
        for name in os.listdir(self.kept):
            os.unlink(self.kept + "/" + name)
        shutil.rmtree(self.cache, True)
        shutil.rmtree(self.home + "/.cache", True)
        if not warm:
            return
        # A copy of a cache is as good as the cache, while its token is valid.
        if time.time() - self.snapshot_at > 600 or not self.is_valid(self.token):
            r = self.call([self.bin + "/ccred", "token", "demo"])
            assert r.code == 0, "the server cannot be asked: " + r.err
            self.token = r.out.strip()
            shutil.rmtree(self.snapshot, True)
            shutil.copytree(self.cache, self.snapshot)
            self.snapshot_at = time.time()
        else:
            shutil.copytree(self.snapshot, self.cache)

    def is_valid(self, token):
        """Whether the API takes the token."""
        if not token or not re.fullmatch(r"[!-~]+", token):
            return False
        request = urllib.request.Request(self.url + "/openehr/v1/definition/template/adl1.4",
                                         headers={"Authorization": "Bearer " + token})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            return False

    def fail(self, program, nth, on):
        """The plan of the shim (shim.c)."""
        self.plan[:64] = struct.pack("32sQQQQ", program.encode(), nth, on, 0, 0)

    def fails(self):
        """How many allocations a process of the program made, and how many failed."""
        return struct.unpack("32sQQQQ", self.plan[:64])[3:]

    def call(self, argv, stdin="", environment=None, before=None, seconds=150):
        """Runs a command. Who of its children keeps the pipes open holds it up, which is found."""
        p = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.home,
                             preexec_fn=before, env=self.environment if environment is None else environment)
        try:
            out, err = p.communicate(stdin.encode(), seconds)
            code = p.returncode
        except subprocess.TimeoutExpired:
            for pid in self.family():
                kill(pid, signal.SIGKILL)
            out, err = p.communicate()
            code = "hangs"
        # What GnuTLS says before our main, where libcurl links it.
        err = re.sub(r"(?m)^Error in GnuTLS initialization: .*\n", "", err.decode("utf-8", "replace"))
        return Result(code, out.decode("utf-8", "replace"), err)

    def left(self, seconds=60):
        """Programs of the call that still run after a while, as names. They are killed."""
        end, names = time.time() + seconds, []
        while True:
            while True:
                try:
                    pid, _ = os.waitpid(-1, os.WNOHANG) if self.children() else (0, 0)
                except ChildProcessError:
                    pid = 0
                if pid == 0:
                    break
            alive = self.children()
            if not alive:
                return names
            if time.time() > end:
                end += seconds
                for pid, name in alive:
                    names.append(name)
                    kill(pid, signal.SIGKILL)
            time.sleep(0.002)

    def children(self):
        found = []
        with open("/proc/self/task/%d/children" % os.getpid()) as f:
            for word in f.read().split():
                if int(word) != self.server.pid:
                    try:
                        with open("/proc/%s/stat" % word) as stat:
                            text = stat.read()
                        found.append((int(word), text[text.index("(") + 1:text.rindex(")")]))
                    except OSError:
                        pass
        return found

    def family(self):
        """All descendants but the server."""
        return [pid for pid in family(os.getpid()) if pid != self.server.pid]

    def close(self):
        self.server.kill()
        self.server.wait()
        shutil.rmtree(self.dir, True)


def family(pid):
    """All descendants of a process."""
    found = []
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            for word in f.read().split():
                found += [int(word)] + family(int(word))
    except OSError:
        pass
    return found


def kill(pid, number):
    """Sends a signal to a process that may have ended."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def until(condition, seconds):
    end = time.time() + seconds
    while not condition():
        if time.time() > end:
            raise TimeoutError
        time.sleep(0.01)


class Command:
    """
    A command under torture. argv begins behind the name of the program; PLACE in it and in stdin stands for the
    server. warm: there is a token in the cache before it. report: what it prints has the failure in it.
    after(place, result, next token) says what is wrong after a success. cached: without a token in the cache there is
    nothing to do, which is a success. ends_token: after a failure the kept token may be dead all the same. crypto:
    libcrypto works for it, which does not survive each failing allocation.
    """

    def __init__(self, name, argv, stdin="", warm=False, report=False, after=None, program="ccred", ends=CODES,
                 cached=False, ends_token=False, crypto=False):
        self.name, self.argv, self.stdin, self.warm, self.cached = name, argv, stdin, warm, cached
        self.ends_token, self.crypto = ends_token, crypto
        self.report, self.after, self.program, self.ends = report, after, program, ends
        self.reference = None

    def words(self, place, directory):
        return [directory + "/" + self.program] + [w.replace("SERVER", place.url) for w in self.argv]

    def input(self, place):
        return self.stdin.replace("SERVER", place.url).replace("HOST", place.url.split("//")[1]) \
            .replace("TOKEN", place.token or "none").replace("SECRET", SECRET).replace("NEW", NEW_SECRET)


def shape(text):
    """An answer without what differs from call to call."""
    text = re.sub(r"[A-Za-z0-9_~+/=-]{24,}", "T", text)
    text = re.sub(r"  +", "  ", text)
    text = re.sub(r"\b(just now|[0-9]+ (s|ms|min|h|d))\b", "#", text)
    return re.sub(r"-?[0-9]+", "#", text)


# What a report says of a failure that it reports.
REPORTED = r'(?m)"outcome":"warning"|^warning |Read-only file system|Cannot allocate memory'


def judge(place, command, r, calm=True, elsewhere=False, again=()):
    """
    The oracle. Returns what is wrong, as texts. calm: nothing but the call itself was disturbed. elsewhere: its surroundings
    are other ones than when nothing fails, so that it may answer something else. again: options of the next call.
    """
    bad = []
    lefts = place.left()
    if r.code == "hangs" or (isinstance(r.code, int) and r.code < 0):
        bad.append("it hangs" if r.code == "hangs" else "it died of signal %d" % -r.code)
    elif r.code not in command.ends:
        bad.append("exit code %d" % r.code)
    if re.search(r"died of signal (4|6|7|8|11)\b", r.err + r.out) and not command.crypto:
        bad.append("a child crashed")
    if r.code != 0 and not r.err and not (command.report and r.out):
        bad.append("no message")
    # git's word for: do not ask anybody else.
    if r.code != 0 and r.out not in ("", "quit=1\n") and not command.report:
        bad.append("an answer beside a failure: %r" % r.out[:80])
    if r.out and "json" in " ".join(command.argv):
        try:
            json.loads(r.out)
        except ValueError:
            bad.append("broken JSON: %r" % r.out[:2000])
    # A report says on stdout what is not as it should be.
    said = r.err or (command.report and re.search(REPORTED, r.out))
    if r.code == 0 and not said and not elsewhere and shape(r.out) != command.reference:
        at = max(len(os.path.commonprefix([shape(r.out), command.reference])) - 40, 0)
        bad.append("not the whole answer, and no word of it: %r instead of %r at byte %d" %
                   (shape(r.out)[at:at + 200], command.reference[at:at + 200], at))
    if r.code == 0 and not re.fullmatch(r"(ccred: .*\n|hint: .*\n)*", r.err):
        bad.append("odd words")
    for secret in (SECRET, NEW_SECRET, place.token):
        if secret and (secret in r.err or (secret in r.out and secret != place.token)):
            bad.append("a secret is printed")
    if lefts:
        bad.append("processes are left: " + " ".join(lefts))
    files = [f for f in all_files(place.cache) + all_files(place.home + "/.cache") + all_files(place.config_dir) +
             all_files(place.kept) if ".tmp-" in f or (place.config_dir in f and os.path.basename(f) not in place.files)]
    if files and calm:
        bad.append("files are left: " + " ".join(files))
    again = place.call([place.bin + "/ccred", "token", "demo", *again])
    token = again.out.strip()
    if again.code != 0 or not (place.is_valid(token) or (r.code != 0 and command.ends_token)):
        bad.append("the next call fails: %s %s" % (again.code, again.err.strip()))
    elif token in r.err:
        bad.append("a token is printed")
    if r.code == 0 and command.after is not None and not (elsewhere and command.cached):
        wrong = command.after(place, r, token)
        if wrong:
            bad.append(wrong)
    left = place.left()
    if left:
        bad.append("processes are left by the next call: " + " ".join(left))
    return bad


def all_files(top):
    return [os.path.join(d, f) for d, _, names in os.walk(top) for f in names]
