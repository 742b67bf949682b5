"""`--metrics FILE|ADDR`: a run as metrics, by what the formats' specifications demand."""

import http.client
import os
import re
import signal
import socket
import unittest
import urllib.parse

from flowrun_case import ROOT, TEST_PLUGINS, FlowrunCase
from metrics_text import Metrics

PAGE = (ROOT / "docs/metrics.md").read_text()
PIPELINE = """flowrun: 1
name: measured
stages:
  a: {use: numbers, with: {items: 40, bad_items: 2}}
  x: {use: spoil, from: a, cache: true, with: {drop_every: 4, reject_every: 7, measures: true}}
  z: {use: spoil, from: x, cache: true, with: {fail_every: 9}, on_failure: {tolerate: 99}}
  total: {use: sum, from: z}
publish: {total: total}
"""
# A unit of x waits at a door.
WAITING = """flowrun: 1
name: waiting
stages:
  a: {use: numbers, with: {items: 40}}
  x: {use: stubborn, from: a, with: {folder: ., at: 3}}
  total: {use: sum, from: x}
publish: {total: total}
"""
OUTCOMES = ("emitted", "dropped", "rejected", "failed", "cancelled", "held")


class MetricsOfARun(FlowrunCase):
    def measured(self, *options, code=0):
        self.write("p.yaml", PIPELINE)
        return self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, *options, code=code)

    def read(self, name):
        return Metrics((self.folder / name).read_text(), openmetrics=not name.endswith(".prom"))

    def begin_waiting(self, *options):
        """A run that goes on until the door is opened, and the text of its stderr up to where its unit waits."""
        self.write("p.yaml", WAITING)
        os.mkfifo(self.folder / "door")
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS, *options)
        self.addCleanup(run.communicate)
        self.addCleanup(run.kill)
        told = ""
        for line in run.stderr:
            told += line
            if "waits" in line:
                return run, told
        return self.fail(told)

    def open_door(self):
        os.close(os.open(self.folder / "door", os.O_WRONLY))

    def check_against_ledger(self, metrics, pipeline="measured"):
        for stage in self.run_file(pipeline)["stages"]:
            of = {"pipeline": pipeline, "stage": stage["stage"]}
            self.assertEqual(metrics.one("flowrun_stage_records_received_total", **of), stage["received"])
            for outcome in OUTCOMES:
                self.assertEqual(
                    metrics.one("flowrun_stage_records_ended_total", outcome=outcome, **of), stage[outcome]
                )
            self.assertEqual(metrics.one("flowrun_stage_units_restored_total", **of), stage["units_restored"])
            self.assertEqual(metrics.one("flowrun_stage_units_run_total", **of), stage["units_run"])
            self.assertEqual(metrics.one("flowrun_stage_over", **of), 1)
            self.assertEqual(metrics.one("flowrun_stage_records_waiting", **of), 0)

    def test_a_file_tells_the_ledger_s_numbers_in_either_format(self):
        self.measured("--metrics", "run.prom")
        metrics = self.read("run.prom")
        self.check_against_ledger(metrics)
        self.assertEqual(metrics.one("flowrun_run_exit_code"), 0)
        self.assertEqual(metrics.one("flowrun_run_info", pipeline="measured", run="1"), 1)
        self.assertLessEqual(
            metrics.one("flowrun_run_start_timestamp_seconds"),
            metrics.one("flowrun_run_end_timestamp_seconds"),
        )
        self.assertGreater(metrics.one("flowrun_stage_records_ended_total", stage="z", outcome="failed"), 0)

        self.measured("--metrics", "run.txt")
        again = self.read("run.txt")
        self.check_against_ledger(again)
        self.assertEqual(again.one("flowrun_run_info", run="2"), 1)
        self.assertEqual(again.one("flowrun_stage_units_run_total", stage="x"), 0)
        # The value that the last of its units gave, whichever that is; restored, too.
        self.assertIn(again.one("flowrun_metric_value", stage="x", name="value"), range(40))

    def test_every_family_is_on_the_page(self):
        self.measured("--metrics", "run.txt")
        run = self.begin_served()
        families = {**self.read("run.txt").families, **self.get(run)[1].families}
        table = dict(re.findall(r"^\| `(\w+)`[^|]*\| (\w+) \|", PAGE, re.MULTILINE))
        told = {
            name + {"counter": "_total", "info": "_info"}.get(about["type"], ""): about["type"]
            for name, about in families.items()
            if not name.startswith("flowrun_metric_")
        }
        self.assertEqual(table, told)

    def get(self, run, path="/metrics", method="GET"):
        """The answer's status and headers, and what it tells."""
        url = urllib.parse.urlsplit(run.url)
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
        connection.request(method, path)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, Metrics(text) if answer.status == 200 and method == "GET" else text

    def begin_served(self):
        run, told = self.begin_waiting("--metrics", ":0")
        run.url = re.search(r"metrics are at (http://\S+/metrics)\n", told)[1]
        return run

    def test_an_address_answers_while_the_run_goes_on(self):
        run = self.begin_served()
        self.assertTrue(run.url.startswith("http://127.0.0.1:"))
        answer, metrics = self.get(run)
        self.assertEqual(
            answer.getheader("Content-Type"), "application/openmetrics-text; version=1.0.0; charset=utf-8"
        )
        self.assertEqual(metrics.one("flowrun_stage_units_at_work", stage="x"), 1)
        self.assertGreaterEqual(metrics.one("flowrun_stage_records_waiting", stage="x"), 1)
        self.assertEqual(metrics.one("flowrun_resource_held", resource="door"), 1)
        self.assertEqual(metrics.one("flowrun_resource_capacity", resource="door"), 1)
        gates = metrics.all("flowrun_gate_records", stage="a")
        self.assertGreaterEqual(sum(gates.values()), 1)
        self.assertFalse(metrics.all("flowrun_run_end_timestamp_seconds"))
        for (name, labels), value in self.get(run)[1].values.items():
            if name.endswith("_total"):
                self.assertGreaterEqual(value, metrics.values[name, labels], name)
        self.open_door()
        self.assertEqual(run.wait(timeout=60), 0)

    def test_an_address_answers_nothing_else(self):
        run = self.begin_served()
        answer, text = self.get(run, path="/")
        self.assertEqual((answer.status, text), (404, "there is /metrics alone\n"))
        answer, _ = self.get(run, method="POST")
        self.assertEqual((answer.status, answer.getheader("Allow")), (405, "GET, HEAD"))
        answer, text = self.get(run, method="HEAD")
        self.assertEqual((answer.status, text), (200, ""))
        self.assertGreater(int(answer.getheader("Content-Length")), 1000)
        self.assertEqual(self.get(run, path="/metrics?a=b")[0].status, 200)

    def test_who_connects_and_says_nothing_holds_up_nobody(self):
        run = self.begin_served()
        url = urllib.parse.urlsplit(run.url)
        for _ in range(10):
            idle = socket.create_connection((url.hostname, url.port))
            self.addCleanup(idle.close)
        junk = socket.create_connection((url.hostname, url.port))
        self.addCleanup(junk.close)
        junk.sendall(b"\0" * 20_000)
        self.assertEqual(self.get(run)[0].status, 200)
        self.open_door()
        self.assertEqual(run.wait(timeout=60), 0)

    def test_a_file_is_replaced_whole(self):
        run, _ = self.begin_waiting("--metrics", "run.txt")
        with open(self.folder / "run.txt") as early:
            before = early.read()
            self.open_door()
            self.assertEqual(run.wait(timeout=60), 0)
            early.seek(0)
            self.assertEqual(early.read(), before)  # whoever reads goes on reading what was there
        Metrics(before)
        self.check_against_ledger(self.read("run.txt"), "waiting")

    def test_a_killed_run_leaves_a_whole_file_that_tells_no_end(self):
        run, _ = self.begin_waiting("--metrics", "run.prom")
        run.send_signal(signal.SIGKILL)
        run.wait(timeout=60)
        metrics = self.read("run.prom")
        self.assertFalse(metrics.all("flowrun_run_end_timestamp_seconds"))
        self.assertFalse(metrics.all("flowrun_run_exit_code"))
        self.assertEqual([p.name for p in self.folder.glob("run.*")], ["run.prom"])

    def test_what_cannot_be_shown_is_told_before_anything_runs(self):
        self.write("notes.txt", "mine\n")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            for place, message in {
                "no/run.prom": "error: cannot write the metrics no/run.prom (there is no folder ",
                "notes.txt": "error: cannot write the metrics notes.txt (the file there is another one): name a new file",
                f":{port}": f"error: cannot show metrics at 127.0.0.1:{port} (Address already in use): name another port",
                "9464": "error: --metrics 9464 may be a port or a file: give :9464 for the port",
            }.items():
                with self.subTest(place=place):
                    self.assertIn(message, self.measured("--metrics", place, code=2).stderr)
        self.assertFalse((self.folder / "out").exists())
        self.assertEqual((self.folder / "notes.txt").read_text(), "mine\n")

    def test_results_are_the_same_with_it(self):
        self.measured()
        plain = (self.folder / "out/measured/total.jsonl").read_bytes()
        self.measured("--metrics", ":0", "--store", "other", "--out", "shown")
        self.assertEqual((self.folder / "shown/measured/total.jsonl").read_bytes(), plain)


if __name__ == "__main__":
    unittest.main()
