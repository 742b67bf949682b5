#!/usr/bin/env python3
"""Proves the synthetic lines of a data set again, from their JSON alone.

usage: prove_synthetic.py DATASET_FOLDER CRATES_FOLDER [LIMIT]

Of each line it builds the crate from what the conversation read and wrote, plays the edits, runs every cargo command of
the conversation at its place, and compares outcome and output with what the conversation shows. CRATES_FOLDER is the
workspace of allowed crates (pipelines/crates); the crates must be in cargo's own cache, and the network is not used.
The crates of these lines are our own, so no sandbox is needed. A chore (category `workflow`) shows too little of its crate to be
built from the chat: it is counted as not shown.
Exit code: 0 if every line held that shows its crate, else 1.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import conversation


def synthetic_lines(folder):
    for name in ("train.jsonl", "valid.jsonl"):
        for line in (pathlib.Path(folder) / name).read_text().splitlines():
            example = json.loads(line)
            if example["metadata"]["origin"] == "synthetic":
                yield example


def is_chore(example):
    return example["metadata"]["category"] == "workflow"


def normalised(text):
    """What must be equal between two runs: no colours, times, thread ids, hashes, progress or order of building."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"\(\d+\) panicked", "panicked", text)
    text = re.sub(r"-[0-9a-f]{16}\b", "", text)
    # A library and its tests fail for the same reason; which fails first is chance.
    text = re.sub(r"(error: could not compile `[^`\n]*`) \([^)\n]*\)", r"\1", text)
    text = re.sub(r";? (?:finished )?in \d+\.\d+s", "", text)
    passing = (
        "Compiling ",
        "Checking ",
        "Blocking ",
        "Finished ",
        "Running ",
        "Locking ",
        "Adding ",
        "Updating ",
        "Doc-tests ",
        "warning: build failed",
        "warning: unused manifest",
        "Downloaded ",
        "Downloading ",
    )
    kept = []
    if text == "(no output)":  # how the contract shows that a command wrote nothing
        text = ""
    for line in text.split("\n"):
        line = line.rstrip()
        if not line or line.lstrip().startswith(passing):
            continue
        kept.append(line.strip())
    return sorted(kept)


class Prover:
    def __init__(self, crates):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="prove_synthetic_"))
        self.vendor = self.folder / "vendor"
        done = subprocess.run(
            ["cargo", "vendor", "--locked", "--offline", "--quiet", str(self.vendor)],
            cwd=crates,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"cannot vendor the crates: {done.stderr}")
        self.home = self.folder / "cargo"
        self.home.mkdir()
        (self.home / "config.toml").write_text(
            f'[source.crates-io]\nreplace-with = "v"\n[source.v]\ndirectory = "{self.vendor}"\n'
        )
        self.sysroot = subprocess.run(
            ["rustc", "--print", "sysroot"], capture_output=True, text=True, check=True
        ).stdout.strip()

    def environment(self):
        return {
            "PATH": f"{self.sysroot}/bin:/usr/bin:/bin",
            "HOME": str(self.folder),
            "CARGO_HOME": str(self.home),
            "CARGO_TARGET_DIR": str(self.folder / "target"),
            "CARGO_NET_OFFLINE": "true",
            "RUST_TEST_THREADS": "1",
            "CARGO_TERM_COLOR": "never",
            "CARGO_INCREMENTAL": "0",
            "CARGO_PROFILE_DEV_DEBUG": "0",
            "CARGO_PROFILE_TEST_DEBUG": "0",
            "RUST_BACKTRACE": "0",
            # With more, the order in which targets fail is chance.
            "CARGO_BUILD_JOBS": "1",
            "LC_ALL": "C.UTF-8",
        }

    def run(self, command, crate):
        done = subprocess.run(
            ["/bin/bash", "-c", "exec 2>&1\n" + command],
            cwd=crate,
            env=self.environment(),
            stdout=subprocess.PIPE,
            text=True,
            errors="replace",
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout.replace(str(crate), "/workspace")

    def prove(self, example):
        files = conversation.start_files(example)
        crate = self.folder / "crate"
        shutil.rmtree(crate, ignore_errors=True)
        ran = []
        for command, shown in conversation.states(files, example):
            self.lay_out(crate, files)
            code, output = self.run(command, crate)
            if (
                normalised(output) != normalised(shown)
                and "output truncated" not in shown
                and "left out" not in shown
            ):
                raise conversation.Mismatch(
                    f"`{command}` says something else now:\n--- shown\n{shown}\n--- now\n{output}"
                )
            for path in files:
                files[path] = (crate / path).read_text()
            ran.append((command, code))
        self.check_claims(example, ran)
        self.lay_out(crate, files)
        for command in ("cargo fmt --check", "cargo clippy --all-targets -- -D warnings", "cargo test"):
            code, output = self.run(command, crate)
            if code:
                raise conversation.Mismatch(f"`{command}` fails on the final files:\n{output}")
        passed = sum(map(int, re.findall(r"test result: ok\. (\d+) passed", output)))
        if not passed:
            raise conversation.Mismatch("no test passed")
        for path, text in files.items():
            outside_tests = text.split("#[cfg(test)]")[0]
            if path.endswith(".rs") and "/tests/" not in "/" + path and ".unwrap()" in outside_tests:
                raise conversation.Mismatch(f"{path} calls unwrap()")
        return ran

    @staticmethod
    def check_claims(example, ran):
        claimed = {(c["command"], c["exit_code"]) for c in example["metadata"]["verification"]["commands"]}
        wrong = {c for c in claimed if c[1] != 0}
        if not claimed or wrong:
            raise conversation.Mismatch(f"the line claims {claimed}")
        if ran and ran[-1][1] != 0:
            raise conversation.Mismatch(f"the conversation ends with the failing command {ran[-1][0]}")

    @staticmethod
    def lay_out(crate, files):
        lock = crate / "Cargo.lock"
        keep = lock.read_bytes() if lock.exists() else None
        for path, text in files.items():
            place = crate / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists() or place.read_text() != text:
                place.write_text(text)
        if keep is not None and not lock.exists():
            lock.write_bytes(keep)


def main():
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    limit = int(sys.argv[3]) if len(sys.argv) == 4 else None
    prover = Prover(os.path.abspath(sys.argv[2]))
    held = failed = not_shown = 0
    try:
        for example in list(synthetic_lines(sys.argv[1]))[:limit]:
            name = example["metadata"]["id"]
            if "Cargo.toml" not in conversation.start_files(example) and is_chore(example):
                not_shown += 1
                continue
            try:
                ran = prover.prove(example)
                held += 1
                print(f"held    {name}  {len(ran)} commands played again")
            except (conversation.Mismatch, KeyError, OSError, subprocess.TimeoutExpired) as problem:
                failed += 1
                print(f"FAILED  {name}: {problem}")
    finally:
        shutil.rmtree(prover.folder, ignore_errors=True)
    print(f"{held} held, {failed} failed, {not_shown} not shown")
    return 1 if failed or not held else 0


if __name__ == "__main__":
    sys.exit(main())
