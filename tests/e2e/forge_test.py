"""Repositories that a forge lists: a small server of each kind, and git over HTTP beside it."""

import http.server
import json
import subprocess
import threading
import unittest
import urllib.parse

from flowrun_case import FlowrunCase

TOKEN = "t0ken-of-the-test"
MANIFEST = '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n'
LIBRARY = "pub fn first_of_NAME(values: &[u32]) -> Option<u32> {\n    Some(values[0])\n}\n"
FIXED = LIBRARY.replace("{\n", "{\n    if values.is_empty() {\n        return None;\n    }\n", 1)


class Forge(http.server.ThreadingHTTPServer):
    """Two crates, and what is not to be listed. Three answers in a row refuse the first request."""

    def __init__(self, root, kind):
        super().__init__(("127.0.0.1", 0), Handler)
        self.root, self.kind = root, kind
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.refusals = [(429, {"Retry-After": "0"}), (503, {"Retry-After": "0"})]
        if kind == "github":
            self.refusals.append((403, {"Retry-After": "0", "X-RateLimit-Remaining": "0"}))
        self.asked = []
        self.pushed = "2024-01-01T00:00:00Z"

    def repositories(self):
        rows = [
            ("one", {}),
            ("two", {}),
            ("prose", {}),
            ("forked", {"fork": True}),
            ("old", {"archived": True}),
        ]
        rows.append(("nothing", {"empty": True, "size": 0}))
        for name, more in rows:
            yield {
                "full_name": f"acme/{name}",
                "clone_url": f"{self.url}/git/{name}.git",
                "size": 1,
                "pushed_at": self.pushed,
                "updated_at": self.pushed,
                **more,
            }
        yield {"full_name": "acme/evil", "clone_url": "file:///etc", "size": 1, "pushed_at": self.pushed}


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def translate_path(self, path):
        return str(self.server.root / urllib.parse.urlsplit(path).path.removeprefix("/git/"))

    def do_GET(self):
        if self.path.startswith("/git/"):
            super().do_GET()
            return
        self.server.asked.append((self.path, self.headers.get("Authorization", "")))
        if self.server.refusals:
            status, headers = self.server.refusals.pop(0)
            self.answer(status, {}, headers)
            return
        place = urllib.parse.urlsplit(self.path)
        path = place.path.removeprefix("/api/v1")
        if path == "/users/acme/repos":  # a user, no organisation
            page = int(urllib.parse.parse_qs(place.query)["page"][0])
            rows = list(self.server.repositories())
            at = (page - 1) * 3
            headers = {}
            if self.server.kind == "github" and at + 3 < len(rows):
                headers["Link"] = f'<{self.server.url}/users/acme/repos?page={page + 1}>; rel="next"'
            elif self.server.kind == "github":
                headers["Link"] = f'<{self.server.url}/users/acme/repos?page=1>; rel="first"'
            self.answer(200, rows[at : at + 3], headers)
        elif path in ("/repos/acme/one/contents/Cargo.toml", "/repos/acme/two/contents/Cargo.toml"):
            self.answer(200, {}, {})
        else:
            self.answer(404, {}, {})

    def answer(self, status, value, headers):
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)


class Forges(FlowrunCase):
    def environment(self):
        return {**super().environment(), "FORGE_TOKEN": TOKEN, "no_proxy": "127.0.0.1"}

    def git(self, folder, *arguments):
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", folder, *who, *arguments], check=True, env=self.environment())

    def serve(self, kind):
        served = self.folder / "served"
        served.mkdir()
        for name in ("one", "two"):
            work = self.folder / name
            self.write(f"{name}/Cargo.toml", MANIFEST)
            self.write(f"{name}/src/lib.rs", LIBRARY.replace("NAME", name))
            self.git(self.folder, "init", "--quiet", "--initial-branch=main", name)
            self.git(work, "add", ".")
            self.git(work, "commit", "--quiet", "-m", f"Start {name}")
            self.write(f"{name}/src/lib.rs", FIXED.replace("NAME", name))
            self.git(
                work, "commit", "--quiet", "-am", f"fix: prevent a panic of first_of_{name} for empty slices"
            )
            self.git(self.folder, "clone", "--quiet", "--bare", name, f"served/{name}.git")
            self.git(served / f"{name}.git", "update-server-info")
        forge = Forge(served, kind)
        threading.Thread(target=forge.serve_forever, daemon=True).start()
        self.addCleanup(forge.server_close)
        self.addCleanup(forge.shutdown)
        self.write("prompt.md", "You write Rust.\n")
        self.write(
            "forge.yaml",
            "flowrun: 1\nname: forge\nstages:\n  commits:\n    use: git_miner\n    with:\n"
            f"      forge: {kind}\n      forge_url: {forge.url}\n      forge_owners: [acme]\n"
            "      forge_token: FORGE_TOKEN\n      untested: keep\n      system_prompt: [prompt.md]\n"
            "  kept: {use: jsonl_sink, from: commits}\npublish: {kept: kept}\n",
        )
        return forge

    def mined(self, code=0):
        done = self.flowrun("forge.yaml", code=code)
        self.assertNotIn(TOKEN, done.stdout + done.stderr)
        files = (self.folder / "out/forge/kept").glob("*.jsonl")
        lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
        return sorted(line["metadata"]["git"]["repository"] for line in lines), done

    def test_the_crates_of_an_owner_are_mined(self):
        for kind in ("github", "gitea"):
            with self.subTest(kind):
                self.setUp()
                forge = self.serve(kind)
                names, _ = self.mined()
                self.assertEqual(names, [f"{forge.url}/git/one", f"{forge.url}/git/two"])
                word = "Bearer" if kind == "github" else "token"
                self.assertEqual({told for _, told in forge.asked}, {f"{word} {TOKEN}"})
                self.assertFalse([path for path, _ in forge.asked if TOKEN in path])
                looked = [path for path, _ in forge.asked if "contents" in path]
                self.assertEqual(len(looked), 3)  # not into forks, archived and empty ones
                for file in (self.folder / ".flowrun").rglob("*"):
                    if file.is_file():
                        self.assertNotIn(TOKEN.encode(), file.read_bytes(), file)

                forge.asked.clear()
                self.assertEqual(self.mined()[0], names)
                self.assertFalse([path for path, _ in forge.asked if "contents" in path])

                forge.refusals = [(429, {"Retry-After": "9999"})]
                again, done = self.mined()
                self.assertEqual(again, names)
                self.assertIn("are those of the last time: the server asks to wait 9999 s", done.stderr)

    def test_no_token_of_a_url_is_told_or_kept(self):
        self.write("prompt.md", "You write Rust.\n")
        self.write(
            "url.yaml",
            "flowrun: 1\nname: url\nstages:\n"
            f"  commits: {{use: git_miner, with: {{urls: ['http://a:{TOKEN}@127.0.0.1:1/x?token={TOKEN}'], "
            "system_prompt: [prompt.md]}}\n"
            "  kept: {use: jsonl_sink, from: commits}\npublish: {kept: kept}\n",
        )
        done = self.flowrun("url.yaml", "--set", f"commits.urls=[http://a:{TOKEN}@127.0.0.1:1/x]", code=1)
        told = self.flowrun("runs", "url.yaml").stdout + self.flowrun("failures", "url.yaml", "--all").stdout
        self.assertIn("http://127.0.0.1:1/x", told)
        self.assertNotIn(TOKEN, done.stdout + done.stderr + told)
        files = [file for place in (".flowrun", "out") for file in (self.folder / place).rglob("*")]
        self.assertEqual(
            [file for file in files if file.is_file() and TOKEN.encode() in file.read_bytes()], []
        )


if __name__ == "__main__":
    unittest.main()
