"""A stage that ends the process is named, the exit code is not 0, and the next run tells of it and goes on."""

import pathlib
import signal
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

PIPELINE = """flowrun: 1
name: dying
stages:
  a: {use: numbers, with: {items: 60, padding: 2000}}
  x: {use: die, from: a, with: {at: 50}}
  total: {use: sum, from: x}
publish: {total: total}
"""

BROKEN_PROMISE = 3
DEATHS = {
    "exits": (BROKEN_PROMISE, "it called exit()"),
    "quick_exits": (BROKEN_PROMISE, "it called exit()"),
    "aborts": (-signal.SIGABRT, "abort"),
    "terminates": (-signal.SIGABRT, "std::terminate"),
    "segfaults": (-signal.SIGSEGV, "segmentation fault"),
    "overflows": (-signal.SIGSEGV, "segmentation fault"),
    "divides": (-signal.SIGFPE, "arithmetic error"),
    "cut_file": (-signal.SIGBUS, "bus error"),
}


class Death(FlowrunCase):
    def run_once(self, *options, code=0):
        return self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, "-j2", *options, code=code)

    def setUp(self):
        super().setUp()
        self.write("p.yaml", PIPELINE)
        self.run_once("--store", "whole", "--out", "whole_out")
        self.whole = self.tree("whole_out/dying")["total.jsonl"]

    def die(self, how, code, *options):
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS, "-j2", "--set", f"x.how={how}", *options)
        _, errors = run.communicate(timeout=60)
        # Sanitizers have an exit code of their own for what a signal ends.
        self.assertIn(run.returncode, (code, 1) if code < 0 else (code,), errors)
        return errors

    def test_each_death_is_named_and_survived(self):
        for how, (code, cause) in DEATHS.items():
            with self.subTest(how):
                store = ("--store", how, "--out", f"{how}_out")
                died = self.die(how, code, *store)
                place = f"in stage x at record n50 ({cause}"
                self.assertIn(f"error: the process dies {place}", died)
                self.assertIn("test_stages.so)", died)
                again = self.run_once(*store)
                self.assertIn(f"warning: the run before died {place}", again.stderr)
                self.assertNotIn("damaged", again.stderr)
                self.assertEqual(self.tree(f"{how}_out/dying")["total.jsonl"], self.whole)
                self.assertNotIn("died", self.run_once(*store).stderr)

    def test_a_thread_of_a_stage_names_what_was_at_work(self):
        died = self.die("own_thread", -signal.SIGSEGV)
        self.assertIn("outside of the threads that stages are called in, while it was", died)
        self.assertIn("in stage x at record n50", died)

    def test_a_library_whose_bytes_changed_under_the_same_build_id_is_refused(self):
        plugins = self.folder / "plugins"
        plugins.mkdir()
        library = plugins / "test_stages.so"
        whole = (pathlib.Path(TEST_PLUGINS) / "test_stages.so").read_bytes()
        library.write_bytes(whole)
        self.flowrun("p.yaml", "--plugin-dir", plugins)
        library.write_bytes(whole.replace(b"the list ended early", b"the list endeD early"))
        refused = self.flowrun("p.yaml", "--plugin-dir", plugins, code=4)
        self.assertIn("test_stages.so is not what it was (its bytes changed", refused.stderr)
        library.write_bytes(whole)
        self.flowrun("p.yaml", "--plugin-dir", plugins)


if __name__ == "__main__":
    unittest.main()
