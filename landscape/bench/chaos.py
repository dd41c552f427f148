"""Faults in a row, drawn at random: every request must end in the right bits or in one clear sentence."""

import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

from landscape.bench import faults
from landscape.bench.processes import LocalCluster
from landscape.bench.row import Row, at_least, at_most
from landscape.bench.trial import Tally, Trial, digest_of
from landscape.engine.executors import Executor, Threads
from landscape.inputs.config import SceneConfig
from landscape.picture.scene import compute

DEADLINE_SECONDS = {"threads": 60.0, "cluster": 120.0}  # a cluster that is gone is waited for a minute and a half
WORKERS = 2
MEND_SECONDS = 0.25
CLEAR_SECONDS = 15.0
BYSTANDERS = 0.5
# Dask keeps one loop for all clients of a program, and never ends it.
OF_DASK = ("IO loop", "Dask-", "Profile", "asyncio", "TCP-Executor", "AsyncProcess")


def run(
    n: int = 200, seed: int = 0, seconds: float = 900.0, executors: tuple[str, ...] = ("threads", "cluster")
) -> list[Row]:
    """Breaks engines on threads and on a cluster of this machine, half of the faults each; on loopback alone.

    Args:
        n: How many faults.
        seed: Of the draws; what happens in which order is the same for equal seeds, the exact moments are not.
        seconds: After this long no further fault is begun.
        executors: Which of "threads" and "cluster".
    """
    references = {config: digest_of(compute(config)) for config in faults.SOUND}
    end, rows = time.monotonic() + seconds, list[Row]()
    for i, name in enumerate(executors):
        n_here = n // len(executors) + (i < n % len(executors))
        if name == "cluster" and find_spec("distributed") is None:
            note = "Dask is not installed: `pip install -r requirements-cluster.txt`"
            rows.append(Row("cluster: faults", None, "", note=note))
            continue
        until = time.monotonic() + (end - time.monotonic()) / (len(executors) - i)
        rows += _rows(name, n_here, *_broken(name, n_here, f"{seed} {name}", until, references))
    return rows


def _broken(name: str, n: int, seed: str, until: float, references: dict[SceneConfig, str]) -> tuple[Tally, list[str]]:
    """How the requests ended, and what was left behind."""
    before = set(threading.enumerate())
    with _own_temporary_folder() as folder:
        with _processes(name) as (cluster, make):
            trial = Trial(folder / "store", random.Random(seed), make, references, DEADLINE_SECONDS[name], cluster)
            try:
                while trial.tally.faults.total() < n and time.monotonic() < until:
                    _one_fault(trial)
            finally:
                trial.close()
        left = [str(path.relative_to(folder)) for path in (*folder.rglob("*.part"), *(folder / "tmp").iterdir())]
    if cluster is not None and cluster.n_left():
        left.append(f"{cluster.n_left()} processes")
    return trial.tally, left + _threads_left(before)


def _one_fault(trial: Trial) -> None:
    fault = faults.draw(trial)
    trial.fault = fault.__name__
    trial.tally.faults[trial.fault] += 1
    # Somebody else waits meanwhile; not where the engine is closed under everybody.
    calm = fault is faults.program_restarted or trial.chance.random() > BYSTANDERS
    others = [] if calm else [trial.ask(trial.chance.choice(faults.QUICK), fresh=trial.chance.random() < 0.5)]
    fault(trial)
    trial.settle(*others)


@contextmanager
def _own_temporary_folder() -> Iterator[Path]:
    """A folder with a `tmp` in it, where all temporary files of this program and its children go meanwhile."""
    with tempfile.TemporaryDirectory(prefix="landscape-chaos-") as name:
        folder = Path(name)
        (folder / "tmp").mkdir()
        with patch.object(tempfile, "tempdir", str(folder / "tmp")), patch.dict("os.environ", TMPDIR=tempfile.tempdir):
            yield folder


@contextmanager
def _processes(name: str) -> Iterator[tuple[LocalCluster | None, Callable[[], Executor]]]:
    """What the executor needs: nothing for threads, or a scheduler and workers with a supervisor."""
    if name == "threads":
        yield None, lambda: Threads(WORKERS)
        return
    from landscape.engine.cluster import Cluster  # an extra that a laptop does not need

    cluster, over = LocalCluster(WORKERS), threading.Event()

    def supervise() -> None:
        while not over.wait(MEND_SECONDS):
            cluster.mend()

    supervisor = threading.Thread(target=supervise, name="chaos-supervisor")
    supervisor.start()
    try:
        yield cluster, lambda: Cluster(cluster.address, WORKERS)
    finally:
        over.set()
        supervisor.join()
        cluster.close()


def _threads_left(before: set[threading.Thread]) -> list[str]:
    """Names of the threads that are new and do not end."""
    end = time.monotonic() + CLEAR_SECONDS
    while True:
        new = [one.name for one in set(threading.enumerate()) - before if not one.name.startswith(OF_DASK)]
        if not new or time.monotonic() > end:
            return new
        time.sleep(MEND_SECONDS)


def _rows(name: str, n: int, tally: Tally, left: list[str]) -> list[Row]:
    ends = tally.ends

    def told(how: str) -> str:
        return "; ".join(text for text, _ in Counter(one for one in tally.told if one.startswith(how)).most_common(3))

    drawn = ", ".join(f"{fault} {times}" for fault, times in sorted(tally.faults.items()))
    # A cluster that is lost again and again may be given up, with a sentence; threads have no such excuse.
    spared, excuse = float(ends["spared"]), told("spared")
    given_up = f"{name}: sound requests that got a sentence"
    return [
        at_least(f"{name}: faults", tally.faults.total(), "", n, drawn),
        Row(f"{name}: requests that ended with the right bits", ends["right"], ""),
        Row(f"{name}: unsound requests that ended with a sentence", ends["sentence"], ""),
        Row(f"{name}: requests stopped since they were left", ends["stopped"], ""),
        at_most(given_up, spared, "", 0, excuse) if name == "threads" else Row(given_up, spared, "", note=excuse),
        at_most(f"{name}: wrong bits", ends["wrong"], "", 0, told("wrong")),
        at_most(f"{name}: failed inside", ends["inside"], "", 0, told("inside")),
        at_most(f"{name}: ended without result or reason", ends["unexplained"], "", 0, told("unexplained")),
        at_most(f"{name}: never ended", ends["hung"], "", 0, told("hung")),
        at_most(f"{name}: left behind", len(left), "", 0, ", ".join(left)),
    ]
