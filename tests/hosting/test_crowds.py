"""The real server under what a stranger can do to it: a flood of half requests, and an end in the middle of things."""

import os
import resource
import signal
import socket
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.hosting.serving import app, ask

pytestmark = pytest.mark.slow

HALF = b"GET /lab HTTP/1.1\r\nhost: a\r\n"
END_SECONDS = 10


@contextmanager
def few_files(n):
    """What is started meanwhile may have so many files open."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] not in (resource.RLIM_INFINITY,) and before[1] < n:
        n = before[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 2000), before[1]))
    yield ["prlimit", f"--nofile={n}:{n}"]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def connected(address, content):
    parts = urlsplit(address)
    one = socket.create_connection((parts.hostname, parts.port), timeout=10)
    one.sendall(content)
    return one


def test_a_flood_of_half_requests(tmp_path):
    """1,100 of them at 1,024 files: before, health did not answer, and 104 MB of log were written in half a minute."""
    log = tmp_path / "log.txt"
    with few_files(1024) as limited, app(log, before=limited) as (address, _process):
        flood, took = [connected(address, HALF) for _ in range(1100)], []
        for _ in range(10):
            begin = time.monotonic()
            status = ask(f"{address}/health").status
            took.append((round(time.monotonic() - begin, 2), status))
            time.sleep(0.3)
        for one in flood:
            one.close()
    assert {status for _, status in took} == {200}, took
    assert max(seconds for seconds, _ in took) < 5, took
    assert log.stat().st_size < 1_000_000


def export_under_way(address):
    query = b"v=1&steps=2000&seeds=0-15&n_train=2000&batch_size=256&hidden=64"
    return [connected(address, b"GET /export/npz?" + query + b" HTTP/1.1\r\nhost: a\r\n\r\n")]


def whoever_does_not_read(address):
    asked = b"GET /viewer/x/plotly.min.js HTTP/1.1\r\nhost: a\r\n\r\n"
    return [connected(address, asked * 5) for _ in range(5)]


def half_requests(address):
    return [connected(address, HALF) for _ in range(20)]


def half_uploads(address):
    return [connected(address, b"PUT /_stcore/upload_file/a/b HTTP/1.1\r\nhost: a\r\ncontent-length: 99\r\n\r\nx")]


def open_pages(address):
    asked = b"GET /_stcore/stream HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    key = b"sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    return [connected(address, asked + key) for _ in range(5)]


def drawings(address):
    return [connected(address, b"GET /still/points.svg?answer=%d HTTP/1.1\r\nhost: a\r\n\r\n" % i) for i in (0, 1)]


SITUATIONS = (export_under_way, whoever_does_not_read, half_requests, half_uploads, open_pages, drawings)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_time_whatever_goes_on(number, tmp_path):
    """Before, an export in flight or a client that did not read kept it alive for more than 85 s."""
    with app(tmp_path / "log.txt", LANDSCAPE_STORE="none") as (address, process):
        held = [one for situation in SITUATIONS for one in situation(address)]
        time.sleep(1)
        begin = time.monotonic()
        os.kill(process.pid, number)
        process.wait(60)
        took = time.monotonic() - begin
        for one in held:
            one.close()
    assert took < END_SECONDS
