"""docs/rerunning.md shows what the commands print: each is run here, in the order of the page.

A block of the page that begins with ```console holds commands, `$ ...`, and below each what it prints. Times, dates and
digests may differ. `rerunning_test.py --write` puts what is printed now into the page.
"""

import os
import re
import subprocess
import sys
import unittest

from flowrun_case import BINARY, ROOT, FlowrunCase

PAGE = ROOT / "docs/rerunning.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VARIES = [
    (re.compile(r"^\d\d:\d\d:\d\d \d+:\d\d, .*\n", re.MULTILINE), ""),  # how far it is, where it takes long
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\.\d+)?Z?"), "DATE"),
    (re.compile(r"\b[0-9a-f]{8,64}\b"), "DIGEST"),
    (re.compile(r"\b\d+(\.\d+)? ?(ns|us|µs|ms|s|min|h)\b( ago)?"), "TIME"),
    (re.compile(r"\bjust now\b"), "TIME"),
    (re.compile(r"^\d\d:\d\d:\d\d ", re.MULTILINE), "TIME "),
    (re.compile(r"\b\d+(\.\d+)? ?(B|kB|KB|KiB|MB|MiB|GB|GiB)\b"), "SIZE"),
    (re.compile(r" {2,}"), "  "),
]


def commands_of(block):
    """[command, what the page says that it prints]; a command may go on behind a backslash."""
    found = []
    for line in block.splitlines():
        if found and found[-1][0].endswith("\\"):
            found[-1][0] += "\n" + line
        elif line.startswith("$ "):
            found.append([line[2:], ""])
        else:
            found[-1][1] += line + "\n"
    return found


def same_for_all(text):
    for pattern, word in VARIES:
        text = pattern.sub(word, text)
    return [line.rstrip() for line in text.splitlines()]


class Rerunning(FlowrunCase):
    def setUp(self):
        super().setUp()
        for name in ("pipelines", "examples"):
            (self.folder / name).symlink_to(ROOT / name)
        (self.folder / "flowrun").symlink_to(BINARY)

    def printed_by(self, command):
        environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120"}
        return subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        ).stdout

    def test_the_page_shows_what_is_printed(self):
        page = PAGE.read_text()
        blocks = BLOCK.findall(page)
        self.assertGreater(len(blocks), 3)
        written = page
        for block in blocks:
            fresh = ""
            for command, shown in commands_of(block):
                printed = self.printed_by(command)
                fresh += f"$ {command}\n{printed}"
                if not WRITES:
                    with self.subTest(command):
                        self.assertEqual(same_for_all(printed), same_for_all(shown))
            written = written.replace(f"```console\n{block}```", f"```console\n{fresh}```", 1)
        if WRITES:
            PAGE.write_text(written)


WRITES = "--write" in sys.argv
if __name__ == "__main__":
    unittest.main(argv=[argument for argument in sys.argv if argument != "--write"])
