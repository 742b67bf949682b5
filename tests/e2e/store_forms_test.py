"""Every form in which users have sessions: what is whole is used, what is damaged or too large is told and costs nothing else."""

import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import unittest

from flowrun_case import ROOT, FlowrunCase

SQLITE = ROOT / "examples/oxidizer/opencode/sqlite/opencode.db"
MIGRATED = ROOT / "plugins/session_classifier/tests/data/opencode/extra/sqlite-migrated-1.2/opencode.db"
EXPORT = ROOT / "plugins/session_classifier/tests/data/opencode/export/ses_e3aff1d09ffen6FIJ21UESlkSS.json"
PIPELINE = f"""\
flowrun: 1
name: p
stages:
  sessions:
    use: session_classifier
    with: {{stores: [store], system_prompt: [{ROOT / "pipelines/prompts/build-rust.md"}]}}
"""
MAX_RSS_KIB = 300 * 1024
LARGE_BYTES = 5_000_000
# Puts parts in front of those of the first message of another exported session, each of a size in MB: images, and texts by a
# minus.
GROW = """
import sys
text = open(sys.argv[1]).read().replace("ses_", "ses_of_another_")
with open(sys.argv[2], "w") as out:
    begin = text.index('"parts": [') + 10
    out.write(text[:begin])
    for number, size in enumerate(map(int, sys.argv[3:])):
        kind = '"file","mime":"image/png","url":"data:image/png;base64,' if size > 0 else '"text","text":"'
        out.write(f'{{"id":"prt_{number}","type":{kind}' + "A" * abs(size * 1_000_000) + '"},')
    out.write(text[begin:])
"""
ADD_PARTS = """
import sqlite3, sys
database, session, *texts = sys.argv[1:]
with sqlite3.connect(database) as open_database:
    message = open_database.execute("select id from message where session_id = ? limit 1", (session,)).fetchone()[0]
    for number, (word, times) in enumerate(zip(texts[::2], texts[1::2])):
        data = '{"type":"text","text":"' + word * int(times) + '"}'
        row = f"prt_{number}", message, session, data
        open_database.execute("insert into part(id, message_id, session_id, time_created, time_updated, data)"
                              " values(?, ?, ?, 1, 1, ?)", row)
"""


class StoreForms(FlowrunCase):
    def setUp(self):
        super().setUp()
        self.store = self.folder / "store"
        self.store.mkdir()
        self.write("p.yaml", PIPELINE)

    def environment(self):
        (self.folder / "tmp").mkdir(exist_ok=True)
        return dict(super().environment(), TMPDIR=str(self.folder / "tmp"))

    def sessions(self):
        return self.stage("sessions", "p")

    def test_exported_sessions_are_a_store_and_a_cut_one_is_rejected_alone(self):
        whole = EXPORT.read_text()
        (self.store / "whole.json").write_text(whole)
        (self.store / "with_status_line.json").write_text("Exporting session: ses_x" + whole)
        (self.store / "cut.json").write_text(whole[: len(whole) // 2])
        done = self.flowrun("p.yaml")
        self.assertIn("cut.json was skipped (it was cut off after", done.stderr)
        stage = self.sessions()
        self.assertEqual((stage["rejected"], stage["dropped"], stage["failed"]), (1, 1, 0))
        self.assertGreater(stage["emitted"], 0)

    def test_databases_of_several_channels_stand_beside_each_other(self):
        shutil.copyfile(SQLITE, self.store / "opencode.db")
        shutil.copyfile(MIGRATED, self.store / "opencode-stable.db")
        shutil.copyfile(SQLITE, self.store / "opencode.db.backup")
        (self.store / "opencode-empty.db").write_bytes(b"")
        (self.store / "opencode-local.db").write_bytes(SQLITE.read_bytes()[:96])
        done = self.flowrun("p.yaml")
        self.assertIn("opencode-empty.db holds no sessions (it is empty)", done.stderr)
        self.assertIn("opencode-local.db could not be read (it was cut off: it has 96 bytes", done.stderr)
        stage = self.sessions()
        self.assertEqual((stage["received"], stage["rejected"], stage["failed"]), (10, 2, 0))

    def peak_of_run(self):
        """What was said; the peak includes that of this process, which stays small for that reason."""
        with self.start("p.yaml") as process:
            said = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, said)
        self.assertLess(usage.ru_maxrss, MAX_RSS_KIB)
        return said

    def add_parts(self, *texts):
        """Adds parts to a session of the sample, each of a word and how often it stands in its text."""
        shutil.copyfile(SQLITE, self.store / "opencode.db")
        command = [sys.executable, "-c", ADD_PARTS, self.store / "opencode.db", EXPORT.stem]
        subprocess.run([*command, *(str(item) for text in texts for item in text)], check=True)

    def test_a_row_that_is_too_large_is_measured_and_not_loaded(self):
        self.add_parts(("x", 105_000_000))
        self.assertIn("105000025 bytes, more than the 33554432 that are read", self.peak_of_run())

    def change(self, sql):
        """Changes a store of the sample; in a process of its own, for its memory."""
        self.add_parts()
        command = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as database: database.execute(sys.argv[2])"
        subprocess.run([sys.executable, "-c", command, self.store / "opencode.db", sql], check=True)

    def test_a_row_of_many_values_is_not_kept(self):
        self.change(
            """update part set data = '{"type":"text","text":"x","metadata":[0' ||"""
            " replace(hex(zeroblob(15000000)), '00', ',0') || ']}' where id = (select min(id) from part)"
        )
        self.assertIn("more than the 300000 values that are read", self.peak_of_run())

    def test_a_session_whose_row_is_too_large_is_rejected_alone(self):
        self.change(f"update session set title = hex(zeroblob(52500000)) where id = '{EXPORT.stem}'")
        said = self.peak_of_run()
        self.assertIn(
            f"session {EXPORT.stem} could not be read (a value has more than the 8388608 bytes", said
        )
        self.assertEqual((self.sessions()["received"], self.sessions()["rejected"]), (4, 1))

    def test_a_session_that_is_too_large_is_rejected_by_the_parameter(self):
        self.add_parts(*[("word ", 2_400_000)] * 20)
        self.assertIn("its texts have more than 16777216 bytes (max_session_bytes)", self.peak_of_run())
        self.assertEqual(self.sessions()["rejected"], 1)

    def test_sessions_as_large_as_are_read_are_used(self):
        self.add_parts(("word ", 3_000_000))
        self.assertNotIn("max_session_bytes", self.peak_of_run())

    def test_an_exported_session_that_is_large_for_its_images_is_read_without_them(self):
        parts = [10] * 8 + [30, -12, -105]
        self.add_parts()
        command = [sys.executable, "-c", GROW, EXPORT, self.store / "ses_large.json", *map(str, parts)]
        subprocess.run(command, check=True)
        said = self.peak_of_run()
        self.assertIn("part of message 1 was skipped (105000039 bytes, more than are read)", said)
        self.assertEqual((self.sessions()["received"], self.sessions()["rejected"]), (5, 1))

    def test_a_part_file_that_is_too_large_is_not_read(self):
        tree = ROOT / "examples/oxidizer/opencode/json-tree"
        shutil.copytree(tree, self.store, dirs_exist_ok=True)
        part = next((self.store / "storage/part").rglob("*.json"))
        os.truncate(part, 105_000_000)
        self.assertIn("105000000 bytes, more than the 33554432 that are read", self.peak_of_run())

    def has_nameless_copy(self, process):
        """Whether it has a file open that no folder shows, with as much in it as the database has."""
        for file in pathlib.Path(f"/proc/{process.pid}/fd").iterdir():
            try:
                if os.readlink(file).endswith(" (deleted)") and file.stat().st_size > LARGE_BYTES:
                    return True
            except FileNotFoundError:  # closed meanwhile
                pass
        return False

    def test_a_run_that_is_killed_while_it_reads_a_live_database_leaves_nothing_of_it(self):
        self.add_parts(("word ", LARGE_BYTES // 5))
        database = sqlite3.connect(self.store / "opencode.db")  # as if opencode were running
        self.addCleanup(database.close)
        database.execute("pragma journal_mode=wal")
        database.execute("update session set title = 'told to nobody'")
        database.commit()
        self.assertIn(b"told to nobody", (self.store / "opencode.db-wal").read_bytes())
        with self.start("p.yaml") as run:
            while not self.has_nameless_copy(run):
                self.assertIsNone(run.poll(), "no copy was seen")
            run.send_signal(signal.SIGKILL)
            run.communicate()
        for place in (".flowrun", "tmp"):
            for name, content in self.tree(place, everything=True).items():
                self.assertNotIn(b"told to nobody", content, name)
                self.assertNotIn(b"part_message_id_id_idx", content, name)  # of the schema


if __name__ == "__main__":
    unittest.main()
