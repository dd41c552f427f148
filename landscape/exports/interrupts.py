"""Ctrl-C and SIGTERM on the command line: a sentence instead of a traceback, and never half of what was asked for."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPED = "Stopped; nothing was written."
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def _is_the_program() -> bool:
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    return spec is not None and spec.name == "landscape.__main__"


def _end_at_once(_number: int, _frame: FrameType | None) -> None:
    os.write(2, f"{STOPPED}\n".encode())
    os._exit(1)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def as_interrupts() -> Iterator[None]:
    """Both signals raise KeyboardInterrupt, so that what was begun is cleared away."""
    with _handled_by(_interrupt):
        yield


@contextmanager
def uninterrupted() -> Iterator[None]:
    """What is done inside is done whole: a signal that comes meanwhile is too late."""
    with _handled_by(lambda _number, _frame: None):
        yield


@contextmanager
def _handled_by(handler: "signal._HANDLER") -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # where no handlers can be set, no signals come
        yield
        return
    before = [(number, signal.signal(number, handler)) for number in SIGNALS]
    try:
        yield
    finally:
        for number, one in before:
            signal.signal(number, one)


# The libraries take seconds to load, and an exception in the middle of that shows where it struck.
if _is_the_program():
    for _one in SIGNALS:
        signal.signal(_one, _end_at_once)
