"""Every lesson's claim over as many seeds as its text speaks of: each measure with its bound, met or missed."""

from math import isfinite

from landscape.bench.row import Row
from landscape.catalogue import EXPERIMENTS
from landscape.learning.work import Work
from landscape.outputs.findings import Measure

N_SEEDS = 32  # the tests measure the same claims over fewer


def run(names: tuple[str, ...] = EXPERIMENTS.names, n_seeds: int = N_SEEDS) -> list[Row]:
    """One row per measure of each lesson's claim, from seed 0 on; all of them take about half an hour of one core."""
    return [
        _row(slug, measure) for slug in names for measure in EXPERIMENTS.load(slug).claim(n_seeds, 0, Work()).measures
    ]


def _row(slug: str, measure: Measure) -> Row:
    bounds = [f">= {measure.at_least:g}"] if measure.at_least is not None else []
    bounds += [f"<= {measure.at_most:g}"] if measure.at_most is not None else []
    note = f"95 % interval {measure.low:.3g} to {measure.high:.3g} over {measure.n}"
    name, target = f"{slug}: {measure.name}", " and ".join(bounds) or None
    if not isfinite(measure.value):
        return Row(name, None, "", target, None, "the number is not finite")
    return Row(name, measure.value, "", target, measure.held if bounds else None, note)
