"""Colours: contrast by the formula of WCAG 2, and differences that can be seen."""

from itertools import combinations

import numpy as np
import pytest

from landscape.figures.theme import (
    CASING,
    GROUND,
    PATH,
    REGIONS,
    SYMBOLS,
    THEMES,
    behaviour_scale,
    symbol_of,
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
    scale = behaviour_scale(theme)
    assert (scale[0], scale[-1]) == ((0.0, theme.proxy), (1.0, theme.intended))


def test_symbols_repeat_after_eight_runs():
    assert len(set(SYMBOLS)) == 8
    assert [symbol_of(run) for run in range(16)] == [*SYMBOLS, *SYMBOLS]
