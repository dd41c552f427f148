"""Stop in the middle of a training: quick, and what there is stays."""

import re

from playwright.sync_api import expect

from tests.browser import lab

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
    page.goto(lab.address(server, **lab.LONG, data_seed=5))
    expect(page.locator(lab.LIVE)).to_have_text(lab.TRAINING)
    expect(lab.button(page, "Train")).to_be_disabled()
    page.evaluate(WATCH)
    lab.button(page, "Stop").click()
    expect(page.locator(lab.LIVE)).to_contain_text(STOPPED)
    assert 0 < page.evaluate("window.said - window.pressed") < 1000 * SECONDS
    lab.finish(page)
    lab.expect_painted(page)
    assert lab.badge(page).startswith("Sheet through the runs. Exact at")
    assert lab.letters(page) == list("ABC")
    assert len(lab.rows(page)) == 3
    assert "steps=20000" in page.url

    lab.choose(page, "Data set", "Two circles")
    page.get_by_role("slider", name="Steps").press("Home")
    expect(page.locator(".st-key-set_steps")).to_contain_text("50")
    lab.button(page, "Train").click()
    expect(page).to_have_url(lab.in_link(data="circles", steps="50"))
    lab.finish(page)
    assert lab.title(page) == "Three small networks on two circles"
    expect(page.locator(lab.LIVE)).not_to_contain_text(STOPPED)
    lab.expect_painted(page)
