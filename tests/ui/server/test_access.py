"""The host's pages are for whoever sits at the machine, and no header can claim that."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from landscape.errors import ConfigError
from landscape.ui.server.access import FROM_A_PROXY, PROXIED, STATUS, HostOnly, is_at_the_machine, is_public
from tests.ui.asgi import get, scope_of

LOCAL = {"host": "127.0.0.1:8501"}


async def there(_request):
    return PlainTextResponse("there")


def status_of(path, headers=LOCAL, client="127.0.0.1"):
    routes = [Route(one, there) for one in ("/status", "/foo/metrics", "/_stcore/metrics", "/status/x", "/lab")]
    middleware = [Middleware(HostOnly, paths=("/metrics", "/status"), public=is_public())]
    return get(routes, path, headers=headers, client=client, middleware=middleware).status


@pytest.mark.parametrize("path", ["/status", "/foo/metrics", "/_stcore/metrics"])
def test_answered_to_the_machine_alone(path):
    assert status_of(path) == 200
    assert status_of(path, client="192.0.2.7") == 403


@pytest.mark.parametrize("path", ["/lab", "/status/x"])
def test_all_else_is_answered_to_everybody(path):
    assert status_of(path, {"host": "lab.example.org"}, "192.0.2.7") == 200


def test_the_host_may_open_them(monkeypatch):
    monkeypatch.setenv(STATUS, "public")
    assert status_of("/status", {"host": "lab.example.org"}, "192.0.2.7") == 200


def test_another_word_ends_the_start(monkeypatch):
    monkeypatch.setenv(STATUS, "yes")
    with pytest.raises(ConfigError, match="LANDSCAPE_STATUS must be local or public; got 'yes'"):
        status_of("/status")


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.8.8", "::1"])
@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "localhost:80", "[::1]:8501"])
def test_at_the_machine(client, host):
    assert is_at_the_machine(scope_of("/status", "", {"host": host}, "http", client))


@pytest.mark.parametrize(
    "host", ["lab.example.org", "127.0.0.1.example.org", "10.0.0.1", "", "[", "localhost.evil.com"]
)
def test_a_name_elsewhere_is_not_the_machine(host):
    assert not is_at_the_machine(scope_of("/status", "", {"host": host}, "http"))


@pytest.mark.parametrize("header", FROM_A_PROXY)
@pytest.mark.parametrize("client", ["127.0.0.1", "192.0.2.7"])
def test_a_proxys_header_never_opens_the_door(header, client):
    headers = LOCAL | {header: "127.0.0.1"}
    assert not is_at_the_machine(scope_of("/status", "", headers, "http", client))


def test_without_an_address_nobody_is_at_the_machine():
    assert not is_at_the_machine(scope_of("/status", "", LOCAL, "http") | {"client": None})


# A proxy set up as HOSTING.md once asked: it passes on the host's name and adds nothing.


def answers_of(*requests):
    """Answers of one server to several requests in a row: (path, headers)."""
    middleware = HostOnly(Starlette(routes=[Route(one, there) for one in ("/status", "/lab")]), ("/metrics", "/status"))
    return [get([Mount("/", middleware)], path, headers=headers) for path, headers in requests]


def test_behind_a_proxy_that_does_not_say_so_nobody_reads_them():
    lab, status = answers_of(("/lab", {"host": "lab.example.org"}), ("/status", {"host": "localhost"}))
    assert (lab.status, status.status) == (200, 403)
    assert status.text == PROXIED


@pytest.mark.parametrize("header", FROM_A_PROXY)
def test_one_that_says_so_closes_them_to_its_visitors_alone(header):
    proxied = {"host": "lab.example.org", header: "192.0.2.7"}
    _, visitor, host = answers_of(("/lab", proxied), ("/status", LOCAL | {header: "192.0.2.7"}), ("/status", LOCAL))
    assert (visitor.status, host.status) == (403, 200)


def test_asking_for_them_under_another_name_closes_them_to_nobody_else():
    elsewhere, host = answers_of(("/status", {"host": "lab.example.org"}), ("/status", LOCAL))
    assert (elsewhere.status, host.status) == (403, 200)
