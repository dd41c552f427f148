"""The app itself is killed, doubled and left in the middle: nothing is lost, wrong, or goes on alone."""

import asyncio
import io
import os
import re
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from landscape.catalogue import EXPORTS
from landscape.engine.engine import LEASE_SECONDS
from landscape.engine.packing import unpack
from landscape.engine.store import ASIDE, FOLDER
from landscape.inputs import link
from landscape.picture.scene import compute
from landscape.ui.server.visitors import Session
from tests.conftest import tiny_scene
from tests.hosting.serving import app, ask
from tests.ui.asgi import run

pytestmark = pytest.mark.slow

QUICK = tiny_scene()
A_SECOND = tiny_scene(steps=2000, seeds="0-7", grid=17, n_train=256)
SOME_SECONDS = tiny_scene(steps=12_000, seeds="0-7", grid=17, n_train=256)
A_MINUTE = tiny_scene(steps=20_000, seeds="0-63", n_train=2000, batch_size=500, snapshots=5)
AWAY_SECONDS = 5.0
MARGIN_SECONDS = 15.0


def count(address, name):
    """A number of the app's metrics."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", ask(f"{address}/metrics").body.decode(), re.MULTILINE)
    assert found, f"no metric {name}"
    return float(found[1])


def running(address):
    return count(address, 'landscape_jobs{state="running"}')


def answers(address):
    """Answers by their source, and no others than these four."""
    return {
        source: count(address, f'landscape_answers_total{{source="{source}"}}')
        for source in ("computed", "shared", "memory", "store")
    }


def arrays(content):
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        return {name: found[name] for name in found.files}


def exported(address, config):
    """The arrays of a scene as the app gives them away."""
    answer = ask(f"{address}/export/npz?{link.encode(config).removeprefix('?')}")
    assert answer.status == 200, answer.body
    return arrays(answer.body)


def assert_right(found, config):
    """Equal to the last bit to what is computed here without an app."""
    expected = arrays(EXPORTS.load("npz").write(compute(config)))
    numbers = [name for name, value in expected.items() if value.dtype.kind in "fiu" and "seconds" not in name]
    assert len(numbers) > 5
    for name in numbers:
        np.testing.assert_array_equal(found[name], expected[name], err_msg=name)


def until(true, seconds):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds:g} s"
        time.sleep(0.1)


def stored(folder):
    return sorted((folder / FOLDER).glob("??/*.npz"))


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


@pytest.fixture
def served(tmp_path, store):
    """Starts the app on the one store, each time as another program."""
    n = iter(range(9))
    return lambda: app(tmp_path / f"app-{next(n)}.log", LANDSCAPE_STORE=store.as_uri())


def test_a_killed_app_loses_nothing_that_was_done_and_computes_the_rest_again(served, store):
    with served() as (address, process):
        exported(address, QUICK)
        until(lambda: len(stored(store)) == 2, 20)  # the scene and its runs

        def wait_in_vain():
            with suppress(OSError):  # the server dies with the question open
                ask(f"{address}/export/npz?{link.encode(SOME_SECONDS).removeprefix('?')}")

        asked = threading.Thread(target=wait_in_vain)
        asked.start()
        until(lambda: running(address) == 1, 20)
        time.sleep(1)
        assert running(address) == 1
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        asked.join(30)
        assert not asked.is_alive()
    assert len(stored(store)) == 2
    for path in stored(store):
        assert unpack(path.stem, path.read_bytes()) is not None
    with served() as (address, _process):
        assert_right(exported(address, QUICK), QUICK)
        assert answers(address) == {"computed": 0, "shared": 0, "memory": 0, "store": 1}
        assert_right(exported(address, SOME_SECONDS), SOME_SECONDS)
        assert answers(address) == {"computed": 1, "shared": 0, "memory": 0, "store": 1}
        until(lambda: len(stored(store)) == 4, 20)
    assert not list(Path(store).rglob("*.part"))
    assert not (store / FOLDER / ASIDE).exists()


def test_two_replicas_on_one_store(served, store):
    found = {}
    with served() as (first, _), served() as (second, _):

        def one(address):
            found[address] = exported(address, A_SECOND)

        both = [threading.Thread(target=one, args=(address,)) for address in (first, second)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(120)
        assert set(found) == {first, second}
        assert 1 <= sum(answers(address)["computed"] for address in (first, second)) <= 2
        until(lambda: len(stored(store)) == 2, 20)
    for one_found in found.values():
        assert_right(one_found, A_SECOND)
    with served() as (again, _):
        assert_right(exported(again, A_SECOND), A_SECOND)
        assert answers(again) == {"computed": 0, "shared": 0, "memory": 0, "store": 1}
    assert not list(Path(store).rglob("*.part"))


class Page:
    """A tab on a scene: it polls as a browser does until it is cut off without a word."""

    def __init__(self, session):
        self.session = session
        self.hears = asyncio.create_task(session.until_seen(b"what no page says"))

    @classmethod
    async def open(cls, address, config):
        return cls(await Session.open(address, "lab", link.encode(config).removeprefix("?")))

    async def cut(self):
        self.hears.cancel()
        with suppress(asyncio.CancelledError):
            await self.hears
        self.session.socket.transport.abort()


async def until_async(true, seconds):
    await asyncio.to_thread(until, true, seconds)


async def open_and_cut(address):
    """Opens a page, and cuts its connection while its job runs."""
    page = await Page.open(address, A_MINUTE)
    await until_async(lambda: running(address) == 1, 30)
    await asyncio.sleep(2)
    await page.cut()


def test_the_job_of_a_closed_tab_ends_with_its_lease(served):
    async def leave(address):
        await open_and_cut(address)
        cut = time.monotonic()
        await until_async(lambda: running(address) == 0, LEASE_SECONDS + MARGIN_SECONDS)
        return time.monotonic() - cut

    with served() as (address, _process):
        took = run(leave(address))
        assert count(address, 'landscape_jobs_ended_total{end="stopped"}') == 1
        assert count(address, 'landscape_jobs_ended_total{end="done"}') == 0
        assert count(address, 'landscape_jobs{state="waiting"}') == 0
        assert took > LEASE_SECONDS / 2, "it ended before a cut connection had the time to come back"


def test_who_is_back_within_the_lease_finds_the_job_running(served):
    async def come_back(address):
        await open_and_cut(address)
        await asyncio.sleep(AWAY_SECONDS)
        page = await Page.open(address, A_MINUTE)
        await until_async(lambda: answers(address)["shared"] == 1, 20)
        assert running(address) == 1
        await asyncio.sleep(LEASE_SECONDS)  # the lease of the lost tab runs out; the new one holds the job
        still = running(address)
        await page.cut()
        return still

    with served() as (address, _process):
        assert run(come_back(address)) == 1
        assert answers(address)["computed"] == 1
        until(lambda: running(address) == 0, LEASE_SECONDS + MARGIN_SECONDS)
