"""A run that cannot go on ends, whatever its stages do: signals, a full disk, a stderr that takes nothing."""

import os
import resource
import signal
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

STUBBORN = """flowrun: 1
name: stuck
stages:
  a: {use: numbers, with: {items: 3}}
  x: {use: stubborn, from: a, with: {folder: ., at: 0}}
"""

MUCH = """flowrun: 1
name: much
stages:
  a: {use: numbers, with: {items: 20000, padding: 2000, filler: letters}}
  x: {use: spoil, from: a}
  total: {use: sum, from: x}
publish: {total: total}
"""


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


class Stop(FlowrunCase):
    def start_stuck(self, *options):
        self.write("p.yaml", STUBBORN)
        os.mkfifo(self.folder / "door")
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS, *options)
        self.addCleanup(run.communicate)
        self.addCleanup(run.kill)
        self.read_until(run, "x: n0: waits")
        return run

    def read_until(self, run, text):
        read = ""
        while text not in read:
            line = run.stderr.readline()
            self.assertNotEqual(line, "", read)
            read += line
        return read

    def test_a_first_signal_is_answered_at_once_and_a_second_one_leaves(self):
        run = self.start_stuck()
        run.send_signal(signal.SIGTERM)
        self.read_until(run, "note: stopping: work in flight may finish; again to leave at once")
        run.send_signal(signal.SIGINT)
        self.assertEqual(run.wait(timeout=60), 130)

    def test_a_run_that_does_not_stop_is_left_with_what_still_runs_by_name(self):
        run = self.start_stuck()
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=60)  # it waits ten seconds
        self.assertEqual(run.returncode, 130, errors)
        self.assertRegex(errors, r"does not end:\n  x: n0 runs for 1\d s\n")
        self.assertIn("note: leaving: what is in flight is given up", errors)
        kept = self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, "--set", "x.at=9")
        self.assertNotIn("damaged", kept.stderr)
        self.assertEqual(self.stage("a", "stuck")["restored"], 3)

    def test_a_unit_that_outlasts_its_time_for_ever_does_not_keep_the_process(self):
        self.write("p.yaml", STUBBORN.replace("at: 0}", "at: 0}, timeout: 10ms, on_failure: {tolerate: 1}"))
        os.mkfifo(self.folder / "door")
        done = self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS)
        self.assertIn("error: x: n0: the unit was given up after 10 ms", done.stderr)
        self.assertIn("note: still runs, and is given up: x: n0", done.stderr)
        self.assertEqual(self.stage("x", "stuck")["emitted"], 2)
        self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, "--set", "x.at=9")
        self.assertEqual(self.stage("x", "stuck")["restored"], 2)

    def test_a_run_that_is_left_tells_of_a_stdout_that_takes_nothing(self):
        stuck = STUBBORN.replace("at: 0}", "at: 0}, timeout: 10ms, on_failure: {tolerate: 1}")
        self.write("p.yaml", stuck + "  total: {use: sum, from: x}\npublish: {total: total}\n")
        os.mkfifo(self.folder / "door")
        with open("/dev/full", "w", encoding="utf-8") as full:
            run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS, stdout=full)
            _, errors = run.communicate(timeout=60)
        self.assertIn("still runs, and is given up: x: n0", errors)
        self.assertIn("error: cannot write to stdout (No space left on device)", errors)
        self.assertEqual(run.returncode, 1, errors)

    def test_a_store_that_cannot_be_written_ends_the_run(self):
        self.write("p.yaml", MUCH)
        run = self.start(
            "p.yaml", "--plugin-dir", TEST_PLUGINS, preexec_fn=small_files, restore_signals=False
        )
        _, errors = run.communicate(timeout=120)
        self.assertEqual(run.returncode, 1, errors)
        self.assertIn("free some space", errors)
        self.assertNotIn(" ok\n", errors)
        told = self.run_file("much")
        self.assertEqual(told["exit_code"], 1)
        self.assertIn("free some space", told["problems"][0])
        self.assertLess(sum(s["units_run"] for s in told["stages"]), 20000)
        # What it kept is whole, and is used.
        self.assertNotIn("damaged", self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS).stderr)

    def test_a_stderr_that_takes_nothing_is_an_error_and_no_hang(self):
        self.write("p.yaml", MUCH.replace("20000", "20"))
        with open("/dev/full", "w", encoding="utf-8") as full:
            run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS, stderr=full)
            run.communicate(timeout=60)
        self.assertEqual(run.returncode, 3)
        told = self.run_file("much")
        self.assertEqual(told["exit_code"], 3)
        self.assertIn("the run broke off while it showed what happens", told["problems"][0])

    def test_a_closed_stderr_gets_nothing_and_neither_does_the_store(self):
        self.write("p.yaml", MUCH.replace("20000", "20"))
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS, preexec_fn=lambda: os.close(2))
        run.communicate(timeout=60)
        self.assertEqual(run.returncode, 0)
        self.assertNotIn("damaged", self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS).stderr)
        self.assertEqual(self.stage("x", "much")["restored"], 20)


if __name__ == "__main__":
    unittest.main()
