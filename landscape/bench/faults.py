"""What can go wrong around an engine: one function each, which breaks something and settles what it asked for."""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from landscape.bench.processes import LocalCluster, wait_until
from landscape.bench.trial import LEASE_SECONDS, Trial
from landscape.inputs.config import scene_from

TINY = {"n_train": 64, "width": 4, "depth": 1, "steps": 20, "snapshots": 8, "grid": 9}
# Some hundredths of a second each.
QUICK = (
    scene_from({**TINY, "data": "moons", "seeds": "0-2"}),
    scene_from({**TINY, "data": "moons", "seeds": "0-2", "view": "random"}),
    scene_from({**TINY, "data": "sine", "seeds": "0-1", "learning_rate": 0.05}),
    scene_from({**TINY, "data": "iris", "seeds": "1-2", "drops": "0.1:0.2"}),
    scene_from({**TINY, "data": "sine", "width": 6, "learning_rate": 0.3, "steps": 60, "seeds": "0-7"}),
)
# They differ in their seeds alone, so the engine may train them together.
CLASS = tuple(scene_from({**TINY, "data": "circles", "seeds": f"{3 * i}-{3 * i + 2}"}) for i in range(4))
# Some seconds, so that something can happen in the middle.
SLOW = scene_from({**TINY, "data": "moons", "n_train": 256, "steps": 10_000, "seeds": "0-7", "grid": 17})
POISON = (
    scene_from({**TINY, "data": "iris", "model": "convnet", "seeds": "0-2"}),
    scene_from({**TINY, "data": "sine", "quantity": "accuracy", "seeds": "0-2"}),
    scene_from({**TINY, "data": "csv", "file": "0" * 16, "seeds": "0-2"}),
)
COSTLY = scene_from(
    {**TINY, "data": "moons", "n_train": 16_000, "batch_size": 4096, "steps": 20_000, "width": 128, "depth": 4}
)
SOUND = (*QUICK, *CLASS, SLOW)

# The bytes of `pickle.dumps(print)`: whoever reads them as a pickle gets a function.
A_PICKLE = b"\x80\x04\x95\x16\x00\x00\x00\x00\x00\x00\x00\x8c\x08builtins\x94\x8c\x05print\x94\x93\x94."
MOST_CRASHES = 3  # a scheduler takes some seconds to come back
HIT_SECONDS = 10.0


def visitor_leaves(trial: Trial) -> None:
    """The only visitor leaves in the middle."""
    request = trial.ask(SLOW, fresh=True)
    trial.until_under_way(request)
    trial.leaves(request)
    trial.settle(request)


def lease_ends(trial: Trial) -> None:
    """The only visitor is not heard of any more."""
    request = trial.ask(SLOW, fresh=True)
    trial.until_under_way(request)
    trial.falls_silent(request)
    time.sleep(LEASE_SECONDS)
    trial.settle(request)


def two_ask_the_same(trial: Trial) -> None:
    """Two share a job, and one of them leaves in the middle."""
    config = trial.chance.choice((SLOW, *QUICK))
    both = [trial.ask(config, fresh=True), trial.ask(config)]
    trial.chance.shuffle(both)
    trial.until_under_way(both[0])
    trial.leaves(both[0])
    trial.settle(*both)


def class_asks_at_once(trial: Trial) -> None:
    """Several who differ in their seeds alone, of whom one leaves at once."""
    trial.forget()
    for path in trial.files():
        path.unlink(missing_ok=True)
    everybody = [trial.ask(config) for config in trial.chance.sample(CLASS, len(CLASS))]
    trial.leaves(trial.chance.choice(everybody))
    trial.settle(*everybody)


def poison(trial: Trial) -> None:
    """A config whose parts do not go together, or whose file is not here; twice, as readers do."""
    config = trial.chance.choice(POISON)
    trial.settle(*(trial.ask(config, sound=False) for _ in range(2)))


def too_costly(trial: Trial) -> None:
    """A job that is refused before it begins."""
    trial.settle(trial.ask(COSTLY, sound=False))


def store_file_spoilt(trial: Trial) -> None:
    """Every file of the store is cut short, changed in one bit, or replaced; then the same is asked for."""
    wanted = trial.ask(trial.chance.choice(QUICK))
    trial.settle(wanted)
    trial.rest()
    for path in trial.files():
        _spoil(trial, path)
    trial.forget()
    trial.settle(trial.ask(wanted.config))


def _spoil(trial: Trial, path: Path) -> None:
    content, chance = path.read_bytes(), trial.chance
    at, bit = chance.randrange(max(1, len(content))), chance.randrange(8)
    flipped = bytearray(content)
    flipped[at : at + 1] = bytes(byte ^ (1 << bit) for byte in flipped[at : at + 1])
    path.write_bytes(chance.choice((content[:at], bytes(flipped), A_PICKLE, chance.randbytes(999), b"", b"<html>")))


class FaultyFiles:
    """A file system of which some calls fail; a write fails after half of the bytes, as on a full disk.

    Args:
        files: The true one.
        failing: The calls that fail.
        number: The error's number.
    """

    def __init__(self, files: Any, failing: tuple[str, ...], number: int) -> None:
        self.n_failed = 0
        self._files, self._failing, self._number = files, failing, number

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._files, name)
        return partial(self._fail, name, found) if name in self._failing else found

    def _fail(self, name: str, true: Callable[..., Any], path: str, *others: Any, **_more: Any) -> None:
        self.n_failed += 1
        if name == "pipe_file":
            true(path, others[0][: len(others[0]) // 2])
        raise OSError(self._number, os.strerror(self._number), path)


FAULTY = (
    (("pipe_file",), errno.ENOSPC),
    (("makedirs", "pipe_file", "mv", "touch", "rm_file"), errno.EROFS),
    (("mv",), errno.EACCES),
    (("cat_file", "find"), errno.EIO),
)


def store_fails(trial: Trial) -> None:
    """No space, no permission, or a disk that cannot be read, while something is computed and kept."""
    if trial.engine.shelf.store is None:
        raise RuntimeError("The engine on trial has no store.")
    true, (failing, number) = trial.engine.shelf.store.fs, trial.chance.choice(FAULTY)
    faulty = FaultyFiles(true, failing, number)
    trial.engine.shelf.store.fs = faulty
    try:
        trial.forget()
        config = trial.chance.choice(QUICK)
        trial.settle(trial.ask(config, fresh=failing[0] != "cat_file"))
        with suppress(TimeoutError):  # the result is written after it is published; somebody else's may have been found
            wait_until(lambda: faulty.n_failed, HIT_SECONDS)
        trial.rest()
    finally:
        trial.engine.shelf.store.fs = true
    trial.settle(trial.ask(config))


@contextmanager
def clock_off_by(seconds: float) -> Iterator[None]:
    """The wall clock jumps, and jumps back at the end.

    Dask took its clock by name, before; Tornado under it, which asks the module, is left with the same one. If the two
    differed, as on no real machine they do, Dask would send nothing until the later one came to the time of the other.
    """
    true = time.time

    def now() -> float:
        asks = str(sys._getframe(1).f_globals.get("__name__", ""))
        return true() if asks.startswith("tornado.") else true() + seconds

    with patch.object(time, "time", now):
        yield


def clock_jumps(trial: Trial) -> None:
    """The wall clock jumps in the middle of a job by up to a year, forwards or backwards."""
    request = trial.ask(SLOW if trial.chance.random() < 0.3 else trial.chance.choice(QUICK), fresh=True)
    trial.until_under_way(request)
    with clock_off_by(trial.chance.choice((-1, 1)) * trial.chance.choice((60.0, 86_400.0, 3e7))):
        trial.settle(request, trial.ask(trial.chance.choice(QUICK)))


def fresh_again(trial: Trial) -> None:
    """The same is computed anew, several times, while others ask for what is there."""
    config = trial.chance.choice(QUICK)
    trial.settle(*(trial.ask(config, fresh=i % 2 == 0) for i in range(4)))


def two_programs(trial: Trial) -> None:
    """A second program on the same store is asked the same at the same moment."""
    other, config = trial.another(), trial.chance.choice(QUICK)
    trial.settle(trial.ask(config, fresh=True), trial.ask(config, fresh=True, of=other))
    trial.close_engine(other)


def program_restarted(trial: Trial) -> None:
    """The engine is closed in the middle of a job, and the next one on the same store is asked the same."""
    request = trial.ask(SLOW, fresh=True)
    trial.until_under_way(request)
    trial.falls_silent(request)  # whoever asked is told that it was stopped
    trial.reopen()
    trial.settle(request, trial.ask(trial.chance.choice((SLOW, *QUICK))))


def _cluster_of(trial: Trial) -> LocalCluster:
    if trial.cluster is None:
        raise RuntimeError("This fault needs a cluster.")
    return trial.cluster


def worker_killed(trial: Trial) -> None:
    """One or both workers die in the middle; a supervisor starts them again."""
    request = trial.ask(SLOW, fresh=True)
    trial.until_under_way(request)
    cluster = _cluster_of(trial)
    for worker in trial.chance.sample(cluster.workers, trial.chance.choice((1, 1, 2))):
        cluster.kill(worker)
    trial.settle(request)


def scheduler_killed(trial: Trial) -> None:
    """The scheduler dies in the middle; a supervisor starts it again, and the workers that went with it."""
    request = trial.ask(SLOW, fresh=True)
    trial.until_under_way(request)
    _cluster_of(trial).kill(_cluster_of(trial).scheduler)
    trial.settle(request)


ANYWHERE: tuple[Callable[[Trial], None], ...] = (
    visitor_leaves,
    lease_ends,
    two_ask_the_same,
    class_asks_at_once,
    poison,
    too_costly,
    store_file_spoilt,
    store_fails,
    clock_jumps,
    fresh_again,
    two_programs,
    program_restarted,
)


def draw(trial: Trial) -> Callable[[Trial], None]:
    """The next fault; each is as likely as the others, but a scheduler dies a few times at most."""
    crashed = trial.tally.faults[scheduler_killed.__name__] >= MOST_CRASHES
    on_cluster = () if trial.cluster is None else (worker_killed,) if crashed else (worker_killed, scheduler_killed)
    fault: Callable[[Trial], None] = trial.chance.choice((*ANYWHERE, *on_cluster))
    return fault
