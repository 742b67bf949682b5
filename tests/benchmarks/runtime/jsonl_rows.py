"""Rows of JSONL files: the whole job, and the filter that keeps the bytes of a line."""

import os
import pathlib

from programs import Flowrun, Program
from row import Row, chain

PEERS = pathlib.Path(__file__).parent / "peers"


def jsonl_stages(source, target, kind="", threshold=0.3):
    return chain(
        ("read", "bench_read", f"with: {{file: {source}}}"),
        ("keep", f"bench_keep{kind}", f"with: {{threshold: {threshold}}}"),
        ("add", f"bench_add{kind}"),
        ("write", "bench_write", f"with: {{file: {target}}}"),
    )


def filter_stages(source):
    return [
        ("read", "bench_read_lines", f"with: {{file: {source}}}"),
        ("keep", "bench_keep_score", "with: {threshold: 0.3}"),
    ]


def peers(bench, job, source, jobs, check):
    """What others would use for the job "job" or "filter"."""
    if not bench.peers_python:
        return []
    target = bench.place.new_folder() / "out.jsonl"
    threads = f"{jobs} thread" + "s" * (jobs > 1)
    named = [
        (f"DuckDB, {threads}", "duckdb", [jobs], {}),
        (f"Polars, {threads}", "polars", [], {"POLARS_MAX_THREADS": str(jobs)}),
        ("Python loop, orjson", "orjson", [], {}),
    ]
    return [
        Program(
            name,
            [bench.peers_python, PEERS / f"{job}_{peer}.py", source, target, *rest],
            lambda _: check(target),
            **environment,
        )
        for name, peer, rest, environment in named
    ]


def raw_program(bench, name, source, jobs, check):
    target = bench.place.new_folder() / "raw.jsonl"
    command = [bench.place.raw(name), source, target, "-j", jobs, "-b", 16]
    return Program("raw oneTBB, 16 a message", command, lambda _: check(target))


def jsonl(bench, size, jobs):
    source, count = bench.examples(size)
    answer = bench.answer(source)
    target = bench.place.new_folder() / "out.jsonl"
    ours = Flowrun(bench.place, jsonl_stages(source, target), jobs, lambda _: answer.check(target))
    return Row(
        f"jsonl-{size}-j{jobs}",
        f"JSONL job, {count:,} records of {size}, -j{jobs}",
        ours,
        [
            raw_program(bench, "jsonl", source, jobs, answer.check),
            *peers(bench, "job", source, jobs, answer.check),
        ],
        records=count,
        bytes=os.path.getsize(source),
    )


def kept(bench, size, jobs):
    """The filter on one field: nothing is added, and the lines are written as they were read."""
    source, count = bench.examples(size)
    answer = bench.filter_answer(source)
    target = bench.place.new_folder() / "out.jsonl"
    stages = chain(*filter_stages(source), ("write", "bench_write", f"with: {{file: {target}}}"))
    return Row(
        f"kept-{size}-j{jobs}",
        f"bytes kept: filter on one field, {count:,} records of {size}, -j{jobs}",
        Flowrun(bench.place, stages, jobs, lambda _: answer.check_bytes(target)),
        [
            raw_program(bench, "filter", source, jobs, answer.check_bytes),
            *peers(bench, "filter", source, jobs, answer.check),
        ],
        records=count,
        bytes=os.path.getsize(source),
    )


def published(bench, jobs):
    source, count = bench.examples("2KB")
    answer = bench.filter_answer(source)
    ours = Flowrun(
        bench.place,
        chain(*filter_stages(source)),
        jobs,
        lambda results: answer.check_bytes(results / "lines.jsonl"),
        publish="{lines: keep}",
    )
    return Row(
        f"published-2KB-j{jobs}",
        f"the same filter, its records published without a stage that writes, {count:,} records of 2KB, -j{jobs}",
        ours,
        [raw_program(bench, "filter", source, jobs, answer.check_bytes)],
        records=count,
        bytes=os.path.getsize(source),
    )
