"""What a user decides of a data set: quotas, the house style, decisions on single examples, and the gate before the training."""

import json
import unittest

from chat_lines import metadata
from flowrun_case import OXIDIZER, SESSIONS, FlowrunCase

PIPELINE = """\
flowrun: 1
name: p
stages:
  lines: {use: jsonl_source, with: {files: [chats.jsonl]}}
  curated:
    use: dataset_curator
    from: lines
    with:
      valid_fraction: 0
      review: review.yaml
      quotas: [%s]
  dataset: {use: jsonl_sink, from: {examples: curated.examples, summary: curated.summary}}
  looked_at: {use: review_gate, from: dataset, with: {reviewed: %s}}
publish: {dataset: dataset}
"""

SUBJECTS = [
    "Why does the parser lose the last line of a file that has no line feed at its end?",
    "Explain how the retry loop tells a time-out from a refusal of the server.",
    "Show me where the cache is emptied, and what happens to readers meanwhile.",
    "What would it take to stream the report instead of building it in memory?",
    "List the places that still spell a path with a backslash.",
    "Which of the two locks is taken first when a job is cancelled?",
]


def chat(number, category="bug_fix", content=None):
    text = SUBJECTS[number]
    return {
        "messages": [
            {"role": "user", "content": text},
            {"role": "assistant", "content": content or f"It is told by case {number}: " + text[::-1]},
        ],
        "tools": [],
        "metadata": {**metadata(number), "category": category},
    }


def writing(number, code):
    call = {
        "id": "c1",
        "type": "function",
        "function": {"name": "write", "arguments": {"filePath": "src/lib.rs", "content": code}},
    }
    one = chat(number)
    one["messages"][1:] = [
        {"role": "assistant", "content": "I write it.", "tool_calls": [call]},
        {"role": "tool", "content": "Wrote file successfully.", "tool_call_id": "c1"},
        {"role": "assistant", "content": "It is written."},
    ]
    return one


class Review(FlowrunCase):
    def setUp(self):
        super().setUp()
        self.lines([chat(n) for n in range(6)])

    def lines(self, chats):
        self.write("chats.jsonl", "".join(json.dumps(one) + "\n" for one in chats))

    def run_pipeline(self, quotas="", reviewed="true", **how):
        self.write("p.yaml", PIPELINE % (quotas, reviewed))
        return self.flowrun("p.yaml", **how)

    def published(self):
        text = (self.folder / "out/p/dataset/train.jsonl").read_text()
        return {one["metadata"]["id"]: one for one in map(json.loads, text.splitlines())}

    def card(self):
        return (self.folder / "out/p/dataset/README.md").read_text()

    def summary(self):
        return json.loads(self.flowrun("records", "p.yaml", "curated.summary").stdout)

    def test_quotas_keep_shares_and_counts_whatever_the_order(self):
        self.lines([chat(n, "macros" if n < 2 else "bug_fix") for n in range(6)])
        self.run_pipeline("category.bug_fix 3")
        kept = self.published()
        self.assertEqual(sum(one["metadata"]["category"] == "bug_fix" for one in kept.values()), 3)
        self.assertEqual(len(kept), 5)
        self.assertIn("| enough examples of its category | 1 |", self.card())
        dropped = self.summary()["dropped"]
        self.assertEqual(dropped, [{"reason": "enough examples of its category", "examples": 1}])
        self.lines([chat(n, "macros" if n < 2 else "bug_fix") for n in reversed(range(6))])
        self.run_pipeline("category.bug_fix 3")
        self.assertEqual(sorted(self.published()), sorted(kept))
        self.run_pipeline("category.macros 20%")
        self.assertEqual(len(self.published()), 5)

    def test_a_quota_that_cannot_be_used_is_told(self):
        told = self.run_pipeline("origin.synthtic 30%", code=1).stderr
        self.assertIn(
            'the line "origin.synthtic 30%" of quotas cannot be used ("synthtic" is no origin)', told
        )
        told = self.run_pipeline("group.nobody 3").stderr
        self.assertIn('the line "group.nobody 3" of quotas names a group of which there is no example', told)

    def test_decisions_are_applied_counted_and_told(self):
        self.run_pipeline()
        self.assertEqual(len(self.published()), 6)
        self.assertNotIn("review", self.summary())
        self.write(
            "review.yaml",
            "keep: [x-0]\n"
            "drop:\n  - {id: x-1, why: guesses}\n  - x-99\n"
            "edit:\n  - {id: x-2, message: 1, old: It is told by case 2, new: I looked}\n",
        )
        told = self.run_pipeline().stderr
        self.assertIn("1 of the examples that the review names are not there (x-99)", told)
        self.assertEqual(
            {s["stage"]: s["units_run"] for s in self.run_file("p")["stages"]},
            {"lines": 0, "curated": 1, "dataset": 1, "looked_at": 1},
        )
        kept = self.published()
        self.assertNotIn("x-1", kept)
        self.assertTrue(kept["x-2"]["messages"][1]["content"].startswith("I looked: "))
        review = self.summary()["review"]
        self.assertEqual([review[name] for name in ("kept", "dropped", "edited")], [1, 1, 1])
        self.assertEqual(review["not_there"], ["x-99"])
        self.assertIn(review["told"], self.card())
        self.assertIn("| dropped by the review | 1 |", self.card())
        self.assertEqual(self.run_pipeline().stdout, "out/p/dataset (unchanged)\n")

    def test_an_edit_that_no_longer_fits_rejects_the_example_with_its_place(self):
        self.write("review.yaml", "edit:\n  - {id: x-2, message: 1, old: nowhere, new: x}\n")
        told = self.run_pipeline().stderr
        said = "review.yaml:2 does not fit (message 1 (assistant) holds the text of `old` nowhere)"
        self.assertIn(f"rejected: curated: x-2: {said}", told)
        self.assertIn("1 could not be edited, since the texts are others now (x-2)", told)
        self.assertEqual(len(self.published()), 5)
        self.write("review.yaml", "keep: [x-2]\nkeeep: []\n")
        told = self.run_pipeline(code=1).stderr
        self.assertIn('review.yaml:2 cannot be used ("keeep" is no decision): write keep, drop or edit', told)

    def test_what_is_kept_by_hand_wins_over_quotas_and_style_and_not_over_secrets(self):
        bad = writing(0, "pub fn f(x: Option<u8>) -> u8 {\n    x.unwrap()\n}\n")
        key = "sk-proj-Hw4Pn8Qz2Lk6Vt0Xc5Bm9Rj3Df7Gs1Ya4Ue8Io2Nw6Tq0Zx"
        self.lines([bad, *[chat(n) for n in range(1, 5)], chat(5, content=f"Use {key}.")])
        self.run_pipeline("origin.* 2")
        self.assertEqual(len(self.published()), 2)
        self.assertIn("| breaks the house style | 1 |", self.card())
        left = sorted({f"x-{n}" for n in range(1, 5)} - set(self.published()))
        self.write("review.yaml", f"keep: [x-0, x-5, {left[0]}, {left[1]}]\n")
        told = self.run_pipeline("origin.* 2").stderr
        self.assertEqual(sorted(self.published()), sorted(["x-0", *left]))
        self.assertIn("1 could not be kept", told)
        self.assertIn("(x-5)", told)
        self.assertEqual(self.summary()["review"]["overruled"], ["x-5"])

    def test_the_gate_stops_what_nobody_has_reviewed(self):
        stopped = self.run_pipeline(reviewed="false", code=1)
        self.assertIn(
            "the data set has not been reviewed (6 examples to learn and 0 to validate", stopped.stderr
        )
        self.assertIn("samples.html and README.md", stopped.stderr)
        self.assertIn("go on with --set reviewed=true", stopped.stderr)
        self.assertEqual(stopped.stdout, "out/p/dataset\n")  # there to be looked at
        self.run_pipeline(reviewed="true")

    def test_the_sample_passes_the_gate_of_oxidizer(self):
        self.flowrun(OXIDIZER, *SESSIONS, "--to", "looked_at")
        stopped = self.flowrun(OXIDIZER, *SESSIONS, "--to", "looked_at", "--set", "reviewed=false", code=1)
        self.assertIn("the data set has not been reviewed", stopped.stderr)
        self.assertEqual(stopped.stdout, "out/oxidizer/dataset (unchanged)\n")


if __name__ == "__main__":
    unittest.main()
