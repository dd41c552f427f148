"""What a data set is, and how examples are split into disjoint training, test and probe parts.

A split keeps three promises, the earlier one first where they clash:

1. The parts share no input. Examples with equal inputs fall into the same part; a held-out example that equals one of
   another part only after rounding to float32 is left out, and a note counts them.
2. No part is empty.
3. Every class is in the training part: before anything is held out, the first example of each class (in the seed's
   order) is set aside to lead the training part. So of ten classes and 8 training examples, eight classes are learnt,
   and a class with a single example is never held out. Otherwise the draw is plain random.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from landscape.errors import DataError
from landscape.inputs.config import DataConfig
from landscape.inputs.tasks import TASKS
from landscape.outputs.results import Array, Data, ImageShape, Integers

N_TEST = 512
N_PROBE = 256
PLAIN = ("n_train", "noise", "data_seed")
REAL = ("n_train", "data_seed")
TWO_RULES = (*PLAIN, "cue", "conflict")
OWN_SPREAD = 0.02  # without it, data made of a few patterns would have as few different inputs


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data set.

    Attributes:
        title: The name a reader sees.
        summary: One sentence: what the examples are and why one would choose them.
        make: Gives the examples of a config; the same config gives the same examples to the last bit.
        task: Name of a task in `TASKS`: classification, regression, or control (a policy is trained by reward).
        settings: Which of n_train, noise, data_seed, cue and conflict change the examples.
    """

    title: str
    summary: str
    make: Callable[[DataConfig], Data]
    task: str = "classification"
    settings: tuple[str, ...] = PLAIN

    @property
    def graded(self) -> bool:
        """Whether an answer is right or wrong, so that there is an accuracy."""
        return TASKS[self.task].graded

    @property
    def has_two_rules(self) -> bool:
        """Whether a proxy rule and an intended rule fit the training examples, so that there are shifted ones."""
        return "conflict" in self.settings


def pool_size(config: DataConfig) -> int:
    """How many examples a generated data set draws: those to train on and those held out."""
    return config.n_train + N_TEST + N_PROBE


def where_rules_disagree(config: DataConfig) -> NDArray[np.bool_]:
    """Which generated examples show the two rules in conflict, shape (pool_size,): the share `conflict`, by chance."""
    rng = np.random.default_rng([config.seed, 5])
    return np.asarray(rng.random(pool_size(config)) < config.conflict)


def noisy(inputs: NDArray[np.float64], noise: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """The inputs with Gaussian noise of this spread on every feature, and with that of `OWN_SPREAD`."""
    found: NDArray[np.float64] = inputs + np.hypot(OWN_SPREAD, noise) * rng.standard_normal(inputs.shape)
    return found


def split(
    config: DataConfig,
    inputs: NDArray[Any],
    targets: NDArray[Any],
    *,
    title: str,
    feature_names: tuple[str, ...],
    class_names: tuple[str, ...] = (),
    standardise: bool = False,
    image_shape: ImageShape | None = None,
    shifted: tuple[NDArray[Any], NDArray[Any]] | None = None,
) -> Data:
    """Cuts examples into training, test and probe parts, in an order that the data seed decides.

    A pool with room for it gives 512 test and 256 probe examples; of a smaller one a fifth goes to each.

    Args:
        config: Decides the sizes and the seed.
        inputs: Shape (n, n_features).
        targets: Shape (n,): class numbers, or the numbers to predict.
        title: As in `Data`, and so are the names and the shape of images.
        feature_names: One for each feature.
        class_names: One for each class; none for regression.
        image_shape: None where the features are no pixels.
        standardise: To mean 0 and standard deviation 1 over the training part; a feature constant there only to mean 0.
        shifted: Inputs on which the proxy rule and the intended rule disagree, and the intended rule's answers.

    Returns:
        The examples as float32 inputs and int64 or float32 targets.

    Raises:
        DataError: Fewer than three inputs differ, or the values of a feature are too far apart for float32.
    """
    inputs = np.asarray(inputs, dtype=np.float64 if standardise else np.float32)
    classes = targets.astype(np.int64) if class_names else np.zeros(len(targets), dtype=np.int64)
    train, test, probe = _parts(_groups(inputs, title), classes, config)
    notes: tuple[str, ...] = ()
    if standardise:
        inputs = _standardised(inputs, train, feature_names, title)
        train, test, probe, notes = _without_copies(inputs, train, test, probe, title)
    notes += _notes_on_few(config, title, (len(train), len(test), len(probe)))
    notes += _notes_on_classes(classes[train], class_names)
    kind = np.int64 if class_names else np.float32
    return Data(
        config=config,
        title=title,
        task="classification" if class_names else "regression",
        train_inputs=inputs[train],
        train_targets=targets[train].astype(kind),
        test_inputs=inputs[test],
        test_targets=targets[test].astype(kind),
        probe_inputs=inputs[probe],
        probe_targets=targets[probe].astype(kind),
        feature_names=feature_names,
        class_names=class_names,
        image_shape=image_shape,
        shifted_inputs=None if shifted is None else shifted[0].astype(np.float32),
        shifted_targets=None if shifted is None else shifted[1].astype(kind),
        notes=notes,
    )


def split_plane(
    config: DataConfig, inputs: NDArray[Any], targets: NDArray[Any], *, title: str, class_names: tuple[str, ...]
) -> Data:
    """The same for points of a plane with the coordinates x1 and x2."""
    return split(config, inputs, targets, title=title, feature_names=("x1", "x2"), class_names=class_names)


def split_table(config: DataConfig, table: Any, *, title: str) -> Data:
    """The same for a table of scikit-learn, with its own names; standardised over the training part."""
    return split(
        config,
        table.data,
        table.target,
        title=title,
        feature_names=tuple(str(name) for name in table.feature_names),
        class_names=tuple(str(name) for name in table.target_names),
        standardise=True,
    )


def table_set(load: Callable[[], Any], *, title: str, summary: str) -> Dataset:
    """A table of scikit-learn as a data set."""
    return Dataset(title, summary, lambda config: split_table(config, load(), title=title), settings=REAL)


class Show(Protocol):
    """Makes examples from what two rules answer to them."""

    def __call__(
        self, config: DataConfig, stream: int, *, proxy: NDArray[np.int64], intended: NDArray[np.int64]
    ) -> NDArray[Any]:
        """Inputs of shape (n, n_features), with all chance from this stream of the data seed."""


def split_two_rules(
    config: DataConfig,
    show: Show,
    *,
    title: str,
    feature_names: tuple[str, ...],
    class_names: tuple[str, str],
    image_shape: ImageShape | None = None,
) -> Data:
    """The same for examples that two rules fit: the intended one gives the classes, which come in turn.

    The proxy rule gives the other class in the share `conflict` of the examples, and in all of the shifted ones.
    """
    targets, shifted_targets = np.arange(pool_size(config)) % 2, np.arange(N_PROBE) % 2
    proxy = np.where(where_rules_disagree(config), 1 - targets, targets)
    return split(
        config,
        show(config, 0, proxy=proxy, intended=targets),
        targets,
        title=title,
        feature_names=feature_names,
        class_names=class_names,
        image_shape=image_shape,
        shifted=(show(config, 2, proxy=1 - shifted_targets, intended=shifted_targets), shifted_targets),
    )


def _groups(inputs: NDArray[Any], title: str) -> Integers:
    """The number of each row's group of equal rows; there must be a group for each part."""
    groups = _number_equal_rows(inputs)
    if len(groups) == 0 or groups.max() < 2:
        raise DataError(
            f"{title} needs at least 3 examples with different inputs, one each to train, to test and to probe; "
            f"it has {len(set(groups.tolist()))}."
        )
    return groups


def _number_equal_rows(inputs: NDArray[Any]) -> Integers:
    """Gives equal rows equal numbers, counted from 0 in order of appearance."""
    numbers: dict[bytes, int] = {}
    rows = inputs + 0.0  # -0.0 and 0.0 are equal but their bytes are not
    return np.array([numbers.setdefault(row.tobytes(), len(numbers)) for row in rows], dtype=np.int64)


def _parts(groups: Integers, classes: Integers, config: DataConfig) -> tuple[Integers, Integers, Integers]:
    """Row numbers of the training, test and probe part; see the promises at the head of this file."""
    n, n_groups = len(groups), int(groups.max()) + 1
    rank = np.random.default_rng([config.seed, 1]).permutation(n_groups)
    order = np.argsort(rank[groups], kind="stable")

    leaders = order[np.sort(np.unique(classes[order], return_index=True)[1])]
    reserved: set[int] = set()
    for group in groups[leaders].tolist():
        if len(reserved) < n_groups - 2:  # two groups stay free, one each to be held out
            reserved.add(group)

    roomy = n >= config.n_train + N_TEST + N_PROBE
    n_test, n_probe = (N_TEST, N_PROBE) if roomy else (min(N_TEST, n // 5), min(N_PROBE, n // 5))
    free = order[~np.isin(groups[order], list(reserved))]
    # A cut never goes through a group of equal inputs: it moves back to where one ends, but holds out one at least.
    ends = np.append(np.flatnonzero(np.diff(groups[free])) + 1, len(free))
    last_test = int(np.clip(np.searchsorted(ends, n_test, side="right") - 1, 0, len(ends) - 2))
    last_probe = int(np.searchsorted(ends, ends[last_test] + n_probe, side="right") - 1)
    test, probe = free[: ends[last_test]], free[ends[last_test] : ends[max(last_probe, last_test + 1)]]

    train = order[~np.isin(order, np.concatenate([test, probe]))]
    is_leader = np.isin(train, leaders)
    train = np.concatenate([train[is_leader], train[~is_leader]])[: config.n_train]
    return train, test, probe


def _notes_on_few(config: DataConfig, title: str, sizes: tuple[int, int, int]) -> tuple[str, ...]:
    """A note where the training part is smaller than was asked for; none where it is not."""
    train, test, probe = sizes
    if train == config.n_train:
        return ()
    after = f"{title} has no more after {test} for the test and {probe} for the probe"
    return (f"Only {train} training examples: {after}.",)


def _notes_on_classes(seen: Integers, class_names: tuple[str, ...]) -> tuple[str, ...]:
    """A note where the training part lacks classes; none where it does not, or there are none."""
    n_seen = len(np.unique(seen))
    if n_seen >= len(class_names):
        return ()
    return (f"The training examples show {n_seen} of the {len(class_names)} classes.",)


def _standardised(inputs: NDArray[np.float64], train: Integers, names: tuple[str, ...], title: str) -> Array:
    """Every feature with mean 0 and standard deviation 1 over the training rows, as float32."""
    seen = inputs[train]
    deviation = seen.std(axis=0)
    # Rounding gives a constant such as 0.1 a deviation of 1e-17; to divide by that would blow up nothing to 1.
    is_constant = deviation <= 1e-12 * np.abs(seen).max(axis=0)
    centre = np.where(is_constant, seen[0], seen.mean(axis=0))
    with np.errstate(over="ignore"):
        scaled: Array = ((inputs - centre) / np.where(is_constant, 1.0, deviation)).astype(np.float32)
    too_far = ~np.isfinite(scaled).all(axis=0)
    if too_far.any():
        raise DataError(
            f"{title}: the values of {names[int(too_far.argmax())]} are too far apart to be standardised; "
            "remove the outliers or rescale it."
        )
    return scaled


def _without_copies(
    inputs: Array, train: Integers, test: Integers, probe: Integers, title: str
) -> tuple[Integers, Integers, Integers, tuple[str, ...]]:
    """The parts without held-out rows that have become equal to a row of an earlier part, and a note about them."""
    groups = _number_equal_rows(inputs)
    kept_test = test[~np.isin(groups[test], groups[train])]
    kept_probe = probe[~np.isin(groups[probe], groups[np.concatenate([train, kept_test])])]
    n_left_out = len(test) + len(probe) - len(kept_test) - len(kept_probe)
    if not len(kept_test) or not len(kept_probe):
        raise DataError(f"{title}: too few examples differ once the features are standardised; remove the outliers.")
    if not n_left_out:
        return train, test, probe, ()
    note = f"{n_left_out} held-out examples are left out: rounded to float32 they equal examples of another part."
    return train, kept_test, kept_probe, (note,)
