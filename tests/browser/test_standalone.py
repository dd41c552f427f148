"""The stand-alone page of the command line opens from a disk, with the network off, and is the same viewer."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.lab import (
    expect_painted,
    letters,
    rows,
)

RUN = ["run", "--set", "n_train=64", "--set", "seeds=0-2", "--set", "steps=30", "--set", "grid=17"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("scene")
    command = [sys.executable, "-m", "landscape", *RUN, "--out", str(out / "made")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return out / "made"


def test_scene_opens_with_the_network_off(visitor, watch, folder):
    page = visitor()
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.goto((folder / "scene.html").as_uri())
    expect(page).to_have_title("Three small networks on two moons")
    expect_painted(page)
    assert letters(page) == list("ABC")
    assert len(rows(page)) == 3
    assert "data=moons" in page.locator("code").inner_text()
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
