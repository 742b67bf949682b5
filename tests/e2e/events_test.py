"""docs/events.md says what `--json` prints: a program that follows a run knows every event and member from there."""

import json
import os
import re
import unittest

from flowrun_case import ROOT, TEST_PLUGINS, FlowrunCase

PAGE = (ROOT / "docs/events.md").read_text()
PIPELINE = """flowrun: 1
name: told
stages:
  a: {use: numbers, with: {items: 40, bad_items: 2}}
  x: {use: stubborn, from: a, with: {folder: ., at: 3}}
  z: {use: spoil, from: x, with: {fail_every: 9}, on_failure: {tolerate: 0}}
  total: {use: sum, from: z}
  whole: {use: sum, from: a}
publish: {total: total, whole: whole}
"""


def documented(heading):
    """Of the table below the heading: the members of each row, required and other ones."""
    rows = {}
    table = PAGE[PAGE.index(heading) :].split("\n\n")[0]
    for line in table.split("\n")[2:]:
        name, members = [cell.strip() for cell in line.strip("| ").split(" | ")[:2]]
        optional = set(re.findall(r"\[`(\w+)`\]", members))
        rows[name.strip("`")] = (set(re.findall(r"`(\w+)`", members)) - optional, optional)
    return rows


class Events(FlowrunCase):
    def follow(self):
        self.write("p.yaml", PIPELINE)
        os.mkfifo(self.folder / "door")
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS, "--json")
        self.addCleanup(run.communicate)
        self.addCleanup(run.kill)
        lines = []
        for line in run.stdout:
            lines.append(json.loads(line))
            stages = lines[-1].get("stages", [])
            if any(unit["doing"].startswith("n3: door 3 of 8") for s in stages for unit in s["units"]):
                break  # it is seen at work, as it happens
        else:
            self.fail(run.stderr.read())
        os.close(os.open(self.folder / "door", os.O_WRONLY))
        lines += map(json.loads, run.stdout)
        self.assertEqual(run.wait(timeout=60), 1)
        return lines, run.stderr.read()

    def test_every_event_is_as_the_page_says(self):
        lines, errors = self.follow()
        events = documented("| event |")
        for line in lines:
            required, optional = events[line["event"]]
            members = set(line) - {"seconds", "event"}
            self.assertLessEqual(required, members, line)
            self.assertLessEqual(members, required | optional, line)
        seen = {line["event"] for line in lines}
        self.assertEqual(set(events) - seen, {"stalled", "overdue", "not_listed", "warning"})
        self.assertEqual(lines[0]["event"], "run_started")
        self.assertEqual(lines[-1], {**lines[-1], "event": "run_finished", "exit_code": 1})
        results = {line["name"]: line for line in lines if line["event"] == "result"}
        self.assertTrue(results["whole"]["published"])
        self.assertFalse(results["total"]["published"])
        self.assertIn("error: z: n", errors)
        self.assertNotIn("started", errors)

    def test_progress_is_as_the_page_says(self):
        lines, _ = self.follow()
        progress = [line for line in lines if line["event"] == "progress"][-1]
        members = {name.strip("[]`"): name for name in re.findall(r"(?m)^\| (\[?`[a-z_]+`\]?) \|", PAGE)}
        known = {
            "stage",
            "over",
            "done",
            "known",
            "grows",
            "restored",
            "seconds_left",
            "waits_for",
            "resource",
            "units",
        }
        for stage in progress["stages"]:
            self.assertLessEqual(set(stage), known)
            self.assertLessEqual(known - {"seconds_left", "resource"}, set(stage))
        for name in known - {"done", "known"}:
            self.assertIn(name, members)
        x = next(stage for stage in progress["stages"] if stage["stage"] == "x")
        self.assertEqual((x["known"], x["over"], x["grows"]), (40, False, False))
        self.assertEqual(
            (x["units"][0]["record"], x["units"][0]["done"], x["units"][0]["total"]), ("n3", 3, 8)
        )
        self.assertEqual(next(s for s in progress["stages"] if s["stage"] == "z")["waits_for"], ["x"])

    def test_the_run_s_folder_keeps_the_same_without_progress(self):
        lines, _ = self.follow()
        kept = (self.folder / ".flowrun/runs/1/events.jsonl").read_text()
        self.assertEqual(
            [json.loads(line) for line in kept.splitlines()], [x for x in lines if x["event"] != "progress"]
        )

    def test_what_keeps_a_run_from_beginning_is_told_on_stderr(self):
        self.write("p.yaml", PIPELINE.replace("from: z", "from: nobody"))
        done = self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, "--json", code=2)
        self.assertEqual(done.stdout, "")
        self.assertIn("nobody", done.stderr)


if __name__ == "__main__":
    unittest.main()
