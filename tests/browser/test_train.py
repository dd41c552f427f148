"""Training in the lab: choose, train, watch, train again from the same starts and from new ones."""

import re

from playwright.sync_api import expect

from tests.browser.lab import (
    LIVE,
    LONG,
    address,
    badge,
    button,
    choose,
    expect_painted,
    finish,
    in_link,
    letters,
    open_lab,
    rows,
    show_as,
    title,
    wait_for_points,
)

EIGHT = list("ABCDEFGH")
GAP = re.compile(
    r"Exact at \d+ snapshots .*on (\d+) held-out steps off by ([\d.]+) nats "
    r"\(largest ([\d.]+)\)\. A flat plane: ([\d.]+)"
)


def test_choose_train_and_see_eight_runs(page, server):
    page.goto(f"{server}/lab")
    finish(page)
    assert title(page) == "Eight small networks on two moons"
    choose(page, "Data set", "Two spirals")
    page.get_by_role("textbox", name="Seeds").fill("0-7")
    expect(page.get_by_text("Settings changed.")).to_be_visible()
    button(page, "Train").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eight small networks on two spirals")
    expect(page).to_have_url(in_link(data="spirals", seeds="0-7"))
    finish(page)
    expect_painted(page)
    assert letters(page) == EIGHT
    show_as(page, "Contour")
    expect_painted(page)
    assert letters(page) == EIGHT
    n_held_out, mean, largest, plane = map(float, GAP.search(badge(page)).groups())
    assert n_held_out > 0
    assert 0 < mean < largest
    assert mean < plane
    table = rows(page)
    assert [row[0] for row in table] == EIGHT
    assert [row[1] for row in table] == list("01234567")
    assert all(0 < float(row[2]) < 1 for row in table)


def test_losses_and_progress_grow_while_training(page, server):
    page.goto(address(server, **LONG, data_seed=1))
    progress, seen = page.locator(LIVE), []
    expect(progress).to_contain_text("Training: step")
    n_points = wait_for_points(page, 0)
    for _ in range(3):
        seen.append(progress.inner_text())
        expect(progress).not_to_have_text(seen[-1])
    steps = [int(re.search(r"step ([\d,]+) of 20,000", text)[1].replace(",", "")) for text in seen]
    assert steps == sorted(set(steps))
    assert wait_for_points(page, n_points) > n_points
    button(page, "Stop").click()
    finish(page)


def test_same_start_again_then_new_start(page, server):
    open_lab(page, server, seeds="0-7")
    first = rows(page)
    button(page, "Same start again").click()
    expect(page.locator(LIVE)).to_contain_text("all 8 runs and the ground are the same to the last bit")
    finish(page)
    assert rows(page) == first
    button(page, "New start").click()
    expect(page).to_have_url(in_link(seeds="8-15"))
    expect(page.get_by_role("textbox", name="Seeds")).to_have_value("8-15")
    finish(page)
    second = rows(page)
    assert [row[1] for row in second] == [str(seed) for seed in range(8, 16)]
    assert [row[2] for row in second] != [row[2] for row in first]
    expect(page.locator(LIVE)).not_to_contain_text("to the last bit")


def test_double_click_is_one_click(page, server):
    open_lab(page, server)
    first = rows(page)
    for name in ("Train", "Same start again"):
        button(page, name).dblclick()
        finish(page)
        expect_painted(page)
        assert rows(page) == first
        expect(page.locator(".ll-problem")).to_have_count(0)
