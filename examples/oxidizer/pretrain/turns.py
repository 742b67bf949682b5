"""What a user asks in one turn, and what the agent does: plain instructions, obeyed to the letter and no further.

Each kind returns messages: ("user", text), ("call", remark, tool, arguments, result) and ("answer", text). Nothing here
knows a house rule: what was not asked for is not checked, formatted, tested or tidied.
"""

import re

import tool_results
from tool_results import EDITED, NOTHING, ROOT, WRITTEN
from words import EXCLUDED, words_of

CLIPPY = "cargo clippy --all-targets -- -D warnings"
FORMAT = ("Format the code", "Format the crate", "Run rustfmt", "Run rustfmt on the crate", "Format it")
TEST = ("Run the tests", "Test the crate", "Run all tests", "See whether the tests pass")
LINT = ("Run clippy", "Lint the crate", "Run the linter", "Check the lints")
MEND = (
    "{} fails. Fix what it reports.",
    "Run {} and do what it suggests.",
    "Mend what {} finds.",
    "{} reports an error; please mend it.",
    "{} complains. Fix it.",
    "Run {} and fix what it says.",
    "Make {} pass.",
)
REMARKS = (
    "I'll look at the file first.",
    "Let me read it.",
    "First the file.",
    "I need to see it.",
    "Let me see.",
)


class Turns:
    """The turns of one conversation, about one crate, which edits change."""

    def __init__(self, random, names, crate, writer, token_text):
        self.random, self.names, self.crate, self.writer = random, names, crate, writer
        self.token_text = token_text  # () -> text of random tokens
        self.known = set()  # paths that were read

    def one_of(self, *choices):
        return self.random.choice(choices)

    def any_turn(self, repeats):
        """`repeats`: the share of turns that only ask to repeat something."""
        if self.random.random() < repeats:
            return self.repeat()
        kinds, weights = zip(*KINDS, strict=True)
        while True:
            messages = self.random.choices(kinds, weights)[0](self)
            if messages:
                return messages

    def several(self):
        """A list of requests in one message, met one after the other, with one report at the end."""
        kinds, weights = zip(*(k for k in KINDS if k[0] not in ALONE), strict=True)
        wanted, parts = self.random.randint(2, 7), []
        while len(parts) < wanted:
            found = self.random.choices(kinds, weights)[0](self)
            if found and "```" not in found[0][1]:
                parts.append(found)
        asks = [part[0][1] for part in parts]
        said = [part[-1][1] for part in parts]
        if self.random.random() < 0.5:
            ask = "\n".join(f"{i}. {a}" for i, a in enumerate(asks, 1))
            ask = self.one_of("", "Please do all of this:\n\n", "Do these one after the other.\n\n") + ask
        else:
            ask = asks[0] + "".join(
                f" {self.one_of('Then', 'After that', 'Now', 'Next')}: {a}" for a in asks[1:]
            )
        report = " ".join(said) if self.random.random() < 0.7 else self.one_of("All of it is done.", "Done.")
        return [("user", ask), *(call for part in parts for call in part[1:-1]), ("answer", report)]

    def read_files(self):
        files = self.random.sample(self.crate.files, self.random.randint(1, min(3, len(self.crate.files))))
        names = " and ".join(f.path for f in files)
        calls = [
            self.call("read", {"filePath": f"{ROOT}/{f.path}"}, tool_results.read(f.path, f.lines))
            for f in files
        ]
        self.known.update(f.path for f in files)
        ask = self.one_of("Read {}.", "Look at {}.", "Open {}.").format(names)
        return [("user", ask), *calls, ("answer", self.one_of("Read.", f"I have read {names}."))]

    # Parts of turns

    def call(self, tool, arguments, result, remark=""):
        return ("call", remark, tool, arguments, result)

    def bash(self, command, result, remark=""):
        return self.call("bash", {"command": command}, result, remark)

    def read(self, file):
        if file.path in self.known and self.random.random() < 0.7:
            return []
        self.known.add(file.path)
        remark = self.one_of(*REMARKS) if self.random.random() < 0.15 else ""
        return [
            self.call(
                "read", {"filePath": f"{ROOT}/{file.path}"}, tool_results.read(file.path, file.lines), remark
            )
        ]

    def edit(self, file, old, new):
        file.lines = file.text().replace(old, new).rstrip("\n").split("\n")
        arguments = {"filePath": f"{ROOT}/{file.path}", "oldString": old, "newString": new}
        return self.call("edit", arguments, EDITED)

    def place(self, file):
        return (
            self.one_of(f" in `{file.path}`", f" in {file.path}")
            if file.path != "src/lib.rs" or self.random.random() < 0.5
            else ""
        )

    def item(self, *kinds):
        found = [
            (f, i) for f in self.crate.files for i in f.items if i.kind in kinds and self.is_intact(f, i)
        ]
        return self.random.choice(found) if found else (None, None)

    @staticmethod
    def is_intact(file, item):
        return bool(item.lines) and all(line in file.lines for line in item.lines)

    def done(self, *more):
        return ("answer", self.one_of("Done.", "Done.", "It is changed.", *more))

    # Kinds

    def repeat(self):
        return self.repeated(self.one_of(self.token_text, self.token_text, self.code_text)())

    def repeat_tokens(self):
        return self.repeated(self.token_text())

    def repeated(self, text):
        ask = self.one_of(
            "Repeat this:", "Say this again, word for word:", "Copy this text:", "Echo:", "Repeat this twice:"
        )
        return [("user", f"{ask}\n{text}"), ("answer", f"{text}\n{text}" if "twice" in ask else text)]

    def code_text(self):
        file = self.random.choice(self.crate.files)
        at = self.random.randrange(len(file.lines))
        return "\n".join(file.lines[at : at + self.random.randint(1, 4)]).strip() or file.lines[0]

    def replace(self):
        """The text to replace stands in the request."""
        file = self.random.choice(self.crate.files)
        line = self.random.choice(file.lines)
        found = [
            p for p in re.findall(r"[\w.:]{3,}(?:\([\w, ]*\))?\??|\d+|\"[\w ]+\"|&\w+", line) if file.once(p)
        ]
        whole = line.strip()
        if file.once(whole) and len(whole) > 8:
            found.append(whole)
        if not found:
            return None
        old = self.random.choice(found)
        new = self.replacement(old)
        ask = self.one_of("Replace `{}` by `{}`", "Change `{}` to `{}`", "Please replace `{}` with `{}`", "Write not `{}` but `{}`",
                          "`{}` should be `{}`", "Turn `{}` into `{}`")  # fmt: skip
        ask = ask.format(old, new) + self.place(file) + "."
        answer = self.done(f"`{old}` is `{new}` now.", f"Replaced `{old}` by `{new}`.")
        return [("user", ask), *self.read(file), self.edit(file, old, new), answer]

    def replacement(self, old):
        if old.isdigit():
            return self.names.number()
        words = [w for w in re.findall(r"[a-z_]{3,}|\d+", old) if old.count(w) == 1]
        if words and self.random.random() < 0.7:
            word = self.random.choice(words)
            changed = old.replace(word, self.names.number() if word.isdigit() else self.names.snake())
            if not words_of(changed) & EXCLUDED:  # the rest of a name and the new part can make a word
                return changed
        return self.one_of(
            self.names.snake(),
            self.writer.call(self.names.word()),
            f"{self.names.camel()}::{self.names.word()}",
        )

    def set_constant(self):
        file, item = self.item("constant")
        if item is None:
            return None
        old = item.lines[-1]
        value = f'"{self.names.text(1, 2)}"' if item.value.startswith('"') else self.names.number()
        new = old.replace(f"= {item.value};", f"= {value};")
        ask = self.one_of(
            "Set `{}` to {}", "`{}` should be {}", "Make `{}` {}", "The value of `{}` has to be {}"
        ).format(item.name, value)
        return self.edited_line(
            file, item, old, new, ask + self.place(file) + ".", f"`{item.name}` is {value} now."
        )

    def edited_line(self, file, item, old, new, ask, answer):
        if not file.once(old.strip()) or old == new:
            return None
        messages = [
            ("user", ask),
            *self.read(file),
            self.edit(file, old.strip(), new.strip()),
            self.done(answer),
        ]
        item.lines[item.lines.index(old)] = new
        return messages

    def add_field(self):
        file, item = self.item("struct")
        if item is None or not file.once(item.lines[-2].strip()):
            return None
        name, kind = self.names.snake(), self.one_of("u32", "String", "bool", "usize")
        last = item.lines[-2].strip()
        ask = self.one_of("Add the field `{}: {}` to `{}`", "Give a field `{}: {}` to `{}`").format(
            name, kind, item.name
        )
        messages = [("user", ask + self.place(file) + "."), *self.read(file)]
        messages.append(self.edit(file, last, f"{last}\n    {name}: {kind},"))
        item.lines.clear()
        return [*messages, self.done(f"`{item.name}` has the field `{name}` now.")]

    def add_derive(self):
        file, item = self.item("struct", "enum")
        if item is None or not item.derives:
            return None
        new = self.one_of(
            *[
                d
                for d in ("Debug", "Clone", "PartialEq", "Default", "Hash", "Copy", "Eq")
                if d not in item.derives
            ]
        )
        old = next(line for line in item.lines if line.startswith("#[derive("))
        ask = self.one_of("Derive `{}` for `{}`", "Add `{}` to the derives of `{}`").format(new, item.name)
        head = next(line for line in item.lines if line.startswith("pub "))
        both = f"{old}\n{head}"
        if not file.once(both):
            return None
        changed = both.replace(")]", f", {new})]")
        messages = [("user", ask + self.place(file) + "."), *self.read(file), self.edit(file, both, changed)]
        item.lines.clear()
        return [*messages, self.done(f"`{item.name}` derives `{new}` now.")]

    def suggestion(self):
        """A line, or a part of one, that a lint would replace, with the diagnostic that says so."""
        file = self.random.choice(self.crate.files)
        numbered = [
            (n, x) for n, x in enumerate(file.lines, 1) if len(x.strip()) > 8 and file.once(x.strip())
        ]
        if not numbered:
            return None
        number, line = self.random.choice(numbered)
        shows_lines = self.random.random() < 0.6
        old = line.strip()
        if not shows_lines or self.random.random() < 0.3:
            parts = [
                p
                for p in re.findall(r"[\w.]+\([\w, ]*\)|(?<== ).{4,}(?=;)|&\w+(?:<\w+>)?", line)
                if file.once(p)
            ]
            old = self.random.choice(parts) if parts and self.random.random() < 0.6 else old
        new = self.replacement(old)
        if new == old:
            return None
        help_text = self.one_of(
            "try", "consider", "use", "replace it with", "change this to", self.names.text(1, 4)
        )
        lint = self.one_of("clippy::", "clippy::", "") + self.names.snake()
        text = tool_results.diagnostic(
            file.path, number, line, old, new, self.names.text(2, 6), help_text, lint, shows_lines
        )
        # Where whole lines are shown they are what is easiest to copy.
        return (
            (file, line.strip(), line.replace(old, new, 1).strip(), text)
            if shows_lines
            else (file, old, new, text)
        )

    def apply_suggestion(self):
        """The diagnostic is pasted, or a check prints it."""
        found = self.suggestion()
        if found is None:
            return None
        file, old, new, text = found
        if self.random.random() < 0.5:
            ask = self.one_of("Do what the compiler suggests:", "Please apply this suggestion:", "clippy says this; fix it.", "Fix this:",
                              "The linter complains. Please mend it.")  # fmt: skip
            fence = self.one_of("```text\n", "```\n")
            messages = [("user", f"{ask}\n\n{fence}{text}```")]
        else:
            command = self.one_of(CLIPPY, CLIPPY, CLIPPY, "cargo check", "cargo build")
            verb = "Compiling" if command == "cargo build" else "Checking"
            named = "clippy" if command == CLIPPY and self.random.random() < 0.6 else f"`{command}`"
            ask = self.one_of(*MEND)
            messages = [
                ("user", ask.format(named)),
                self.bash(command, tool_results.rejected(self.crate, [text], verb, command == CLIPPY)),
            ]
        messages += [*self.read(file), self.edit(file, old, new)]
        return [
            *messages,
            self.done("The suggestion is applied.", f"{file.path} has the suggested line now."),
        ]

    def command(self):
        """(words for it, command, result, what to say of it)"""
        crate, random = self.crate, self.random
        kind = self.one_of("test", "test", "clippy", "fmt", "fmt", "check", "build", "other", "other")
        if kind == "fmt":
            return (self.one_of(*FORMAT), "cargo fmt", NOTHING, "The code is formatted.")
        if kind == "test":
            failing = (
                random.sample(crate.tests, random.randint(1, len(crate.tests)))
                if random.random() < 0.3
                else []
            )
            if failing:
                names = ", ".join(f"`{n}`" for n in sorted(failing))
                said = f"{len(failing)} of {len(crate.tests)} tests fail: {names}."
            else:
                said = (
                    f"All {len(crate.tests)} tests pass." if len(crate.tests) > 1 else "The one test passes."
                )
            return (self.one_of(*TEST), "cargo test", tool_results.tested(crate, failing), said)
        if kind == "other":
            command = self.one_of("ls", "ls src", "git status --short", "git diff --stat", "cargo tree", "cargo --version", "wc -l src/lib.rs",
                                  f"cargo {self.names.word()}", f"{self.names.word()} --{self.names.word()}")  # fmt: skip
            result = self.names.text(1, 6)
            return (f"Run `{command}`", command, result, f"It prints `{result}`.")
        words, command, verb, profile = {
            "clippy": (self.one_of(*LINT), CLIPPY, "Checking", "dev"),
            "check": ("Type-check the crate", "cargo check", "Checking", "dev"),
            "build": ("Build the crate", "cargo build", "Compiling", "dev"),
        }[kind]
        found = self.suggestion() if random.random() < 0.3 else None
        if found is None:
            said = {
                "clippy": "clippy finds nothing.",
                "check": "It type-checks.",
                "build": "The build succeeds.",
            }[kind]
            return (words, command, tool_results.compiled(crate, verb, profile), said)
        message = found[3].split("\n")[0].removeprefix("error: ")
        place = re.search(r"--> (\S+?):(\d+)", found[3])
        return (
            words,
            command,
            tool_results.rejected(crate, [found[3]], verb, kind == "clippy"),
            f"One error, {place[1]} line {place[2]}: {message}.",
        )

    def commands(self):
        """One command, or several in the order that the user gives."""
        chosen = [self.command() for _ in range(self.random.choice((1, 1, 1, 2, 2, 3)))]
        if len({command for _, command, _, _ in chosen}) < len(chosen):
            return None
        words = [w if self.random.random() < 0.6 else f"Run `{c}`" for w, c, _, _ in chosen]
        ask = self.one_of(", then ", " and then ").join(
            w if i == 0 else w[0].lower() + w[1:] for i, w in enumerate(words)
        )
        if polite := self.one_of("", "", "Please ", "Now "):
            ask = polite + ask[0].lower() + ask[1:]
        ask += "."
        return [
            ("user", ask),
            *(self.bash(c, r) for _, c, r, _ in chosen),
            ("answer", " ".join(s for _, _, _, s in chosen)),
        ]

    def ask_item(self):
        file, item = self.item("function", "struct", "constant")
        if item is None:
            return None
        if item.kind == "function":
            ask, said = f"What does `{item.name}` return", f"`{item.name}` returns `{item.returns}`."
        elif item.kind == "constant":
            ask, said = f"What is the value of `{item.name}`", f"`{item.name}` is {item.value}."
        else:
            names = ", ".join(f"`{f}`" for f, _ in item.fields)
            ask, said = f"Which fields has `{item.name}`", f"`{item.name}` has {names}."
        return [("user", ask + self.place(file) + "?"), *self.read(file), ("answer", said)]

    def ask_line(self):
        file = self.random.choice(self.crate.files)
        number = self.random.randint(1, len(file.lines))
        line = file.lines[number - 1].strip()
        said = f"`{line}`" if line else "It is empty."
        return [("user", self.one_of(f"Show me line {number} of {file.path}.", f"What stands in line {number} of `{file.path}`?")),
                *self.read(file), ("answer", said)]  # fmt: skip

    def ask_manifest(self):
        lines = self.crate.manifest()
        ask, said = self.one_of(("What is the name of the crate?", f"It is `{self.crate.name}`."),
                                ("Which version has the crate?", f"It is {self.crate.version}."))  # fmt: skip
        return [
            ("user", ask),
            self.call("read", {"filePath": f"{ROOT}/Cargo.toml"}, tool_results.read("Cargo.toml", lines)),
            ("answer", said),
        ]

    def find(self):
        file, item = self.item("function", "struct", "constant", "enum")
        if item is None:
            return None
        line = next((x for x in item.lines if item.name in x), None)
        if line is None or not file.once(item.name):
            return None
        number = file.lines.index(line) + 1
        return [("user", self.one_of("Where is `{}`?", "Where is `{}` defined?", "Find `{}`.").format(item.name)),
                self.call("grep", {"pattern": item.name}, tool_results.grep([(file.path, number, line)])),
                ("answer", f"`{item.name}` stands in {file.path}, line {number}.")]  # fmt: skip

    def write(self):
        path = f"src/{self.names.word()}.rs"
        real = self.writer.real_pieces and self.random.random() < 0.7
        text = "\n".join(
            self.random.choice(self.writer.real_pieces)[:12] if real else self.writer.item().lines
        )
        ask = self.one_of("Create `{}` with this content:", "Write the file {}:").format(path)
        return [("user", f"{ask}\n\n```rust\n{text}\n```"),
                self.call("write", {"content": text + "\n", "filePath": f"{ROOT}/{path}"}, WRITTEN), self.done(f"{path} is written.")]  # fmt: skip


KINDS = (
    (Turns.repeat, 10), (Turns.replace, 24), (Turns.set_constant, 8), (Turns.add_field, 4), (Turns.add_derive, 5),
    (Turns.apply_suggestion, 16), (Turns.commands, 18), (Turns.ask_item, 5), (Turns.ask_line, 4), (Turns.ask_manifest, 2),
    (Turns.find, 3), (Turns.write, 4), (Turns.read_files, 4),
)  # fmt: skip
ALONE = (Turns.repeat, Turns.write)  # not in a list: they bring texts of their own
