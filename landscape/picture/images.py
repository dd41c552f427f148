"""Examples that are pictures, as a reader sees them: grey ones as ink, coloured ones with colours that can be seen."""

import numpy as np
from numpy.typing import NDArray

from landscape.outputs.results import Array, Data

FAINT = 0.25
STRONGEST = 20


def as_shown(data: Data, inputs: NDArray[np.floating]) -> tuple[Array, str]:
    """Inputs as pictures, and in words where they are not shown as they are.

    The range of the training inputs becomes 0 to 1, the same for every pixel and channel. Where colours are so faint
    that an eye could not tell them (a pixel's channels hardly differ from their mean), their distance from that mean
    is multiplied by a whole number, at most 20, and the words say so.

    Args:
        data: Has an `image_shape`.
        inputs: Shape (n, n_features).

    Returns:
        Ink from 0 to 1, shape (n, height, width), or red, green and blue from 0 to 1, shape (n, height, width, 3);
        a sentence, empty where nothing was amplified.

    Raises:
        ValueError: The examples are no pictures.
    """
    if data.image_shape is None:
        raise ValueError(f"data must be pictures, got {data.title}; ask for its `image_shape` first.")
    seen = data.train_inputs
    low, high = float(seen.min()), float(seen.max())
    scale = (high - low) or 1.0
    shown = ((inputs - low) / scale).reshape(len(inputs), *data.image_shape)
    factor = _amplification(seen.reshape(len(seen), *data.image_shape) / scale) if len(data.image_shape) == 3 else 1
    if factor > 1:
        grey = shown.mean(axis=3, keepdims=True)
        shown = grey + factor * (shown - grey)
    words = f"Colours are shown {factor} times as strong as they are." if factor > 1 else ""
    return np.clip(shown, 0, 1).astype(np.float32), words


def _amplification(pictures: NDArray[np.floating]) -> int:
    """How many times stronger the colours (n, height, width, 3) must be shown so that the strongest can be seen."""
    distance = np.abs(pictures - pictures.mean(axis=3, keepdims=True)).max(axis=(1, 2, 3))
    strength = float(np.median(distance))
    return 1 if strength >= FAINT or strength == 0 else int(np.clip(np.floor(FAINT / strength), 1, STRONGEST))
