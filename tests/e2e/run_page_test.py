"""Every run that did something leaves report.html: whole, readable anywhere, and loading nothing."""

import html.parser
import os
import signal
import unittest

from flowrun_case import TEST_PLUGINS, FlowrunCase

PIPELINE = """flowrun: 1
name: shown
stages:
  a: {use: numbers, with: {items: 40}}
  x: {use: spoil, from: a}
  total: {use: sum, from: x}
publish: {total: total}
"""

STUBBORN = """flowrun: 1
name: shown
stages:
  a: {use: numbers, with: {items: 3}}
  x: {use: stubborn, from: a, with: {folder: ., at: 0}}
"""


class Page(html.parser.HTMLParser):
    """Collects the text, the classes of the graph's stages, the links, and what is wrong with the page."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.loaded, self.links, self.words, self.stages = [], [], [], [], [], {}
        self.classes = ""
        self.feed(text)
        self.close()
        self.wrong += self.open
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.loaded += [tag] if tag in ("script", "link", "img", "iframe") else []
        self.loaded += [attrs[name] for name in ("src", "xlink:href") if name in attrs]
        self.links += [attrs["href"]] if tag == "a" else []
        if tag == "g":
            self.classes = attrs["class"].removeprefix("node ")
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass  # of SVG

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.loaded += [word for word in ("url(", "@import") if word in data]
            return
        if self.open and self.open[-1] == "title" and "g" in self.open:
            self.stages[data.split(":")[0]] = self.classes
        self.words.append(data)


class RunPage(FlowrunCase):
    def place(self, run):
        return self.folder / ".flowrun" / "runs" / str(run) / "report.html"

    def run_pipeline(self, *options, **how):
        return self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, *options, **how)

    def page(self, run):
        page = Page(self.place(run).read_text())
        self.assertEqual((page.wrong, page.loaded), ([], []))
        self.assertLess(self.place(run).stat().st_size, 2_000_000)
        return page

    def test_it_is_told_last_and_shows_what_was_left_out_and_what_came_out(self):
        self.write("p.yaml", PIPELINE)
        done = self.run_pipeline("--set", "x.drop_every=4", "--set", "x.remark=of <four>")
        self.assertEqual(done.stderr.splitlines()[-1], "report: .flowrun/runs/1/report.html")
        page = self.page(1)
        self.assertIn("shown run 1 finished", page.text)
        self.assertIn("dropped 10 of 40", page.text)
        self.assertIn(
            "multiple n0 value 0 (drop_every 4)of <four>", page.text
        )  # a reason, and the first record that it left out
        self.assertIn("--set x.drop_every=4", page.text)
        self.assertEqual(page.stages, {"a": "good", "x": "good", "total": "good"})
        results = [self.place(1).parent / link for link in page.links]
        self.assertTrue(results)
        for result in results:
            self.assertTrue(result.exists(), result)

    def test_it_says_what_is_not_as_in_the_run_before(self):
        self.write("p.yaml", PIPELINE)
        self.run_pipeline()
        self.assertNotIn("Compared with", self.page(1).text)
        self.run_pipeline("--set", "x.drop_every=4")
        text = self.page(2).text
        self.assertIn("Compared with run 1", text)
        self.assertIn("settings x drop_every 0 4", text)
        self.assertIn("counts x dropped 0 10", text)

    def test_a_run_with_nothing_to_do_leaves_none(self):
        self.write("p.yaml", PIPELINE)
        self.run_pipeline()
        done = self.run_pipeline()
        self.assertFalse(self.place(2).exists())
        self.assertEqual(done.stderr.splitlines()[-1], "report: out/shown/run.json")

    def test_a_failed_run_shows_its_failures(self):
        self.write("p.yaml", PIPELINE)
        done = self.run_pipeline("--set", "x.fail_every=10", code=1)
        self.assertEqual(done.stderr.splitlines()[-1], "report: .flowrun/runs/1/report.html")
        page = self.page(1)
        self.assertIn("failed, exit code 1", page.text)
        self.assertEqual(page.stages, {"a": "good", "x": "bad", "total": "warn"})
        self.assertRegex(page.text, "Failures 4")
        self.assertIn("not published", page.text)

    def test_an_interrupted_run_has_one(self):
        self.write("p.yaml", STUBBORN)
        os.mkfifo(self.folder / "door")
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS)
        self.addCleanup(run.kill)
        while "x: n0: waits" not in run.stderr.readline():
            self.assertIsNone(run.poll())
        run.send_signal(signal.SIGINT)
        while "stopping" not in run.stderr.readline():
            self.assertIsNone(run.poll())
        (self.folder / "door").write_text("")
        run.communicate(timeout=60)
        self.assertEqual(run.returncode, 130)
        self.assertIn("interrupted, exit code 130", self.page(1).text)

    def test_the_next_run_makes_that_of_a_killed_one(self):
        self.write("p.yaml", STUBBORN)
        os.mkfifo(self.folder / "door")
        run = self.start("p.yaml", "--plugin-dir", TEST_PLUGINS)
        while "x: n0: waits" not in run.stderr.readline():
            self.assertIsNone(run.poll())
        run.kill()
        run.communicate(timeout=60)
        self.assertFalse(self.place(1).exists())
        self.write("p.yaml", STUBBORN.replace("at: 0", "at: 9"))  # which waits for nothing
        done = self.run_pipeline()
        self.assertIn("the run before was killed; its report: .flowrun/runs/1/report.html", done.stderr)
        page = self.page(1)
        self.assertIn("shown run 1 killed", page.text)
        self.assertNotIn("killed", self.run_pipeline().stderr)

    def test_whatever_names_and_texts_hold_stays_text(self):
        self.write("p.yaml", PIPELINE)
        folder = self.folder / "a <b> & 'c'"
        folder.mkdir()
        self.flowrun("../p.yaml", "--plugin-dir", TEST_PLUGINS, cwd=folder)
        page = Page((folder / ".flowrun/runs/1/report.html").read_text())
        self.assertEqual((page.wrong, page.loaded), ([], []))
        self.assertIn("a <b> & 'c'", page.text)


if __name__ == "__main__":
    unittest.main()
