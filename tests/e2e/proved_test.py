"""The part of oxidizer that runs cargo: mined and generated examples, and the reference agent's score."""
import json
import subprocess
import sys
import unittest

from flowrun_case import OXIDIZER, ROOT
from sandboxed_case import SandboxedCase

CHECKS = ROOT / "tests" / "independent"
REPOSITORIES = [ROOT / "examples/oxidizer/repos" / name for name in ("hexyl.bundle", "mini-redis.bundle")]
# Less of everything than the default run; nothing that needs the network.
SMALL = ("--set", "synthetic_count=6", "--set", "verify_limit=0")


class Proved(SandboxedCase):
    def lines(self, split):
        path = self.folder / "out/oxidizer/dataset" / f"{split}.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]

    def check(self, script, *arguments):
        done = subprocess.run([sys.executable, CHECKS / script, *map(str, arguments)], env=self.environment(),
                              capture_output=True, text=True, timeout=280)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_a_run_gives_proved_examples_of_all_origins_and_a_score(self):
        done = self.flowrun(OXIDIZER, *SMALL, seconds=500)
        self.assertEqual(done.stdout, "out/oxidizer/dataset\nout/oxidizer/score\n")
        examples = self.lines("train") + self.lines("valid")
        origins = {example["metadata"]["origin"] for example in examples}
        self.assertEqual(origins, {"session", "git", "synthetic"})

        with self.subTest("mined edits replay byte-exactly, says git"):
            self.assertIn(" 0 failed", self.check("replay_mined.py", self.folder / "out/oxidizer/dataset", *REPOSITORIES))
        with self.subTest("generated examples hold, says cargo outside flowrun"):
            self.assertIn(" 0 failed", self.check("prove_synthetic.py", self.folder / "out/oxidizer/dataset",
                                                  ROOT / "pipelines/crates"))
        with self.subTest("nothing of this machine is published"):
            for name, content in self.tree("out/oxidizer/dataset").items():
                for text in (str(self.folder), str(ROOT), "/root/", "/toolchain", ".flowrun"):
                    self.assertNotIn(text.encode(), content, name)
        with self.subTest("the reference agent meets every criterion of every task"):
            score = json.loads((self.folder / "out/oxidizer/score/scorecard.json").read_text())
            verdicts = [json.loads(line) for line in self.flowrun("records", OXIDIZER, *SMALL, "verdicts").stdout.splitlines()]
            self.assertGreaterEqual(len(verdicts), 12)
            self.assertEqual([v["task"] for v in verdicts if not v["strict"]], [])
            self.assertEqual({v["status"] for v in verdicts}, {"ok"})
            self.assertIn("reference", json.dumps(score))
        with self.subTest("a second run restores everything"):
            before = self.tree("out/oxidizer")
            again = self.flowrun(OXIDIZER, *SMALL)
            self.assertIn("out/oxidizer/dataset (unchanged)", again.stdout)
            self.assertEqual({s["stage"]: s["units_run"] for s in self.run_file()["stages"] if s["units_run"]}, {})
            for name in ("dataset", "score"):
                self.assertEqual({k: v for k, v in before.items() if k.startswith(name)},
                                 {k: v for k, v in self.tree("out/oxidizer").items() if k.startswith(name)})


if __name__ == "__main__":
    unittest.main()
