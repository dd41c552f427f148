"""Debian's nginx with the shipped configuration before two real replicas, all on the loopback interface."""

import os
import re
import signal
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import websockets

from landscape.ui.server.visitors import Session
from tests.hosting.serving import NGINX, app, ask, nginx
from tests.ui.asgi import run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed; as root, `make nginx` installs Debian's"),
]
N_VISITORS = 16  # all on one of two replicas by chance: once in 30,000 times
SECRET = "PRIVATE-7F3A"


@dataclass
class Setup:
    """What runs."""

    address: str
    log: Path
    replicas: dict[str, Any]  # process by the address nginx knows

    @property
    def host(self):
        return self.address.removeprefix("http://")


@pytest.fixture(scope="module")
def setup(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    store = {"LANDSCAPE_STORE": (folder / "store").as_uri(), "FORWARDED_ALLOW_IPS": "*"}
    with ExitStack() as stack:
        apps = [stack.enter_context(app(folder / f"app-{i}.log", **store)) for i in range(2)]
        replicas = {address.removeprefix("http://"): process for address, process in apps}
        address, log = stack.enter_context(nginx(folder, list(replicas)))
        yield Setup(address, log, replicas)


def logged(setup, uri):
    """The replicas of all requests for an address so far."""
    pattern = re.compile(rf"^\S+ GET {re.escape(uri)} \d+ \d+ \S+ (.+)$", re.MULTILINE)
    return [one.split(", ")[-1] for one in pattern.findall(setup.log.read_text())]


def served_by(setup, uri, request):
    """The replica of one request; nginx logs it when it is over."""
    before, end = len(logged(setup, uri)), time.monotonic() + 10
    request()
    while len(found := logged(setup, uri)) == before and time.monotonic() < end:
        time.sleep(0.02)
    assert len(found) == before + 1
    return found[-1]


@dataclass
class Person:
    """Somebody with a browser, which keeps cookies or does not."""

    setup: Setup
    agent: str = "test"
    keeps: bool = True
    cookie: str = ""
    seen: list[str] = field(default_factory=list)

    def headers(self):
        return {"User-Agent": self.agent} | ({"Cookie": self.cookie} if self.cookie else {})

    def get(self, path):
        answer = ask(self.setup.address + path, **self.headers())
        new = [one for one in answer.headers.get_all("set-cookie") or [] if one.startswith("landscape_replica=")]
        assert len(new) == (0 if self.cookie else 1)
        if new and self.keeps:
            self.cookie = new[0].split(";")[0]
        return answer

    async def page(self):
        """Opens the page's websocket and waits until the page is whole."""
        headers = self.headers()
        async with websockets.connect(
            self.setup.address.replace("http", "ws") + "/_stcore/stream",
            subprotocols=["streamlit"],
            max_size=None,
            origin=self.setup.address,
            user_agent_header=headers.pop("User-Agent"),
            additional_headers=headers,
        ) as socket:
            visitor = Session(socket)
            await visitor.run()
            assert not visitor.failed

    def visit(self):
        """The page, its websocket and one of its other routes: the replicas of the last two."""
        assert self.get("/").status == 200
        return self.come_back()

    def come_back(self):
        stream = served_by(self.setup, "/_stcore/stream", lambda: run(self.page()))
        return {stream, served_by(self.setup, "/_stcore/health", lambda: self.get("/_stcore/health"))}


@pytest.fixture(scope="module")
def people(setup):
    """Visitors with cookies, who have been there once, and the replica each was served by."""
    everybody = [Person(setup) for _ in range(N_VISITORS)]
    places = [person.visit() for person in everybody]
    assert all(len(place) == 1 for place in places), "a visitor was sent to and fro"
    return everybody, [place.pop() for place in places]


def test_both_replicas_get_visitors_of_one_address(setup, people):
    assert set(people[1]) == set(setup.replicas)


def test_a_visitor_stays_with_a_replica(people):
    for person, place in list(zip(*people, strict=True))[:4]:
        assert person.come_back() == {place}


def test_without_cookies_address_and_browser_stand_in(setup):
    places = []
    for i in range(N_VISITORS):
        person = Person(setup, agent=f"browser {i}", keeps=False)
        found = person.visit()
        assert len(found) == 1
        places.append(found.pop())
    assert set(places) == set(setup.replicas)


def test_headers_pass_through(setup):
    page = ask(f"{setup.address}/lab")
    policy = page.headers["content-security-policy"]
    assert f"connect-src 'self' ws://{setup.host} wss://{setup.host};" in policy
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["server"] == "nginx"
    assert "SameSite=Lax" in page.headers["set-cookie"]
    script = re.search(r'src="\./(static/js/[^"]+)"', page.body.decode())[1]
    file = ask(f"{setup.address}/{script}", Accept_Encoding="gzip")
    assert file.headers["content-encoding"] == "gzip"
    assert "immutable" in file.headers["cache-control"]
    assert file.headers["set-cookie"] is None


def test_over_tls_the_cookie_works_in_frames_and_addresses_are_those_of_the_visitor(setup):
    answer = ask(f"{setup.address}/lab", X_Forwarded_Proto="https")
    assert "SameSite=None; Secure; Partitioned" in answer.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/metrics", "/status", "/status/", "/_stcore/metrics", "/foo/status"])
def test_what_is_for_the_host_is_not_there(setup, path):
    assert ask(setup.address + path, X_Forwarded_For="127.0.0.1").status == 404


def test_the_replicas_themselves_refuse_what_came_through_a_proxy(setup):
    (replica, *_) = setup.replicas
    assert ask(f"http://{replica}/status").status == 200
    assert ask(f"http://{replica}/status", X_Forwarded_For="127.0.0.1").status == 403


def test_a_foreign_page_gets_no_websocket(setup):
    async def connect():
        address = setup.address.replace("http", "ws") + "/_stcore/stream"
        async with websockets.connect(address, subprotocols=["streamlit"], origin="https://evil.example"):
            pass

    with pytest.raises(websockets.InvalidStatus, match="403"):
        run(connect())


def test_the_log_holds_no_query_and_no_address_of_a_visitor(setup):
    named = {"User_Agent": SECRET, "Referer": f"https://{SECRET}.org"}
    served_by(setup, "/lab", lambda: ask(f"{setup.address}/lab?seeds={SECRET}", **named))
    text = setup.log.read_text()
    assert SECRET not in text
    replicas = set(setup.replicas)
    assert {one for one in re.findall(r"127\.0\.0\.1(?::\d+)?", text)} <= replicas


def test_visitors_of_a_killed_replica_go_on_with_the_other(setup, people):
    """The last test of the file: a replica is gone afterwards."""
    gone, left = sorted(setup.replicas)
    os.killpg(setup.replicas[gone].pid, signal.SIGKILL)
    setup.replicas[gone].wait()
    orphans = [person for person, place in zip(*people, strict=True) if place == gone]
    assert orphans
    for person in orphans[:3]:
        assert person.get("/").status == 200
        assert person.come_back() == {left}
