"""Filter normalisation against a plain loop over filters, for matrices and for convolutions."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from landscape.catalogue import PLANES
from landscape.errors import NoPictureError
from landscape.learning.parameters import filters_of, layout_of
from landscape.planes.random import filter_normalised
from tests.conftest import tiny_scene, trained


def random_plane(**changes):
    config = tiny_scene(view="random", **changes)
    _data, ensemble = trained(config)
    return PLANES.load("random").build(ensemble, config.view), ensemble


def tensors(ensemble, vector):
    """A flat vector cut into named tensors, by counting."""
    start = 0
    for name, shape in zip(ensemble.parameter_names, ensemble.parameter_shapes, strict=True):
        size = int(np.prod(shape))
        yield name, np.asarray(vector[start : start + size]).reshape(shape)
        start += size
    assert start == len(vector)


KINDS = {
    "mlp": {"depth": 2, "width": 5},
    "linear": {"model": "linear", "data": "iris"},
    "pictures": {"data": "digits", "model": "convnet", "width": 3},
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_filter_has_the_length_of_the_same_filter_of_the_end(kind):
    plane, ensemble = random_plane(**kind)
    end = dict(tensors(ensemble, ensemble.snapshots[0, -1].astype(np.float64)))
    for direction in (plane.u, plane.v):
        for name, values in tensors(ensemble, direction):
            if values.ndim < 2:
                assert not values.any(), f"{name} must be held"
                continue
            for found, expected in zip(values, end[name], strict=True):
                assert np.linalg.norm(found) == pytest.approx(np.linalg.norm(expected), rel=1e-12)


@pytest.mark.parametrize("kind", ["mlp", "pictures"])
def test_normalised_by_filter_and_not_by_layer(kind):
    """The filters of a layer have different lengths, so one factor for a layer could not give them all."""
    plane, ensemble = random_plane(**KINDS[kind])
    end = dict(tensors(ensemble, ensemble.snapshots[0, -1]))
    raw = np.random.default_rng([0, 3]).standard_normal(ensemble.n_params)
    factors = {
        name: [np.linalg.norm(f) / np.linalg.norm(r) for f, r in zip(filters, drawn, strict=True)]
        for (name, filters), (_, drawn) in zip(tensors(ensemble, plane.u), tensors(ensemble, raw), strict=True)
        if filters.ndim > 1
    }
    assert len(factors) == len([name for name in end if end[name].ndim > 1])
    for name, of_filters in factors.items():
        assert np.ptp(of_filters) > 0.01 * np.mean(of_filters), name


def test_two_different_directions_hardly_related():
    plane, _ = random_plane(width=16, depth=2)
    cosine = plane.u @ plane.v / np.linalg.norm(plane.u) / np.linalg.norm(plane.v)
    assert 0 < abs(cosine) < 0.25


def test_directions_are_random_and_not_the_weights():
    """Over 200 draws, the mean cosine with the weights is zero within its error."""
    _, ensemble = random_plane(width=8)
    end = ensemble.snapshots[0, -1].astype(np.float64)
    config = tiny_scene(view="random", width=8)
    cosines = []
    for seed in range(100):
        plane = PLANES.load("random").build(ensemble, replace(config.view, seed=seed))
        cosines += [d @ end / np.linalg.norm(d) / np.linalg.norm(end) for d in (plane.u, plane.v)]
    assert abs(np.mean(cosines)) < 4 * np.std(cosines) / np.sqrt(200)
    assert max(np.abs(cosines)) < 0.9


def test_view_seed_zero_is_a_seed_of_its_own():
    first, again, other = (random_plane(view_seed=seed)[0] for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.u, again.u)
    assert not np.array_equal(first.u, other.u)


def test_filters_of_layers_of_every_kind():
    module = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3), nn.Linear(2, 4))
    found = filters_of(layout_of(module))
    expected = np.repeat([0, 1, 2], 8).tolist() + [-1] * 3 + [-1] * 6 + np.repeat([3, 4, 5, 6], 2).tolist() + [-1] * 4
    assert found.tolist() == expected


def test_a_filter_of_zeros_gives_a_direction_of_zeros():
    theta = np.array([0.0, 0, 3, 4])
    found = filter_normalised(np.array([1.0, 1, 1, 1]), theta, np.array([0, 0, 1, 1]))
    np.testing.assert_allclose(found, [0, 0, 5 / np.sqrt(2), 5 / np.sqrt(2)])


def test_normalised_directions_follow_a_rescaled_network():
    """Scaling one ReLU unit in and out leaves the function, and the directions scale with the weights."""
    rng = np.random.default_rng(0)
    drawn, theta, filters = rng.standard_normal(12), rng.standard_normal(12), np.repeat([0, 1, 2], 4)
    scale = np.repeat([10.0, 1, 0.1], 4)
    found = filter_normalised(drawn, scale * theta, filters)
    np.testing.assert_allclose(found, scale * filter_normalised(drawn, theta, filters))


def test_a_network_without_filters():
    with pytest.raises(NoPictureError, match="no filters to normalise by; choose another view"):
        random_plane(data="strip", model="two_weights")


def test_weights_that_have_all_decayed_to_zero():
    with pytest.raises(NoPictureError, match="weights are zero, or each filter has a single weight"):
        random_plane(weight_decay=10, momentum=0, learning_rate=0.1, steps=400)


def test_filters_of_a_single_weight_span_no_plane():
    """Y = w x + b: the only filter has one weight, so every normalised direction is that weight or its negative."""
    with pytest.raises(NoPictureError, match="each filter has a single weight"):
        random_plane(data="sine", model="linear")


def test_drawing_moves_no_global_state():
    state = torch.get_rng_state(), np.random.get_state()[1].copy()
    random_plane(view_seed=5)
    assert torch.equal(torch.get_rng_state(), state[0])
    np.testing.assert_array_equal(np.random.get_state()[1], state[1])
