"""Shows that the corpus holds nothing of what the model is judged by or fine-tuned on.

    decontaminate.py MODEL CONVERSATIONS    compares, prints a table, ends with 1 if something is found
    decontaminate.py --write                writes excluded_words.txt: words that no name may be made of

Compared are tasks and skeletons of this repository: words of their subjects, lines of code, runs of tokens, and
requests.
"""

import pathlib
import re
import sys
import tomllib

from words import words_of

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TASKS = (ROOT / "pipelines/tasks", ROOT / "pipelines/small_tasks")
SKELETONS = ROOT / "plugins/synthetic_generator/skeletons"
RUN = 16  # tokens; fewer are idioms of Rust, such as `: u32) -> u32 {` and what follows it
SHORTEST_LINE = 16  # characters; what is shorter is `let mut total = 0;`
# What every crate has.
COMMON_LINES = re.compile(r"use (std|super)::.*;|#\[derive\(.*\)\]|#\[cfg\(test\)\]")
COMMON_WORDS = frozenset(
    (
        "crate",
        "code",
        "line",
        "lines",
        "test",
        "tests",
        "visit",
        "length",
        "field",
        "fields",
        "copy",
        "word",
        "derive",
        "edit",
        "print",
        # of what is asked for and what tools print
        "jobs",
        "name",
        "open",
        "pass",
        "target",
        "tree",
        "value",
    )
)


def texts(folder):
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".rs", ".toml"}:
            yield path, path.read_text(encoding="utf-8")


def write_excluded():
    (HERE / "excluded_words.txt").write_text("\n".join(sorted(subjects())) + "\n", encoding="utf-8")


def subjects():
    """Words that say what a task or a skeleton is about."""
    vocabulary = tomllib.loads((SKELETONS / "vocabulary.toml").read_text(encoding="utf-8"))["set"]
    found = set().union(*(words_of(value) for entry in vocabulary for value in entry.values()))
    for folder in TASKS:
        for task in folder.iterdir():
            if (task / "task.toml").exists():
                gap = tomllib.loads((task / "task.toml").read_text(encoding="utf-8"))["gap"]
                found |= words_of(task.name.removeprefix(gap))
    return {word for word in found - COMMON_WORDS if len(word) >= 4}


def lines_of(text):
    stripped = (re.sub(r"^\d+: ", "", line).strip() for line in text.splitlines())
    return {line for line in stripped if len(line) >= SHORTEST_LINE and not COMMON_LINES.fullmatch(line)}


class Held:
    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.subjects = subjects()
        self.lines, self.runs, self.requests = set(), set(), set()
        for folder in (*TASKS, SKELETONS):
            for path, text in texts(folder):
                if path.suffix == ".rs":
                    self.lines |= lines_of(text)
                    self.runs |= self.runs_of(text)
                elif path.name == "task.toml":
                    self.requests.add(tomllib.loads(text)["prompt"].strip())

    def runs_of(self, text):
        ids = self.tokenizer.encode(text, add_special_tokens=False).ids
        return {tuple(ids[at : at + RUN]) for at in range(len(ids) - RUN + 1)}


def compare(model, count):
    import chats

    corpus = chats.Corpus(model, HERE / "tools.json")
    held = Held(corpus.tokenizer)
    found = {"subjects": set(), "lines": set(), "runs": set(), "requests": set()}
    for number in range(count):
        for message in corpus.messages(number):
            text = message["content"]
            if message["role"] == "user":
                found["requests"] |= {text} & held.requests
            found["subjects"] |= words_of(text) & held.subjects
            found["lines"] |= lines_of(text) & held.lines
            found["runs"] |= held.runs_of(text) & held.runs
    print(f"{count} conversations against {len(held.subjects)} subjects, {len(held.lines)} lines of code,")
    print(f"{len(held.runs)} runs of {RUN} tokens and {len(held.requests)} requests\n")
    for kind, values in found.items():
        print(f"{kind:9} {len(values)}", *sorted(repr(v) for v in list(values)[:20]))
    return found


def main():
    if sys.argv[1:] == ["--write"]:
        return write_excluded()
    found = compare(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
    return 1 if found["subjects"] or found["lines"] or found["runs"] else 0


if __name__ == "__main__":
    sys.exit(main())
