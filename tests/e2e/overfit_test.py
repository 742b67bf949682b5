"""A tiny model that has learnt three reference solutions by heart solves those tasks through template, generation,
parser, tools, sandbox and tests; without its adapter it solves none."""

import json
import unittest

from flowrun_case import ROOT, TEST_PLUGINS
from sandboxed_case import SandboxedCase

PIPELINE = ROOT / "tests" / "e2e" / "overfit" / "overfit.yaml"
TASKS = ("repair_lookup_cache", "workspace_manifests_backoff_member", "lifetimes_subtitle_cursor")


class Overfit(SandboxedCase):
    def test_the_adapter_solves_what_it_learnt_and_the_base_does_not(self):
        tasks = self.copy_tasks("tasks", TASKS, "tasks")
        options = ["--plugin-dir", TEST_PLUGINS, "--set", f"tasks={tasks}"]
        self.flowrun(PIPELINE, *options, seconds=3500)

        card = json.loads((self.folder / "out/overfit/score/scorecard.json").read_text())
        strict = {variant["variant"]: variant["strict"]["rate"] for variant in card["variants"]}
        self.assertEqual(strict, {"base": 0, "tuned": 1}, card)
        self.assertEqual(card["comparison"]["pairs"], 3)

        # The model said what the reference said, call for call.
        def calls(stage):
            rollouts = self.flowrun("records", PIPELINE, stage, *options).stdout.splitlines()
            return {
                r["task"]["id"]: [
                    (c["function"]["name"], c["function"]["arguments"])
                    for m in r["messages"]
                    for c in m.get("tool_calls", [])
                ]
                for r in map(json.loads, rollouts)
            }

        self.assertEqual(calls("tuned"), calls("reference"))
        self.assertEqual(sorted(calls("tuned")), sorted(TASKS))


if __name__ == "__main__":
    unittest.main()
