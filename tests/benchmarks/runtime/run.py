#!/usr/bin/env python3
"""Measures the runtime beside raw oneTBB programs and beside what others would use, and prints a table.

usage: tests/benchmarks/runtime/run.py [--rows PATTERN...] [--runs N] [--quick] [--no-peers] [--markdown FILE]
Needs the programs of build/release (./check builds them). Peers are installed once, into .deps/bench.
"""

import argparse
import fnmatch
import pathlib
import shlex
import subprocess
import sys
import venv

import bench
import goals
import report
from rows import ROWS

REQUIREMENTS = pathlib.Path(__file__).parent / "peers" / "requirements.txt"


def installed_peers():
    """The Python of an environment that has the peers; makes it if it is not there or out of date."""
    folder = bench.ROOT / ".deps" / "bench"
    python, stamp = folder / "bin" / "python", folder / "requirements.txt"
    wanted = REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"installing {' '.join(wanted.split())} into {folder}", file=sys.stderr)
        venv.create(folder, clear=True, symlinks=True, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]
        subprocess.run(pip, check=True, stdout=sys.stderr)
        stamp.write_text(wanted)
    return python


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rows", nargs="+", default=["*"], help="only rows whose name matches, as 'jsonl-*'")
    parser.add_argument("--runs", type=int, default=5, help="runs that count (default 5)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the data")
    parser.add_argument("--no-peers", action="store_true", help="without DuckDB, Polars and the Python loop")
    parser.add_argument("--markdown", metavar="FILE", help="also write the page docs/performance.md")
    parser.add_argument("--build", default=bench.ROOT / "build" / "release", help="folder of the build")
    return parser.parse_args()


def matching(patterns):
    return [name for name in ROWS if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]


def main():
    wanted = options()
    peers = None if wanted.no_peers else installed_peers()
    all_measured = []
    with bench.opened_bench(wanted.build, wanted.quick, peers) as opened:
        for name in matching(wanted.rows):
            measured = bench.measure(opened, ROWS[name], wanted.runs)
            all_measured.append(measured)
            print(report.text(measured), end="\n\n", flush=True)
    reached = list(goals.reached(all_measured, wanted.quick))
    for goal, value in reached:
        print(f"{'met   ' if goal.is_met(value) else 'missed'} {goal.text}: {value:.3g} ({goal.bound()})")
    if wanted.markdown:
        command = shlex.join(["tests/benchmarks/runtime/run.py", *sys.argv[1:]])
        page = pathlib.Path(wanted.markdown)
        kept = report.written_by_hand(page)
        page.write_text(
            report.markdown(all_measured, reached, command, wanted.runs) + ("\n" + kept if kept else "")
        )


if __name__ == "__main__":
    main()
