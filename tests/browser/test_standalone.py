"""The stand-alone page of the command line opens from a disk, with the network off, and is the same viewer."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.lab import button, expect_painted, in_viewer, letters, rows, show_as

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


def test_it_is_the_whole_viewer(visitor, folder):
    page = visitor()
    page.context.set_offline(True)
    page.goto((folder / "scene.html").as_uri())
    expect_painted(page)
    eye = in_viewer(page, "viewer.camera.eye()")
    box = page.locator(".llv-ink").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    expect(page.locator(".llv-tip")).to_be_visible()
    expect(page.locator(".llv-tip")).to_contain_text("The network here")
    page.mouse.down()
    page.mouse.move(x + 80, y, steps=4)
    page.mouse.up()
    assert in_viewer(page, "viewer.camera.eye()") != eye
    assert in_viewer(page, "viewer.board.pins.length") == 0
    in_viewer(page, "viewer.clock.seek(0)")
    button(page, "Play").click()
    page.wait_for_timeout(700)
    button(page, "Pause").click()
    assert 0 < in_viewer(page, "viewer.clock.share") < 1
    show_as(page, "Contour")
    expect(page.locator(".llv-map")).to_be_visible()
    show_as(page, "Text")
    expect(page.locator(".llv-text")).to_contain_text("Sheet through the runs.")
    button(page, "Export").click()
    with page.expect_download() as download:
        button(page, "CSV table").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0] == "what,step,x,y,training loss"
    assert sum(line.startswith("node,") for line in lines) == 17 * 17
