"""The JSONL files of the benchmarks, and the right answer to the job on them.

One chat example a line: id, source, lang, score, tokens, messages[{role, content}], meta{repo, commit, turn}; escapes,
code and some non-ASCII as real sessions have. The job keeps those with a score of at least 0.3 and adds `turns`, the
number of messages, and `bucket`, "long" from 450 tokens on. The filter keeps the same ones as they are.
"""

import functools
import hashlib
import json
import os
import random

from processes import Failed

SEED = 1
PROSE = (
    "the borrow checker rejects this because value moved here while still in scope so clone it or take a reference "
    "then run cargo test again and read the first error only a lifetime must outlive the struct field that holds it "
    "prefer iterators over index loops return a result instead of panicking naïve café Größe 数据 поток"
)
WORDS = PROSE.split()
CODE = (
    'fn main() {\n\tlet v: Vec<u32> = (0..10).collect();\n\tprintln!("{:?}", v);\n}\n',
    '#[test]\nfn round_trip() {\n\tassert_eq!(parse("a\\tb"), Ok(("a", "b")));\n}\n',
    'let text = std::fs::read_to_string("data\\\\in.txt")?;\nfor line in text.lines() {\n\tout.push(line);\n}\n',
    "error[E0382]: borrow of moved value: `s`\n --> src/lib.rs:12:20\n   |\n12 |     println!();\n   |      ^^^\n",
)
LANGS = ("rust", "cpp", "python", "go")
SOURCES = ("session", "git", "synthetic")
POOL = 2000  # texts to draw from: to make each anew would take minutes


def message(role, content):
    return json.dumps({"role": role, "content": content}, ensure_ascii=False, separators=(",", ":"))


def prose(rng, words):
    return " ".join(
        f'"{word}"' if i % 23 == 22 else word for i, word in enumerate(rng.choices(WORDS, k=words))
    )


def small_messages(rng):
    texts = [message("user", prose(rng, rng.randrange(5, 10))) for _ in range(POOL)]
    return lambda: rng.choice(texts)


def large_messages(rng):
    asked = [message("user", prose(rng, rng.randrange(25, 60))) for _ in range(POOL)]
    answered = [
        message("assistant", f"{prose(rng, rng.randrange(20, 50))}\n```rust\n{rng.choice(CODE)}```\n")
        for _ in range(POOL)
    ]
    return lambda: ",".join(f"{rng.choice(asked)},{rng.choice(answered)}" for _ in range(rng.randrange(2, 5)))


def write_examples(path, count, is_small):
    """Writes `count` examples of about 200 bytes or 2 KB: the same bytes on every machine."""
    rng = random.Random(SEED)
    messages = small_messages(rng) if is_small else large_messages(rng)
    commit_digits = 7 if is_small else 40
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for i in range(count):
            commit = f"{rng.getrandbits(160):040x}"[:commit_digits]
            out.write(
                f'{{"id":"ex-{i:08d}","source":"{rng.choice(SOURCES)}","lang":"{rng.choice(LANGS)}",'
                f'"score":{rng.randrange(10001) / 10000},"tokens":{rng.randrange(300, 600)},'
                f'"messages":[{messages()}],"meta":{{"repo":"repo-{rng.randrange(500):03d}","commit":"{commit}",'
                f'"turn":{rng.randrange(40)}}}}}\n'
            )


def score_filter(record):
    return record if record["score"] >= 0.3 else None


def job(record):
    if score_filter(record):
        record["turns"] = len(record["messages"])
        record["bucket"] = "long" if record["tokens"] >= 450 else "short"
        return record
    return None


def digest_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


class Answer:
    """Compares what programs wrote with the right answer: the same records in the same order.

    The checks raise Failed, or remove the file, so that no later run can pass with it.
    """

    def __init__(self, source, wanted):
        self.source = source
        self.wanted = wanted  # what becomes of a record; None if it is dropped
        self.good = set()  # digests of files found right: the next with these bytes need not be read

    def right_records(self):
        """(line, record that becomes of it) of each that stays."""
        with open(self.source, "rb") as lines:
            for line in lines:
                record = self.wanted(json.loads(line))
                if record:
                    yield line, record

    def check(self, path):
        digest = digest_of(path)
        if digest not in self.good:
            self.compare(path)
            self.good.add(digest)
        os.remove(path)

    def compare(self, path):
        with open(path, "rb") as written:
            for _, want in self.right_records():
                got = written.readline()
                if not got or json.loads(got) != want:
                    raise Failed(f"{path}: not the right answer at {want['id']}")
            if written.read(1):
                raise Failed(f"{path}: more records than the right answer has")

    @functools.cached_property
    def digest_of_lines(self):
        right = hashlib.sha256()
        for line, _ in self.right_records():
            right.update(line)
        return right.digest()

    def check_bytes(self, path):
        """For programs that keep each line as it was."""
        if digest_of(path) != self.digest_of_lines:
            raise Failed(f"{path}: not the lines of the right answer")
        os.remove(path)
