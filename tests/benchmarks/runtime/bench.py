"""What rows are made from: the build, a working folder, the data, and how a row is measured."""

import contextlib
import os
import pathlib
import shutil
import statistics
import sys
import tempfile

import examples

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHARED_MEMORY = pathlib.Path("/dev/shm")
ROOM_BYTES = 6e9  # for the files and stores of the largest row
COUNTS = {"2KB": 200_000, "200B": 2_000_000}


class Place:
    """Where the programs are and where they may write."""

    def __init__(self, build, folder):
        self.flowrun = build / "bin" / "flowrun"
        self.plugins = build / "tests" / "benchmarks" / "runtime" / "plugins"
        self.data = folder / "data"  # stays from row to row
        self.work = folder / "work"  # of one row

    def raw(self, name):
        return self.plugins.parent / f"raw_{name}"

    def new_folder(self):
        return pathlib.Path(tempfile.mkdtemp(dir=self.work))

    def clear(self):
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()

    def check(self):
        for program in (self.flowrun, self.plugins / "bench_stages.so", self.raw("jsonl")):
            if not program.exists():
                sys.exit(f"{program} is missing: run ./check, which builds it")


class Bench:
    def __init__(self, place, quick=False, peers_python=None):
        self.place = place
        self.quick = quick
        self.peers_python = peers_python
        self.answers = {}

    def scaled(self, count):
        return count // 10 if self.quick else count

    def examples(self, size, count=None):
        """A file of examples of that size and how many it has."""
        count = self.scaled(count or COUNTS[size])
        path = self.place.data / f"{size}-{count}.jsonl"
        if not path.exists():
            examples.write_examples(path, count, is_small=size == "200B")
        return path, count

    def answer(self, source):
        """Of the whole job."""
        return self.answers.setdefault(source, examples.Answer(source, examples.job))

    def filter_answer(self, source):
        return self.answers.setdefault((source, "filter"), examples.Answer(source, examples.score_filter))


class Measured:
    """The costs of a row's programs, run by run."""

    def __init__(self, row):
        self.row = row
        self.programs = [row.ours, *row.beside]
        self.costs = {program.name: [] for program in self.programs}

    def measure(self, runs):
        """A run that does not count, then `runs` rounds; in each, ours follows its yardstick at once."""
        order = [*self.row.beside[:1], self.row.ours, *self.row.beside[1:]]
        for turn in range(runs + 1):
            for program in order:
                cost = program.run()
                if turn > 0:
                    self.costs[program.name].append(cost)
        return self

    def median(self, name, what):
        return statistics.median(getattr(cost, what) for cost in self.costs[name])

    def spread(self, name, what):
        values = [getattr(cost, what) for cost in self.costs[name]]
        return min(values), max(values)

    def ratio(self, name, what):
        """Ours over that program: the median of the pairs."""
        pairs = zip(self.costs[self.row.ours.name], self.costs[name], strict=True)
        return statistics.median(getattr(ours, what) / getattr(other, what) for ours, other in pairs)

    def yardstick_ratio(self, what):
        return self.ratio(self.row.beside[0].name, what)


def measure(opened, make_row, runs):
    """The costs of the row that `make_row` makes."""
    opened.place.clear()
    return Measured(make_row(opened)).measure(runs)


@contextlib.contextmanager
def opened_bench(build, quick, peers_python=None):
    """A Bench in a temporary folder, in memory if there is room."""
    has_room = SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free > ROOM_BYTES
    with tempfile.TemporaryDirectory(
        prefix="flowrun_bench_", dir=SHARED_MEMORY if has_room else None
    ) as folder:
        place = Place(pathlib.Path(build).resolve(), pathlib.Path(folder))
        place.check()
        place.data.mkdir()
        os.environ["HOME"] = folder  # nothing of the user's is read or written
        yield Bench(place, quick, peers_python)
