"""Compares REASONS of ccred(1) with the table in src/base/reason.h. With --update, writes the section anew."""

import re
import sys

TABLE = "src/base/reason.h"
PAGE = "man/ccred.1"
BEGIN = '.\\" Written by tests/house/reasons.py --update.\n'
END = '.\\" End of the table of reasons.\n'


def reasons(text):
    """The entries (word, exit code, meaning) of the table, in its order."""
    entry = re.compile(r'X\(\s*\w+,\s*(\w+),\s*(EXIT_\w+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')
    text = text.replace("\\\n", "\n")
    for word, code, strings in entry.findall(text):
        yield word, code, "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', strings))


def section(top):
    codes = dict(re.findall(r"(EXIT_\w+) = (\d+)", open(f"{top}/src/base/exit_code.h").read()))
    lines = [".Bl -tag -width Ds -compact\n"]
    for word, code, meaning in sorted(reasons(open(f"{top}/{TABLE}").read())):
        lines.append(f".It Cm {word} Pq {codes[code]}\n{meaning}\n")
    lines.append(".El\n")
    return "".join(lines)


def main():
    top = sys.argv[1]
    page = open(f"{top}/{PAGE}").read()
    before, rest = page.split(BEGIN)
    old, after = rest.split(END)
    new = section(top)
    if sys.argv[2:] == ["--update"]:
        open(f"{top}/{PAGE}", "w").write(before + BEGIN + new + END + after)
    elif old != new:
        print(f"{PAGE}: REASONS differs from {TABLE}: tests/house/reasons.py {top} --update writes it")


main()
