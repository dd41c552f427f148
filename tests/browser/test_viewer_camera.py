"""The camera is the visitor's alone, and what is drawn over the ground lies where Plotly puts it, in mid-drag too."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import STAGE, button, choose, finish, in_link, in_viewer, open_lab, wait_for_frame

# Where the eye is: as our camera says, and as the matrices say that Plotly draws with.
EYE = """(() => { const eye = viewer.stage.relief.scene().getCamera().eye;
  return [...viewer.camera.eye(), eye.x, eye.y, eye.z] })()"""
# After every frame of Plotly: how many pixels the pieces of the paths lie away from where its matrices put them.
COMPARE = """(() => {
  const inner = viewer.stage.relief.inner(), scene = viewer.stage.relief.scene(), before = inner.onrender;
  const times = (m, p) => [0, 1, 2, 3].map(r => m[r] * p[0] + m[4 + r] * p[1] + m[8 + r] * p[2] + m[12 + r] * p[3]);
  window.aways = [];
  inner.onrender = (...args) => {
    before.apply(inner, args);
    const { model, view, projection } = inner.cameraParams;
    const { clientWidth: w, clientHeight: h } = viewer.stage.ink;
    let worst = 0, n = 0;
    viewer.scene.paths.forEach((path, k) => path.pieces.forEach((p, i) => {
      const scaled = [0, 1, 2].map(a => p[a] * scene.dataScale[a]);
      const [x, y, , s] = times(projection, times(view, times(model, [...scaled, 1])));
      worst = Math.max(worst, Math.hypot((0.5 + x / s / 2) * w - viewer.stage.laid[k].x[i],
        (0.5 - y / s / 2) * h - viewer.stage.laid[k].y[i]));
      n += 1;
    }));
    window.aways.push({ worst, n, eye: [inner.cameraParams.view[0], inner.cameraParams.view[2]] });
  };
})()"""
PIXELS = 3


@pytest.fixture(scope="module")
def compared(lab):
    in_viewer(lab, COMPARE)
    return lab


@pytest.mark.parametrize(("azimuth", "elevation"), [(-0.9, 0.8), (0.4, 0.3), (1.6, 1.2), (2.9, 0.5), (-2.2, 1.0)])
def test_overlay_lies_where_plotly_draws(compared, azimuth, elevation):
    compared.evaluate("() => { window.aways = [] }")
    in_viewer(compared, "viewer.turn(argument)", {"azimuth": azimuth, "elevation": elevation})
    compared.wait_for_function("() => window.aways.length")
    compared.wait_for_timeout(300)
    found = compared.evaluate("window.aways")
    assert found[0]["n"] > 300
    assert max(one["worst"] for one in found) < PIXELS


def test_overlay_lies_where_plotly_draws_in_mid_drag(compared):
    box = compared.locator(STAGE).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    compared.mouse.move(x, y)
    compared.mouse.down()
    compared.mouse.move(x + 10, y)
    compared.evaluate("() => { window.aways = [] }")
    for k in range(1, 25):
        compared.mouse.move(x + 10 + 9 * k, y + 3 * k)
        compared.wait_for_timeout(15)
    found = compared.evaluate("window.aways")
    compared.mouse.up()
    assert len({tuple(one["eye"]) for one in found}) >= 5  # the picture did turn
    assert max(one["worst"] for one in found) < PIXELS


def test_camera_survives_every_change(page, server):
    open_lab(page, server)
    in_viewer(page, "viewer.turn(argument)", {"azimuth": 0.35, "elevation": 0.61, "distance": 1.7})
    wait_for_frame(page)
    before = in_viewer(page, EYE)
    assert before[:3] == pytest.approx(before[3:], abs=1e-3)

    def same():
        finish(page)
        wait_for_frame(page)
        assert in_viewer(page, EYE) == pytest.approx(before, abs=1e-3)

    button(page, "New start").click()
    expect(page).to_have_url(in_link(seeds="3-5"))
    same()
    choose(page, "Height", "Test loss")
    expect(page).to_have_url(in_link(quantity="test_loss"))
    same()
    choose(page, "Height scale", "linear")
    expect(page).to_have_url(in_link(scale="linear"))
    same()
    page.get_by_role("slider", name="Steps").press("Home")
    expect(page.locator(".st-key-set_steps")).to_contain_text("30")
    page.get_by_role("slider", name="Steps").press("ArrowRight")
    expect(page.locator(".st-key-set_steps")).to_contain_text("50")
    button(page, "Train").click()
    expect(page).to_have_url(in_link(steps="50"))
    same()
    in_viewer(page, "viewer.clock.seek(0.4)")
    same()
