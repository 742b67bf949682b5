"""Whatever is edited in between: `plan` and `why` say beforehand what a run does, by record, and it gives the bytes of a run
from an empty store.

FLOWRUN_EDITS says how many random edits there are (default 40), FLOWRUN_EDITS_SEED which ones.
"""

import collections
import json
import os
import pathlib
import random
import shutil
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase
from random_pipeline import SUMS, Pipeline

NOTED = pathlib.Path(TEST_PLUGINS).parent / "noted"
OUTCOMES = ("emitted", "dropped", "rejected", "failed", "cancelled", "held")


class Known:
    """What the last finished run of a stage was: what `why` compares with."""

    def __init__(self, pipeline, name):
        self.settings = pipeline.stages[name].settings(pipeline.version)
        self.items = dict(pipeline.items.get(name, ()))
        self.streamed = list(pipeline.stages[name].streamed)


class Edits(FlowrunCase):
    def ask(self, command, *options):
        run = self.start(command, "p.yaml", *options, *self.plugins())
        text, errors = run.communicate(timeout=60)
        self.assertIn(run.returncode, (0, 1, 2), f"{command} {options}\n{errors}\n{self.story}")
        return run.returncode, text, errors

    def plugins(self):
        return ("--plugin-dir", NOTED / str(self.pipeline.version))

    def asked_json(self, command, *options):
        code, text, errors = self.ask(command, *options, "--store", "kept", "--json")
        self.story += errors
        return code, json.loads(text) if text else None

    def published(self, store, out, *options):
        """What a run leaves behind: its exit code and the published bytes."""
        shutil.rmtree(self.folder / out, ignore_errors=True)
        code, _, errors = self.ask("run", "--store", store, "--out", out, *options)
        if code == 2:
            return code, {}
        self.story += errors
        files = self.tree(f"{out}/p").items()
        return code, {name: content for name, content in files if "/" in name or name.startswith("s")}

    def units_that_ran(self):
        """By stage: the keys of the units that noted it."""
        ran = collections.defaultdict(collections.Counter)
        events = self.folder / "kept/runs" / str(self.run_file("p")["id"]) / "events.jsonl"
        for line in events.read_text().splitlines():
            event = json.loads(line)
            if event["event"] == "logged":
                ran[event["stage"]][event["text"].removeprefix("ran ").split(".")[0]] += 1
        return ran

    def check_units(self, planned):
        """What was to be restored never ran; what ran was to run, or depended on what did."""
        ran = self.units_that_ran()
        everywhere = set().union(*ran.values())
        for stage in self.run_file("p")["stages"]:
            plan, use = planned[stage["stage"]], self.pipeline.stages[stage["stage"]].use
            story = f"{plan}\n{stage}\n{self.story}"
            if use == "noted_cheaply":
                continue
            if (
                use == "noted_sum_streaming"
            ):  # it may begin before its key is known; then what it made is discarded
                self.assertLessEqual(stage["units_run"], plan["run"] + plan["depends"], story)
                if sum(other.use == use for other in self.pipeline.stages.values()) == 1:
                    self.assertGreaterEqual(stage["units_run"], plan["run"], story)  # of equal units one runs
                continue
            units = collections.defaultdict(set)
            for record in plan["records"]:
                units[record["verdict"]].add(record.get("unit"))
            here = set(ran[stage["stage"]])
            self.assertFalse(here & units["restore"], story)
            self.assertFalse(units["run"] - everywhere, story)
            if not plan["depends"] and not plan["depends_on"]:
                self.assertFalse(here - units["run"], story)
                of_units = 1 if use in SUMS else stage["received"]
                self.assertEqual(plan["run"] + plan["restore"], of_units, story)
            self.assertEqual(stage["units_run"], sum(ran[stage["stage"]].values()), story)

    def check_reasons(self, planned, forced):
        """`why` names what was edited since the stage finished last, and nothing else."""
        for name, plan in planned.items():
            stage, story = self.pipeline.stages[name], f"{name}: {plan}\n{self.story}"
            known = self.known.get(name)
            self.assertEqual(plan["last_run"] > 0, known is not None, story)
            if known is None or stage.use == "noted_cheaply":
                continue
            settings = stage.settings(self.pipeline.version)
            edited = {key for key, value in settings.items() if known.settings.get(key) != value}
            named = {change["name"] for change in plan["changes"]}
            self.assertEqual(named - {"by"}, edited, story)
            for record in plan["records"]:
                if record["verdict"] == "run":
                    self.check_reason(record, name, known, edited, name in forced, story)

    def check_reason(self, record, name, known, edited, is_forced, story):
        reason = record["reason"]
        self.assertEqual(reason == "forced", is_forced, f"{record} {story}")
        if is_forced or reason in ("failed in passing", "retried"):
            return
        if name not in self.pipeline.items:
            allowed = {"settings changed"} if edited else {"input changed", "once input changed"}
            self.assertIn(reason, allowed | {"new record"}, f"{record} {story}")
            return
        key = record["record"]
        value = dict(self.pipeline.items[name])[key]
        if key not in known.items:
            expected = "new record"
        else:
            expected = "settings changed" if edited else "input changed"
            self.assertTrue(edited or known.items[key] != value, f"{record} {story}")
        self.assertEqual(reason, expected, f"{record} {story}")

    def check_ledger(self):
        told = self.run_file("p")
        for stage in told["stages"]:
            self.assertEqual(stage["received"], sum(stage[one] for one in OUTCOMES), f"{stage} {self.story}")
            self.assertNotIn(stage["status"], ("interrupted", "not selected"), self.story)
        for edge in told["edges"]:
            self.assertEqual(edge["sent"], edge["received"], f"{edge} {self.story}")

    def remember(self):
        for stage in self.run_file("p")["stages"]:
            if stage["status"] == "finished":
                self.known[stage["stage"]] = Known(self.pipeline, stage["stage"])

    def options(self, chance):
        """Of the run: what the user asks for, and which stages are forced."""
        name = chance.choice(list(self.pipeline.stages))
        chosen = chance.random()
        if chosen < 0.5:
            return (), ()
        if chosen < 0.6:
            return ("--force", name), (name,)
        if chosen < 0.7:
            return chance.choice([("--retry",), ("--retry", name)]), ()
        if chosen < 0.8:
            return ("--to", name), ()
        if chosen < 0.85:
            return ("--from", name), ()
        if chosen < 0.9:
            return ("--only", name), ()
        return ("--only", name, "--force", name, "--retry"), (name,)

    def run_once(self, options, forced):
        code, plan = self.asked_json("plan", "--records", *options)
        kept = self.published("kept", "out", *options)
        self.assertEqual(code == 2, kept[0] == 2, self.story)
        if code == 2:  # refused: what they need is not there, or out of date
            self.assertIn(options[0], ("--only", "--from"), self.story)
            return False
        planned = {stage["stage"]: stage for stage in plan["stages"]}
        self.check_ledger()
        self.check_reasons(planned, forced)
        if kept[0] == 0:
            self.check_units(planned)
        if not set(options) & {"--only", "--from", "--to"}:
            self.assertEqual(kept, self.published("fresh", "fresh_out"), self.story)
        elif kept[0] == 0:
            fresh = self.published("fresh", "fresh_out")[1]
            self.assertEqual(kept[1], {name: fresh.get(name) for name in kept[1]}, self.story)
        self.remember()
        return True

    def check_why(self, chance):
        """It says the same as plan."""
        name = chance.choice([name for name in self.pipeline.stages if name in self.known])
        code, told = self.asked_json("why", name)
        _, plan = self.asked_json("plan", "--records", "--to", name)
        planned = next(stage for stage in plan["stages"] if stage["stage"] == name)
        self.assertIn(code, (0, 1), self.story)
        for part in ("run", "restore", "depends", "changes", "depends_on", "last_run"):
            self.assertEqual(told[part], planned[part], self.story)
        if name in self.pipeline.items:
            before, now = self.known[name].items, dict(self.pipeline.items[name])
            changed = [key for key in before if before[key] != now.get(key, before[key])]
            edited = {
                "added": len(now.keys() - before),
                "removed": len(before.keys() - now),
                "changed": len(changed),
            }
            self.assertEqual({one: told["input"][one] for one in edited}, edited, self.story)

    def test_plan_and_why_tell_what_a_run_does_and_it_gives_what_a_fresh_run_gives(self):
        edits = int(os.environ.get("FLOWRUN_EDITS", "40"))
        seed = int(os.environ.get("FLOWRUN_EDITS_SEED", "1"))
        chance = random.Random(seed)
        done = restored = refused = 0
        while done < edits:
            self.pipeline, self.known, history = Pipeline(chance), {}, []
            shutil.rmtree(self.folder / "kept", ignore_errors=True)
            for edit in range(min(10, edits - done)):
                done += 1
                for name, text in {"p.yaml": self.pipeline.yaml(), **self.pipeline.files()}.items():
                    self.write(name, text)
                shutil.rmtree(self.folder / "fresh", ignore_errors=True)
                options, forced = self.options(chance) if edit > 0 else ((), ())
                history.append(options)
                self.story = (
                    f"seed {seed}, edit {done}: {history}\n{self.pipeline.yaml()}{self.pipeline.items}\n"
                )
                if edit > 0 and chance.random() < 0.2:
                    self.check_why(chance)
                if self.run_once(options, forced):
                    restored += sum(stage["restored"] for stage in self.run_file("p")["stages"])
                else:
                    refused += 1
                history.append(self.pipeline.edit())
        self.assertGreater(restored, edits, "hardly anything was restored: the test shows nothing")
        self.assertLess(refused, edits / 4, "too many runs were refused: the test shows little")


if __name__ == "__main__":
    unittest.main()
