"""What one address may have under way at once, so that nobody's script keeps everybody else out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Shares:
    """Places by address; who finds none free waits for one. Used in the event loop alone.

    Args:
        most: Places of one address.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._places: dict[str, tuple[asyncio.Semaphore, int]] = {}  # with how many hold or want one

    @asynccontextmanager
    async def of(self, address: str, seconds: float) -> AsyncIterator[bool]:
        """A place while the block lasts.

        Args:
            address: Whose.
            seconds: How long to wait for it.

        Yields:
            Whether there was one in time.
        """
        place, n = self._places.get(address, (asyncio.Semaphore(self._most), 0))
        self._places[address] = place, n + 1
        try:
            try:
                await asyncio.wait_for(place.acquire(), seconds)
            except TimeoutError:
                yield False
                return
            try:
                yield True
            finally:
                place.release()
        finally:
            n = self._places[address][1] - 1
            self._places[address] = place, n
            if n == 0:
                del self._places[address]

    def __len__(self) -> int:
        """Addresses that hold or want a place."""
        return len(self._places)
