"""Every listed lesson: its numbers fit its words, its links never fail, and its file is what the experiment ships."""

import io
import math
import re
import zipfile
from string import Formatter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.baked import MAX_BYTES, pack_findings, path_of, unpack_findings
from landscape.catalogue import DATASETS, EXPERIMENTS
from landscape.errors import ConfigError
from landscape.experiments.parts.experiment import FIRST_SEED, HIGHEST_FIRST_SEED
from landscape.inputs.config import SceneConfig, scene_from
from landscape.inputs.link import BESIDE_THE_SCENE
from landscape.outputs.findings import LessonConfig
from landscape.viewer.finding import PANEL_ARRAY
from landscape.viewer.packing import unpack
from landscape.words.lesson_text import FOLDER, NEEDED, filled, lesson_text
from tests.experiments.lessons import (
    ANSWER_WORDS,
    LETTERS_AT_MOST,
    QUESTION_WORDS,
    TITLE_LETTERS,
    WORDS_AT_MOST,
    each_lesson,
    shipped,
)

CHAPTERS = ("landscapes", "paths", "biases", "goals")
# These stand on the page as they are written, before and without any finding.
AS_WRITTEN = ("short", "lead", "bet", "fails", "claim", "sources", "teach")


def n_words(text):
    return len(text.split())


def places_in(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def story_of(key):
    """The story a section belongs to: `happened network`, `panel lead network`; none for `panel lead`."""
    kind, _, rest = key.partition(" ")
    return rest.partition(" ")[2] if kind in ("panel", "picture", "control", "answer") else rest


# --- the experiment ---------------------------------------------------------------------------------------------


@each_lesson
def test_slug_is_its_address_and_chapter_is_known(slug):
    one = EXPERIMENTS.load(slug)
    assert one.slug == slug
    assert re.fullmatch(r"[a-z][a-z-]*", slug)
    assert one.chapter in CHAPTERS


@each_lesson
def test_at_most_three_controls_with_stable_names(slug):
    controls = EXPERIMENTS.load(slug).controls
    assert 1 <= len(controls) <= 3
    names = [control.name for control in controls]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in names)
    assert not {"v", FIRST_SEED, *BESIDE_THE_SCENE} & set(names), "these names of a link are taken"


@each_lesson
def test_choices_are_different_in_links_and_hold_the_default(slug):
    for control in EXPERIMENTS.load(slug).controls:
        written = [str(choice) for choice in control.choices]
        assert len(set(written)) == len(written) >= 2
        assert control.default in control.choices
        assert all(control.read(text) == choice for text, choice in zip(written, control.choices, strict=True))


@each_lesson
def test_where_it_fails_is_another_config_than_the_default(slug):
    one = EXPERIMENTS.load(slug)
    assert one.config(one.fails) != one.config()
    assert one.fails, "the page offers it as one tap"


@each_lesson
def test_what_is_shipped_begins_with_the_default_and_holds_where_it_fails(slug):
    one = EXPERIMENTS.load(slug)
    configs = one.shipped()
    assert configs[0] == one.config()
    assert one.config(one.fails) in configs
    assert len(set(configs)) == len(configs)


@each_lesson
def test_bets_are_different_and_more_than_one(slug):
    bets = EXPERIMENTS.load(slug).bets
    assert len(set(bets)) == len(bets) >= 2


@each_lesson
def test_lab_gives_a_scene_of_the_lab_for_every_choice(slug):
    one = EXPERIMENTS.load(slug)
    for control in one.controls:
        for choice in control.choices:
            for first_seed in (0, HIGHEST_FIRST_SEED):
                scene = one.lab(one.config({control.name: choice}, first_seed))
                assert scene is None or isinstance(scene, SceneConfig)
                if scene is not None:
                    assert scene.ensemble.data.name in DATASETS.names
                    assert scene_from({}, scene) == scene


def test_there_is_no_control_of_another_name():
    one = EXPERIMENTS.load("points")
    with pytest.raises(ConfigError, match=r"There is no control called 'colour' here; there are conflict, cue, first_"):
        one.config({"colour": 1})


def test_values_that_are_no_choice_are_refused():
    one = EXPERIMENTS.load("points")
    with pytest.raises(ConfigError, match=r"conflict must be one of 0, 0\.02, 0\.5; got 0\.3\.") as found:
        one.config({"conflict": 0.3})
    assert found.value.field == "conflict"


@pytest.mark.parametrize("seed", [-1, HIGHEST_FIRST_SEED + 1])
def test_first_seed_leaves_room_for_those_that_follow(seed):
    with pytest.raises(ConfigError, match=rf"first_seed must be from 0 to {HIGHEST_FIRST_SEED}; got {seed}\."):
        EXPERIMENTS.load("points").config(first_seed=seed)


# --- links ------------------------------------------------------------------------------------------------------


def pairs_of(query):
    return [tuple(pair.split("=", 1)) for pair in query.split("&")]


@each_lesson
def test_links_of_all_shipped_configs_come_back(slug):
    one = EXPERIMENTS.load(slug)
    for config in one.shipped():
        assert one.read(pairs_of(one.write(config))) == (config, ())


@each_lesson
def test_links_of_every_choice_come_back(slug):
    one = EXPERIMENTS.load(slug)
    for control in one.controls:
        for choice in control.choices:
            config = one.config({control.name: choice}, 4321)
            assert one.read(pairs_of(one.write(config))) == (config, ())


@each_lesson
def test_link_names_every_control_and_no_bet(slug):
    one = EXPERIMENTS.load(slug)
    names = [name for name, _ in pairs_of(one.write(one.config()))]
    assert names == ["v", *(control.name for control in one.controls), FIRST_SEED]


def expected(one, pairs):
    """What a link means, by the rules in words: the last usable value of a name holds, the rest is named."""
    values, first_seed, wrong = {}, 0, []
    for name, text in pairs:
        written = {
            str(choice): choice for control in one.controls if control.name == name for choice in control.choices
        }
        if name == "v" and text != "1":
            wrong.append(name)
        elif name == FIRST_SEED:
            usable = re.fullmatch("[0-9]{1,6}", text) is not None and int(text) <= HIGHEST_FIRST_SEED
            first_seed = int(text) if usable else first_seed
            wrong += [] if usable else [name]
        elif name in {control.name for control in one.controls}:
            values |= {name: written[text]} if text in written else {}
            wrong += [] if text in written else [name]
        elif name not in BESIDE_THE_SCENE | {"v"}:
            wrong.append(name)
    return one.config(values, first_seed), wrong


def some_links(one):
    names = [control.name for control in one.controls]
    choices = [str(choice) for control in one.controls for choice in control.choices]
    name = st.sampled_from(["v", FIRST_SEED, "embed", "size", *names]) | st.text(max_size=12)
    text = st.sampled_from(["1", "0", "000042", "999000", "999001", "9" * 5000, "٣", "nan", "-0", "", *choices])
    return st.lists(st.tuples(name, text | st.text(max_size=60)), max_size=8)


@each_lesson
@given(data=st.data())
def test_any_link_gives_a_config_and_names_what_is_wrong(slug, data):
    one = EXPERIMENTS.load(slug)
    pairs = data.draw(some_links(one))
    config, problems = one.read(pairs)
    wanted, wrong = expected(one, pairs)
    assert config == wanted
    assert [problem.field for problem in problems] == wrong
    for problem in problems:
        sentence = str(problem)
        assert sentence.isprintable()
        assert sentence.endswith(".")
        assert len(sentence) < 300


# --- words ------------------------------------------------------------------------------------------------------


@each_lesson
def test_bets_are_the_answers_of_the_text(slug):
    text = lesson_text(slug)
    assert tuple(text.answers) == EXPERIMENTS.load(slug).bets
    assert text["bet"]
    assert n_words(text["bet"]) <= QUESTION_WORDS
    for answer in text.answers.values():
        assert 1 <= n_words(answer) <= ANSWER_WORDS, answer
    assert len(set(text.answers.values())) == len(text.answers)


@each_lesson
def test_every_control_and_every_choice_has_words(slug):
    text = lesson_text(slug)
    for control in EXPERIMENTS.load(slug).controls:
        label, words = text.controls[control.name]
        assert label
        assert list(words) == [str(choice) for choice in control.choices]
        assert all(words.values())
    assert set(text.controls) == {control.name for control in EXPERIMENTS.load(slug).controls}


@each_lesson
def test_texts_are_short(slug):
    text = lesson_text(slug)
    assert 0 < len(text.title) <= TITLE_LETTERS
    for key, section in text.sections.items():
        kind = key.split()[0]
        assert 0 < n_words(section) <= WORDS_AT_MOST.get(kind, 200), f"{key} has {n_words(section)} words"
        assert len(section) <= LETTERS_AT_MOST.get(kind, 2000), f"{key} has {len(section)} characters"


@each_lesson
def test_text_is_plain(slug):
    """No markup is read on the page, so none may stand in the file."""
    written = (FOLDER / f"{slug}.md").read_text(encoding="utf-8")
    assert not re.search(r"[<>*`]|\]\(|&\w+;", written)
    assert written.isascii() or not re.search("[\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\t]", written)


@each_lesson
def test_sources_are_lines_with_links(slug):
    text = lesson_text(slug)
    assert text.sources
    assert len(text.sources) == len(text["sources"].splitlines())
    for line in text.sources:
        assert re.fullmatch(r"[A-Z].+ \((1[89]|20)\d\d\), .+, https://[\w.-]+/\S+", line), line


@each_lesson
def test_teacher_gets_three_lines(slug):
    lines = lesson_text(slug)["teach"].splitlines()
    assert [line.split(":")[0].split()[0] for line in lines] == ["Ask", "Expected", "Answer"]


@each_lesson
def test_what_stands_as_written_has_no_places(slug):
    text = lesson_text(slug)
    words = [*(text[key] for key in AS_WRITTEN), text.title, *text.answers.values()]
    words += [part for label, choices in text.controls.values() for part in (label, *choices.values())]
    for part in words:
        assert not set("{}") & set(part), part


@each_lesson
def test_every_place_is_given_by_the_numbers(slug):
    """In all sections, for every shipped finding; the sections of a story by the findings of that story."""
    text, used = lesson_text(slug), set()
    for finding in shipped(slug).values():
        story = finding.numbers.get("story", "")
        for key, section in text.sections.items():
            if story_of(key) == story or (story_of(key) == "" and f"{key} {story}" not in text.sections):
                assert places_in(section) <= finding.numbers.keys(), f"{key} for {finding.config}"
                said = filled(section, finding.numbers)
                assert not set("{}") & set(said), said
                assert not re.search(r"\bnan\b|\binf\b", said), said
                used.add(key)
        assert text.fill("happened", finding.numbers).endswith(".")
        for key, words in text.panel(finding.numbers).items():
            assert words, key
    assert used | set(NEEDED) >= text.sections.keys(), "a section of a story that no shipped finding tells"


@each_lesson
def test_every_picture_has_a_title(slug):
    text = lesson_text(slug)
    for finding in shipped(slug).values():
        assert 1 <= len(finding.messages) <= 2
        for i in range(len(finding.messages)):
            assert 0 < len(text.fill(f"picture {i + 1}", finding.numbers)) <= 80


# --- what is shipped --------------------------------------------------------------------------------------------


@each_lesson
def test_file_holds_exactly_what_the_experiment_ships(slug):
    assert tuple(shipped(slug)) == EXPERIMENTS.load(slug).shipped()


@each_lesson
def test_file_is_small_and_has_no_pickle(slug):
    content = path_of(slug).read_bytes()
    assert len(content) <= MAX_BYTES
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        assert {arrays[name].dtype for name in arrays.files} == {np.dtype(np.uint8)}


def members(content):
    """Name and content of each file inside, in order; how well they are compressed is the library's affair."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return [(part.filename, part.date_time, file.read(part)) for part in file.infolist()]


@each_lesson
def test_packing_again_gives_the_same_file(slug):
    content = path_of(slug).read_bytes()
    assert members(pack_findings(unpack_findings(content))) == members(content)


@each_lesson
def test_outcomes_are_bets_and_numbers_can_be_said(slug):
    one = EXPERIMENTS.load(slug)
    for config, finding in shipped(slug).items():
        assert isinstance(config, LessonConfig)
        assert finding.outcome in one.bets
        for name, value in finding.numbers.items():
            assert re.fullmatch("[a-z][a-z_0-9]*", name)
            assert isinstance(value, str | int | float)
            assert isinstance(value, str) or math.isfinite(value), name


@each_lesson
def test_effect_is_there_by_default_and_gone_where_it_fails(slug):
    one = EXPERIMENTS.load(slug)
    found = shipped(slug)
    assert found[one.config(one.fails)].outcome != found[one.config()].outcome


@each_lesson
def test_messages_have_ground_and_paths(slug):
    for finding in shipped(slug).values():
        for message in finding.messages:
            header, arrays = unpack(message)
            n_x, n_y = header["grid"]
            assert (len(arrays["x"]), len(arrays["y"])) == (n_x, n_y)
            assert arrays["z"].shape == arrays["values"].shape == (n_y, n_x)
            z = arrays["z"][~np.isnan(arrays["z"])]
            assert z.size > 0.9 * n_x * n_y
            assert z.min() >= 0
            assert z.max() <= 1
            assert header["complete"]
            assert header["height"]["ticks"]
            assert header["axes"][0]
            assert header["axes"][1]
            sound = [run for run, entry in enumerate(header["runs"]) if entry["sound"]]
            drawn = {path["run"] for path in header["paths"]}
            assert bool(sound) == bool(drawn)
            assert drawn <= set(range(len(header["runs"])))
            for path in header["paths"]:
                part = arrays["path_x"][path["from"] : path["to"]]
                assert len(part) > 1
                assert np.isfinite(part).all()


@each_lesson
def test_first_message_carries_the_behaviour_view(slug):
    for finding in shipped(slug).values():
        header, _ = unpack(finding.messages[0])
        assert header["panel"]["kind"]
        for message in finding.messages[1:]:
            header, arrays = unpack(message)
            assert "panel" not in header
            assert not any(name.startswith(PANEL_ARRAY) for name in arrays)


@each_lesson
def test_two_pictures_of_one_unit_have_one_scale(slug):
    for finding in shipped(slug).values():
        heights = [unpack(message)[0]["height"] for message in finding.messages]
        kinds = {(one["name"], one["unit"], one["logarithmic"]) for one in heights}
        if len(heights) == 2 and len(kinds) == 1:
            assert heights[0]["ticks"] == heights[1]["ticks"]
