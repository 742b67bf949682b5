"""The table, as text and as docs/performance.md."""

import datetime
import os
import platform

COLUMNS = ("", "wall s", "spread", "CPU s", "spread", "ns a record", "MB/s", "peak MB", "CPU x", "wall x")


def seconds(value):
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def cells(measured, program):
    row, name = measured.row, program.name
    wall, cpu = measured.median(name, "wall"), measured.median(name, "cpu")
    ratios = ["", ""]
    if program is not row.ours:
        ratios = [f"{measured.ratio(name, what):.2f}" for what in ("cpu", "wall")]
    return [
        name,
        seconds(wall),
        "-".join(map(seconds, measured.spread(name, "wall"))),
        seconds(cpu),
        "-".join(map(seconds, measured.spread(name, "cpu"))),
        f"{cpu * 1e9 / row.records:.0f}",
        f"{row.bytes / 1e6 / wall:.0f}" if row.bytes else "",
        f"{measured.median(name, 'peak') / 1e6:.0f}",
        *ratios,
    ]


def note(measured):
    if not measured.row.store_ratio:
        return ""
    return f"the store takes {measured.row.store_ratio():.2f} times the bytes of the records in it"


def text(measured):
    lines = [f"{measured.row.name}: {measured.row.title}"]
    table = [COLUMNS, *(cells(measured, program) for program in measured.programs)]
    widths = [max(len(line[i]) for line in table) for i in range(len(COLUMNS))]
    for line in table:
        first, *rest = (
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths))
        )
        lines.append("  " + "  ".join([first, *rest]))
    if extra := note(measured):
        lines.append("  " + extra)
    return "\n".join(lines)


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        return next(
            (line.split(": ", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown"
        )


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} processors ({processor()}), {memory:.0f} GiB of memory, Linux {platform.release().split('-')[0]}, "
        f"load {os.getloadavg()[2]:.1f} over the last 15 minutes"
    )


def markdown_row(measured):
    lines = [
        f"### {measured.row.title}",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|---" + "|---:" * (len(COLUMNS) - 1) + "|",
    ]
    lines += ["| " + " | ".join(cells(measured, program)) + " |" for program in measured.programs]
    if extra := note(measured):
        lines += ["", extra[0].upper() + extra[1:] + "."]
    return "\n".join(lines)


HEAD = """# Performance

Written by `{command}`, which measures all of it in one go.

* Machine: {machine}.
* Date: {date}.
* Each number is the median of {runs} runs after one that does not count; the spread is from the least to the greatest.
  In each round the yardstick, flowrun and the peers run one after the other, and the answer of each is checked:
  the same records in the same order.
* **CPU seconds** (user and system) are the main figure: wall time suffers from whatever else the machine does.
* `CPU x` and `wall x` say how many times flowrun takes what the program of that line takes.
* Raw oneTBB programs (`tests/benchmarks/runtime/raw`) do the same job by hand: no plugins, no ledger, no store, no
  checks of types. Peers are whole processes including their start.
* A hop is what a chain of four stages costs more than a chain of one, a third of it, so that start, source and sink
  fall out. Raw oneTBB is taken in the same way, and as its whole program by the number of edges, which counts start,
  source and sink as hops. `ns a record` is CPU time.
* Bytes kept: nothing is decoded but the field that the filter asks for, and lines are written as they were read;
  DuckDB and Polars, which write JSON anew, are compared record by record.
* What storing and restoring cost is a difference, too, and holds keys, digests and the writer thread. The store by
  itself is measured by `flow_store_benchmark` (see [architecture](architecture.md)).
* Peak memory is that of the largest process; below 25 MB it is that of the Python program that started it.
* Files and stores lie in `/dev/shm` where that has room, so that the disk is left out. `--quick` takes a tenth of the
  records.

## Goals

| goal | limit | measured | |
|---|---:|---:|---|
"""


BY_HAND = "<!-- What follows is written by hand. -->"


def written_by_hand(page):
    """The end of the page at this path, which is kept as it is."""
    text = page.read_text() if page.exists() else ""
    return text[text.index(BY_HAND) :] if BY_HAND in text else ""


def markdown(all_measured, goals, command, runs):
    head = HEAD.format(command=command, machine=machine(), date=datetime.date.today().isoformat(), runs=runs)
    lines = [
        f"| {goal.text} | {goal.bound()} | {value:.3g} | {'met' if goal.is_met(value) else '**missed**'} |"
        for goal, value in goals
    ]
    return (
        head + "\n".join(lines) + "\n\n## Figures\n\n" + "\n\n".join(map(markdown_row, all_measured)) + "\n"
    )
