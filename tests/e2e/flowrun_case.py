"""Runs the built flowrun as a user would, each case in a folder of its own."""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(os.environ["FLOWRUN_ROOT"])
BINARY = pathlib.Path(os.environ["FLOWRUN_BINARY"])
TEST_PLUGINS = os.environ["FLOWRUN_TEST_PLUGINS"]
OXIDIZER = ROOT / "pipelines" / "oxidizer.yaml"
# oxidizer without the stages that run cargo: proved_test.py has those.
NO_CARGO = ("repositories=[]", "verify_limit=0", "synthetic_count=0", "chore_count=0")
SESSIONS = tuple(word for setting in NO_CARGO for word in ("--set", setting))


class FlowrunCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="flowrun_e2e_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def environment(self):
        return dict(os.environ, HOME=str(self.folder), NO_COLOR="1")

    def start(self, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options):
        return subprocess.Popen(
            [str(BINARY), *map(str, arguments)],
            cwd=self.folder,
            env=self.environment(),
            stdout=stdout,
            stderr=stderr,
            text=True,
            **options,
        )

    def flowrun(self, *arguments, code=0, cwd=None, seconds=240):
        done = subprocess.run(
            [str(BINARY), *map(str, arguments)],
            cwd=cwd or self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def oxidize(self, *options, **how):
        """Sessions in, a data set out."""
        return self.flowrun(OXIDIZER, *SESSIONS, "--to", "dataset", *options, **how)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def committed(self):
        """Units in the store of the case, also while a run writes to it."""
        try:
            with sqlite3.connect(f"file:{self.folder}/.flowrun/store.db?mode=ro", uri=True) as store:
                row = store.execute("select units from archive").fetchone()
                return row[0] if row else 0
        except sqlite3.Error:  # not made yet
            return 0

    def run_file(self, pipeline="oxidizer", out="out"):
        return json.loads((self.folder / out / pipeline / "run.json").read_text())

    def stage(self, name, pipeline="oxidizer", out="out"):
        return next(s for s in self.run_file(pipeline, out)["stages"] if s["stage"] == name)

    def tree(self, place, everything=False):
        """Relative names and bytes of all files below `place`; without what tells one run from another that gives the same:
        provenance and previous versions, unless `everything` is wanted."""
        base = self.folder / place
        files = {str(p.relative_to(base)): p.read_bytes() for p in sorted(base.rglob("*")) if p.is_file()}
        return {
            name: content
            for name, content in files.items()
            if everything or not (name.endswith("provenance.json") or ".previous" in name.split("/"))
        }
