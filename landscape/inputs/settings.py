"""Every parameter of a scene, once: default, kind and words, and its widget, for links, pages, shell and documents."""

from dataclasses import dataclass
from typing import Any

from landscape.catalogue import ARCHITECTURES, DATASETS, PLANES
from landscape.errors import ConfigError, quoted
from landscape.inputs.hints import Hint, Ladder, Menu, NumberField, Slider, TextField
from landscape.inputs.kinds import Choice, Digest, Grid, Integer, Kind, NotAllowedError, Number, Points, Seeds, one_of
from landscape.inputs.quantities import QUANTITIES

MAX_RUNS = 64
MAX_SEED = 999_999
GRID_LIMITS = (5, 201)


@dataclass(frozen=True, slots=True)
class Setting:
    """One parameter of a scene.

    Attributes:
        name: Its stable name in links and on the command line.
        default: The value it has when nobody chose one.
        kind: What its values are.
        hint: With what a page changes it; None for what is changed elsewhere.
        label: The name a reader sees.
        help: One or two sentences in the words of the glossary.
    """

    name: str
    default: Any
    kind: Kind
    hint: Hint | None
    label: str
    help: str

    def check(self, value: Any) -> Any:
        """Returns the value in its plain form, or raises ConfigError with one sentence."""
        try:
            return self.kind.check(value)
        except NotAllowedError as error:
            raise self._refuse(error.seen) from None

    def parse(self, text: str) -> Any:
        """Reads a value from text; raises ConfigError with one sentence."""
        try:
            return self.kind.check(self.kind.parse(text))
        except NotAllowedError as error:
            raise self._refuse(error.seen) from None

    def format(self, value: Any) -> str:
        """Writes a value so that `parse` gives it back exactly."""
        return self.kind.format(value)

    def allowed(self) -> str:
        """The allowed values in words."""
        return self.kind.allowed()

    def _refuse(self, seen: Any) -> ConfigError:
        return ConfigError(self.name, f"{self.name} must be {self.allowed()}; got {quoted(seen)}.")


_QUANTITIES = {name: quantity.label for name, quantity in QUANTITIES.items()}
_SEED = Integer(0, MAX_SEED)
_ACTIVATIONS = one_of({"tanh": "tanh", "relu": "ReLU", "gelu": "GELU", "sin": "sine", "identity": "identity (linear)"})
_RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_CUES = (0.01, 0.015, 0.02, 0.03, 0.1, 0.33, 0.67, 1.0, 1.33, 2.0, 4.0)
_SIDES = (17, 25, 33, 41, 51, 65, 81, 101)

# One setting in two or three lines: name, default, kind and widget first, then its words. In the order of links, where
# new ones come last.
# fmt: off
ALL: tuple[Setting, ...] = (
    Setting("data", "moons", Choice(DATASETS.names, DATASETS.title), Menu(),
            "Data set", "Where the examples come from."),
    Setting("n_train", 512, Integer(8, 16_000), Ladder((32, 64, 128, 256, 512, 1024, 2048, 4096)),
            "Examples", "How many examples the networks are trained on; a data set with fewer gives all it has."),
    Setting("noise", 0.2, Number(0, 2), Slider(0.05, "%.2f"),
            "Noise", "How noisy the examples are: the spread added to the inputs (sine: to the targets)."),
    Setting("data_seed", 0, _SEED, NumberField(),
            "Data seed", "Which draw of the data, and which split into training, test and probe examples."),
    Setting("file", "", Digest(), None,
            "File", "Fingerprint of your own CSV file. The file itself never travels in a link."),
    Setting("model", "mlp", Choice(ARCHITECTURES.names, ARCHITECTURES.title), Menu(),
            "Architecture",
            "The shape of the network. Every point of its parameter space is one network, one algorithm."),
    Setting("width", 16, Integer(1, 128), Ladder((1, 2, 4, 8, 16, 32, 64, 128)),
            "Width", "Units in each hidden layer (channels in a convolutional network)."),
    Setting("depth", 2, Integer(1, 4), Slider(1),
            "Depth", "Number of hidden layers."),
    Setting("activation", "tanh", _ACTIVATIONS, Menu(),
            "Activation", "The function each hidden unit applies to its input; identity makes a deep linear network."),
    Setting("optimizer", "sgd", one_of({"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}), Menu(),
            "Optimiser", "The rule that turns gradients into steps."),
    Setting("learning_rate", 0.1, Number(1e-5, 100), Ladder(_RATES),
            "Learning rate", "How far one step goes along the (averaged) gradient."),
    Setting("momentum", 0.9, Number(0, 0.999), Slider(0.001, "%.3f"),
            "Momentum",
            "Share of the last step's direction that is kept; for Adam, the decay rate of its first average."),
    Setting("weight_decay", 0.0, Number(0, 10), Ladder((0, 0.0001, 0.001, 0.01, 0.1, 1)),
            "Weight decay", "Pull of every weight towards zero; the loss shown never includes it."),
    Setting("batch_size", 32, Integer(0, 4096, {0: "all"}), Ladder((0, 4, 8, 16, 32, 64, 128, 256, 512)),
            "Batch size", "Examples per step, drawn without repeats until all have been used; 0 means all of them."),
    Setting("schedule", "constant", one_of({"constant": "constant", "cosine": "cosine"}), Menu(),
            "Schedule", "Whether the learning rate stays the same or falls along half a cosine to zero."),
    Setting("steps", 300, Integer(1, 20_000), Ladder((50, 100, 200, 300, 500, 1000, 2000, 5000)),
            "Steps", "How many times the optimiser moves the weights."),
    Setting("snapshots", 40, Integer(5, 100), NumberField(),
            "Snapshots",
            "How many parameter vectors of each run are kept to draw its trajectory, dense early and sparse late."),
    Setting("seeds", tuple(range(8)), Seeds(MAX_RUNS, MAX_SEED), TextField(400),
            "Seeds", "One run for each seed, such as 0-7 or 0,3,5. The same seed always gives the same run."),
    Setting("vary", "both", one_of({"both": "both", "start": "start", "order": "batch order"}), Menu(),
            "What differs",
            "What the seed changes: the start (initial weights), the order of the batches, or both."),
    Setting("view", "sheet", Choice(PLANES.names, PLANES.title), Menu(),
            "View", "Which two-dimensional part of parameter space the surface shows."),
    Setting("quantity", "train_loss", one_of(_QUANTITIES), Menu(),
            "Height", "What the height of the surface measures."),
    Setting("color", "height", one_of({"height": "Height"} | _QUANTITIES), Menu(),
            "Colour", "What the colour of the surface measures; by default its height."),
    Setting("grid", (51, 51), Grid(*GRID_LIMITS), Menu(tuple((n, n) for n in _SIDES)),
            "Grid", "Nodes along each side; every node is one network, really evaluated."),
    Setting("scale", "log", one_of({"log": "log", "linear": "linear"}), Menu(),
            "Height scale",
            "Logarithmic shows deep valleys next to high ground; the ticks always give the value itself."),
    Setting("focus", 0, Integer(0, MAX_RUNS - 1), NumberField(),
            "Run in focus",
            "Which run (0 is A) a view is built around; the plane through three ends begins with it."),
    Setting("view_seed", 0, _SEED, NumberField(),
            "View seed", "Which draw of directions the random plane uses."),
    Setting("extent", 1.0, Number(0.1, 4), Ladder((0.25, 0.5, 1, 1.5, 2, 3)),
            "Extent",
            "How far the picture reaches: 1 is the view's own extent (the paths with a margin; on a random plane one "
            "filter length), 2 twice as far."),
    Setting("drops", (), Points(), None,
            "Dropped balls",
            "Places in the view where a ball is dropped: the network there is trained on, with the scene's optimiser."),
    Setting("cue", 1.0, Number(0.005, 4), Ladder(_CUES),
            "Proxy cue",
            "How strong the proxy cue is, where the data have two rules: 1 is as the data set describes it."),
    Setting("conflict", 0.0, Number(0, 1), Ladder((0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1)),  # the small ones matter
            "Conflict share",
            "Share of examples, where the data have two rules, in which the two disagree and the intended one is "
            "right."),
)
# fmt: on

SETTINGS: dict[str, Setting] = {setting.name: setting for setting in ALL}
