"""Runs a command on a terminal of its own, as a person would: terminal.py STEP... -- COMMAND...

STEP is "?TEXT", wait until the terminal shows TEXT, and print whether it echoes then; "!NAME", send the
command that signal; anything else is typed, ^C, ^D and ^Z as those keys. When the command is
stopped, the terminal shows [stopped]; the step "?[stopped]" lets it go on. Prints at the end whether the terminal echoes, how the command
ended, and all that the terminal showed.
"""

import contextlib
import fcntl
import os
import select
import signal
import sys
import termios
import time

PATIENCE_S = 60
KEYS = {"^C": "\x03", "^D": "\x04", "^Z": "\x1a"}


def run_command(terminal, command, resume):
    """The leader of the terminal's session: a group without one could not be stopped."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    begin, go = os.pipe()
    pid = os.fork()
    if pid == 0:
        # As at a terminal: a job of make or of a shell script may have been told to ignore them.
        for name in "INT", "QUIT", "TERM", "HUP", "TSTP", "TTIN", "TTOU":
            signal.signal(getattr(signal, "SIG" + name), signal.SIG_DFL)
        os.read(begin, 1)
        for fd in 0, 1, 2:
            os.dup2(terminal, fd)
        os.closerange(3, 256)
        os.execvp(command[0], command)
    os.setpgid(pid, pid)
    os.tcsetpgrp(terminal, pid)

    def hand_on(number, frame):
        # It may just have ended, and been waited for.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)

    for name in signal.SIGTERM, signal.SIGHUP:
        signal.signal(name, hand_on)
    os.write(go, b"x")
    while True:
        _, status = os.waitpid(pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)
        os.write(terminal, b"[stopped]")
        # Not before the terminal was looked at.
        os.read(resume, 1)
        os.kill(pid, signal.SIGCONT)


def main():
    end_of_steps = sys.argv.index("--")
    steps, command = sys.argv[1:end_of_steps], sys.argv[end_of_steps + 1 :]
    master, terminal = os.openpty()
    resume, looked = os.pipe()
    leader = os.fork()
    if leader == 0:
        os.close(master)
        run_command(terminal, command, resume)
    shown = b""
    seen = 0

    def echo():
        return "echo on" if termios.tcgetattr(terminal)[3] & termios.ECHO else "echo off"

    def read_more():
        nonlocal shown
        if select.select([master], [], [], 0.02)[0]:
            shown += os.read(master, 4096)

    for step in steps:
        if step.startswith("?"):
            deadline = time.monotonic() + PATIENCE_S
            while (at := shown.find(step[1:].encode(), seen)) < 0:
                read_more()
                if time.monotonic() > deadline:
                    os.kill(leader, signal.SIGTERM)
                    sys.exit("terminal.py: the terminal never showed " + step[1:] + ": " + repr(shown))
            seen = at + len(step) - 1
            print(echo())
            if step == "?[stopped]":
                os.write(looked, b"x")
        elif step.startswith("!"):
            os.kill(leader, getattr(signal, "SIG" + step[1:]))
        else:
            os.write(master, KEYS.get(step, step).encode())
    while True:
        pid, status = os.waitpid(leader, os.WNOHANG)
        read_more()
        if pid != 0:
            break
    read_more()
    print(echo())
    print("exit", os.waitstatus_to_exitcode(status))
    print(shown.decode(errors="replace").replace("\r", ""))


main()
