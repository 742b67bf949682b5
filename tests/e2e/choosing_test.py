"""What a run takes, and where records came from: --from, --limit, --stale-ok, --rehash, --fail-fast, records, lineage."""

import json
import os
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

PIPELINE = """flowrun: 1
name: p
stages:
  a: {use: numbers_file, with: {file: a.txt}}
  x: {use: spoil, from: a}
  cheap: {use: spoil_cheaply, from: x, with: {drop_every: 3}}
  b: {use: spoil, from: cheap}
  total: {use: sum, from: b}
publish: {total: total}
"""


LINES = """flowrun: 1
name: q
stages:
  lines: {use: jsonl_source, with: {files: [in.jsonl]}}
  data: {use: jsonl_sink, from: lines}
publish: {data: data}
"""


class Choosing(FlowrunCase):
    def setUp(self):
        super().setUp()
        self.write("p.yaml", PIPELINE)
        self.write("a.txt", "".join(f"{n}\n" for n in range(10)))

    def run_pipeline(self, *options, **how):
        return self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, *options, **how)

    def ask(self, command, *options, **how):
        done = self.flowrun(command, "p.yaml", *options, "--plugin-dir", TEST_PLUGINS, "--json", **how)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def stages(self):
        return {stage["stage"]: stage for stage in self.run_file("p")["stages"]}

    def published(self):
        return (self.folder / "out/p/total.jsonl").read_text()

    def test_from_runs_a_stage_and_all_behind_it_on_stored_inputs(self):
        self.run_pipeline()
        whole = self.published()
        self.run_pipeline("--from", "b", "--force", "b")
        stages = self.stages()
        self.assertEqual(sorted(stages), ["b", "cheap", "total"])  # what is not kept is made again
        self.assertEqual(stages["b"]["units_run"], stages["b"]["received"])
        self.assertEqual(self.published(), whole)

        self.run_pipeline("--from", "x", "--to", "b")
        self.assertEqual(sorted(self.stages()), ["b", "cheap", "x"])
        told = self.run_pipeline("--from", "b", "--to", "x", code=2).stderr
        self.assertIn("x does not depend on b", told)

    def test_from_needs_a_run_of_what_is_before_it(self):
        told = self.run_pipeline("--from", "b", code=2).stderr
        self.assertIn("cannot run from b on", told)
        self.assertIn("run what it needs as well: flowrun p.yaml", told)

    def test_stale_inputs_are_refused_or_taken_with_a_warning(self):
        self.run_pipeline()
        self.write("a.txt", "".join(f"{n}\n" for n in range(12)))
        for option in ("--from", "--only"):
            told = self.run_pipeline(option, "b", code=2).stderr
            self.assertIn("its input is out of date: ", told)
            self.assertIn("--stale-ok", told)
            told = self.run_pipeline(option, "b", "--stale-ok").stderr
            self.assertIn("stored inputs are taken although they are out of date: ", told)
            self.assertEqual(self.stages()["b"]["received"], 6)
            self.assertIn("out of date", self.run_file("p")["warnings"][0])

    def test_inputs_are_stale_too_where_a_cheap_stage_or_an_order_changed(self):
        self.run_pipeline()
        told = self.run_pipeline("--only", "total", "--set", "cheap.drop_every=4", code=2).stderr
        self.assertIn("the settings of cheap changed since", told)
        self.write("p.yaml", PIPELINE.replace("from: cheap}", "from: [cheap, x]}"))
        self.run_pipeline()
        self.write("p.yaml", PIPELINE.replace("from: cheap}", "from: [x, cheap]}"))
        told = self.run_pipeline("--only", "total", code=2).stderr
        self.assertIn("b takes its records from elsewhere, or in another order, since", told)

    def test_a_limit_takes_the_first_items_and_says_so(self):
        self.run_pipeline()
        whole = self.published()
        told = self.run_pipeline("--limit", "4").stderr
        self.assertIn("results are of a part of the input: --limit cuts the items of a (4 at most)", told)
        self.assertEqual(self.stages()["a"]["received"], 4)
        self.assertEqual(self.stages()["a"]["units_run"], 0)
        self.assertEqual(self.run_file("p")["options"], {"limit": ["4"]})
        self.assertNotEqual(self.published(), whole)

        self.assertEqual(self.ask("plan", "--limit", "a=2")[0]["stages"][0]["restore"], 2)
        self.run_pipeline("--limit", "4", "--limit", "a=2")
        self.assertEqual(self.stages()["a"]["received"], 2)

        self.run_pipeline()
        self.assertEqual(self.published(), whole)
        self.assertEqual(
            sum(stage["units_run"] for stage in self.stages().values() if stage["stage"] != "cheap"), 0
        )

    def test_what_is_no_limit_is_refused(self):
        for limit, why in (
            ("0", "no number of items"),
            ("a=x", "no number of items"),
            ("b=2", "it is no source"),
        ):
            self.assertIn(why, self.run_pipeline("--limit", limit, code=2).stderr)
        self.assertIn('did you mean "a"', self.run_pipeline("--limit", "aa=2", code=2).stderr)

    def test_rehash_reads_files_that_look_the_same(self):
        place = self.folder / "a.txt"
        os.utime(place, ns=(10**18, 10**18))
        self.run_pipeline()
        before = place.stat()
        place.write_text("9\n" + place.read_text()[2:])  # as long as before
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
        plan = {stage["stage"]: stage["run"] for stage in self.ask("plan", "--rehash")[0]["stages"]}
        self.assertGreater(plan["a"], 0)
        self.run_pipeline("--rehash")
        self.assertGreater(self.stages()["a"]["units_run"], 0)

    def test_fail_fast_stops_at_the_first_failure_and_publishes_nothing(self):
        self.run_pipeline()
        whole = self.published()
        told = self.run_pipeline(
            "--fail-fast", "-j", "1", "--set", "x.fail_every=2", "--retry", code=1
        ).stderr
        self.assertIn("stopped at the first failure (stage x: ", told)
        self.assertIn("nothing was published", told)
        self.assertEqual(self.stages()["x"]["failed"], 1)
        self.assertEqual(self.published(), whole)

    def test_records_of_a_cheap_stage_are_made_anew(self):
        self.run_pipeline()
        kept = self.ask("records", "x")
        self.assertEqual([one["record"]["value"] for one in kept], list(range(10)))
        cheap = self.ask("records", "cheap")
        self.assertEqual([one["record"]["value"] for one in cheap], [1, 2, 4, 5, 7, 8])
        plain = self.flowrun("records", "p.yaml", "cheap", "--plugin-dir", TEST_PLUGINS).stdout
        self.assertEqual([json.loads(line) for line in plain.splitlines()], [one["record"] for one in cheap])
        self.assertEqual(len(self.ask("runs")[0]["runs"]), 1)

    def test_records_can_be_had_by_key(self):
        self.run_pipeline()
        key = self.ask("records", "x")[4]["key"]
        self.assertEqual([one["key"] for one in self.ask("records", "x", "--record", key)], [key])
        self.assertEqual([one["key"] for one in self.ask("records", "cheap", "--record", key)], [key])
        told = self.flowrun(
            "records", "p.yaml", "x", "--record", "nowhere", "--plugin-dir", TEST_PLUGINS, code=1
        )
        self.assertIn('no record of x has a key that begins with "nowhere"', told.stderr)

    def test_lineage_goes_to_the_source_and_on_to_what_was_made(self):
        self.run_pipeline()
        key = self.ask("records", "b")[1]["key"]
        told = self.ask("lineage", key)[0]
        self.assertEqual(told["key"], key)
        sides = {step["stage"]: step["side"] for step in told["steps"]}
        self.assertIn(sides["a"], ("above", "here"))
        self.assertEqual(sides["total"], "below")
        self.assertEqual([step["stage"] for step in told["steps"]][-1], "total")
        text = self.flowrun("lineage", "p.yaml", key, "--plugin-dir", TEST_PLUGINS).stdout
        self.assertIn("total", text)

    def test_lineage_of_a_dropped_record_ends_with_the_reason(self):
        self.run_pipeline("--set", "x.drop_every=5")
        key = self.ask("records", "a")[5]["key"]
        steps = {step["stage"]: step for step in self.ask("lineage", key)[0]["steps"]}
        self.assertEqual(steps["x"]["outcome"], "dropped")
        self.assertTrue(steps["x"]["reason"])
        self.assertNotIn("b", steps)

    def test_lineage_asks_which_record_is_meant_and_tells_of_none(self):
        self.write("a.txt", "".join(f"{n}\n" for n in range(30)))
        self.run_pipeline()
        asked = ("lineage", "p.yaml", "line2", "--plugin-dir", TEST_PLUGINS)
        self.assertIn("line2: emitted", self.flowrun(*asked).stdout)  # rather than those that it begins
        told = self.flowrun(*asked[:2], "ine1", *asked[3:], code=2).stderr
        self.assertIn('"ine1" may be several records: give more of the key', told)
        self.assertIn("line10\n", told)
        told = self.flowrun("lineage", "p.yaml", "nowhere", "--plugin-dir", TEST_PLUGINS, code=1).stderr
        self.assertIn('no record of p has the key "nowhere"', told)

    def test_a_line_of_a_data_set_has_a_lineage(self):
        self.run_pipeline()
        key = self.ask("records", "b")[1]["key"]
        self.write("train.jsonl", "{}\n" + json.dumps({"metadata": {"id": key}}) + "\n")
        self.assertEqual(self.ask("lineage", "train.jsonl:2")[0]["key"], key)
        for place, why in (("train.jsonl:1", "has no metadata.id"), ("train.jsonl:3", "it has 2")):
            told = self.flowrun("lineage", "p.yaml", place, "--plugin-dir", TEST_PLUGINS, code=2).stderr
            self.assertIn(why, told)
        told = self.flowrun("lineage", "p.yaml", "gone.jsonl:1", "--plugin-dir", TEST_PLUGINS, code=2).stderr
        self.assertIn("cannot read gone.jsonl (No such file or directory)", told)

    def test_a_line_is_found_whose_id_is_not_the_key_of_its_record(self):
        message = {"role": "user", "content": "hello"}
        answer = {"role": "assistant", "content": "well"}
        metadata = {
            "id": "named/by/its/maker",
            "origin": "synthetic",
            "category": "macros",
            "verified": False,
            "group": "g",
        }
        example = {"messages": [message, answer], "metadata": metadata}
        self.write("in.jsonl", json.dumps(example) + "\n")
        self.write("q.yaml", LINES)
        self.flowrun("q.yaml")
        self.assertEqual(len((self.folder / "out/q/data/train.jsonl").read_text().splitlines()), 1)
        told = self.flowrun("lineage", "q.yaml", "out/q/data/train.jsonl:1", "--json").stdout
        steps = {step["stage"]: step["side"] for step in json.loads(told)["steps"]}
        self.assertEqual(steps["lines"], "here")
        self.assertEqual(steps["data"], "below")


if __name__ == "__main__":
    unittest.main()
