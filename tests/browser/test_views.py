"""Another view of the same runs needs no training: each draws its ground and says how true it is."""

import re

from playwright.sync_api import expect

from landscape.catalogue import PLANES
from tests.browser.lab import (
    KEY,
    button,
    choose,
    expect_painted,
    finish,
    first_height,
    letters,
    open_lab,
    problems,
    rows,
)

SHEET = "Sheet through the runs."
VIEWS = (
    ("pca", "Flat PCA plane of all runs."),
    ("last", "Flat PCA plane of one run."),
    ("ends", "Flat plane through three ends."),
    ("random", "Random plane, filter-normalised."),
    ("sheet", SHEET),
)


def runs_alone(page):
    """Letter, seed and training loss of each run: what no view can change."""
    return [row[:3] for row in rows(page)]


def switch(page, label, option, link, lead):
    """Chooses another view and checks what comes."""
    choose(page, label, option)
    expect(page).to_have_url(re.compile(link))
    expect(page.locator(".llv-badge b")).to_have_text(lead)
    finish(page)
    expect_painted(page)
    assert problems(page) == []


def test_every_view_of_the_same_runs(page, server):
    open_lab(page, server)
    expect(page.locator(".llv-badge b")).to_have_text(SHEET)
    before = runs_alone(page)
    for name, lead in VIEWS:
        switch(page, "View", PLANES.load(name).title, f"view={name}", lead)
        assert runs_alone(page) == before


def test_every_quantity_and_scale_of_the_same_runs(page, server):
    open_lab(page, server)
    before = runs_alone(page)
    switch(page, "Height", "Test loss", "quantity=test_loss", SHEET)
    expect(page.locator(KEY)).to_contain_text("test loss")
    switch(page, "Height", "Test accuracy", "quantity=accuracy", SHEET)
    expect(page.locator(KEY)).to_contain_text("test accuracy")
    switch(page, "Height", "Training loss", "quantity=train_loss", SHEET)
    logarithmic = first_height(page)
    switch(page, "Height scale", "linear", "scale=linear", SHEET)
    assert first_height(page) != logarithmic
    assert runs_alone(page) == before
    assert letters(page) == list("ABC")


def test_two_weights_are_shown_whole(page, server):
    open_lab(page, server)
    choose(page, "Architecture", "Two weights")
    expect(page.get_by_role("combobox", name="View", exact=True)).to_have_value("Both weights")
    button(page, "Train").click()
    expect(page.locator(".llv-badge b")).to_have_text("The whole landscape.")
    finish(page)
    expect_painted(page)
    assert "model=two_weights" in page.url
    assert "view=weights" in page.url
    assert len(rows(page)) == 3
