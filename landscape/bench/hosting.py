"""What the app costs its host while nobody does anything: its start, its idle processor time, a hundred open pages."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from landscape.bench.row import Row, at_most

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, IDLE_PERCENT, MEGABYTES = 6.0, 2.0, 500.0
PATIENCE_SECONDS = 60.0
SETTLE_SECONDS = 3.0  # sessions have just opened; what that costs is not idle
LOOK_SECONDS = 0.05


def run(n_idle: int = 10, n_many: int = 100, seconds: float = 30.0, starts: int = 3) -> list[Row]:
    """Starts the app several times, and opens pages in the last one; Linux only, on the loopback interface alone.

    Args:
        n_idle: Open pages while processor time is measured.
        n_many: Open pages while memory is measured.
        seconds: How long processor time is measured.
        starts: How often the app is started.
    """
    if not Path("/proc/self/stat").exists():
        return [Row("cost of an idle server", None, "", note="needs Linux: read from /proc")]
    times: list[float] = []
    used: list[float] = []
    for _ in range(starts - 1):
        with served() as (_address, process, took):
            times.append(took)
            used.append(_processor_seconds(process.pid))
    with served() as (address, process, took):
        times.append(took)
        used.append(_processor_seconds(process.pid))
        before = _resident(process.pid)
        percent, polls = asyncio.run(_idle(address, process.pid, n_idle, seconds))
        many = asyncio.run(_memory(address, process.pid, n_many))
    slowest = f"median of {starts} starts, slowest {max(times):.2f} s; {statistics.median(used):.2f} s of processor"
    return [
        at_most(
            "from the start of the process to healthy and warm", statistics.median(times), "s", START_SECONDS, slowest
        ),
        at_most(f"processor with {n_idle} open pages", percent, "%", IDLE_PERCENT, f"of one core, over {seconds:g} s"),
        at_most(
            "open pages that ask again by a timer", polls, "", 0, "a browser would, and this measure would miss it"
        ),
        Row("memory before a visitor", before, "MB", note="resident"),
        at_most(f"memory with {n_many} open pages", many, "MB", MEGABYTES, "resident, all open at once"),
    ]


async def _idle(address: str, pid: int, n: int, seconds: float) -> tuple[float, float]:
    """Percent of a core while some pages are open and nobody does anything, and how many pages poll."""
    from landscape.ui.visitors import visitors  # Streamlit is needed for its messages alone

    async with visitors(address, n) as everybody:
        _check(visitor.failed for visitor in everybody)
        await asyncio.sleep(min(SETTLE_SECONDS, seconds))
        began, used = time.monotonic(), _processor_seconds(pid)
        await asyncio.sleep(seconds)
        percent = 100 * (_processor_seconds(pid) - used) / (time.monotonic() - began)
        return percent, float(sum(visitor.polls > 0 for visitor in everybody))


async def _memory(address: str, pid: int, n: int) -> float:
    from landscape.ui.visitors import visitors

    async with visitors(address, n) as everybody:
        _check(visitor.failed for visitor in everybody)
        await asyncio.sleep(1)
        return _resident(pid)


def _check(failed: Iterator[bool]) -> None:
    n = sum(failed)
    if n:
        raise RuntimeError(f"{n} pages showed an error, so their cost says nothing; see the log of the app.")


@contextmanager
def served() -> Iterator[tuple[str, "subprocess.Popen[bytes]", float]]:
    """The app on a free port: its address, its process, and the seconds until `/health` said yes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    # As `make run` starts it: byte code is kept, whatever the shell says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    quiet = subprocess.DEVNULL
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        while not _is_healthy(address):
            if process.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
                raise RuntimeError(f"The app was not healthy within {PATIENCE_SECONDS:g} s.")
            time.sleep(LOOK_SECONDS)
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


def _processor_seconds(pid: int) -> float:
    """Seconds a process has computed, in itself and in the system for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
