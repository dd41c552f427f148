"""The downloads of a real server that runs below a base path, asked by a whole class at once."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from landscape.bench.processes import free_port
from landscape.inputs import link
from tests.conftest import tiny_scene

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 120
QUERY = link.encode(tiny_scene())

pytestmark = pytest.mark.slow


def get(address):
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.headers["content-type"], answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["content-type"], error.read()


def wait_for_health(address, process):
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            return get(address)
        except OSError:
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The server's address, without the base path."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.baseUrlPath", "foo", "--server.port"]
    with (tmp_path_factory.mktemp("server") / "log.txt").open("wb") as log:
        process = subprocess.Popen([*command, str(port)], cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for_health(f"{address}/foo/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def test_the_addresses_below_the_base_path_answer_and_those_at_the_root_do_not(server):
    base = f"{server}/foo"
    status, kind, content = get(f"{base}/export/glb?{QUERY}")
    assert (status, kind, content[:4]) == (200, "model/gltf-binary", b"glTF")
    assert get(f"{base}/qr.svg?{QUERY}")[:2] == (200, "image/svg+xml")
    assert get(f"{base}/export/nothing")[0] == 404
    assert get(f"{base}/export/glb?width=0")[0] == 400
    assert get(f"{server}/export/glb?{QUERY}")[0] == 404
    assert get(f"{server}/qr.svg?{QUERY}")[0] == 404


def test_a_class_that_downloads_at_once_gets_one_file_and_the_server_goes_on(server):
    query = link.encode(tiny_scene(steps=2000, seeds="0-7", grid=41))
    with ThreadPoolExecutor(60) as pool:
        answers = [pool.submit(get, f"{server}/foo/export/stl?{query}") for _ in range(60)]
        start = time.monotonic()
        assert get(f"{server}/foo/_stcore/health")[0] == 200
        assert time.monotonic() - start < 5
        assert {answer.result()[0] for answer in answers} == {200}
        assert len({answer.result()[2] for answer in answers}) == 1
