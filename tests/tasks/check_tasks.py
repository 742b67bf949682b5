#!/usr/bin/env python3
"""Checks the Rust tasks of an evaluation with nothing but cargo: for people who write tasks.

    tests/tasks/check_tasks.py [--tasks pipelines/tasks] [--target DIR] [--mutants FILE] [ID ...]

For every task folder (the form stands in pipelines/tasks/README.md) it
  * checks task.toml, and that the folders hold only what they may hold;
  * checks that the untouched crate builds, or for a `repair` task that it does not and that every error code of the
    prompt is reported;
  * runs `cargo fmt --check`, `build`, `clippy --all-targets -- -D warnings` and the hidden tests on the reference
    solution, compares the names that libtest reports with `expected_tests`, and runs the style lints of the evaluator;
  * runs each bad solution, reports which steps it fails, and complains if that does not fit its criterion.
`--mutants` names a TOML file of `[[mutant]]` tables (task, file, old, new): each is applied to the reference and must
fail the hidden tests.

Cargo runs offline and without a sandbox, on files of this repository only. A crate that was never fetched makes the
build fail: `cargo fetch` it once. Not part of the normal test suite, for it needs a Rust toolchain and some minutes.
Exit code 0: no complaint.
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib

TIME_LIMIT_S = 90  # for one call of cargo, with the crates compiled anew
ROOT = pathlib.Path(__file__).resolve().parents[2]
GAPS = {
    "lifetimes",
    "trait_objects",
    "pinned_futures",
    "cross_crate_errors",
    "workspace_manifests",
    "macros",
    "repair",
    "workflow",
    "edit",
}
CRITERIA = {"builds", "no_unwrap", "question_mark", "lifetimes", "clippy", "crates", "hidden_tests"}
KEYS = {
    "title": str,
    "gap": str,
    "prompt": str,
    "editable": list,
    "expected_tests": list,
    "allows_unsafe": bool,
    "crates": dict,
    "bad": list,
}
CONTROL_FILES = {
    "Cargo.lock",
    "rust-toolchain",
    "rust-toolchain.toml",
    "clippy.toml",
    ".clippy.toml",
    "rustfmt.toml",
}
CONTROL_FOLDERS = {".cargo", "target", ".git"}
STYLE_LINTS = [
    "clippy::unwrap_used",
    "clippy::expect_used",
    "clippy::panic",
    "clippy::todo",
    "clippy::unimplemented",
    "clippy::unreachable",
    "clippy::manual_let_else",
    "clippy::map_err_ignore",
    "clippy::elidable_lifetime_names",
    "clippy::undocumented_unsafe_blocks",
    "clippy::allow_attributes",
    "clippy::print_stdout",
    "clippy::print_stderr",
    "clippy::dbg_macro",
    "unused_lifetimes",
    "single_use_lifetimes",
    "redundant_lifetimes",
    "elided_lifetimes_in_paths",
    "unsafe_code",
]
STEPS = {
    "fmt": ["fmt", "--all", "--check"],
    "builds": ["build", "--workspace"],
    "clippy": ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
}


class Checker:
    def __init__(self, target):
        self.target = target
        self.complaints = 0

    def complain(self, task, text):
        self.complaints += 1
        print(f"  PROBLEM {task.name}: {text}")

    def cargo(self, folder, *arguments):
        environment = dict(
            os.environ,
            CARGO_TARGET_DIR=str(self.target),
            CARGO_NET_OFFLINE="true",
            RUSTFLAGS="",
            RUST_TEST_THREADS="1",
            RUST_BACKTRACE="0",
            CARGO_TERM_COLOR="never",
            CARGO_INCREMENTAL="0",
        )
        process = subprocess.Popen(
            ["cargo", *arguments],
            cwd=folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=TIME_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # The test binary outlives cargo otherwise.
            output = process.communicate()[0] + "\ntimed out"
        return process.returncode, output

    def step(self, folder, name):
        return self.cargo(folder, *STEPS[name])

    def hidden_tests(self, task, folder, expected):
        """Whether exactly the expected tests pass, and what to say otherwise."""
        member = next((task / "hidden").rglob("hidden.rs")).relative_to(task / "hidden").parts[:-2]
        code, output = self.cargo(folder / pathlib.Path(*member), "test", "--test", "hidden")
        results = re.findall(r"^test (.+) \.\.\. (ok|FAILED|ignored)", output, re.MULTILINE)
        passed = {name for name, result in results if result == "ok"}
        reported = {name for name, _ in results}
        if results and reported != set(expected):
            return False, f"reported tests differ from expected_tests: {sorted(reported ^ set(expected))}"
        return code == 0 and passed == set(expected), output


def assemble(task, folder, *layers):
    """A private copy of the task's crate, younger than anything that was compiled before."""
    for layer in ("start", *layers):
        shutil.copytree(task / layer, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    return folder


def check_form(checker, task):
    manifest = tomllib.loads((task / "task.toml").read_text())
    for key, kind in KEYS.items():
        if not isinstance(manifest.get(key), kind):
            checker.complain(task, f"{key} is missing or not a {kind.__name__}")
    for key in manifest.keys() - KEYS.keys():
        checker.complain(task, f"unknown key {key}")
    if manifest["gap"] not in GAPS:
        checker.complain(task, f"unknown gap {manifest['gap']}")
    if set(manifest["crates"]) != {"allowed", "expected", "avoided"}:
        checker.complain(task, "[crates] needs allowed, expected and avoided")
    if not set(manifest["crates"]["expected"]) <= set(manifest["crates"]["allowed"]):
        checker.complain(task, "an expected crate is not allowed")
    bad = manifest["bad"]
    folders = {path.name for path in (task / "bad").iterdir()}
    if len(bad) < 2 or {entry["name"] for entry in bad} != folders:
        checker.complain(
            task, f"[[bad]] and the folders in bad/ differ, or are fewer than two: {sorted(folders)}"
        )
    for entry in bad:
        if entry["criterion"] not in CRITERIA:
            checker.complain(task, f"unknown criterion {entry['criterion']}")
    hidden = [path for path in (task / "hidden").rglob("*") if path.is_file()]
    is_small = manifest["gap"] in {"workflow", "edit"}
    if [path.name for path in hidden] != ["hidden.rs"] or hidden[0].parent.name != "tests":
        checker.complain(task, "hidden/ must hold one tests/hidden.rs")
    elif len(re.findall(r"\bassert(_eq|_ne)?!", hidden[0].read_text())) < (2 if is_small else 3):
        checker.complain(task, "the hidden tests assert too little")
    check_files(checker, task, manifest["editable"])
    return manifest


def check_files(checker, task, editable):
    for path in task.rglob("*"):
        if path.name in CONTROL_FILES or path.name in CONTROL_FOLDERS:
            checker.complain(task, f"{path.relative_to(task)} must not be there")
    for layer in [task / "reference", *(task / "bad").iterdir()]:
        for path in (path for path in layer.rglob("*") if path.is_file()):
            name = path.relative_to(layer).as_posix()
            if not any(
                name == entry or (entry.endswith("/") and name.startswith(entry)) for entry in editable
            ):
                checker.complain(task, f"{layer.name} changes {name}, which is not editable")


def check_start(checker, task, manifest, folder):
    code, output = checker.step(assemble(task, folder), "builds")
    if manifest["gap"] != "repair":
        if code:
            checker.complain(task, f"the start crate does not build\n{output}")
        return
    if not code:
        checker.complain(task, "the crate to repair builds")
    if not re.search(r"^error", manifest["prompt"], re.MULTILINE):
        checker.complain(task, "the prompt of a repair task needs the diagnostic")
    for line in re.findall(r"^error.*$", manifest["prompt"], re.MULTILINE):
        if line not in output:
            checker.complain(task, f"the start crate does not report: {line}\n{output}")


def check_reference(checker, task, manifest, folder):
    assemble(task, folder, "reference", "hidden")
    for name in STEPS:
        code, output = checker.step(folder, name)
        if code:
            checker.complain(task, f"the reference fails {name}\n{output}")
    good, output = checker.hidden_tests(task, folder, manifest["expected_tests"])
    if not good:
        checker.complain(task, f"the reference fails the hidden tests\n{output}")
    lints = [part for lint in STYLE_LINTS for part in ("--force-warn", lint)]
    shutil.rmtree(next(folder.rglob("hidden.rs")).parent)
    _, output = checker.cargo(folder, "clippy", "--workspace", "--", *lints)
    if re.search(r"^(warning|error)", output, re.MULTILINE):
        checker.complain(task, f"the reference has style findings\n{output}")


def check_bad(checker, task, manifest, entry, folder):
    assemble(task, folder, f"bad/{entry['name']}", "hidden")
    failed, outputs = [], {}
    for name in ("builds", "clippy"):
        code, outputs[name] = checker.step(folder, name)
        if code:
            failed.append(name)
    good, outputs["hidden_tests"] = checker.hidden_tests(task, folder, manifest["expected_tests"])
    if not good:
        failed.append("hidden_tests")
    criterion = entry["criterion"]
    print(f"  bad/{entry['name']} ({criterion}) fails: {', '.join(failed) or 'none of them'}")
    if criterion in ("builds", "clippy", "hidden_tests"):
        # Clippy also compiles the hidden tests, so a wrong interface fails both.
        implied = {"builds": {"clippy", "hidden_tests"}, "clippy": set(), "hidden_tests": {"clippy"}}[
            criterion
        ]
        wrong = criterion not in failed or not set(failed) <= implied | {criterion}
    else:
        wrong = bool(failed)
    if wrong:
        complaint = "\n".join(outputs[name] for name in failed)
        checker.complain(task, f"bad/{entry['name']} does not fail just {criterion}\n{complaint}")


def check_mutants(checker, task, manifest, mutants, scratch):
    killed, survivors = 0, []
    for number, mutant in enumerate(mutants):
        folder = assemble(task, scratch / f"mutant{number}", "reference", "hidden")
        path = folder / mutant["file"]
        text = path.read_text()
        if text.count(mutant["old"]) < 1:
            checker.complain(task, f"mutant {number} does not apply: {mutant['old']}")
            continue
        path.write_text(text.replace(mutant["old"], mutant["new"], 1))
        good, _ = checker.hidden_tests(task, folder, manifest["expected_tests"])
        if good:
            survivors.append(mutant["old"])
        else:
            killed += 1
    print(
        f"  mutants: {killed} of {len(mutants)} killed"
        + "".join(f"\n    survives: {old}" for old in survivors)
    )
    if killed < 0.8 * len(mutants):
        checker.complain(task, "the hidden tests kill less than 80 % of the mutants")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=pathlib.Path, default=ROOT / "pipelines" / "tasks")
    parser.add_argument(
        "--target", type=pathlib.Path, help="a build folder to keep (default: a temporary one)"
    )
    parser.add_argument("--mutants", type=pathlib.Path)
    parser.add_argument("ids", nargs="*")
    options = parser.parse_args()
    mutants = tomllib.loads(options.mutants.read_text())["mutant"] if options.mutants else []
    tasks = [path for path in sorted(options.tasks.iterdir()) if path.is_dir()]
    if options.ids:
        tasks = [path for path in tasks if path.name in options.ids]
    with tempfile.TemporaryDirectory(prefix="check_tasks_") as scratch:
        scratch = pathlib.Path(scratch)
        checker = Checker(options.target or scratch / "target")
        for task in tasks:
            print(task.name, flush=True)
            folder = scratch / task.name
            manifest = check_form(checker, task)
            check_start(checker, task, manifest, folder / "start")
            check_reference(checker, task, manifest, folder / "reference")
            for entry in manifest["bad"]:
                check_bad(checker, task, manifest, entry, folder / "bad" / entry["name"])
            own = [mutant for mutant in mutants if mutant["task"] == task.name]
            if own:
                check_mutants(checker, task, manifest, own, folder)
            shutil.rmtree(folder)
    print(f"{len(tasks)} tasks, {checker.complaints} problems")
    return 1 if checker.complaints or not tasks else 0


if __name__ == "__main__":
    sys.exit(main())
