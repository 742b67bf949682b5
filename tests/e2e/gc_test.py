"""flowrun gc frees what no kept run needs, and a store does not grow by runs that change nothing."""

import json
import os
import pathlib
import random
import shutil
import signal
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

PIPELINE = """flowrun: 1
name: swept
stages:
  a: {use: numbers, with: {items: 300, padding: 2000}}
  x: {use: spoil, from: a, with: {copies: 2}}
  folder: {use: folder_of_numbers, from: x}
  total: {use: sum, from: x}
publish: {total: total, folder: folder}
"""
CHANGED = ("--set", "a.padding=2100")  # no record stays as it was


class Gc(FlowrunCase):
    def setUp(self):
        super().setUp()
        self.write("p.yaml", PIPELINE)

    def run_pipeline(self, *options, **how):
        return self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, *options, **how)

    def collect(self, *options):
        return json.loads(self.flowrun("gc", *options, "--json").stdout)

    def units_run(self):
        newest = json.loads(self.flowrun("runs", "p.yaml", "-n", "1", "--json").stdout)["runs"][0]
        cached = {"x", "folder", "total"}
        told = self.run_file("swept")["stages"]
        self.assertEqual(newest["ended"], "finished")
        return sum(s["received"] - s["restored"] for s in told if s["stage"] in cached)

    def published(self):
        return {
            name: content for name, content in self.tree("out/swept").items() if not name.startswith("run.")
        }

    def on_disk(self, place=".flowrun"):
        base = self.folder / place
        files = [base] if base.is_file() else [path for path in base.rglob("*") if path.is_file()]
        return sum(path.stat().st_blocks * 512 for path in files)

    def test_a_run_after_gc_restores_everything_and_publishes_the_same(self):
        self.run_pipeline()
        self.run_pipeline(*CHANGED)
        published = self.published()
        before = self.on_disk()
        told = self.collect("--keep", "1", "--dry-run")
        freed = self.collect("--keep", "1")
        self.assertEqual({**told, "dry_run": False}, freed)
        self.assertEqual(freed["freed"]["runs"]["count"], 1)
        self.assertGreater(freed["freed"]["data"]["bytes"], 500_000)
        self.assertLess(self.on_disk(), before - freed["freed"]["data"]["bytes"])
        self.assertEqual([path.name for path in (self.folder / ".flowrun/runs").iterdir()], ["2"])
        self.assertEqual(self.published(), published)
        self.run_pipeline(*CHANGED)
        self.assertEqual(self.units_run(), 0)
        self.assertEqual(self.published(), published)
        self.assertEqual(self.collect("p.yaml", "--keep", "2")["freed_bytes"], 0)
        # What was freed is computed anew.
        self.run_pipeline()
        self.assertGreaterEqual(self.units_run(), 300)

    def test_a_dry_run_changes_nothing(self):
        self.run_pipeline()
        self.run_pipeline("--set", "x.drop_every=3")
        (self.folder / ".flowrun/work/left").mkdir(parents=True)
        (self.folder / ".flowrun/tmp").mkdir(exist_ok=True)
        (self.folder / ".flowrun/tmp/left").write_text("of a killed process")

        def files():
            return {
                name: content
                for name, content in self.tree(".flowrun", everything=True).items()
                if name not in ("store.db-shm", "store.db-wal")
            }

        before = files()
        told = self.flowrun("gc", "p.yaml", "--keep", "1", "--caches", "--dry-run").stdout
        self.assertTrue(told.startswith("would be freed"), told)
        self.assertIn("\nworking folders ", told)
        self.assertIn("\nwould remain: 1 run, ", told)
        self.assertEqual(files(), before)
        self.assertTrue((self.folder / ".flowrun/work/left").exists())
        self.flowrun("gc", "p.yaml", "--keep", "1", "--caches")
        self.assertFalse((self.folder / ".flowrun/work/left").exists())

    def test_what_a_run_stored_that_did_not_end_is_not_garbage(self):
        self.write("p.yaml", PIPELINE.replace("items: 300", "items: 3000"))
        for way in (signal.SIGKILL, signal.SIGINT):
            with self.subTest(way.name):
                shutil.rmtree(self.folder / ".flowrun", ignore_errors=True)
                run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS)
                while run.poll() is None and self.committed() < 500:
                    pass
                run.send_signal(way)
                run.communicate()
                known = self.committed()
                self.assertGreaterEqual(known, 500)
                freed = self.collect("--keep", "1")
                self.assertEqual(freed["freed"]["units"]["count"], 0)
                self.assertEqual(freed["remaining"]["units"], known)
                self.run_pipeline()
                stages = self.run_file("swept")["stages"]
                self.assertGreaterEqual(sum(s["restored"] for s in stages), known)

    def test_gc_killed_at_any_point_costs_no_unit(self):
        seed = int(os.environ.get("FLOWRUN_KILL_SEED", "1"))
        chance = random.Random(seed)
        settings = ("--set", "x.drop_every=3")
        for attempt in range(int(os.environ.get("FLOWRUN_KILLS", "4"))):
            self.run_pipeline()
            self.run_pipeline(*settings)
            published = self.published()
            collection = self.start("gc", "--keep", "1")
            for _ in range(chance.randrange(8000)):
                (self.folder / ".flowrun/runs/1").exists()
            collection.send_signal(signal.SIGKILL)
            collection.communicate()
            self.run_pipeline(*settings)
            self.assertEqual(self.units_run(), 0, (seed, attempt))
            self.assertEqual(self.published(), published, (seed, attempt))
            self.collect("--keep", "1")
            self.assertEqual(self.collect("--keep", "1")["freed_bytes"], 0, (seed, attempt))

    def test_after_any_runs_and_collections_the_newest_state_is_restored(self):
        chance = random.Random(3)
        for _ in range(6):
            for _ in range(chance.randrange(1, 4)):
                settings = (
                    *("--set", f"a.items={chance.randrange(100, 140)}"),
                    *("--set", f"x.drop_every={chance.choice((0, 2, 3))}"),
                )
                self.run_pipeline(*settings)
            published = self.published()
            self.collect(*(("p.yaml",) if chance.randrange(2) else ()), "--keep", str(chance.randrange(1, 3)))
            self.run_pipeline(*settings)
            self.assertEqual(self.units_run(), 0, settings)
            self.assertEqual(self.published(), published)

    def test_a_store_in_use_is_left_alone(self):
        self.write(
            "p.yaml",
            "flowrun: 1\nname: swept\nstages:\n  a: {use: numbers, with: {items: 3}}\n"
            "  x: {use: stubborn, from: a, with: {folder: ., at: 0}}\n",
        )
        os.mkfifo(self.folder / "door")
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS)
        self.addCleanup(run.communicate)
        self.addCleanup(run.kill)
        while "x: n0: waits" not in run.stderr.readline():
            self.assertIsNone(run.poll())
        refused = self.flowrun("gc", code=2)
        self.assertIn(f"is in use (process {run.pid} writes to it)", refused.stderr)
        self.assertEqual(self.collect("--dry-run")["remaining"]["runs"], 1)

    def test_runs_that_change_nothing_leave_a_store_of_a_steady_size(self):
        self.write("p.yaml", PIPELINE.replace("items: 300", "items: 30"))
        self.run_pipeline()
        data = (self.folder / ".flowrun/store.data").read_bytes()
        sizes = []
        for _ in range(120):
            self.run_pipeline()
            sizes.append(self.on_disk())
        self.assertEqual((self.folder / ".flowrun/store.data").read_bytes(), data)
        # 50 runs and the first, which did something: their folders and rows, and no more of either.
        runs = sorted(int(path.name) for path in pathlib.Path(self.folder / ".flowrun/runs").iterdir())
        self.assertEqual(runs, [1, *range(72, 122)])
        self.assertLess(sizes[119], sizes[69] * 1.05 + 65536, sizes)


if __name__ == "__main__":
    unittest.main()
