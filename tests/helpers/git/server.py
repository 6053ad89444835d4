"""An HTTPS server of git repositories on 127.0.0.1, for who shows a token of the bundled server.

usage: python3 server.py DIR AUTHSERVER-DIR

    DIR/repos       what is served, by git http-backend
    DIR/challenges  the WWW-Authenticate headers of a 401, a line each, read anew for each request;
                    the schemes in them are the ones that are taken
    DIR/password    NAME:PASSWORD, the only one that is taken then, instead of tokens
    DIR/ready       written last: url=
    DIR/log         a line for each request, before its answer: METHOD PATH STATUS SCHEME USER TOKEN
"""
import base64
import binascii
import ctypes
import http.client
import http.server
import os
import re
import signal
import ssl
import subprocess
import sys
import threading
import urllib.parse


def read(*path):
    try:
        with open(os.path.join(*path), encoding="ascii") as f:
            return f.read()
    except FileNotFoundError:
        return ""


def value(name, text):
    for line in text.splitlines():
        if line.startswith(name + "="):
            return line[len(name) + 1:]
    sys.exit("server.py: no " + name)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):
        pass

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        whole = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            whole += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return whole

    def shown(self):
        """What the client shows: scheme, user name and token, '-' for what is not there."""
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Bearer":
            return "Bearer", "-", rest
        if scheme == "Basic":
            try:
                user, _, token = base64.b64decode(rest).decode("utf-8").partition(":")
                return "Basic", user or "-", token or "-"
            except (binascii.Error, UnicodeDecodeError):
                pass
        return scheme or "-", "-", "-"

    def allowed(self, scheme, user, token):
        challenges = read(self.server.place, "challenges")
        if not re.search("(^|, )" + re.escape(scheme) + "( |,|$)", challenges, re.MULTILINE):
            return False
        password = read(self.server.place, "password").strip()
        if password:
            return password == user + ":" + token
        # What the authorization server's own resource says of the token holds here too.
        peer = http.client.HTTPConnection(self.server.peer, timeout=30)
        peer.request("GET", "/openehr/v1/git", headers={"Authorization": "Bearer " + token})
        status = peer.getresponse().status
        peer.close()
        return status == 200

    def backend(self, body):
        path, _, query = self.path.partition("?")
        env = {
            "PATH": os.environ["PATH"], "HOME": self.server.place, "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PROJECT_ROOT": os.path.join(self.server.place, "repos"),
            "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": "somebody", "REMOTE_ADDR": "127.0.0.1",
            "REQUEST_METHOD": self.command, "PATH_INFO": urllib.parse.unquote(path), "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        answer = subprocess.run(["git", "http-backend"], input=body, env=env, check=False,
                                stdout=subprocess.PIPE).stdout
        head, _, content = answer.partition(b"\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.decode("ascii").split("\r\n")]
        status = [int(v[:3]) for k, v in headers if k == "Status"] or [200]
        return status[0], [h for h in headers if h[0] != "Status"], content

    def answer(self):
        body = self.body()
        shown = self.shown()
        if self.allowed(*shown):
            status, headers, content = self.backend(body)
        else:
            status, content = 401, b"A token is needed.\n"
            headers = [("WWW-Authenticate", line)
                       for line in read(self.server.place, "challenges").splitlines()]
        with self.server.lock:
            print(self.command, self.path.partition("?")[0], status, *shown,
                  file=self.server.log, flush=True)
        self.send_response(status)
        for name, text in headers:
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer


def main(place, authserver):
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(authserver, "peer.pem"))
    # The handshake is the business of a connection's own thread.
    server.socket = context.wrap_socket(server.socket, server_side=True,
                                        do_handshake_on_connect=False)
    server.place = place
    server.peer = value("url_http", read(authserver, "ready")).removeprefix("http://")
    server.log = open(os.path.join(place, "log"), "w", encoding="utf-8")
    server.lock = threading.Lock()
    with open(os.path.join(place, "ready.new"), "w", encoding="ascii") as f:
        print("url=https://127.0.0.1:%d" % server.server_port, file=f)
    os.rename(f.name, os.path.join(place, "ready"))
    server.serve_forever()


main(*sys.argv[1:])
