"""What the runtime shall reach."""

import dataclasses
from collections.abc import Callable

MEBIBYTE = 2**20


@dataclasses.dataclass(frozen=True)
class Goal:
    text: str
    limit: float
    rows: tuple  # names of the rows that `value` needs, in its order
    value: Callable
    peer: str = ""  # a program that must have been measured, too
    needs_all_data: bool = False  # not for --quick
    is_least: bool = False  # the value shall be at least the limit, not at most

    def is_met(self, value):
        return value >= self.limit if self.is_least else value <= self.limit

    def bound(self):
        return f"{'>=' if self.is_least else '<='} {self.limit:.4g}"


def ours(measured, what):
    return measured.median(measured.row.ours.name, what)


def cpu_ratio(measured):
    return measured.yardstick_ratio("cpu")


def per_record_ns(measured):
    return ours(measured, "cpu") * 1e9 / measured.row.records


def threads(jobs):
    return f"{jobs} thread" + "s" * (jobs > 1)


def speed_goal(text, row, peer, jobs, times):
    """At least `times` the speed of the peer with as many threads."""
    name = f"{peer}, {threads(jobs)}"

    def speed(measured):
        return 1 / measured.ratio(name, "wall")

    return Goal(f"{text}, -j{jobs}: times the speed of {peer}", times, (row,), speed, name, is_least=True)


def goals_of_jsonl(size):
    first, second = f"jsonl-{size}-j1", f"jsonl-{size}-j2"
    name = f"JSONL {size}"
    yield Goal(f"{name}, -j1: CPU over raw oneTBB", 1.4, (first,), cpu_ratio)
    yield Goal(
        f"{name}: wall at -j2 over -j1", 0.6, (first, second), lambda a, b: ours(b, "wall") / ours(a, "wall")
    )
    for jobs, row in ((1, first), (2, second)):
        yield speed_goal(name, row, "DuckDB", jobs, 1)


def goals_of_kept_bytes(size):
    for jobs in (1, 2):
        for peer, times in (("DuckDB", 1.5), ("Polars", 2)):
            yield speed_goal(f"bytes kept, {size}", f"kept-{size}-j{jobs}", peer, jobs, times)


def goals_of_hops():
    for row, what in (("hop-1", "stages not cheap"), ("hop-1-cheap", "cheap stages")):
        for number, way in enumerate(("3 of 4 hops", "whole program")):
            yield Goal(
                f"hop, 1 record a message, {what}: CPU over raw oneTBB, {way}",
                1.5,
                (row,),
                lambda measured, number=number: measured.ratio(measured.row.beside[number].name, "cpu"),
            )
    for row, what in (("hop-16", ""), ("hop-16-items", ", of 16 items")):
        yield Goal(f"hop, 16 records a message{what}: CPU ns a record", 30, (row,), per_record_ns)


def wall_goal(text, limit, row, **kind):
    return Goal(f"{text}: wall seconds", limit, (row,), lambda m: ours(m, "wall"), **kind)


def peak_goal(text, limit, row, **kind):
    return Goal(f"{text}: peak MB", limit / 1e6, (row,), lambda m: ours(m, "peak") / 1e6, **kind)


def goals_of_expanding():
    name = "10,000 x 1,000 records"
    yield wall_goal(f"{name}, -j2", 60, "expand-j2", needs_all_data=True)
    for jobs in (1, 2, 8):
        yield peak_goal(f"{name}, -j{jobs}", 150e6, f"expand-j{jobs}", needs_all_data=True)
    for memory, limit in (("1", 1), ("64MiB", 64 * MEBIBYTE)):
        for jobs in (1, 2, 8):
            text = f"expanding, --memory {memory}, -j{jobs} (limit + 256 MiB)"
            yield peak_goal(text, limit + 256 * MEBIBYTE, f"expand-memory-{memory}-j{jobs}")


def goals_of_the_store():
    yield Goal("storing: CPU us a record", 8, ("storing-j1",), lambda m: per_record_ns(m) / 1e3)
    yield Goal("storing: bytes over those of the records", 2.5, ("store-j2",), lambda m: m.row.store_ratio())
    yield Goal("restoring: CPU us a record", 3, ("restoring-j1",), lambda m: per_record_ns(m) / 1e3)
    yield wall_goal("nothing changed, 50,000 records", 0.4, "noop-50k")
    yield wall_goal("nothing changed, 2,000 records, 3 stages", 0.06, "noop-2k-x3")


GOALS = [
    *goals_of_jsonl("2KB"),
    *goals_of_jsonl("200B"),
    *goals_of_kept_bytes("2KB"),
    *goals_of_kept_bytes("200B"),
    *goals_of_hops(),
    *goals_of_the_store(),
    *goals_of_expanding(),
]


def reached(all_measured, quick):
    """(goal, value) of each goal whose rows were measured."""
    by_name = {measured.row.name: measured for measured in all_measured}
    for goal in GOALS:
        if goal.needs_all_data and quick:
            continue
        found = [by_name[name] for name in goal.rows if name in by_name]
        if len(found) == len(goal.rows) and all(goal.peer in ("", *m.costs) for m in found):
            yield goal, goal.value(*found)
