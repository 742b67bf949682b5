"""The pages are true: their commands work, their files are well, and what they name is there.

docs/rerunning.md, which shows what is printed, has a test of its own. Commands that need a GPU, a network or minutes are
checked as far as the files and options go that they name.
"""

import json
import os
import re
import shlex
import subprocess
import unittest

from flowrun_case import BINARY, OXIDIZER, ROOT
from sandboxed_case import SandboxedCase

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
# Those whose commands are tried here.
TRIED = ("README.md", "own-data.md", "pipeline-reference.md", "troubleshooting.md", "events.md", "metrics.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ASKS = {"check", "plan", "stages", "schema", "graph", "records", "failures", "gc", "--help"}
OPTIONS_WITH_A_STAGE = ("--to", "--only", "--from", "--force", "--retry")


def without_code(text):
    return BLOCK.sub("", text)


def anchors(page):
    """As GitHub makes them of headings."""
    found = set()
    for line in without_code(page.read_text()).splitlines():
        if line.startswith("#"):
            words = line.lstrip("#").strip().lower()
            found.add(re.sub(r"[^\w\- ]", "", words).replace(" ", "-"))
    return found


def blocks(page, language):
    return [text for kind, text in BLOCK.findall(page.read_text()) if kind == language]


def commands(page):
    """The words of each command for flowrun, up to a pipe."""
    for block in blocks(page, "console"):
        for line in block.splitlines():
            if line.startswith(("$ ./flowrun ", "$ flowrun ")):
                words = shlex.split(line[2:], comments=True)
                for end in ("|", ">"):
                    words = words[: words.index(end)] if end in words else words
                yield words[1:]


def tried():
    return [page for page in PAGES if page.name in TRIED]


class Docs(SandboxedCase):
    def setUp(self):
        super().setUp()
        for name in ("pipelines", "examples"):
            (self.folder / name).symlink_to(ROOT / name)
        self.write("chats.jsonl", '{"messages":[]}\n')
        stores = self.folder / ".local/share"
        stores.mkdir(parents=True)
        (stores / "opencode").symlink_to(ROOT / "examples/oxidizer/opencode")

    def environment(self):
        return {**super().environment(), "GITHUB_TOKEN": "none"}

    def stages(self):
        return {s["name"]: s for s in json.loads(self.flowrun("stages", "--json").stdout)["stages"]}

    def types(self):
        """Of the stages of the default pipeline."""
        text = OXIDIZER.read_text().split("\nstages:\n")[1]
        return dict(re.findall(r"^  (\w+):\n    use: (\w+)$", text, re.MULTILINE))

    def test_links_lead_somewhere(self):
        for page in PAGES:
            for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text())):
                if target.startswith(("https://", "http://")):
                    continue
                with self.subTest(page=page.name, target=target):
                    path, _, anchor = target.partition("#")
                    place = (page.parent / path).resolve() if path else page
                    self.assertTrue(place.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(place))

    def test_every_page_is_linked_from_the_readme(self):
        reached, ahead = set(), [ROOT / "README.md"]
        while ahead:
            page = ahead.pop()
            if page in reached:
                continue
            reached.add(page)
            for target in re.findall(r"\]\(([^)#\s]+\.md)", page.read_text()):
                if not target.startswith("http") and (page.parent / target).exists():
                    ahead.append((page.parent / target).resolve())
        self.assertEqual([p.name for p in PAGES if p not in reached], [])

    def test_files_are_well(self):
        count = 0
        for page in PAGES:
            for text in blocks(page, "yaml"):
                if not text.startswith("flowrun:"):
                    continue
                count += 1
                with self.subTest(page=page.name, text=text):
                    done = self.flowrun("check", self.write("page.yaml", text))
                    self.assertEqual(done.stderr, "")
        self.assertGreater(count, 1)

    def test_the_reference_has_every_key(self):
        schema = json.loads(self.flowrun("schema").stdout)
        text = (ROOT / "docs/pipeline-reference.md").read_text()

        def keys_of(heading):
            part = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
            return set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))

        self.assertEqual(keys_of("Top level"), set(schema["properties"]))
        self.assertEqual(keys_of("A stage"), set(schema["$defs"]["stage"]["properties"]))

    def test_settings_that_are_named_exist(self):
        stages, types = self.stages(), self.types()
        common = {"concurrency", "cache", "on_failure", "on_reject", "timeout", "retry", "with"}
        count = 0
        for page in PAGES:
            for stage, key in re.findall(r"`(?:--set )?([a-z_]+)\.([a-z_]+)[=:`]", page.read_text()):
                if stage not in types or key in ("gguf", "html"):  # files of these names
                    continue
                about = stages[types[stage]]
                names = common | {p["name"] for p in about["params"]} | {o["name"] for o in about["outputs"]}
                count += 1
                with self.subTest(page=page.name, setting=f"{stage}.{key}"):
                    self.assertIn(key, names)
        self.assertGreater(count, 10)

    def test_commands_work(self):
        self.oxidize()
        known = set(re.findall(r"--?[a-z][a-z-]*", self.flowrun("run", "--help").stdout))
        for page in tried():
            for words in commands(page):
                with self.subTest(page=page.name, command=" ".join(words)):
                    if words[0] in ASKS and "h100" not in words:
                        self.flowrun(*words)
                    else:
                        self.check_asked(words, known)

    def check_asked(self, words, known):
        """The pipeline with this profile and these values is well, and stages and options exist."""
        command = words[0] if not words[0].endswith(".yaml") else "run"
        if command != "run":
            known = set(re.findall(r"--?[a-z][a-z-]*", self.flowrun(command, "--help").stdout))
        settings = []
        for at, word in enumerate(words):
            if word.startswith("-"):
                self.assertIn(word, known)
            if word in ("--profile", "--set"):
                settings += [word, words[at + 1]]
            if word in OPTIONS_WITH_A_STAGE:
                self.assertIn(words[at + 1], self.types())
        file = next(word for word in words if word.endswith(".yaml"))
        if "h100" in words:  # whose model is not here
            settings += ["--set", "model=examples/oxidizer/model"]
        self.flowrun("check", file, *settings)

    def test_programs_of_the_repository_that_are_named_exist(self):
        for page in PAGES:
            for name in re.findall(
                r"^\$ ((?:tests|scripts|examples|\./)[\w./-]+)", page.read_text(), re.MULTILINE
            ):
                with self.subTest(page=page.name, program=name):
                    self.assertTrue(os.access(ROOT / name, os.X_OK))

    def test_exit_codes_are_those_of_the_help(self):
        table = (ROOT / "docs/troubleshooting.md").read_text()
        told = set(re.findall(r"^\| (\d+) \|", table, re.MULTILINE))
        text = subprocess.run([BINARY, "--help"], capture_output=True, text=True, check=True).stdout
        in_help = text.split("Exit codes:")[1]
        self.assertEqual(told, set(re.findall(r"\b(\d+) [a-z]", in_help)))


if __name__ == "__main__":
    unittest.main()
