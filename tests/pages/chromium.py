"""A headless Chromium, driven over a pipe in its own protocol (Chrome DevTools Protocol), with the standard library only."""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def installed():
    """The browser of this machine; None if there is none. FLOWRUN_CHROMIUM names another."""
    asked = os.environ.get("FLOWRUN_CHROMIUM")
    return asked or next((found for found in map(shutil.which, NAMES) if found), None)


class Chromium:
    """One browser with one page. What the page reports (console, uncaught errors, failed loads) stands in `told`."""

    def __init__(self, program):
        self.profile = tempfile.mkdtemp(prefix="flowrun_chromium_")
        to_browser, self.commands = os.pipe()
        self.answers, from_browser = os.pipe()
        # The protocol stands on the descriptors 3 and 4 of the browser.
        command = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
        options = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--hide-scrollbars",
            "--disable-background-networking",
            "--remote-debugging-pipe",
        ]
        self.process = subprocess.Popen(
            ["bash", "-c", command, program, *options, f"--user-data-dir={self.profile}", "about:blank"],
            pass_fds=(to_browser, from_browser),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.reader = os.fdopen(self.answers, "rb", buffering=0)
        self.rest, self.last, self.session, self.told, self.events = b"", 0, None, [], []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.commands)  # the browser ends with its pipe
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def read(self):
        while b"\0" not in self.rest:
            part = self.reader.read(1 << 20)
            if not part:
                raise RuntimeError("the browser ended: try it by hand with --headless")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def note(self, event):
        self.events.append(event.get("method"))
        what = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.told.append(what["exceptionDetails"]["text"])
        elif event.get("method") == "Runtime.consoleAPICalled":
            self.told.append(" ".join(str(one.get("value", one.get("type"))) for one in what["args"]))
        elif event.get("method") == "Log.entryAdded":
            self.told.append(what["entry"]["text"])
        elif event.get("method") == "Network.requestWillBeSent" and not what["request"]["url"].startswith(
            ("file:", "about:", "data:")
        ):
            self.told.append("asks for " + what["request"]["url"])

    def ask(self, method, **parameters):
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.commands, data) :]
        while True:
            answer = self.read()
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.note(answer)

    def look(self, width, height, dark):
        """How the next page is seen. The scripts of a page itself do not run."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        self.ask("Emulation.setScriptExecutionDisabled", value=True)

    def open(self, path):
        self.told, self.events = [], []
        self.ask("Page.navigate", url=pathlib.Path(path).resolve().as_uri())
        while "Page.loadEventFired" not in self.events:
            self.note(self.read())

    def value(self, expression):
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["text"])
        return result["result"].get("value")

    def screenshot(self, path, most_height=6000):
        """Of the whole page, down to `most_height`."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {
            "x": 0,
            "y": 0,
            "width": size["width"],
            "height": min(size["height"], most_height),
            "scale": 1,
        }
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))
