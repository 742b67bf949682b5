"""Rows of small records, so that what is measured is the runtime: hops, expansion, memory."""

from programs import Difference, Flowrun, Program, Scaled, checksum_of_count, prints, publishes
from row import Row, chain

CHAINS = (4, 1)  # lengths whose difference is measured
EDGES = 4  # of source -> 3 nodes -> sink


def raw_hops(bench, batch, count):
    """Raw oneTBB's price of `count` hops, taken in two ways."""
    records = 50_000_000 if batch > 1 else 2_000_000  # fast enough to need that many

    def program(length):
        command = [bench.place.raw("hop"), "-j", 1, "-n", records, "-b", batch, "-l", length]
        return Program("", command, prints(count=records, sum=records * (records - 1) // 2))

    hops = CHAINS[0] - CHAINS[1]
    name = f"raw oneTBB, {batch} a message"
    return [
        Scaled(f"{name}: 3 of 4 hops", Difference("", *map(program, CHAINS)), count / (hops * records)),
        Scaled(f"{name}: whole program by {EDGES} edges", program(EDGES - 1), count / (EDGES * records)),
    ]


def hop(bench, name, title, *, source, per_item, use, batch):
    count, step = bench.scaled(1_000_000), 1000

    def ours(length):
        stages = chain(
            ("count", *source, f"with: {{items: {count // per_item}, per_item: {per_item}}}"),
            *((f"pass{i}", *use) for i in range(length)),
            ("sieve", "bench_sieve", f"with: {{every: {step}}}"),
            ("total", "bench_sum"),
        )
        return Flowrun(bench.place, stages, 1, publishes(count, step))

    hops = count * (CHAINS[0] - CHAINS[1])
    return Row(
        name,
        f"one hop, {title}, -j1",
        Difference("flowrun", *map(ours, CHAINS)),
        raw_hops(bench, batch, hops),
        records=hops,
    )


CHEAP_SOURCE = ("bench_count",)
OTHER_SOURCE = ("bench_count_cached", "cache: false")


def hop_of_costly_stages(bench):
    return hop(
        bench,
        "hop-1",
        "1 record a message, since the stages are not declared cheap",
        source=CHEAP_SOURCE,
        per_item=1000,
        use=("bench_pass_cached", "cache: false"),
        batch=1,
    )


def hop_of_single_items(bench):
    return hop(
        bench,
        "hop-1-cheap",
        "1 record a message, since each item of a source that is not cheap has one; stages are cheap",
        source=OTHER_SOURCE,
        per_item=1,
        use=("bench_pass",),
        batch=1,
    )


def hop_of_joined_items(bench):
    return hop(
        bench,
        "hop-16-items",
        "16 records a message: those of 16 items of a cheap source that have one each",
        source=CHEAP_SOURCE,
        per_item=1,
        use=("bench_pass",),
        batch=16,
    )


def hop_of_many(bench):
    return hop(
        bench,
        "hop-16",
        "16 records a message",
        source=CHEAP_SOURCE,
        per_item=1000,
        use=("bench_pass",),
        batch=16,
    )


def expand(bench, jobs, memory=None):
    items, copies = bench.scaled(10_000), 1000
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
    options = ("--memory", memory) if memory else ()
    return Row(
        f"expand{f'-memory-{memory}' if memory else ''}-j{jobs}",
        f"{items:,} x {copies:,} records{f', --memory {memory}' if memory else ''}, -j{jobs}",
        Flowrun(bench.place, stages, jobs, publishes(items * copies), options),
        [raw],
        records=items * copies,
    )
