"""A Dask scheduler and workers as processes on loopback, as the documents say to start them; each can be killed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
LOOK_SECONDS = 0.02


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind((LOOPBACK, 0))
        return int(one.getsockname()[1])


class LocalCluster:
    """Processes of one scheduler and some workers; each can be killed and started again.

    Args:
        n_workers: How many workers.
        memory: The most one of them may use, as Dask writes it.
        tls: Variables of the environment with Dask's certificates and keys; without, nothing is encrypted.
    """

    def __init__(self, n_workers: int = 2, memory: str = "1GiB", tls: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.protocol, self._tls = ("tls", tls) if tls else ("tcp", {})
        self.address = f"{self.protocol}://{LOOPBACK}:{self.port}"
        self.memory = memory
        self.groups: set[int] = set()
        # A worker that is killed cannot clear its own folder.
        self._folder = tempfile.TemporaryDirectory(prefix="landscape-cluster-", ignore_cleanup_errors=True)
        self.scheduler = self._start_scheduler()
        self.workers = [self.start_worker() for _ in range(n_workers)]

    def _run(self, *arguments: str) -> "subprocess.Popen[bytes]":
        environment = {
            **os.environ,
            **self._tls,
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
            "DASK_TEMPORARY_DIRECTORY": self._folder.name,  # of the scheduler and the nannies
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.groups.add(process.pid)
        return process

    def _start_scheduler(self) -> "subprocess.Popen[bytes]":
        where = ("--protocol", self.protocol, "--host", LOOPBACK, "--port", str(self.port))
        return self._run("scheduler", *where, "--no-dashboard")

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """One more worker."""
        return self._run(
            "worker",
            self.address,
            "--host",
            LOOPBACK,
            "--nthreads",
            "1",
            "--no-dashboard",
            "--memory-limit",
            self.memory,
            "--local-directory",
            self._folder.name,
            "--preload",
            "landscape.picture.scene",
            "--death-timeout",
            "60",
        )

    def mend(self) -> None:
        """Starts again whatever has ended, as a supervisor does."""
        if self.scheduler.poll() is not None:
            self.scheduler = self._start_scheduler()
        self.workers = [self.start_worker() if worker.poll() is not None else worker for worker in self.workers]

    @staticmethod
    def kill(process: "subprocess.Popen[bytes]") -> None:
        """Kills a process and its children at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def close(self) -> None:
        """Kills everything and removes the workers' folders."""
        for process in [*self.workers, self.scheduler]:
            self.kill(process)
        self._folder.cleanup()

    def n_left(self) -> int:
        """Processes ever started here, or children of theirs, that still live."""
        return sum(_lives(group) for group in self.groups)


def _lives(group: int) -> bool:
    """Whether a process of this group still lives; one that only nobody has waited for does not count."""
    folder = Path("/proc")
    if not (folder / "self" / "stat").exists():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, 0)
            return True
        return False
    for file in folder.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _parent, its_group = file.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                return True
    return False


def wait_until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Waits for something to become true.

    Raises:
        TimeoutError: It did not.
    """
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("Waited in vain.")
        time.sleep(LOOK_SECONDS)
