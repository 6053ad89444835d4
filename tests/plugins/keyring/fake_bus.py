#!/usr/bin/python3
"""A unix socket that takes connections and then is silent, says garbage or hangs up: fake_bus.py PATH WORD"""
import os
import socket
import sys
import threading

path, word = sys.argv[1:]


def serve(connection):
    if word == "garbage":
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 100)
    if word != "close":
        while connection.recv(4096):
            if word == "garbage":
                break
    connection.close()


listener = socket.socket(socket.AF_UNIX)
listener.bind(path + ".new")
listener.listen(16)
os.rename(path + ".new", path)
while True:
    threading.Thread(target=serve, args=listener.accept()[:1], daemon=True).start()
