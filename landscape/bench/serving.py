"""The app as a process of its own, served as `make run` does, and what it costs."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from landscape.bench.processes import ROOT, free_port

PATIENCE_SECONDS = 60.0
SECONDS_BETWEEN_LOOKS = 0.05


@contextmanager
def served() -> Iterator[tuple[str, "subprocess.Popen[bytes]", float]]:
    """The app on a free port: its address, its process, and the seconds until `/health` said yes."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    # As `make run` starts it: byte code is kept, whatever the shell says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"LANDSCAPE_STORE": "none"}  # what an earlier measurement left would be found, not computed
    quiet = subprocess.DEVNULL
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        while not _is_healthy(address):
            if process.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
                raise RuntimeError(f"The app was not healthy within {PATIENCE_SECONDS:g} s.")
            time.sleep(SECONDS_BETWEEN_LOOKS)
        yield address, process, time.monotonic() - began
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def processor_seconds(pid: int) -> float:
    """Seconds a process has computed, in itself and in the system for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Resident memory of a process in MB; 0 where there is no /proc to tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
