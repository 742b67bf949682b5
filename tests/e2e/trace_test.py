"""`--trace FILE`: what each thread did when, as events that Perfetto reads."""

import json
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

PIPELINE = """flowrun: 1
name: traced
stages:
  a: {use: numbers, with: {items: 200}}
  x: {use: spoil, from: a, cache: true}
  total: {use: sum, from: x}
publish: {total: total}
"""


class Trace(FlowrunCase):
    def traced(self, *options):
        self.write("p.yaml", PIPELINE)
        self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, "--trace", "trace.json", *options)
        return json.loads((self.folder / "trace.json").read_text())

    def units(self, events, kind, stage):
        """Records and what was joined, of all events of the kind."""
        named = {event["tid"]: event["args"]["name"] for event in events if event["name"] == "thread_name"}
        return sum(
            event["args"]["records"]
            for event in events
            if event.get("cat") == kind
            and event["ph"] in "Xb"
            and named[event["tid"]].startswith(f"{stage},")
        )

    def test_every_unit_is_there(self):
        events = self.traced("-j", "2")
        self.assertEqual(self.units(events, "body", "a"), 200)
        self.assertEqual(self.units(events, "body", "x"), 200)
        self.assertEqual(self.units(events, "store", "x"), 200)
        self.assertEqual(self.units(events, "body", "total"), 200)
        self.assertGreaterEqual(self.units(events, "queue", "x"), 1)
        self.assertEqual(self.units(events, "list", "a"), 1)

    def test_restored_units_are_told_as_such(self):
        self.traced()
        events = self.traced()
        self.assertEqual(self.units(events, "body", "x"), 0)
        self.assertEqual(self.units(events, "restore", "x"), 200)

    def test_events_of_a_track_nest(self):
        tracks = {}
        for event in self.traced("-j", "4"):
            if event["ph"] == "X":
                tracks.setdefault(event["tid"], []).append((event["ts"], event["ts"] + event["dur"]))
        for spans in tracks.values():
            open_ends = []
            for begin, end in sorted(spans, key=lambda s: (s[0], -s[1])):
                while open_ends and open_ends[-1] <= begin + 0.001:
                    open_ends.pop()
                if open_ends:
                    self.assertLessEqual(end, open_ends[-1] + 0.001)
                open_ends.append(end)

    def test_overlapping_events_end_once(self):
        begun, ended = {}, {}
        for event in self.traced():
            if event["ph"] in "be":
                (begun if event["ph"] == "b" else ended)[event["id"]] = event["ts"]
        self.assertEqual(set(begun), set(ended))
        self.assertTrue(all(ended[one] >= begun[one] for one in begun))

    def test_results_are_the_same_without_it(self):
        self.traced()
        traced = (self.folder / "out/traced/total.jsonl").read_bytes()
        self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, "--store", "other", "--out", "plain")
        self.assertEqual((self.folder / "plain/traced/total.jsonl").read_bytes(), traced)

    def test_a_place_that_cannot_be_written_is_told_before_anything_runs(self):
        self.write("p.yaml", PIPELINE)
        done = self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, "--trace", "no/trace.json", code=2)
        self.assertIn("cannot write the trace no/trace.json", done.stderr)
        self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    unittest.main()
