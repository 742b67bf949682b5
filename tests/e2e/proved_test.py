"""The whole of oxidizer: mined and generated examples, an adapter, and the scores of model and reference agent."""

import json
import subprocess
import sys
import unittest

from flowrun_case import OXIDIZER, ROOT
from sandboxed_case import SandboxedCase

CHECKS = ROOT / "tests" / "independent"
REPOSITORIES = sorted((ROOT / "examples/oxidizer/repos").glob("*.bundle"))
# Less of everything than the default run; nothing that needs the network.
SMALL = (
    "--set",
    "synthetic_count=6",
    "--set",
    "chore_count=4",
    "--set",
    "verify_limit=0",
    "--set",
    "max_seq=2048",
    "--set",
    "sessions.max_tokens=4096",
    "--set",
    "commits.max_tokens=4096",
    "--set",
    "curated.max_tokens=4096",
    "--set",
    "curated.split_seed=3",  # sessions on both sides: of commits the trainer cuts here what is learnt
    "--set",
    "epochs=1",
    "--set",
    "placebo_steps=2",
    "--set",
    "max_new_tokens=8",
    "--set",
    "max_calls=4",
)
TASKS = (
    "repair_lookup_cache",
    "lifetimes_subtitle_cursor",
    "macros_valve_states",
    "trait_objects_effect_chain",
)
SMALL_TASKS = ("workflow_abacus_rod", "edit_pebble_game")


class Proved(SandboxedCase):
    def lines(self, split):
        path = self.folder / "out/oxidizer/dataset" / f"{split}.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]

    def text(self, name):
        return (self.folder / "out/oxidizer" / name).read_text()

    def check(self, script, *arguments):
        done = subprocess.run(
            [sys.executable, CHECKS / script, *map(str, arguments)],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_a_run_gives_proved_examples_of_all_origins_and_a_score(self):
        small = list(SMALL)
        for stage, names in (("tasks", TASKS), ("small_tasks", SMALL_TASKS)):
            small += ["--set", f"{stage}.tasks={self.copy_tasks(stage, names, stage)}"]
        done = self.flowrun(OXIDIZER, *small, seconds=500)
        self.assertEqual(done.stdout, "out/oxidizer/dataset\nout/oxidizer/adapter\nout/oxidizer/score\n")
        examples = self.lines("train") + self.lines("valid")
        origins = {example["metadata"]["origin"] for example in examples}
        self.assertEqual(origins, {"session", "git", "synthetic"})

        with self.subTest("mined edits replay byte-exactly, says git"):
            self.assertIn(
                " 0 failed",
                self.check("replay_mined.py", self.folder / "out/oxidizer/dataset", *REPOSITORIES),
            )
        with self.subTest("generated examples hold, says cargo outside flowrun"):
            self.assertIn(
                " 0 failed",
                self.check(
                    "prove_synthetic.py", self.folder / "out/oxidizer/dataset", ROOT / "pipelines/crates"
                ),
            )
        with self.subTest("nothing of this machine is published"):
            for name, content in self.tree("out/oxidizer", everything=True).items():
                if name.split("/")[0] in ("dataset", "adapter", "score"):
                    for text in (str(self.folder), str(ROOT), "/root/", "/toolchain", ".flowrun"):
                        self.assertNotIn(text.encode(), content, name)
        with self.subTest("the adapter has learnt"):
            losses = [
                line["loss"]
                for line in map(json.loads, self.text("adapter/training.jsonl").splitlines())
                if line["kind"] == "validation"
            ]
            self.assertLess(losses[-1], losses[0] - 0.1)
        with self.subTest(
            "the reference agent meets every criterion, and four variants of a model that may say little have a score"
        ):
            card = json.loads(self.text("score/scorecard.json"))
            variants = {v["variant"]: v["strict"]["rate"] for v in card["variants"]}
            self.assertEqual(
                variants, {"base": 0, "tuned": 0, "placebo": 0, "told": 0, "reference": 1}, card["variants"]
            )
            self.assertEqual(card["comparison"]["pairs"], 6)
            self.assertEqual(card["infrastructure_rate"], 0)
        with self.subTest("another learning rate trains the adapter again, alone"):
            retrained = self.flowrun(
                OXIDIZER, *small, "--only", "adapter", "--set", "adapter.learning_rate=1e-4"
            )
            self.assertEqual([s["stage"] for s in self.run_file()["stages"] if s["units_run"]], ["adapter"])
            self.assertIn("out/oxidizer/adapter", retrained.stdout)
            again = self.flowrun(OXIDIZER, *small, "--only", "adapter", "--set", "adapter.learning_rate=1e-4")
            self.assertEqual([s["stage"] for s in self.run_file()["stages"] if s["units_run"]], [])
            self.assertIn("out/oxidizer/adapter (unchanged)", again.stdout)
            self.flowrun(OXIDIZER, *small)
        with self.subTest("a second run restores everything"):
            before = self.tree("out/oxidizer")
            again = self.flowrun(OXIDIZER, *small)
            self.assertIn("out/oxidizer/dataset (unchanged)", again.stdout)
            self.assertEqual(
                {s["stage"]: s["units_run"] for s in self.run_file()["stages"] if s["units_run"]}, {}
            )
            for name in ("dataset", "adapter", "score"):
                self.assertEqual(
                    {k: v for k, v in before.items() if k.startswith(name)},
                    {k: v for k, v in self.tree("out/oxidizer").items() if k.startswith(name)},
                )


if __name__ == "__main__":
    unittest.main()
