"""Every page in a headless Chromium: wide and narrow, light and dark, folded and unfolded. FLOWRUN_SHOTS keeps the pictures."""

import os
import pathlib
import sys
import unittest

from flowrun_case import OXIDIZER, ROOT, SESSIONS
from sandboxed_case import SandboxedCase

sys.path.insert(0, str(ROOT / "tests" / "pages"))
import check_pages
import chromium

WRONG = """<!doctype html><meta name=viewport content="width=device-width">
<img src="nothing.png"><details><summary>a</summary><div style="width:1000px">folded</div></details>"""


class Pages(SandboxedCase):
    def check(self, pages):
        shots = pathlib.Path(os.environ.get("FLOWRUN_SHOTS") or self.folder / "shots")
        shots.mkdir(parents=True, exist_ok=True)
        with chromium.Chromium(chromium.installed()) as browser:
            return {
                path: check_pages.check(browser, path, shots, f"{path.parent.name}-{path.stem}")
                for path in pages
            }

    def test_what_is_wrong_is_found(self):
        page = self.write("wrong.html", WRONG)
        faults = "\n".join(self.check([page])[page])
        self.assertIn("390-light, unfolded: reaches beyond the window", faults)
        self.assertIn("390-dark, unfolded: scrolls sideways", faults)
        self.assertNotIn("1280-light: reaches", faults)
        self.assertIn("1280-dark: the console says", faults)

    def test_what_stands_in_a_box_that_scrolls_is_not_wrong(self):
        page = self.write(
            "fine.html", '<!doctype html><div style="overflow-x:auto"><p style="width:3000px">a</p></div>'
        )
        self.assertEqual(self.check([page])[page], [])

    def test_the_pages_of_the_sample_are_well(self):
        # Sessions and two tasks, since the rest takes minutes: what the pages show is of the same kinds.
        chosen = {"tasks": "edit_sail_area", "small_tasks": "workflow_biscuit_tin"}
        settings = ["--set", "epochs=1"]
        for stage, task in chosen.items():
            settings += ["--set", f"{stage}.tasks={self.copy_tasks('small_tasks', [task], stage)}"]
        self.flowrun(OXIDIZER, *SESSIONS, *settings, seconds=1800)
        pages = sorted(self.folder.glob("out/oxidizer/*/*.html")) + sorted(
            self.folder.glob(".flowrun/runs/*/*.html")
        )
        self.assertEqual([path.name for path in pages], ["samples.html", "report.html", "report.html"])
        for page, faults in self.check(pages).items():
            with self.subTest(page=page):
                self.assertEqual(faults, [])


if __name__ == "__main__":
    if not chromium.installed():
        # Not passed: ctest counts this exit code as skipped.
        print(
            "skipped: no Chromium is installed, so no page was opened: apt install chromium", file=sys.stderr
        )
        sys.exit(77)
    unittest.main()
