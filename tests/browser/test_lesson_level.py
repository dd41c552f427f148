"""The policies in the browser: levels edited by hand, and walks equal to those of the networks they came from."""

import numpy as np
import pytest
from playwright.sync_api import expect

from landscape.experiments.coin import EXPERIMENT, N_PLAYED, runs_of
from landscape.experiments.parts.many_runs import evaluator_of
from landscape.learning.gridworld import COLUMNS, N_CELLS, Levels, walk
from landscape.picture.scene import load_data
from tests.browser.lesson import OBJECT, header, skip
from tests.gridworlds import cells_of

FIRST_PICTURE = 600_000  # where nothing is shipped the policies are trained first
CLEAR = 1e-4  # of two logits nearer than this, rounding decides
SAID = {
    "coin": "It took the coin in {n} steps.",
    "right": "It reached the right end, and the coin is still there.",
    "stuck": "After 30 steps it has neither the coin nor the right end.",
}


@pytest.fixture(scope="module")
def evaluator():
    runs = runs_of(EXPERIMENT.config(), (0,))
    return evaluator_of(runs, load_data(runs.data))


def panel(page):
    """The level as edited, the policy chosen, its actions and its walk."""
    return page.evaluate(
        f"""() => {{ const {{ level, who, actions, walk, at }} = {OBJECT}.panel;
            return {{ walls: [...level.walls], coin: level.coin, start: level.start, who: Number(who.value), actions,
                      walk, at }}; }}"""
    )


def expected(evaluator, theta, state):
    """The likeliest actions (40,), how clear they are, and how the walk ends, by the network itself."""
    walls = np.zeros((1, N_CELLS), bool)
    walls[0, state["walls"]] = True
    level = Levels(walls, np.array([state["coin"]]), np.array([state["start"]]))
    logits = evaluator.answers(theta[None], level.features()).reshape(4, N_CELLS)
    second, first = np.sort(logits, axis=0)[-2:]
    actions = logits.argmax(axis=0)
    ends = walk(actions[None, None], level)
    end = next(name for name in SAID if getattr(ends, name).item())
    return actions, first - second > CLEAR, cells_of(actions, walls[0], state["coin"], state["start"]), end


def edited(page, rng, tool, cells):
    page.get_by_role("button", name=tool, exact=True).click()
    for cell in rng.choice(cells, 3 if tool == "Walls" else 1, replace=False):
        page.locator(".llv-cell").nth(int(cell)).click()


def test_policies_walk_in_the_browser_as_the_networks_do(visitor, server, evaluator):
    page = visitor(reduced_motion="reduce")
    page.goto(f"{server}/coin")
    page.wait_for_function(f"() => {OBJECT}?.scene?.header.panel && {OBJECT}.scene.ground", timeout=FIRST_PICTURE)
    page.wait_for_function(f"() => {OBJECT}.scene.header.complete", timeout=FIRST_PICTURE)
    assert page.locator(".llv-unknown").count() == len(header(page)["runs"])
    assert header(page)["panel"]["levels"][panel_number(page)]["part"] == "test"
    skip(page)
    expect(page.locator(".llv-unknown")).to_have_count(0)
    assert header(page)["panel"]["levels"][panel_number(page)]["part"] == "shifted"

    given, layout = header(page)["panel"], evaluator.network.layout
    assert given["n_played"] == N_PLAYED
    shapes = zip(layout.names, layout.shapes, strict=True)
    assert [(name, tuple(shape)) for name, shape in given["layers"]] == [(name, tuple(shape)) for name, shape in shapes]
    weights = np.array(page.evaluate(f"() => Array.from({OBJECT}.scene.arrays.panel_weights)"), np.float32)
    thetas = weights.reshape(N_PLAYED, layout.n_params)

    rng, ends, n_compared, n_walks = np.random.default_rng(0), set(), 0, 0
    for number in range(8):
        if number:
            page.get_by_role("button", name="Another level", exact=True).click()
        if number % 2:
            before = panel(page)
            edited(page, rng, "Walls", range(N_CELLS))
            edited(page, rng, "Move start", [cell for cell in range(N_CELLS) if cell % COLUMNS < 2])
            edited(page, rng, "Move coin", range(N_CELLS))
            assert panel(page)["walls"] != before["walls"]
        for one in range(N_PLAYED):
            page.get_by_role("combobox", name="Policy").select_option(str(one))
            page.get_by_role("button", name="Walk", exact=True).click()
            state = panel(page)
            assert state["who"] == one
            assert state["at"] == len(state["walk"]) - 1
            assert state["coin"] != state["start"]
            assert not {state["coin"], state["start"]} & set(state["walls"])
            actions, clear, cells, end = expected(evaluator, thetas[one], state)
            np.testing.assert_array_equal(np.array(state["actions"])[clear], actions[clear])
            n_walks += 1
            if clear[cells].all():
                assert state["walk"] == cells
                expect(page.locator(".llv-side .llv-answer")).to_have_text(SAID[end].format(n=len(cells) - 1))
                n_compared += 1
                ends.add(end)
    assert n_compared > 0.8 * n_walks
    assert {"coin", "right"} <= ends


def panel_number(page):
    return page.evaluate(f"() => {OBJECT}.panel.number")
