"""Sends a message to ccred-acquire, as a caller does, and prints its answer.

usage: ask.py PROGRAM <MESSAGE. The message is sent as it is. Exits as the program does.
"""
import socket
import subprocess
import sys

ours, theirs = socket.socketpair()
child = subprocess.Popen(sys.argv[1:], stdin=theirs, stdout=subprocess.DEVNULL)
theirs.close()
try:
    ours.sendall(sys.stdin.buffer.read())
    ours.shutdown(socket.SHUT_WR)
    while chunk := ours.recv(65536):
        sys.stdout.buffer.write(chunk)
except ConnectionError:
    pass
sys.exit(child.wait())
