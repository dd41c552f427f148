"""Everything in the viewer by keyboard alone: in a sensible order, in sight, and never caught."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import button, in_viewer, open_lab

FOCUSED = """() => { const one = document.activeElement, style = getComputedStyle(one);
  return { name: one.getAttribute('aria-label') ?? one.textContent.trim() ?? '', inside: Boolean(one.closest('.llv')),
    outline: style.outlineStyle + ' ' + style.outlineWidth, ink: one.classList.contains('llv-ink') } }"""
ORDER = ["3-D", "Contour", "Text", "Share", "Export", "Tilt", "Top", "Side", "Follow", "Home", "Pin a point"]
AFTER = ["One step back", "Play", "One step on", "Step of training", "Speed"]


@pytest.fixture
def scene(page, server):
    open_lab(page, server)
    return page


def focused(page):
    return page.evaluate(FOCUSED)


def test_tab_reaches_every_control_in_order_and_leaves(scene):
    button(scene, "3-D").focus()
    scene.keyboard.press("Shift+Tab")
    assert not focused(scene)["inside"]
    seen = []
    for _ in range(60):
        scene.keyboard.press("Tab")
        now = focused(scene)
        if not now["inside"]:
            break
        seen.append(now)
    else:
        pytest.fail("sixty times Tab did not leave the viewer")
    names = ["(picture)" if one["ink"] else one["name"] for one in seen]
    where = [names.index(name) for name in [*ORDER, "(picture)"]]
    assert where == sorted(where)
    times = [next(k for k, name in enumerate(names) if name.startswith(one)) for one in AFTER]
    assert times == sorted(times)
    assert sum(name.startswith("Run ") for name in names) == 3
    assert all(one["outline"] == "solid 2px" for one in seen), seen
    can_focus = in_viewer(
        scene,
        "[...viewer.element.querySelectorAll('button, input, select, a[href], [tabindex]')]"
        ".filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0).length",
    )
    assert can_focus == len(seen)


def test_keys_turn_zoom_pin_walk_and_leave(scene):
    in_viewer(scene, "viewer.stage.ink.focus()")
    camera = "[viewer.camera.azimuth, viewer.camera.elevation, viewer.camera.distance]"
    for key, axis, sign in (
        ("ArrowLeft", 0, -1),
        ("ArrowRight", 0, 1),
        ("ArrowUp", 1, 1),
        ("ArrowDown", 1, -1),
        ("+", 2, -1),
        ("-", 2, 1),
    ):
        before = in_viewer(scene, camera)
        scene.keyboard.press(key)
        after = in_viewer(scene, camera)
        moved = [
            (b - a) * sign if k == axis else abs(b - a) for k, (a, b) in enumerate(zip(before, after, strict=True))
        ]
        assert moved[axis] > 0.01, key
        assert sum(moved) == pytest.approx(moved[axis]), key

    scene.keyboard.press("Enter")
    expect(scene.locator(".llv-card")).to_have_count(1)
    expect(scene.locator(".llv-card-text")).to_contain_text("loss", ignore_case=True)  # Python says Loss
    node = "[viewer.board.pins[0].i, viewer.board.pins[0].j]"
    i, j = in_viewer(scene, node)
    button(scene, "Walk").focus()
    scene.keyboard.press("Enter")
    assert focused(scene)["ink"]
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        scene.keyboard.press(key)
    assert in_viewer(scene, node) == [i + 2, j + 1]
    turned = in_viewer(scene, camera)
    scene.keyboard.press("Escape")
    expect(button(scene, "Walk")).to_have_attribute("aria-pressed", "false")
    scene.keyboard.press("ArrowRight")
    assert in_viewer(scene, node) == [i + 2, j + 1]
    assert in_viewer(scene, camera) != turned
    button(scene, "Unpin").focus()
    scene.keyboard.press("Enter")
    expect(scene.locator(".llv-card")).to_have_count(0)


@pytest.mark.parametrize("name", ["Share", "Export"])
def test_menu_opens_by_key_and_escape_gives_the_focus_back(scene, name):
    opener = button(scene, name)
    opener.focus()
    scene.keyboard.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    scene.keyboard.press("Tab")
    assert focused(scene)["inside"]
    scene.keyboard.press("Escape")
    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(opener).to_be_focused()
