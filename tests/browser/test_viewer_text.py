"""The numbers of the text twin are those of the data the picture is drawn from."""

import pytest
from playwright.sync_api import expect

from landscape.api import configure, run
from tests.browser.lab import SMALL, in_viewer, open_lab, rows, show_as


def test_numbers_of_the_text_are_those_of_the_data(page, server):
    open_lab(page, server)
    show_as(page, "Text")
    table = page.get_by_role("region", name="The runs in numbers")
    expect(table).to_be_visible()
    scene = run(configure(**SMALL))
    arrays = in_viewer(
        page,
        "Object.fromEntries(['train_loss', 'test_loss', 'steps'].map(n => [n, Array.from(viewer.scene.arrays[n])]))",
    )
    n = len(arrays["steps"])
    for k, row in enumerate(rows(page)):
        assert row[:2] == ["ABC"[k], str(k)]
        for cell, name in ((row[2], "train_loss"), (row[4], "test_loss")):
            assert float(cell) == pytest.approx(arrays[name][k * n + n - 1], abs=5.1e-5)
            assert float(cell) == pytest.approx(getattr(scene.ensemble, name)[k, -1], abs=5.1e-5)
        assert float(row[3]) == pytest.approx(scene.trajectories.surface_loss[k, -1], abs=5.1e-5)
        assert float(row[5].split()[0]) == pytest.approx(100 * scene.behaviour.accuracy[k, 1], abs=0.051)
    ticks = in_viewer(page, "viewer.scene.header.height.ticks.map(tick => tick[1])")
    expect(page.locator(".llv-text")).to_contain_text(f"from {ticks[0]} to {ticks[-1]}")
