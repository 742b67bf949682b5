"""Which commits are proved: as many as are asked for, and for good."""

import json
import subprocess
import unittest

from sandboxed_case import SandboxedCase

PIPELINE = """flowrun: 1
name: mined
stages:
  commits: {use: git_miner, with: {repositories: [demo], system_prompt: [prompt.md], verify_limit: 1}}
  kept: {use: jsonl_sink, from: commits}
publish: {kept: kept}
"""
CRATE = '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n'
GUARD = "    if values.is_empty() {\n        return None;\n    }\n"


def library(fixed):
    functions = "".join(
        f"pub fn {name}(values: &[u32]) -> Option<u32> {{\n{GUARD if name in fixed else ''}"
        f"    Some(values[{place}])\n}}\n\n"
        for name, place in (("head", "0"), ("tail", "values.len() - 1"))
    )
    tests = "".join(
        f"\n    #[test]\n    fn {name}_of_none() {{\n        assert_eq!({name}(&[]), None);\n    }}\n"
        for name in fixed
    )
    return (
        functions + "#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn of_one() {\n"
        "        assert_eq!(head(&[1]), tail(&[1]));\n    }\n" + tests + "}\n"
    )


class MinedProofs(SandboxedCase):
    def setUp(self):
        super().setUp()
        self.git("init", "--quiet", "--initial-branch=main", ".")
        self.write("demo/Cargo.toml", CRATE)
        self.commit("Start", [])
        self.write("prompt.md", "You write Rust.\n")
        self.write("mined.yaml", PIPELINE)

    def git(self, *arguments):
        demo = self.folder / "demo"
        demo.mkdir(exist_ok=True)
        name = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *name, *arguments], cwd=demo, check=True, env=self.environment())

    def commit(self, message, fixed):
        self.write("demo/src/lib.rs", library(fixed))
        self.git("add", ".")
        body = "Callers hand in what a filter left over, which may be nothing."
        self.git("commit", "--quiet", "-m", message, "-m", body)

    def run_and_list(self, *options):
        """The commits that are verified, and the stage's books."""
        self.flowrun("mined.yaml", *options)
        files = (self.folder / "out/mined/kept").glob("*.jsonl")
        lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
        verified = {line["metadata"]["git"]["commit"] for line in lines if line["metadata"]["verified"]}
        return verified, self.stage("commits", "mined")

    def test_a_commit_that_was_proved_stays_so_whatever_is_new(self):
        self.commit("fix: head panics for an empty slice", ["head"])
        first, stage = self.run_and_list()
        self.assertEqual(len(first), 1)
        self.assertEqual(stage["restored"], 0)

        self.commit("fix: tail panics for an empty slice", ["head", "tail"])
        again, stage = self.run_and_list()
        self.assertEqual(again, first)
        self.assertEqual(stage["restored"], 2)

        with self.subTest("nothing new: nothing is mined"):
            same, stage = self.run_and_list()
            self.assertEqual(same, first)
            self.assertEqual(stage["restored"], 3)
        with self.subTest("mined again, it is not built again"):
            proofs = {file: file.stat().st_mtime_ns for file in self.folder.rglob("*.proved")}
            self.assertEqual(len(proofs), 1)
            forced, stage = self.run_and_list("--force", "commits")
            self.assertEqual(forced, first)
            self.assertEqual(stage["restored"], 0)
            self.assertEqual(
                {file: file.stat().st_mtime_ns for file in self.folder.rglob("*.proved")}, proofs
            )
        with self.subTest("a higher limit tries those alone that were left out"):
            both, stage = self.run_and_list("--set", "commits.verify_limit=2")
            self.assertEqual(len(both), 2)
            self.assertEqual(stage["restored"], 2)
        with self.subTest("a lower one leaves one of them"):
            one, stage = self.run_and_list()
            self.assertEqual(len(one), 1)
            self.assertEqual(stage["restored"], 2)


if __name__ == "__main__":
    unittest.main()
