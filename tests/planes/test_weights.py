"""The landscape of two weights is shown whole: coordinates are the weights, and every node is exact."""

import numpy as np
import pytest

from landscape.catalogue import PLANES
from landscape.errors import NoPictureError
from landscape.picture.surface import nodes_of, surfaces
from tests import reference
from tests.conftest import evaluator_for, tiny_scene, trained


@pytest.mark.parametrize(
    ("data", "labels"),
    [("moons", ("weights[0]", "weights[1]")), ("strip", ("place", "gain")), ("sine", ("frequency", "phase"))],
)
def test_coordinates_are_the_weights(data, labels):
    config = tiny_scene(view="weights", data=data, model="two_weights", grid=(9, 5))
    examples, ensemble = trained(config)
    plane = PLANES.load("weights").build(ensemble, config.view)
    assert plane.labels == labels
    thetas = ensemble.snapshots.reshape(-1, 2).astype(np.float64)
    np.testing.assert_array_equal(plane.project(thetas), thetas)
    evaluator = evaluator_for(config, examples)
    *_, last = surfaces(evaluator, plane, config.view, ["train_loss"])
    found = last["train_loss"]
    nodes = nodes_of(plane, config.view)
    for iy, y in enumerate(found.y):
        for ix, x in enumerate(found.x):
            np.testing.assert_array_equal(nodes[iy, ix], np.float32([x, y]))
            expected = reference.values(evaluator.network.module, nodes[iy, ix], examples)["train_loss"]
            assert found.values[iy, ix] == pytest.approx(expected, rel=1e-5)


def test_more_than_two_weights():
    config = tiny_scene(view="weights")
    with pytest.raises(NoPictureError, match="Only a network of two weights can be shown whole, and this one has 22"):
        PLANES.load("weights").build(trained(config)[1], config.view)
