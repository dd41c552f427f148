"""What a data set is, and how examples are split into disjoint training, test and probe parts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from landscape.config import DataConfig
from landscape.results import Data

N_TEST = 512
N_PROBE = 256


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data set.

    Attributes:
        title: The name a reader sees.
        summary: One sentence: what the examples are and why one would choose them.
        make: Gives the examples of a config; the same config gives the same examples to the last bit.
        task: Classification or regression.
        settings: Which of n_train, noise and data_seed change the examples.
    """

    title: str
    summary: str
    make: Callable[[DataConfig], Data]
    task: Literal["classification", "regression"] = "classification"
    settings: tuple[str, ...] = ("n_train", "noise", "data_seed")


def pool_size(config: DataConfig) -> int:
    """How many examples a generated data set draws: those to train on and those held out."""
    return config.n_train + N_TEST + N_PROBE


def split(
    config: DataConfig,
    inputs: NDArray[Any],
    targets: NDArray[Any],
    *,
    title: str,
    feature_names: tuple[str, ...],
    class_names: tuple[str, ...] = (),
    standardise: bool = False,
    **more: Any,
) -> Data:
    """Cuts examples into training, test and probe parts, in an order that the data seed decides.

    Examples with equal inputs always fall into the same part, so the parts share no input. Of a pool too small
    for what was asked, a fifth each goes to test and probe.

    Args:
        config: Decides the sizes and the seed.
        inputs: Shape (n, n_features).
        targets: Shape (n,).
        title, feature_names, class_names: See `Data`.
        standardise: Whether to give every feature mean 0 and standard deviation 1 over the training part.
        more: Further fields of `Data`.

    Returns:
        The examples as float32 inputs and int64 or float32 targets.
    """
    rng = np.random.default_rng([config.seed, 1])
    inputs = np.ascontiguousarray(inputs, dtype=np.float32)
    groups = np.unique(inputs, axis=0, return_inverse=True)[1].ravel()
    rank = rng.permutation(groups.max() + 1)
    order = np.argsort(rank[groups], kind="stable")
    group_in_order = groups[order]
    n = len(inputs)
    n_held_out = min(N_TEST, n // 5), min(N_PROBE, n // 5)
    cuts = [n_held_out[0], sum(n_held_out)]
    # Never cut through a group of equal inputs: move a cut on to where the next group begins.
    for i, cut in enumerate(cuts):
        while 0 < cut < n and group_in_order[cut] == group_in_order[cut - 1]:
            cut += 1
        cuts[i] = cut
    test, probe, train = np.split(order, cuts)
    train = train[: config.n_train]
    if standardise:
        mean, deviation = inputs[train].mean(axis=0), inputs[train].std(axis=0)
        inputs = (inputs - mean) / np.where(deviation > 0, deviation, 1)
    kind = np.int64 if class_names else np.float32
    notes: tuple[str, ...] = more.pop("notes", ())
    if len(train) < config.n_train:
        notes += (f"Only {len(train)} training examples: {title} has no more after {len(test)} for the test "
                  f"and {len(probe)} for the probe.",)
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
        notes=notes,
        **more,
    )
