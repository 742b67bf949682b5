"""Every run is kept, whatever became of it, and can be compared with others."""

import json
import os
import signal
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

PIPELINE = """flowrun: 1
name: kept
stages:
  a: {use: numbers, with: {items: 20}}
  x: {use: spoil, from: a}
  total: {use: sum, from: x}
publish: {total: total}
"""

STUBBORN = """flowrun: 1
name: kept
stages:
  a: {use: numbers, with: {items: 3}}
  x: {use: stubborn, from: a, with: {folder: ., at: 0}}
"""


class Runs(FlowrunCase):
    def run_pipeline(self, *options, **how):
        return self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, *options, **how)

    def ask(self, command, *options):
        return json.loads(self.flowrun(command, "p.yaml", *options, "--json").stdout)

    def kept(self, run, name):
        return self.folder / ".flowrun" / "runs" / str(run) / name

    def events(self, run):
        return [json.loads(line) for line in self.kept(run, "events.jsonl").read_text().splitlines()]

    def test_each_run_has_a_folder_and_the_results_show_the_last(self):
        self.write("p.yaml", PIPELINE)
        self.run_pipeline()
        first = self.kept(1, "run.json").read_bytes()
        self.run_pipeline("--set", "x.drop_every=4")
        self.assertEqual(self.kept(1, "run.json").read_bytes(), first)
        self.assertEqual(
            self.kept(2, "run.json").read_bytes(), (self.folder / "out/kept/run.json").read_bytes()
        )
        told = self.run_file("kept")
        self.assertEqual((told["id"], told["status"]), (2, "finished"))
        self.assertEqual(told["options"], {"set": ["x.drop_every=4"]})
        self.assertIn("x.drop_every=4", told["command_line"])
        self.assertEqual(told["settings"]["x"]["key"]["drop_every"], 4)
        self.assertEqual(told["inputs"][0]["items"], 20)
        self.assertEqual(told["inputs"], json.loads(first)["inputs"])
        self.assertRegex(told["started"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(self.events(2)[0]["event"], "run_started")
        last = self.events(2)[-1]
        self.assertEqual((last["event"], last["exit_code"]), ("run_finished", 0))

    def test_units_are_counted_as_units_and_a_collector_is_one(self):
        self.write("p.yaml", PIPELINE)
        self.run_pipeline()
        self.run_pipeline()
        self.run_pipeline("--force", "total")
        runs = self.ask("runs")["runs"]
        self.assertEqual([(run["units_run"], run["restored"]) for run in runs], [(1, 40), (0, 41), (41, 0)])

    def test_the_events_tell_how_each_stage_ended(self):
        self.write("p.yaml", PIPELINE.replace("from: a}", "from: a, with: {drop_every: 4, fail_every: 7}}"))
        self.run_pipeline(code=1)
        ended = {event["stage"]: event for event in self.events(1) if event["event"] == "stage_ended"}
        self.assertEqual(
            {name: event["status"] for name, event in ended.items()},
            {"a": "finished", "x": "failed", "total": "held"},
        )
        x = ended["x"]
        self.assertEqual([x[one] for one in ("received", "emitted", "dropped", "failed")], [20, 13, 5, 2])
        self.assertEqual((x["units_run"], x["units_restored"]), (20, 0))
        self.assertGreaterEqual(x["took"], 0)
        self.assertEqual(ended["total"]["held"], ended["total"]["received"])

    def test_runs_can_be_compared(self):
        self.write("p.yaml", PIPELINE)
        self.run_pipeline()
        self.run_pipeline()
        self.assertEqual(self.flowrun("diff", "p.yaml").stdout, "run 1 and run 2: nothing is different\n")
        self.run_pipeline("--set", "a.items=22")
        diff = self.ask("diff")
        self.assertEqual(diff["items"][0]["added"], ["n20", "n21"])
        named = {(d["what"], d["stage"], d["name"]): d for d in diff["differences"]}
        self.assertEqual(named["settings", "a", "items"]["change"], 2)
        self.assertIn(("published", "", "total"), named)
        self.assertIn("settings", self.flowrun("diff", "p.yaml", "1").stdout)

    def test_a_failing_run_leaves_its_dead_letters_and_the_way_on(self):
        self.write("p.yaml", PIPELINE)
        self.run_pipeline("--set", "x.fail_every=7", code=1)
        self.assertEqual(self.run_file("kept")["status"], "failed")
        self.assertEqual(self.ask("runs")["runs"][0]["ended"], "failed")
        told = self.flowrun("failures", "p.yaml", "--plugin-dir", TEST_PLUGINS).stdout
        self.assertIn("x: n14: failed: spoilt\n", told)
        self.assertTrue(
            told.endswith(
                f"to try again: flowrun p.yaml --retry --set x.fail_every=7 --plugin-dir {TEST_PLUGINS}\n"
            ),
            told,
        )
        self.assertIn("n14", [e["record"] for e in self.events(1) if e["event"] == "failed"])

    def test_a_killed_run_leaves_what_it_had(self):
        self.write("p.yaml", STUBBORN)
        os.mkfifo(self.folder / "door")
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS, "--set", "x.at=0")
        self.addCleanup(run.communicate)
        self.addCleanup(run.kill)
        while "x: n0: waits" not in run.stderr.readline():
            self.assertIsNone(run.poll())
        self.assertEqual(self.ask("runs")["runs"][0]["ended"], "running")
        run.send_signal(signal.SIGKILL)
        run.wait(timeout=60)
        told = json.loads(self.kept(1, "run.json").read_text())
        self.assertEqual(told["status"], "running")
        self.assertEqual(told["set"], ["x.at=0"])
        self.assertFalse((self.folder / "out/kept/run.json").exists())
        self.assertIn("stage_started", [e["event"] for e in self.events(1)])
        kept = self.ask("runs")["runs"][0]
        self.assertEqual((kept["ended"], kept["exit_code"]), ("killed", None))
        self.assertIn("killed", self.flowrun("runs", "p.yaml").stdout)

    def test_many_restored_rejects_take_no_more_room(self):
        self.write(
            "p.yaml",
            PIPELINE.replace("items: 20", "items: 3000").replace(
                "from: a}", "from: a, with: {reject_every: 2}}"
            ),
        )
        self.run_pipeline()
        self.run_pipeline()
        events = self.events(2)
        self.assertEqual(sum(e["event"] == "rejected" for e in events), 1000)
        self.assertEqual([e["count"] for e in events if e["event"] == "not_listed"], [500])


if __name__ == "__main__":
    unittest.main()
