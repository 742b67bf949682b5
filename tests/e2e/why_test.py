"""`flowrun why`: what changed since the last run down to record and field, and what became of one record."""

import json
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

PIPELINE = """flowrun: 1
name: p
stages:
  a: {use: numbers_file, with: {file: f.txt}}
  x: {use: spoil, from: a, with: {drop_every: 7}}
  total: {use: sum, from: x, with: {drop_every: 10}}
publish: {total: total}
"""


class Why(FlowrunCase):
    def setUp(self):
        super().setUp()
        self.write("p.yaml", PIPELINE)

    def numbers(self, *values):
        self.write("f.txt", "".join(f"{value}\n" for value in values))

    def run_to(self, stage):
        self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, "--to", stage)

    def why(self, *words, code=0):
        return self.flowrun("why", "p.yaml", *words, "--plugin-dir", TEST_PLUGINS, code=code)

    def told(self, *words, code=0):
        lines = self.why(*words, "--json", code=code).stdout.splitlines()
        self.assertEqual(len(lines), 1)
        return json.loads(lines[0])

    def test_a_stage_that_never_finished_a_run_says_to_run_first(self):
        self.numbers(1, 2)
        self.assertIn("run it first: flowrun p.yaml --to x", self.why("x", code=1).stderr)
        self.run_to("a")
        self.assertIn("x has not finished a run", self.why("x", code=1).stderr)

    def test_a_changed_record_is_told_with_its_fields(self):
        self.numbers(1, 2, 3)
        self.run_to("total")
        self.assertIn("input: as it was\n", self.why("x").stdout)
        self.numbers(1, 5, 3)
        self.assertIn(
            "input: not known without running: 1 record depends on what a gives\n", self.why("x").stdout
        )
        self.run_to("a")
        self.assertIn("  changed: line1\n    value 2 -> 5\n", self.why("x").stdout)
        changes = self.told("x")["input"]
        self.assertEqual(
            changes["changed_records"],
            [
                {
                    "record": "line1",
                    "fields": [{"path": "value", "before": "2", "now": "5"}],
                    "field_count": 1,
                    "unknown": "",
                }
            ],
        )
        self.assertEqual((changes["added"], changes["removed"], changes["changed"]), (0, 0, 1))

    def test_a_collector_is_told_which_records_came_went_and_changed(self):
        self.numbers(1, 2, 3, 4)
        self.run_to("total")
        self.numbers(1, 5, 3, 14, 6)  # 14 is dropped by x
        self.assertIn(
            "input: not known without running: it depends on what x gives\n", self.why("total").stdout
        )
        self.run_to("x")
        shown = self.why("total").stdout
        self.assertIn("input: 1 added, 1 removed, 1 changed\n", shown)
        for line in ("  added: line4\n", "  removed: line3\n", "  changed: line1\n    value 2 -> 5\n"):
            self.assertIn(line, shown)

    def test_a_list_is_cut_and_its_length_told(self):
        self.numbers(1)
        self.run_to("total")
        self.numbers(1, *([2] * 25))
        shown = self.why("a").stdout
        self.assertEqual(shown.count("  added: "), 10)
        self.assertEqual(shown.count("  and 15 more\n"), 2)  # of the units and of the input
        told = self.told("a")
        self.assertEqual((len(told["records"]), told["record_count"]), (10, 25))
        self.assertEqual((len(told["input"]["added_records"]), told["input"]["added"]), (10, 25))

    def test_the_order_of_records_counts_for_a_collector(self):
        self.write("p.yaml", PIPELINE.replace("from: x", "from: [a, x]"))
        self.numbers(1, 7, 3)
        self.run_to("total")
        self.write("p.yaml", PIPELINE.replace("from: x", "from: [x, a]"))
        self.assertIn("input: the same records in another order\n", self.why("total").stdout)
        self.write("p.yaml", PIPELINE)
        self.assertIn("input: 5 records then, of other stages, too\n", self.why("total").stdout)

    def test_a_dropped_record_has_its_reason_evidence_and_what_comes_next(self):
        self.numbers(1, 7, 3)
        self.run_to("total")
        self.assertEqual(
            self.why("x", "--record", "line1").stdout,
            "line1: dropped: multiple (value 7 (drop_every 7))\n  next run: restored\n",
        )
        self.assertIn(
            "  next run: run again: settings changed (drop_every 7 -> 9)\n",
            self.why("x", "--record", "line1", "--set", "x.drop_every=9").stdout,
        )
        self.numbers(1, 8)
        self.run_to("a")
        (record,) = self.told("x", "--record", "line1")["records"]
        self.assertEqual(record["next"]["reason"], "input changed")
        self.assertEqual(record["next"]["fields"], [{"path": "value", "before": "7", "now": "8"}])
        self.assertIn("next run: it is not in the input any more", self.why("x", "--record", "line2").stdout)

    def test_a_record_that_a_collector_dropped_is_found(self):
        self.numbers(1, 10, 3)
        self.run_to("total")
        shown = self.why("total", "--record", "line1").stdout
        self.assertRegex(shown, r"^line1: dropped: .*\n  next run: restored\n$")
        self.assertEqual(
            self.why("total", "--record", "line2").stdout, "line2: taken\n  next run: restored\n"
        )

    def test_a_record_that_came_of_a_unit_finds_the_unit(self):
        self.write(
            "p.yaml", PIPELINE.replace("numbers_file, with: {file: f.txt}", "numbers, with: {per_item: 2}")
        )
        self.run_to("x")
        keys = [unit["record"] for unit in self.planned("x")]
        self.assertIn("n3/1", keys)
        self.assertEqual(
            self.why("a", "--record", "n3/1").stdout, "n3: emitted 2 records\n  next run: restored\n"
        )

    def planned(self, stage):
        told = self.flowrun("plan", "p.yaml", "--records", "--json", "--plugin-dir", TEST_PLUGINS).stdout
        return next(one["records"] for one in json.loads(told)["stages"] if one["stage"] == stage)

    def test_several_that_fit_are_listed_and_none_says_where_to_look(self):
        self.numbers(*range(1, 30))
        self.run_to("x")
        asked = self.why("x", "--record", "line", code=1)
        self.assertEqual(len(asked.stdout.splitlines()), 10)
        self.assertIn("fits more than 10 records of x", asked.stderr)
        told = self.told("x", "--record", "line2", code=0)  # exactly one has this key
        self.assertEqual([record["record"] for record in told["records"]], ["line2"])
        self.assertIn("its keys are like line0", self.why("x", "--record", "zzz", code=1).stderr)
        self.run_to("total")
        self.assertIn(
            "(x has it): ask that: flowrun why", self.why("total", "--record", "line6", code=1).stderr
        )

    def test_behind_many_records_the_store_alone_is_asked(self):
        self.write(
            "p.yaml", PIPELINE.replace("numbers_file, with: {file: f.txt}", "numbers, with: {items: 10001}")
        )
        self.run_to("x")
        self.assertEqual(
            self.why("x", "--record", "n7").stdout,
            "n7: dropped: multiple (value 7 (drop_every 7))\n  next run: restored, if its input is what it was\n",
        )
        shown = self.why("x", "--record", "n7", "--set", "x.drop_every=9").stdout
        self.assertIn("run again: settings changed (drop_every 7 -> 9), if its input is what it was\n", shown)

    def test_what_a_stage_says_is_printed_on_one_line(self):
        text = PIPELINE.replace("drop_every: 7", r'drop_every: 7, remark: "\e[2J\nsecond \u202e line"')
        self.write("p.yaml", text)
        self.numbers(7)
        self.run_to("x")
        shown = self.why("x", "--record", "line0").stdout
        self.assertIn(r"(value 7 (drop_every 7)\x1b[2J\nsecond \u{202e} line)", shown)
        self.assertEqual(len(shown.splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
