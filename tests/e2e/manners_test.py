"""Completion scripts in the shells that are installed, and the schema before a real validator."""

import copy
import importlib.util
import json
import re
import shutil
import subprocess
import unittest

from flowrun_case import BINARY, ROOT, TEST_PLUGINS, FlowrunCase

HAS_VALIDATOR = all(importlib.util.find_spec(name) for name in ("jsonschema", "yaml"))


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

    def test_scripts_are_well_formed(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.write(f"completion.{shell}", self.flowrun("completion", shell).stdout)
            if shutil.which(shell):
                subprocess.run([shell, "-n", script], check=True, timeout=60)


@unittest.skipUnless(HAS_VALIDATOR, "needs the Python packages jsonschema and yaml")
class Schema(FlowrunCase):
    def setUp(self):
        super().setUp()
        import jsonschema

        schema = json.loads(self.flowrun("schema", "--plugin-dir", TEST_PLUGINS).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)

    def load(self, path):
        """By the core schema of YAML 1.2, in which 5e-3 is a number."""
        import yaml

        class Loader(yaml.SafeLoader):
            pass

        number = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
        Loader.add_implicit_resolver("tag:yaml.org,2002:float", number, list("-+.0123456789"))
        return yaml.load(path.read_text(), Loader)

    def test_our_pipelines_hold(self):
        paths = sorted((ROOT / "pipelines").glob("*.yaml"))
        if "rollout_lessons" in json.dumps(self.validator.schema):
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
