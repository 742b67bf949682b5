#!/usr/bin/env python3
"""Replays the mined lines of a data set against git itself.

usage: replay_mined.py DATASET_FOLDER REPOSITORY...    (paths or bundles; matched by the commits that they hold)

Of each line it takes the files of the commit's parent from git, checks every `read`, `grep` and `glob` against them, plays
the edits, and compares the files byte for byte with those of the commit.
Exit code: 0 if every line held, else 1.
"""

import io
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

import conversation

# What the miner may leave out of an example although the commit changed it.
LEFT_OUT = ("Cargo.lock",)


class Repository:
    def __init__(self, place, folder):
        self.folder = folder
        subprocess.run(["git", "clone", "-q", "--bare", place, str(folder)], check=True)

    def git(self, *arguments):
        done = subprocess.run(["git", "-C", str(self.folder), *arguments], capture_output=True, check=False)
        return done.stdout if done.returncode == 0 else None

    def holds(self, commit):
        return self.git("cat-file", "-e", f"{commit}^{{commit}}") is not None

    def file(self, commit, path):
        return self.git("show", f"{commit}:{path}")

    def texts(self, commit):
        """{path: text} of all files that are UTF-8."""
        texts = {}
        with tarfile.open(fileobj=io.BytesIO(self.git("archive", commit))) as archive:
            for member in archive:
                try:
                    if member.isfile():
                        texts[member.name] = archive.extractfile(member).read().decode()
                except UnicodeDecodeError:
                    pass
        return texts

    def changes(self, parent, commit):
        """[(status, path, new path)] of the commit."""
        fields = self.git("diff-tree", "-r", "-M", "--name-status", "-z", parent, commit).decode().split("\0")
        changes = []
        while fields and fields[0]:
            status = fields.pop(0)
            path = fields.pop(0)
            changes.append((status[0], path, fields.pop(0) if status[0] in "RC" else path))
        return changes


def replay(example, repository):
    git = example["metadata"]["git"]
    parent, commit = git["parent"], git["commit"]
    files = repository.texts(parent)
    for command, _ in conversation.states(files, example, is_whole=True):
        words = command.split()
        if words[0] == "rm":
            files.pop(words[-1])
        elif words[0] in ("mv", "git") and "mv" in words[:2]:
            files[words[-1]] = files.pop(words[-2])
    compared = 0
    for status, before, after in repository.changes(parent, commit):
        name = after.rsplit("/", 1)[-1]
        if name in LEFT_OUT or is_ignored(after, repository, commit):
            continue
        if status == "D":
            if after in files:
                raise conversation.Mismatch(f"{after} is still there")
        elif files.get(after, "").encode() != repository.file(commit, after):
            raise conversation.Mismatch(f"{after} is not the commit's")
        if status == "R" and before in files:
            raise conversation.Mismatch(f"{before} is still there")
        compared += 1
    if not compared:
        raise conversation.Mismatch("nothing was compared")
    return compared


def is_ignored(path, repository, commit):
    """Change logs, snapshots, vendored and generated files are no part of an example."""
    name = path.rsplit("/", 1)[-1]
    if name.startswith("CHANGELOG") or name.endswith(".snap"):
        return True
    head = (repository.file(commit, path) or b"")[:600].lower()
    return b"@generated" in head or b"do not edit" in head or b"automatically generated" in head


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    work = pathlib.Path(tempfile.mkdtemp(prefix="replay_mined_"))
    held = failed = 0
    try:
        repositories = [Repository(place, work / str(i)) for i, place in enumerate(sys.argv[2:])]
        for name in ("train.jsonl", "valid.jsonl"):
            for line in (pathlib.Path(sys.argv[1]) / name).read_text().splitlines():
                example = json.loads(line)
                if example["metadata"]["origin"] != "git":
                    continue
                commit = example["metadata"]["git"]["commit"]
                try:
                    repository = next(r for r in repositories if r.holds(commit))
                    compared = replay(example, repository)
                    held += 1
                    print(f"held    {example['metadata']['id']}  {compared} files")
                except (conversation.Mismatch, KeyError, StopIteration, UnicodeDecodeError) as problem:
                    failed += 1
                    print(f"FAILED  {example['metadata']['id']}: {problem!r}")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"{held} held, {failed} failed")
    return 1 if failed or not held else 0


if __name__ == "__main__":
    sys.exit(main())
