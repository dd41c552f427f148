"""Where letters stand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from landscape.figures.paths import ends_in_groups, group_name, letter_places

quick = settings(deadline=None, max_examples=50, database=None)
ends_strategy = st.integers(0, 8).flatmap(lambda n: arrays(np.float64, (n, 2), elements=st.floats(-0.9, 0.9)))


def smallest_distance(places):
    between = np.linalg.norm(places[:, None] - places[None], axis=2)
    return between[np.triu_indices(len(places), 1)].min(initial=np.inf)


@quick
@given(ends=ends_strategy, apart=st.sampled_from([0.115, 0.2]))
def test_letters_keep_a_distance(ends, apart):
    places = letter_places(ends, apart)
    assert places.shape == ends.shape
    assert np.isfinite(places).all()
    assert (np.abs(places) <= 1).all()
    assert smallest_distance(places) > 0.8 * apart


@quick
@given(ends=arrays(np.float64, (5, 2), elements=st.sampled_from([-1.0, 0.96, 1.0])))
def test_corners_are_hard_but_not_impossible(ends):
    places = letter_places(ends, 0.2)
    assert np.isfinite(places).all()
    assert smallest_distance(places) > 0.1


def test_letters_with_room_stay_where_they_are():
    ends = np.array([[0.0, 0.0], [0.5, 0.5], [-0.5, 0.3]])
    np.testing.assert_allclose(letter_places(ends, 0.2), ends, atol=2e-4)


@pytest.mark.parametrize("n", [2, 8, 64])
def test_coincident_ends_fan_out(n):
    places = letter_places(np.zeros((n, 2)), 0.1)
    assert np.isfinite(places).all()
    assert smallest_distance(places) > (0.08 if n <= 8 else 0.01)


@quick
@given(ends=ends_strategy, within=st.floats(0.001, 1))
def test_every_end_is_in_one_group(ends, within):
    groups = ends_in_groups(ends, within)
    assert sorted(i for group in groups for i in group) == list(range(len(ends)))
    for group in groups:
        assert all(np.linalg.norm(ends[i] - ends[group[0]]) <= within for i in group)
    firsts = [ends[group[0]] for group in groups]
    assert smallest_distance(np.array(firsts).reshape(-1, 2)) > within


@pytest.mark.parametrize(("runs", "name"), [([3], "D"), ([0, 1, 27], "A B B2"), (list(range(64)), "A B +62")])
def test_names_of_groups(runs, name):
    assert group_name(runs) == name
