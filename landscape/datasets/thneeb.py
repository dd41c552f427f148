"""Thneeb: small pictures in which colour and shape both tell the class, so training cannot say which is meant."""

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.dataset import TWO_RULES, Dataset, split_two_rules
from landscape.inputs.config import DataConfig
from landscape.outputs.read_only import Array
from landscape.outputs.results import Data

SIDE = 12
FINER = 4
NOISE_SHARE = 1 / 40
DARKEST, RANGE = -0.5, 3.0


def make(config: DataConfig) -> Data:
    """Class 0 is a red ellipse, class 1 a blue triangle of the same area, on black; 12 x 12 pixels, red green blue.

    Place, size, rotation and brightness are random. The mean of red, green and blue does not depend on the colour:
    without colour, only the shape tells the class. The setting `cue` is the saturation of the colours (1 and more:
    full). In the shifted examples, and the share `conflict` of all others, the colour is that of the other class: the
    proxy rule goes by colour, the intended rule by shape. The noise on every channel of every pixel is a fortieth of
    the noise setting, 0.005 at 0.2, where full brightness is 1. Features are 3 times brightness less 0.5, pixel by
    pixel, with the three channels of a pixel side by side.

    Source:
        Cotra (2021), Why AI alignment could be hard with modern deep learning (the thneebs); Geirhos et al. (2019),
        section 2, pictures whose texture and shape conflict.
    """
    return split_two_rules(
        config,
        _show,
        title=DATASET.title,
        feature_names=tuple(
            f"row {row} column {column} {channel}"
            for row in range(1, SIDE + 1)
            for column in range(1, SIDE + 1)
            for channel in ("red", "green", "blue")
        ),
        class_names=("curved", "angular"),
        image_shape=(SIDE, SIDE, 3),
    )


def _show(config: DataConfig, stream: int, *, proxy: NDArray[np.int64], intended: NDArray[np.int64]) -> Array:
    """Features of pictures with the colours of the proxy rule (0 red, 1 blue) and the shapes of the intended one."""
    rng = np.random.default_rng([config.seed, stream])
    n = len(intended)
    cover = covers(rng, intended)
    brightness = rng.uniform(0.24, 0.33, n)[:, None]
    picture = cover[..., None] * (brightness * tints(proxy, config.cue))[:, None, None, :].astype(np.float32)
    picture += np.float32(config.noise * NOISE_SHARE) * rng.standard_normal(picture.shape, dtype=np.float32)
    features: Array = (RANGE * picture + DARKEST).reshape(n, -1)
    return features


def tints(color: NDArray[np.int64], saturation: float) -> NDArray[np.float64]:
    """Red, green and blue of each colour number (0 red, 1 blue), with mean 1: shape (n, 3)."""
    full = np.array([[2.0, -1.0, -1.0], [-1.0, -1.0, 2.0]])
    found: NDArray[np.float64] = 1 + min(saturation, 1.0) * full[color]
    return found


def covers(rng: np.random.Generator, shape: NDArray[np.int64]) -> Array:
    """How much of each pixel the ellipse (0) or triangle (1) covers, at random places: shape (n, 12, 12), 0 to 1."""
    n = len(shape)
    x_middle, y_middle = SIDE / 2 + rng.uniform(-1.5, 1.5, (2, n))
    radius = SIDE * rng.uniform(0.26, 0.35, n)
    angle = rng.uniform(0, 2 * np.pi, n)
    squeeze = np.sqrt(rng.uniform(0.8, 1.2, n))
    # A triangle has the area pi radius^2 of the ellipse when its inner circle has this radius.
    inner = radius * np.sqrt(np.pi / (3 * np.sqrt(3)))
    places = (np.arange(SIDE * FINER) + 0.5) / FINER
    found = np.empty((n, SIDE, SIDE), np.float32)
    for i in range(n):  # one by one: the fine grids of all at once would take hundreds of megabytes
        x, y = places[None, :] - x_middle[i], places[:, None] - y_middle[i]
        along, across = x * np.cos(angle[i]) + y * np.sin(angle[i]), y * np.cos(angle[i]) - x * np.sin(angle[i])
        if shape[i] == 0:
            inside = (along / squeeze[i]) ** 2 + (across * squeeze[i]) ** 2 < radius[i] ** 2
        else:
            slope = np.sqrt(3) / 2 * np.abs(across) - along / 2
            inside = (along < inner[i]) & (slope < inner[i])
        found[i] = inside.reshape(SIDE, FINER, SIDE, FINER).mean(axis=(1, 3))
    return found


DATASET = Dataset(
    title="Colour and shape",
    summary="Red curved things and blue angular things, 12 x 12 pixels. Which of the two a network learns is open.",
    make=make,
    settings=TWO_RULES,
)
