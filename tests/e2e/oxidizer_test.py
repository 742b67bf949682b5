"""Sessions in, a data set out: the part of oxidizer that needs neither cargo nor a sandbox."""

import json
import shutil
import unittest

from flowrun_case import OXIDIZER, ROOT, SESSIONS, FlowrunCase

PROMPT = ROOT / "pipelines/prompts/build-rust.md"
EXPECTED = json.loads((ROOT / "plugins/session_classifier/tests/data/opencode/expected.json").read_text())


class Oxidizer(FlowrunCase):
    def lines(self, split, out="out"):
        path = self.folder / out / "oxidizer/dataset" / f"{split}.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]

    def test_the_default_run_publishes_a_data_set(self):
        done = self.oxidize()
        self.assertEqual(done.stdout, "out/oxidizer/dataset\n")
        files = self.tree("out/oxidizer/dataset")
        self.assertEqual(
            sorted(files), ["README.md", "dataset.json", "samples.html", "train.jsonl", "valid.jsonl"]
        )
        examples = self.lines("train") + self.lines("valid")
        kept = [example["metadata"]["session"]["id"] for example in examples]
        # The same stories stand in two stores of two generations; in one form of the tools they are duplicates.
        ids = {}
        for session in EXPECTED["json-tree"] + EXPECTED["sqlite"]:
            ids.setdefault((session["scenario"], session["verdict"]), []).append(session["sessionID"])
        for (scenario, verdict), sessions in ids.items():
            count = sum(kept.count(session) for session in sessions)
            if verdict == "reject":
                self.assertEqual(count, 0, scenario)
            if verdict == "accept":
                self.assertEqual(count, 1, scenario)

    def test_every_line_keeps_the_form_of_a_chat_example(self):
        self.oxidize()
        groups = {}
        for split in ("train", "valid"):
            for example in self.lines(split):
                roles = [m["role"] for m in example["messages"]]
                self.assertEqual(roles[:2], ["system", "user"])
                self.assertEqual(roles[-1], "assistant")
                open_calls = []
                for message in example["messages"]:
                    self.assertIsInstance(message["content"], str)
                    for call in message.get("tool_calls", []):
                        self.assertEqual(call["type"], "function")
                        self.assertIsInstance(call["function"]["arguments"], dict)
                        open_calls.append(call["id"])
                    if message["role"] == "tool":
                        open_calls.remove(message["tool_call_id"])
                self.assertEqual(open_calls, [])
                metadata = example["metadata"]
                self.assertEqual(metadata["origin"], "session")
                self.assertIs(metadata["verified"], False)
                self.assertGreater(metadata["tokens"], 1000)
                self.assertNotIn("null", [json.dumps(v) for v in metadata.values()])
                groups.setdefault(metadata["group"], set()).add(split)
        self.assertTrue(all(len(splits) == 1 for splits in groups.values()), groups)

    def test_no_secret_and_no_person_is_published(self):
        self.oxidize()
        forbidden = []
        for sessions in EXPECTED.values():
            for session in sessions:
                forbidden += session.get("secrets_that_must_not_survive", []) + session.get(
                    "personal_data", []
                )
        self.assertGreater(len(forbidden), 3)
        for name, content in self.tree("out", everything=True).items():
            # run.json says where the run was started; it is not published.
            places = [] if name == "oxidizer/run.json" else [str(self.folder), str(ROOT)]
            for text in [*forbidden, "/home/dev", *places]:
                self.assertNotIn(text.encode(), content, name)

    def test_any_parallelism_gives_the_same_bytes(self):
        for jobs in (1, 2, 8):
            self.oxidize("-j", jobs, "--store", f"store{jobs}", "--out", f"out{jobs}")
        one = self.tree("out1/oxidizer/dataset")
        self.assertEqual(one, self.tree("out2/oxidizer/dataset"))
        self.assertEqual(one, self.tree("out8/oxidizer/dataset"))

    def test_a_second_run_restores_everything(self):
        self.oxidize()
        first = self.tree("out/oxidizer/dataset")
        again = self.oxidize()
        self.assertEqual(again.stdout, "out/oxidizer/dataset (unchanged)\n")
        self.assertEqual([s["units_run"] for s in self.run_file()["stages"]], [0] * 6)
        self.assertEqual(self.tree("out/oxidizer/dataset"), first)

    def test_a_result_folder_is_completed_from_the_store(self):
        self.oxidize()
        first = self.tree("out/oxidizer/dataset")
        (self.folder / "out/oxidizer/dataset/train.jsonl").unlink()
        (self.folder / "out/oxidizer/dataset/valid.jsonl").unlink()
        self.oxidize()
        self.assertEqual(self.tree("out/oxidizer/dataset"), first)
        self.assertEqual([s["units_run"] for s in self.run_file()["stages"]], [0] * 6)

    def test_one_stage_is_run_again_alone(self):
        self.oxidize()
        self.flowrun(OXIDIZER, *SESSIONS, "--only", "curated")
        self.assertEqual([(s["stage"], s["units_run"]) for s in self.run_file()["stages"]], [("curated", 0)])
        self.flowrun(OXIDIZER, *SESSIONS, "--only", "curated", "--set", "curated.valid_fraction=0.9")
        self.assertEqual([(s["stage"], s["units_run"]) for s in self.run_file()["stages"]], [("curated", 1)])
        stale = self.flowrun(
            OXIDIZER, *SESSIONS, "--only", "dataset", "--set", "curated.split_seed=5", code=2
        )
        self.assertIn("the settings of curated changed since", stale.stderr)

    def test_other_weights_of_the_model_change_nothing_where_its_tokens_are_counted(self):
        model = self.folder / "model"
        shutil.copytree(ROOT / "examples/oxidizer/model", model)
        chosen = ("--set", f"model={model}")
        self.oxidize(*chosen)
        weights = model / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-1] + b"?")
        self.oxidize(*chosen)
        self.assertEqual([s["units_run"] for s in self.run_file()["stages"]], [0] * 6)
        template = model / "chat_template.jinja"
        template.write_text(template.read_text() + "{# other #}")
        self.oxidize(*chosen)
        ran = {s["stage"]: s["units_run"] for s in self.run_file()["stages"]}
        self.assertEqual((ran["sessions"], ran["curated"], ran["dataset"]), (8, 1, 1))

    def test_a_session_more_that_is_dropped_changes_the_card_and_nothing_behind_the_lines(self):
        store = self.folder / "store"
        shutil.copytree(ROOT / "examples/oxidizer/opencode/json-tree", store)
        rejected = next(s["sessionID"] for s in EXPECTED["json-tree"] if s["verdict"] == "reject")
        (session,) = (store / "storage/session").rglob(f"{rejected}.json")
        aside = self.folder / "aside.json"
        shutil.move(session, aside)
        pipeline = self.folder / "p.yaml"
        pipeline.write_text(
            "flowrun: 1\nname: p\nstages:\n"
            f"  sessions: {{use: session_classifier, with: {{stores: [{store}], system_prompt: [{PROMPT}]}}}}\n"
            "  curated: {use: dataset_curator, from: sessions}\n"
            "  dataset: {use: jsonl_sink, from: {examples: curated.examples, summary: curated.summary}}\n"
            "  lines: {use: dataset_splits, from: dataset}\n"
            "  learnt: {use: dataset_splits, from: lines}\n"
            "publish: {dataset: dataset}\n"
        )
        run = lambda *options: (
            self.flowrun(pipeline, *options)
            and {stage["stage"]: stage["units_run"] for stage in self.run_file("p")["stages"]}
        )
        card = lambda: json.loads((self.folder / "out/p/dataset/dataset.json").read_text())["stages"][0]
        run()
        before = card()
        shutil.move(aside, session)
        self.assertEqual(run("--to", "curated"), {"sessions": 1, "curated": 0})
        why = self.flowrun("why", pipeline, "dataset").stdout
        self.assertIn("now: 1 would run", why)
        received = before["received"]
        self.assertIn(f"upstream session_classifier: received {received} -> {received + 1}", why)
        self.assertIn("jsonl_sink: accounts changed", why)
        self.assertEqual(run(), {"sessions": 0, "curated": 0, "dataset": 1, "lines": 1, "learnt": 0})
        after = card()
        self.assertEqual(after["received"], before["received"] + 1)
        self.assertEqual(sum(after["dropped"].values()), sum(before["dropped"].values()) + 1)
        self.assertEqual(run(), {"sessions": 0, "curated": 0, "dataset": 0, "lines": 0, "learnt": 0})
        self.assertEqual(run("--only", "dataset"), {"dataset": 0})

    def test_records_prints_what_a_stage_emitted(self):
        self.oxidize()
        printed = self.flowrun("records", OXIDIZER, *SESSIONS, "curated.examples").stdout
        lines = self.lines("train") + self.lines("valid")  # with the number of tokens that the source counted
        by_id = lambda example: example["metadata"]["id"]
        self.assertEqual(sorted(map(json.loads, printed.splitlines()), key=by_id), sorted(lines, key=by_id))

    def test_archived_sessions_follow_the_setting(self):
        store = self.folder / "store"
        shutil.copytree(ROOT / "examples/oxidizer/opencode/json-tree", store)
        for path in (store / "storage/session").rglob("*.json"):
            session = json.loads(path.read_text())
            session["time"]["archived"] = 1
            path.chmod(0o644)
            path.write_text(json.dumps(session))
        sessions = (OXIDIZER, *SESSIONS, "--set", f"stores=[{store}]", "--to", "sessions")
        self.flowrun(*sessions)
        self.assertGreater(self.stage("sessions")["emitted"], 0)
        self.flowrun(*sessions, "--set", "sessions.archived=drop")
        stage = self.stage("sessions")
        self.assertEqual((stage["emitted"], stage["dropped"]), (0, stage["received"]))

    def test_both_profiles_hold(self):
        self.assertEqual(self.flowrun("check", OXIDIZER).stderr, "")
        h100 = ("check", OXIDIZER, "--profile", "h100")
        absent = self.flowrun(*h100, code=2).stderr
        self.assertIn('"/models/Qwen3.5-27B" for "model" of stage "adapter"', absent)
        self.assertIn('for "stores" of stage "sessions"', absent)
        (self.folder / ".local/share/opencode").mkdir(parents=True)
        self.flowrun(*h100, "--set", f"model={ROOT / 'examples/oxidizer/model'}")

    def test_where_the_limits_of_examples_and_trainer_differ_it_is_said(self):
        message = '"{}" of stage "{}" is {} ({}), but "max_tokens" of stage "{}" is {} ({})'
        lines = OXIDIZER.read_text().splitlines()
        line = lambda part: f"line {max(n for n, text in enumerate(lines, 1) if part in text)}"
        limit = line('max_tokens: "${max_seq}"')  # the curator's, the last
        one = self.flowrun("check", OXIDIZER, "--set", "adapter.max_seq=4096")
        for profile in ("sample", "h100"):
            said = message.format("max_seq", "adapter", 4096, "by --set", "curated", 8192, limit)
            self.assertIn(f"warning: profile {profile}: {said}", one.stderr)
        self.assertIn("is well with profiles sample, h100", one.stdout)
        self.assertEqual(one.stderr.count("warning: "), 2)
        smaller = ("--set", "sessions.max_tokens=2048")
        both = self.flowrun("check", OXIDIZER, *smaller).stderr
        said = message.format("max_tokens", "curated", 8192, limit, "sessions", 2048, "by --set")
        self.assertIn("warning: profile sample: " + said, both)
        run = self.flowrun(OXIDIZER, *SESSIONS, "--to", "sessions", "--limit", "1", *smaller)
        self.assertIn("warning: " + said, run.stderr)
        for stage in ("session_classifier", "lora_trainer"):
            self.assertIn("; agrees on the most tokens of an example)", self.flowrun("stages", stage).stdout)
        self.assertEqual(self.flowrun("schema").stdout.count("(agrees on the most tokens of an example)"), 4)
        listed = json.loads(self.flowrun("stages", "lora_trainer", "--json").stdout)["params"]
        quantities = {param["name"]: param["quantity"] for param in listed if "quantity" in param}
        self.assertEqual(quantities, {"max_seq": "most tokens of an example"})

    def test_the_ledger_of_the_run_file_balances(self):
        self.oxidize()
        run = self.run_file()
        for stage in run["stages"]:
            known = sum(stage[k] for k in ("emitted", "dropped", "failed", "cancelled", "held"))
            self.assertEqual(stage["received"], known)
        for edge in run["edges"]:
            self.assertEqual(edge["sent"], edge["received"])


if __name__ == "__main__":
    unittest.main()
