"""Repositories of which a part or all is damaged: told, and everything else is mined and published."""

import json
import subprocess
import unittest

from flowrun_case import FlowrunCase

PIPELINE = """flowrun: 1
name: mined
stages:
  mined:
    use: git_miner
    with: {repositories: [REPOSITORIES], any_licence: true, untested: keep, system_prompt: [prompt.md]}
  curated: {use: dataset_curator, from: mined, with: {valid_fraction: 0}}
  dataset: {use: jsonl_sink, from: {examples: curated.examples, summary: curated.summary}}
publish: {dataset: dataset}
"""
NAMES = ("first", "second", "third")


class DamagedRepositories(FlowrunCase):
    def git(self, place, *arguments):
        person = ("-c", "user.name=Ann", "-c", "user.email=ann@demo.test")
        command = ["git", "-C", str(self.folder / place), *person, *arguments]
        done = subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout.strip()

    def make_repository(self, place):
        """A crate, then three commits that can be learnt; the ids of those. Those of another place are no copies."""
        default = len(place)
        (self.folder / place).mkdir()
        self.git(place, "init", "--quiet")
        self.write(f"{place}/Cargo.toml", f'[package]\nname = "{place}"\nversion = "0.1.0"\n')
        ids = []
        for fixed in range(len(NAMES) + 1):
            text = ""
            for i, name in enumerate(NAMES):
                check = (
                    f"    if values.len() <= {i} {{\n        return {default};\n    }}\n" if i < fixed else ""
                )
                text += f"pub fn {place}_{name}(values: &[i32]) -> i32 {{\n{check}    values[{i}]\n}}\n\n"
            self.write(f"{place}/src/lib.rs", text)
            self.git(place, "add", "--all")
            name = NAMES[fixed - 1]
            message = f"fix: prevent a panic of {place}_{name} for short slices" if fixed else "Start a crate"
            self.git(place, "commit", "--quiet", "-m", message)
            ids.append(self.git(place, "rev-parse", "HEAD"))
        return ids[1:]

    def object_file(self, place, name):
        id = self.git(place, "rev-parse", name)
        return self.folder / place / ".git/objects" / id[:2] / id[2:]

    def write_pipeline(self, *places):
        self.write("prompt.md", "You are an agent.")
        self.write("mined.yaml", PIPELINE.replace("REPOSITORIES", ", ".join(places)))

    def published(self):
        lines = (self.folder / "out/mined/dataset/train.jsonl").read_text().splitlines()
        return {json.loads(line)["metadata"]["git"]["commit"] for line in lines}

    def test_what_is_damaged_stops_nothing_else(self):
        sound, damaged = self.make_repository("sound"), self.make_repository("damaged")
        missing = self.object_file("damaged", damaged[0] + ":src/lib.rs")
        missing.rename(self.folder / "missing")
        (self.folder / "empty").mkdir()
        self.git("empty", "init", "--quiet")
        (self.folder / "folder").mkdir()
        self.write_pipeline("sound", "damaged", "empty", "folder")
        for _ in range(2):
            done = self.flowrun("mined.yaml")
            self.assertEqual(self.published(), {*sound, damaged[2]})
            stage = self.stage("mined", "mined")
            # Two commits that need the missing object, the repository without commits, the folder that is none.
            self.assertEqual((stage["rejected"], stage["failed"]), (4, 0))
            for told in (damaged[0][:12], damaged[1][:12], "it has no commits", "there is no git repository"):
                self.assertIn(told, done.stderr)
        # What was rejected is mined once the repository is mended.
        (self.folder / "missing").rename(missing)
        self.flowrun("mined.yaml")
        self.assertEqual(self.published(), {*sound, *damaged})
        self.assertEqual(self.stage("mined", "mined")["rejected"], 2)

    def test_a_damaged_clone_hides_nothing_that_another_has(self):
        ids = self.make_repository("damaged")
        self.git(".", "clone", "--quiet", "--no-hardlinks", "damaged", "whole")
        self.object_file("damaged", ids[0] + ":src/lib.rs").unlink()
        self.write_pipeline("damaged", "whole")
        self.flowrun("mined.yaml")
        self.assertEqual(self.published(), set(ids))
        self.assertEqual(self.stage("mined", "mined")["rejected"], 0)

    def test_of_two_damaged_objects_one_is_mended(self):
        self.make_repository("sound")
        ids = self.make_repository("damaged")
        kept = {}
        for commit in (ids[0], ids[2]):
            file = self.object_file("damaged", commit + ":src/lib.rs")
            kept[commit] = (file, file.read_bytes())
            file.unlink()
        self.write_pipeline("sound", "damaged")
        self.flowrun("mined.yaml")
        self.assertEqual(self.stage("mined", "mined")["rejected"], 3)
        # Git complains of the newest alone, before and after the first is mended.
        for commit, rejected in ((ids[0], 1), (ids[2], 0)):
            file, content = kept[commit]
            file.write_bytes(content)
            self.flowrun("mined.yaml")
            self.assertIn(commit, self.published())
            self.assertEqual(self.stage("mined", "mined")["rejected"], rejected)


if __name__ == "__main__":
    unittest.main()
