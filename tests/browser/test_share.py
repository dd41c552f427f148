"""A link is a scene: it opens the same one elsewhere, survives a reload, and a hostile one harms nobody."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.lab import (
    LIVE,
    LONG,
    TRAINING,
    address,
    badge,
    button,
    expect_painted,
    finish,
    open_lab,
    problems,
    rows,
    settings_in,
    title,
    wait_for_points,
)

HOSTILE = "v=9&data=nope&seeds=0-999999&learning_rate=nan&x=<script>alert(1)</script>"


def controls(page):
    """What every control of the sidebar shows."""
    return page.get_by_test_id("stSidebar").evaluate(
        "side => [...side.querySelectorAll('input')].map(one => [one.getAttribute('aria-label'), one.value])"
    )


def test_shared_link_opens_the_same_scene(visitor, server):
    ada, bob = visitor(), visitor()
    open_lab(ada, server, data="circles", noise=0.35, seeds="2,5,9", view="pca", scale="linear", learning_rate=0.07)
    button(ada, "Share").click()
    link = ada.get_by_role("textbox", name="Link", exact=True).input_value()
    assert settings_in(link) == settings_in(ada.url)
    assert settings_in(link)["seeds"] == "2,5,9"
    assert urlsplit(link).path == "/lab"
    ada.keyboard.press("Escape")
    bob.goto(link)
    finish(bob)
    assert settings_in(bob.url) == settings_in(ada.url)
    assert title(bob) == title(ada) == "Three small networks on two circles"
    assert badge(bob) == badge(ada)
    assert rows(bob) == rows(ada)
    assert controls(bob) == controls(ada)
    assert len(controls(bob)) > 20


def test_hostile_link_is_answered_in_sentences(page, server):
    page.on("dialog", lambda dialog: dialog.dismiss() or watched.append(dialog.message))
    watched = []
    page.goto(f"{server}/lab?{HOSTILE}")
    finish(page)
    said = problems(page)
    assert len(said) == 5
    for field in ("v must be 1", "data must be", "seeds must be", "learning_rate must be", "no parameter called 'x'"):
        assert sum(field in sentence for sentence in said) == 1, field
    assert title(page) == "Eight small networks on two moons"
    assert len(rows(page)) == 8
    expect_painted(page)
    assert watched == []
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_reload_in_mid_run_goes_on(page, server):
    page.goto(address(server, **LONG, data_seed=2))
    expect(page.locator(LIVE)).to_have_text(TRAINING)
    page.reload()
    expect(page.locator(LIVE)).to_have_text(TRAINING)
    wait_for_points(page, 0)
    assert "data_seed=2" in page.url
    button(page, "Stop").click()
    finish(page)


def test_two_visitors_share_one_training_and_one_may_leave(visitor, server):
    ada, bob = visitor(), visitor()
    link = address(server, **LONG, data_seed=3)
    ada.goto(link)
    expect(ada.locator(LIVE)).to_have_text(TRAINING)
    bob.goto(link)
    expect(bob.locator(LIVE)).to_have_text(TRAINING)
    button(bob, "Stop").click()
    expect(bob.locator(LIVE)).to_contain_text("Stopped for you; others still wait for these runs")
    before = ada.locator(LIVE).inner_text()
    expect(ada.locator(LIVE)).not_to_have_text(before)
    button(ada, "Stop").click()
    finish(ada)
    expect(ada.locator(LIVE)).to_contain_text("Stopped after step")
    expect(bob.locator(LIVE)).to_contain_text("Stopped for you")


def test_two_visitors_see_the_same_numbers(visitor, server):
    ada, bob = visitor(), visitor()
    link = address(server, n_train=64, steps=300, seeds="0-2", grid=17, data_seed=4)
    ada.goto(link)
    bob.goto(link)
    finish(ada)
    finish(bob)
    assert rows(ada) == rows(bob)
    assert badge(ada) == badge(bob)


def test_other_pages_and_back_keep_scene_and_settings(page, server):
    open_lab(page, server, data="circles")
    before, link, shown = rows(page), page.url, controls(page)
    page.get_by_role("link", name="Method", exact=True).click()
    expect(page).to_have_url(f"{server}/method")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="Lab", exact=True).click()
    expect(page).to_have_url(link)
    finish(page)
    assert title(page) == "Three small networks on two circles"
    assert rows(page) == before
    assert controls(page) == shown
    expect_painted(page)
