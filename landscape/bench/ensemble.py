"""Training many seeds in one batch against a plain loop over seeds with torch's own SGD."""

import numpy as np

from landscape.bench.plain import drawn_batches, train_each
from landscape.bench.row import Row, at_least
from landscape.bench.timing import best_of
from landscape.inputs.config import EnsembleConfig, OptimizerConfig
from landscape.learning.training import train
from landscape.outputs.results import Data, Ensemble
from landscape.picture.scene import load_data


def run(n_seeds: int = 32, n_looped: int = 4, n_steps: int = 300, n_rounds: int = 3) -> list[Row]:
    """Measures two batch sizes; only `n_looped` seeds go through the loop, and its time is scaled up."""
    rows = []
    for batch_size in (32, 64):
        config = EnsembleConfig(
            optimizer=OptimizerConfig(batch_size=batch_size), seeds=tuple(range(n_seeds)), steps=n_steps
        )
        rows += _compare(config, load_data(config.data), n_looped, n_rounds)
    return rows


def _compare(config: EnsembleConfig, data: Data, n_looped: int, n_rounds: int) -> list[Row]:
    batches = {seed: drawn_batches(config, seed, len(data.train_targets)) for seed in config.seeds[:n_looped]}
    ends, runs = [], list[Ensemble]()
    times = best_of(
        n_rounds,
        lambda: ends.append(train_each(config, data, batches)),
        lambda: runs.append(train(config, data)),
    )
    loop, ours = times
    scale = len(config.seeds) / n_looped
    off = np.abs(runs[-1].snapshots[:n_looped, -1] - ends[-1]).max()
    size = config.optimizer.batch_size
    note = (
        f"{len(config.seeds)} seeds, {config.steps} steps: loop {scale * loop.cpu:.3g} s CPU (measured on {n_looped} "
        f"seeds and scaled), ours {ours.words()} with {len(runs[-1].steps)} snapshots and their losses"
    )
    per_step = 1000 * ours.cpu / config.steps
    return [
        at_least(f"training, batches of {size}, against a plain loop", scale * loop.cpu / ours.cpu, "times", 8, note),
        Row(f"one step of all runs, batches of {size}", per_step, "ms CPU", note="snapshots and losses included"),
        Row(f"largest difference of a last weight, batches of {size}", float(off), "", note="from the loop's"),
    ]
