"""The end of the program: in seconds, whatever it does when it is told to end."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

MOST_SECONDS = 8.0  # what starts the program usually waits ten before it kills it

log = logging.getLogger(__name__)


def end_in_time(begin: Callable[[], None]) -> None:
    """Adds to what the server does when it is told to end: work is stopped at once, and an end is made of what is left.

    The server itself waits for whoever does not read what it sends, and Python for threads in the middle of a piece.
    To be called in the main thread, once the server has set its own handlers.

    Args:
        begin: Stops the work; runs in a thread of its own.
    """
    ending = threading.Event()

    def make_an_end(number: int) -> None:
        begin()
        threading.Event().wait(MOST_SECONDS)
        log.warning("server: ended with work under way, %g s after it was told to", MOST_SECONDS)
        os._exit(128 + number)

    def also(before: Any) -> Callable[[int, FrameType | None], None]:
        def handle(number: int, frame: FrameType | None) -> None:
            if not ending.is_set():
                ending.set()
                threading.Thread(target=make_an_end, args=(number,), name="ending", daemon=True).start()
            if callable(before):
                before(number, frame)

        return handle

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, also(signal.getsignal(number)))
