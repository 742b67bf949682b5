"""The rows of the table by name: each is made when it is measured."""

import jsonl_rows
import number_rows
import store_rows

JOBS = (1, 2)
SIZES = ("2KB", "200B")
MEMORY = (None, "1", "64MiB")  # 1 byte: room for a single record


def of(make, *arguments):
    return lambda bench: make(bench, *arguments)


def reruns():
    named = {
        "noop-50k": (50_000, 1, False),
        "noop-2k-x3": (2_000, 3, False),
        "changed-2k": (2_000, 1, True),
        "changed-50k": (50_000, 1, True),
    }
    return {name: of(store_rows.rerun, name, *rest) for name, rest in named.items()}


# Those with a yardstick can be watched by check_ratios.py.
ROWS = {
    **{f"jsonl-{size}-j{jobs}": of(jsonl_rows.jsonl, size, jobs) for size in SIZES for jobs in JOBS},
    **{f"kept-{size}-j{jobs}": of(jsonl_rows.kept, size, jobs) for size in SIZES for jobs in JOBS},
    **{f"published-2KB-j{jobs}": of(jsonl_rows.published, jobs) for jobs in JOBS},
    "hop-1": number_rows.hop_of_costly_stages,
    "hop-1-cheap": number_rows.hop_of_single_items,
    "hop-16": number_rows.hop_of_many,
    "hop-16-items": number_rows.hop_of_joined_items,
    **{
        f"expand{f'-memory-{memory}' if memory else ''}-j{jobs}": of(number_rows.expand, jobs, memory)
        for memory in MEMORY
        for jobs in (1, 2, 8)
    },
    **reruns(),
    "store-j2": store_rows.store,
    "restore-j2": store_rows.restore,
    "storing-j1": store_rows.storing,
    "restoring-j1": store_rows.restoring,
}
