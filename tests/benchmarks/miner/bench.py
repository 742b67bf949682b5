#!/usr/bin/env python3
"""How fast git_miner reads a history, beside `git log -p` and, where it is installed, PyDriller.

usage: bench.py WALK_SPEED REPOSITORY [--runs N]

WALK_SPEED is the program git_miner_walk_speed. All read the message, both sides and the changed lines of every Rust file of
every commit that is no merge (git prints the changes alone). The runs take turns; the medians and their ratios are printed.
PyDriller writes to the configuration of the repository, so it reads a copy.
"""

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PYDRILLER = """
import sys
from pydriller import Repository
commits = files = 0
for commit in Repository(sys.argv[1], only_no_merge=True).traverse_commits():
    commits += 1
    try:
        modified = commit.modified_files
    except ValueError:  # objects that it cannot read
        continue
    for file in modified:
        if file.filename.endswith(".rs"):
            files += 1
            file.source_code_before, file.source_code, file.diff_parsed
print(commits, files)
"""


def seconds(command):
    begin = time.monotonic()
    done = subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - begin, done.stdout


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("walk_speed", type=lambda path: Path(path).absolute())
    parser.add_argument("repository", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", options.repository, copy], check=True)
        programs = {
            "git_miner": [options.walk_speed, copy / ".git"],
            "git log -p": ["git", "-C", copy, "log", "-p", "-M", "--no-merges", "--", "*.rs"],
        }
        if importlib.util.find_spec("pydriller"):
            programs["PyDriller"] = [sys.executable, "-c", PYDRILLER, copy]
        times = {name: [] for name in programs}
        for run in range(options.runs):
            for name, command in programs.items():
                if name == "PyDriller" and run > 0:
                    continue  # takes a hundred times as long as the others
                took, said = seconds(command)
                times[name].append(took)
                if name == "git_miner" and run == 0:
                    print(json.loads(said))
        ours = statistics.median(times["git_miner"])
        for name, taken in times.items():
            median = statistics.median(taken)
            print(f"{name:10} {median:7.2f} s   {median / ours:6.2f} times git_miner's")


if __name__ == "__main__":
    main()
