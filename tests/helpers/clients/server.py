"""An HTTPS server on 127.0.0.1 for clients of every kind, who show a token of the bundled server.

usage: python3 server.py DIR AUTHSERVER-DIR http|smtp|imap [open]

    DIR/files/NAME   the answer for a path, whose slashes are commas in NAME: headers, a blank line,
                     the body; Status: is the status. Another path gets a short text.
    DIR/challenge    the WWW-Authenticate header of a 401 (Bearer)
    DIR/ready        written last: port=
    DIR/log          a line for each request, before its answer: METHOD PATH STATUS SCHEME TOKEN;
                     the status is 200 if the token was taken, else 401

A token may come as Bearer, or as the password of Basic. With "open" everybody is answered. smtp and
imap are in mail.py.
"""
import base64
import ctypes
import http.client
import http.server
import os
import signal
import socketserver
import ssl
import sys
import threading


def read(*path):
    try:
        with open(os.path.join(*path), encoding="utf-8") as f:
            return f.read()
    except FileNotFoundError:
        return ""


def value(name, text):
    return dict(line.split("=", 1) for line in text.splitlines())[name]


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Tokens, the log and TLS, for each of the protocols."""
    daemon_threads = True
    request_queue_size = 50

    def __init__(self, handler, place, authserver, is_open):
        super().__init__(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(authserver, "peer.pem"))
        # The handshake is the business of a connection's own thread.
        self.socket = context.wrap_socket(self.socket, server_side=True,
                                          do_handshake_on_connect=False)
        self.place, self.is_open, self.lock = place, is_open, threading.Lock()
        self.peer = value("url_http", read(authserver, "ready")).removeprefix("http://")
        self.log = open(os.path.join(place, "log"), "a", encoding="utf-8")

    def handle_error(self, request, client_address):
        pass  # A client may close a connection as it likes.

    def allows(self, token):
        """What the authorization server's own resource says of the token holds here too."""
        if self.is_open or token == "-":
            return self.is_open
        peer = http.client.HTTPConnection(self.peer, timeout=30)
        peer.request("GET", "/openehr/v1/x", headers={"Authorization": "Bearer " + token})
        status = peer.getresponse().status
        peer.close()
        return status == 200

    def note(self, *words):
        with self.lock:
            print(*words, file=self.log, flush=True)


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):
        pass

    def shown(self):
        """What the client shows: scheme and token, '-' for what is not there."""
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            rest = base64.b64decode(rest).decode("utf-8").partition(":")[2]
        return scheme or "-", rest or "-"

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        scheme, token = self.shown()
        path = self.path.partition("?")[0]
        if self.server.allows(token):
            status, headers, body = 200, [], b"hello\n"
            text = read(self.server.place, "files", path.replace("/", ","))
            if text:
                head, _, rest = text.partition("\n\n")
                headers = [line.split(": ", 1) for line in head.splitlines()]
                status = int(dict(headers).get("Status", "200"))
                body = rest.encode("utf-8")
        else:
            status, body = 401, b'{"detail": "a token is needed"}\n'
            challenge = read(self.server.place, "challenge").strip() or "Bearer"
            headers = [("WWW-Authenticate", challenge), ("Content-Type", "application/json")]
        self.server.note(self.command, path, 401 if status == 401 else 200, scheme, token)
        self.send_response(status)
        for name, text in headers:
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PROPFIND = do_OPTIONS = answer


def main(place, authserver, protocol, is_open=""):
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if protocol == "http":
        handler = Web
    else:
        import mail
        handler = mail.HANDLERS[protocol]
    server = Server(handler, place, authserver, is_open == "open")
    with open(os.path.join(place, "ready.new"), "w", encoding="ascii") as f:
        print("port=%d" % server.server_address[1], file=f)
    os.rename(f.name, os.path.join(place, "ready"))
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
