#!/usr/bin/env python3
"""Writes std_api.cpp: the names that the standard library of the installed Rust offers.

usage: make_std_api.py > std_api.cpp      (needs `rustup component add rust-src`)

Names alone: functions, types, traits, variants, constants, modules and macros that are public, and what traits hold. Read by
regular expressions, so that a few are missing or too many.
"""

import pathlib
import re
import subprocess
import textwrap

# Of one platform, or not for programs.
LEFT_OUT = re.compile(
    r"/(sys|tests|benches|stdarch|core_arch|os|sys_common|backtrace|unicode|dec2flt|flt2dec|intrinsics|simd|f16|f128)(/|\.rs)"
    r"|/(bignum|va_list|rt)\.rs|internal_macros"
)
QUALIFIERS = r"(?:(?:const|unsafe|async|safe|auto|extern\s*\"[^\"]*\")\s+)*"
FUNCTION = re.compile(rf"\bpub\s+{QUALIFIERS}fn\s+(?:r#)?(\w+)")
ITEM = re.compile(rf"\bpub\s+{QUALIFIERS}(?:struct|enum|union|trait|type|const|static|mod|macro)\s+(\w+)")
MACRO = re.compile(r"\bmacro_rules!\s+(\w+)")
BODY = re.compile(rf"\bpub\s+{QUALIFIERS}(trait|enum)\s+\w+[^{{;]*\{{")
IN_TRAIT = re.compile(r"\b(?:fn|type|const)\s+(\w+)")
VARIANT = re.compile(r"(?m)^\s*(?:#\[[^\n]*\]\s*)*([A-Z]\w*)\s*(?:[,({=]|$)")
COMMENT = re.compile(r"(?m)^\s*//.*$")


def body_from(text, begin):
    depth, at = 1, begin
    while at < len(text) and depth:
        depth += (text[at] == "{") - (text[at] == "}")
        at += 1
    return text[begin:at]


def names_of(text):
    text = COMMENT.sub("", text)
    for pattern in (FUNCTION, ITEM, MACRO):
        yield from pattern.findall(text)
    for found in BODY.finditer(text):
        pattern = IN_TRAIT if found[1] == "trait" else VARIANT
        yield from pattern.findall(body_from(text, found.end()))


def main():
    sysroot = subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip()
    version = subprocess.check_output(["rustc", "--version"], text=True).split()[1]
    library = pathlib.Path(sysroot, "lib/rustlib/src/rust/library")
    names = set()
    for crate in ("core", "alloc", "std"):
        for path in sorted((library / crate / "src").rglob("*.rs")):
            if not LEFT_OUT.search(str(path.relative_to(library))):
                names.update(names_of(path.read_text()))
    names = sorted(name for name in names if len(name) >= 3 and not name.startswith(("_", "rustc")))
    print(f"// Written by make_std_api.py from the library of Rust {version}.")
    print('#include "search/std_names.hpp"\n\nnamespace git_miner {\n')
    print('const std::string_view std_api = R"(')
    print("\n".join(textwrap.wrap(" ".join(names), 118)))
    print(')";\n\n}  // namespace git_miner')


main()
