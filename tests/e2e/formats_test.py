"""Chats that others wrote become examples, and what was written comes back, whatever its spelling."""

import json
import unittest

from chat_lines import CURATED_LINES, metadata
from flowrun_case import FlowrunCase

WRITTEN = """\
flowrun: 1
name: %s
stages:
  lines: {use: jsonl_source, with: {files: [%s]}}
  dataset: {use: jsonl_sink, from: lines, with: {%s}}
publish: {dataset: dataset}
"""

TOOLS = [
    {
        "type": "function",
        "function": {"name": "bash", "description": "runs", "parameters": {"type": "object"}},
    }
]
RESULT = "test result: ok. 2 passed\n"


def call(arguments, **more):
    return [{**more, "type": "function", "function": {"name": "bash", "arguments": arguments}}]


def messages(request, arguments, **more):
    answer = {"tool_call_id": more["id"]} if more else {}
    return [
        {"role": "system", "content": "You are a coding agent."},
        {"role": "user", "content": request},
        {"role": "assistant", "content": None, "tool_calls": call(arguments, **more)},
        {"role": "tool", "content": RESULT, **answer},
        {"role": "assistant", "content": "Done."},
    ]


COMMAND = {"command": "cargo test"}
SHAREGPT = {
    "system": "You are a coding agent.",
    "tools": json.dumps(TOOLS),
    "conversations": [
        {"from": "human", "value": "What fails in the parser?"},
        {"from": "function_call", "value": json.dumps({"name": "bash", "arguments": COMMAND})},
        {"from": "observation", "value": RESULT},
        {"from": "gpt", "value": "Done."},
    ],
}
FORMS = {
    "brief": {"messages": messages("Mend the retry loop.", COMMAND)},
    "openai": {"messages": messages("Mend level().", json.dumps(COMMAND), id="c1"), "tools": TOOLS},
    "sharegpt": SHAREGPT,
    "text": {
        "messages": json.dumps(messages("Explain the lifetime.", json.dumps(COMMAND), id="t")),
        "model": "m",
    },
    "parts": {
        "messages": messages([{"type": "text", "text": "Split this module."}], COMMAND, id="c"),
        "metadata": metadata(1),
    },
}


class Formats(FlowrunCase):
    def lines_of(self, path):
        return [json.loads(line) for line in (self.folder / path).read_text(encoding="utf-8").splitlines()]

    def test_every_form_becomes_an_example_that_the_curator_takes(self):
        for name, line in FORMS.items():
            (self.folder / f"{name}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
        self.write("p.yaml", CURATED_LINES % ", ".join(f"{name}.jsonl" for name in FORMS))
        done = self.flowrun("p.yaml")
        self.assertNotIn("rejected", done.stderr)
        examples = self.lines_of("out/p/dataset/train.jsonl")
        self.assertEqual(len(examples), len(FORMS))
        for name, example in zip(FORMS, examples):
            with self.subTest(name):
                calls = example["messages"][2]["tool_calls"]
                self.assertEqual(calls[0]["function"], {"name": "bash", "arguments": COMMAND})
                self.assertEqual(example["messages"][3]["tool_call_id"], calls[0]["id"])
                self.assertEqual(example["messages"][3]["content"], RESULT)
                self.assertIsInstance(example["messages"][1]["content"], str)
                if name != "parts":
                    self.assertEqual(example["metadata"]["id"], f"{name}.jsonl#1")
                    self.assertEqual(example["metadata"]["file"]["name"], f"{name}.jsonl")
        self.assertEqual(examples[2]["tools"], TOOLS)
        self.assertEqual(json.loads(examples[3]["metadata"]["extra"]), {"model": "m"})
        self.assertEqual(examples[4]["metadata"]["id"], "x-1")

    def test_a_set_comes_back_from_every_spelling_packed_in_parts_or_not(self):
        rows = [
            {
                "messages": messages(f"Request {n} " + "x" * 5000, COMMAND, id="c"),
                "tools": TOOLS,
                "metadata": metadata(n),
            }
            for n in range(400)
        ]
        for row in rows:
            row["messages"][2]["content"] = ""
        text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)
        (self.folder / "given.jsonl").write_text(text, encoding="utf-8")
        for name, settings in (
            ("plain", ""),
            ("texts", "arguments: string, tools: string, metadata: string"),
            ("packed", "compression: zstd, part_bytes: 900000"),
        ):
            with self.subTest(name):
                self.write("to.yaml", WRITTEN % (name, "given.jsonl", settings))
                self.flowrun("to.yaml")
                files = sorted((self.folder / f"out/{name}/dataset").glob("train*"))
                self.assertEqual(len(files), 3 if name == "packed" else 1)
                self.write("back.yaml", WRITTEN % (f"{name}-back", ", ".join(map(str, files)), ""))
                self.flowrun("back.yaml")
                self.assertEqual((self.folder / f"out/{name}-back/dataset/train.jsonl").read_text(), text)

    def test_a_cut_packed_file_gives_the_lines_before_and_is_named(self):
        rows = [
            {"messages": messages(f"Request {n}", COMMAND, id="c"), "metadata": metadata(n)}
            for n in range(3000)
        ]
        (self.folder / "given.jsonl").write_text(
            "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
        )
        self.write("to.yaml", WRITTEN % ("to", "given.jsonl", "compression: zstd"))
        self.flowrun("to.yaml")
        packed = (self.folder / "out/to/dataset/train.jsonl.zst").read_bytes()
        (self.folder / "cut.jsonl.zst").write_bytes(packed[: len(packed) * 3 // 4])
        self.write("back.yaml", WRITTEN % ("back", "cut.jsonl.zst", ""))
        done = self.flowrun("back.yaml")
        self.assertRegex(
            done.stderr, r"rejected: lines: cut\.jsonl\.zst, from line \d+ on: cannot unpack .* cut off"
        )
        ids = [line["metadata"]["id"] for line in self.lines_of("out/back/dataset/train.jsonl")]
        self.assertGreater(len(ids), 100)
        self.assertEqual(ids, [f"x-{n}" for n in range(len(ids))])

    def test_nul_bytes_around_an_example_cost_nothing_but_a_word(self):
        rows = [json.dumps(line).encode() for line in (FORMS["brief"], FORMS["openai"])]
        (self.folder / "nul.jsonl").write_bytes(rows[0] + b"\n" + b"\0" * 512 + rows[1] + b"\0" * 100)
        self.write("p.yaml", CURATED_LINES % "nul.jsonl")
        done = self.flowrun("p.yaml")
        self.assertIn("nul.jsonl:2:1: NUL bytes (612 of them", done.stderr)
        self.assertEqual(len(self.lines_of("out/p/dataset/train.jsonl")), 2)


if __name__ == "__main__":
    unittest.main()
