"""What tools answer, word for word as docs/tool_contract.md and cargo in the sandbox have it."""

ROOT = "/workspace"
EDITED, WRITTEN, NOTHING = "Edit applied successfully.", "Wrote file successfully.", "(no output)"


def read(path, lines):
    shown = "\n".join(f"{i}: {line}" for i, line in enumerate(lines, 1))
    return (
        f"<path>{ROOT}/{path}</path>\n<type>file</type>\n<content>\n{shown}\n\n"
        f"(End of file - total {len(lines)} lines)\n</content>"
    )


def grep(matches):
    """`matches`: (path, line number, line)."""
    text = f"Found {len(matches)} matches"
    for path, number, line in matches:
        text += f"\n{ROOT}/{path}:\n  Line {number}: {line}"
    return text


def compiled(crate, verb, profile):
    return (
        f"{verb:>12} {crate.name} v{crate.version} ({ROOT})\n"
        f"    Finished `{profile}` profile [unoptimized] target(s)\n"
    )


def tested(crate, failing=()):
    binary = crate.name.replace("-", "_")
    names = sorted(crate.tests)
    text = (
        compiled(crate, "Compiling", "test")
        + f"     Running unittests src/lib.rs (target/debug/deps/{binary})\n\n"
    )
    text += f"running {len(names)} tests\n"
    text += "".join(f"test tests::{n} ... {'FAILED' if n in failing else 'ok'}\n" for n in names) + "\n"
    if failing:
        text += (
            "failures:\n\nfailures:\n" + "".join(f"    tests::{n}\n" for n in names if n in failing) + "\n"
        )
    text += (
        f"test result: {'FAILED' if failing else 'ok'}. {len(names) - len(failing)} passed; {len(failing)} failed;"
        " 0 ignored; 0 measured; 0 filtered out\n\n"
    )
    if failing:
        return text + "error: test failed, to rerun pass `--lib`\n"
    return text + (
        f"   Doc-tests {binary}\n\nrunning 0 tests\n\n"
        "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\n"
    )


def notes(lint, gap):
    """What clippy adds below a lint of its own; other lints have the middle line only."""
    name = lint.removeprefix("clippy::")
    denied = f"{gap} = note: `-D {lint.replace('_', '-')}` implied by `-D warnings`\n"
    if name == lint:
        return denied
    url = f"https://rust-lang.github.io/rust-clippy/rust-1.95.0/index.html#{name}"
    return (
        f"{gap} = help: for further information visit {url}\n{denied}"
        f"{gap} = help: to override `-D warnings` add `#[allow({lint})]`\n"
    )


def diagnostic(path, number, line, old, new, message, help_text, lint, shows_lines):
    """As rustc prints a suggestion to put `new` in the place of `old`: the new line below the old one, or in one word."""
    gap, at = " " * len(str(number)), line.index(old)
    marked = f"{gap} | {' ' * at}{'^' * len(old)}"
    head = f"error: {message}\n{gap}--> {path}:{number}:{at + 1}\n{gap} |\n{number} | {line}\n"
    if not shows_lines:
        return f"{head}{marked} help: {help_text}: `{new}`\n{gap} |\n{notes(lint, gap)}"
    after = line.replace(old, new, 1)
    return f"{head}{marked}\n{gap} |\n{notes(lint, gap)}help: {help_text}\n{gap} |\n{number} - {line}\n{number} + {after}\n{gap} |\n"


def rejected(crate, diagnostics, verb, is_linted):
    errors = f"{len(diagnostics)} previous error" + ("s" if len(diagnostics) > 1 else "")
    text = f"{verb:>12} {crate.name} v{crate.version} ({ROOT})\n" + "\n".join(diagnostics)
    text += f"\nerror: could not compile `{crate.name}` (lib) due to {errors}\n"
    if is_linted:
        text += f"warning: build failed, waiting for other jobs to finish...\nerror: could not compile `{crate.name}` (lib test) due to {errors}\n"
    return text
