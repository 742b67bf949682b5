"""An incremental run gives the bytes of a fresh one, whatever was edited in between.

FLOWRUN_EDITS says how many random edits there are (default 40), FLOWRUN_EDITS_SEED which ones.
"""

import json
import os
import random
import shutil
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

NAMES = [f"s{i}" for i in range(40)]
SOURCES = ("numbers", "by_json")  # that make up what they list
SUMS = ("sum", "sum_streaming")


class Pipeline:
    """A random pipeline of the test stages, as data that can be edited."""

    def __init__(self, chance):
        self.chance = chance
        self.lines = {"f": [chance.randrange(50) for _ in range(chance.randrange(1, 30))]}
        self.stages = {}  # name -> (type, inputs, parameters), in the order of the file
        self.add_source()
        for _ in range(chance.randrange(1, 5)):
            self.add_transform()
        self.add_collector()

    def new_name(self):
        return self.chance.choice([name for name in NAMES if name not in self.stages])

    def add_source(self):
        if self.chance.random() < 0.5:
            use = self.chance.choice(SOURCES)
            self.stages[self.new_name()] = (use, [], {"items": self.chance.randrange(0, 40)})
        else:
            self.stages[self.new_name()] = ("numbers_file", [], {"file": "f.txt"})

    def number_stages(self):
        """Those whose records a transform or collector of numbers takes."""
        return [name for name, (use, _, _) in self.stages.items() if use not in SUMS]

    def some_inputs(self):
        known = self.number_stages()
        return self.chance.sample(known, self.chance.randrange(1, min(3, len(known)) + 1))

    def parameters(self, use):
        chance = self.chance
        if use == "spoil":
            return {"copies": chance.randrange(0, 4), "drop_every": chance.choice([0, 0, 2, 3, 7])}
        if use in ("spoil_cheaply", "spoil_blocking", "pass_some"):
            return {"drop_every": chance.choice([0, 0, 2, 5])}
        if use in SUMS:
            return {"drop_every": chance.choice([0, 0, 3]), "keep_order": True}
        return {}

    def add_transform(self):
        use = self.chance.choice(["spoil", "spoil_cheaply", "spoil_blocking", "pass_some", "shift"])
        inputs = self.some_inputs()
        totals = [name for name, (kind, _, _) in self.stages.items() if kind in SUMS]
        if use == "shift" and totals and self.chance.random() < 0.7:
            self.stages[self.new_name()] = (use, [inputs, self.chance.choice(totals)], {})
        else:
            self.stages[self.new_name()] = (use, [inputs, None], self.parameters(use))

    def add_collector(self):
        use = self.chance.choice(SUMS)
        self.stages[self.new_name()] = (use, [self.some_inputs(), None], self.parameters(use))

    def used(self):
        names = set()
        for _, inputs, _ in self.stages.values():
            if inputs:
                names.update(inputs[0])
                names.add(inputs[1])
        return names

    def edit(self):
        """One thing that a user would change."""
        chance = self.chance
        kind = chance.choice(
            ["file", "file", "parameter", "parameter", "add", "add_sum", "remove", "rename", "order"]
        )
        if kind == "file":
            lines = self.lines["f"]
            place = chance.randrange(len(lines) + 1)
            what = chance.choice(["insert", "delete", "change", "shuffle"])
            if what == "insert" or not lines:
                lines.insert(place, chance.randrange(50))
            elif what == "delete":
                del lines[place % len(lines)]
            elif what == "change":
                lines[place % len(lines)] = chance.randrange(50)
            else:
                chance.shuffle(lines)
        elif kind == "parameter":
            name = chance.choice(list(self.stages))
            use, inputs, old = self.stages[name]
            new = {"items": chance.randrange(0, 40)} if use in SOURCES else self.parameters(use)
            self.stages[name] = (use, inputs, {**old, **new})
        elif kind == "add":
            self.add_transform()
        elif kind == "add_sum":
            self.add_collector()
        elif kind == "remove":
            unused = [name for name in self.stages if name not in self.used()]
            sums = [name for name, (use, _, _) in self.stages.items() if use in SUMS]
            if unused and (len(sums) > 1 or unused[0] not in sums):
                del self.stages[unused[0]]
        elif kind == "rename":
            old, new = chance.choice(list(self.stages)), self.new_name()
            self.stages = {
                (new if name == old else name): (
                    use,
                    inputs
                    and [
                        [new if source == old else source for source in inputs[0]],
                        new if inputs[1] == old else inputs[1],
                    ],
                    parameters,
                )
                for name, (use, inputs, parameters) in self.stages.items()
            }
        else:
            wired = [name for name, (_, inputs, _) in self.stages.items() if inputs and len(inputs[0]) > 1]
            if wired:
                chance.shuffle(self.stages[chance.choice(wired)][1][0])
        return kind

    def yaml(self):
        lines = ["flowrun: 1", "name: p", "stages:"]
        for name, (use, inputs, parameters) in self.stages.items():
            parts = [f"use: {use}"]
            if inputs:
                streamed = "[" + ", ".join(inputs[0]) + "]"
                parts.append(
                    f"from: {{numbers: {streamed}, by: {inputs[1]}}}" if inputs[1] else f"from: {streamed}"
                )
            if parameters:
                texts = [f"{key}: {str(value).lower()}" for key, value in parameters.items()]
                parts.append("with: {" + ", ".join(texts) + "}")
            lines.append(f"  {name}: {{{', '.join(parts)}}}")
        lines.append("publish:")
        lines += [f"  {name}: {name}" for name, (use, _, _) in self.stages.items() if use in SUMS]
        return "\n".join(lines) + "\n"


class Edits(FlowrunCase):
    def published(self, pipeline, store, out):
        """What a run leaves behind: its exit code and the published bytes."""
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS, "--store", store, "--out", out)
        _, errors = run.communicate(timeout=60)
        self.assertIn(run.returncode, (0, 1), errors + pipeline.yaml())
        tree = {name: bytes_ for name, bytes_ in self.tree(f"{out}/p").items() if not name.startswith("run.")}
        return run.returncode, tree, errors

    def planned(self):
        """What `flowrun plan` says of each stage, beside the exit code of a pipeline that would fail."""
        run = self.start("plan", "p.yaml", "--plugin-dir", TEST_PLUGINS, "--store", "kept", "--json")
        text, errors = run.communicate(timeout=60)
        self.assertIn(run.returncode, (0, 1), errors)
        return {stage["stage"]: stage for stage in json.loads(text)["stages"]}

    def compare(self, planned, pipeline, story):
        """What was to be restored was; what ran was to run, or depended on what did."""
        for stage in self.run_file("p")["stages"]:
            plan, use = planned[stage["stage"]], pipeline.stages[stage["stage"]][0]
            story_of_stage = f"{plan}\n{stage}\n{story}"
            if use == "sum_streaming":  # may begin, and be discarded when its key is known
                continue
            # Of equal units one runs, and the others are restored.
            self.assertGreaterEqual(stage["units_run"], min(1, plan["run"]), story_of_stage)
            self.assertGreaterEqual(stage["restored"], plan["restore"] if use != "sum" else 0, story_of_stage)
            if not plan["depends_on"]:
                self.assertLessEqual(stage["units_run"], plan["run"], story_of_stage)

    def test_an_edited_pipeline_gives_what_a_fresh_run_gives(self):
        edits = int(os.environ.get("FLOWRUN_EDITS", "40"))
        seed = int(os.environ.get("FLOWRUN_EDITS_SEED", "1"))
        chance = random.Random(seed)
        done = restored = 0
        while done < edits:
            pipeline, history = Pipeline(chance), []
            shutil.rmtree(self.folder / "kept", ignore_errors=True)
            for _ in range(min(10, edits - done)):
                done += 1
                self.write("p.yaml", pipeline.yaml())
                self.write("f.txt", "".join(f"{line}\n" for line in pipeline.lines["f"]))
                for folder in ("out", "fresh", "fresh_out"):
                    shutil.rmtree(self.folder / folder, ignore_errors=True)
                planned = self.planned()
                kept = self.published(pipeline, "kept", "out")
                fresh = self.published(pipeline, "fresh", "fresh_out")
                story = f"seed {seed}, edit {done}: {history}\n{pipeline.yaml()}{kept[2]}\n{fresh[2]}"
                self.assertEqual(kept[:2], fresh[:2], story)
                if kept[0] == 0:
                    self.compare(planned, pipeline, story)
                restored += sum(stage["restored"] for stage in self.run_file("p")["stages"])
                history.append(pipeline.edit())
        self.assertGreater(restored, edits, "hardly anything was restored: the test shows nothing")


if __name__ == "__main__":
    unittest.main()
