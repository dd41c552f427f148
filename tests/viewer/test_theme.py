"""Colours: contrast by the formula of WCAG 2, and differences that can be seen."""

import re
from itertools import combinations

import numpy as np
import pytest

from landscape.viewer.colors import rule_scale
from landscape.viewer.page import VIEWER
from landscape.viewer.theme import (
    CASING,
    GROUND,
    PATH,
    REGIONS,
    SYMBOLS,
    THEMES,
    TOKENS,
    symbol_of,
    token_rules,
)

each_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


def linear(color):
    """Red, green and blue light of #RRGGBB, each in [0, 1]."""
    channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(color):
    return float(linear(color) @ [0.2126, 0.7152, 0.0722])


def contrast(first, second):
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def lab(color):
    """CIE 1976 L*a*b* under D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratios = to_xyz @ linear(color) / [0.9505, 1.0, 1.089]
    f = np.where(ratios > (6 / 29) ** 3, np.cbrt(ratios), ratios / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(first, second):
    return float(np.linalg.norm(lab(first) - lab(second)))


def test_the_formula_on_known_pairs():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast("#1F2328", "#FBFAF6") == pytest.approx(15.1, abs=0.05)
    np.testing.assert_allclose(lab("#FF0000"), [53.24, 80.09, 67.20], atol=0.05)


@each_theme
@pytest.mark.parametrize("ground", ["bg", "panel"])
@pytest.mark.parametrize(
    ("token", "least"), [("ink", 4.5), ("soft", 4.5), ("control", 3), ("proxy", 4.5), ("intended", 4.5)]
)
def test_tokens_stand_out_from_the_page(theme, ground, token, least):
    assert contrast(getattr(theme, token), getattr(theme, ground)) >= least


@each_theme
def test_letters_in_their_boxes(theme):
    assert contrast(theme.bg, theme.ink) >= 4.5


def test_letters_in_markers():
    assert contrast(CASING, PATH) >= 4.5


@pytest.mark.parametrize("place", np.linspace(0, 1, 21))
def test_paths_stand_out_from_the_ground_at_every_height(place):
    edges = [edge for edge, _ in GROUND]
    channels = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for _, color in GROUND])
    color = "#" + "".join(f"{round(np.interp(place, edges, channels[:, i])):02X}" for i in range(3))
    assert contrast(PATH, color) >= 3


def test_the_ground_gets_lighter_with_height():
    assert [edge for edge, _ in GROUND] == sorted(edge for edge, _ in GROUND)
    assert (GROUND[0][0], GROUND[-1][0]) == (0, 1)
    assert (np.diff([luminance(color) for _, color in GROUND]) > 0).all()


@pytest.mark.parametrize(("first", "second"), list(combinations(REGIONS, 2)))
def test_regions_differ(first, second):
    assert difference(first, second) > 10


@each_theme
def test_the_two_rules_differ_from_each_other_and_from_regions(theme):
    assert difference(theme.proxy, theme.intended) > 60
    for region in REGIONS:
        assert min(difference(theme.proxy, region), difference(theme.intended, region)) > 15


@each_theme
def test_shares_run_from_the_proxy_to_the_intended_rule(theme):
    scale = rule_scale(theme)
    assert (scale[0], scale[-1]) == ((0.0, theme.proxy), (1.0, theme.intended))


def test_symbols_repeat_after_eight_runs():
    assert len(set(SYMBOLS)) == 8
    assert [symbol_of(run) for run in range(16)] == [*SYMBOLS, *SYMBOLS]


# Machado, Oliveira and Fernandes 2009, severity 1, on linear light.
BLIND = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


def seen(color, kind):
    """#RRGGBB as somebody with this colour-vision deficiency sees it."""
    light = np.clip(np.array(BLIND[kind]) @ linear(color), 0, 1)
    channels = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * channel):02X}" for channel in channels)


@pytest.mark.parametrize("kind", BLIND)
def test_the_simulation_leaves_grey_grey(kind):
    np.testing.assert_allclose(np.array(BLIND[kind]).sum(axis=1), 1, atol=1e-5)
    assert difference(seen("#808080", kind), "#808080") < 1
    assert difference(seen("#C00000", kind), seen("#007000", kind)) < difference("#C00000", "#007000") / 2


@each_theme
@pytest.mark.parametrize("kind", BLIND)
def test_the_two_rules_differ_for_readers_with_a_colour_vision_deficiency(theme, kind):
    assert difference(seen(theme.proxy, kind), seen(theme.intended, kind)) > 40


CSS = (VIEWER / "css" / "viewer.css").read_text(encoding="utf-8")


def token_of(rule, name):
    found = re.search(rf"(?<![-\w]){name}: var\(--ll-(\w+)\)", rule)
    return found and found[1]


def test_the_style_sheet_has_no_colours_but_tokens_and_the_ring():
    assert set(re.findall(r"#[0-9A-Fa-f]{6}\b", CSS)) <= {PATH, CASING}
    assert set(re.findall(r"--ll-(\w+)", CSS)) <= set(TOKENS)


@each_theme
def test_texts_of_the_viewer(theme):
    n_texts = 0
    for selector, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", CSS):
        color, ground = token_of(rule, "color"), token_of(rule, "background")
        for on in {ground} - {None} or {"bg", "panel"}:
            if color is not None:
                n_texts += 1
                assert contrast(getattr(theme, color), getattr(theme, on)) >= 4.5, (selector, color, on)
    assert n_texts > 10


@each_theme
def test_marks_of_the_viewer(theme):
    """Borders of what can be pressed, and the handle of the time control on its track."""
    for selector, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", CSS):
        border = re.search(r"border: 1px solid var\(--ll-(\w+)\)", rule)
        if border:
            assert contrast(getattr(theme, border[1]), theme.bg) >= 3, selector
    assert contrast(theme.ink, theme.control) >= 3


@pytest.mark.parametrize("color", [color for _, color in GROUND] + ["#B04A00", "#00688B", "#E6E0D0"])
def test_the_ring_stands_out_from_any_ground(color):
    assert max(contrast(PATH, color), contrast(CASING, color)) >= 3


def test_both_themes_stand_in_the_rules_of_the_page():
    rules = token_rules(".stApp")
    for name in TOKENS:
        light, dark = (getattr(theme, name) for theme in THEMES.values())
        assert f"--ll-{name}: light-dark({light}, {dark});" in rules
        assert f"@property --ll-{name} " in rules
    assert "<" not in rules, "the page's sanitizer takes it for markup and drops the sheet"
