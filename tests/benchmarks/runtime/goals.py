"""What the runtime shall reach. A value at or below its limit is well."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Goal:
    text: str
    limit: float
    rows: tuple  # names of the rows that `value` needs, in its order
    value: Callable
    peer: str = ""  # a program that must have been measured, too
    needs_all_data: bool = False  # not for --quick


def ours(measured, what):
    return measured.median(measured.row.ours.name, what)


def cpu_ratio(measured):
    return measured.yardstick_ratio("cpu")


def per_record_ns(measured):
    return ours(measured, "cpu") * 1e9 / measured.row.records


def goals_of_jsonl(size):
    first, second = f"jsonl-{size}-j1", f"jsonl-{size}-j2"
    name = f"JSONL {size}"
    duckdb = ("DuckDB, 1 thread", "DuckDB, 2 threads")
    return [
        Goal(f"{name}, -j1: CPU over raw oneTBB", 1.4, (first,), cpu_ratio),
        Goal(
            f"{name}: wall at -j2 over -j1",
            0.6,
            (first, second),
            lambda a, b: ours(b, "wall") / ours(a, "wall"),
        ),
        Goal(f"{name}, -j1: wall over DuckDB", 1, (first,), lambda m: m.ratio(duckdb[0], "wall"), duckdb[0]),
        Goal(f"{name}, -j2: wall over DuckDB", 1, (second,), lambda m: m.ratio(duckdb[1], "wall"), duckdb[1]),
    ]


def wall_goal(text, limit, row, **kind):
    return Goal(f"{text}: wall seconds", limit, (row,), lambda m: ours(m, "wall"), **kind)


def peak_goal(text, limit, row, **kind):
    return Goal(f"{text}: peak MB", limit, (row,), lambda m: ours(m, "peak") / 1e6, **kind)


def peak_goal_of_expanding(jobs):
    name, row = f"10,000 x 1,000 records, -j{jobs}", f"expand-j{jobs}"
    return peak_goal(name, 150, row, needs_all_data=True)


GOALS = [
    *goals_of_jsonl("2KB"),
    *goals_of_jsonl("200B"),
    Goal("hop, 1 record a message: CPU over raw oneTBB", 1.5, ("hop-1",), cpu_ratio),
    Goal("hop, 16 records a message: CPU ns a record", 30, ("hop-16",), per_record_ns),
    wall_goal("10,000 x 1,000 records, -j2", 60, "expand-j2", needs_all_data=True),
    *map(peak_goal_of_expanding, (1, 2, 8)),
    peak_goal("room for one record", 256 * 1.048576, "expand-room-for-one-j2"),
    wall_goal("nothing changed, 50,000 records", 0.4, "noop-50k"),
    wall_goal("nothing changed, 2,000 records, 3 stages", 0.06, "noop-2k-x3"),
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
