"""What is measured: flowrun with a pipeline, and the programs that stand beside it.

`run()` of each makes what one run needs, runs it, checks the answer, and gives the cost.
"""

import functools
import itertools
import json
import shutil

from processes import Cost, Failed, timed


def checksum(numbers):
    value = 0
    for number in numbers:
        value = (value * 31 + number) & 0xFFFF_FFFF_FFFF
    return value


@functools.cache
def checksum_of_count(count, step=1):
    """That of 0, step, 2 * step .. below `count`."""
    return checksum(range(0, count, step))


class Program:
    """A program that prints or writes its answer."""

    def __init__(self, name, command, check, **environment):
        self.name = name
        self.command = command
        self.check = check  # of the standard output; raises Failed
        self.environment = environment

    def run(self):
        cost, out = timed(self.command, **self.environment)
        self.check(out)
        return cost


def prints(**wanted):
    def check(out):
        if json.loads(out) != wanted:
            raise Failed(f"answered {out}, not {wanted}")

    return check


class Flowrun:
    """A pipeline in an empty store. It publishes its stage `total` if it has one, else what it is told."""

    name = "flowrun"

    def __init__(self, place, stages, jobs, check, options=(), publish=""):
        self.place = place  # of the build, the plugins and the working folder
        self.jobs = jobs
        self.check = check  # of the folder of results; raises Failed
        self.options = options
        self.folder = place.new_folder()
        self.file = self.folder / "bench.yaml"
        if "total:" in stages:
            publish = "{total: total}"
        results = f"publish: {publish}\n" if publish else ""
        self.file.write_text(f"flowrun: 1\nname: bench\nstages:\n{stages}\n{results}")
        self.store_bytes = 0

    def start(self, *options):
        cost, _ = timed(
            [self.place.flowrun, "run", self.file, "-j", self.jobs, "--plugin-dir", self.place.plugins]
            + ["--store", self.folder / "store", "--out", self.folder / "out", *self.options, *options]
        )
        return cost

    def results(self):
        return self.folder / "out" / "bench"

    def clear(self):
        for name in ("store", "out"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def run(self):
        self.clear()
        cost = self.start()
        self.check(self.results())
        files = (self.folder / "store").rglob("*")
        self.store_bytes = sum(file.stat().st_size for file in files if file.is_file())
        self.clear()
        return cost


class Rerun(Flowrun):
    """A pipeline in a store that knows it already; `units` is how many units each run has to do."""

    def __init__(self, place, stages, jobs, check, units, changes=False):
        super().__init__(place, stages, jobs, check)
        self.units = units
        self.changes = changes  # another item differs in each run
        self.turn = 0

    def run(self):
        if self.turn == 0:
            self.start()
        self.turn += 1
        cost = self.start(*(["--set", f"count.changed={self.turn}"] if self.changes else []))
        self.check(self.results())
        stages = json.loads((self.results() / "run.json").read_text())["stages"]
        units = sum(stage["units_run"] for stage in stages)
        if units != self.units:
            raise Failed(f"{units} units ran, not {self.units}")
        return cost


class Difference:
    """What one program costs more than another: what both do falls out, as start, source and sink of two chains."""

    def __init__(self, name, longer, shorter):
        self.name = name
        self.longer = longer
        self.shorter = shorter

    def run(self):
        shorter = self.shorter.run()
        longer = self.longer.run()
        return Cost(longer.wall - shorter.wall, longer.cpu - shorter.cpu, longer.peak)


class Scaled:
    """The times of a program, multiplied: what it would take for as much work as what it is compared with."""

    def __init__(self, name, program, factor):
        self.name = name
        self.program = program
        self.factor = factor

    def run(self):
        cost = self.program.run()
        return Cost(cost.wall * self.factor, cost.cpu * self.factor, cost.peak)


def publishes(count, step=1):
    """The check of a pipeline that adds up 0, step, 2 * step .. below `count`."""

    def check(results):
        total = json.loads((results / "total.jsonl").read_text())
        wanted = {"count": len(range(0, count, step)), "checksum": checksum_of_count(count, step)}
        if total != wanted:
            raise Failed(f"published {total}, not {wanted}")

    return check


def publishes_one_negated(count):
    """The same for runs of which the n-th negates item n."""
    turns = itertools.count(1)

    def check(results):
        total = json.loads((results / "total.jsonl").read_text())
        negated = next(turns)
        wanted = checksum(-i if i == negated else i for i in range(count))
        if total != {"count": count, "checksum": wanted}:
            raise Failed(f"published {total}, not the checksum {wanted}")

    return check
