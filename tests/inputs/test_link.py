"""Links: each scene and back, links once published, and links nobody should have written."""

import time
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.inputs.config import SceneConfig, scene_from, values_of
from landscape.inputs.link import MAX_LENGTH, decode, decode_pairs, encode
from landscape.inputs.settings import ALL, SETTINGS
from tests.settings_strategies import scenes, values_of_setting

# Links as they were once published, with the scene each must always give. Lines are added, never changed.
PUBLISHED = (
    (
        "v=1&data=moons&n_train=512&noise=0.2&data_seed=0&file=&model=mlp&width=16&depth=2&activation=tanh&"
        "optimizer=sgd&learning_rate=0.1&momentum=0.9&weight_decay=0&batch_size=32&schedule=constant&"
        "steps=300&snapshots=40&seeds=0-7&vary=both&view=sheet&quantity=train_loss&color=height&grid=51&"
        "scale=log&focus=0&view_seed=0&extent=1",
        {},
    ),
    ("v=1&data=spirals&model=mlp&width=32&steps=600&seeds=0-3&view=pca", {
        "data": "spirals", "width": 32, "steps": 600, "seeds": (0, 1, 2, 3), "view": "pca",
    }),
    ("v=1&data=strip&model=two_weights&view=weights&grid=51x41&color=intended_share&seeds=0,3,5", {
        "data": "strip", "model": "two_weights", "view": "weights", "grid": (51, 41), "color": "intended_share",
        "seeds": (0, 3, 5),
    }),
    ("v=1&lesson=path-dependence&step=2&learning_rate=1e-05&vary=order", {"learning_rate": 1e-5, "vary": "order"}),
)  # fmt: skip


def assert_harmless(query, n_problems=None):
    """A link is read without an error; its problems are short printable sentences, its scene a valid one."""
    decoded = decode(query)
    assert isinstance(decoded.config, SceneConfig)
    assert scene_from(values_of(decoded.config)) == decoded.config
    for problem in decoded.problems:
        assert str(problem).isprintable(), ascii(str(problem))
        assert len(str(problem)) < 600
        assert str(problem).endswith(".")
    if n_problems is not None:
        assert len(decoded.problems) == n_problems
    return decoded


@pytest.mark.parametrize(("link", "values"), PUBLISHED, ids=range(len(PUBLISHED)))
def test_published_links_keep_working(link, values):
    decoded = decode(link)
    assert decoded.problems == ()
    assert decoded.config == scene_from(values)


def test_every_parameter_is_written_in_order():
    pairs = parse_qsl(encode(SceneConfig()), keep_blank_values=True)
    assert [name for name, _ in pairs] == ["v", *SETTINGS]
    assert pairs[0] == ("v", "1")


@given(scenes())
def test_each_scene_and_back(scene):
    link = encode(scene)
    decoded = decode(link)
    assert decoded.problems == ()
    assert decoded.config == scene
    assert encode(decoded.config) == link
    assert len(link) < MAX_LENGTH


@pytest.mark.parametrize("setting", ALL, ids=lambda s: s.name)
@settings(max_examples=30)
@given(data=st.data())
def test_a_link_of_one_parameter(setting, data):
    value = data.draw(values_of_setting(setting))
    decoded = decode(f"v=1&{setting.name}={quote(setting.format(value))}")
    assert decoded.problems == ()
    assert decoded.config == scene_from({setting.name: value})


@pytest.mark.parametrize(
    "around", ["{}", "?{}", "https://lab.example/?{}", "http://localhost:8501/lab?{}#top", " {}\n"]
)
def test_a_query_in_a_whole_address(around):
    assert decode(around.format("v=1&data=xor&width=7")).config == scene_from({"data": "xor", "width": 7})


def test_equal_scenes_have_one_link():
    assert encode(scene_from({"noise": -0.0, "seeds": "0-2"})) == encode(scene_from({"noise": 0, "seeds": (0, 1, 2)}))
    spelled = decode("seeds= 0 - 2 ,5&noise=2e-1&grid=051x51&learning_rate=%2B.5&width=%2B8")
    assert spelled.problems == ()
    assert encode(spelled.config) == encode(scene_from({"seeds": (0, 1, 2, 5), "learning_rate": 0.5, "width": 8}))


@given(st.text(max_size=300))
def test_any_text(text):
    assert_harmless(text)


@given(st.binary(max_size=200))
def test_any_bytes(content):
    assert_harmless(quote(content))
    assert_harmless(content.decode("latin-1"))


@given(
    st.lists(
        st.tuples(
            st.one_of(st.sampled_from([*SETTINGS, "v", "lesson", "step"]), st.text(max_size=20)),
            st.one_of(st.text(max_size=30), st.integers().map(str), st.floats().map(str)),
        ),
        max_size=40,
    )
)
def test_any_pairs(pairs):
    assert_harmless("&".join(f"{quote(name)}={quote(value, errors='replace')}" for name, value in pairs))
    decoded = decode_pairs(pairs)
    for problem in decoded.problems:
        assert str(problem).isprintable()


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("v=2", "v", "v must be 1, the version of links this program reads; got '2'."),
        ("v=", "v", "v must be 1"),
        ("v=١", "v", "v must be 1"),
        ("v=1&v=2", "v", "v stands twice"),
        ("width=7&width=8", "width", "width stands twice in the link; the first one counts."),
        ("epochs=5", "epochs", "There is no parameter called 'epochs'; the parameters are data, n_train"),
        ("WIDTH=5", "WIDTH", "There is no parameter called 'WIDTH'"),
        ("width", "width", "width must be a whole number from 1 to 128; got nothing."),
        ("width=", "width", "got nothing."),
        ("width=0", "width", "got 0."),
        ("width=1e1", "width", "got 1e1."),
        ("width=99999999999999999999", "width", "got 99999999999999999999."),
        ("width=%F0%9F%98%80", "width", "got \N{GRINNING FACE}."),
        ("width=%00%0a%1b", "width", "got ???."),
        ("width=%ff%fe", "width", "width must be"),
        ("width=%zz", "width", "got %zz."),
        ("width=٣", "width", "got ٣."),
        ("width=<script>alert(1)</script>", "width", "got <script>alert(1)</script>."),
        ("noise=nan", "noise", "noise must be a number from 0 to 2; got nan."),
        ("noise=inf", "noise", "got inf."),
        ("noise=1e999", "noise", "got inf."),
        ("noise=-1e-400&", None, None),
        ("noise=1,5", "noise", "got 1,5."),
        ("seeds=0-999999", "seeds", "seeds must be 1 to 64 different whole numbers from 0 to 999999"),
        ("seeds=7-0", "seeds", "got 7-0."),
        ("seeds=1,1", "seeds", "got 1,1."),
        ("seeds=0-5,3", "seeds", "got 0-5,3."),
        ("seeds=,", "seeds", "got ,."),
        ("seeds=" + ",".join(map(str, range(65))), "seeds", "..."),
        ("seeds=1000000", "seeds", "got 1000000."),
        ("grid=50", "grid", "grid must be an odd number of nodes from 5 to 201, such as 51 or 51x41; got 50x50."),
        ("grid=51x50", "grid", "got 51x50."),
        ("grid=9999", "grid", "got 9999x9999."),
        ("data=../../etc/passwd", "data", "data must be one of moons, "),
        ("file=0123456789ABCDEF", "file", "file must be empty or the 16 hexadecimal digits"),
    ],
)
def test_a_problem_names_its_field_and_the_default_stands_in(query, field, words):
    decoded = assert_harmless(query)
    if field is None:
        assert decoded.problems == ()
        return
    (problem,) = decoded.problems
    assert problem.field == field
    assert words in str(problem)
    if field == "width" and "stands twice" in words:
        assert decoded.config == scene_from({"width": 7})
    else:
        assert decoded.config == SceneConfig()


def test_one_bad_value_spoils_no_other():
    decoded = assert_harmless("v=1&data=xor&width=huge&depth=3&colour=red&seeds=0-2", n_problems=2)
    assert [problem.field for problem in decoded.problems] == ["width", "colour"]
    assert decoded.config == scene_from({"data": "xor", "depth": 3, "seeds": (0, 1, 2)})


@pytest.mark.parametrize(
    "name", ["a%0Ab", "%1b[31mred", "%e2%80%aeabc", "<b>x</b>", "%00", "x" * 2000, "", "%ed%a0%80"]
)
def test_hostile_names(name):
    assert_harmless(f"{name}=1")
    assert_harmless(f"{name}=1&{name}=2&{name}=3", n_problems=3)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?",
        "&",
        "&&&&",
        "=",
        "=&=",
        "%",
        "%%%",
        "?" * 50,
        "#",
        "v",
        "v=1",
        "https://",
        "\x00",
        "\ud800=\udfff",
        "a" * 8000,
    ],
    ids=lambda q: ascii(q[:10]),
)
def test_odd_links(query):
    assert_harmless(query)


@pytest.mark.parametrize("query", ["width=" + "9" * 10_000_000, "&" * 10_000_000, "a=1&" * 2_500_000], ids=len)
def test_a_link_of_ten_megabytes(query):
    began = time.perf_counter()
    decoded = assert_harmless(query, n_problems=1)
    assert decoded.problems[0].field == "link"
    assert "characters long; at most 8000 are read." in str(decoded.problems[0])
    assert time.perf_counter() - began < 5


def test_more_parameters_than_are_read():
    decoded = assert_harmless("&".join(f"a{i}=1" for i in range(300)), n_problems=1)
    assert "more than 200 parameters" in str(decoded.problems[0])


@pytest.mark.parametrize("name", ["lesson", "step", "embed", "embed_options", "size"])
def test_what_stands_beside_the_scene_is_no_problem(name):
    assert assert_harmless(f"v=1&{name}=<anything>", n_problems=0).config == SceneConfig()
