"""One process at a time: what it cost and what it printed."""

import dataclasses
import os
import subprocess
import tempfile
import threading
import time

LIMIT = 600  # seconds: what takes longer hangs


class Failed(Exception):
    """A program ended badly or gave a wrong answer."""


@dataclasses.dataclass(frozen=True)
class Cost:
    wall: float  # seconds
    cpu: float  # seconds of the process and its children, user and system
    peak: float  # bytes resident at most (of one process)


def timed(command, **environment):
    """Runs a command to its end: (cost, standard output)."""
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=dict(os.environ, **environment)
        )
        limit = threading.Timer(LIMIT, process.kill)
        limit.daemon = True  # an interrupted measurement need not wait for it
        limit.start()
        _, status, usage = os.wait4(process.pid, 0)
        limit.cancel()
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            end = err.read()[-2000:].decode(errors="replace")
            raise Failed(f"{' '.join(words)} ended with {process.returncode}: {end}")
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024), out.read().decode()
