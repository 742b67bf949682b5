"""A tiny random model works on a task: seeds, samples, adapters, and what is refused."""

import json
import unittest

from flowrun_case import ROOT, TEST_PLUGINS
from sandboxed_case import SandboxedCase

GOLDEN = ROOT / "tests/golden/qwen3_5"
PIPELINE = """flowrun: 1
name: models
stages:
  tasks: {use: cargo_tasks, with: {tasks: tasks}}
  samples: {use: task_samples, from: tasks, with: {samples: %(samples)s}}
  adapter: {use: given_adapter, with: {folder: "%(golden)s/lora/attn_mlp/train_lr1e-3/adapter", base: "%(base)s"}}
  agent:
    use: agent_rollout
    from: %(inputs)s
    concurrency: %(concurrency)s
    with: {variant: it, crates: crates, system_prompt: [prompt.md], %(settings)s}
publish: {adapter: adapter}
"""
TASK = """title = "Say yes"
gap = "repair"
prompt = "Make `yes` return true."
editable = ["src/"]
expected_tests = ["says_yes"]
[crates]
allowed = []
expected = []
avoided = []
"""
TRAINING = """flowrun: 1
name: training
stages:
  given: {use: jsonl_source, with: {files: [examples.jsonl]}}
  dataset: {use: jsonl_sink, from: given}
  adapter:
    use: lora_trainer
    from: dataset
    with: {model: "%s", base_model: tiny, epochs: 1, rank: 2, threads: 1}
publish: {adapter: adapter}
"""
MODEL = f'agent: model, model: "{GOLDEN}/model", max_new_tokens: 40, temperature: 1, threads: 1'


class Model(SandboxedCase):
    def setUp(self):
        super().setUp()
        self.write("prompt.md", "You write Rust.")
        self.write("tasks/small/task.toml", TASK)
        self.write(
            "tasks/small/start/Cargo.toml", '[package]\nname = "small"\nversion = "0.1.0"\nedition = "2024"\n'
        )
        self.write("tasks/small/start/src/lib.rs", "pub fn yes() -> bool {\n    false\n}\n")
        self.write(
            "tasks/small/hidden/tests/hidden.rs", "#[test]\nfn says_yes() {\n    assert!(small::yes());\n}\n"
        )
        self.write("tasks/small/reference/src/lib.rs", "pub fn yes() -> bool {\n    true\n}\n")
        self.write_empty_crates("crates")

    def run_agent(self, settings, *options, code=0, inputs="{tasks: samples}", base=GOLDEN / "model", **more):
        values = {"golden": GOLDEN, "settings": settings, "inputs": inputs, "base": base}
        self.write("p.yaml", PIPELINE % (values | {"samples": 1, "concurrency": 16} | more))
        return self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, *options, code=code)

    def rollouts(self, *options):
        done = self.flowrun("records", "p.yaml", "agent", "--plugin-dir", TEST_PLUGINS, *options)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_samples_differ_and_come_again_with_their_seed(self):
        # One at a time: together the last bits of what is computed depend on who else is there.
        self.run_agent(MODEL, samples=3, concurrency=1)
        first = self.rollouts()
        self.assertEqual([r["sample"] for r in first], [1, 2, 3])
        self.assertEqual({r["agent"] for r in first}, {"model"})
        self.assertEqual(len({json.dumps(r["messages"]) for r in first}), 3)
        for rollout in first:
            self.assertIn(rollout["ended"], ("answered", "token_limit", "format_error"))
            self.assertEqual([m["role"] for m in rollout["messages"][:3]], ["system", "user", "assistant"])
            self.assertNotIn(str(self.folder), json.dumps(rollout))
            self.assertNotIn(str(ROOT), json.dumps(rollout))
            self.assertNotIn("sample", rollout["task"])
        self.run_agent(MODEL, "--store", "another", "--out", "another_out", samples=3, concurrency=1)
        self.assertEqual(self.rollouts("--store", "another", "--out", "another_out"), first)

    def test_samples_are_units_of_their_own(self):
        self.run_agent(MODEL, samples=2)
        first = self.rollouts()
        self.run_agent(MODEL, samples=5)
        agent = self.stage("agent", "models")
        self.assertEqual((agent["received"], agent["restored"]), (5, 2))
        self.assertEqual(self.rollouts()[:2], first)

    def test_many_rollouts_are_open_at_j1(self):
        greedy = MODEL.replace("temperature: 1", "temperature: 0")
        self.run_agent(greedy, "-j1", samples=20)
        self.assertEqual(self.stage("agent", "models")["emitted"], 20)
        said = [json.dumps(r["messages"]) for r in self.rollouts()]
        self.run_agent(greedy, "--store", "another", "--out", "another_out", samples=1, concurrency=1)
        alone = self.rollouts("--store", "another", "--out", "another_out")
        self.assertEqual(set(said), {json.dumps(alone[0]["messages"])})

    def test_an_adapter_changes_what_its_own_base_says(self):
        greedy = MODEL.replace("temperature: 1", "temperature: 0")
        self.run_agent(greedy)
        base = self.rollouts()
        self.assertNotIn("sample", base[0])
        both = "{tasks: samples, adapter: adapter}"
        self.run_agent(greedy, inputs=both)
        self.assertNotEqual(self.rollouts()[0]["messages"], base[0]["messages"])

        done = self.run_agent(greedy, inputs=both, base=GOLDEN / "model_bf16", code=1)
        self.assertIn("the adapter was trained for another model", done.stderr)
        done = self.run_agent("agent: reference", inputs=both, code=1)
        self.assertIn("the adapter has no use here", done.stderr)

    def test_what_makes_no_sense_is_refused_with_the_way_out(self):
        done = self.run_agent("agent: reference", samples=2, code=1)
        self.assertIn("connect it to the tasks themselves", done.stderr)
        for settings, problem in (
            ("agent: model", "with `model`"),
            (f'agent: model, model: "{self.folder}/tasks"', "Qwen3.5"),
        ):
            with self.subTest(settings):
                self.assertIn(problem, self.run_agent(settings, code=1).stderr)

    def test_an_example_that_the_chat_template_refuses_is_rejected_alone(self):
        lines = ""
        for name in ("one", "late", "two"):
            messages = [{"role": "user", "content": "Say it."}, {"role": "assistant", "content": name}]
            if name == "late":
                messages.append({"role": "system", "content": "Be careful."})
            metadata = {"id": name, "origin": "synthetic", "category": "bug_fix", "edition": "2024"}
            metadata |= {"verified": False, "group": name}
            lines += json.dumps({"messages": messages, "metadata": metadata}) + "\n"
        self.write("examples.jsonl", lines)
        self.write("t.yaml", TRAINING % (GOLDEN / "model"))
        for _ in range(2):
            done = self.flowrun("t.yaml")
            self.assertIn(
                "rejected: adapter: dataset, train.jsonl, line 2: example late: the chat", done.stderr
            )
            self.assertEqual(self.stage("adapter", "training")["failed"], 0)
        card = (self.folder / "out/training/adapter/README.md").read_text()
        self.assertIn("| train | 3 | 2 |", card)
        self.assertIn("- rejected: train.jsonl, line 2 (example late: ", card)


if __name__ == "__main__":
    unittest.main()
