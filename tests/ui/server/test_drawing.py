"""Pictures drawn for a crowd: one at a time, each once, known again by their digest, and nobody else is held up."""

import asyncio
import gzip
import threading
import time

import pytest
from starlette.routing import Route

from landscape.ui.server import drawing
from landscape.ui.server.drawing import Drawer
from landscape.ui.server.health import health_routes
from tests.ui.asgi import get, request, run


class Counting:
    """Draws what was asked for, slowly, and counts how many are at it at once."""

    def __init__(self, seconds=0.0):
        self.drawn, self.now, self.most = [], 0, 0
        self.seconds, self.lock = seconds, threading.Lock()

    def __call__(self, name):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        self.drawn.append(name)
        self.now -= 1
        if name == "bad":
            raise ValueError(name)
        return f"<svg>{name}</svg>" * 50


def routes_of(draw, kept=8):
    drawer = Drawer(draw, kept, "private, max-age=5")

    async def picture(asked):
        return await drawer.answer(asked, asked.path_params["name"])

    return [Route("/{name}.svg", picture), *health_routes()]


def test_a_crowd_is_drawn_for_one_after_another_and_health_is_answered_meanwhile():
    draw = Counting(0.01)
    routes = routes_of(draw, kept=100)

    async def crowd():
        waiting = [asyncio.create_task(request(routes, f"/{i}.svg")) for i in range(68)]
        await asyncio.sleep(0.05)
        begin = time.monotonic()
        await request(routes, "/health")
        took = time.monotonic() - begin
        return took, len(draw.drawn), await asyncio.gather(*waiting)

    took, n_drawn, answers = run(crowd())
    assert draw.most == 1
    assert n_drawn < 68
    assert took < 0.5
    assert [answer.status for answer in answers] == [200] * 68
    assert answers[7].text == "<svg>7</svg>" * 50


def test_the_same_asked_for_by_many_is_drawn_once():
    draw = Counting(0.01)
    routes = routes_of(draw)

    async def crowd():
        return await asyncio.gather(*(request(routes, "/a.svg") for _ in range(30)))

    assert len({answer.body for answer in run(crowd())}) == 1
    assert draw.drawn == ["a"]


def test_only_so_many_are_kept_and_those_used_last():
    draw = Counting()
    routes = routes_of(draw, kept=2)
    for name in "abacab":
        get(routes, f"/{name}.svg")
    assert draw.drawn == ["a", "b", "c", "b"]


def test_whoever_has_it_is_not_sent_it_again():
    routes = routes_of(Counting())
    first = get(routes, "/a.svg")
    assert first.headers["cache-control"] == "private, max-age=5"
    again = get(routes, "/a.svg", headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"] != get(routes, "/b.svg").headers["etag"]
    assert get(routes, "/b.svg", headers={"if-none-match": first.headers["etag"]}).status == 200


def test_it_is_compressed_for_whoever_takes_it_so():
    routes = routes_of(Counting())
    packed = get(routes, "/a.svg", headers={"accept-encoding": "br, gzip"})
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.body) == get(routes, "/a.svg").body
    assert "content-encoding" not in get(routes, "/a.svg").headers


def test_a_larger_crowd_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(drawing, "MOST_WAITING", 3)
    routes = routes_of(Counting(0.02))

    async def crowd():
        return await asyncio.gather(*(request(routes, f"/{i}.svg") for i in range(8)))

    answers = run(crowd())
    assert sorted(answer.status for answer in answers) == [200] * 4 + [503] * 4
    refused = next(answer for answer in answers if answer.status == 503)
    assert refused.headers["retry-after"] == "10"
    assert refused.text == drawing.CROWDED


def test_nothing_is_drawn_for_those_who_left():
    draw = Counting(0.05)
    routes = routes_of(draw)

    async def crowd():
        gone = asyncio.Event()
        first = asyncio.create_task(request(routes, "/a.svg"))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(request(routes, "/b.svg", gone=gone))
        await asyncio.sleep(0.01)
        gone.set()
        return await asyncio.gather(first, second)

    run(crowd())
    assert draw.drawn == ["a"]


def test_a_fault_in_one_drawing_leaves_the_turn_to_the_next():
    routes = routes_of(Counting())
    with pytest.raises(ValueError, match="bad"):
        get(routes, "/bad.svg")
    assert get(routes, "/a.svg").status == 200
