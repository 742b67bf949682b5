"""The rows of the table: what each measures, with whom it is compared, and on how much."""

import dataclasses
import os
import pathlib

from processes import Failed
from programs import (
    Difference,
    Flowrun,
    Program,
    Rerun,
    checksum_of_count,
    prints,
    publishes,
    publishes_one_negated,
)

HERE = pathlib.Path(__file__).parent


@dataclasses.dataclass
class Row:
    name: str
    title: str
    ours: object
    beside: list = dataclasses.field(default_factory=list)  # the yardstick first, then peers
    records: int = 1  # what the time per record divides by
    bytes: int = 0  # of the input, for MB/s


def chain(*stages):
    """Stages in a row: name, what it uses, and its parameters."""
    lines, before = [], ""
    for name, use, *parameters in stages:
        source = f", from: {before}" if before else ""
        rest = "".join(f", {text}" for text in parameters)
        lines.append(f"  {name}: {{use: {use}{source}{rest}}}")
        before = name
    return "\n".join(lines)


def jsonl_stages(source, target, kind="", threshold=0.3):
    return chain(
        ("read", "bench_read", f"with: {{file: {source}}}"),
        ("keep", f"bench_keep{kind}", f"with: {{threshold: {threshold}}}"),
        ("add", f"bench_add{kind}"),
        ("write", "bench_write", f"with: {{file: {target}}}"),
    )


def jsonl_peers(bench, source, jobs, check):
    python = bench.peers_python
    if not python:
        return []
    target = bench.place.new_folder() / "out.jsonl"
    threads = f"{jobs} thread" + "s" * (jobs > 1)
    named = [
        (f"DuckDB, {threads}", "job_duckdb.py", [jobs], {}),
        (f"Polars, {threads}", "job_polars.py", [], {"POLARS_MAX_THREADS": str(jobs)}),
        ("Python loop, orjson", "job_orjson.py", [], {}),
    ]
    return [
        Program(
            name,
            [python, HERE / "peers" / script, source, target, *rest],
            lambda _: check(target),
            **environment,
        )
        for name, script, rest, environment in named
    ]


def jsonl(bench, size, jobs):
    source, count = bench.examples(size)
    answer = bench.answer(source)
    folder = bench.place.new_folder()
    target = folder / "out.jsonl"
    raw_target = folder / "raw.jsonl"
    raw = Program(
        "raw oneTBB, 16 a message",
        [bench.place.raw("jsonl"), source, raw_target, "-j", jobs, "-b", 16],
        lambda _: answer.check(raw_target),
    )
    ours = Flowrun(bench.place, jsonl_stages(source, target), jobs, lambda _: answer.check(target))
    return Row(
        f"jsonl-{size}-j{jobs}",
        f"JSONL job, {count:,} records of {size}, -j{jobs}",
        ours,
        [raw, *jsonl_peers(bench, source, jobs, answer.check)],
        records=count,
        bytes=os.path.getsize(source),
    )


def hop(bench, batch):
    """A chain of four against a chain of one. Stages that are not cheap get one record a message."""
    count, step, lengths = bench.scaled(1_000_000), 1000, (4, 1)
    use = ("bench_pass",) if batch > 1 else ("bench_pass_cached", "cache: false")

    def ours(length):
        stages = chain(
            ("count", "bench_count", f"with: {{items: {count // 1000}, per_item: 1000}}"),
            *((f"pass{i}", *use) for i in range(length)),
            ("sieve", "bench_sieve", f"with: {{every: {step}}}"),
            ("total", "bench_sum"),
        )
        return Flowrun(bench.place, stages, 1, publishes(count, step))

    raw_count = 50_000_000 if batch > 1 else 2_000_000  # fast enough to need that many

    def raw(length):
        return Program(
            "",
            [bench.place.raw("hop"), "-j", 1, "-n", raw_count, "-b", batch, "-l", length],
            prints(count=raw_count, sum=raw_count * (raw_count - 1) // 2),
        )

    yardstick = Difference(f"raw oneTBB, {batch} a message", *map(raw, lengths), scale=count / raw_count)
    return Row(
        f"hop-{batch}",
        f"one hop, {batch} record{'s' * (batch > 1)} a message, -j1",
        Difference("flowrun", *map(ours, lengths)),
        [yardstick],
        records=count * (lengths[0] - lengths[1]),
    )


def expand(bench, jobs, items=10_000, options=(), name=""):
    items, copies = bench.scaled(items), 1000
    stages = chain(
        ("count", "bench_count", f"with: {{items: {items}}}"),
        ("expand", "bench_expand", f"with: {{copies: {copies}}}"),
        ("total", "bench_sum"),
    )
    raw = Program(
        "raw oneTBB",
        [bench.place.raw("expand"), "-j", jobs, "-n", items, "-m", copies],
        prints(count=items * copies, checksum=checksum_of_count(items * copies)),
    )
    ours = Flowrun(bench.place, stages, jobs, publishes(items * copies), options)
    title = f"{items:,} x {copies:,} records, -j{jobs}{name and ', ' + name}"
    return Row(
        f"expand{name and '-' + name.replace(' ', '-')}-j{jobs}", title, ours, [raw], records=items * copies
    )


def expand_one(bench):
    if not bench.has_option("--memory"):
        return None
    return expand(bench, 2, items=1000, options=("--memory", "1"), name="room for one")


def numbers(count, passes):
    return chain(
        ("count", "bench_count_cached", f"with: {{items: {count}}}"),
        *((f"pass{i}", "bench_pass_cached") for i in range(passes)),
        ("total", "bench_sum_cached"),
    )


def rerun(bench, name, count, passes, changes):
    check = publishes_one_negated(count) if changes else publishes(count)
    units = passes + 2 if changes else 0  # one of each stage
    ours = Rerun(bench.place, numbers(count, passes), 2, check, units, changes)
    what = "one record changed" if changes else "nothing changed"
    title = f"{what}, {count:,} records, {passes} cached stage{'s' * (passes > 1)}, -j2"
    return Row(name, title, ours, records=count)


def storing(bench):
    source, count = bench.examples("2KB", 50_000)
    target = bench.place.new_folder() / "out.jsonl"
    stages = jsonl_stages(source, target, "_cached", 0)
    return source, count, stages, lambda _: counted_lines(target, count)


def counted_lines(path, count):
    """Raises Failed, or removes the file, so that no later run can pass with it."""
    with open(path, "rb") as lines:
        got = sum(1 for _ in lines)
    if got != count:
        raise Failed(f"{path}: {got} lines, not {count}")
    path.unlink()


def store(bench):
    source, count, stages, check = storing(bench)
    return Row(
        "store-j2",
        f"store two stages of {count:,} records of 2KB, -j2",
        Flowrun(bench.place, stages, 2, check),
        records=2 * count,
        bytes=os.path.getsize(source),
    )


def restore(bench):
    source, count, stages, check = storing(bench)
    units = -(-os.path.getsize(source) // (256 * 1024)) + 1  # the source and the writer are not cached
    return Row(
        "restore-j2",
        f"restore them and write them, {count:,} records of 2KB, -j2",
        Rerun(bench.place, stages, 2, check, units),
        records=2 * count,
        bytes=os.path.getsize(source),
    )


# Name -> what makes the row; None where this flowrun cannot do it. Those with a yardstick can be watched by check_ratios.py.
ROWS = {
    "jsonl-2KB-j1": lambda bench: jsonl(bench, "2KB", 1),
    "jsonl-2KB-j2": lambda bench: jsonl(bench, "2KB", 2),
    "jsonl-200B-j1": lambda bench: jsonl(bench, "200B", 1),
    "jsonl-200B-j2": lambda bench: jsonl(bench, "200B", 2),
    "hop-1": lambda bench: hop(bench, 1),
    "hop-16": lambda bench: hop(bench, 16),
    "expand-j1": lambda bench: expand(bench, 1),
    "expand-j2": lambda bench: expand(bench, 2),
    "expand-j8": lambda bench: expand(bench, 8),
    "expand-room-for-one-j2": expand_one,
    "noop-50k": lambda bench: rerun(bench, "noop-50k", 50_000, 1, False),
    "noop-2k-x3": lambda bench: rerun(bench, "noop-2k-x3", 2_000, 3, False),
    "changed-2k": lambda bench: rerun(bench, "changed-2k", 2_000, 1, True),
    "changed-50k": lambda bench: rerun(bench, "changed-50k", 50_000, 1, True),
    "store-j2": store,
    "restore-j2": restore,
}
