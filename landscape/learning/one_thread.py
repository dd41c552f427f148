"""One thread for whatever decides a number, so that no bit depends on cores, on the load or on neighbours."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, final

import torch
from threadpoolctl import OpenBLASController, ThreadpoolController


@final
class _MatrixThreads:
    """How many threads the matrix libraries of numpy and scipy use; who wants one of them is counted.

    Their number belongs to the whole program: whoever set it back while another still computes would change that one's
    bits. So the first to come sets it to one, and the last to leave puts back what was there.
    """

    def __init__(self) -> None:
        import scipy.linalg  # noqa: F401  # so that its library is among those found

        self._libraries = ThreadpoolController().select(user_api="blas")
        self._lock = threading.Lock()
        self._n_inside = 0

    def enter(self) -> None:
        """One thread from now on."""
        with self._lock:
            if not self._n_inside:
                self._limits = _obeyed(lambda: self._libraries.limit(limits=1))
            self._n_inside += 1

    def leave(self) -> None:
        """As many as before, once nobody needs one thread any more."""
        with self._lock:
            self._n_inside -= 1
            if not self._n_inside:
                _obeyed(self._limits.restore_original_limits)


def _obeyed(set_threads: Callable[[], Any]) -> Any:
    """Sets numbers of threads, whichever thread set them before.

    The library that does it obeys the first thread that asks until that one lets go, and tells nobody else that it does
    not: here the first to enter and the last to leave are different threads.
    """
    OpenBLASController.clear_controlling_thread(force=True)
    try:
        return set_threads()
    finally:
        OpenBLASController.clear_controlling_thread(force=True)


@cache
def _matrix_threads() -> _MatrixThreads:
    """Made once, since the search for the libraries takes 5 ms; made early, since two threads would make two."""
    return _MatrixThreads()


_making = threading.Lock()


@contextmanager
def one_thread() -> Iterator[None]:
    """Lets torch, numpy and scipy use one thread: around a block, or as a decorator of a function.

    Networks this small gain nothing from more, and sums would be split differently. Several may be inside at once, in
    any order, and in one another. Torch's number belongs to each thread of Python alone, once that thread has asked for
    it: before, its first operation takes over what another thread set last.

    Example:
        >>> with one_thread():
        ...     torch.get_num_threads()
        1
    """
    with _making:
        matrices = _matrix_threads()
    before = torch.get_num_threads()
    matrices.enter()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
        matrices.leave()
