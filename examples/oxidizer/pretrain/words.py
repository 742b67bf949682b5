"""Names for generated crates: short pieces of the tokenizer's own vocabulary, put together at random.

Pieces, not words: a name must be copied piece by piece, which is the skill that is to be learnt, and no word of the
tasks that the model is judged by can be among them (`excluded_words.txt`, see decontaminate.py).
"""

import json
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
SHORTEST, LONGEST = 2, 6  # letters of a piece
# Words that mean something in Rust: a name made of one of them alone would not compile, or mislead.
RUST_WORDS = """
    as async await box break const continue crate dyn else enum extern fn for gen if impl in let loop match mod move mut pub
    ref return self static struct super trait try type unsafe use where while do final macro yield true false str bool char
    usize isize len new iter map err ok some none vec string option result main test
"""
RESERVED = frozenset(RUST_WORDS.split())
EXCLUDED = frozenset((HERE / "excluded_words.txt").read_text(encoding="utf-8").split())


def words_of(text):
    """Of names too: `SeedBank` and `seed_bank` are seed and bank."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]{3,}|[A-Z]{4,}", text)}


def pieces(tokenizer_json):
    vocabulary = json.loads(pathlib.Path(tokenizer_json).read_text(encoding="utf-8"))["model"]["vocab"]
    plain = {token.lstrip("Ġ") for token in vocabulary if re.fullmatch(r"Ġ?[a-z]+", token)}
    return sorted(p for p in plain if SHORTEST <= len(p) <= LONGEST and p not in EXCLUDED | RESERVED)


class Names:
    """Draws names; one object for one conversation, so that no name comes twice in it."""

    def __init__(self, random, all_pieces):
        self.random, self.pieces, self.used = random, all_pieces, set(RESERVED)

    def word(self):
        while True:
            count = self.random.choice((1, 1, 2, 2, 3))
            word = "".join(self.random.choice(self.pieces) for _ in range(count))
            if word not in self.used | EXCLUDED and 3 <= len(word) <= 12:
                self.used.add(word)
                return word

    def snake(self):
        return "_".join(self.word() for _ in range(self.random.choice((1, 2, 2))))

    def camel(self):
        return "".join(self.word().capitalize() for _ in range(self.random.choice((1, 1, 2))))

    def constant(self):
        return self.snake().upper()

    def crate(self):
        return "-".join(self.word() for _ in range(self.random.choice((1, 2))))

    def number(self):
        return str(self.random.randrange(2, self.random.choice((10, 100, 1000, 10000))))

    def text(self, least=1, most=4):
        return " ".join(self.word() for _ in range(self.random.randint(least, most)))
