"""Time: play without the server, pause, step, scrub; without motion nothing moves by itself."""

import re

import pytest

from tests.browser.lab import button, in_viewer, open_lab

RATE = 12  # quiet: over 30, which `landscape bench page` measures; other tests run beside this one
NOW = ".llv-now"


def share(page):
    return in_viewer(page, "viewer.clock.share")


def test_play_draws_many_frames_a_second_without_the_server(lab):
    lab.wait_for_timeout(1500)
    lab.received.clear()
    rates = []
    for _ in range(3):
        in_viewer(lab, "viewer.clock.seek(0.1)")
        button(lab, "Play").click()
        lab.wait_for_timeout(400)
        drawn = in_viewer(lab, "[viewer.stage.draws, performance.now()]")
        lab.wait_for_timeout(2000)
        after = in_viewer(lab, "[viewer.stage.draws, performance.now()]")
        rates.append(1000 * (after[0] - drawn[0]) / (after[1] - drawn[1]))
        assert in_viewer(lab, "viewer.clock.playing")
        button(lab, "Pause").click()
    assert max(rates) >= RATE
    assert lab.received == []


def test_pause_holds_step_and_scrub_move_and_the_loss_follows(lab):
    lab.get_by_role("button", name=re.compile("^Run A, loss")).click()
    in_viewer(lab, "viewer.clock.seek(0)")
    button(lab, "Play").click()
    lab.wait_for_timeout(600)
    button(lab, "Pause").click()
    held = share(lab)
    assert 0 < held < 1
    lab.wait_for_timeout(300)
    assert share(lab) == held
    kept = in_viewer(lab, "Array.from(viewer.scene.arrays.steps)")
    step = in_viewer(lab, "viewer.clock.step")
    button(lab, "One step on").click()
    expected = min(s for s in kept if s > step + 1e-3)
    assert in_viewer(lab, "viewer.clock.step") == pytest.approx(expected, abs=1e-3)
    button(lab, "One step back").click()
    assert in_viewer(lab, "viewer.clock.step") == pytest.approx(max(s for s in kept if s < expected), abs=1e-3)
    texts = []
    for place in ("0", "500", "1000"):
        lab.get_by_role("slider", name="Step of training").fill(place)
        assert share(lab) == pytest.approx(int(place) / 1000)
        texts.append(lab.locator(NOW).inner_text())
        step, loss = re.fullmatch(r"step (\d+)\s+run A loss (\S+)", texts[-1]).groups()
        at = max(k for k, s in enumerate(kept) if s <= in_viewer(lab, "viewer.clock.step") + 1e-6)
        assert float(loss) == pytest.approx(in_viewer(lab, f"viewer.scene.arrays.train_loss[{at}]"), rel=0.06)
    assert texts[0].startswith("step 0 ")
    assert texts[2].startswith("step 300 ")
    assert len(set(texts)) == 3


def test_without_motion_nothing_moves_and_play_shows_stills(visitor, server):
    page = visitor(reduced_motion="reduce")
    open_lab(page, server)
    before = in_viewer(page, "[viewer.stage.draws, viewer.clock.share, viewer.camera.eye()]")
    page.wait_for_timeout(1000)
    assert in_viewer(page, "[viewer.stage.draws, viewer.clock.share, viewer.camera.eye()]") == before
    button(page, "Play").click()
    seen = {share(page)}
    for _ in range(30):
        page.wait_for_timeout(250)
        seen.add(share(page))
        if 1 in seen:
            break
    assert seen == {0, 0.25, 0.5, 0.75, 1}
    button(page, "Side").click()
    assert in_viewer(page, "viewer.camera.elevation") == pytest.approx(0.2443, abs=1e-3)  # there at once
