"""One damaged thing is told with its place and reason, and everything else is published."""

import json
import shutil
import sqlite3
import unittest

from chat_lines import CURATED_LINES, metadata
from flowrun_case import ROOT, FlowrunCase

SAMPLES = ROOT / "examples/oxidizer/opencode"
MODEL = ROOT / "tests/golden/qwen3_5/model"
PROMPT = ROOT / "pipelines/prompts/build-rust.md"

RENDERED = f"""\
flowrun: 1
name: p
stages:
  lines: {{use: jsonl_source, with: {{files: [notes.jsonl]}}}}
  dataset: {{use: jsonl_sink, from: lines, with: {{model: {MODEL}}}}}
publish: {{dataset: dataset}}
"""
SESSIONS = f"""\
flowrun: 1
name: p
stages:
  sessions: {{use: session_classifier, with: {{stores: [store], system_prompt: [{PROMPT}]}}}}
  curated: {{use: dataset_curator, from: sessions, with: {{valid_fraction: 0}}}}
  dataset: {{use: jsonl_sink, from: {{examples: curated.examples, summary: curated.summary}}}}
publish: {{dataset: dataset}}
"""


def example(number, **changes):
    chat = {
        "messages": [
            {"role": "user", "content": f"Question {number}"},
            {"role": "assistant", "content": f"Answer {number}"},
        ],
        "tools": [],
        "metadata": metadata(number),
    }
    return json.dumps({**chat, **changes}).encode()


class Damaged(FlowrunCase):
    def published(self):
        text = (self.folder / "out/p/dataset/train.jsonl").read_text()
        return [json.loads(line)["metadata"]["id"] for line in text.splitlines()]

    def assert_says(self, done, *texts):
        for text in texts:
            self.assertIn(text, done.stderr)

    def run_lines(self, data, code=0):
        (self.folder / "notes.jsonl").write_bytes(data)
        self.write("p.yaml", CURATED_LINES % "notes.jsonl")
        return self.flowrun("p.yaml", code=code)

    def test_a_bad_line_is_rejected_alone_with_its_number(self):
        for bad, why in (
            (b"{", "JSON"),
            (example(1)[:-20], "JSON"),
            (example(1, messages=5), "messages"),
            (example(1).replace(b"Answer 1", b"\\ud83d"), "half of a surrogate pair"),
            (example(1).replace(b"Answer 1", b"\xe9t\xe9"), "is not UTF-8"),
            (example(1).replace(b"Answer 1", b"\0"), "JSON"),
            (b"\0" * 512, "512 NUL bytes"),
            (b"[]", "it is a list"),
            (example(1).replace(b'"other"', b'"others"'), "metadata.category: "),
        ):
            with self.subTest(bad=bad[:40]):
                done = self.run_lines(b"\xef\xbb\xbf" + example(0) + b"\r\n\n \n" + bad + b"\n" + example(2))
                self.assertEqual(self.published(), ["x-0", "x-2"])
                self.assertRegex(
                    done.stderr,
                    r"rejected: lines: notes\.jsonl, line 4: notes\.jsonl:4:\d+: no example \(.*" + why,
                )
                stage = self.stage("lines", "p")
                self.assertEqual((stage["rejected_parts"], stage["emitted"], stage["failed"]), (1, 1, 0))
                again = self.flowrun("p.yaml")
                self.assert_says(again, "notes.jsonl:4:", "no example (", why)

    def test_lines_are_numbered_through_the_whole_file(self):
        rows = [example(number) for number in range(4000)]
        rows[2999] = b"broken"
        done = self.run_lines(b"\n".join(rows))
        self.assertEqual(len(self.published()), 3999)
        self.assertRegex(
            done.stderr, r"notes\.jsonl, bytes \d+-\d+, line 3000: notes\.jsonl:3000:1: no example"
        )

    def test_a_file_in_another_form_is_rejected_with_its_form(self):
        (self.folder / "good.jsonl").write_bytes(example(1))
        (self.folder / "notes.jsonl").write_bytes(example(2).decode().encode("utf-16"))
        self.write("p.yaml", CURATED_LINES % "notes.jsonl, good.jsonl")
        done = self.flowrun("p.yaml")
        self.assert_says(done, "rejected: lines: notes.jsonl", "UTF-16", "iconv")
        self.assertEqual(self.published(), ["x-1"])

    def test_blank_lines_and_an_empty_file_are_no_damage(self):
        done = self.run_lines(b"\n \r\n" + example(1) + b"\r\n\n")
        self.assertNotIn("rejected", done.stderr)
        self.assertEqual(self.published(), ["x-1"])

    def test_a_missing_file_is_a_failure(self):
        self.write("p.yaml", CURATED_LINES % "nowhere.jsonl")
        self.flowrun("p.yaml", code=2)

    def test_an_example_against_the_rules_is_rejected_and_says_which(self):
        question = [{"role": "user", "content": "Question"}]
        done = self.run_lines(example(0) + b"\n" + example(1, messages=question) + b"\n" + example(2))
        self.assertEqual(self.published(), ["x-0", "x-2"])
        self.assert_says(done, "rejected: curated: x-1: not a valid example (message 0 (user): comes last")
        stage = self.stage("curated", "p")
        self.assertEqual((stage["rejected"], stage["dropped"], stage["failed"]), (1, 0, 0))
        card = json.loads((self.folder / "out/p/dataset/dataset.json").read_text())
        self.assertEqual(card["dropped"], [])

    def test_an_example_that_the_models_chat_template_refuses_is_left_out_of_the_data_set_alone(self):
        late = [
            {"role": "user", "content": "Question"},
            {"role": "assistant", "content": "Answer"},
            {"role": "system", "content": "Be careful."},
        ]
        rows = [example(0), example(1, messages=late), example(2)]
        (self.folder / "notes.jsonl").write_bytes(b"\n".join(rows))
        self.write("p.yaml", RENDERED)
        for _ in range(2):
            done = self.flowrun("p.yaml")
            self.assertEqual(self.published(), ["x-0", "x-2"])
            self.assert_says(done, "rejected: dataset: x-1: example x-1: ")
            stage = self.stage("dataset", "p")
            self.assertEqual((stage["rejected"], stage["failed"]), (1, 0))

    def run_sessions(self, code=0):
        self.write("p.yaml", SESSIONS)
        return self.flowrun("p.yaml", code=code)

    def test_an_empty_database_beside_a_tree_is_rejected_alone(self):
        shutil.copytree(SAMPLES / "json-tree", self.folder / "store")
        self.run_sessions()
        before = self.published()
        self.assertTrue(before)
        (self.folder / "store/opencode.db").write_bytes(b"")
        done = self.run_sessions()
        self.assert_says(done, "rejected: sessions: ", "opencode.db holds no sessions (it is empty)")
        self.assertEqual(self.published(), before)
        self.assertEqual(self.stage("sessions", "p")["rejected"], 1)

    def test_an_empty_session_file_is_rejected_alone(self):
        shutil.copytree(SAMPLES / "json-tree", self.folder / "store")
        session = next((self.folder / "store/storage/session").rglob("*.json"))
        session.write_bytes(b"")
        done = self.run_sessions()
        self.assert_says(done, "rejected: sessions: ", f"{session.name} was skipped (it is empty)")
        stage = self.stage("sessions", "p")
        self.assertEqual((stage["rejected"], stage["received"], stage["failed"]), (1, 4, 0))

    def test_a_session_with_nothing_but_a_damaged_turn_is_rejected_not_dropped(self):
        store = self.folder / "store"
        store.mkdir()
        with sqlite3.connect(store / "opencode.db") as database:
            database.executescript(
                "create table session(id text primary key, time_created int, time_updated int);"
                "create table message(id text primary key, session_id text, time_created int, time_updated int,"
                " data text);"
                "create table part(id text primary key, message_id text, session_id text, time_created int,"
                " time_updated int, data text);"
                "insert into session values('ses_1', 1, 2);"
                "insert into message values('msg_1', 'ses_1', 1, 1, '{\"role\":');"
            )
        database.close()
        done = self.run_sessions(code=1)  # nothing of the source is left
        self.assert_says(done, "rejected: sessions: ses_1, message msg_1: ", "on_reject")
        stage = self.stage("sessions", "p")
        self.assertEqual((stage["rejected"], stage["dropped"], stage["failed"]), (1, 0, 0))

    def test_a_database_that_was_mended_is_whole_at_the_next_run(self):
        shutil.copytree(SAMPLES / "sqlite", self.folder / "store")
        database = self.folder / "store/opencode.db"
        whole = database.read_bytes()
        part = whole.index(b'{"type":"text",')
        database.write_bytes(whole[:part] + b'{"type":7,"xt":' + whole[part + 15 :])
        done = self.run_sessions()
        self.assert_says(done, "rejected: sessions: ", ", part ")
        damaged = self.published()
        self.assert_says(self.run_sessions(), "rejected: sessions: ", ", part ")
        database.write_bytes(whole)  # the rows have the times they had
        self.assertNotIn("rejected", self.run_sessions().stderr)
        self.assertLess(len(damaged), len(self.published()))
        self.assertEqual(self.stage("sessions", "p")["rejected_parts"], 0)

    def test_what_opencode_writes_between_two_runs_is_whole_in_the_second(self):
        shutil.copytree(SAMPLES / "sqlite", self.folder / "store")
        self.run_sessions()
        before = self.published()
        database = sqlite3.connect(self.folder / "store/opencode.db")
        database.execute("pragma journal_mode=wal")
        database.execute("update part set time_updated = time_updated + 1")
        database.commit()
        self.run_sessions()  # the log is not empty, and the program is still running
        self.assertEqual(self.published(), before)
        self.assertEqual(self.stage("sessions", "p")["restored"], 0)
        database.close()
        self.run_sessions()
        self.assertEqual(self.published(), before)


if __name__ == "__main__":
    unittest.main()
