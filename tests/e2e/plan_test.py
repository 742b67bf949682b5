"""What `plan` says of each way to choose, and that it changes nothing."""

import json
import pathlib
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

NOTED = pathlib.Path(TEST_PLUGINS).parent / "noted/1"
PIPELINE = """flowrun: 1
name: p
stages:
  lines: {use: noted_lines, with: {file: lines.txt}}
  work: {use: noted, from: lines, with: {WORK}, on_failure: {tolerate: 100%}}
  total: {use: noted_sum, from: lines}
  shifted: {use: noted_shift, from: {numbers: work, by: total}}
  all: {use: noted_sum, from: shifted}
publish: {all: all}
"""
IN_FILES = """flowrun: 1
name: p
stages:
  lines: {use: noted_lines, with: {file: lines.txt}}
  files: {use: noted_to_file, from: lines}
  back: {use: noted_from_file, from: files}
  total: {use: noted_sum, from: back}
publish: {total: total}
"""


STREAMED = """flowrun: 1
name: p
stages:
  lines: {use: noted_lines, with: {file: lines.txt}}
  cheap: {use: noted_cheaply, from: lines}
  total: {use: noted_sum_streaming, from: cheap}
publish: {total: total}
"""


class Plan(FlowrunCase):
    def setUp(self):
        super().setUp()
        self.pipeline()
        self.lines(1, 2, 3, 4)

    def pipeline(self, work="add: 0"):
        self.write("p.yaml", PIPELINE.replace("WORK", work))

    def lines(self, *numbers):
        self.write("lines.txt", "".join(f"i{place} {number}\n" for place, number in enumerate(numbers)))

    def run_it(self, *options, **how):
        return self.flowrun("p.yaml", "--plugin-dir", NOTED, *options, **how)

    def planned(self, *options, code=0):
        """By stage: how many units run, are restored and depend, and the reasons of those that run."""
        told = self.flowrun(
            "plan", "p.yaml", "--plugin-dir", NOTED, "--records", "--json", *options, code=code
        )
        self.told = {stage["stage"]: stage for stage in json.loads(told.stdout)["stages"]}
        return {
            name: (
                stage["run"],
                stage["restore"],
                stage["depends"],
                *sorted({r["reason"] for r in stage["records"] if r["reason"]}),
            )
            for name, stage in self.told.items()
        }

    def everything(self):
        """All that lies in the folder: of a file its bytes, and when it was changed. Without what SQLite has for its readers."""
        return {
            path: (path.stat().st_mtime_ns, path.read_bytes()) if path.is_file() else None
            for path in self.folder.rglob("*")
            if not path.name.endswith(("-shm", "-wal"))
        }

    def check_same(self, before):
        now = self.everything()
        self.assertEqual([], [name for name in before | now if before.get(name) != now.get(name)])

    def test_without_a_store_everything_is_to_run_and_none_is_made(self):
        before = self.everything()
        planned = self.planned()
        self.assertEqual(planned["lines"], (4, 0, 0, "never ran"))
        self.assertEqual(planned["work"][2:], (4,))
        self.check_same(before)

    def test_after_a_run_nothing_is_to_run(self):
        self.run_it()
        self.assertEqual([stage[0] + stage[2] for stage in self.planned().values()], [0] * 5)
        self.assertEqual(self.planned()["lines"], (0, 4, 0))

    def test_force_runs_a_stage_and_what_is_behind_it_depends(self):
        self.run_it()
        planned = self.planned("--force", "work")
        self.assertEqual(planned["lines"], (0, 4, 0))
        self.assertEqual(planned["total"], (0, 1, 0))
        self.assertEqual(planned["work"], (4, 0, 0, "forced"))
        self.assertEqual(planned["shifted"], (0, 0, 4))
        self.assertEqual(self.told["all"]["depends_on"], ["shifted"])

    def test_to_tells_of_a_stage_and_what_it_needs(self):
        self.assertEqual(list(self.planned("--to", "total")), ["lines", "total"])

    def test_only_tells_of_one_stage_or_why_it_cannot_run_alone(self):
        refused = self.flowrun("plan", "p.yaml", "--plugin-dir", NOTED, "--only", "work", code=2)
        self.assertIn("cannot run work alone (lines has not run yet)", refused.stderr)
        self.run_it()
        self.pipeline("add: 1")
        self.assertEqual(self.planned("--only", "work"), {"work": (4, 0, 0, "settings changed")})
        self.assertEqual(self.told["work"]["changes"], [{"name": "add", "before": "0", "now": "1"}])
        for lines, why in {
            "i1 2\ni0 1\ni2 3\ni3 4\n": "lines lists i0 in another place",
            "i0 1\ni1 2\ni2 3\n": "lines lists 3 items, and 4 then",
        }.items():
            self.write("lines.txt", lines)
            refused = self.flowrun("plan", "p.yaml", "--plugin-dir", NOTED, "--only", "work", code=2)
            self.assertIn(f"its input is out of date: {why}", refused.stderr)

    def test_only_is_refused_where_one_of_its_inputs_is_older_than_another(self):
        two = PIPELINE.replace("{use: noted_sum, from: lines}", "{use: noted_sum, from: [lines, work]}")
        self.write("p.yaml", two.replace("WORK", "add: 0"))
        self.run_it()
        self.lines(1, 2, 3, 4, 5)
        self.run_it("--only", "lines")
        options = ("p.yaml", "--plugin-dir", NOTED, "--only", "total")
        for refused in (self.flowrun("plan", *options, code=2), self.flowrun(*options, code=2)):
            self.assertIn("lines ran again since, on other inputs", refused.stderr)

    def test_failures_are_restored_unless_they_are_to_be_tried_again(self):
        self.pipeline("fail_every: 2")
        self.run_it()
        self.assertEqual(self.planned()["work"], (0, 4, 0))
        self.assertEqual(self.planned("--retry")["work"], (2, 2, 0, "retried"))
        self.assertEqual(self.planned("--retry", "work")["work"], (2, 2, 0, "retried"))
        self.assertEqual(self.planned("--retry", "total")["work"], (0, 4, 0))

    def test_what_failed_or_was_rejected_in_passing_is_tried_again(self):
        for settings in ("transient_every: 2", "pass_part_every: 2"):
            self.pipeline(settings)
            self.run_it()
            self.assertEqual(self.planned()["work"], (2, 2, 0, "failed in passing"))

    def test_another_once_input_is_named(self):
        self.run_it()
        self.lines(1, 2, 3, 5)
        planned = self.planned()
        self.assertEqual(planned["lines"], (1, 3, 0, "input changed"))
        self.assertEqual(self.told["lines"]["records"][-1]["record"], "i3")
        self.assertEqual(planned["shifted"][2], 4)
        self.run_it("--to", "total")
        planned = self.planned()
        self.assertEqual(planned["total"], (0, 1, 0))
        self.assertEqual(planned["work"], (1, 3, 0, "input changed"))
        self.assertEqual(planned["shifted"], (3, 0, 1, "once input changed"))
        self.assertEqual([change["name"] for change in self.told["shifted"]["changes"]], ["by"])

    def test_a_collector_that_streams_in_vain_is_restored_as_was_said(self):
        self.write("p.yaml", STREAMED)
        self.run_it()
        self.assertEqual(self.planned()["total"], (0, 1, 0))
        self.run_it()
        told = self.stage("total", "p")
        self.assertEqual((told["units_run"], told["units_restored"]), (0, 1))

    def test_what_a_record_that_was_dropped_gives_now_is_not_known(self):
        self.pipeline("drop_every: 2")
        self.run_it()
        self.lines(1, 3, 3, 4)
        self.assertEqual(self.planned()["work"], (0, 3, 1))
        self.assertEqual(self.told["shifted"]["depends_on"], ["work", "total"])
        self.assertEqual(self.planned()["shifted"], (0, 0, 3))

    def test_a_cheap_stage_that_emits_files_leaves_the_store_as_it_is(self):
        self.write("p.yaml", IN_FILES)
        self.run_it()
        self.lines(1, 2, 3, 5)
        self.run_it("--to", "lines")
        before = self.everything()
        planned = self.planned()
        self.assertEqual(planned["lines"], (0, 4, 0))
        self.assertEqual(planned["back"], (1, 3, 0, "input changed"))
        self.check_same(before)
        self.run_it()
        self.assertEqual(self.stage("back", "p")["units_run"], 1)


if __name__ == "__main__":
    unittest.main()
