"""Cases that run cargo in the sandbox: they need the user's Rust toolchain, wherever HOME points."""

import os
import pathlib
import shutil

from flowrun_case import ROOT, FlowrunCase

USER = pathlib.Path.home()


class SandboxedCase(FlowrunCase):
    def environment(self):
        environment = super().environment()
        environment.setdefault("RUSTUP_HOME", str(USER / ".rustup"))
        environment.setdefault("CARGO_HOME", str(USER / ".cargo"))
        environment["PATH"] = f"{environment['CARGO_HOME']}/bin:{os.environ['PATH']}"
        return environment

    def copy_tasks(self, kind, names, folder):
        """Of pipelines/KIND these tasks alone, into a folder of the case; returns where that is."""
        for name in names:
            shutil.copytree(ROOT / "pipelines" / kind / name, self.folder / folder / name)
        return self.folder / folder

    def write_empty_crates(self, name):
        """A set of no crates, so that nothing is fetched or compiled."""
        self.write(f"{name}/Cargo.toml", '[workspace]\nresolver = "3"\nmembers = ["members/*"]\n')
        self.write(
            f"{name}/members/nothing/Cargo.toml",
            '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2024"\n',
        )
        self.write(f"{name}/members/nothing/src/lib.rs", "")
        self.write(f"{name}/Cargo.lock", 'version = 4\n\n[[package]]\nname = "nothing"\nversion = "0.0.0"\n')
