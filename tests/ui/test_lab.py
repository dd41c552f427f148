"""The lab as a script: what it says and does at each action, without a browser."""

import pytest

from landscape.config import SceneConfig
from landscape.ui import warm
from tests.ui.page import address, finish, html, open_lab, open_page, rows, said, visit

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
    assert said(page, "title") == ["Eight small networks on two moons"]
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


def test_finished_scene_has_title_badge_figures_and_table():
    page = open_lab()
    assert not page.exception
    assert said(page, "title") == ["Three small networks on two moons"]
    assert said(page, "badge")[0].startswith("Sheet through the runs. Exact at ")
    assert said(page, "problem") == []
    assert [row[0] for row in rows(page)] == ["A", "B", "C"]
    assert {figure.key for figure in page.get("plotly_chart")} == {"surface", "contour", "losses", "maps"}


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
    (code,) = page.code
    assert code.value.endswith("?" + "&".join(f"{key}={value}" for key, value in page.query_params.items()))


def test_changed_settings_wait_for_train():
    page = open_lab()
    before = rows(page)
    page.selectbox("set_data").select("spirals").run()
    assert any("Settings changed" in text for text in said(page, "soft"))
    assert rows(page) == before
    assert address(page).ensemble.data.name == "moons"
    page.button("train").click()
    finish(page)
    assert said(page, "title") == ["Three small networks on two spirals"]
    assert not any("Settings changed" in text for text in said(page, "soft"))
    assert address(page).ensemble.data.name == "spirals"
    assert rows(page) != before


def test_same_start_again_compares_every_bit():
    page = open_lab()
    before, computed = rows(page), warm.engine().n_computed
    page.button("again").click()
    finish(page)
    assert said(page, "message") == [
        "Trained again from the same starts: all 3 runs and the ground are the same to the last bit."
    ]
    assert rows(page) == before
    assert warm.engine().n_computed == computed + 1


def test_same_start_again_takes_back_changed_settings():
    page = open_lab()
    page.selectbox("set_data").select("spirals").run()
    page.button("again").click()
    finish(page)
    assert page.selectbox("set_data").value == "moons"
    assert said(page, "title") == ["Three small networks on two moons"]


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


@pytest.mark.parametrize(
    ("control", "value", "lead"),
    [
        ("view", "pca", "Flat PCA plane of all runs."),
        ("view", "last", "Flat PCA plane of one run."),
        ("view", "ends", "Flat plane through three ends."),
        ("view", "random", "Random plane, filter-normalised."),
        ("quantity", "test_loss", "Sheet through the runs."),
        ("quantity", "accuracy", "Sheet through the runs."),
        ("color", "test_loss", "Sheet through the runs."),
        ("scale", "linear", "Sheet through the runs."),
    ],
)
def test_another_view_keeps_the_runs(control, value, lead):
    page = open_lab()
    before, ensemble = rows(page), visit(page).scene.ensemble
    page.selectbox(f"set_{control}").select(value)
    finish(page)
    assert not page.exception
    assert said(page, "badge")[0].startswith(lead)
    assert getattr(address(page).view, control) == value
    assert visit(page).scene.ensemble is ensemble
    assert [row[:3] for row in rows(page)] == [row[:3] for row in before]


def test_two_weights_brings_its_view_and_takes_it_away():
    page = open_lab()
    page.selectbox("set_model").select("two_weights").run()
    assert page.selectbox("set_view").value == "weights"
    page.button("train").click()
    finish(page)
    assert said(page, "badge")[0].startswith("The whole landscape.")
    page.selectbox("set_model").select("mlp").run()
    assert page.selectbox("set_view").value == "sheet"
    page.button("train").click()
    finish(page)
    assert said(page, "badge")[0].startswith("Sheet through the runs.")


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
    assert any("Diverged: B" in text for text in said(page, "soft"))
    assert rows(page)[1][2].endswith("(diverged)")
    assert "losses" in {figure.key for figure in page.get("plotly_chart")}
    assert not page.exception


def test_picture_that_cannot_be_drawn_is_explained():
    page = open_lab(learning_rate=100, activation="relu", steps=100, seeds="0-1", width=16, depth=2, weight_decay=10)
    assert said(page, "problem") == [
        "Diverged: A (by step 1), B (by step 1); left out of the view, kept in the loss curves.",
        "This view needs 1 run, but 2 of 2 runs diverged; lower the learning rate.",
    ]
    assert {figure.key for figure in page.get("plotly_chart")} == {"losses", "maps"}
    assert not page.exception


def test_stop_keeps_what_there_is():
    page = open_page("lab", {"v": "1", "steps": "20000", "n_train": "64", "grid": "17", "data_seed": "11"})
    while visit(page).job.poll(visit(page).name).training is None:
        page.run()
    assert page.button("train").disabled
    assert not page.button("stop").disabled
    page.button("stop").click()
    finish(page, seconds=10)
    assert not page.exception
    assert any("Stopped after step" in text and "20000" in text.replace(",", "") for text in said(page, "soft"))
    assert {"surface", "contour", "losses"} <= {figure.key for figure in page.get("plotly_chart")}
    assert not page.button("train").disabled


def test_stop_of_one_visitor_lets_the_other_go_on():
    query = {"v": "1", "steps": "20000", "n_train": "64", "grid": "17", "data_seed": "12"}
    ada, bob = open_page("lab", query), open_page("lab", query)
    computed = warm.engine().n_computed
    job = visit(ada).job
    assert visit(bob).job is job
    bob.button("stop").click().run()
    bob.run()
    assert said(bob, "message") == ["Stopped for you; others still wait for these runs, so they go on."]
    assert not bob.button("train").disabled
    ada.run()
    assert job.state in ("waiting", "running")
    assert warm.engine().n_computed - computed <= 1
    ada.button("stop").click()
    finish(ada, seconds=10)


def test_failure_inside_is_one_sentence(monkeypatch, caplog):
    from landscape.engine import jobs

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
    assert said(page, "title") == ["Three small networks on your own CSV"]
    assert len(rows(page)) == 3
    assert address(page).ensemble.data.file


def test_link_with_a_csv_that_is_not_here_says_so():
    page = open_lab(data="csv", file="0123456789abcdef")
    assert any("CSV file that is not here (fingerprint 0123456789abcdef)" in text for text in said(page, "problem"))
    assert not page.exception
