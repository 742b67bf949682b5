"""kill -9 at any point: the next run gives the same bytes and repeats no committed item.

FLOWRUN_KILLS says how many kills there are (default 4), FLOWRUN_KILL_SEED which ones.
"""

import os
import random
import shutil
import signal
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

PIPELINE = """flowrun: 1
name: killed
stages:
  a: {use: numbers, with: {items: 3000, padding: 2000}}
  x: {use: spoil, from: a, with: {copies: 2}}
  total: {use: sum, from: x}
publish: {total: total}
"""

REPLACED = """flowrun: 1
name: replaced
stages:
  a: {use: numbers, with: {items: ITEMS}}
  folder: {use: folder_of_numbers, from: a}
publish: {folder: folder, lines: a}
"""


class Kill(FlowrunCase):
    def test_a_killed_run_is_continued(self):
        self.write("p.yaml", PIPELINE)
        self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, "--store", "whole", "--out", "whole_out")
        whole = self.tree("whole_out/killed")["total.jsonl"]
        seed = int(os.environ.get("FLOWRUN_KILL_SEED", "1"))
        chance = random.Random(seed)
        for attempt in range(int(os.environ.get("FLOWRUN_KILLS", "4"))):
            shutil.rmtree(self.folder / ".flowrun", ignore_errors=True)
            shutil.rmtree(self.folder / "out", ignore_errors=True)
            run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS)
            # Killed when so many items are committed, which the store itself tells.
            wanted = chance.randrange(50, 3000)
            seen = 0
            while run.poll() is None and seen < wanted:
                seen = self.committed()
            run.send_signal(signal.SIGKILL)
            run.communicate()
            kept = self.committed()
            self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS)
            stages = self.run_file("killed")["stages"]
            restored = sum(s["restored"] for s in stages if s["stage"] != "total")
            self.assertGreaterEqual(restored, min(kept, 6000), (seed, attempt, wanted))
            self.assertEqual(self.tree("out/killed")["total.jsonl"], whole, (seed, attempt, wanted))

    def published(self, out="out/replaced"):
        """What a run leaves where it publishes, by name, without what it says of itself."""
        names = ("folder/numbers.txt", "folder/sub/count.txt", "lines.jsonl")
        return {name: (self.folder / out / name).read_bytes() for name in names}

    def test_a_run_that_is_killed_while_it_replaces_leaves_whole_results_of_before_or_after(self):
        run, whole = ("p.yaml", "--plugin-dir", TEST_PLUGINS), {}
        for name in ("one", "two"):
            self.write("p.yaml", REPLACED.replace("ITEMS", "200" if name == "one" else "300"))
            self.flowrun(*run, "--out", name)
            whole[name] = self.published(f"{name}/replaced")
        out = self.folder / "out/replaced"
        chance = random.Random(int(os.environ.get("FLOWRUN_KILL_SEED", "1")))
        self.flowrun(*run)
        for attempt in range(int(os.environ.get("FLOWRUN_KILLS", "4"))):
            self.write("p.yaml", REPLACED.replace("ITEMS", "200" if attempt % 2 == 0 else "300"))
            killed = self.start(*run)
            # Killed some steps after the first result waits aside.
            while killed.poll() is None and not any(out.glob(".*.flowrun-new")):
                pass
            for _ in range(chance.randrange(400)):
                (out / ".published.json").exists()
            killed.send_signal(signal.SIGKILL)
            killed.communicate()
            for name, content in self.published().items():
                self.assertIn(content, (whole["one"][name], whole["two"][name]), (attempt, name))
            self.flowrun(*run)
            after = whole["one" if attempt % 2 == 0 else "two"]
            self.assertEqual(self.published(), after, attempt)
            self.assertEqual(self.flowrun("check", *run, "--published").returncode, 0)
            hidden = {path.name for path in out.iterdir() if path.name.startswith(".")}
            self.assertLessEqual(hidden, {".previous", ".published.json"}, attempt)
            if (out / ".previous").exists():
                for path in (out / ".previous").iterdir():
                    self.assertIn(path.name, {"folder", "lines.jsonl", "lines.jsonl.provenance.json"})
            if (out / ".previous/folder").exists():
                before = {
                    path: self.read_previous(path) for path in ("folder/numbers.txt", "folder/sub/count.txt")
                }
                self.assertIn(
                    before, [{path: bytes_of[path] for path in before} for bytes_of in whole.values()]
                )
                self.assertTrue((out / ".previous/folder/provenance.json").exists())

    def read_previous(self, name):
        return (self.folder / "out/replaced/.previous" / name).read_bytes()

    def test_a_first_signal_stops_in_good_order(self):
        self.write("p.yaml", PIPELINE.replace("items: 3000", "items: 30000"))
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS)
        while not (self.folder / ".flowrun/store.db").exists():
            self.assertIsNone(run.poll())
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 130, errors)
        self.assertFalse((self.folder / "out/killed/total.jsonl").exists())
        self.assertNotIn("does not balance", errors)


if __name__ == "__main__":
    unittest.main()
