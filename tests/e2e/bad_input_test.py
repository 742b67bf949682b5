"""Bad input gets a problem, its reason and what to do, and the right exit code; nothing is lost."""

import fcntl
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import unittest

from flowrun_case import BINARY, OXIDIZER, ROOT, TEST_PLUGINS, FlowrunCase

SAMPLES = ROOT / "examples/oxidizer/opencode"


class BadInput(FlowrunCase):
    def assert_says(self, done, *texts):
        for text in texts:
            self.assertIn(text, done.stderr)
        self.assertNotIn("terminate", done.stderr)

    def own_samples(self):
        shutil.copytree(SAMPLES, self.folder / "opencode")
        return ["--set", f"stores=[{self.folder / 'opencode'}]"]

    def test_no_such_file(self):
        self.assert_says(self.flowrun("nowhere.yaml", code=2), 'there is no file "nowhere.yaml"')

    def test_unknown_option_and_missing_command(self):
        self.assert_says(self.oxidize("--sett", "a=b", code=2), "--sett")
        self.assertIn("flowrun check FILE", self.flowrun().stdout)

    def test_the_starter_answers_in_the_words_of_the_program(self):
        self.write("p.yaml", "")
        self.write("folder/q.yaml", "")
        for words in (
            "--help",
            "-h",
            "--version",
            "",
            "chekc p.yaml",
            "launch",
            "RUNS",
            "rec",
            "--sett a=b p.yaml",
            "-x",
            "--onyl=a p.yaml",
            "nowhere.yaml",
            "check o.yaml",
            "-j4 --profile a folder/p.yaml",
            "records folder/r.yaml a",
            "nowhere/q.yaml",
            "P-YAML.x",
            "check",
            "--only a",
        ):
            told, starter = (
                subprocess.run(
                    [program, *words.split()],
                    cwd=self.folder,
                    env=self.environment(),
                    capture_output=True,
                    text=True,
                    timeout=60,
                    check=False,
                )
                for program in (BINARY, ROOT / "flowrun")
            )
            self.assertEqual(
                (starter.returncode, starter.stdout, starter.stderr),
                (told.returncode, told.stdout, told.stderr),
                words,
            )

    def test_the_usage_names_every_option_of_run(self):
        def options(text):
            return set(re.findall(r"^  (?:-\w, ?)?(--[a-z-]+)", text, re.MULTILINE))

        self.assertEqual(
            options(self.flowrun("run", "--help").stdout) | {"--help", "--version"},
            options(self.flowrun("--help").stdout),
        )

    def test_broken_yaml_reports_all_errors_with_their_places(self):
        self.write(
            "broken.yaml",
            "flowrun: 1\nname: broken\nstages:\n  a: {use: session_clasifier, with: {storse: [x]}}\n"
            "  b: {use: dataset_curator, from: c}\n",
        )
        done = self.flowrun("check", "broken.yaml", code=2)
        self.assert_says(done, "broken.yaml:4:12", 'did you mean "session_classifier"?', "broken.yaml:5:35")
        self.write("tab.yaml", "flowrun: 1\n\tname: x\n")
        self.assert_says(self.flowrun("check", "tab.yaml", code=2), "tab.yaml:2:1")

    def test_what_is_no_file_is_refused_and_nobody_waits_for_it(self):
        os.mkfifo(self.folder / "fifo.yaml")
        done = self.flowrun("fifo.yaml", code=2, seconds=20)
        self.assert_says(done, '"fifo.yaml" is a FIFO, not a file', "write the pipeline to a file")
        piped = subprocess.run(
            [str(BINARY), "/dev/stdin"],
            input="flowrun: 1\n",
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        self.assertEqual(piped.returncode, 2)
        self.assert_says(piped, '"/dev/stdin" is a FIFO, not a file')
        os.mkfifo(self.folder / "store")
        done = self.oxidize("--set", f"stores=[{self.folder / 'store'}]", code=2, seconds=20)
        self.assert_says(done, 'for "stores" of stage "sessions" is a FIFO')
        (self.folder / "model").mkdir()
        os.mkfifo(self.folder / "model/config.json")
        done = self.oxidize("--set", f"model={self.folder / 'model'}", code=2, seconds=20)
        self.assert_says(done, "model/config.json", "a FIFO")

    def test_a_plugin_that_is_not_a_library(self):
        self.write("plugins/session_classifier.so", "this is no library\n")
        done = self.oxidize("--plugin-dir", "plugins", code=4)
        self.assert_says(done, "plugins/session_classifier.so", "not an ELF library", "flowrun_add_plugin")
        self.assertFalse((self.folder / "out").exists())

    def test_a_plugin_cut_short_or_damaged(self):
        original = pathlib.Path(TEST_PLUGINS) / "test_stages.so"
        data = bytearray(original.read_bytes())
        self.write("p.yaml", "flowrun: 1\nname: p\nstages:\n  a: {use: numbers}\n")
        for cut in (0, 3, 63, 64, 1000, len(data) // 2, len(data) - 1):
            (self.folder / "plugins").mkdir(exist_ok=True)
            (self.folder / "plugins/numbers.so").write_bytes(data[:cut])
            self.flowrun("p.yaml", "--plugin-dir", "plugins", code=4)

    def test_a_folder_of_plugins_that_is_not_there(self):
        done = self.flowrun("stages", "--plugin-dir", "nowhere")
        self.assert_says(done, "nowhere", "cannot be read")

    def test_a_corrupt_session_database_is_named_and_the_rest_is_used(self):
        settings = self.own_samples()
        self.oxidize(*settings)
        before = self.tree("out/oxidizer/dataset")
        database = self.folder / "opencode/sqlite/opencode.db"
        good = database.read_bytes()
        database.write_bytes(b"not a database at all" * 100)
        done = self.oxidize(*settings)
        self.assert_says(done, "rejected: sessions: ", "opencode.db", "not a database")
        stage = self.stage("sessions")
        self.assertEqual((stage["failed"], stage["rejected"], stage["received"]), (0, 1, 5))
        self.assertEqual((stage["emitted"], stage["dropped"]), (3, 1))  # those of the other store
        self.assertEqual(database.read_bytes(), b"not a database at all" * 100)
        database.write_bytes(good[: len(good) // 2])
        self.assert_says(self.oxidize(*settings), "rejected: sessions: ", "opencode.db")
        self.assertGreaterEqual(self.stage("sessions")["rejected"], 1)
        database.write_bytes(good)
        self.oxidize(*settings)
        self.assertEqual(self.tree("out/oxidizer/dataset"), before)

    def test_a_cut_part_file_does_not_take_the_session_along(self):
        settings = self.own_samples()
        part = next((self.folder / "opencode/json-tree/storage/part").rglob("*.json"))
        part.write_bytes(part.read_bytes()[:20])
        done = self.oxidize(*settings)
        self.assert_says(done, "rejected: sessions: ", part.name)
        self.assertEqual(self.stage("sessions")["rejected_parts"], 1)
        self.assertEqual(self.stage("sessions")["failed"], 0)

    def test_the_users_stores_are_never_changed(self):
        settings = self.own_samples()
        database = self.folder / "opencode/sqlite/opencode.db"
        connection = sqlite3.connect(database)  # as if opencode were running
        connection.execute("pragma journal_mode=wal")
        connection.execute("update session set title = title")
        connection.commit()
        before = self.tree("opencode")
        self.assertIn("sqlite/opencode.db-wal", before)
        self.oxidize(*settings)
        self.assertEqual(self.tree("opencode"), before)
        connection.close()

    def test_a_store_that_is_not_there(self):
        done = self.oxidize("--set", "stores=[/no/such/place]", code=2)
        self.assert_says(done, "/no/such/place")

    def test_an_own_store_that_is_corrupt_is_set_aside_and_rebuilt(self):
        self.oxidize()
        before = self.tree("out/oxidizer/dataset")
        database = self.folder / ".flowrun/store.db"
        database.write_bytes(b"\0" * 5000)
        done = self.oxidize()
        self.assert_says(done, "set aside", "store.db.corrupt-1")
        self.assertTrue((self.folder / ".flowrun/store.db.corrupt-1").exists())
        self.assertEqual(self.tree("out/oxidizer/dataset"), before)
        self.assertEqual(self.stage("sessions")["restored"], 0)
        self.oxidize()
        self.assertEqual(self.stage("sessions")["restored"], 8)

    def test_damage_in_the_middle_of_the_store_never_gives_other_bytes(self):
        self.oxidize()
        before = self.tree("out/oxidizer/dataset")
        database = self.folder / ".flowrun/store.db"
        good = database.read_bytes()
        for at in range(4096, len(good), max(4096, len(good) // 8)):
            bad = bytearray(good)
            bad[at : at + 64] = bytes(b ^ 0x5A for b in bad[at : at + 64])
            database.write_bytes(bad)
            (self.folder / ".flowrun/clean").unlink(missing_ok=True)
            shutil.rmtree(self.folder / "out")
            self.oxidize()
            self.assertEqual(self.tree("out/oxidizer/dataset"), before)

    def test_objects_that_are_gone_are_made_again(self):
        self.oxidize()
        before = self.tree("out/oxidizer/dataset")
        shutil.rmtree(self.folder / ".flowrun/objects")
        shutil.rmtree(self.folder / "out")
        self.oxidize()
        self.assertEqual(self.tree("out/oxidizer/dataset"), before)
        self.assertEqual(self.stage("dataset")["units_run"], 1)

    def test_a_damaged_object_is_never_published(self):
        self.oxidize()
        before = self.tree("out/oxidizer/dataset")
        line = next((self.folder / ".flowrun/objects").rglob("train.jsonl"))
        line.chmod(0o644)
        line.write_bytes(line.read_bytes() + b"{}\n")
        shutil.rmtree(self.folder / "out")
        self.assert_says(self.oxidize(code=1), "damaged", "run again")
        self.assertFalse((self.folder / "out/oxidizer/dataset").exists())
        self.oxidize()
        self.assertEqual(self.tree("out/oxidizer/dataset"), before)

    def test_a_second_writer_is_told_who_writes(self):
        self.oxidize()
        with open(self.folder / ".flowrun/lock", "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = self.oxidize(code=2)
        self.assert_says(done, "another")

    def test_records_without_a_run(self):
        self.assert_says(self.flowrun("records", OXIDIZER, "sessions", code=2), ".flowrun")
        self.oxidize()
        self.assert_says(self.flowrun("records", OXIDIZER, "sesions", code=2), "sessions")


if __name__ == "__main__":
    unittest.main()
