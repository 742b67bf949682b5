"""Conversations: a system prompt, the tools, and one to four turns about a crate; as messages, text and tokens.

Conversation n is the same whenever it is made. All of one batch have one system prompt, so that what stands before the
first user message is computed once for the batch.
"""

import dataclasses
import json
import pathlib
import random
import re

import real_code
from jinja2.sandbox import ImmutableSandboxedEnvironment
from rust_code import Writer
from tokenizers import Tokenizer
from turns import Turns
from words import EXCLUDED, Names, pieces, words_of

HERE = pathlib.Path(__file__).resolve().parent
SEED = "teachable base 1"
# Copying is what all else is made of, and comes within minutes where nothing else is to be learnt and texts are short.
FIRST_CHATS = 16_000  # ask to repeat a few pieces, once
NEXT_CHATS = FIRST_CHATS + 10_000  # mostly ask to repeat any tokens, many too
REAL_CHATS = 48_000  # from this one on, half of the files are pieces of real ones, and some turns long
SHARE_OF_LISTS = 0.35  # of the chats, where the user asks for several things at once
# What the model says: after the mark of its turn and the empty thinking, up to the end mark.
SAID = re.compile(r"<\|im_start\|>assistant\n(?:<think>\n\n</think>\n\n)?(.*?<\|im_end\|>)", re.DOTALL)
FIRST_USER = "<|im_start|>user\n"
PROMPT = "You are build-rust, a Rust engineer working in the user's repository through tools."


def system_prompt(seed, number):
    """The short prompt of the sample in most batches; else others, some with rules about nothing that happens here."""
    draw = random.Random(f"{seed}/system/{number}")
    if draw.random() < 0.5:
        return PROMPT
    names = Names(
        draw,
        ["".join(draw.choice("bcdfglmnprstv") + draw.choice("aeiou") for _ in range(2)) for _ in range(60)],
    )
    role = draw.choice(
        ("a Rust engineer", "an assistant for Rust", "a careful engineer", "a programmer", "an engineer")
    )
    first = f"You are {draw.choice(('build-rust', names.word(), names.word()))}, {role} working in the user's repository through tools."
    if draw.random() < 0.5:
        return first
    lines = [first]
    for _ in range(draw.randint(1, 2)):
        lines += ["", names.word().capitalize()]
        for i in range(draw.randint(1, 5)):
            lines.append(
                f"{draw.choice(('-', f'{i + 1}.'))} {names.text(4, 14).capitalize()}, `{names.snake()}`, {names.text(1, 8)}."
            )
    return "\n".join(lines)


@dataclasses.dataclass
class Tokens:
    ids: list
    learnt: list  # bool for each id


class Corpus:
    def __init__(self, model_folder, tools_json, seed=SEED):
        folder = pathlib.Path(model_folder)
        self.seed = seed
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.pieces = pieces(folder / "tokenizer.json")
        self.piece_ids = [self.tokenizer.token_to_id(p) for p in self.pieces]
        self.piece_ids = [i for i in self.piece_ids if i is not None]
        self.tools = json.loads(pathlib.Path(tools_json).read_text(encoding="utf-8"))
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
        self.template = environment.from_string((folder / "chat_template.jinja").read_text(encoding="utf-8"))
        self.vocabulary = [
            i for i in range(self.tokenizer.get_vocab_size(with_added_tokens=False)) if self.is_text(i)
        ]

    def is_text(self, token):
        text = self.tokenizer.decode([token])
        return (
            text.isascii()
            and text.strip() != ""
            and "\n" not in text
            and text.strip().lower() not in EXCLUDED
        )

    def token_text(self, draw, is_short):
        """Any tokens of the vocabulary, so that each of them has been copied before a task needs it."""
        ids = self.piece_ids if is_short or draw.random() < 0.5 else self.vocabulary
        while True:
            count = draw.randint(3, 8 if is_short else draw.choice((8, 16, 48)))
            text = self.tokenizer.decode([draw.choice(ids) for _ in range(count)]).strip()
            if not words_of(text) & EXCLUDED:
                return text

    def turns(self, number):
        draw = random.Random(f"{self.seed}/chat/{number}")
        names = Names(draw, self.pieces)
        real = real_code.pool(real_code.registry(), self.tokenizer) if number >= REAL_CHATS else None
        writer = Writer(draw, names, real)
        is_short = number < FIRST_CHATS
        turns = Turns(
            draw,
            names,
            writer.crate(),
            writer,
            lambda: self.token_text(draw, is_short or draw.random() < 0.4),
        )
        if is_short:
            return [turns.repeat_tokens()]
        repeats = 0.7 if number < NEXT_CHATS else 0.3  # with none it is forgotten within minutes
        if real and draw.random() < SHARE_OF_LISTS:
            return [turns.several()]
        return [turns.any_turn(repeats) for _ in range(draw.choice((1, 1, 2, 3)))]

    def messages(self, number):
        messages = []
        for turn in self.turns(number):
            for role, *rest in turn:
                if role == "call":
                    remark, tool, arguments, result = rest
                    call = {"type": "function", "function": {"name": tool, "arguments": arguments}}
                    messages.append({"role": "assistant", "content": remark, "tool_calls": [call]})
                    messages.append({"role": "tool", "content": result})
                else:
                    messages.append({"role": "user" if role == "user" else "assistant", "content": rest[0]})
        return messages

    def render(self, system, messages, has_tools=True):
        messages = [{"role": "system", "content": system}, *messages]
        return self.template.render(messages=messages, tools=self.tools if has_tools else None)

    def prefix(self, batch, has_tools):
        """The ids before the first user message."""
        text = self.render(system_prompt(self.seed, batch), [{"role": "user", "content": "x"}], has_tools)
        return self.encode(text[: text.index(FIRST_USER)]).ids

    def chat(self, number):
        text = self.render("", self.messages(number))
        return self.encode(text[text.index(FIRST_USER) :])

    def encode(self, text):
        encoded = self.tokenizer.encode(text, add_special_tokens=False)
        spans = [match.span(1) for match in SAID.finditer(text)]
        learnt, at = [], 0
        for begin, end in encoded.offsets:
            while at < len(spans) and begin >= spans[at][1]:
                at += 1
            learnt.append(at < len(spans) and spans[at][0] <= begin and end <= spans[at][1])
        return Tokens(encoded.ids, learnt)
