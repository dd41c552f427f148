"""Gridworld: in training the coin stands at the right end, so to go right and to get the coin are both rewarded."""

from dataclasses import replace

import numpy as np

from landscape.datasets.dataset import N_PROBE, Dataset, pool_size, split, where_rules_disagree
from landscape.inputs.config import DataConfig
from landscape.learning.gridworld import ACTIONS, COLUMNS, N_CELLS, draw_levels
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Levels of 5 by 8 cells: the input is where coin and walls are, the target the cell of the start.

    In the share `conflict` of the levels the coin stands anywhere; in the shifted ones anywhere but at the right end.
    The proxy rule goes right; the intended rule gets the coin.
    """
    n = pool_size(config)
    levels = draw_levels(n, np.random.default_rng([config.seed, 0]), where_rules_disagree(config))
    moved = draw_levels(
        N_PROBE, np.random.default_rng([config.seed, 2]), np.ones(N_PROBE, dtype=bool), never_right=True
    )
    cells = [f"row {i // COLUMNS + 1}, column {i % COLUMNS + 1}" for i in range(N_CELLS)]
    data = split(
        config,
        levels.features(),
        levels.starts,
        title=DATASET.title,
        feature_names=(*(f"coin at {cell}" for cell in cells), *(f"wall at {cell}" for cell in cells)),
        shifted=(moved.features(), moved.starts),
    )
    return replace(
        data,
        task="control",
        class_names=ACTIONS,
        **{f"{part}_targets": getattr(data, f"{part}_targets").astype(np.int64) for part in PARTS},
    )


PARTS = ("train", "test", "probe", "shifted")
DATASET = Dataset(
    title="Gridworld with a coin",
    summary="A walker is rewarded for the coin, always at the right end. Move it, and see what was learnt.",
    make=make,
    task="control",
    settings=("n_train", "data_seed", "conflict"),
)
