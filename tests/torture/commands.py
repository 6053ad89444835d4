"""The commands under torture, and what must be true after each that says it succeeded."""

import re

from place import CODES, NEW_SECRET, Command


def printed(pattern):
    def after(place, r, token):
        found = re.search(pattern, r.out)
        return None if found and place.is_valid(found.group(1)) else "no valid token is printed"
    return after


def gone(place, r, token):
    """The token must not be answered again."""
    return "the dropped token is still answered" if token == place.token else None


def revoked(place, r, token):
    return "the token is still valid" if place.is_valid(place.token) or token == place.token else None


def stored(place, r, token):
    try:
        with open(place.kept + "/kept") as f:
            return None if NEW_SECRET in f.read() else "the secret was not stored"
    except OSError:
        return "nothing was stored"


def made(place, r, token):
    try:
        with open(place.kept + "/signed.pem") as f:
            lines = f.read().splitlines()
            return None if (lines[0] + lines[-1]).count(" PRIVATE KEY-----") == 2 else "a part of a key was written"
    except OSError:
        return "no key was written"


GIT = "protocol=http\nhost=HOST\npath=openehr/v1/ehr\n"
SETUP = ["setup", "--yes", "SERVER", "--target", "SERVER/openehr/v1", "--profile", "demo", "--replace", "--client-id",
         "demo", "--audience", "https://api.example/openehr/v1", "--secret-stdin", "--allow-http-loopback"]
COMMANDS = [
    Command("token", ["token", "demo"], after=printed(r"^(\S+)$")),
    Command("token, kept", ["token", "demo"], warm=True, after=printed(r"^(\S+)$")),
    Command("token --renew", ["token", "demo", "--renew", "--format", "json"], warm=True,
            after=printed(r'"access_token": ?"([^"]+)"')),
    Command("get", ["get"], GIT + "\n", after=printed(r"(?m)^password=(\S+)$")),
    Command("git get", ["get"], GIT + "\n", warm=True, program="git-credential-ccred",
            after=printed(r"(?m)^password=(\S+)$")),
    Command("git erase", ["erase"], GIT + "username=x\npassword=TOKEN\n\n", warm=True, program="git-credential-ccred",
            after=gone),
    Command("erase", ["erase"], GIT + "password=TOKEN\n\n", warm=True, after=gone),
    Command("forget", ["forget", "demo"], warm=True, after=gone),
    Command("revoke", ["revoke", "demo"], warm=True, after=revoked, cached=True, ends_token=True),
    Command("renew", ["renew", "demo", "--within", "7200"], warm=True, after=gone, cached=True),
    Command("exec", ["exec", "demo", "--", "sh", "-c", "cat $CCRED_HEADER_FILE"], ends=CODES | {126, 127},
            after=printed(r"Bearer (\S+)")),
    Command("explain", ["explain", "demo"], report=True),
    Command("explain --json", ["explain", "--json", "demo"], report=True),
    Command("doctor", ["doctor", "demo"], report=True),
    Command("doctor --json", ["doctor", "--json", "demo"], report=True),
    Command("inspect", ["inspect", "demo"], warm=True, report=True),
    Command("inspect --json", ["inspect", "--json", "demo"], warm=True, report=True),
    Command("status", ["status"], warm=True, report=True),
    Command("status --json", ["status", "--json"], warm=True, report=True),
    Command("profiles", ["profiles"], report=True),
    Command("plugins", ["plugins"], report=True, ends=CODES | {78}),
    Command("secret set", ["secret", "set", "--stdin", "kept"], "client_id=demo2\nclient_secret=NEW\n\n",
            after=stored),
    Command("setup", SETUP, "SECRET\n"),
    Command("key new", ["key", "new", "signed"], after=made, crypto=True),
    Command("capability", ["capability"]),
    Command("--version", ["--version"]),
]
QUICK = {"token", "erase", "doctor --json", "inspect --json"}
