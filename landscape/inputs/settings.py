"""Every parameter of a scene, once: default, type, range, label and help for widgets, links, shell and documents."""

import math
import operator
import re
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import landscape.datasets as datasets
import landscape.planes as planes
import models
from landscape.errors import ConfigError
from landscape.inputs.places import LARGEST_COORDINATE, MAX_PLACES, Places, checked_places, format_places, parse_places

Kind = Literal["integer", "number", "choice", "seeds", "grid", "points", "digest"]

MAX_RUNS = 64
MAX_SEED = 999_999
GRID_LIMITS = (5, 201)

ACTIVATIONS = ("tanh", "relu", "gelu", "sin", "identity")
OPTIMIZERS = ("sgd", "adam", "adamw")
SCHEDULES = ("constant", "cosine")
VARY = ("both", "start", "order")
QUANTITIES = ("train_loss", "test_loss", "accuracy", "shifted_loss", "intended_share")
SCALES = ("log", "linear")

_INTEGER = re.compile(r"[+-]?[0-9]{1,12}", re.ASCII)
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)
_DIGEST = re.compile(r"(|[0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Setting:
    """One parameter of a scene.

    Attributes:
        name: Its stable name in links and on the command line.
        group: The part of the scene it belongs to.
        kind: What its values are; decides how text is read and written.
        default: The value it has when nobody chose one.
        label: The name a reader sees.
        help: One or two sentences in the words of the glossary.
        low, high: The allowed range, both ends included (numbers only).
        choices: The allowed ids (choices only).
        log: Whether a slider should move in ratios instead of differences.
    """

    name: str
    group: Literal["data", "model", "training", "runs", "view"]
    kind: Kind
    default: Any
    label: str
    help: str
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()
    log: bool = False

    def check(self, value: Any) -> Any:
        """Returns the value in its plain form, or raises ConfigError with one sentence."""
        return _CHECKS[self.kind](self, value)

    def parse(self, text: str) -> Any:
        """Reads a value from text; raises ConfigError with one sentence."""
        return self.check(_PARSERS[self.kind](self, text))

    def format(self, value: Any) -> str:
        """Writes a value so that `parse` gives it back exactly."""
        if self.kind == "seeds":
            return format_seeds(value)
        if self.kind == "grid":
            return f"{value[0]}x{value[1]}" if value[0] != value[1] else str(value[0])
        if self.kind == "points":
            return format_places(value)
        if self.kind == "number":
            return repr(float(value)).removesuffix(".0")
        return str(value)

    def allowed(self) -> str:
        """The allowed values in words."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "seeds":
            return f"1 to {MAX_RUNS} different whole numbers from 0 to {MAX_SEED}, such as 0-7 or 0,3,5"
        if self.kind == "grid":
            return f"an odd number of nodes from {GRID_LIMITS[0]} to {GRID_LIMITS[1]}, such as 51 or 51x41"
        if self.kind == "points":
            reach = f"from -{LARGEST_COORDINATE} to {LARGEST_COORDINATE}"
            return f"empty or at most {MAX_PLACES} places x:y such as 1.25:-0.5,0.3:2, each coordinate {reach}"
        if self.kind == "digest":
            return "empty or the 16 hexadecimal digits of an uploaded file"
        what = "a whole number" if self.kind == "integer" else "a number"
        return f"{what} from {_plain(self.low)} to {_plain(self.high)}"

    def refuse(self, seen: Any) -> ConfigError:
        """The error for a value that is not allowed."""
        return ConfigError(self.name, f"{self.name} must be {self.allowed()}; got {shown(seen)}.")


def _plain(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def shown(value: Any) -> str:
    """A value as it may stand in a sentence: short, on one line, without control characters."""
    try:
        text = "nothing" if isinstance(value, str) and not value else str(value)
    except ValueError:  # Python does not write whole numbers of more than 4300 digits
        text = "a number too long to show"
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= 40 else text[:37] + "..."


def _whole(value: Any) -> int:
    """The value as a whole number; raises TypeError for what is none, True and False among it."""
    if isinstance(value, bool):
        raise TypeError("a truth value is no number")
    return operator.index(value)


def _check_integer(setting: Setting, value: Any) -> int:
    try:
        number = _whole(value)
    except TypeError:
        raise setting.refuse(value) from None
    if not setting.low <= number <= setting.high:
        raise setting.refuse(value)
    return number


def _check_number(setting: Setting, value: Any) -> float:
    if isinstance(value, (bool, str)) or not hasattr(value, "__float__"):
        raise setting.refuse(value)
    try:
        number = float(value)
    except (OverflowError, TypeError, ValueError):
        raise setting.refuse(value) from None
    if not math.isfinite(number) or not setting.low <= number <= setting.high:
        raise setting.refuse(value)
    return number + 0.0  # turns -0.0 into 0.0, so that equal configs have equal keys


def _check_choice(setting: Setting, value: Any) -> str:
    if not isinstance(value, str) or value not in setting.choices:
        raise setting.refuse(value)
    return str(value)


def _check_digest(setting: Setting, value: Any) -> str:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise setting.refuse(value)
    return value


def _check_seeds(setting: Setting, value: Any) -> tuple[int, ...]:
    if isinstance(value, str):
        value = _parse_seeds(setting, value)
    try:
        seeds = tuple(_whole(v) for v in islice(value, MAX_RUNS + 1))
    except TypeError:
        raise setting.refuse(value) from None
    allowed = all(0 <= s <= MAX_SEED for s in seeds)
    if not 1 <= len(seeds) <= MAX_RUNS or len(set(seeds)) != len(seeds) or not allowed:
        raise setting.refuse(format_seeds(seeds) if allowed else "a seed out of range")
    return seeds


def _check_grid(setting: Setting, value: Any) -> tuple[int, int]:
    try:
        n_x, n_y = _sides(value)
    except (TypeError, ValueError):
        raise setting.refuse(value) from None
    low, high = GRID_LIMITS
    if not all(low <= n <= high and n % 2 for n in (n_x, n_y)):
        raise setting.refuse(f"{shown(n_x)}x{shown(n_y)}")
    return n_x, n_y


def _sides(value: Any) -> tuple[int, int]:
    """Nodes along x and y from one number for both, or two; raises TypeError or ValueError for anything else."""
    try:
        n = _whole(value)
    except TypeError:
        n_x, n_y = value
        return _whole(n_x), _whole(n_y)
    return n, n


def _check_points(setting: Setting, value: Any) -> Places:
    try:
        return checked_places(value)
    except (TypeError, ValueError):
        raise setting.refuse(value) from None


def _parse_points(setting: Setting, text: str) -> Places:
    try:
        return parse_places(text)
    except ValueError:
        raise setting.refuse(text) from None


def _parse_integer(setting: Setting, text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise setting.refuse(text)
    return int(text)


def _parse_number(setting: Setting, text: str) -> float:
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        raise setting.refuse(text)
    return float(text)


def _parse_seeds(setting: Setting, text: str) -> tuple[int, ...]:
    seeds: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*([0-9]{1,6})(?:\s*-\s*([0-9]{1,6}))?\s*", part, re.ASCII)
        if not match:
            raise setting.refuse(text)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or len(seeds) + last - first >= MAX_RUNS:
            raise setting.refuse(text)
        seeds.extend(range(first, last + 1))
    return tuple(seeds)


def _parse_grid(setting: Setting, text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,4})(?:x([0-9]{1,4}))?", text, re.ASCII)
    if not match:
        raise setting.refuse(text)
    return int(match[1]), int(match[2] or match[1])


def format_seeds(seeds: tuple[int, ...]) -> str:
    """Writes seeds with stretches of three or more as ranges: (0, 1, 2, 9) becomes "0-2,9"."""
    parts: list[str] = []
    i = 0
    while i < len(seeds):
        j = i
        while j + 1 < len(seeds) and seeds[j + 1] == seeds[j] + 1:
            j += 1
        if j - i >= 2:
            parts.append(f"{seeds[i]}-{seeds[j]}")
        else:
            parts.extend(str(s) for s in seeds[i : j + 1])
        i = j + 1
    return ",".join(parts)


def _text(setting: Setting, text: str) -> str:
    return text


_CHECKS = {
    "integer": _check_integer,
    "number": _check_number,
    "choice": _check_choice,
    "seeds": _check_seeds,
    "grid": _check_grid,
    "points": _check_points,
    "digest": _check_digest,
}
_PARSERS = {
    "integer": _parse_integer,
    "number": _parse_number,
    "choice": _text,
    "seeds": _parse_seeds,
    "grid": _parse_grid,
    "points": _parse_points,
    "digest": _text,
}

ALL: tuple[Setting, ...] = (
    Setting("data", "data", "choice", "moons", "Data set", "Where the examples come from.", choices=datasets.NAMES),
    Setting(
        "n_train",
        "data",
        "integer",
        512,
        "Examples",
        "How many examples the networks are trained on; a data set with fewer gives all it has.",
        low=8,
        high=16_000,
        log=True,
    ),
    Setting(
        "noise",
        "data",
        "number",
        0.2,
        "Noise",
        "How noisy the examples are: the spread added to the inputs (sine: to the targets).",
        low=0,
        high=2,
    ),
    Setting(
        "data_seed",
        "data",
        "integer",
        0,
        "Data seed",
        "Which draw of the data, and which split into training, test and probe examples.",
        low=0,
        high=MAX_SEED,
    ),
    Setting(
        "file",
        "data",
        "digest",
        "",
        "File",
        "Fingerprint of your own CSV file. The file itself never travels in a link.",
    ),
    Setting(
        "model",
        "model",
        "choice",
        "mlp",
        "Architecture",
        "The shape of the network. Every point of its parameter space is one network, one algorithm.",
        choices=models.NAMES,
    ),
    Setting(
        "width",
        "model",
        "integer",
        16,
        "Width",
        "Units in each hidden layer (channels in a convolutional network).",
        low=1,
        high=128,
        log=True,
    ),
    Setting("depth", "model", "integer", 2, "Depth", "Number of hidden layers.", low=1, high=4),
    Setting(
        "activation",
        "model",
        "choice",
        "tanh",
        "Activation",
        "The function each hidden unit applies to its input; identity makes a deep linear network.",
        choices=ACTIVATIONS,
    ),
    Setting(
        "optimizer",
        "training",
        "choice",
        "sgd",
        "Optimiser",
        "The rule that turns gradients into steps.",
        choices=OPTIMIZERS,
    ),
    Setting(
        "learning_rate",
        "training",
        "number",
        0.1,
        "Learning rate",
        "How far one step goes along the (averaged) gradient.",
        low=1e-5,
        high=100,
        log=True,
    ),
    Setting(
        "momentum",
        "training",
        "number",
        0.9,
        "Momentum",
        "Share of the last step's direction that is kept; for Adam, the decay rate of its first average.",
        low=0,
        high=0.999,
    ),
    Setting(
        "weight_decay",
        "training",
        "number",
        0.0,
        "Weight decay",
        "Pull of every weight towards zero; the loss shown never includes it.",
        low=0,
        high=10,
        log=True,
    ),
    Setting(
        "batch_size",
        "training",
        "integer",
        32,
        "Batch size",
        "Examples per step, drawn without repeats until all have been used; 0 means all of them.",
        low=0,
        high=4096,
        log=True,
    ),
    Setting(
        "schedule",
        "training",
        "choice",
        "constant",
        "Schedule",
        "Whether the learning rate stays the same or falls along half a cosine to zero.",
        choices=SCHEDULES,
    ),
    Setting(
        "steps",
        "training",
        "integer",
        300,
        "Steps",
        "How many times the optimiser moves the weights.",
        low=1,
        high=20_000,
        log=True,
    ),
    Setting(
        "snapshots",
        "training",
        "integer",
        40,
        "Snapshots",
        "How many parameter vectors of each run are kept to draw its trajectory, dense early and sparse late.",
        low=5,
        high=100,
    ),
    Setting(
        "seeds",
        "runs",
        "seeds",
        tuple(range(8)),
        "Seeds",
        "One run for each seed, such as 0-7 or 0,3,5. The same seed always gives the same run.",
    ),
    Setting(
        "vary",
        "runs",
        "choice",
        "both",
        "What differs",
        "What the seed changes: the start (initial weights), the order of the batches, or both.",
        choices=VARY,
    ),
    Setting(
        "view",
        "view",
        "choice",
        "sheet",
        "View",
        "Which two-dimensional part of parameter space the surface shows.",
        choices=planes.NAMES,
    ),
    Setting(
        "quantity",
        "view",
        "choice",
        "train_loss",
        "Height",
        "What the height of the surface measures.",
        choices=QUANTITIES,
    ),
    Setting(
        "color",
        "view",
        "choice",
        "height",
        "Colour",
        "What the colour of the surface measures; by default its height.",
        choices=("height", *QUANTITIES),
    ),
    Setting(
        "grid", "view", "grid", (51, 51), "Grid", "Nodes along each side; every node is one network, really evaluated."
    ),
    Setting(
        "scale",
        "view",
        "choice",
        "log",
        "Height scale",
        "Logarithmic shows deep valleys next to high ground; the ticks always give the value itself.",
        choices=SCALES,
    ),
    Setting(
        "focus",
        "view",
        "integer",
        0,
        "Run in focus",
        "Which run (0 is A) a view is built around; the plane through three ends begins with it.",
        low=0,
        high=MAX_RUNS - 1,
    ),
    Setting(
        "view_seed",
        "view",
        "integer",
        0,
        "View seed",
        "Which draw of directions the random plane uses.",
        low=0,
        high=MAX_SEED,
    ),
    Setting(
        "extent",
        "view",
        "number",
        1.0,
        "Extent",
        "How far the picture reaches: 1 is the view's own extent (the paths with a margin; on a random plane one "
        "filter length), 2 twice as far.",
        low=0.1,
        high=4,
        log=True,
    ),
    Setting(
        "drops",
        "view",
        "points",
        (),
        "Dropped balls",
        "Places in the view where a ball is dropped: the network there is trained on, with the scene's optimiser.",
    ),
    Setting(
        "cue",
        "data",
        "number",
        1.0,
        "Proxy cue",
        "How strong the proxy cue is, where the data have two rules: 1 is as the data set describes it.",
        low=0.005,
        high=4,
        log=True,
    ),
    Setting(
        "conflict",
        "data",
        "number",
        0.0,
        "Conflict share",
        "Share of examples, where the data have two rules, in which the two disagree and the intended one is right.",
        low=0,
        high=1,
    ),
)

SETTINGS: dict[str, Setting] = {setting.name: setting for setting in ALL}
