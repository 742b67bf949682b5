#!/usr/bin/env python3
"""Compares what `datasets` makes of the sets that jsonl_sink writes with the lines themselves, rendered.

usage: formats.py VERSION=PYTHON... -- [JSONL_FILE]
Exit code: 0 all equal, 1 something differs.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import transformers

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FLOWRUN = pathlib.Path(os.environ.get("FLOWRUN_BINARY", ROOT / "build/release/bin/flowrun"))
MODEL = ROOT / "examples/oxidizer/model"

PIPELINE = """\
flowrun: 1
name: formats
stages:
  lines: {use: jsonl_source, with: {files: [chats.jsonl]}}
  dataset: {use: jsonl_sink, from: lines, with: %s}
publish: {dataset: dataset}
"""

# What the sink is told, and the oldest version of `datasets` that the card then names.
SPELLINGS = {
    "default": ("{}", (4, 7, 0)),
    "texts": ("{arguments: string, tools: string, metadata: string}", (3, 1, 0)),
    "texts, no metadata": ("{arguments: string, tools: string, metadata: none}", (3, 1, 0)),
    "packed parts": ("{compression: zstd, part_bytes: 3000000}", (4, 7, 0)),
    "packed parts of texts": (
        "{arguments: string, tools: string, metadata: string, compression: zstd, part_bytes: 3000000}",
        (3, 1, 0),
    ),
}


def schema(name, **properties):
    parameters = {"type": "object", "properties": properties, "required": list(properties)[:1]}
    return {"type": "function", "function": {"name": name, "description": name, "parameters": parameters}}


TEXT = {"type": "string"}
TOOLS = [
    schema("bash", command=TEXT, timeout={"type": "integer", "minimum": 1}),
    schema("read", filePath=TEXT, offset={"type": "integer"}),
    schema(
        "edit",
        filePath=TEXT,
        oldString=TEXT,
        newString=TEXT,
        replaceAll={"type": "boolean", "default": False},
    ),
    schema(
        "todo", items={"type": "array", "items": {"type": "object", "properties": {"state": {"enum": ["a"]}}}}
    ),
]
CALLS = [
    ("bash", {"command": "cargo test"}),
    ("read", {"filePath": "src/lib.rs"}),
    ("edit", {"filePath": "src/lib.rs", "oldString": "a\n", "newString": "é\n"}),
    ("todo", {"items": [{"state": "a"}, {"state": None}]}),
    ("bash", {"command": "cargo build", "timeout": 5}),
    ("bash", {"command": ["of", "another", "type", 1]}),
]


def chat(number, calls, tools):
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": f"Request {number}"}]
    for index, (name, arguments) in enumerate(calls):
        call = {"id": f"c{index}", "type": "function", "function": {"name": name, "arguments": arguments}}
        messages.append({"role": "assistant", "content": "", "tool_calls": [call]})
        if number % 3 == 0 and index == 0:
            messages[-1]["weight"] = 0
        messages.append({"role": "tool", "content": "ok", "tool_call_id": f"c{index}"})
    messages.append({"role": "assistant", "content": "Done."})
    metadata = {"id": f"x-{number}", "origin": "synthetic", "synthetic": {"skeleton": "s", "seed": number}}
    if number % 2:
        origin = {"repository": "r", "commit": "c", "parent": "p", "confidence": 0.5}
        metadata = {"id": f"x-{number}", "origin": "git", "git": origin}
    metadata |= {"category": "other", "verified": False, "group": f"g{number}"}
    metadata["split"] = "valid" if number % 10 == 9 else "train"
    return {"messages": messages, **({"tools": tools} if tools else {}), "metadata": metadata}


def made_chats():
    """One tool for longer than `datasets` looks at to guess types (10 MiB), then all of them, and none."""
    for number in range(700):
        yield chat(number, [("bash", {"command": "x" * 20000})], TOOLS[:1])
    for number in range(700, 760):
        yield chat(number, CALLS[: number % (len(CALLS) + 1)], TOOLS[: 1 + number % len(TOOLS)])
    yield chat(760, [], [])


def write_set(folder, chats, settings):
    """The published folder."""
    folder.mkdir()
    with open(folder / "chats.jsonl", "w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(line) + "\n" for line in chats)
    (folder / "p.yaml").write_text(PIPELINE % settings, encoding="utf-8")
    done = subprocess.run([FLOWRUN, "p.yaml"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"flowrun failed: {done.stderr}")
    return folder / "out/formats/dataset"


def parsed(row):
    """What the card tells to do with a row."""
    if isinstance(row.get("tools"), str):
        row["tools"] = json.loads(row["tools"])
    for message in row["messages"]:
        for call in message.get("tool_calls") or []:
            if isinstance(call["function"]["arguments"], str):
                call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    return row


class Renderer:
    def __init__(self):
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(MODEL)

    def __call__(self, row):
        """The text, and which assistant messages are learnt."""
        row = parsed(row)
        text = self.tokenizer.apply_chat_template(
            row["messages"], tools=row.get("tools") or None, tokenize=False
        )
        return text, [m.get("weight") != 0 for m in row["messages"] if m["role"] == "assistant"]


def load(python, folder, cache):
    """The rows, or the last line of what went wrong."""
    done = subprocess.run(
        [python, HERE / "rows.py", folder, cache], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        return None, done.stderr.strip().splitlines()[-1]
    return [json.loads(line) for line in done.stdout.splitlines()], ""


def verdict(version, oldest, rendered, rows, why, render):
    """(is it well, what to print)"""
    if version < oldest:  # then nothing may come but an error: other texts would be learnt silently
        return (
            rows is None,
            f"refused ({why})" if rows is None else "READ, though the card names a later version",
        )
    if rows is None:
        return False, f"FAILED: {why}"
    if len(rows) != len(rendered):
        return False, f"{len(rows)} ROWS of {len(rendered)}"
    same = sum(render(row) == text for row, text in zip(rows, rendered))
    return same == len(rendered), f"{same} of {len(rendered)} lines equal"


def in_order_of_splits(chats):
    return [c for split in ("train", "valid") for c in chats if c["metadata"].get("split", "train") == split]


def main(arguments):
    at = arguments.index("--")
    pythons = dict(argument.split("=", 1) for argument in arguments[:at])
    render = Renderer()
    chats = list(made_chats())
    if arguments[at + 1 :]:
        text = pathlib.Path(arguments[at + 1]).read_text(encoding="utf-8")
        chats = [json.loads(line) for line in text.splitlines()]
    rendered = [render(json.loads(json.dumps(c))) for c in in_order_of_splits(chats)]
    bad = 0
    with tempfile.TemporaryDirectory() as work:
        for name, (settings, oldest) in SPELLINGS.items():
            folder = write_set(pathlib.Path(work, name.replace(", ", "-").replace(" ", "-")), chats, settings)
            for version, python in pythons.items():
                rows, why = load(python, folder, pathlib.Path(work, "cache", name, version))
                numbers = tuple(map(int, version.split(".")))
                is_well, text = verdict(numbers, oldest, rendered, rows, why, render)
                bad += not is_well
                print(f"{'ok  ' if is_well else 'FAIL'}  {name:22} datasets {version}: {text}", flush=True)
    print(f"interop: {bad} of {len(SPELLINGS) * len(pythons)} FAILED" if bad else "interop: all equal")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
