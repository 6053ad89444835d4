"""Who includes whom below src, helpers and plugins: "room A uses B" pairs that are not allowed, circles, and names that two
rooms of src have.

usage: includes.py TOP. Prints one line a fault; nothing if all is in order.
"""
import os
import re
import sys

# A room may use itself, the public header, and these rooms.
MAY_USE = {
    "base": "",
    "config": "base",
    "plugin": "base",
    "cache": "base",
    "jose": "",
    "http": "base jose",
    "stack": "base config plugin",
    "oauth": "base http jose",
    "source": "base config plugin stack",
    "client": "base config plugin stack cache acquire",
    "acquire": "base config plugin stack cache http oauth jose",
    "report": "base config plugin stack cache http oauth acquire jose",
    "plugins": "",
    "setup": "base config plugin stack cache acquire client",
    "kit": "base config plugin stack",
    "helpers": "base config plugin stack cache acquire client",
    "cli": "base config plugin stack cache acquire client",
}
# A file of src/cli that hands its command over to another room.
HANDS_OVER = {
    ("src/cli/cmd_git", "helpers"), ("src/cli/cmd_helper", "helpers"), ("src/cli/cmd_key", "setup"), ("src/cli/cmd_plugin", "kit"), ("src/cli/cmd_plugins", "kit"),
    ("src/cli/cmd_remove", "setup"), ("src/cli/cmd_secret", "setup"), ("src/cli/cmd_setup", "setup"),
}
# What a plugin may compile of src: a room that knows no other.
PLUGIN_MAY_USE = {("plugins/key", "jose")}
# Files of one name that are the same thing of two layers, or of two programs.
TWICE = {"main.c", "wire.c", "wire.h"}


def room(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "src" else parts[0]


def included(path, top):
    for name in re.findall(r'^#include "([^"]+)"', open(os.path.join(top, path)).read(), re.M):
        if ".." in name:
            print(path, "includes", name)
        for base in ("src/", "", "plugins/", os.path.dirname(path) + "/"):
            if os.path.exists(os.path.join(top, base + name)):
                yield base + name
                break


def circles(arrows):
    """Strongly connected groups of files; x.c and x.h are one (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        for w in arrows.get(v, ()):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in stack:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            group = []
            while not group or group[-1] != v:
                group.append(stack.pop())
            if len(group) > 1:
                found.append(sorted(group))

    for v in sorted(arrows):
        if v not in index:
            visit(v)
    return found


def names_of(path, top):
    """The file's name, and those of the structs that it defines."""
    if os.path.basename(path) not in TWICE:
        yield "a file " + os.path.basename(path)
    for struct in re.findall(r"^(?:static const )?(?:struct|enum) (\w+) {", open(os.path.join(top, path)).read(), re.M):
        yield "a struct " + struct


def main(top):
    sys.setrecursionlimit(10000)
    arrows, faults, rooms = {}, set(), {}
    for where in ("src", "helpers", "plugins"):
        for folder, _, names in os.walk(os.path.join(top, where)):
            for name in names:
                if not name.endswith((".c", ".h")):
                    continue
                path = os.path.relpath(os.path.join(folder, name), top)
                if where == "src":
                    for thing in names_of(path, top):
                        rooms.setdefault(thing, set()).add(room(path))
                for other in included(path, top):
                    a, b = os.path.splitext(path)[0], os.path.splitext(other)[0]
                    if a != b:
                        arrows.setdefault(a, set()).add(b)
                    mine, theirs = room(path), room(other)
                    if mine == theirs or theirs == "include":
                        continue
                    if (a, theirs) in HANDS_OVER or (os.path.dirname(a), theirs) in PLUGIN_MAY_USE:
                        continue
                    if theirs not in MAY_USE[mine].split():
                        faults.add("%s uses %s" % (mine, theirs))
    faults.update("%s has %s" % (" and ".join(sorted(r)), thing) for thing, r in rooms.items() if len(r) > 1)
    for fault in sorted(faults):
        print(fault)
    for group in circles(arrows):
        print("a circle:", " ".join(group))


main(sys.argv[1])
