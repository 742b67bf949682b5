"""What a run shows: in a real terminal (tmux) of several sizes, resized, interrupted; and where there is none."""

import os
import pathlib
import re
import tempfile
import unittest

from flowrun_case import BINARY, TEST_PLUGINS, FlowrunCase
from tmux_screen import TMUX, Screen

STAGES = ["numbers", "x", *(f"copy{i}" for i in range(9)), "total"]
# x waits at its fourth number until the door is opened.
PIPELINE = (
    """flowrun: 1
name: waiting
stages:
  numbers: {use: numbers, with: {items: 30}}
  x: {use: stubborn, from: numbers, with: {folder: ., at: 3}}
  copy0: {use: spoil, from: x}
"""
    + "".join(f"  copy{i}: {{use: spoil, from: copy{i - 1}}}\n" for i in range(1, 9))
    + "  total: {use: sum, from: copy8}\npublish: {total: total}\n"
)
SIZES = [(120, 30), (80, 24), (40, 8)]
CLOCK = re.compile(r"^(\d+):(\d\d)  ")


def clocks(text):
    return [60 * int(found[1]) + int(found[2]) for found in map(CLOCK.match, text.split("\n")) if found]


def shown_stages(text):
    """Those with a line of their own, as often as they have one."""
    names = [re.split(r" {2,}", line)[0].strip() for line in text.split("\n")]
    return [name for name in names if name in STAGES]


@unittest.skipUnless(TMUX, "tmux is not installed (apt-get install tmux)")
class Live(FlowrunCase):
    def start_in(self, width, height, *options, **environment):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        (folder / "p.yaml").write_text(PIPELINE)
        os.mkfifo(folder / "door")
        kept = {name: value for name, value in self.environment().items() if name not in ("NO_COLOR", "TMUX")}
        screen = Screen(folder, {**kept, "PS1": "$ ", **environment}, width, height)
        self.addCleanup(screen.close)
        screen.type("clear; " + " ".join([str(BINARY), "p.yaml", "--plugin-dir", TEST_PLUGINS, *options]))
        return screen

    def open_door(self, screen):
        os.close(os.open(screen.folder / "door", os.O_WRONLY))

    def wait_for_tick(self, screen):
        """The screen, once its clock has moved."""
        before = max(clocks(screen.wait_for(clocks)))
        return screen.wait_for(lambda text: any(clock > before for clock in clocks(text)))

    def check_is_whole(self, text, height):
        stages = shown_stages(text)
        self.assertEqual(len(clocks(text)), 1, text)
        self.assertEqual(stages, [name for name in STAGES if name in stages], text)  # each once, in order
        self.assertEqual(
            len(stages), min(len(STAGES), height - 4), text
        )  # two lines above, the clock, the cursor
        region = text.rstrip("\n").split("\n")[-len(stages) - 1 :]
        self.assertEqual(len(shown_stages("\n".join(region))), len(stages), text)
        self.assertTrue(CLOCK.match(region[-1]), text)

    def test_each_stage_has_a_line_and_the_clock_moves_at_every_size(self):
        for width, height in SIZES:
            with self.subTest(width=width):
                screen = self.start_in(width, height)
                self.wait_for_tick(screen)
                doing = r"n3: door 3 of 8, of oak \(0:0\d\)" if width > 40 else r"n3: door 3 of 8, o.*…\n"
                text = screen.wait_for(lambda text, doing=doing: re.search(r"\nx +\d of 30  " + doing, text))
                self.check_is_whole(text, height)
                if height > len(STAGES):
                    self.assertRegex(text, r"numbers +30 of 30  done in ")
                    self.assertRegex(text, r"copy3 +\d of \d\+  waits for copy2")

    def test_nothing_old_stays_on_a_screen_that_is_resized(self):
        screen = self.start_in(120, 30)
        self.wait_for_tick(screen)
        for width, height in [(40, 8), (120, 30), (80, 24), (40, 24), (40, 8), (80, 10), (120, 30)]:
            with self.subTest(width=width, height=height):
                screen.resize(width, height)
                self.check_is_whole(self.wait_for_tick(screen), height)

    def test_a_first_interrupt_lets_work_in_flight_finish(self):
        for width, height in SIZES:
            with self.subTest(width=width):
                screen = self.start_in(width, height, "; echo code $?")
                self.wait_for_tick(screen)
                screen.press("C-c")
                text = screen.wait_for(lambda text: "  stopping, Ctrl-C again leaves" in text)
                self.check_is_whole(text, height)
                self.assertEqual(len(clocks(screen.text("-S", "-"))), 1)  # nor has one scrolled out
                note = "note: stopping: work in flight may finish; again to leave at once"
                self.assertIn(note, screen.text("-S", "-").replace("\n", ""))
                self.open_door(screen)
                screen.resize(120, 50)
                text = screen.wait_for(lambda text: "code 130" in text)
                self.assertEqual(clocks(text), [])
                self.assertRegex(text, r"\nx +30 .* interrupted\n")

    def test_a_second_interrupt_leaves(self):
        screen = self.start_in(40, 8, "; echo code $?")
        self.wait_for_tick(screen)
        screen.press("C-c")
        screen.wait_for(lambda text: "stopping, Ctrl-C" in text)
        screen.press("C-c")
        screen.wait_for(lambda text: re.search(r"code 130\n\S+$", text.rstrip()))

    def test_what_is_told_at_the_end_is_in_the_order_in_which_it_is_wanted(self):
        screen = self.start_in(100, 40, "--set copy0.drop_every=3", "; echo code $?")
        screen.wait_for(lambda text: "of oak (0:01)" in text)  # long enough to be among the slowest
        self.open_door(screen)
        text = screen.wait_for(lambda text: "code 0" in text)
        self.assertEqual(clocks(text), [])
        order = [
            "copy0 dropped ",
            "stage ",
            "total ",
            "slowest: x ",
            "out/waiting/total",
            "report: ",
            "code 0",
        ]
        places = [text.find("\n" + part) for part in order]
        self.assertNotIn(-1, places, text)
        self.assertEqual(places, sorted(places), text)

    def test_colours_are_for_those_who_want_them(self):
        for no_colour in ("", "1"):
            with self.subTest(NO_COLOR=no_colour):
                screen = self.start_in(80, 24, NO_COLOR=no_colour)
                self.wait_for_tick(screen)
                (self.assertNotIn if no_colour else self.assertIn)("\x1b[2m", screen.text("-e"))

    def test_a_quiet_run_draws_nothing(self):
        screen = self.start_in(80, 24, "--quiet", "; echo code $?")
        self.open_door(screen)
        text = screen.wait_for(lambda text: "code 0" in text)
        self.assertEqual(shown_stages(text) + clocks(text), [])
        self.assertRegex(text, r"^out/waiting/total.jsonl\ncode 0")


class Plain(FlowrunCase):
    def test_without_a_terminal_stages_begin_and_end_with_the_time(self):
        self.write("p.yaml", PIPELINE.replace("at: 3", "at: 99"))
        told = self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS).stderr
        self.assertNotIn("\x1b", told)
        self.assertRegex(told, r"(?m)^\d\d:\d\d:\d\d numbers: started$")
        self.assertRegex(told, r"(?m)^\d\d:\d\d:\d\d numbers: done in .*: 30 in, 30 out$")
        again = self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS).stderr
        self.assertRegex(again, r"(?m)^\d\d:\d\d:\d\d numbers: restored: 30 in, 30 out, 30 restored$")
        self.assertIn("\nrestored: everything\n", again)

    def test_a_quiet_run_says_what_is_wrong_and_where_results_are(self):
        self.write("p.yaml", PIPELINE.replace("at: 3", "at: 99"))
        quiet = self.flowrun("p.yaml", "--plugin-dir", TEST_PLUGINS, "-q")
        self.assertEqual(quiet.stderr, "")
        self.assertEqual(quiet.stdout, "out/waiting/total.jsonl\n")
        wrong = self.flowrun(
            "p.yaml", "--plugin-dir", TEST_PLUGINS, "-q", "--set", "copy3.fail_every=7", code=1
        )
        self.assertTrue(wrong.stderr.startswith("error: copy3: n"), wrong.stderr)
        self.assertIn("error: total was not published", wrong.stderr)


if __name__ == "__main__":
    unittest.main()
