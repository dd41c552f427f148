"""The words of choices, and the steps of sliders that move in ratios."""

from typing import Any

import models
from landscape import datasets, planes
from landscape.inputs.settings import SETTINGS

WORDS = {
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "constant": "constant",
    "cosine": "cosine",
    "both": "both",
    "start": "start",
    "order": "batch order",
    "train_loss": "Training loss",
    "test_loss": "Test loss",
    "accuracy": "Test accuracy",
    "shifted_loss": "Shifted loss",
    "intended_share": "Intended share",
    "height": "Height",
    "log": "log",
    "linear": "linear",
    "tanh": "tanh",
    "relu": "ReLU",
    "gelu": "GELU",
    "sin": "sine",
    "identity": "identity (linear)",
}

LADDERS: dict[str, tuple[float, ...]] = {
    "n_train": (32, 64, 128, 256, 512, 1024, 2048, 4096),
    "width": (1, 2, 4, 8, 16, 32, 64, 128),
    "learning_rate": (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    "weight_decay": (0.0, 0.0001, 0.001, 0.01, 0.1, 1.0),
    "batch_size": (0, 4, 8, 16, 32, 64, 128, 256, 512),
    "steps": (50, 100, 200, 300, 500, 1000, 2000, 5000),
    "cue": (0.01, 0.015, 0.02, 0.03, 0.1, 0.33, 0.67, 1.0, 1.33, 2.0, 4.0),
    "conflict": (0.0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
    "extent": (0.25, 0.5, 1.0, 1.5, 2.0, 3.0),
}
GRIDS = (17, 25, 33, 41, 51, 65, 81, 101)


def word(setting: str, value: Any) -> str:
    """How a value is shown in a widget."""
    if setting == "data":
        return datasets.load(value).title
    if setting == "model":
        return models.load(value).title
    if setting == "view":
        return planes.load(value).title
    if setting == "batch_size" and value == 0:
        return "all"
    if setting == "grid":
        return f"{value[0]} x {value[1]}"
    return WORDS.get(value, str(value)) if isinstance(value, str) else SETTINGS[setting].format(value)


def ladder(setting: str, current: Any) -> list[Any]:
    """The values of a slider, the current one among them."""
    kind = int if SETTINGS[setting].kind == "integer" else float
    return sorted({kind(v) for v in LADDERS[setting]} | {current})
