"""Times of several tasks measured in turns, so that a busy machine slows them alike."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from landscape.learning.one_thread import one_thread


@dataclass(frozen=True, slots=True)
class Seconds:
    """What one task took.

    Attributes:
        cpu: Seconds of processor time, all threads together; other programs hardly change it.
        wall: Seconds on the clock.
    """

    cpu: float
    wall: float

    def words(self) -> str:
        """Both in one phrase."""
        return f"{self.cpu:.3g} s CPU ({self.wall:.3g} s wall)"


def seconds_of(task: Callable[[], Any]) -> Seconds:
    """Times one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    task()
    return Seconds(time.process_time() - cpu, time.perf_counter() - wall)


def best_of(n_rounds: int, *tasks: Callable[[], Any]) -> list[Seconds]:
    """The smallest times of each task over rounds in which every task runs once; torch has one thread.

    The smallest, since whatever else the machine does only ever adds.
    """
    with one_thread():
        rounds = [[seconds_of(task) for task in tasks] for _ in range(n_rounds)]
    return [Seconds(min(s.cpu for s in times), min(s.wall for s in times)) for times in zip(*rounds, strict=True)]
