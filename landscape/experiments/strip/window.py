"""A window on the strip: the scene of a two-weight network that the lessons on the strip share."""

from landscape.inputs.config import SceneConfig, scene_from

N_RUNS = 8


def strip_scene(*, first_seed: int, n_runs: int = N_RUNS, cue: float = 1.0, conflict: float = 0.0) -> SceneConfig:
    """Runs of the two-weight window on the strip with the coin, full-batch gradient descent, the whole landscape."""
    return scene_from(
        {
            "data": "strip",
            "n_train": 64,
            "noise": 0.15,
            "cue": cue,
            "conflict": conflict,
            "model": "two_weights",
            "optimizer": "sgd",
            "learning_rate": 0.3,
            "momentum": 0.0,
            "batch_size": 0,
            "steps": 1000,
            "snapshots": 40,
            "seeds": tuple(range(first_seed, first_seed + n_runs)),
            "view": "weights",
            "color": "intended_share",
        }
    )
