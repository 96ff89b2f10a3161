"""Ends a process that was started as the leader of its own group, with all that it started."""

import os
import signal
import subprocess
import sys
from contextlib import suppress


def end_group(running: "subprocess.Popen[bytes]") -> None:
    """Kill a process started as the leader of its own group, with everything it started, and wait
    until it is gone.
    """
    kill_group(running)
    running.wait()


def kill_group(running: "subprocess.Popen[bytes]") -> None:
    """Kill a process that leads its own group, with everything it started."""
    if sys.platform == "win32":
        running.kill()
        return
    # The group outlives its leader as long as anybody is in it.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(running.pid, signal.SIGKILL)
