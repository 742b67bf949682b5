"""Pieces of real source files, for the second part of the training: how Rust and English look, as text to be read and copied.

Of the crates below, from cargo's own cache; none of them is a source of the sample data. A piece has no word, no line and no
run of tokens of a task or a skeleton.
"""

import functools
import os
import pathlib
import re

from decontaminate import Held, lines_of
from words import EXCLUDED, words_of

# All of them MIT or Apache-2.0, or both.
CRATES = (
    "anyhow-1.0.104", "bstr-1.14.0", "crossbeam-deque-0.8.8", "crossbeam-epoch-0.9.21", "crossbeam-utils-0.8.23",
    "either-1.19.0", "fancy-regex-0.17.0", "hashbrown-0.17.1", "itertools-0.14.0", "log-0.4.35", "minijinja-3.1.0",
    "nom-7.1.3", "once_cell-1.21.4", "rand-0.9.5", "rayon-1.12.0", "rayon-core-1.13.0", "regex-1.13.2",
    "regex-automata-0.4.19", "regex-syntax-0.8.12", "serde-1.0.229", "serde_json-1.0.154", "shlex-2.0.1", "smallvec-1.16.6",
    "strsim-0.11.1", "syn-2.0.119", "thiserror-2.0.21", "tokio-1.54.1", "tracing-0.1.44", "tracing-core-0.1.36",
    "derive_builder_core-0.20.2", "darling_core-0.20.11",
)  # fmt: skip
FEWEST, MOST, WIDEST, LONGEST = 5, 40, 100, 1500  # lines, columns, characters


def is_fit(line):
    return len(line) <= WIDEST and line.isascii() and "\t" not in line and not words_of(line) & EXCLUDED


def dedented(lines):
    depth = min((len(x) - len(x.lstrip()) for x in lines if x.strip()), default=0)
    return [x[depth:].rstrip() for x in lines]


def pieces_of(text):
    """Runs of fit lines, cut at blank lines."""
    piece = []
    for line in [*text.split("\n"), None]:
        is_over = line is None or not is_fit(line)
        is_full = len(piece) >= MOST or sum(map(len, piece)) > LONGEST
        if is_over or (is_full and not line.strip()):
            if FEWEST <= len(piece) <= 2 * MOST and sum(map(len, piece)) <= 2 * LONGEST:
                yield dedented(piece)
            piece = []
        elif line.strip() or piece:
            piece.append(line)


def is_clean(piece, held):
    text = "\n".join(piece)
    return not lines_of(text) & held.lines and not held.runs_of(text) & held.runs


@functools.lru_cache(maxsize=1)
def pool(registry, tokenizer):
    """Of the sources in cargo's cache; raises where a crate is not there: `cargo fetch` it."""
    held = Held(tokenizer)
    found = []
    for crate in CRATES:
        folder = next(pathlib.Path(registry).glob(f"*/{crate}"), None)
        if folder is None:
            raise FileNotFoundError(f"{crate} is not in {registry}: fetch it with cargo")
        for path in sorted(folder.rglob("*.rs")):
            text = path.read_text(encoding="utf-8", errors="replace")
            for piece in pieces_of(text):
                while piece and not piece[-1].strip():
                    piece.pop()
                if len(piece) >= FEWEST and is_clean(piece, held):
                    found.append(piece)
    return found


def registry():
    home = os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo"
    return str(pathlib.Path(home) / "registry/src")


FUNCTION = re.compile(r"^(\s*)(?:pub(?:\([a-z]+\))? )?(?:const )?fn (\w+)\(.*\) -> ([^{]+) \{$")
CONSTANT = re.compile(r"^\s*(?:pub )?const (\w+): [\w&' ]+ = (\w+);$")


def items_of(lines):
    """(kind, name, lines, returns, value) of what stands on one line that can be asked for."""
    for line in lines:
        if found := FUNCTION.match(line):
            yield "function", found[2], [line], found[3].strip(), ""
        elif found := CONSTANT.match(line):
            yield "constant", found[1], [line], "", found[2]
