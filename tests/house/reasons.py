"""Compares REASONS of ccred(1) with the table in src/base/reason.h. With --update, writes the section anew."""

import re
import sys

TABLE = "src/base/reason.h"
PAGE = "man/ccred.1"
BEGIN = '.\\" Written by tests/house/reasons.py --update, but for what each means.\n'
END = '.\\" End of the table of reasons.\n'
UNSAID = "(to be written)\n"


def section(top, old):
    """The reasons in the order of the alphabet; the page alone says what each means."""
    codes = dict(re.findall(r"(EXIT_\w+) = (\d+)", open(f"{top}/src/base/exit_code.h").read()))
    meanings = dict(re.findall(r"\.It Cm (\w+) Pq \d+\n((?:[^.\n].*\n)+)", old))
    lines = [".Bl -tag -width Ds -compact\n"]
    for word, code in sorted(re.findall(r"X\(\w+, (\w+), (EXIT_\w+)\)", open(f"{top}/{TABLE}").read())):
        lines.append(f".It Cm {word} Pq {codes[code]}\n{meanings.get(word, UNSAID)}")
    lines.append(".El\n")
    return "".join(lines)


def main():
    top = sys.argv[1]
    page = open(f"{top}/{PAGE}").read()
    before, rest = page.split(BEGIN)
    old, after = rest.split(END)
    new = section(top, old)
    if sys.argv[2:] == ["--update"]:
        open(f"{top}/{PAGE}", "w").write(before + BEGIN + new + END + after)
    elif old != new:
        print(f"{PAGE}: REASONS differs from {TABLE}: tests/house/reasons.py {top} --update writes it")
    if UNSAID in new:
        print(f"{PAGE}: a reason has no meaning")


main()
