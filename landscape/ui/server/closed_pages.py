"""Pages that were closed let go of what they showed, soon, and without waiting for the next visitor.

Streamlit keeps up to 128 closed sessions for a reload after a loss of network, each with its scene and its files, looks
at their age only when another one comes, and leaves the rest to Python's collector, which waits for its own occasion.
"""

import asyncio
import ctypes
import gc
import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from anyio import to_thread
from streamlit.runtime import Runtime

from landscape.ui.server.census import GONE, census

KEPT_SECONDS = 20.0  # a lease of the engine: as long as a page that is not heard of counts as waiting
SWEEP_SECONDS = 5.0

log = logging.getLogger(__name__)


class Sweeper:
    """Closes sessions for good once they have been without a page for a while.

    Args:
        runtime: Streamlit's.
        clock: Seconds, by a clock that never goes back.
    """

    def __init__(self, runtime: Runtime, clock: Callable[[], float] = time.monotonic) -> None:
        self._runtime, self._clock = runtime, clock
        self._since: dict[str, float] = {}

    def sweep(self) -> int:
        """Closes what is due; in the event loop, to which Streamlit's sessions belong.

        Returns:
            How many sessions were closed.
        """
        now, without = self._clock(), self._without_a_page()
        self._since = {one: self._since.get(one, now) for one in without}
        due = [one for one, since in self._since.items() if now - since >= KEPT_SECONDS]
        for one in due:
            self._runtime.close_session(one)
            del self._since[one]
        self._drop_files()
        return len(due)

    def _without_a_page(self) -> list[str]:
        manager: Any = self._runtime._session_mgr
        return [info.session.id for info in manager._session_storage.list()]

    def _drop_files(self) -> None:
        """Uploads of sessions that Streamlit dropped when too many had been closed: it keeps their files for ever."""
        files: Any = self._runtime._uploaded_file_mgr
        manager: Any = self._runtime._session_mgr
        for one in tuple(files.file_storage):
            if manager.get_session_info(one) is None:
                files.remove_session_files(one)


def give_back() -> None:
    """Collects what nobody holds any more, and gives free memory back to the system, which glibc keeps for later."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


async def let_go_of_closed_pages() -> None:
    """Sweeps until it is cancelled."""
    sweeper, n_before = None, 0
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        if sweeper is None and Runtime.exists():
            sweeper = Sweeper(Runtime.instance())
        try:
            n_closed = sweeper.sweep() if sweeper is not None else 0
        except (AttributeError, KeyError, TypeError):  # of another Streamlit: the pages of others must not end with it
            log.exception("closed pages: could not be let go")
            return
        n_ended = _n_ended()
        if n_closed or n_ended != n_before:
            n_before = n_ended
            await to_thread.run_sync(give_back)


def _n_ended() -> int:
    """Jobs that ended: each leaves holes in the memory that the next one may not fit into."""
    try:
        found = census()
    except GONE:
        return 0
    return found.done + found.stopped + found.failed
