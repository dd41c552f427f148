"""Small scenes for tests of words, files and figures: each is computed once."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from landscape.inputs.config import SceneConfig
from landscape.outputs.findings import Ground
from landscape.outputs.results import Scene, Surface
from landscape.picture.scene import compute
from tests.conftest import PARTLY_DIVERGED, POLICIES, tiny_scene

ALL_DIVERGED = {"data": "sine", "learning_rate": 100, "activation": "relu", "steps": 60}

# Every kind of picture: all plane methods, heights and colours, and runs that are few, lost or cut by the frame.
PICTURES = {
    "sheet": {"grid": (13, 9)},
    "pca": {"view": "pca", "grid": (9, 13), "steps": 60, "learning_rate": 0.5},
    "last": {"view": "last", "focus": 1, "grid": (11, 7)},
    "ends": {"view": "ends", "seeds": "0-4"},
    "random": {"view": "random"},
    "weights": {"data": "strip", "model": "two_weights", "view": "weights", "grid": (13, 9)},
    "regression": {"data": "sine", "learning_rate": 0.05},
    "policies": {**POLICIES, "color": "intended_share", "grid": (13, 9), "steps": 60},
    "some diverged": PARTLY_DIVERGED,
    "one run": {"seeds": "4"},
    "one start": {"vary": "order", "seeds": "0-3"},
    "coloured by rule": {"data": "two_cues", "color": "intended_share", "grid": (13, 9)},
    "coloured by loss": {"color": "test_loss", "grid": (9, 13)},
    "height is a share": {"quantity": "accuracy"},
    "height is another loss": {"data": "strip", "quantity": "shifted_loss"},
    "linear scale": {"scale": "linear", "view": "pca"},
    "close up": {"extent": 0.3, "steps": 60},
    "far away": {"extent": 4},
    "many runs": {"seeds": "0-29"},
}


@lru_cache(maxsize=64)
def _computed(config: SceneConfig) -> Scene:
    return compute(config)


def small(**changes: object) -> Scene:
    """A small scene with some settings changed."""
    return _computed(tiny_scene(**changes))


def picture(name: str) -> Scene:
    """One of PICTURES."""
    return small(**PICTURES[name])


def with_ground(scene: Scene, values: object) -> Scene:
    """The scene over another ground: one number for all nodes, or all of them."""
    old = scene.surface.values
    return replace(scene, surface=replace(scene.surface, values=np.broadcast_to(values, old.shape).astype(np.float32)))


def with_heights(scene: Scene, height: object, ground: object) -> Scene:
    """The scene with other heights of the snapshots and of the ground under them; the held-out steps follow suit."""
    paths = scene.trajectories
    shape, check = paths.height.shape, paths.held_out_loss.shape
    under = np.broadcast_to(ground, shape).astype(np.float32)
    own = np.broadcast_to(height, shape).astype(np.float32)
    return replace(
        scene,
        trajectories=replace(
            paths,
            height=own,
            surface_height=under,
            held_out_loss=np.broadcast_to(own[:, -1:], check),
            held_out_surface_loss=np.broadcast_to(under[:, -1:], check),
        ),
    )


def ground(*, values: object = None, color: object = None, **changes: object) -> Ground:
    """A surface without runs: a bowl of 7 x 5 nodes, or other values; perhaps with a colour of its own."""
    x, y = np.linspace(1.0, 4.0, 7), np.linspace(-2.0, 2.0, 5)
    bowl = 0.1 + (x[None] - 2) ** 2 + y[:, None] ** 2
    height = np.broadcast_to(bowl if values is None else values, bowl.shape).astype(np.float32)
    colors = None if color is None else np.broadcast_to(color, bowl.shape).astype(np.float32)
    one = Ground(
        "A bowl",
        "random",
        Surface(x, y, height, "train_loss", "nats"),
        ("one way", "the other"),
        None if colors is None else Surface(x, y, colors, "intended_share", ""),
        ("It is made up.",),
    )
    return replace(one, **changes)
