#!/usr/bin/env python3
"""usage: screen_svg.py < SCREEN > run.svg: a terminal's text, as `tmux capture-pane -e -p` gives it, as SVG.

Bold, dim and the eight colours are kept; other escape sequences are left out.
"""

import html
import re
import sys

WIDTH, HEIGHT, MARGIN = 7.8, 18, 12  # of a cell and around all, in pixels
COLOURS = ["#5c6370", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#dcdfe4"]
NO_BREAK = "\u00a0"  # viewers join plain spaces
SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m|\x1b\[[0-9;?]*[A-Za-z]|\x1b[()].")


def style_after(codes, style):
    """`style` is {attribute: value} of a tspan."""
    style = dict(style)
    for code in (int(c or 0) for c in codes.split(";")):
        if code == 0:
            style = {}
        elif code == 1:
            style["font-weight"] = "bold"
        elif code == 2:
            style["opacity"] = "0.6"
        elif code == 22:
            style.pop("font-weight", None)
            style.pop("opacity", None)
        elif 30 <= code <= 37:
            style["fill"] = COLOURS[code - 30]
        elif code == 39:
            style.pop("fill", None)
    return style


def spans(line, style):
    """The line's pieces as tspans, and the style that the next line begins with."""
    out, at = "", 0
    for mark in [*SEQUENCE.finditer(line), None]:
        text = line[at : mark.start() if mark else len(line)]
        if text:
            given = "".join(f' {name}="{value}"' for name, value in style.items())
            shown = html.escape(text).replace(" ", NO_BREAK)
            out += f"<tspan{given}>{shown}</tspan>"
        if mark:
            at = mark.end()
            style = style_after(mark[1], style) if mark[1] is not None else style
    return out, style


def main():
    lines = sys.stdin.read().rstrip().split("\n")
    longest = max(len(SEQUENCE.sub("", line)) for line in lines)
    width, height = longest * WIDTH + 2 * MARGIN, len(lines) * HEIGHT + 2 * MARGIN
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" '
        f'font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13" fill="#dcdfe4">'
    )
    print('<rect width="100%" height="100%" rx="8" fill="#1e2127"/>')
    style = {}
    for number, line in enumerate(lines):
        text, style = spans(line, style)
        length = len(SEQUENCE.sub("", line))
        if text:
            print(
                f'<text x="{MARGIN}" y="{MARGIN + (number + 0.75) * HEIGHT:.1f}" textLength="{length * WIDTH:.1f}">{text}</text>'
            )
    print("</svg>")


if __name__ == "__main__":
    main()
