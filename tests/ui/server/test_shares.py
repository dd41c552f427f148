"""Places by address: so many at once, others wait, and other addresses know nothing of it."""

import asyncio

import pytest

from landscape.ui.server.shares import Shares
from tests.ui.asgi import run


class Crowd:
    """Counts who is inside."""

    def __init__(self, shares):
        self.shares, self.inside, self.most = shares, dict[str, int](), dict[str, int]()

    async def come(self, address, seconds=5.0, stay=0.01):
        async with self.shares.of(address, seconds) as admitted:
            if admitted:
                self.inside[address] = self.inside.get(address, 0) + 1
                self.most[address] = max(self.most.get(address, 0), self.inside[address])
                await asyncio.sleep(stay)
                self.inside[address] -= 1
            return admitted


def test_one_address_has_so_many_places_and_others_have_theirs():
    async def work():
        crowd = Crowd(Shares(4))
        found = await asyncio.gather(*(crowd.come(one) for one in "a" * 200 + "b" * 3))
        return crowd.most, all(found), len(crowd.shares)

    assert run(work()) == ({"a": 4, "b": 3}, True, 0)


def test_a_newcomer_waits_for_nobody_elses_crowd():
    async def work():
        crowd = Crowd(Shares(4))
        many = [asyncio.create_task(crowd.come("a", stay=60)) for _ in range(202)]
        await asyncio.sleep(0)
        admitted = await asyncio.wait_for(crowd.come("b"), 1)
        for one in many:
            one.cancel()
        await asyncio.gather(*many, return_exceptions=True)
        return admitted, len(crowd.shares)

    assert run(work()) == (True, 0)


def test_who_waits_too_long_is_told_so():
    async def work():
        crowd = Crowd(Shares(1))
        first = asyncio.create_task(crowd.come("a", stay=0.2))
        await asyncio.sleep(0)
        late = await crowd.come("a", seconds=0.02)
        return await first, late, len(crowd.shares)

    assert run(work()) == (True, False, 0)


def test_a_fault_inside_gives_the_place_back():
    async def work():
        shares = Shares(1)
        with pytest.raises(ZeroDivisionError):
            async with shares.of("a", 1):
                raise ZeroDivisionError
        async with shares.of("a", 1) as admitted:
            return admitted

    assert run(work())
