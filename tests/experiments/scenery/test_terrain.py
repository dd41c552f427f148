"""Rays on functions whose shape is known, and depths of minima against a flood by brute force."""

import numpy as np
import pytest
from scipy import ndimage

from landscape.experiments.scenery.terrain import (
    FLOOR,
    loss_on_rays,
    minima_deeper_than,
    minimum_depths,
    ray_points,
    rays_going_down,
)


def bowl(xy):
    return 0.1 + (xy**2).sum(axis=1)


def rings(xy):
    return 1.0 + np.sin(6 * np.linalg.norm(xy, axis=1)) ** 2


def half_rings(xy):
    return np.where(xy[:, 1] > 1e-9, rings(xy), bowl(xy))


@pytest.mark.parametrize(
    ("loss_at", "share"),
    [(bowl, 0.0), (rings, 1.0), (half_rings, 11 / 24), (lambda xy: np.exp(-xy[:, 0]) + 1, 0.0)],
    ids=["bowl", "rings", "rings above, bowl below", "a slope"],
)
def test_rays_on_known_ground(loss_at, share):
    assert rays_going_down(loss_on_rays(loss_at)) == pytest.approx(share)


def test_every_ray_begins_in_the_middle_and_ends_at_the_radius():
    points = ray_points(7, 5, 2.0)
    assert points.shape == (7, 5, 2)
    assert not points[:, 0].any()
    np.testing.assert_allclose(np.linalg.norm(points[:, -1], axis=1), 2.0)
    losses = loss_on_rays(bowl, 7, 5, 2.0)
    np.testing.assert_allclose(losses, bowl(points.reshape(-1, 2)).reshape(7, 5), rtol=1e-6)


@pytest.mark.parametrize(
    ("ray", "goes_down"),
    [
        ([1.0, 1.1, 1.09, 1.2], False),
        ([1.0, 1.1, 1.07, 1.2], True),
        ([1.0, 0.9, 0.8, 0.7], False),
        ([1.0, 0.5, 0.6, 0.55], True),
        ([1.0, np.inf, 2.0], True),
        ([1.0, 2.0, np.nan], False),
        ([FLOOR / 10, FLOOR, FLOOR / 10], False),
    ],
)
def test_a_ray_goes_down_only_after_a_rise_and_by_more_than_two_percent(ray, goes_down):
    assert rays_going_down(np.array([ray])) == goes_down


def depths_by_flooding(losses):
    """Each minimum's depth: the lowest level at which its lake holds a lower node, minus its own height."""
    heights = np.log10(losses)
    found = [np.inf]
    for place in np.ndindex(heights.shape):
        window = tuple(slice(max(0, i - 1), i + 2) for i in place)
        if (heights[window] < heights[place]).any():
            continue
        for level in np.unique(heights[heights > heights[place]]):
            lakes, _ = ndimage.label(heights <= level, structure=np.ones((3, 3)))
            lake = heights[lakes == lakes[place]]
            if lake.min() < heights[place]:
                found.append(level - heights[place])
                break
    return np.sort(found)[::-1]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shape", [(7, 9), (1, 12), (12, 1)])
def test_depths_equal_those_of_a_flood(seed, shape):
    losses = 10 ** np.random.default_rng(seed).normal(size=shape)
    np.testing.assert_allclose(minimum_depths(losses), depths_by_flooding(losses))


def test_a_count_with_a_depth_does_not_grow_with_the_grid_as_a_raw_count_does():
    def minima(n, share):
        x = np.linspace(-1, 1, n)
        noise = np.random.default_rng(0).uniform(1, 1.01, (n, n))
        return minima_deeper_than((1 + 0.5 * np.cos(4 * np.pi * x))[:, None] * noise, share)

    assert minima(25, 0.02) == minima(61, 0.02) == 4
    assert minima(61, 0.0) > 2 * minima(25, 0.0) > 20


def test_flat_and_non_finite_ground_has_one_minimum():
    assert minima_deeper_than(np.full((5, 5), 2.0), 0.02) == 1
    assert minima_deeper_than(np.full((5, 5), np.nan), 0.02) == 1
    split = np.ones((3, 5))
    split[:, 2] = np.inf
    assert minima_deeper_than(split, 0.1) == 2
