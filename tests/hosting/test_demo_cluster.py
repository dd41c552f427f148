"""The app on a cluster: `make demo-cluster` as a test, with scenes asked for and no thread of the app computing."""

import json
import re
import time
import urllib.request
from io import BytesIO

import numpy as np
import pytest

from landscape.bench.demo import app_on_cluster
from landscape.bench.processes import free_port, wait_until
from landscape.bench.serving import processor_seconds

pytestmark = pytest.mark.slow


def answer(address):
    with urllib.request.urlopen(address, timeout=5) as found:
        return found.read().decode()


def is_up(address):
    try:
        return json.loads(answer(f"{address}/health"))["ok"]
    except OSError:
        return False


def scene(address, link):
    """The scene of a link as a file: the app waits for the engine as a page does."""
    with urllib.request.urlopen(f"{address}/export/npz?{link}", timeout=120) as found:
        return np.load(BytesIO(found.read()), allow_pickle=False)


def test_the_lab_runs_on_the_cluster():
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with app_on_cluster(port) as (cluster, app):
        wait_until(lambda: is_up(address), 120)
        assert json.loads(answer(f"{address}/health"))["executor"] == "cluster"
        scene(address, "grid=17&steps=100")  # the workers have come and are warm
        before = processor_seconds(app.pid)
        began = time.monotonic()
        assert scene(address, "grid=17&steps=5000&seeds=0-15")["snapshots"].shape[0] == 16
        took, used = time.monotonic() - began, processor_seconds(app.pid) - before
        done = re.compile(r'^landscape_jobs_ended_total\{end="done"\} 2\.0$', re.MULTILINE)
        wait_until(lambda: done.search(answer(f"{address}/metrics")), 30)  # the surface comes before the last tiles
        assert re.search(r"^landscape_on_cluster 1\.0$", answer(f"{address}/metrics"), re.MULTILINE)
        assert used < 0.6 * took  # the app waits while the workers train
    assert app.poll() is not None
    assert cluster.n_left() == 0
