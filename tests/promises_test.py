#!/usr/bin/env python3
"""Every test that docs/promises.md names exists: a promise without a test is none."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
CALL = re.compile(r'TEST_CASE\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')


def doctest_cases():
    """The names of all cases, with adjacent string literals joined."""
    names = set()
    for folder in ("framework", "plugins", "tests"):
        for file in (ROOT / folder).rglob("*_test.cpp"):
            for call in CALL.finditer(file.read_text()):
                pieces = re.findall(r'"((?:[^"\\]|\\.)*)"', call.group(1))
                names.add("".join(pieces).replace('\\"', '"'))
    return names


def main():
    cases = doctest_cases()
    missing = []
    rows = [line for line in (ROOT / "docs/promises.md").read_text().splitlines() if line.startswith("| ")]
    named = [name for row in rows for name in re.findall(r"`([^`]*: [^`]*)`", row.rsplit("|", 2)[1])]
    for name in named:
        place, case = name.split(": ", 1)
        if place.endswith(".py"):
            file = next((ROOT / "tests").rglob(place), None)
            found = file is not None and f"def {case}(" in file.read_text()
        else:
            found = case in cases
        if not found:
            missing.append(name)
    without = [row for row in rows if "`" not in row.rsplit("|", 2)[1] and row != "| promise | test |"]
    for name in missing:
        print(f"docs/promises.md names a test that does not exist: {name}")
    for row in without:
        print(f"docs/promises.md: a promise without a test: {row}")
    print(f"{len(named)} tests are named")
    return 1 if missing or without or not named else 0


if __name__ == "__main__":
    sys.exit(main())
