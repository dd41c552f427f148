"""A lesson's page as a script: the bet, the veil, the controls, the two buttons, the card, the link."""

import time
from dataclasses import replace
from html import escape

import pytest
from streamlit.testing.v1 import AppTest

import landscape.baked
from landscape.catalogue import EXPERIMENTS
from landscape.experiments import points
from landscape.experiments.parts.experiment import HIGHEST_FIRST_SEED
from landscape.ui.lessons.lesson_visit import (
    LAST_DIGITS_DIFFER,
    MORE_DIFFERS,
    OTHER_OUTCOME,
    SEEDS_APART,
    LessonVisit,
    same_or_not,
)
from landscape.ui.server import warm
from landscape.words.lesson_text import lesson_text
from tests.experiments.lessons import default_of
from tests.ui.page import html, news, said, viewer

TEXT = lesson_text("points")
EXPERIMENT = EXPERIMENTS.load("points")
SAME = "Run again from the same starts: every number and all of the ground are the same to the last bit."
HOSTILE = {
    "v": "9",
    "conflict": "0.3",
    "cue": "<script>alert(1)</script>",
    "first_seed": "999999",
    "data": "moons",
    "x": "1",
}


@pytest.fixture(autouse=True)
def _short_runs(monkeypatch):
    """The same scenes with few steps and nodes: what a lesson computes here takes a second."""
    whole = points.strip_scene

    def short(**settings):
        scene = whole(**settings)
        fewer = replace(scene.ensemble, steps=20, snapshots=5, seeds=scene.ensemble.seeds[:3])
        return replace(scene, ensemble=fewer, view=replace(scene.view, grid=(9, 9)))

    monkeypatch.setattr(points, "strip_scene", short)
    warm.close()  # what others computed is not short, and what is short is nothing for others
    yield
    warm.close()


@pytest.fixture
def nothing_shipped(tmp_path, monkeypatch):
    """A program whose shipped findings are missing."""
    monkeypatch.setattr(landscape.baked, "FOLDER", tmp_path)
    landscape.baked.baked.cache_clear()
    yield
    landscape.baked.baked.cache_clear()


def _script():
    from landscape.ui.lessons.page import show

    show("points")


def open_lesson(**query):
    """The page as a new visitor sees it."""
    page = AppTest.from_function(_script, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = str(value)
    page.run()
    assert not page.exception
    return page


def lesson(page):
    """What the page remembers."""
    found: LessonVisit = page.session_state["lesson_points"]
    return found


def finish(page, seconds=60.0):
    """Runs the page again and again, as a browser does, until nothing is computed any more."""
    end = time.monotonic() + seconds
    while lesson(page).asking.job is not None:
        assert time.monotonic() < end, "the job did not end"
        page.run()
        time.sleep(0.02)
    page.run()
    assert not page.exception
    return page


def link_of(page):
    """The address as names and values."""
    return {name: "".join(value) for name, value in page.query_params.items()}


def press(page, key):
    page.button(key).click().run()
    assert not page.exception
    return finish(page)


def choose(page, control, value):
    page.get_by_key(f"points_{control}").select(value).run()
    return finish(page)


def bet(page, answer):
    page.radio("bet_points").set_value(answer)
    return press(page, "lock")


def keys(page):
    return {button.key for button in page.button}


# --- before the bet ---------------------------------------------------------------------------------------------


def test_page_opens_with_its_question_and_the_shipped_picture():
    page = open_lesson()
    assert said(page, "title") == [TEXT.title]
    assert said(page, "lead") == [TEXT["lead"]]
    assert lesson(page).shipped
    assert lesson(page).asking.job is None
    header, _ = viewer(page)
    assert header["title"] == TEXT["picture 1"]
    assert header["page"] == "points"
    assert set(header["panel_words"]) == set(EXPERIMENT.before_bet.words)
    assert warm.engine().n_computed == 0


def test_picture_is_veiled_and_the_card_is_shut_before_the_bet():
    page = open_lesson()
    header, arrays = viewer(page)
    assert header["veiled"]
    assert header["color"] is None
    assert "color" not in arrays
    assert header["words"]["columns"] == ["Run", "Seed", "Training loss", "Surface there"]
    assert said(page, "happened") == []
    assert said(page, "card") == []
    assert "compare" not in keys(page)
    assert "Lock in your bet, or skip it: then the picture gets its colours." in said(page, "soft")


def test_bet_offers_the_answers_and_none_is_chosen():
    radio = open_lesson().radio("bet_points")
    assert radio.options == list(TEXT.answers.values())
    assert radio.value is None
    assert radio.label == TEXT["bet"]


def test_bet_must_be_chosen_before_it_is_locked():
    page = press(open_lesson(), "lock")
    assert lesson(page).bet is None
    assert news(page)["message"] == "Choose an answer first, or skip."
    assert viewer(page)[0]["veiled"]
    page = bet(page, "agree")
    assert lesson(page).bet == "agree"
    assert not news(page).get("message")


def test_control_changed_before_the_bet_stays_veiled():
    page = choose(open_lesson(), "conflict", 0.5)
    assert viewer(page)[0]["veiled"]
    assert lesson(page).bet is None


# --- the bet ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", EXPERIMENT.bets)
def test_locked_bet_stands_beside_what_came_out(answer):
    page = bet(open_lesson(), answer)
    header, arrays = viewer(page)
    assert not header.get("veiled")
    assert header["color"]["by_rule"]
    assert "color" in arrays
    assert f"You bet {TEXT.answers[answer]}." in said(page, "ask")
    (happened,) = said(page, "happened")
    came_out = TEXT.answers[default_of(EXPERIMENT).outcome]
    assert happened.startswith(f"You bet {TEXT.answers[answer]}; it came out {came_out}. ")
    assert happened.endswith(TEXT.fill("happened", default_of(EXPERIMENT).numbers) + " Why?")


def test_locked_bet_cannot_be_changed():
    page = bet(open_lesson(), "some")
    assert not page.radio
    assert not {"lock", "skip"} & keys(page)
    page = choose(page, "conflict", 0.5)
    assert lesson(page).bet == "some"


def test_skip_reveals_and_is_visible():
    page = press(open_lesson(), "skip")
    assert not viewer(page)[0].get("veiled")
    assert "Skipped." in said(page, "ask")
    assert said(page, "happened")[0].startswith("It came out ")
    assert not any("You bet" in source for source in html(page))


# --- the card ---------------------------------------------------------------------------------------------------


def test_card_opens_with_the_visitors_own_sentence():
    page = bet(open_lesson(), "agree")
    own = "They <b>look</b> at different & places"
    page.text_input("why_points").input(own)
    page = press(page, "compare")
    (card,) = [source for source in html(page) if 'class="ll-card"' in source]
    assert f"Your sentence:</b> {escape(own)}</p>" in card
    assert "<b>look" not in card
    assert card.index("Your sentence") < card.index(escape(TEXT["why"])[:40])
    assert "compare" not in keys(page)


def test_card_opens_without_a_sentence_too():
    page = press(press(open_lesson(), "skip"), "compare")
    (card,) = [source for source in html(page) if 'class="ll-card"' in source]
    assert "Your sentence" not in card
    assert escape(TEXT["why"]) in card


def test_card_keeps_the_sentence_when_a_control_changes():
    page = bet(open_lesson(), "agree")
    page.text_input("why_points").input("My own reason")
    page = choose(press(page, "compare"), "conflict", 0.5)
    assert any("My own reason" in source for source in html(page))


def test_neither_bet_nor_sentence_is_ever_in_the_link():
    page = bet(open_lesson(), "agree")
    allowed = {"v", "first_seed", *(control.name for control in EXPERIMENT.controls)}
    links = [link_of(page)]
    page.text_input("why_points").input("opposite because")
    for action in ("compare", "new", "fails", "again"):
        page = press(page, action)
        links += [link_of(page), dict(pair.split("=") for pair in viewer(page)[0]["link"].split("&"))]
    for link in links:
        assert set(link) == allowed
        assert not {"agree", "opposite", "because"} & {part for value in link.values() for part in value.split()}


# --- links ------------------------------------------------------------------------------------------------------


def test_address_names_every_control():
    assert link_of(open_lesson()) == {"v": "1", "conflict": "0", "cue": "1", "first_seed": "0"}


def test_link_opens_its_config():
    page = finish(open_lesson(v=1, conflict="0.5", cue=1, first_seed=0))
    assert lesson(page).asking.config == EXPERIMENT.config({"conflict": 0.5})
    assert page.get_by_key("points_conflict").value == 0.5
    assert said(page, "problem") == []


def test_wrong_link_gives_a_sentence_for_each_field_and_the_defaults():
    page = open_lesson(**HOSTILE)
    problems = said(page, "problem")
    assert len(problems) == len(HOSTILE)
    for field, problem in zip(HOSTILE, problems, strict=True):
        assert field in problem
        assert problem.endswith("The default is used instead.")
    assert not any("<script" in source for source in html(page))
    assert lesson(page).asking.config == EXPERIMENT.config()
    assert link_of(page) == {"v": "1", "conflict": "0", "cue": "1", "first_seed": "0"}
    assert viewer(page)[0]["words"]["rows"]


def test_sentences_about_the_link_go_with_the_next_action():
    page = choose(open_lesson(**HOSTILE), "conflict", 0.5)
    assert said(page, "problem") == []


def test_last_first_seed_of_all_has_a_scene():
    page = finish(open_lesson(first_seed=HIGHEST_FIRST_SEED))
    assert said(page, "problem") == []
    assert lesson(page).shown.config.first_seed == HIGHEST_FIRST_SEED


def test_what_does_not_belong_to_the_lesson_stays_in_the_address():
    assert link_of(open_lesson(size="hall"))["size"] == "hall"
    assert viewer(open_lesson(size="hall"))[0]["hall"]


# --- change -----------------------------------------------------------------------------------------------------


def test_every_control_offers_its_choices_in_words():
    page = open_lesson()
    for control in EXPERIMENT.controls:
        label, words = TEXT.controls[control.name]
        widget = page.get_by_key(f"points_{control.name}")
        assert widget.label == label
        assert list(widget.options) == list(words.values())
        assert widget.value == control.default


def test_changed_control_shows_another_finding():
    page = press(open_lesson(), "skip")
    before = said(page, "happened")
    page = choose(page, "conflict", 0.5)
    assert lesson(page).shown.config == EXPERIMENT.config({"conflict": 0.5})
    assert said(page, "happened") != before
    assert link_of(page)["conflict"] == "0.5"
    assert viewer(page)[0]["link"] == EXPERIMENT.write(lesson(page).asking.config)
    page = choose(page, "conflict", 0)
    assert said(page, "happened") == before


def test_config_that_is_not_shipped_is_computed():
    page = choose(open_lesson(), "cue", 0.33)
    assert not lesson(page).shipped
    assert lesson(page).shown.config == EXPERIMENT.config({"cue": 0.33})
    assert warm.engine().n_computed == 1
    assert len(viewer(page)[0]["runs"]) == 3


def test_same_start_again_says_the_same_bits():
    page = choose(open_lesson(), "cue", 0.33)
    page = press(page, "again")
    assert news(page)["message"] == SAME
    assert warm.engine().n_computed == 2
    assert link_of(page)["cue"] == "0.33"


def test_same_start_again_beside_the_shipped_picture_of_other_bits():
    """The short runs of these tests stand for those of a processor on which much comes out otherwise."""
    page = press(open_lesson(), "again")
    assert news(page)["message"] == MORE_DIFFERS
    assert not lesson(page).shipped
    assert news(press(page, "again"))["message"] == SAME


def test_message_goes_with_the_next_finding():
    page = press(choose(open_lesson(), "cue", 0.33), "again")
    assert news(page)["message"] == SAME
    assert not news(choose(page, "conflict", 0.5)).get("message")


def test_what_was_compared():
    kept = default_of(EXPERIMENT)
    other_bits = replace(kept, numbers=kept.numbers | {"loss": float(kept.numbers["loss"]) * (1 + 1e-6)})
    other = replace(other_bits, outcome="some")
    assert same_or_not(kept, True, kept) == same_or_not(kept, False, kept) == SAME
    assert same_or_not(kept, True, other_bits) == LAST_DIGITS_DIFFER
    assert same_or_not(kept, True, replace(kept, numbers=kept.numbers | {"loss": 0.5})) == MORE_DIFFERS
    assert same_or_not(kept, True, other) == OTHER_OUTCOME
    assert same_or_not(kept, False, other).endswith("this should not happen, please report it.")
    assert same_or_not(kept, False, other_bits).endswith("this should not happen, please report it.")
    assert same_or_not(kept, True, replace(kept, config=EXPERIMENT.config({"cue": 0.33}))) == ""


def test_new_start_takes_seeds_not_used_yet():
    page = press(open_lesson(), "new")
    assert link_of(page)["first_seed"] == str(SEEDS_APART)
    assert [run["seed"] for run in viewer(page)[0]["runs"]] == [SEEDS_APART, SEEDS_APART + 1, SEEDS_APART + 2]
    assert link_of(press(page, "new"))["first_seed"] == str(2 * SEEDS_APART)


def test_new_start_after_the_last_one_begins_again():
    page = press(finish(open_lesson(first_seed=HIGHEST_FIRST_SEED)), "new")
    assert link_of(page)["first_seed"] == "0"


def test_show_where_it_fails_keeps_the_seeds():
    page = press(press(open_lesson(), "skip"), "fails")
    assert lesson(page).asking.config == EXPERIMENT.config(EXPERIMENT.fails)
    page = press(press(page, "new"), "fails")
    assert lesson(page).shown.config == EXPERIMENT.config(EXPERIMENT.fails, SEEDS_APART)


def test_stop_keeps_the_picture_and_its_link(monkeypatch):
    def long(config):
        scene = points.strip_scene(first_seed=config.first_seed)
        return replace(scene, ensemble=replace(scene.ensemble, steps=20_000, snapshots=100))

    monkeypatch.setattr(points, "scene_config", long)
    page = open_lesson()
    page.button("new").click().run()
    assert lesson(page).asking.job is not None
    assert page.button("again").disabled
    assert page.button("new").disabled
    assert news(page)["progress"]
    page = press(page, "stop")
    assert news(page)["message"] == "Stopped. The picture still shows the run before."
    assert link_of(page)["first_seed"] == "0"
    assert "stop" not in keys(page)
    assert lesson(page).shipped


def test_failed_job_says_its_sentence_and_keeps_the_picture(monkeypatch):
    from landscape.errors import ConfigError

    def broken(config):
        raise ConfigError("cue", "cue must be something else; choose another width.")

    monkeypatch.setattr(points, "scene_config", broken)
    page = choose(open_lesson(), "cue", 0.33)
    assert news(page)["message"] == "cue must be something else; choose another width."
    assert viewer(page)[0]["words"]["rows"]


# --- without shipped findings -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing_shipped")
def test_lesson_that_is_not_shipped_computes_its_first_picture():
    page = finish(open_lesson())
    assert warm.engine().n_computed == 1
    assert not lesson(page).shipped
    assert lesson(page).shown.config == EXPERIMENT.config()
    assert viewer(page)[0]["veiled"]
    page = bet(page, "opposite")
    assert said(page, "happened")[0].startswith(f"You bet {TEXT.answers['opposite']}; it came out ")


@pytest.mark.usefixtures("nothing_shipped")
def test_while_the_first_picture_is_made_the_page_says_so(monkeypatch):
    monkeypatch.setattr("landscape.ui.lessons.page.WAIT_SECONDS", 0.0)
    page = open_lesson()
    if lesson(page).asking.job is not None:
        assert viewer(page)[0]["title"] == TEXT["picture 1"]
        assert viewer(page)[0]["runs"] == []
    assert viewer(finish(page))[0]["runs"]


# --- what stands below ------------------------------------------------------------------------------------------


def test_limits_failure_claim_and_sources_are_there():
    page = open_lesson()
    before = "".join(html(page))
    for key in ("hides", "fails", "claim"):
        assert escape(TEXT[key]) not in before  # they tell the answer
    page = press(page, "skip")
    source = "".join(html(page))
    for key in ("hides", "fails", "claim"):
        assert escape(TEXT[key]) in source
    assert source.count("<li>") == len(TEXT.sources)
    for line in TEXT.sources:
        address = line.rpartition(", https://")[2]
        assert f'<a href="https://{address}">' in source


def test_scene_can_be_opened_in_the_lab():
    source = "".join(html(open_lesson(conflict="0.5")))
    assert 'href="lab?v=1&amp;data=strip' in source
    assert "conflict=0.5" in source


@pytest.mark.parametrize("slug", EXPERIMENTS.names)
def test_every_lesson_opens_from_what_is_shipped(slug):
    page = AppTest.from_string(f"from landscape.ui.lessons.page import show\nshow({slug!r})", default_timeout=60).run()
    assert not page.exception
    assert said(page, "title") == [lesson_text(slug).title]
    page.button("skip").click().run()
    assert not page.exception
    assert said(page, "happened")[0].startswith("It came out ")
    assert warm.engine().n_computed == 0


# --- whether the bet came true ----------------------------------------------------------------------------------


def test_bet_says_whether_it_came_true_and_only_for_the_setting_it_was_made_for():
    outcome = default_of(EXPERIMENT).outcome
    for answer in EXPERIMENT.bets:
        page = bet(open_lesson(), answer)
        right = "It came true." if answer == outcome else "It did not come true."
        assert right in said(page, "ask")
    page = choose(page, "conflict", 0.5)
    assert not {"It came true.", "It did not come true."} & set(said(page, "ask"))


def test_answers_are_in_the_words_of_what_is_shown():
    paths = lesson_text("paths")
    assert paths.answer("proxy", {"story": "network"}) == "nearly all by colour"
    assert paths.answer("proxy", {"story": "valleys"}) == paths.answer("proxy", {}) == paths.answers["proxy"]
    assert "wide cue" in paths.answers["proxy"]
