"""Micro-crates: a few items in one or two files, as text that need not compile but looks as if it did."""

import dataclasses

import real_code

SCALARS = ("u8", "u16", "u32", "u64", "i32", "i64", "usize", "f64", "bool")
ARGUMENTS = ("&str", "&[u8]", "&[u32]", "u32", "u64", "usize", "&String", "Option<u32>")
DERIVES = ("Debug", "Clone", "Copy", "PartialEq", "Eq", "Hash", "Default", "PartialOrd", "Ord")


@dataclasses.dataclass
class Item:
    kind: str  # function, struct, constant, enum
    name: str
    lines: list
    returns: str = ""
    fields: list = dataclasses.field(default_factory=list)  # (name, type)
    value: str = ""
    derives: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class File:
    path: str  # below the root of the crate
    items: list
    lines: list

    def text(self):
        return "\n".join(self.lines) + "\n"

    def once(self, text):
        return self.text().count(text) == 1


@dataclasses.dataclass
class Crate:
    name: str
    version: str
    files: list  # src/lib.rs first
    tests: list  # names

    def manifest(self):
        return ["[package]", f'name = "{self.name}"', f'version = "{self.version}"', 'edition = "2024"']


class Writer:
    def __init__(self, random, names, real_pieces=None):
        """`real_pieces`: lists of lines, of which half of the files are then made."""
        self.random, self.names, self.real_pieces = random, names, real_pieces

    def one_of(self, *choices):
        return self.random.choice(choices)

    def crate(self):
        more = self.random.choice((0, 0, 1, 1, 2, 3)) if self.real_pieces else int(self.random.random() < 0.3)
        paths = ["src/lib.rs"] + [f"src/{self.names.word()}.rs" for _ in range(more)]
        files = [self.file(path) for path in paths]
        tests = [self.names.snake() for _ in range(self.random.randint(1, 5))]
        version = self.one_of(
            "0.1.0", "0.1.0", "0.1.0", f"0.{self.random.randint(1, 9)}.{self.random.randint(0, 9)}"
        )
        return Crate(self.names.crate(), version, files, tests)

    def file(self, path):
        if self.real_pieces and self.random.random() < 0.5:
            return self.real_file(path)
        items = [self.item() for _ in range(self.random.choice((1, 2, 2, 3, 3, 4)))]
        lines = []
        if self.random.random() < 0.4:
            lines += [f"//! {self.names.text(2, 5).capitalize()}.", ""]
        if self.random.random() < 0.3:
            lines += [
                self.one_of(
                    "use std::collections::BTreeMap;", "use std::fmt;", "use std::collections::HashMap;"
                ),
                "",
            ]
        for item in items:
            lines += item.lines + [""]
        if self.random.random() < 0.35:
            lines += self.tests_of(items) + [""]
        lines.pop()
        return File(path, items, self.spoilt(lines) if self.random.random() < 0.25 else lines)

    def real_file(self, path):
        lines = list(self.random.choice(self.real_pieces))
        if self.random.random() < 0.5:
            lines += ["", *self.function().lines]
        items = [Item(kind, name, text, returns=returns, value=value)
                 for kind, name, text, returns, value in real_code.items_of(lines)]  # fmt: skip
        return File(path, items, self.spoilt(lines) if self.random.random() < 0.15 else lines)

    def item(self):
        return self.one_of(
            self.function, self.function, self.function, self.struct, self.constant, self.enum
        )()

    def comment(self):
        return [f"/// {self.names.text(2, 5).capitalize()}."] if self.random.random() < 0.4 else []

    def constant(self):
        name, kind, value = (
            self.names.constant(),
            self.one_of("u32", "u64", "usize", "i64"),
            self.names.number(),
        )
        if self.random.random() < 0.2:
            kind, value = "&str", f'"{self.names.text(1, 2)}"'
        lines = self.comment() + [f"{self.one_of('', 'pub ')}const {name}: {kind} = {value};"]
        return Item("constant", name, lines, value=value)

    def struct(self):
        name = self.names.camel()
        fields = [
            (self.names.snake(), self.one_of(*SCALARS, "String", "Vec<u32>"))
            for _ in range(self.random.randint(1, 4))
        ]
        derives = self.random.sample(DERIVES, self.random.randint(0, 3))
        lines = self.comment() + ([f"#[derive({', '.join(derives)})]"] if derives else [])
        lines += (
            [f"pub struct {name} {{"] + [f"    {self.one_of('', 'pub ')}{f}: {t}," for f, t in fields] + ["}"]
        )
        return Item("struct", name, lines, fields=fields, derives=derives)

    def enum(self):
        name = self.names.camel()
        variants = [self.names.camel() for _ in range(self.random.randint(2, 4))]
        derives = self.random.sample(DERIVES[:6], self.random.randint(0, 3))
        lines = self.comment() + ([f"#[derive({', '.join(derives)})]"] if derives else [])
        lines += [f"pub enum {name} {{"] + [f"    {v}," for v in variants] + ["}"]
        return Item("enum", name, lines, fields=[(v, "") for v in variants], derives=derives)

    def call(self, on):
        name, number, word = self.names.snake(), self.names.number(), self.names.word()
        return self.one_of(
            f"{on}.{name}()", f"{name}({on})", f"{name}({on}, {number})", f"{on}.{name}({number})",
            f"{word}::{name}({on})", f"{on}.{name}()?", f"{on}.len() + {number}", f"{on} * {number}", f"{on} - {number}",
            f'{on}.{name}("{word}")', f"{on}.iter().map({name}).sum()", f"{on}.iter().filter({name}).count()",
        )  # fmt: skip

    def statement(self, new, old):
        return self.one_of(
            [f"    let {new} = {self.call(old)};"],
            [f"    let {new} = {self.call(old)};"],
            [f"    let {new}: {self.one_of(*SCALARS)} = {self.call(old)};"],
            [f"    let mut {new} = {self.call(old)};", f"    {new} += {self.names.number()};"],
            [f"    let {new} = if {old} > {self.names.number()} {{", f"        {self.call(old)}", "    } else {",
             f"        {self.names.number()}", "    };"],
            [f"    let mut {new} = {self.names.number()};", f"    for {self.names.word()} in {self.call(old)} {{",
             f"        {new} += {self.call(old)};", "    }"],
        )  # fmt: skip

    def function(self):
        name, argument, taken = self.names.snake(), self.names.word(), self.one_of(*ARGUMENTS)
        returns = self.one_of(*SCALARS)
        if fails := self.random.random() < 0.3:
            returns = self.one_of(f"Option<{returns}>", f"Result<{returns}, {self.names.camel()}>")
        lines, last = [], argument
        for _ in range(self.random.choice((0, 1, 1, 2, 2, 3))):
            new = self.names.word()
            lines += self.statement(new, last)
            last = new
        end = self.call(last)
        if fails:
            end = f"{'Some' if returns.startswith('Option') else 'Ok'}({end})"
        lines.append(f"    {end}" if self.random.random() < 0.85 else f"    return {end};")
        head = f"{self.one_of('', 'pub ', 'pub ')}fn {name}({argument}: {taken}) -> {returns} {{"
        return Item("function", name, self.comment() + [head] + lines + ["}"], returns=returns)

    def tests_of(self, items):
        name = self.names.snake()
        called = next((i.name for i in items if i.kind == "function"), self.names.snake())
        expected = self.one_of(f"assert_eq!({called}({self.names.number()}), {self.names.number()});",
                               f"assert!({called}({self.names.number()}).is_some());")  # fmt: skip
        return ["#[cfg(test)]", "mod tests {", "    use super::*;", "", "    #[test]", f"    fn {name}() {{",
                f"        {expected}", "    }", "}"]  # fmt: skip

    def spoilt(self, lines):
        """As somebody leaves them who does not run rustfmt."""
        swaps = (
            ("    ", "  "),
            (": ", ":"),
            (" = ", "="),
            (" {", "{"),
            ("(", "( "),
            (", ", ","),
            (" -> ", "->"),
            (" + ", "+"),
        )
        chosen = self.random.sample(swaps, 3)
        spoilt = []
        for line in lines:
            for old, new in chosen:
                if self.random.random() < 0.6 and not line.lstrip().startswith(("//", "#", "use ")):
                    line = line.replace(old, new)
            spoilt.append(line)
        return spoilt
