#!/usr/bin/env python3
"""Fails when flowrun got slower against raw oneTBB by half since expected_ratios.json was written.

usage: check_ratios.py [--build FOLDER] [--record]
  --record   write today's ratios of CPU seconds to expected_ratios.json instead; needs a machine with nothing else to do
"""

import argparse
import json
import pathlib
import sys

import bench
from rows import ROWS

EXPECTED = pathlib.Path(__file__).parent / "expected_ratios.json"
RECORDED = ("jsonl-2KB-j1", "jsonl-200B-j1", "kept-2KB-j1", "kept-200B-j1", "hop-1", "hop-16", "expand-j1")
RUNS = 5
TOLERATED = 1.5


def measured_ratios(build, names):
    with bench.opened_bench(build, quick=True) as opened:
        for name in names:
            yield name, bench.measure(opened, ROWS[name], RUNS).yardstick_ratio("cpu")


def record(build, before):
    ratios = {}
    for name, ratio in measured_ratios(build, RECORDED):
        ratios[name] = round(ratio, 2)
        print(f"{name}: {ratio:.2f} times the CPU of raw oneTBB (before: {before.get(name, 'not measured')})")
    EXPECTED.write_text(json.dumps(ratios, indent=2) + "\n")


def is_any_slower(build, expected):
    is_slower = False
    for name, ratio in measured_ratios(build, expected):
        limit = expected[name] * TOLERATED
        is_slower |= ratio > limit
        print(
            f"{name}: {ratio:.2f} times the CPU of raw oneTBB (expected {expected[name]}, limit {limit:.2f}): "
            f"{'slower' if ratio > limit else 'well'}"
        )
    return is_slower


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=bench.ROOT / "build" / "release")
    parser.add_argument("--record", action="store_true")
    wanted = parser.parse_args()
    expected = json.loads(EXPECTED.read_text())
    if wanted.record:
        record(wanted.build, expected)
    elif is_any_slower(wanted.build, expected):
        sys.exit(1)


if __name__ == "__main__":
    main()
