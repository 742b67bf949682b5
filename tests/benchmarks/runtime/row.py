"""A row of the table, and the pipelines that rows run."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass
class Row:
    name: str
    title: str
    ours: object
    beside: list = dataclasses.field(default_factory=list)  # the yardstick first, then peers
    records: int = 1  # what the time per record divides by
    bytes: int = 0  # of the input, for MB/s
    store_ratio: Callable | None = None  # bytes of the store over those of the records in it, after a run


def chain(*stages):
    """Stages in a row: name, what it uses, and its parameters."""
    lines, before = [], ""
    for name, use, *parameters in stages:
        source = f", from: {before}" if before else ""
        rest = "".join(f", {text}" for text in parameters)
        lines.append(f"  {name}: {{use: {use}{source}{rest}}}")
        before = name
    return "\n".join(lines)
