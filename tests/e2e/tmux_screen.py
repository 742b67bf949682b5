"""A real terminal without a window: tmux, asked what is on its screen."""

import shutil
import subprocess
import time

TMUX = shutil.which("tmux")


class Screen:
    """One window; close it."""

    def __init__(self, folder, environment, width, height):
        self.folder = folder
        self.socket = folder / "tmux"
        self.environment = environment
        self.tmux(
            "new-session", "-d", "-s", "s", "-x", str(width), "-y", str(height), "-c", str(folder), "sh"
        )
        # The window goes with the shell else, and what it showed at last with it.
        self.tmux("set-option", "-g", "remain-on-exit", "on")
        self.wait_for(lambda text: text.strip() != "")  # the prompt

    def tmux(self, *arguments):
        return subprocess.run(
            [TMUX, "-u", "-f", "/dev/null", "-S", str(self.socket), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def close(self):
        self.tmux("kill-server")

    def type(self, text):
        self.tmux("send-keys", "-t", "s", "-l", text)
        self.tmux("send-keys", "-t", "s", "Enter")

    def press(self, key):
        self.tmux("send-keys", "-t", "s", key)

    def resize(self, width, height):
        self.tmux("resize-window", "-t", "s", "-x", str(width), "-y", str(height))

    def text(self, *options):
        return self.tmux("capture-pane", "-p", "-t", "s", *options)

    def wait_for(self, condition, seconds=60):
        """The text of the screen, once it meets the condition."""
        deadline = time.monotonic() + seconds
        while not condition(text := self.text()):
            if time.monotonic() > deadline:
                raise AssertionError(f"not seen in {seconds} s; the screen:\n{text}")
        return text
