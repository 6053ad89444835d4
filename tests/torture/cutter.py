"""A proxy for https that cuts what goes through it after so many bytes."""

import select
import socket
import struct
import threading


class Cutter:
    """passed: the bytes of all connections so far. When they are as many as cut_at, the connection ends; all later ones
    end at once if on is set. reset: the client gets a reset, and no orderly end."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        self.plan(0, False, False)
        threading.Thread(target=self.accept, daemon=True).start()

    def plan(self, cut_at, on, reset):
        """cut_at 0: nothing is cut."""
        self.passed, self.cut_at, self.on, self.reset, self.lock = 0, cut_at, on, reset, threading.Lock()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        server = None
        try:
            head = b""
            while b"\r\n\r\n" not in head:
                more = client.recv(4096)
                if not more:
                    return
                head += more
            host, port = head.split(b" ")[1].rsplit(b":", 1)
            server = socket.create_connection((host.decode(), int(port)))
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while self.pass_on(client, server):
                pass
        except OSError:
            pass
        finally:
            if self.reset and self.cut_at and self.passed >= self.cut_at:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
            if server is not None:
                server.close()

    def pass_on(self, client, server):
        for end in select.select([client, server], [], [])[0]:
            data = end.recv(65536)
            if not data:
                return False
            with self.lock:
                before, self.passed = self.passed, self.passed + len(data)
            cut = self.cut_at and self.passed >= self.cut_at and (before < self.cut_at or self.on)
            if cut:
                data = data[:max(0, self.cut_at - before)]
            (server if end is client else client).sendall(data)
            if cut:
                return False
        return True
