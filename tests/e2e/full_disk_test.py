"""A disk that fills ends the run with its cause, changes nothing that was published, and the next run is whole.

The disk is a limit on the size of a file: the system refuses to write beyond it.
"""

import resource
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

PIPELINE = """flowrun: 1
name: full
stages:
  a: {use: numbers, with: {items: 3000, padding: 2000}CACHE}
  x: {use: spoil, from: a, with: {copies: 2}CACHE}
  total: {use: sum, from: x}
publish: {total: total, all: x}
"""
KIB = 1024


class FullDisk(FlowrunCase):
    def run_with_limit(self, limit):
        """Its exit code and what it said."""

        def limited():
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        # Python ignores SIGXFSZ, and so does the program: what is left is the error of the system.
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS, preexec_fn=limited, restore_signals=False)
        _, said = run.communicate(timeout=120)
        return run.returncode, said

    def check(self, cache, limits):
        options = ("--plugin-dir", TEST_PLUGINS)
        self.write("p.yaml", PIPELINE.replace("CACHE", cache))
        self.flowrun("p.yaml", *options, "--store", "whole", "--out", "whole_out")
        whole = self.tree("whole_out/full")
        for limit in limits:
            with self.subTest(limit=limit):
                code, said = self.run_with_limit(limit)
                self.assertEqual(code, 1, said)
                self.assertIn("File too large", said)
                self.assertNotIn("terminate", said)
                self.assertFalse((self.folder / "out/full/all.jsonl").exists())
                self.assertFalse((self.folder / "out/full/total.jsonl").exists())
        self.flowrun("p.yaml", *options)
        for name in ("all.jsonl", "total.jsonl"):
            self.assertEqual(self.tree("out/full")[name], whole[name])

    def test_the_store(self):
        self.check("", (100 * KIB, 1000 * KIB, 5000 * KIB))

    def test_what_is_published(self):
        self.check(", cache: false", (1000 * KIB, 5000 * KIB))


if __name__ == "__main__":
    unittest.main()
