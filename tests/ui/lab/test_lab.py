"""The lab as a script: what it says and does at each action, without a browser."""

from base64 import b64decode
from types import SimpleNamespace

import numpy as np
import pytest

from landscape.catalogue import EXPORTS, Plugins
from landscape.datasets import csv
from landscape.datasets.tables.read import read
from landscape.inputs.config import SceneConfig, key_of, place_of
from landscape.picture.probing import Prober
from landscape.ui.lab import picture
from landscape.ui.parts import points
from landscape.ui.server import warm
from tests.ui.page import address, below, finish, html, news, open_lab, open_page, rows, said, title, viewer, visit

HOSTILE = {
    "v": "9",
    "data": "nope",
    "seeds": "0-999999",
    "learning_rate": "nan",
    "steps": "-1",
    "grid": "50",
    "x": "<script>alert(1)</script>",
}


@pytest.mark.slow
def test_bare_address_opens_the_default_scene():
    page = finish(open_page("lab"))
    assert not page.exception
    assert title(page) == "Eight small networks on two moons"
    assert address(page) == SceneConfig()
    assert len(rows(page)) == 8


@pytest.mark.slow
def test_hostile_link_gives_a_sentence_for_each_field_and_the_default_scene():
    page = finish(open_page("lab", HOSTILE))
    assert not page.exception
    problems = said(page, "problem")
    for field in HOSTILE:
        assert any(field in problem for problem in problems), field
    assert len(problems) == len(HOSTILE)
    assert all(problem.endswith("The default is used instead.") for problem in problems)
    assert not any("<script" in source for source in html(page))
    assert address(page) == SceneConfig()
    assert len(rows(page)) == 8


def test_the_menu_of_exports_loads_none_of_them(monkeypatch):
    """What draws solids and notebooks takes half a second and some megabytes, which most visitors never need."""
    monkeypatch.delattr(Plugins, "load")
    assert [one["name"] for one in picture.export_formats()] == list(EXPORTS.names)


def test_finished_scene_has_title_badge_figures_and_table():
    page = open_lab()
    assert not page.exception
    assert title(page) == "Three small networks on two moons"
    assert viewer(page)[0]["words"]["lead"] == "Sheet through the runs."
    assert viewer(page)[0]["words"]["badge"].startswith("Exact at ")
    assert said(page, "problem") == []
    assert [row[0] for row in rows(page)] == ["A", "B", "C"]
    header, arrays = viewer(page)
    assert header["complete"]
    assert [one["name"] for one in header["exports"]] == list(EXPORTS.names)
    assert {"z", "values", "path_x", "tiles", "run_tiles", "train_loss"} <= set(arrays)
    np.testing.assert_array_equal(arrays["values"], visit(page).scene.surface.values)


def test_every_button_has_its_state():
    page = open_lab()
    assert [(page.button(key).label, page.button(key).disabled) for key in ("train", "again", "new", "stop")] == [
        ("Train", False),
        ("Same start again", False),
        ("New start", False),
        ("Stop", True),
    ]


def test_share_gives_the_link_of_the_address():
    page = open_lab(data="circles")
    assert viewer(page)[0]["link"] == "&".join(f"{key}={value}" for key, value in page.query_params.items())


def test_changed_settings_wait_for_train():
    page = open_lab()
    before = rows(page)
    page.selectbox("set_data").select("spirals").run()
    assert any("Settings changed" in text for text in said(page, "soft"))
    assert rows(page) == before
    assert address(page).ensemble.data.name == "moons"
    page.button("train").click()
    finish(page)
    assert title(page) == "Three small networks on two spirals"
    assert not any("Settings changed" in text for text in said(page, "soft"))
    assert address(page).ensemble.data.name == "spirals"
    assert rows(page) != before


def test_same_start_again_compares_every_bit():
    page = open_lab()
    before, computed = rows(page), warm.engine().n_computed
    page.button("again").click()
    finish(page)
    same = "Trained again from the same starts: all 3 runs and the ground are the same to the last bit."
    assert news(page)["message"] == same
    assert rows(page) == before
    assert warm.engine().n_computed == computed + 1


def test_same_start_again_takes_back_changed_settings():
    page = open_lab()
    page.selectbox("set_data").select("spirals").run()
    page.button("again").click()
    finish(page)
    assert page.selectbox("set_data").value == "moons"
    assert title(page) == "Three small networks on two moons"


def test_new_start_takes_seeds_not_used_yet():
    page = open_lab()
    before = rows(page)
    page.button("new").click()
    finish(page)
    assert page.text_input("set_seeds").value == "3-5"
    assert address(page).ensemble.seeds == (3, 4, 5)
    assert [row[1] for row in rows(page)] == ["3", "4", "5"]
    assert [row[2:] for row in rows(page)] != [row[2:] for row in before]


def test_new_start_trains_what_the_controls_describe():
    page = open_lab()
    page.selectbox("set_data").select("spirals").run()
    page.button("new").click()
    finish(page)
    assert address(page).ensemble.data.name == "spirals"
    assert address(page).ensemble.seeds == (3, 4, 5)


LEADS = {
    "pca": "Flat PCA plane of all runs.",
    "last": "Flat PCA plane of one run.",
    "ends": "Flat plane through three ends.",
    "random": "Random plane, filter-normalised.",
}
OTHERS = [("quantity", "test_loss"), ("quantity", "accuracy"), ("color", "test_loss"), ("scale", "linear")]


@pytest.mark.parametrize(("control", "value"), [*(("view", name) for name in LEADS), *OTHERS])
def test_another_view_keeps_the_runs(control, value):
    page = open_lab()
    before, ensemble = rows(page), visit(page).scene.ensemble
    page.selectbox(f"set_{control}").select(value)
    finish(page)
    assert not page.exception
    assert viewer(page)[0]["words"]["lead"].startswith(LEADS.get(value, "Sheet through the runs."))
    assert getattr(address(page).view, control) == value
    assert visit(page).scene.ensemble is ensemble
    assert [row[:3] for row in rows(page)] == [row[:3] for row in before]


def test_two_weights_brings_its_view_and_takes_it_away():
    page = open_lab()
    page.selectbox("set_model").select("two_weights").run()
    assert page.selectbox("set_view").value == "weights"
    page.button("train").click()
    finish(page)
    assert viewer(page)[0]["words"]["lead"].startswith("The whole landscape.")
    page.selectbox("set_model").select("mlp").run()
    assert page.selectbox("set_view").value == "sheet"
    page.button("train").click()
    finish(page)
    assert viewer(page)[0]["words"]["lead"].startswith("Sheet through the runs.")


def test_data_that_the_network_cannot_take_brings_one_that_can():
    page = open_lab(data="digits", model="convnet", width=1)
    page.selectbox("set_data").select("moons").run()
    assert page.selectbox("set_model").value == "mlp"
    page.button("train").click()
    finish(page)
    assert said(page, "problem") == []


def test_bad_seeds_are_named_and_nothing_is_trained():
    page = open_lab()
    computed = warm.engine().n_computed
    page.text_input("set_seeds").input("seven").run()
    assert any("seeds must be 1 to 64" in problem and "seven" in problem for problem in said(page, "problem"))
    page.button("train").click().run()
    assert warm.engine().n_computed == computed
    assert address(page).ensemble.seeds == (0, 1, 2)
    page.text_input("set_seeds").input("4,6").run()
    assert said(page, "problem") == []
    page.button("train").click()
    finish(page)
    assert [row[1] for row in rows(page)] == ["4", "6"]


def test_diverged_runs_are_told_and_their_losses_shown():
    page = open_lab(learning_rate=100, activation="relu", steps=100, seeds="0-1")
    assert any(text.startswith("Diverged: ") and "B (by step " in text for text in below(page))
    assert rows(page)[1][2].endswith("(diverged)")
    assert len(viewer(page)[1]["train_loss"]) == 2
    assert not page.exception


def test_picture_that_cannot_be_drawn_is_explained():
    page = open_lab(learning_rate=100, activation="relu", steps=100, seeds="0-1", width=16, depth=2, weight_decay=10)
    assert below(page)[-2:] == [
        "Diverged: A (by step 1), B (by step 1); left out of the view, kept in the loss curves.",
        "This view needs 1 run, but 2 of 2 runs diverged; lower the learning rate.",
    ]
    header, arrays = viewer(page)
    assert "z" not in arrays
    assert header["exports"] == []
    assert len(arrays["train_loss"]) == 2
    assert not page.exception


def test_stop_keeps_what_there_is():
    page = open_page("lab", {"v": "1", "steps": "20000", "n_train": "64", "grid": "17", "data_seed": "11"})
    while visit(page).asking.job.poll(visit(page).asking.name).training is None:
        page.run()
    assert page.button("train").disabled
    assert not page.button("stop").disabled
    page.button("stop").click()
    finish(page, seconds=10)
    assert not page.exception
    assert any("Stopped after step" in text and "20000" in text.replace(",", "") for text in below(page))
    assert {"z", "path_x", "train_loss"} <= set(viewer(page)[1])
    assert not page.button("train").disabled


def test_stop_of_one_visitor_lets_the_other_go_on():
    query = {"v": "1", "steps": "20000", "n_train": "64", "grid": "17", "data_seed": "12"}
    ada, bob = open_page("lab", query), open_page("lab", query)
    computed = warm.engine().n_computed
    job = visit(ada).asking.job
    assert visit(bob).asking.job is job
    bob.button("stop").click().run()
    bob.run()
    assert news(bob)["message"] == "Stopped for you; others still wait for these runs, so they go on."
    assert not bob.button("train").disabled
    ada.run()
    assert job.state in ("waiting", "running")
    assert warm.engine().n_computed - computed <= 1
    ada.button("stop").click()
    finish(ada, seconds=10)


def test_failure_inside_is_one_sentence(monkeypatch, caplog):
    from landscape.engine import engine as jobs

    def broken(config, **_others):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(jobs, "compute", broken)
    page = open_lab(data_seed=13)
    assert said(page, "problem") == [jobs.FAILED_INSIDE]
    assert not page.exception
    assert not any("secret" in source for source in html(page))
    monkeypatch.undo()
    page.button("train").click()
    finish(page)
    assert said(page, "problem") == []
    assert len(rows(page)) == 3


GOOD = "length,width,kind\n" + "".join(f"{i},{i * i % 7},{'ab'[i % 2]}\n" for i in range(40))


def test_own_csv_bad_then_good():
    page = open_lab()
    page.selectbox("set_data").select("csv").run()
    assert any("Choose a CSV file first" in problem for problem in said(page, "problem"))
    page.file_uploader("csv_file").set_value(("bad.csv", GOOD.replace("7,0,b", "7,zero,b").encode(), "text/csv")).run()
    assert said(page, "problem") == ['bad.csv, row 9, column 2 ("width") is not a number but "zero".']
    page.file_uploader("csv_file").set_value(("good.csv", GOOD.encode(), "text/csv")).run()
    assert said(page, "problem") == []
    page.button("train").click()
    finish(page)
    assert title(page) == "Three small networks on your own CSV"
    assert len(rows(page)) == 3
    assert address(page).ensemble.data.file


def test_own_table_is_told_shown_and_read_otherwise_once_per_choice(monkeypatch):
    reads = []
    monkeypatch.setattr(csv, "read", lambda *given: reads.append(given[2]) or read(*given))
    page = open_lab()
    page.selectbox("set_data").select("csv").run()
    content = "Id,length,width,kind\n" + "".join(f"{i},{i / 4},{i * i % 31},{'ab'[i % 2]}\n" for i in range(1, 41))
    page.file_uploader("csv_file").set_value(("mine.tsv", content.encode(), "text/csv")).run()
    assert any("The class is column 4" in text and "only numbers the rows" in text for text in html(page))
    assert any(">width</th>" in text and ">0.25</td>" in text for text in html(page))
    first = address(page).ensemble.data.file
    page.run()
    assert len(reads) == 1
    assert page.multiselect("csv_leave_out").value == ["Id"]
    page.multiselect("csv_leave_out").unselect("Id").run()
    assert not any("only numbers the rows" in text for text in html(page))
    page.selectbox("csv_class_column").select("width").run()
    assert any("The numbers to predict stand in column 3" in text for text in html(page))
    assert len(reads) == 3
    assert page.selectbox("set_quantity").options == ["Training loss", "Test loss"]
    page.button("train").click()
    finish(page)
    assert said(page, "problem") == []
    assert address(page).ensemble.data.file not in ("", first)
    page.selectbox("csv_header").select("no").run()
    assert any('is not a number but "Id"' in text for text in said(page, "problem"))
    page.selectbox("csv_header").select("yes").run()
    assert said(page, "problem") == []


def test_link_with_a_csv_that_is_not_here_says_so():
    page = open_lab(data="csv", file="0123456789abcdef")
    assert any("CSV file that is not here (fingerprint 0123456789abcdef)" in text for text in said(page, "problem"))
    assert not page.exception


def test_place_and_name_go_with_the_scene():
    page = open_lab()
    header, _ = viewer(page)
    assert (header["slot"], header["key"]) == ("landscape", key_of(address(page)))
    assert header["place"] == key_of(place_of(address(page)))
    assert news(page)["slot"] == header["slot"]


def _with_pins(monkeypatch, pins):
    """The lab as it is when the browser says that these are pinned, and what it tells the browser."""
    page, told = open_lab(), []
    monkeypatch.setattr(picture, "viewer", lambda *_args, **_others: SimpleNamespace(pins=pins, drop=None))
    monkeypatch.setattr(picture, "news", lambda _slot, **what: told.append(what))
    page.run()
    assert not page.exception
    return page, told[-1]


def test_pins_are_answered_with_what_the_networks_there_do(monkeypatch):
    pins = [{"id": 3, "place": [0.0, 0.0]}, {"id": 5, "place": [0.1, -0.2]}]
    page, told = _with_pins(monkeypatch, pins)
    assert [(answer["id"], answer["place"]) for answer in told["pins"]] == [(3, [0.0, 0.0]), (5, [0.1, -0.2])]
    found = Prober(visit(page).scene).ask(np.array([[0.0, 0.0], [0.1, -0.2]]))
    for answer, point in zip(told["pins"], found, strict=True):
        assert b64decode(answer["tile"]) == point.answers.tobytes()
        assert answer["height"] * answer["width"] == len(point.answers)
        assert answer["sentence"]
    assert told["compare"]


def test_one_pin_has_nothing_to_be_compared_with(monkeypatch):
    assert _with_pins(monkeypatch, [{"id": 1, "place": [0, 0]}])[1]["compare"] == ""


ODD_PINS = [
    {}, {"id": 1}, {"place": [0, 0]}, {"id": 1, "place": [float("nan"), 0]}, {"id": 1, "place": [1e300, 0]},
    {"id": 1, "place": [10**400, 0]}, {"id": 1, "place": ["0", 0]}, {"id": 1, "place": [0]}, {"id": 1, "place": None},
    {"id": 1, "place": {"x": 0, "y": 0}}, {"id": [], "place": [0, 0]}, {"id": 1, "place": [True, 0]}, None, 7, "pin",
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD_PINS, ids=repr)
def test_an_odd_pin_is_left_out(odd, monkeypatch):
    _, told = _with_pins(monkeypatch, [odd, {"id": 2, "place": [0.0, 0.0]}])
    assert [answer["id"] for answer in told["pins"]] == [2]


@pytest.mark.parametrize("odd", [None, {}, 7, "pins", {"id": 1}])
def test_what_is_no_list_of_pins_is_none(odd, monkeypatch):
    assert "pins" not in _with_pins(monkeypatch, odd)[1]


def _dropping(page, place, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(points.st, "session_state", {picture.SLOT: SimpleNamespace(drop=place)})
        picture._drop(visit(page))


def test_a_dropped_ball_is_trained_and_drawn(monkeypatch):
    page = open_lab()
    ensemble = visit(page).scene.ensemble
    _dropping(page, {"x": 0.25, "y": -0.125}, monkeypatch)
    finish(page)
    header, arrays = viewer(page)
    assert address(page).view.drops == ((0.25, -0.125),)
    assert "drops=0.25:-0.125" in header["link"]
    (ball,) = [path for path in header["paths"] if path["ball"] >= 0]
    assert ball["to"] > ball["from"]
    assert len(arrays["ball_tiles"]) == 1
    assert any(sentence.startswith("The ball dropped at (0.25, -0.125)") for sentence in header["words"]["below"])
    assert visit(page).scene.ensemble is ensemble
    place = header["place"]
    page.selectbox("set_quantity").select("test_loss")
    finish(page)
    assert viewer(page)[0]["place"] == place
    assert address(page).view.drops == ((0.25, -0.125),)
    page.selectbox("set_view").select("pca")
    finish(page)
    assert viewer(page)[0]["place"] != place
    assert address(page).view.drops == ()


ODD_PLACES = [
    None, {}, {"x": 1}, {"x": None, "y": 0}, {"x": float("nan"), "y": 0}, {"x": float("inf"), "y": 0},
    {"x": 1e300, "y": 0}, {"x": 10**400, "y": 0}, {"x": "1", "y": 0}, {"x": [], "y": 0}, [1, 2], "here", 3,
]  # fmt: skip


def test_an_odd_place_drops_nothing_and_says_so(monkeypatch):
    page = open_lab()
    for place in ODD_PLACES:
        visit(page).asking.message = ""
        _dropping(page, place, monkeypatch)
        assert visit(page).asking.message == points.NO_PLACE, place
        assert visit(page).asking.config.view.drops == ()
