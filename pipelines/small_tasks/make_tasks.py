#!/usr/bin/env python3
"""Writes the task folders of this folder again, from the tables in `crates_*.toml`: make_tasks.py [OUT]

A crate is written down once, as the reference solution has it. What the agent is given is the same crate spoilt: its
layout (`layout`), or one text put in the place of another (`spoilt` for `mended`, which then fails the criterion `fails`). The form of a task's folder stands in
../tasks/README.md. Needs rustfmt.
"""

import json
import pathlib
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
# What hands do to a layout; each keeps the meaning of the code.
LAYOUTS = {
    "narrow": (("    ", "  "), (", ", ","), (" -> ", "->")),
    "tight": ((" = ", "="), (": ", ":"), (" {\n", "{\n"), (" + ", "+")),
    "wide": (("(", "( "), (";\n", " ;\n"), (", ", " , ")),
    "flat": (("        ", "    "), (": ", " : "), (" * ", "*")),
}


def laid_out(text, layout):
    def spoilt(line):
        for old, new in LAYOUTS[layout]:
            line = line.replace(old, new)
        return line

    return "".join(line if line.startswith("//") else spoilt(line) for line in text.splitlines(keepends=True))


def replaced(text, old, new):
    assert text.count(old) == 1, f"`{old}` stands {text.count(old)} times in the crate"
    return text.replace(old, new)


def formatted(text):
    command = ["rustfmt", "--edition", "2024", "--emit", "stdout"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def tests(crate, named):
    body = "\n".join(f"#[test]\nfn {name}() {{\n    {line}\n}}\n" for name, line in named)
    return formatted(f"use {crate.replace('-', '_')}::*;\n\n{body}")


def toml_text(value):
    return json.dumps(value, ensure_ascii=False)


def task_file(task, gap, bad):
    names = ", ".join(toml_text(name) for name in task["tests"])
    lines = [
        f"title = {toml_text(task['title'])}",
        f'gap = "{gap}"',
        f"prompt = {toml_text(task['prompt'])}",
        'editable = ["src/"]',
        f"expected_tests = [{names}]",
        "allows_unsafe = false",
        "\n[crates]\nallowed = []\nexpected = []\navoided = []",
        *(f'\n[[bad]]\nname = "{name}"\ncriterion = "{criterion}"' for name, criterion, _ in bad),
    ]
    return "\n".join(lines) + "\n"


def make(out, gap, name, task):
    folder = out / f"{gap}_{name}"
    done = task["code"].lstrip("\n")
    assert done == formatted(done), f"{folder.name} is not in rustfmt's layout"
    start = (
        laid_out(done, task["layout"]) if "layout" in task else replaced(done, task["mended"], task["spoilt"])
    )
    crate = task.get("crate", name.replace("_", "-"))
    every = list(task["tests"].items())
    bad = [("changes_behaviour", "hidden_tests", replaced(done, *task["wrong"]))]
    bad.append(
        ("only_a_comment", task["fails"], "// Looked at.\n" + start)
        if "fails" in task
        else ("does_not_build", "builds", done + "}\n")
    )
    write(folder / "task.toml", task_file(task, gap, bad))
    write(folder / "start/Cargo.toml", f'[package]\nname = "{crate}"\nversion = "0.1.0"\nedition = "2024"\n')
    write(folder / "start/src/lib.rs", start)
    write(folder / "start/tests/behaviour.rs", tests(crate, every[:1]))
    write(folder / "hidden/tests/hidden.rs", tests(crate, every))
    write(folder / "reference/src/lib.rs", done)
    for bad_name, _, text in bad:
        write(folder / "bad" / bad_name / "src/lib.rs", text)


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for table in sorted(HERE.glob("crates_*.toml")):
        gap = table.stem.removeprefix("crates_")
        for name, task in tomllib.loads(table.read_text(encoding="utf-8")).items():
            make(out, gap, name, task)


if __name__ == "__main__":
    main()
