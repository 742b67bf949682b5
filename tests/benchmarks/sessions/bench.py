#!/usr/bin/env python3
"""How fast session_classifier reads generated stores on one core, and how fast it sees that nothing changed.

usage: bench.py FLOWRUN [--plugin-dir DIR] [--folder DIR] [--sessions N] [--forms sqlite tree exports]

Prints for each form the megabytes of the store, the seconds of the first run (listing, reading, classifying, storing), its peak
memory, and the seconds of a run in which nothing changed. Times of the CPU hold on a busy machine, too. Generated stores are kept in the folder.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
PROMPT = HERE.parents[2] / "pipelines/prompts/build-rust.md"
PIPELINE = "flowrun: 1\nname: bench\nstages:\n  sessions:\n    use: session_classifier\n    with: {{stores: [{0}], system_prompt: [{1}]}}\n"


def run(command, folder):
    begin = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(said)
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def absolute(path):
    return Path(path).absolute()


def measure(form, options):
    store = options.folder / f"{form}-{options.sessions}"
    if not store.exists():
        generate = [sys.executable, HERE / "generate.py", form, store, "--sessions", str(options.sessions)]
        subprocess.run(generate, check=True)
        time.sleep(3)  # files that were just written are not trusted to be unchanged
    megabytes = sum(file.stat().st_size for file in store.rglob("*") if file.is_file()) / 1e6
    work = options.folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    (work / "p.yaml").write_text(PIPELINE.format(store, PROMPT))
    command = [str(options.flowrun), "p.yaml", "-j", "1"]
    if options.plugin_dir:
        command += ["--plugin-dir", str(options.plugin_dir)]
    first, first_cpu, peak = run(command, work)
    again, again_cpu, _ = min(run(command, work) for _ in range(3))
    print(f"{form:8} {megabytes:5.0f} MB  {first:6.2f} s  {first_cpu:6.2f} s of CPU", end="")
    print(f"  {megabytes / first_cpu:4.0f} MB/s of CPU  peak {peak:4.0f} MiB", end="")
    print(f"   unchanged {again:5.2f} s  {again_cpu:5.2f} s of CPU")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("flowrun", type=absolute)
    parser.add_argument("--forms", nargs="+", default=["sqlite", "tree", "exports"])
    parser.add_argument("--plugin-dir", type=absolute)
    parser.add_argument("--folder", type=absolute, default=Path("/tmp/flowrun-sessions"))
    parser.add_argument("--sessions", type=int, default=2000)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for form in options.forms:
        measure(form, options)


if __name__ == "__main__":
    main()
