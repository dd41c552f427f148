"""What one visitor's lab remembers between reruns: the scene on the page and the job that makes the next one."""

import uuid
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import parse_qsl

import numpy as np
import streamlit as st

from landscape.engine import Job, Report
from landscape.errors import ConfigError
from landscape.inputs import link
from landscape.inputs.config import SceneConfig
from landscape.inputs.places import MAX_PLACES
from landscape.inputs.settings import MAX_SEED
from landscape.outputs.results import Scene
from landscape.picture.probing import Prober
from landscape.ui.parts.made_once import MadeOnce
from landscape.ui.server.warm import engine


@dataclass(slots=True)
class LabVisit:
    """One visitor's lab.

    Attributes:
        name: A random name under which the engine counts this visitor.
        config: The scene asked for last.
        job: Its job.
        scene: The newest scene worth showing; stays while the next one trains.
        problems: Sentences about the link the page was opened with.
        message: What the last action did, in one sentence.
        compare_with: The scene that training again from the same starts should repeat.
        stopping: Whether the visitor pressed Stop.
        waited_for: The job the page has waited for already.
        packed: The message to the viewer of the scene on the page.
        asked: What measures points of the scene on the page.
    """

    name: str
    config: SceneConfig
    job: Job | None = None
    scene: Scene | None = None
    problems: tuple[str, ...] = ()
    message: str = ""
    compare_with: Scene | None = None
    stopping: bool = False
    waited_for: Job | None = None
    packed: MadeOnce[bytes] = field(default_factory=MadeOnce)
    asked: MadeOnce[Prober] = field(default_factory=MadeOnce)

    def ask(self, config: SceneConfig, *, fresh: bool = False) -> None:
        """Asks the engine for a scene and leaves the one asked for before."""
        if self.job is not None:
            self.job.leave(self.name)
        self.config = config
        self.message = ""
        self.stopping = False
        self.compare_with = self.scene if fresh else None
        self.job = engine().ask(config, self.name, fresh=fresh)

    def wait(self, seconds: float) -> None:
        """After a new question, gives a short job the time to answer it; a job is waited for only once."""
        if self.job is not None and self.job is not self.waited_for:
            self.waited_for = self.job
            self.job.wait(seconds)

    def write_link(self) -> None:
        """Writes the link of the scene asked for into the address, where it is not there already."""
        texts = dict(parse_qsl(link.encode(self.config), keep_blank_values=True))
        now = st.query_params.to_dict()
        texts |= {name: text for name, text in now.items() if name in link.BESIDE_THE_SCENE}
        if now != texts:
            st.query_params.from_dict(texts)

    def report(self) -> Report | None:
        """What the job has now; keeps its newest scene."""
        if self.job is None:
            return None
        report = engine().poll(self.job, self.name)
        scene = report.scene
        if scene is not None and scene is not self.scene and (scene.surface is not None or report.ended):
            self.scene = scene
        if report.ended and self.compare_with is not None and scene is not None and scene.complete:
            self.message = same_or_not(self.compare_with, scene)
            self.compare_with = None
        return report

    def prober(self) -> Prober:
        """What measures points of the scene on the page; made once per scene."""
        if self.scene is None:
            raise ValueError("scene must be there; ask for one first.")
        return self.asked.of(self.scene, partial(Prober, self.scene))

    def drop_ball(self, x: float, y: float) -> None:
        """Trains on from a point of the view; of many balls the oldest gives way."""
        balls = (*self.config.view.drops, (x, y))[-MAX_PLACES:]
        try:
            self.ask(replace(self.config, view=replace(self.config.view, drops=balls)))
        except ConfigError as problem:
            self.message = str(problem)

    def stop(self) -> None:
        """Leaves the job; what it has stays."""
        if self.job is None:
            return
        self.stopping = True
        alone = self.job.leave(self.name)
        if not alone:
            self.message = "Stopped for you; others still wait for these runs, so they go on."
            self.report()
            self.job.leave(self.name)
            self.job = None


def lab_visit() -> LabVisit:
    """The visitor's lab; made at the first call from the link the page was opened with."""
    if "lab_visit" not in st.session_state:
        decoded = link.decode_pairs(list(st.query_params.items()))
        problems = tuple(f"{problem} The default is used instead." for problem in decoded.problems)
        st.session_state["lab_visit"] = LabVisit(uuid.uuid4().hex, decoded.config, problems=problems)
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
