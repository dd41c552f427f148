"""What the network at any place of a view does: for pins."""

from typing import final

import numpy as np
from numpy.typing import NDArray

from landscape.learning.evaluator import Evaluator, network_around
from landscape.learning.one_thread import one_thread
from landscape.learning.training import build_module_alone
from landscape.outputs.results import Point, Scene
from landscape.picture.scene import geometry_of
from landscape.picture.tiles import ask, questions_for

FINER = 2


@final
class Prober:
    """Asks networks at places of a scene's view. What it needs is rebuilt once from the scene's config and runs.

    Args:
        scene: With a picture: its plane must be there.

    Raises:
        ValueError: The scene has no picture.
    """

    @one_thread()
    def __init__(self, scene: Scene) -> None:
        if scene.plane is None:
            raise ValueError("scene must have a picture to ask for its points; this one has no plane.")
        module = build_module_alone(scene.config.ensemble, scene.data)
        self.scene = scene
        self.evaluator = Evaluator(network_around(module), scene.data)
        self.geometry = geometry_of(scene.ensemble, scene.config)
        self.questions = questions_for(scene.data, FINER)

    @one_thread()
    def ask(self, xy: NDArray[np.float64]) -> tuple[Point, ...]:
        """The points at coordinates of the view; what one is does not depend on the others.

        Args:
            xy: Shape (n, 2), finite.

        Returns:
            One point per row.

        Raises:
            ValueError: The shape is another one, or a coordinate is not finite.
        """
        places = np.asarray(xy, np.float64)
        if places.ndim != 2 or places.shape[1] != 2 or not np.isfinite(places).all():
            raise ValueError(f"xy must be finite numbers of shape (n, 2), got shape {places.shape}.")
        if not len(places):
            return ()
        data, quantity = self.scene.data, self.scene.config.view.quantity
        classes, rules = data.graded, data.has_two_rules
        with np.errstate(over="ignore", invalid="ignore"):  # far out, weights leave the numbers of float32
            thetas = np.concatenate([self.geometry.point(place[None]) for place in places]).astype(np.float32)
        wanted = dict.fromkeys(["train_loss", "test_loss", quantity, *(["intended_share"] if rules else [])])
        scores = self.evaluator.measure(thetas, tuple(wanted))
        accuracies = self.evaluator.accuracies(thetas) if classes else None
        tiles = ask(self.evaluator, thetas, self.questions)
        return tuple(
            Point(
                x=float(x),
                y=float(y),
                height=float(scores[quantity][i]),
                train_loss=float(scores["train_loss"][i]),
                test_loss=float(scores["test_loss"][i]),
                accuracy=None if accuracies is None else accuracies[i],
                intended_share=float(scores["intended_share"][i]) if rules else None,
                answers=tiles[i],
                height_of_tile=self.questions.height,
                width_of_tile=self.questions.width,
            )
            for i, (x, y) in enumerate(places)
        )
