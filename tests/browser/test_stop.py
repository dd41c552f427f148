"""Stop in the middle of a training: quick, and what there is stays."""

import re

from playwright.sync_api import expect

from tests.browser.lab import (
    LIVE,
    LONG,
    TRAINING,
    address,
    badge,
    button,
    choose,
    expect_painted,
    finish,
    in_link,
    letters,
    rows,
    title,
)

# Measured on a quiet machine with two cores: 1 s. In a test all cores may be busy, and most of it is drawing.
SECONDS = 15
WATCH = """() => {
  document.addEventListener('click', () => { window.pressed ??= performance.now() }, true);
  new MutationObserver(() => {
    if (/Stopped after step/.test(document.body.textContent)) window.said ??= performance.now();
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""
STOPPED = re.compile(r"Stopped after step [\d,]+ of 20,?000\.")


def test_stop_in_mid_training_then_train_something_else(page, server):
    page.goto(address(server, **LONG, data_seed=5))
    expect(page.locator(LIVE)).to_have_text(TRAINING)
    expect(button(page, "Train")).to_be_disabled()
    page.evaluate(WATCH)
    button(page, "Stop").click()
    expect(page.locator(LIVE)).to_contain_text(STOPPED)
    assert 0 < page.evaluate("window.said - window.pressed") < 1000 * SECONDS
    finish(page)
    expect_painted(page)
    assert badge(page).startswith("Sheet through the runs. Exact at")
    assert letters(page) == list("ABC")
    assert len(rows(page)) == 3
    assert "steps=20000" in page.url

    choose(page, "Data set", "Two circles")
    page.get_by_role("slider", name="Steps").press("Home")
    expect(page.locator(".st-key-set_steps")).to_contain_text("50")
    button(page, "Train").click()
    expect(page).to_have_url(in_link(data="circles", steps="50"))
    finish(page)
    assert title(page) == "Three small networks on two circles"
    expect(page.locator(LIVE)).not_to_contain_text(STOPPED)
    expect_painted(page)
