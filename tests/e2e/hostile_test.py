"""Hostile and odd candidates: survived, reported, and the host is as it was."""

import hashlib
import json
import pathlib
import socket
import subprocess
import tempfile
import threading
import unittest

from sandboxed_case import SandboxedCase

PIPELINE = """flowrun: 1
name: hostile
resources: {cargo: 2}
stages:
  tasks: {use: cargo_tasks, with: {tasks: tasks}}
  agent:
    use: agent_rollout
    from: {tasks: tasks}
    with: {variant: hostile, agent: replay, recorded: [recorded.jsonl], crates: crates, system_prompt: [prompt.md]}
  verdicts: {use: cargo_evaluator, from: agent, with: {crates: crates, step_seconds: 15}}
  score: {use: scorecard, from: verdicts}
publish: {score: score}
"""
TASK = """title = "Say yes"
gap = "repair"
prompt = "Make `yes` return true."
editable = ["src/", "build.rs"]
expected_tests = ["says_yes"]
allows_unsafe = false
[crates]
allowed = []
expected = []
avoided = []
"""
MANIFEST = '[package]\nname = "victim"\nversion = "0.1.0"\nedition = "2024"\n'
RIGHT = "pub fn yes() -> bool {\n    true\n}\n"
HIDDEN = "#[test]\nfn says_yes() {\n    assert!(victim::yes());\n}\n"
# What a hostile build script, and later hostile library code, tries; MARK tells its processes.
ATTACK = """
fn attack() {
    use std::{fs, net::TcpStream, process::Command, thread, time::Duration};
    for place in [%(places)s] {
        let _ = fs::write(place, "owned");
        let _ = fs::remove_file(place);
        let _ = fs::remove_dir_all(place);
    }
    for name in ["/etc/owned", "/usr/bin/owned", "/toolchain/bin/cargo", "/vendor/owned", "/cargo/config.toml"] {
        let _ = fs::write(name, "owned");
    }
    let _ = std::os::unix::fs::symlink("/etc/passwd", "/target/link");
    let _ = TcpStream::connect("127.0.0.1:%(port)d");
    let _ = TcpStream::connect_timeout(&"192.0.2.1:80".parse().unwrap(), Duration::from_millis(200));
    for _ in 0..400 {
        let _ = Command::new("/bin/sh").args(["-c", "exec -a %(mark)s sleep 1000"]).spawn();
        let _ = Command::new("/usr/bin/bash").args(["-c", "exec -a %(mark)s sleep 1000"]).spawn();
    }
    loop { thread::sleep(Duration::from_secs(1)); }
}
"""


class Hostile(SandboxedCase):
    def tree_digest(self, *places):
        digest = hashlib.sha256()
        for place in places:
            for path in sorted(pathlib.Path(place).rglob("*")):
                digest.update(str(path).encode())
                if path.is_file() and not path.is_symlink():
                    digest.update(path.read_bytes())
        return digest.hexdigest()

    def call(self, name, **arguments):
        return {
            "role": "assistant",
            "content": "",
            "tool_calls": [{"type": "function", "function": {"name": name, "arguments": arguments}}],
        }

    def write_task(self, *names):
        self.write("p.yaml", PIPELINE)
        self.write("prompt.md", "You are an agent.")
        self.write_empty_crates("crates")
        for name in names:
            self.write(f"tasks/{name}/task.toml", TASK)
            self.write(f"tasks/{name}/start/Cargo.toml", MANIFEST)
            self.write(f"tasks/{name}/start/src/lib.rs", "pub fn yes() -> bool {\n    false\n}\n")
            self.write(f"tasks/{name}/hidden/tests/hidden.rs", HIDDEN)
            self.write(f"tasks/{name}/reference/src/lib.rs", RIGHT)

    def write_recorded(self, **messages_of):
        """What the agent says, by the task."""
        lists = ("start", "editable", "hidden", "expected_tests", "reference")
        lines = ""
        for name, messages in messages_of.items():
            task = {
                "id": name,
                "title": "",
                "gap": "repair",
                "prompt": "",
                **{key: [] for key in lists},
                "crates": {"allowed": [], "expected": [], "avoided": []},
                "allows_unsafe": False,
                "toolchain": "",
            }
            rollout = {
                "task": task,
                "variant": "",
                "agent": "replay",
                "messages": messages,
                "calls": [],
                "files": [],
                "removed": [],
                "not_taken": [],
                "ended": "answered",
            }
            lines += json.dumps(rollout) + "\n"
        self.write("recorded.jsonl", lines)

    def test_odd_files_of_a_candidate_and_a_broken_task_stop_nothing_else(self):
        self.write_task("broken", "odd", "plain")
        (self.folder / "tasks/broken/task.toml").unlink()
        solve = self.call("write", content=RIGHT, filePath="/workspace/src/lib.rs")
        make_odd_files = (
            "touch $'src/caf\\xe9.rs'; ln -s nowhere gone; mkfifo pipe; truncate -s 1G huge; ls src"
        )
        answer = {"role": "assistant", "content": "Done."}
        odd = [solve, self.call("bash", command=make_odd_files), self.call("glob", pattern="**"), answer]
        self.write_recorded(odd=odd, plain=[solve, answer])

        done = self.flowrun("p.yaml")

        self.assertIn("broken/task.toml cannot be used", done.stderr)
        self.assertEqual(self.stage("tasks", "hostile")["rejected"], 1)
        verdicts = [
            json.loads(line) for line in self.flowrun("records", "p.yaml", "verdicts").stdout.splitlines()
        ]
        self.assertEqual({v["task"]: v["status"] for v in verdicts}, {"odd": "ok", "plain": "ok"})
        # What diff shows of the score.
        card = json.loads((self.folder / "out/hostile/score/scorecard.json").read_text())["variants"][0]
        lines = (self.folder / ".flowrun/runs/1/metrics.jsonl").read_text().splitlines()
        points = [point for point in map(json.loads, lines) if point["stage"] == "score"]
        self.assertEqual(
            {point["name"]: round(point["value"], 5) for point in points},
            {
                "hostile strict": round(card["strict"]["rate"], 5),
                "hostile hidden_tests": round(card["hidden_tests"]["rate"], 5),
                "hostile total": round(card["total"], 5),
            },
        )
        rollouts = [
            json.loads(line) for line in self.flowrun("records", "p.yaml", "agent").stdout.splitlines()
        ]
        not_taken = {r["task"]["id"]: r["not_taken"] for r in rollouts}
        self.assertEqual(not_taken, {"odd": ["gone", "huge", "pipe", "src/caf\\xe9.rs"], "plain": []})

    def test_a_hostile_candidate_is_survived_and_reported(self):
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(0.2)
        self.addCleanup(listener.close)
        connected, done = [], threading.Event()

        def listen():
            while not done.is_set():
                try:
                    connected.append(listener.accept())
                except TimeoutError:
                    continue
                except OSError:  # closed
                    break

        thread = threading.Thread(target=listen)
        thread.start()

        home = self.folder / "home_of_the_user"
        (home / "folder").mkdir(parents=True)
        (home / "file").write_text("mine")
        outside = pathlib.Path(tempfile.mkdtemp(prefix="flowrun_canary_"))
        self.addCleanup(lambda: subprocess.run(["rm", "-rf", str(outside)], check=False))
        (outside / "file").write_text("mine")
        mark = f"hostile_{self.folder.name}"
        places = ", ".join(
            f'"{p}"'
            for p in (
                home / "file",
                home / "folder",
                outside / "file",
                outside,
                self.folder / "tasks",
                self.folder / ".flowrun",
            )
        )
        attack = ATTACK % {"places": places, "port": listener.getsockname()[1], "mark": mark}
        self.write_task("victim")
        messages = [
            self.call("write", content=attack + "fn main() { attack() }\n", filePath="/workspace/build.rs"),
            self.call("bash", command="cargo build", timeout=4000),
            self.call("bash", command="rm build.rs"),
            self.call(
                "write",
                content=attack + "pub fn yes() -> bool {\n    attack();\n    true\n}\n",
                filePath="/workspace/src/lib.rs",
            ),
            self.call(
                "bash",
                command=f"ln -s {home} stolen; cp -r / /workspace/all; echo x > {home}/file",
                timeout=4000,
            ),
            {"role": "assistant", "content": "All checks passed."},
        ]
        self.write_recorded(victim=messages)
        watched = (home, outside, self.folder / "tasks", self.folder / "crates")
        before = self.tree_digest(*watched)

        self.flowrun("p.yaml")

        done.set()
        thread.join()
        self.assertEqual(self.tree_digest(*watched), before)
        self.assertEqual(connected, [], "something in the sandbox reached a port of the host")
        self.assertNotIn(
            mark, subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        )
        for place in ("/etc/owned", "/usr/bin/owned"):
            self.assertFalse(pathlib.Path(place).exists())

        rollout = json.loads(self.flowrun("records", "p.yaml", "agent").stdout)
        results = [m["content"] for m in rollout["messages"] if m["role"] == "tool"]
        self.assertIn("terminated command after exceeding timeout", results[1])
        copied = [f["path"] for f in rollout["files"]]
        self.assertLess(len(json.dumps(rollout)), 5_000_000)
        self.assertEqual(
            [p for p in copied if p.startswith(("all/root", "all/home", "all/etc/passwd", "stolen"))], []
        )
        verdict = json.loads(self.flowrun("records", "p.yaml", "verdicts").stdout)
        self.assertEqual(verdict["status"], "timeout")
        self.assertFalse(verdict["strict"])
        tests = next(c for c in verdict["criteria"] if c["name"] == "hidden_tests")
        self.assertEqual(tests["score"], 0)
        self.assertTrue(tests["evidence"])


if __name__ == "__main__":
    unittest.main()
