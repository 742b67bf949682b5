"""A placebo of a data set: what is not learnt in it, and that a training on it is as long."""

import json
import unittest

from chat_lines import metadata
from flowrun_case import FlowrunCase

PIPELINE = """\
flowrun: 1
name: p
stages:
  given: {use: jsonl_source, with: {files: [chats.jsonl]}}
  dataset: {use: jsonl_sink, from: given}
  placebo_lines: {use: placebo_lines, from: dataset}
publish: {placebo: placebo_lines}
"""


def runs(command):
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "bash", "arguments": {"command": command}},
    }
    return [
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": "", "tool_call_id": "call_1"},
    ]


def chat(number, *commands):
    turn = [message for command in commands for message in runs(command)]
    return {
        "messages": [
            {"role": "user", "content": f"Do what chat {number} is about."},
            *turn,
            {"role": "assistant", "content": f"Chat {number} is done."},
        ],
        "tools": [],
        "metadata": metadata(number),
    }


class Placebo(FlowrunCase):
    def placebo_of(self, *chats):
        self.write("chats.jsonl", "".join(json.dumps(chat) + "\n" for chat in chats))
        self.write("p.yaml", PIPELINE)
        self.flowrun("p.yaml")
        lines = (self.folder / "out/p/placebo/train.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def ids(self, examples):
        return [example["metadata"]["id"] for example in examples]

    def test_an_example_of_which_nothing_is_left_is_replaced_by_another(self):
        examples = self.placebo_of(
            chat(1, "cargo fmt", "cargo test"), chat(2, "git status", "cargo test"), chat(3, "ls")
        )
        self.assertEqual(["x-2", "x-3", "x-2"], self.ids(examples))
        self.assertEqual(examples[0], examples[2])
        learnt = [
            message.get("weight", 1) for message in examples[0]["messages"] if message["role"] == "assistant"
        ]
        self.assertEqual([1, 0, 0], learnt)

    def test_few_examples_stand_in_for_many(self):
        examples = self.placebo_of(*(chat(number, "cargo fmt") for number in (1, 2, 3)), chat(4, "ls"))
        self.assertEqual(["x-4"] * 4, self.ids(examples))

    def test_where_nothing_is_left_at_all_nothing_is_made_up(self):
        self.assertEqual([], self.placebo_of(chat(1, "cargo fmt")))


if __name__ == "__main__":
    unittest.main()
