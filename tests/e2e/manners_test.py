"""Completion in the shells that are installed, examples of the help, drawings, and the schema before a real validator."""

import copy
import importlib.util
import json
import os
import shutil
import subprocess
import unittest

from flowrun_case import BINARY, OXIDIZER, ROOT, TEST_PLUGINS, FlowrunCase

HAS_VALIDATOR = all(importlib.util.find_spec(name) for name in ("jsonschema", "ruamel"))


class Completion(FlowrunCase):
    def completed(self, *words):
        """What bash offers for the last word."""
        script = self.write("completion.bash", self.flowrun("completion", "bash").stdout)
        quoted = " ".join(f"'{word}'" for word in words)
        call = f"""source {script}; COMP_WORDS=({quoted}) COMP_CWORD={len(words) - 1}; _flowrun
            printf '%s\\n' "${{COMPREPLY[@]}}\""""
        done = subprocess.run(
            ["bash", "-c", call],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout.split()

    def test_bash_completes_commands_options_choices_and_stages(self):
        self.assertIn("graph", self.completed("flowrun", "gr"))
        self.assertIn("--plugin-dir", self.completed("flowrun", "check", "--pl"))
        self.assertEqual(["mermaid"], self.completed("flowrun", "graph", "--format", "me"))
        self.assertEqual(["fish"], self.completed("flowrun", "completion", "f"))
        stages = {line.split()[0] for line in self.flowrun("stages").stdout.splitlines()}
        from_shell = self.completed(str(BINARY), "stages", "")
        self.assertEqual(stages, set(from_shell))

    def test_bash_completes_the_stages_of_the_file(self):
        program = str(BINARY)
        drawn = json.loads(self.flowrun("graph", OXIDIZER, "--json").stdout)
        names = sorted(stage["name"] for stage in drawn["stages"])
        self.assertIn("curated", names)
        self.assertEqual(names, sorted(self.completed(program, "why", OXIDIZER, "")))
        self.assertEqual(["curated"], self.completed(program, "run", OXIDIZER, "--force", "cu"))
        self.assertEqual(["curated"], self.completed(program, OXIDIZER, "--retry", "cu"))

    def test_scripts_are_well_formed(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.write(f"completion.{shell}", self.flowrun("completion", shell).stdout)
            if shutil.which(shell):
                subprocess.run([shell, "-n", script], check=True, timeout=60)


class Help(FlowrunCase):
    def test_each_example_works(self):
        for name in ("pipelines", "examples"):
            (self.folder / name).symlink_to(ROOT / name)
        (self.folder / "flowrun").symlink_to(BINARY)
        environment = dict(os.environ, PATH=f"{self.folder}:{os.environ['PATH']}")
        self.oxidize()
        commands = self.flowrun("--help").stdout.split("commands:\n")[1].split("\n\n")[0]
        for line in commands.splitlines():
            if not line.startswith("  ") or line.startswith("   "):
                continue
            command = line.split()[0]
            example = self.flowrun(command, "--help").stdout.split("Example:\n")[1].splitlines()[0].strip()
            with self.subTest(example):
                done = subprocess.run(
                    ["bash", "-c", example],
                    cwd=self.folder,
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=240,
                )
                if "no usable Rust toolchain" not in done.stderr:
                    self.assertEqual(done.returncode, 0, done.stderr)


class Drawing(FlowrunCase):
    def draw(self, code, path):
        self.write("p.yaml", "flowrun: 1\nname: p\nstages:\n  a: {use: numbers}\n")
        done = subprocess.run(
            [str(BINARY), "graph", "p.yaml", "--format", "svg", "--plugin-dir", TEST_PLUGINS],
            cwd=self.folder,
            env=dict(self.environment(), PATH=path),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def dot(self, script):
        program = self.write("bin/dot", "#!/bin/sh\n" + script)
        program.chmod(0o755)
        return f"{program.parent}:{os.environ['PATH']}"

    def test_svg_is_what_dot_makes_of_the_graph(self):
        drawn = self.draw(0, self.dot('echo "svg by $*"; cat\n')).stdout
        self.assertTrue(drawn.startswith("svg by -Tsvg\ndigraph"), drawn)
        self.assertIn("numbers", drawn)

    def test_without_dot_the_other_formats_are_named(self):
        done = self.draw(1, str(self.folder))
        self.assertEqual(done.stdout, "")
        self.assertIn("cannot start dot", done.stderr)
        self.assertIn("--format mermaid", done.stderr)

    def test_a_dot_that_fails_draws_nothing(self):
        done = self.draw(1, self.dot("echo half; exit 3\n"))
        self.assertEqual(done.stdout, "")
        self.assertIn("dot ended with an error", done.stderr)


@unittest.skipUnless(HAS_VALIDATOR, "needs scripts/deps/tests.pip")
class Schema(FlowrunCase):
    def setUp(self):
        super().setUp()
        import jsonschema

        schema = json.loads(self.flowrun("schema", "--plugin-dir", TEST_PLUGINS).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)

    def load(self, path):
        from ruamel.yaml import YAML

        return YAML(typ="safe", pure=True).load(path.read_text())

    def test_our_pipelines_hold(self):
        paths = sorted((ROOT / "pipelines").glob("*.yaml"))
        self.assertTrue(paths)
        if "rollout_lessons" in json.dumps(self.validator.schema):  # built where libtorch is
            paths.append(ROOT / "tests/e2e/overfit/overfit.yaml")
        for path in paths:
            self.assertEqual([], [e.message for e in self.validator.iter_errors(self.load(path))], path)

    def test_wrong_files_are_refused(self):
        good = {"flowrun": 1, "stages": {"a": {"use": "numbers", "with": {"items": 3, "filler": "digits"}}}}
        self.assertTrue(self.validator.is_valid(good))
        changed = copy.deepcopy(good)
        changed["stages"]["a"]["with"]["items"] = "${n}"
        self.assertTrue(self.validator.is_valid(changed))
        wrong = [
            ("flowrun", lambda p: p.update(flowrun=2)),
            ("no stages", lambda p: p.pop("stages")),
            ("unknown key", lambda p: p.update(steps={})),
            ("unknown stage", lambda p: p["stages"]["a"].update(use="nubmers")),
            ("unknown parameter", lambda p: p["stages"]["a"]["with"].update(itmes=3)),
            ("below the range", lambda p: p["stages"]["a"]["with"].update(items=-1)),
            ("wrong type", lambda p: p["stages"]["a"]["with"].update(items="three")),
            ("no name of the enum", lambda p: p["stages"]["a"]["with"].update(filler="signs")),
            ("unknown key of a stage", lambda p: p["stages"]["a"].update(form="a")),
            ("time without unit", lambda p: p["stages"]["a"].update(timeout=5)),
            ("name of a stage", lambda p: p["stages"].update(Big={"use": "numbers"})),
            ("result that is the run's own", lambda p: p.update(publish={"run.json": "a"})),
        ]
        for name, change in wrong:
            changed = copy.deepcopy(good)
            change(changed)
            self.assertFalse(self.validator.is_valid(changed), name)


if __name__ == "__main__":
    unittest.main()
