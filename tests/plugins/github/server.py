"""A stand-in for the service that gives a job of GitHub Actions its ID token, on 127.0.0.1.

usage: python3 server.py DIR

    DIR/token    the token that a request must have
    DIR/answer   what it gets then: the status in the first line, and the body
    DIR/ready    written last: url=
    DIR/sent     of the last request: its target, a line; its headers as JSON
"""
import ctypes
import http.server
import json
import os
import signal
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, format, *args):
        pass

    def read(self, name):
        with open(os.path.join(self.server.place, name), encoding="utf-8") as f:
            return f.read()

    def do_GET(self):
        with open(os.path.join(self.server.place, "sent"), "w", encoding="utf-8") as f:
            print(self.path, json.dumps(dict(self.headers)), sep="\n", file=f)
        status, _, body = self.read("answer").partition("\n")
        if self.headers.get("Authorization") != "Bearer " + self.read("token").strip():
            status, body = "401", "{}"
        self.send_response(int(status))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == "302":
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(body.encode())


ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
server.place = sys.argv[1]
with open(os.path.join(server.place, "ready.new"), "w", encoding="ascii") as ready:
    print("url=http://127.0.0.1:%d" % server.server_port, file=ready)
os.rename(ready.name, os.path.join(server.place, "ready"))
server.serve_forever()
