"""Rows of the store: runs with nothing or little to do, storing, restoring."""

import os

from jsonl_rows import jsonl_stages
from processes import Failed
from programs import Difference, Flowrun, Rerun, publishes, publishes_one_negated
from row import Row, chain

STORED_STAGES = 2


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


class CountedLines:
    """The check of a file of `count` lines, which remembers how large it was."""

    def __init__(self, path, count):
        self.path = path
        self.count = count
        self.bytes = 0

    def __call__(self, _):
        """Raises Failed, or removes the file, so that no later run can pass with it."""
        with open(self.path, "rb") as lines:
            got = sum(1 for _ in lines)
        if got != self.count:
            raise Failed(f"{self.path}: {got} lines, not {self.count}")
        self.bytes = self.path.stat().st_size
        self.path.unlink()


class StoredJob:
    """The JSONL job without its filter: two stages, of which the first passes records on and the second makes new ones."""

    def __init__(self, bench):
        self.place = bench.place
        self.source, self.count = bench.examples("2KB", 50_000)
        self.bytes = os.path.getsize(self.source)
        self.target = bench.place.new_folder() / "out.jsonl"
        self.check = CountedLines(self.target, self.count)

    def stages(self, kind):
        return jsonl_stages(self.source, self.target, kind, threshold=0)

    def plain(self, jobs):
        return Flowrun(self.place, self.stages(""), jobs, self.check)

    def stored(self, jobs):
        return Flowrun(self.place, self.stages("_cached"), jobs, self.check)

    def restored(self, jobs):
        units = -(-self.bytes // (256 * 1024)) + 1  # the source and the writer are not cached
        return Rerun(self.place, self.stages("_cached"), jobs, self.check, units)

    def only_copied(self, jobs):
        stages = chain(
            ("read", "bench_read", f"with: {{file: {self.source}}}"),
            ("write", "bench_write", f"with: {{file: {self.target}}}"),
        )
        return Flowrun(self.place, stages, jobs, self.check)

    def row(self, name, title, ours, **more):
        title = f"{title}, {self.count:,} records of 2KB"
        return Row(name, title, ours, records=STORED_STAGES * self.count, bytes=self.bytes, **more)


def store(bench):
    job = StoredJob(bench)
    ours = job.stored(2)
    return job.row(
        "store-j2",
        "two stages whose records are stored, the whole run, -j2",
        ours,
        store_ratio=lambda: ours.store_bytes / (job.bytes + job.check.bytes),
    )


def restore(bench):
    job = StoredJob(bench)
    return job.row("restore-j2", "the same again: restored and written, the whole run, -j2", job.restored(2))


def storing(bench):
    job = StoredJob(bench)
    ours = Difference("flowrun", job.stored(1), job.plain(1))
    return job.row("storing-j1", "what storing costs: with the store less without it, -j1", ours)


def restoring(bench):
    job = StoredJob(bench)
    ours = Difference("flowrun", job.restored(1), job.only_copied(1))
    return job.row(
        "restoring-j1", "what restoring costs: two restored stages less none, both read and write, -j1", ours
    )
