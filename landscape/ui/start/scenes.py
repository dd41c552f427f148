"""Scenes worth opening first: a question, what to look at, and the parameters that differ from the default."""

from dataclasses import dataclass
from typing import Any

from landscape.api import configure
from landscape.inputs.link import encode


@dataclass(frozen=True, slots=True)
class ReadyScene:
    """One scene of the start page."""

    question: str
    look: str
    values: tuple[tuple[str, Any], ...]

    def link(self) -> str:
        """Address of the scene in the lab, below the site's root."""
        return "lab?" + encode(configure(**dict(self.values)))


SCENES = (
    ReadyScene(
        "Two weights: is the picture the whole truth?",
        "A network with two weights looks at a strip that holds a wide cue and a narrow coin. Either gives the answer. "
        "Which valley does each of sixteen starts find?",
        (
            ("data", "strip"),
            ("n_train", 64),
            ("noise", 0.15),
            ("model", "two_weights"),
            ("view", "weights"),
            ("batch_size", 0),
            ("momentum", 0.0),
            ("learning_rate", 0.3),
            ("steps", 1000),
            ("seeds", "0-15"),
        ),
    ),
    ReadyScene(
        "Eight starts on two moons: one function or eight?",
        "Eight ends far apart on the sheet, and eight maps that look nearly alike. Count what the runs do, "
        "not the dots.",
        (),
    ),
    ReadyScene(
        "Two spirals: do all starts get there?",
        "A harder task, where runs end at clearly different losses and draw different boundaries.",
        (("data", "spirals"), ("steps", 1000), ("learning_rate", 0.03), ("width", 32)),
    ),
    ReadyScene(
        "Only the batch order differs: same end?",
        "All eight runs begin at the same weights. Where do they part?",
        (("vary", "order"),),
    ),
    ReadyScene(
        "A flat plane: how wrong is the usual picture?",
        "The classic PCA plane of the same eight runs. Their ends lie far below its ground: that is the gap.",
        (("view", "pca"),),
    ),
    ReadyScene(
        "A linear model: what does one valley look like?",
        "No hidden layer, a convex loss, and eight runs on their way to the same place.",
        (("model", "linear"), ("learning_rate", 0.3)),
    ),
    ReadyScene(
        "Handwritten digits with a small convolutional network",
        "The same picture for real images. The maps are a slice through 64 dimensions.",
        (
            ("data", "digits"),
            ("model", "convnet"),
            ("width", 4),
            ("activation", "relu"),
            ("learning_rate", 0.05),
            ("grid", 33),
        ),
    ),
)
