"""A stand-in for Vault and OpenBao on 127.0.0.1: what their HTTP API is documented to answer, and worse.

usage: python3 server.py DIR AUTHSERVER-DIR [http]

    answers/         next to this file: documented answers, STATUS-NAME.json
    DIR/token        a token that is good, besides those of a login
    DIR/role         ROLE-ID SECRET-ID, of the AppRole; without the second it needs none
    DIR/login        METHOD PATH of its login
    DIR/namespace    if there, the one that every request must be for
    DIR/secret       METHOD PATH of the secret
    DIR/data         if there, an object that takes the place of the secret's data
    DIR/metadata     if there, an object that takes the place of its custom_metadata
    DIR/do-secret, DIR/do-login, DIR/do-revoke
                     if there, what such a request gets instead: the NAME of an answer; raw FILE, its bytes
                     as a 200; redirect URL; slow, a body that never ends; huge; headers, too many
                     of them; echo, an error that repeats what was sent; long, one of many words; dead, no
                     answer at all
    DIR/ready        written last: url=
    DIR/log          a line for each request, before its answer: METHOD PATH STATUS
    DIR/sent         a line for each: its headers and body, as JSON
    DIR/live         the tokens of logins that are not revoked, after each request
"""
import ctypes
import glob
import http.server
import json
import os
import signal
import ssl
import sys
import threading

ANSWERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "answers")


def read(*path):
    try:
        with open(os.path.join(*path), encoding="utf-8") as f:
            return f.read().strip()
    except FileNotFoundError:
        return ""


def recorded(name):
    """Status and body of a documented answer."""
    path, = glob.glob(os.path.join(ANSWERS, "*-" + name + ".json"))
    return int(os.path.basename(path)[:3]), read(path).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):
        pass

    def said(self, name):
        return read(self.server.place, name)

    def allowed(self):
        wanted = self.said("namespace")
        if self.headers.get("X-Vault-Request") != "true":
            return False
        return (self.headers.get("X-Vault-Namespace") or "") == wanted

    def known(self):
        token = self.headers.get("X-Vault-Token")
        return bool(token) and (token == self.said("token") or token in self.server.live)

    def secret(self):
        if not self.known():
            return recorded("denied")
        if self.command + " " + self.path != self.said("secret"):
            return recorded("missing")
        status, body = recorded("secret")
        answer = json.loads(body)
        if self.said("data"):
            answer["data"]["data"] = json.loads(self.said("data"))
        if self.said("metadata"):
            answer["data"]["metadata"]["custom_metadata"] = json.loads(self.said("metadata"))
        return status, json.dumps(answer).encode()

    def login(self, body):
        sent = json.loads(body)
        wanted = (self.said("role").split() + [None])[:2]
        if self.command + " " + self.path != self.said("login"):
            return recorded("route")
        if [sent.get("role_id"), sent.get("secret_id")] != wanted:
            return recorded("refused")
        return recorded("login")

    def do(self, name, body):
        """What the file says; None: all went out already."""
        what, _, rest = self.said(name).partition(" ")
        if what == "raw":
            with open(rest, "rb") as f:
                return 200, f.read()
        if what == "echo":
            sent = [self.headers.get("X-Vault-Token") or "", body.decode()]
            return 403, json.dumps({"errors": ["what is\n this: " + s for s in sent]}).encode()
        if what == "long":
            return 403, json.dumps({"errors": ["many words " * 200] * 3}).encode()
        if what == "huge":
            return 200, b'{"data":"' + b"x" * 300000 + b'"}'
        if what in ("redirect", "headers", "slow", "dead"):
            return what, rest
        return recorded(what)

    def misbehave(self, what, rest):
        self.close_connection = True
        if what == "dead":
            return
        self.send_response(307 if what == "redirect" else 200)
        if what == "redirect":
            self.send_header("Location", rest)
        for i in range(2000 if what == "headers" else 0):
            self.send_header("X-%d" % i, "x" * 100)
        self.send_header("Content-Length", "100000" if what == "slow" else "0")
        self.end_headers()
        if what == "slow":
            self.wfile.write(b"{")
            self.server.stop.wait(60)

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = ("login" if self.path.startswith("/v1/auth/") and self.path.endswith("/login")
                else "revoke" if self.path == "/v1/auth/token/revoke-self" else "secret")
        with self.server.lock:
            if self.said("do-" + kind):
                status, content = self.do("do-" + kind, body)
            elif not self.allowed():
                status, content = recorded("denied")
            elif kind == "login":
                status, content = self.login(body)
            elif kind == "revoke":
                known = self.command == "POST" and self.known()
                status, content = (204, b"") if known else recorded("denied")
                self.server.live.discard(self.headers.get("X-Vault-Token"))
            else:
                status, content = self.secret()
            if kind == "login" and status == 200 and b"client_token" in content:
                self.server.live.add(json.loads(content)["auth"]["client_token"])
            self.note(status, body)
        if isinstance(status, str):
            self.misbehave(status, content)
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def note(self, status, body):
        place = self.server.place
        with open(os.path.join(place, "log"), "a", encoding="utf-8") as f:
            print(self.command, self.path, status, file=f)
        with open(os.path.join(place, "sent"), "a", encoding="utf-8") as f:
            print(json.dumps([dict(self.headers), body.decode()]), file=f)
        with open(os.path.join(place, "live"), "w", encoding="utf-8") as f:
            print(*self.server.live, sep="\n", end="", file=f)

    do_GET = do_POST = do_PUT = answer


def main(place, authserver, scheme="https"):
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if scheme == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(authserver, "peer.pem"))
        # The handshake is the business of a connection's own thread.
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    server.place = place
    server.live = set()
    server.lock = threading.Lock()
    server.stop = threading.Event()
    with open(os.path.join(place, "ready.new"), "w", encoding="ascii") as f:
        print("url=%s://127.0.0.1:%d" % (scheme, server.server_port), file=f)
    os.rename(f.name, os.path.join(place, "ready"))
    server.serve_forever()


main(*sys.argv[1:])
