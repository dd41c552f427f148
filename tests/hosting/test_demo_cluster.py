"""The app on a cluster: `make demo-cluster` as a test, with the lab in a session and no thread of the app computing."""

import asyncio
import json
import os
import re
import time
import urllib.request
from pathlib import Path

import pytest

from landscape.bench.demo import app_on_cluster
from landscape.bench.processes import free_port, wait_until
from landscape.ui.visitors import Session

pytestmark = pytest.mark.slow
SHAPE = rb'"z":\{"at":\d+,"kind":"f4","shape":\[17,17\]\}'


def answer(address):
    with urllib.request.urlopen(address, timeout=5) as found:
        return found.read().decode()


def is_up(address):
    try:
        return json.loads(answer(f"{address}/health"))["ok"]
    except OSError:
        return False


def seconds_of(pid):
    """Processor time of a process, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def lab(address, link):
    session = await Session.open(address, "lab", link)
    await session.until_seen(SHAPE)
    await session.socket.close()


def test_the_lab_runs_on_the_cluster():
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with app_on_cluster(port) as (cluster, app):
        wait_until(lambda: is_up(address), 120)
        assert json.loads(answer(f"{address}/health"))["executor"] == "cluster"
        asyncio.run(lab(address, "grid=17&steps=100"))  # the workers have come and are warm
        before = seconds_of(app.pid)
        began = time.monotonic()
        asyncio.run(lab(address, "grid=17&steps=12000&seeds=0-31&width=64"))
        took, used = time.monotonic() - began, seconds_of(app.pid) - before
        metrics = answer(f"{address}/metrics")
        assert re.search(r'^landscape_jobs_ended_total\{end="done"\} 2\.0$', metrics, re.MULTILINE), metrics
        assert re.search(r"^landscape_on_cluster 1\.0$", metrics, re.MULTILINE)
        assert used < 0.5 * took  # the app waits while the workers train
    assert app.poll() is not None
    assert cluster.n_left() == 0
