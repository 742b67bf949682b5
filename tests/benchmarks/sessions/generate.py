#!/usr/bin/env python3
"""Stores of invented Rust sessions, as large as asked: a tree, a database of 1.x, or files of `opencode export`.

usage: generate.py {tree,sqlite,exports} FOLDER [--sessions N] [--turns N] [--output BYTES] [--seed N]

The same numbers give the same sessions in every form. A turn is a question, a read, an edit, a test run and an answer.
"""

import argparse
import json
import random
import sqlite3
from pathlib import Path

SCHEMA = """
create table project(id text primary key, worktree text, time_created int, time_updated int);
create table session(id text primary key, project_id text, parent_id text, slug text, directory text, title text,
                     version text, revert text, time_created int, time_updated int);
create table message(id text primary key, session_id text, time_created int, time_updated int, data text);
create table part(id text primary key, message_id text, session_id text, time_created int, time_updated int, data text);
create index message_session_time_created_id_idx on message(session_id, time_created, id);
create index part_message_id_id_idx on part(message_id, id);
create index part_session_idx on part(session_id);
"""
START = 1_770_000_000_000
ROOT = "/home/dev/project"
NAMES = ["level", "sum", "gauge", "count", "shelf", "width", "index", "total", "limit", "parcel"]
TYPES = ["u8", "u32", "usize", "i64", "String", "Option<u32>", "Vec<u8>"]


class Sessions:
    """Makes sessions one by one: (session, [(message, [part, ...]), ...]), all with their ids."""

    def __init__(self, turns, output, seed):
        self.turns, self.output, self.random = turns, output, random.Random(seed)

    def function(self):
        """A function of Rust; its names and numbers are drawn."""
        name, first, second = self.random.sample(NAMES, k=3)
        kind, number = self.random.choice(TYPES), self.random.randrange(1000)
        lines = [
            f"pub fn {name}_{number}({first}: &{kind}, {second}: u32) -> Result<u32, Error> {{",
            f"    let mut {name} = {second}.checked_add({number}).ok_or(Error::Overflow)?;",
            f"    for step in 0..{second} {{",
            f"        {name} += step * {self.random.randrange(1, 100)};",
            "    }",
            f'    tracing::debug!(?{first}, {name}, "took {second} steps");',
            f"    Ok({name})",
            "}",
            "",
        ]
        return "".join(line + "\n" for line in lines)

    def code(self, size):
        code = ""
        while len(code) < size:
            code += self.function()
        return code

    def read(self, size):
        """What the tool `read` prints of a file."""
        return "".join(f"{at:05}| {line}\n" for at, line in enumerate(self.code(size).splitlines(), 1))

    def printed(self, size):
        """What cargo prints before the tests run."""
        text = ""
        while len(text) < size:
            text += f"   Compiling {self.random.choice(NAMES)} v0.{self.random.randrange(90)}.0\n"
        return text

    def message(self, session, number, role, parts):
        key = f"{session['id'][4:]}{number:06}"
        message = {"id": f"msg_{key}", "sessionID": session["id"], "role": role}
        message["time"] = {"created": session["time"]["created"] + number}
        if role == "assistant":
            message["time"]["completed"] = message["time"]["created"] + 1
            message |= {"agent": "build", "mode": "build", "modelID": "m", "providerID": "p"}
            message |= {"path": {"cwd": ROOT, "root": ROOT}, "cost": 0}
            message["finish"] = "tool-calls" if parts[-1]["type"] == "tool" else "stop"
            parts = [
                {"type": "step-start"},
                *parts,
                {"type": "step-finish", "reason": message["finish"], "cost": 0},
            ]
        for at, part in enumerate(parts):
            parts[at] = {
                "id": f"prt_{key}{at:03}",
                "sessionID": session["id"],
                "messageID": message["id"],
                **part,
            }
        return message, parts

    @staticmethod
    def tool(name, arguments, output, metadata=None):
        state = {
            "status": "completed",
            "input": arguments,
            "output": output,
            "title": name,
            "metadata": metadata or {},
        }
        return {
            "type": "tool",
            "tool": name,
            "callID": "call_1",
            "state": state | {"time": {"start": 1, "end": 2}},
        }

    def session(self, number):
        session = {
            "id": f"ses_{number:08}",
            "projectID": f"{number % 20:040x}",
            "directory": ROOT,
            "slug": "s",
        }
        session |= {"title": f"Session {number}", "version": "1.1.65"}
        session["time"] = {"created": START + number * 100_000, "updated": START + number * 100_000 + 9}
        messages = []

        def add(role, *parts):
            messages.append(self.message(session, len(messages), role, list(parts)))

        for turn in range(self.turns):
            path = f"{ROOT}/src/module_{turn}.rs"
            old, new = self.function(), self.function()
            tests = (
                f"running 1 test\ntest a ... ok\n\ntest result: ok. {turn + 1} passed; 0 failed; 0 ignored\n"
            )
            add("user", {"type": "text", "text": f"Fix the sum of module {turn} in session {number}"})
            add(
                "assistant", self.tool("read", {"filePath": path}, f"<file>\n{self.read(self.output)}</file>")
            )
            change = {"filePath": path, "oldString": old, "newString": new}
            add(
                "assistant",
                self.tool(
                    "edit", change, "Edit applied successfully.", {"diff": self.code(self.output // 2)}
                ),
            )
            printed = self.printed(self.output // 4) + tests
            call = {"command": "cargo test", "description": "Runs the tests"}
            add("assistant", self.tool("bash", call, printed, {"exit": 0, "output": printed}))
            add("assistant", {"type": "text", "text": "The sum is right now, and the tests pass."})
        return session, messages


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2))


def write_tree(folder, sessions):
    storage = folder / "storage"
    for session, messages in sessions:
        write_json(
            storage / f"project/{session['projectID']}.json", {"id": session["projectID"], "worktree": ROOT}
        )
        write_json(storage / f"session/{session['projectID']}/{session['id']}.json", session)
        for message, parts in messages:
            write_json(storage / f"message/{session['id']}/{message['id']}.json", message)
            for part in parts:
                write_json(storage / f"part/{message['id']}/{part['id']}.json", part)


def without(value, *keys):
    return json.dumps({key: item for key, item in value.items() if key not in keys}, separators=(",", ":"))


def write_sqlite(folder, sessions):
    database = sqlite3.connect(folder / "opencode.db")
    database.executescript(SCHEMA)
    for session, messages in sessions:
        times = session["time"]["created"], session["time"]["updated"]
        project, key = session["projectID"], session["id"]
        database.execute("insert or ignore into project values(?, ?, ?, ?)", (project, ROOT, *times))
        row = key, project, None, session["slug"], ROOT, session["title"], session["version"], None, *times
        database.execute("insert into session values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        for message, parts in messages:
            created = message["time"]["created"]
            row = message["id"], key, created, created, without(message, "id", "sessionID")
            database.execute("insert into message values(?, ?, ?, ?, ?)", row)
            for part in parts:
                row = (
                    part["id"],
                    message["id"],
                    key,
                    created,
                    created,
                    without(part, "id", "sessionID", "messageID"),
                )
                database.execute("insert into part values(?, ?, ?, ?, ?, ?)", row)
    database.commit()
    database.close()


def write_exports(folder, sessions):
    for session, messages in sessions:
        items = [{"info": message, "parts": parts} for message, parts in messages]
        write_json(folder / f"{session['id']}.json", {"info": session, "messages": items})


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("form", choices=["tree", "sqlite", "exports"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sessions", type=int, default=2000)
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--output", type=int, default=8_000, help="bytes of what a read prints")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    maker = Sessions(options.turns, options.output, options.seed)
    write = {"tree": write_tree, "sqlite": write_sqlite, "exports": write_exports}[options.form]
    write(options.folder, (maker.session(number) for number in range(options.sessions)))


if __name__ == "__main__":
    main()
