"""What a scene will cost, estimated from its config before anything is done, and the refusal of what costs too much."""

from dataclasses import dataclass
from functools import lru_cache

from landscape.catalogue import DATASETS
from landscape.errors import ConfigError
from landscape.inputs import environment
from landscape.inputs.config import DataConfig, EnsembleConfig, ModelConfig, SceneConfig
from landscape.inputs.tasks import TASKS, Task
from landscape.learning.evaluator import shape_of
from landscape.learning.sizes import Sizes, sizes_of
from landscape.learning.training import build_module_alone, held_out_steps, snapshot_steps

PASSES = 4.0  # measured: forward and backward of a training batch take as long as so many answers to it
MOST_SECONDS = 900.0
MOST_SECONDS_VARIABLE = "LANDSCAPE_MOST_SECONDS"
# Measured on one core: what a step costs beside the arithmetic, once and for each run.
SECONDS_PER_STEP, SECONDS_PER_STEP_AND_RUN = 4e-4, 1.2e-5
SECONDS_PER_WEIGHT = 4e-8  # to place a node on a sheet
BYTES_PER_NUMBER = 4
COPIES = 3  # of the runs: kept, stacked, and in the pieces that are on their way
TILE_NODES, TILE_ANSWERS = 17 * 17, 480


@dataclass(frozen=True, slots=True)
class Cost:
    """About what a scene takes; the seconds of one core are good to a factor of three.

    Attributes:
        training, surface: Seconds of one core.
        bytes: Of memory, for the runs and the sheet through them.
    """

    training: float
    surface: float
    bytes: int

    @property
    def seconds(self) -> float:
        """Seconds of one core in all."""
        return self.training + self.surface


def most_seconds() -> float:
    """The most seconds of one core that a scene may take: `LANDSCAPE_MOST_SECONDS`, or 900.

    Raises:
        ConfigError: The variable holds something else.
    """
    return environment.number(MOST_SECONDS_VARIABLE, MOST_SECONDS, 0.001, 1e7)


@lru_cache(maxsize=256)
def _network_for(data: DataConfig, model: ModelConfig) -> tuple[Sizes, int, Task]:
    """Sizes of the network, its number of weights, and what it is trained for."""
    few = DATASETS.load(data.name).make(data)
    module = build_module_alone(EnsembleConfig(data=data, model=model), few)
    return sizes_of(module, shape_of(few).n_inputs), sum(p.numel() for p in module.parameters()), TASKS[few.task]


def _small(data: DataConfig) -> DataConfig:
    """The same kind of examples, as few as there can be: the network's shape does not depend on their number."""
    return DataConfig(data.name, n_train=8, seed=0, file=data.file)


def cost_of_runs(config: EnsembleConfig, n_runs: int) -> tuple[float, int]:
    """Seconds and bytes of a training of so many runs."""
    sizes, n_params, task = _network_for(_small(config.data), config.model)
    batch = min(config.optimizer.batch_size or config.data.n_train, config.data.n_train)
    each = PASSES * batch * sizes.seconds * task.cost_factor
    seconds = config.steps * (SECONDS_PER_STEP + n_runs * (SECONDS_PER_STEP_AND_RUN + each))
    keep = snapshot_steps(config.steps, config.snapshots)
    n_kept = len(keep) + len(held_out_steps(keep))
    measured = min(config.data.n_train, task.most_examples)
    seconds += 2 * n_runs * n_kept * measured * sizes.seconds * task.cost_factor
    return seconds, COPIES * BYTES_PER_NUMBER * n_runs * n_kept * n_params


def cost_of(config: SceneConfig) -> Cost:
    """About what a scene takes.

    Example:
        >>> 0.1 < cost_of(SceneConfig()).seconds < 2
        True
    """
    runs, view = config.ensemble, config.view
    sizes, n_params, task = _network_for(_small(runs.data), runs.model)
    training, n_bytes = cost_of_runs(runs, len(runs.seeds) + len(view.drops))
    n_examples = min(runs.data.n_train, task.most_examples)
    sets = 1 if view.color in ("height", view.quantity) else 2
    each = sizes.seconds * task.cost_factor
    nodes = view.grid[0] * view.grid[1]
    asked = nodes * sets * n_examples + TILE_NODES * (TILE_ANSWERS + 2 * n_examples)
    surface = asked * each + nodes * n_params * SECONDS_PER_WEIGHT
    return Cost(training, surface, n_bytes)


def refuse_too_costly(config: SceneConfig) -> Cost:
    """Refuses what would take longer than anybody waits, before anything is done.

    Returns:
        The cost of what is not refused.

    Raises:
        ConfigError: Names the parameter to lower. Also where architecture and data do not go together.
    """
    cost, most = cost_of(config), most_seconds()
    if cost.seconds <= most:
        return cost
    minutes, allowed = round(cost.seconds / 60), round(most / 60)
    if cost.surface > cost.training:
        grid = "x".join(map(str, config.view.grid))
        raise ConfigError(
            "grid",
            f"grid {grid} would take about {minutes} minutes of computing here, and at most {allowed} are allowed; "
            "choose a smaller grid, a smaller width or fewer examples.",
        )
    raise ConfigError(
        "steps",
        f"steps {config.ensemble.steps:,} for {len(config.ensemble.seeds)} runs would take about {minutes} minutes of "
        f"computing here, and at most {allowed} are allowed; choose fewer steps, fewer seeds or a smaller batch_size.",
    )
