"""`/health` through the life of a server."""

import json

import pytest

from landscape.exports.files import LANDSCAPE_VERSION
from landscape.ui.server import health
from landscape.ui.server.health import enter, health_routes, seconds
from tests.ui.asgi import get
from tests.ui.census import Counting, Lost, use


@pytest.fixture(autouse=True)
def _phase(monkeypatch):
    monkeypatch.setattr(health, "_phases", ["warming"])


def ask():
    answer = get(health_routes(), "/health")
    assert answer.headers["cache-control"] == "no-store"
    return answer.status, json.loads(answer.body)


def test_from_the_first_moment_to_the_last(monkeypatch):
    use(monkeypatch, Counting())
    status, said = ask()
    assert (status, said["ok"], said["phase"]) == (503, False, "warming")
    enter("ready")
    before = seconds()
    status, said = ask()
    assert (status, said["ok"], said["version"], said["executor"]) == (200, True, LANDSCAPE_VERSION, "threads")
    assert round(before, 1) <= said["seconds"] <= round(seconds(), 1)
    enter("ending")
    assert ask()[0] == 503


@pytest.mark.parametrize("address", ["tls://10.1.2.3:8786", "tcp://scheduler:8786"])
def test_a_cluster_is_not_named(monkeypatch, address):
    use(monkeypatch, Counting(cluster=address))
    enter("ready")
    status, said = ask()
    assert (status, said["executor"]) == (200, "cluster")
    assert address not in json.dumps(said)


def test_a_lost_engine_is_ill(monkeypatch):
    use(monkeypatch, Lost())
    enter("ready")
    status, said = ask()
    assert (status, said["ok"], said["executor"]) == (503, False, None)
    assert said.keys() == {"ok", "phase", "version", "seconds", "executor"}


def test_the_shared_engine_is_asked():
    enter("ready")
    assert ask()[0] == 200


def test_without_memory_it_is_ill(monkeypatch):
    use(monkeypatch, Counting())
    enter("ready")
    monkeypatch.setattr(health, "PROBE_BYTES", 2**62)
    status, said = ask()
    assert (status, said["ok"]) == (503, False)
