"""The canary: secrets of awkward bytes, and a key, go through every command, and are looked for wherever they must not be."""

import argparse
import base64
import json
import os
import select
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import place as places
from commands import COMMANDS

# The one part that is the same in all forms but base64 and hex, so that a cut secret is found, too.
CORE = "kAn4ry-c0re-"
SECRETS = ["\"q'%sb\\n\\", "100%25+&=;#?/ <b>{}", "blanks  in it", "gr\u00fc\u00df-\u2603-\U0001f426", "l0ng-" * 700]
# What the server does, beside the right thing: fields of its _control.
FAULTS = [{}, {"fault": "503", "on": "all"}, {"fault": "error", "error": "invalid_client", "status": "401", "on": "all"},
          {"fault": "garbage", "on": "all"}]
# These print a token; all others must not.
TELL = {"token", "token, kept", "token --renew", "get", "git get", "exec"}


def codes(data):
    """Base64 of it, wherever it begins: whole groups of it alone."""
    for before in range(3):
        code = base64.b64encode(b"x" * before + data)
        code = code[4 if before else 0:len(code) - 4]
        yield code
        yield code.replace(b"+", b"-").replace(b"/", b"_")


def forms(secret):
    """How a secret could look where it has come through a hand that writes it otherwise."""
    raw = secret.encode()
    found = {raw, urllib.parse.quote(secret, safe="").encode(), urllib.parse.quote_plus(secret).encode(),
             json.dumps(secret)[1:-1].encode(), json.dumps(secret, ensure_ascii=False)[1:-1].encode(),
             raw.hex().encode(), raw.hex().upper().encode()}
    for text in (raw, urllib.parse.quote_plus(secret).encode()):
        found |= set(codes(text))
    return found


def needles(secret, core):
    return forms(secret) | forms(core)


class Finds:
    """What is looked through, and what was found in it."""

    def __init__(self):
        self.bytes = self.files = self.calls = self.processes = self.samples = 0
        self.found = []

    def look(self, where, data, wanted):
        self.bytes += len(data)
        for form in wanted:
            if form in data:
                self.found.append("%s has %s" % (where, form[:60]))
                return

    def look_below(self, top, wanted, allowed):
        for directory, _, names in os.walk(top):
            for name in names:
                path = os.path.join(directory, name)
                if not allowed(path):
                    self.files += 1
                    self.look("the name " + path, path.encode(), wanted)
                    with open(path, "rb") as f:
                        self.look(path, f.read(), wanted)


def watch(end, result, wanted, before):
    """Reads the command line and the environment of each new process again and again, until end can be read."""
    finds, seen = Finds(), set()
    own = {os.getpid(), os.getppid()} | before
    while not select.select([end], [], [], 0)[0]:
        finds.samples += 1
        for name in os.listdir("/proc"):
            if not name.isdigit() or int(name) in own:
                continue
            for file in ("cmdline", "environ"):
                try:
                    with open("/proc/%s/%s" % (name, file), "rb") as f:
                        finds.look("%s of a process" % file, f.read(), wanted)
                    seen.add((name, file))
                except OSError:
                    pass
    finds.processes = len({name for name, file in seen if file == "environ"})
    with os.fdopen(result, "w") as f:
        json.dump(vars(finds), f)


class Watch:
    """A process that watches /proc while the with block runs."""

    def __init__(self, finds, wanted):
        self.finds, self.wanted = finds, wanted

    def __enter__(self):
        before = {int(name) for name in os.listdir("/proc") if name.isdigit()}
        end, self.stop = os.pipe()
        self.result, result = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self.stop)
                watch(end, result, self.wanted, before)
            finally:
                os._exit(0)
        os.close(end)
        os.close(result)
        return self

    def __exit__(self, *_):
        os.close(self.stop)
        with os.fdopen(self.result) as f:
            for name, value in json.load(f).items():
                setattr(self.finds, name, getattr(self.finds, name) + value)
        os.waitpid(self.pid, 0)


def control(place, fields):
    request = urllib.request.Request(place.url + "/_control", urllib.parse.urlencode(fields).encode())
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20).close()


def run(options, tail):
    """All commands with one secret. Returns what was found."""
    core = CORE + os.urandom(6).hex()
    secret = core + tail
    places.SECRET, places.NEW_SECRET = secret, core[::-1] + tail
    return run_commands(places.Place(options.build), needles(secret, core) | needles(places.NEW_SECRET, core[::-1]))


def openssl(stdin, *words):
    return subprocess.run(["openssl", *words], input=stdin, stdout=subprocess.PIPE, check=True).stdout


def run_key(options):
    """All commands with a key that a passphrase protects. Both are looked for."""
    core = CORE + os.urandom(6).hex()
    places.SECRET, places.NEW_SECRET = core + "-secret", core[::-1] + "-secret"
    place = places.Place(options.build)
    clear = openssl(b"", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    der = openssl(clear, "pkcs8", "-topk8", "-nocrypt", "-outform", "DER")
    # The key itself is behind its version in the ECPrivateKey (RFC 5915).
    at = der.index(b"\x02\x01\x01\x04\x20") + 5
    private = der[at:at + 32]
    sealed = openssl(core.encode() + b"\n" + clear, "pkey", "-aes256", "-passout", "stdin")
    with open(place.dir + "/key.pub", "wb") as file:
        file.write(openssl(clear, "pkey", "-pubout"))
    place.files.update({"key.secret": sealed.decode(), "phrase.secret": core + "\n"})
    place.files["config"] = place.files["config"].replace(
        "file path=%s/demo.secret format=secret" % place.config_dir,
        "key path=%s/key.secret passphrase-file=%s/phrase.secret" % (place.config_dir, place.config_dir))
    control(place, {"client-keys": "demo:%s/key.pub" % place.dir})
    return run_commands(place, needles(core, core) | {private, private.hex().encode(), private.hex().upper().encode()} |
                        set(codes(private)) | set(clear.splitlines()[1:-1]))


def run_commands(place, wanted):
    finds = Finds()
    tmp, trace = place.dir + "/tmp", place.dir + "/trace"
    os.mkdir(tmp, 0o700)
    place.environment.update(TMPDIR=tmp, CCRED_TRACE=trace)

    def allowed(path):
        return path.startswith(place.config_dir) and path.endswith(".secret")

    def allowed_token(path):
        return path.startswith(place.cache) and path.endswith(".token")

    try:
        with Watch(finds, wanted):
            for fault in FAULTS:
                for command in COMMANDS:
                    control(place, {"clear": "1"})
                    place.reset(command.warm)
                    if fault:
                        control(place, fault)
                    words, text = command.words(place, place.bin), command.input(place)
                    r = place.call(words, text)
                    finds.calls += 1
                    token = forms(place.token) if place.token else set()
                    finds.look(command.name + ": stdout", r.out.encode(),
                               wanted | (set() if command.name in TELL else token))
                    finds.look(command.name + ": stderr", r.err.encode(), wanted | token)
                    for top in (place.home, place.run_dir, tmp):
                        finds.look_below(top, wanted, allowed)
                        finds.look_below(top, token, allowed_token)
                    with open(trace, "rb") as f:
                        finds.look(command.name + ": the trace", f.read(), wanted | token)
                    os.unlink(trace)
    finally:
        place.close()
    return finds


def check_self(options):
    """Plants a secret in each place and form, one at a time. Returns what was not seen."""
    secret = CORE + "planted\" %\u00fc"
    raw, missed = secret.encode(), []
    wanted, plants = needles(secret, CORE + "planted"), 0
    place = places.Place(options.build)
    try:
        for form in sorted(forms(secret)):
            finds = Finds()
            finds.look("a text", b"before " + form + b" after", wanted)
            path = place.home + "/planted"
            with open(path, "wb") as f:
                f.write(form)
            finds.look_below(place.home, wanted, lambda path: False)
            os.unlink(path)
            plants += 2
            if len(finds.found) != 2:
                missed.append("the form %s" % form)
        for where, words, environment in (("an environment", ["sleep", "1000"], {b"X": raw}),
                                          ("a command line", ["sh", "-c", "sleep 1000; :", secret], {})):
            finds, plants = Finds(), plants + 1
            with Watch(finds, wanted):
                p = subprocess.Popen(words, env={b"PATH": os.environb[b"PATH"], **environment}, start_new_session=True)
                time.sleep(1)
                os.killpg(p.pid, signal.SIGKILL)
                p.wait()
            if not finds.found:
                missed.append(where)
    finally:
        place.close()
    print("self-check: %d planted, %d not seen" % (plants, len(missed)))
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=os.getcwd(), help="where make torture-programs was run")
    parser.add_argument("--quick", action="store_true", help="one secret, and no faults of the server")
    options = parser.parse_args()
    if options.quick:
        del SECRETS[1:], FAULTS[1:]
    missed = check_self(options)
    all_found, sums = set(), {}
    runs = [("secret %d" % number, lambda tail=tail: run(options, tail)) for number, tail in enumerate(SECRETS)]
    for what, look in runs + [("a key", lambda: run_key(options))]:
        finds = look()
        all_found |= {"%s: %s" % (what, text) for text in finds.found}
        for name in ("calls", "processes", "samples", "files", "bytes"):
            sums[name] = sums.get(name, 0) + getattr(finds, name)
    for text in missed + sorted(all_found):
        print("FOUND " + text)
    print(", ".join("%d %s" % (n, name) for name, n in sums.items()) + ", %d found" % len(all_found))
    sys.exit(1 if missed or all_found else 0)


if __name__ == "__main__":
    main()
