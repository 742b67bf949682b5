#!/usr/bin/env python3
"""Fails when flowrun got slower against raw oneTBB by half since expected_ratios.json was written.

usage: check_ratios.py [--build FOLDER] [--record]
  --record   write today's ratios of CPU seconds to expected_ratios.json instead
"""

import argparse
import json
import pathlib
import sys

import bench
from rows import ROWS

EXPECTED = pathlib.Path(__file__).parent / "expected_ratios.json"
WATCHED = ("jsonl-2KB-j1", "jsonl-200B-j1", "hop-1", "hop-16", "expand-j1")
RUNS = 5
TOLERATED = 1.5


def measured_ratios(build):
    with bench.opened_bench(build, quick=True) as opened:
        for name in WATCHED:
            yield name, bench.measure(opened, ROWS[name], RUNS).yardstick_ratio("cpu")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=bench.ROOT / "build" / "release")
    parser.add_argument("--record", action="store_true")
    wanted = parser.parse_args()
    if wanted.record:
        ratios = {name: round(ratio, 2) for name, ratio in measured_ratios(wanted.build)}
        EXPECTED.write_text(json.dumps(ratios, indent=2) + "\n")
        return
    expected = json.loads(EXPECTED.read_text())
    slower = 0
    for name, ratio in measured_ratios(wanted.build):
        limit = expected[name] * TOLERATED
        slower += ratio > limit
        verdict = "slower" if ratio > limit else "well"
        print(
            f"{name}: {ratio:.2f} times the CPU of raw oneTBB (expected {expected[name]}, limit {limit:.2f}): {verdict}"
        )
    sys.exit(1 if slower else 0)


if __name__ == "__main__":
    main()
