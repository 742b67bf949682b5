"""Results and what is printed: a user's files stay, and what cannot be written is never taken for success."""

import json
import os
import shutil
import subprocess
import unittest

from flowrun_case import BINARY, OXIDIZER, SESSIONS, TEST_PLUGINS, FlowrunCase

PIPELINE = """flowrun: 1
name: p
stages:
  a: {use: numbers, with: {items: ITEMS, padding: 100}}
  total: {use: sum, from: a}
publish: {total: total}
"""


class Results(FlowrunCase):
    def numbers(self, items=2000, name="p.yaml"):
        self.write(name, PIPELINE.replace("ITEMS", str(items)))
        return (name, "--plugin-dir", TEST_PLUGINS)

    def printing_to(self, stdout, *arguments):
        return subprocess.run(
            [str(BINARY), *map(str, arguments)],
            cwd=self.folder,
            env=self.environment(),
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=240,
            check=False,
        )

    def assert_cannot_print(self, why, stdout, *arguments):
        done = self.printing_to(stdout, *arguments)
        self.assertEqual(done.returncode, 1, (arguments, done.stderr))
        self.assertEqual(done.stderr.count("error: "), 1, done.stderr)
        self.assertIn(f"error: cannot write to stdout ({why})", done.stderr, arguments)

    def test_a_full_disk_behind_stdout_is_told(self):
        run = self.numbers()
        with open("/dev/full", "w") as full:
            for arguments in (
                run,
                ("records", *run, "a"),
                ("records", *run, "total"),
                ("check", *run),
                ("stages", "--plugin-dir", TEST_PLUGINS),
                ("stages", "numbers", "--plugin-dir", TEST_PLUGINS),
                ("--help",),
                ("--version",),
            ):
                self.assert_cannot_print("No space left on device", full, *arguments)

    def test_a_closed_pipe_behind_stdout_is_told(self):
        run = self.numbers()
        self.flowrun(*run)
        for arguments in (run, ("records", *run, "a"), ("check", *run)):
            reader, writer = os.pipe()
            os.close(reader)
            try:
                self.assert_cannot_print("Broken pipe", writer, *arguments)
            finally:
                os.close(writer)

    def test_a_folder_of_the_user_is_no_store(self):
        run = self.numbers()
        self.write("tmp/notes.txt", "mine")
        done = self.flowrun(*run, "--store", ".", code=2)
        self.assertIn("it is no store, and holds p.yaml, tmp", done.stderr)
        self.assertIn("--store DIR", done.stderr)
        self.assertEqual((self.folder / "tmp/notes.txt").read_text(), "mine")
        self.assertFalse((self.folder / "out").exists())

    def test_results_that_do_not_belong_together_are_told_and_found_by_check(self):
        self.write(
            "p.yaml", PIPELINE.replace("ITEMS", "3").replace("{total: total}", "{numbers: a, total: total}")
        )
        run = ("p.yaml", "--plugin-dir", TEST_PLUGINS)
        check = ("check", "--published", *run)
        self.assertIn("numbers  not published yet", self.flowrun(*check, code=1).stdout)
        self.flowrun(*run)
        self.assertRegex(
            self.flowrun(*check).stdout, r"^numbers  stands as written \(run 1, 2.*Z\)\ntotal    stands"
        )
        done = self.flowrun(*run, "--only", "a", "--set", "a.items=4")
        self.assertEqual(done.stdout, "out/p/numbers.jsonl\n")
        self.assertIn("(the previous version: out/p/.previous/numbers.jsonl)\n", done.stderr)
        self.assertRegex(
            done.stderr,
            r"warning: total was made from numbers [0-9a-f]{8}…, and numbers is now [0-9a-f]{8}…: "
            r"run `flowrun p.yaml --set a.items=4 --plugin-dir \S+` to make it again\n",
        )
        self.assertEqual([m["result"] for m in self.run_file("p")["mismatches"]], ["total"])
        self.assertIn(
            "does not belong with numbers: total was made from", self.flowrun(*check, code=1).stdout
        )
        self.flowrun(*run)
        self.assertEqual(self.run_file("p")["mismatches"], [])
        (self.folder / "out/p/total.jsonl").write_text("edited")
        told = json.loads(self.flowrun(*check, "--json", code=1).stdout)
        self.assertEqual([r["standing"] for r in told["results"]], ["as_written", "changed"])
        self.assertIn(
            "total    changed by hand: other content in total.jsonl", self.flowrun(*check, code=1).stdout
        )

    def test_two_files_of_one_name_have_records_of_their_own(self):
        one, two = self.numbers(2, "one/p.yaml"), self.numbers(3, "two/p.yaml")
        self.flowrun(*one)
        self.assertIn("has not finished a run", self.flowrun("records", *two, "a", code=2).stderr)
        self.assertIn("a has not run yet", self.flowrun(*two, "--only", "total", code=2).stderr)
        self.flowrun(*two, "--out", "out2")
        self.assertEqual(len(self.flowrun("records", *one, "a").stdout.splitlines()), 2)
        self.assertEqual(len(self.flowrun("records", *two, "a").stdout.splitlines()), 3)
        # Another way to write the path is the same file.
        again = self.flowrun("records", self.folder / "one/../one/p.yaml", *one[1:], "a")
        self.assertEqual(len(again.stdout.splitlines()), 2)

    def test_records_say_when_the_settings_changed_since(self):
        run = self.numbers(2)
        self.flowrun(*run)
        self.assertEqual(self.flowrun("records", *run, "total").stderr, "")
        done = self.flowrun("records", "p.yaml", "total", *run[1:], "--set", "a.items=3")
        self.assertIn("note: the settings of a changed since", done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 1)

    def test_a_data_set_without_examples_does_not_replace_one(self):
        self.oxidize()
        before = self.tree("out/oxidizer/dataset")
        done = self.oxidize("--set", "sessions.reasoning=keep", code=1)  # none of the samples has any
        self.assertIn("dataset was not published (there is no record in it: sessions dropped", done.stderr)
        self.assertIn("sessions dropped 4: reasoning missing", done.stderr)
        self.assertIn("allow_empty: true", done.stderr)
        self.assertEqual(self.tree("out/oxidizer/dataset"), before)

    def test_a_users_file_in_a_published_data_set_stays(self):
        self.oxidize()
        self.write("out/oxidizer/dataset/labels.csv", "mine")
        before = self.tree("out/oxidizer/dataset")
        done = self.oxidize("--set", "title=another title", code=1)
        self.assertIn("out/oxidizer/dataset/labels.csv was not written by flowrun", done.stderr)
        self.assertEqual(self.tree("out/oxidizer/dataset"), before)
        # Moved away, the results go on, also when the store is gone.
        (self.folder / "out/oxidizer/dataset/labels.csv").rename(self.folder / "labels.csv")
        shutil.rmtree(self.folder / ".flowrun")
        self.flowrun(OXIDIZER, *SESSIONS, "--to", "dataset", "--set", "title=another title")
        self.assertIn(b"another title", self.tree("out/oxidizer/dataset")["README.md"])


if __name__ == "__main__":
    unittest.main()
