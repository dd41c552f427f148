"""What one visitor's lab remembers between reruns: the scene on the page and what is asked for next."""

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

import numpy as np
import streamlit as st

from landscape.engine import Report
from landscape.errors import ConfigError
from landscape.inputs import link
from landscape.inputs.config import SceneConfig
from landscape.inputs.settings import MAX_SEED
from landscape.outputs.results import Scene
from landscape.ui.parts.address import write_address
from landscape.ui.parts.asking import Asking
from landscape.ui.parts.made_once import MadeOnce
from landscape.ui.parts.points import PinnedPoints, with_ball
from landscape.ui.server.warm import engine


@dataclass(slots=True)
class LabVisit:
    """One visitor's lab.

    Attributes:
        asking: The scene asked for last, and its job.
        scene: The newest scene worth showing; stays while the next one trains.
        packed: The message to the viewer of the scene on the page.
        points: What pinned points of that scene do.
    """

    asking: Asking[SceneConfig, Scene]
    scene: Scene | None = None
    packed: MadeOnce[bytes] = field(default_factory=MadeOnce)
    points: PinnedPoints = field(default_factory=PinnedPoints)

    def report(self) -> Report | None:
        """What the job has now; keeps its newest scene."""
        report = self.asking.poll()
        if report is None:
            return None
        if report.scene is not None and (report.scene.surface is not None or report.ended):
            self.scene = report.scene
        before = self.asking.repeated()
        if before is not None and report.scene is not None:
            self.asking.message = same_or_not(before, report.scene)
        return report

    def same_start_again(self) -> None:
        """Trains the scene asked for again from the same starts, and compares the bits."""
        self.asking.ask(self.asking.config, fresh=True, compare_with=self.scene)

    def drop_ball(self, x: float, y: float) -> None:
        """Trains on from a point of the view."""
        view = self.asking.config.view
        try:
            wanted = replace(self.asking.config, view=replace(view, drops=with_ball(view.drops, x, y)))
        except ConfigError as problem:
            self.asking.message = str(problem)
        else:
            self.asking.ask(wanted)

    def stop(self) -> None:
        """Leaves the job; what it has stays."""
        if not self.asking.stop():
            self.report()
            self.asking.message = "Stopped for you; others still wait for these runs, so they go on."

    def write_link(self) -> None:
        """Writes the link of the scene asked for into the address."""
        write_address(dict(parse_qsl(link.encode(self.asking.config), keep_blank_values=True)))


def lab_visit() -> LabVisit:
    """The visitor's lab; made at the first call from the link the page was opened with."""
    if "lab_visit" not in st.session_state:
        decoded = link.decode_pairs(list(st.query_params.items()))
        problems = tuple(f"{problem} The default is used instead." for problem in decoded.problems)
        st.session_state["lab_visit"] = LabVisit(Asking(engine(), decoded.config, problems=problems))
    found: LabVisit = st.session_state["lab_visit"]
    return found


def same_or_not(before: Scene, after: Scene) -> str:
    """Whether two trainings of the same config gave the same bits: compared, not promised."""
    if before.config != after.config or before.surface is None or after.surface is None:
        return ""
    same = np.array_equal(before.ensemble.snapshots, after.ensemble.snapshots) and np.array_equal(
        before.surface.values, after.surface.values, equal_nan=True
    )
    n = after.ensemble.n_runs
    if same:
        return f"Trained again from the same starts: all {n} runs and the ground are the same to the last bit."
    return "Trained again from the same starts, but the numbers differ: this should not happen, please report it."


def next_seeds(config: SceneConfig) -> SceneConfig:
    """The same scene with as many seeds again, none of them used before."""
    seeds = config.ensemble.seeds
    first = max(seeds) + 1
    if first + len(seeds) - 1 > MAX_SEED:
        first = 0
    fresh = tuple(range(first, first + len(seeds)))
    return replace(config, ensemble=replace(config.ensemble, seeds=fresh))
