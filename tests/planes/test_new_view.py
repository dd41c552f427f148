"""A new kind of view is one class in one file: with its name in the list, everybody knows it, and nobody its type."""

import io
import json
import sys
from dataclasses import replace
from zipfile import ZipFile

import numpy as np
import pytest

from landscape import __main__ as command_line
from landscape import planes
from landscape.catalogue import EXPORTS, PLANES
from landscape.figures.contour import contour_figure
from landscape.figures.surface import surface_figure
from landscape.inputs.config import SceneConfig
from landscape.inputs.kinds import Choice
from landscape.inputs.link import decode, encode
from landscape.inputs.settings import SETTINGS
from landscape.learning.work import Work
from landscape.picture.probing import Prober
from landscape.picture.scene import compute, geometry_of
from landscape.ui.lab import controls
from landscape.viewer.message import scene_message
from landscape.viewer.packing import unpack
from landscape.words.badge import badge, long_badge
from tests.conftest import tiny_scene
from tests.learning.test_pieces import Sent
from tests.picture.test_scene import assert_same_bits
from tests.ui.page import address, open_lab, viewer

BOWL = '''"""Bowl under the runs: the joint PCA plane, bent along the first weight by the square of the distance."""

from dataclasses import dataclass

import numpy as np

from landscape.outputs.geometry import Plane
from landscape.planes import pca
from landscape.planes.plane_method import PlaneMethod


@dataclass(frozen=True)
class Bowl:
    plane: Plane
    n_built: int = 0
    largest_residual: float = 0.0

    def point(self, xy):
        return self.plane.point(xy) + self.offset(xy)

    def offset(self, xy):
        deep = np.zeros((len(xy), len(self.plane.origin)))
        deep[:, 0] = ((np.asarray(xy) - self.plane.center) ** 2).sum(axis=1)
        return deep

    def held_out(self, n_snapshots):
        return np.ones(n_snapshots, bool)


PLANE = PlaneMethod(
    title="Bowl under the runs",
    summary="The joint PCA plane, bent into a bowl.",
    exact_where="nowhere",
    build=lambda ensemble, view: Bowl(pca.build(ensemble, view)),
)
'''


@pytest.fixture(autouse=True)
def bowl(monkeypatch, tmp_path):
    """The file in the room of the planes, and its name in the list."""
    (tmp_path / "bowl.py").write_text(BOWL)
    monkeypatch.setattr(planes, "__path__", [*planes.__path__, str(tmp_path)])
    listed = replace(PLANES, names=(*PLANES.names, "bowl"))
    for reader in (command_line, controls):
        monkeypatch.setattr(reader, "PLANES", listed)
    view = SETTINGS["view"]
    monkeypatch.setitem(SETTINGS, "view", replace(view, kind=Choice(listed.names, listed.title)))
    yield
    sys.modules.pop("landscape.planes.bowl", None)


@pytest.fixture
def scene(bowl):
    return compute(tiny_scene(view="bowl", steps=60), save_nodes=True)


def test_the_picture_is_that_of_the_class(scene):
    geometry = geometry_of(scene.ensemble, scene.config)
    assert type(geometry).__name__ == "Bowl"
    x, y = np.meshgrid(scene.surface.x, scene.surface.y)
    xy = np.stack([x, y], axis=-1).reshape(-1, 2)
    np.testing.assert_allclose(scene.nodes.reshape(len(xy), -1), geometry.point(xy), rtol=1e-6, atol=1e-6)
    assert scene.fidelity.largest_offset == pytest.approx(geometry.offset(xy)[:, 0].max())
    assert scene.fidelity.gap_mean != scene.fidelity.plane_gap_mean
    assert scene.fidelity.n_held_out == 3 * (len(scene.ensemble.steps) + len(scene.ensemble.held_out_steps))
    assert scene.tiles is not None
    (point,) = Prober(scene).ask(xy[:1])
    assert point.train_loss == pytest.approx(scene.surface.values.ravel()[0], rel=1e-5)


def test_balls_are_dropped_on_it_and_pieces_sent():
    config = tiny_scene(view="bowl", drops="0.5:0.2")
    found = compute(config, Work(pieces=Sent()))
    start = geometry_of(found.ensemble, config).point(np.array([[0.5, 0.2]]))[0]
    np.testing.assert_allclose(found.drops[0].snapshots[0], start, rtol=1e-6, atol=1e-6)
    assert_same_bits(found, compute(config))


def test_a_link_holds_it():
    query = encode(tiny_scene(view="bowl"))
    assert "view=bowl" in query
    decoded = decode(query)
    assert not decoded.problems
    assert decoded.config.view.view == "bowl"


def test_the_command_line_lists_and_runs_it(tmp_path, capsys):
    assert command_line.main(["list", "planes", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed[-1]["id"] == "bowl"
    assert listed[-1]["title"] == "Bowl under the runs"
    values = ["n_train=64", "width=4", "depth=1", "steps=20", "seeds=0-2", "grid=9", "view=bowl"]
    out = tmp_path / "scene"
    assert command_line.main(["run", *(part for value in values for part in ("--set", value)), "--out", str(out)]) == 0
    assert capsys.readouterr().out.startswith("Bowl under the runs.")
    assert json.loads((out / "scene.json").read_text())["config"]["view"]["view"] == "bowl"


def test_the_lab_offers_and_draws_it():
    page = open_lab(view="bowl")
    assert not page.exception
    assert "Bowl under the runs" in page.selectbox("set_view").options
    assert address(page).view.view == "bowl"
    assert viewer(page)[0]["words"]["lead"] == "Bowl under the runs."


def test_the_words_are_its_own(scene):
    assert badge(scene)[0] == "Bowl under the runs."
    assert badge(scene)[1].endswith("Exact nowhere.")
    assert long_badge(scene)[-1].startswith("The ground is a plane, bent. It leaves that plane by up to ")


def test_the_viewer_and_the_figures_draw_its_ground(scene):
    header, arrays = unpack(scene_message(scene))
    assert header["words"]["lead"] == "Bowl under the runs."
    assert any(array.size == scene.surface.values.size for array in arrays.values())
    assert surface_figure(scene).data
    assert contour_figure(scene).data


@pytest.mark.parametrize("name", EXPORTS.names)
def test_every_export_takes_it_away(name, scene):
    content = EXPORTS.load(name).write(scene)
    assert len(content) > 400
    if name in ("html", "bibtex", "notebook"):
        assert b"view=bowl" in content or b'view=\\"bowl' in content
    if name == "npz":
        with np.load(io.BytesIO(content)) as arrays:
            np.testing.assert_array_equal(arrays["nodes"], scene.nodes)
    if name == "csv":
        assert ZipFile(io.BytesIO(content)).namelist()


def test_without_its_name_in_the_list_nobody_knows_it(monkeypatch):
    monkeypatch.undo()
    assert decode("v=1&view=bowl").config == SceneConfig()
    assert decode("v=1&view=bowl").problems
