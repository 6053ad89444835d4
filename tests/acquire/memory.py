"""Looks for bytes in the memory of a program that has done its work and waits for its answer to be read.

usage: memory.py REQUEST NEEDLES PROGRAM

REQUEST is a file that the program receives by the socket that is its descriptor 0; NEEDLES has one "NAME BYTES" a line.
The socket has no room for an answer, so that the program stops there. Prints "NAME PLACE" for each needle that is found: PLACE is
"locked" for memory that is left out of dumps, where secrets lie, "stack", or the mapping's name. At the end prints
what the program then answered, as "answer LINE". Exits with 77 if the memory cannot be read.
"""
import os
import re
import socket
import subprocess
import sys
import time

WAIT_S = 60


def full_socket():
    """Two sockets; the second has no room for another byte. Returns both, and how many bytes are in it."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    filled = 0
    try:
        while True:
            filled += theirs.send(b"x")
    except BlockingIOError:
        theirs.setblocking(True)
    return ours, theirs, filled


def wait_until_idle(pid):
    """Until the process has slept for a second without using the processor: only its answer is left."""
    quiet, before, deadline = 0, None, time.monotonic() + WAIT_S
    while quiet < 20 and time.monotonic() < deadline:
        with open(f"/proc/{pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        children = open(f"/proc/{pid}/task/{pid}/children").read()
        now = (fields[11], fields[12])
        quiet = quiet + 1 if fields[0] == "S" and not children and now == before else 0
        before = now
        time.sleep(0.05)


def mappings(pid):
    """Each mapping that can be written: begin, end, and its name."""
    name = begin = end = None
    with open(f"/proc/{pid}/smaps") as f:
        for line in f:
            head = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)", line)
            if head:
                begin, end = int(head[1], 16), int(head[2], 16)
                name = (head[4] or "anonymous") if "w" in head[3] else None
            elif line.startswith("VmFlags:") and name:
                if "dd" in line.split():
                    yield begin, end, "locked"
                else:
                    yield begin, end, "stack" if name == "[stack]" else name


def search(pid, needles):
    found = set()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for begin, end, name in mappings(pid):
            memory.seek(begin)
            data = memory.read(end - begin)
            found.update((needle, name) for needle, value in needles if value in data)
    return sorted(found)


def main(request, needles_file, program):
    with open(needles_file, "rb") as f:
        lines = [line.rstrip(b"\n").split(b" ", 1) for line in f]
    needles = [(name.decode(), value) for name, value in lines]
    ours, theirs, filled = full_socket()
    with open(request, "rb") as f:
        ours.sendall(f.read())
    child = subprocess.Popen([program], stdin=theirs, stdout=subprocess.DEVNULL)
    theirs.close()
    try:
        wait_until_idle(child.pid)
        try:
            found = search(child.pid, needles)
        except PermissionError:
            found = None
    finally:
        answer = b""
        while chunk := ours.recv(65536):
            answer += chunk
        child.wait()
    for needle, place in found or []:
        print(needle, place)
    for line in answer[filled:].decode().splitlines():
        print("answer", re.sub("^token=.*", "token=", line))
    return 77 if found is None else 0


sys.exit(main(*sys.argv[1:]))
