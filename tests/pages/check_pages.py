#!/usr/bin/env python3
"""usage: check_pages.py [--shots FOLDER] PAGE...

Opens each page in a headless Chromium, wide and narrow, light and dark, folded and with everything unfolded, with the
scripts of pages off. Tells of what is wrong: a message in the console, a request to anywhere, something wider than the
window, a file of 2 MB or more. With --shots it leaves a picture of each view.

Exit code: 0, 1 if something is wrong, 77 without a browser.
"""

import argparse
import pathlib
import sys

import chromium

WIDTHS = (1280, 390)
MOST_BYTES = 2_000_000

# What reaches beyond the window, but for what stands in a box that scrolls by itself.
TOO_WIDE = """(() => {
  const width = document.documentElement.clientWidth;
  const scrolls = one => { for (let at = one.parentElement; at; at = at.parentElement)
    if (at !== document.body && at !== document.documentElement && getComputedStyle(at).overflowX !== 'visible') return true;
    return false; };
  const wide = [...document.body.querySelectorAll('*')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && (box.right > width + 1 || box.left < -1) && !scrolls(one); });
  return [document.documentElement.scrollWidth, width,
          wide.slice(0, 3).map(one => one.outerHTML.slice(0, 120))];
})()"""
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"


def faults_of(browser):
    scrolled, width, wide = browser.value(TOO_WIDE)
    faults = [f"reaches beyond the window: {one}" for one in wide]
    if scrolled > width:
        faults.append(f"scrolls sideways: {scrolled} px in a window of {width}")
    return faults


def check(browser, path, shots, name):
    faults = set()
    if path.stat().st_size >= MOST_BYTES:
        faults.add(f"has {path.stat().st_size} bytes, and may have {MOST_BYTES}")
    for width in WIDTHS:
        for dark in (False, True):
            view = f"{width}-{'dark' if dark else 'light'}"
            browser.look(width, 900, dark)
            browser.open(path)
            faults |= {f"{view}: {one}" for one in faults_of(browser)}
            if shots:
                browser.screenshot(shots / f"{name}-{view}.png")
            browser.value(UNFOLD)
            faults |= {f"{view}, unfolded: {one}" for one in faults_of(browser)}
            faults |= {f"{view}: the console says: {one}" for one in browser.told}
    return sorted(faults)


def main():
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("--shots", type=pathlib.Path)
    arguments.add_argument("pages", nargs="+", type=pathlib.Path)
    asked = arguments.parse_args()
    program = chromium.installed()
    if not program:
        print(
            "skipped: no Chromium is installed (apt install chromium), so no page was opened", file=sys.stderr
        )
        return 77
    if asked.shots:
        asked.shots.mkdir(parents=True, exist_ok=True)
    wrong = 0
    with chromium.Chromium(program) as browser:
        for path in asked.pages:
            for fault in check(browser, path, asked.shots, f"{path.parent.name}-{path.stem}"):
                print(f"{path}: {fault}", file=sys.stderr)
                wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
