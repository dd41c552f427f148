"""What one visitor's lesson remembers between reruns: the bet, the finding on the page, the job that makes the next."""

import uuid
from dataclasses import dataclass, field, replace
from functools import partial

import streamlit as st

from landscape import experiments
from landscape.baked import baked
from landscape.engine import Job, Report
from landscape.errors import ConfigError
from landscape.experiments.parts.experiment import HIGHEST_FIRST_SEED, Experiment
from landscape.inputs.config import SceneConfig
from landscape.inputs.link import BESIDE_THE_SCENE
from landscape.inputs.places import MAX_PLACES
from landscape.outputs.findings import LessonConfig, Value
from landscape.outputs.results import Scene
from landscape.picture.probing import Prober
from landscape.ui.lessons.lesson_scene import LessonScene
from landscape.ui.parts.made_once import MadeOnce
from landscape.ui.server.warm import engine
from landscape.viewer.finding import Shown, shown
from landscape.words.lesson_text import LessonText, lesson_text

SEEDS_APART = 100
SKIPPED = ""


@dataclass(slots=True)
class LessonVisit:
    """One visitor's lesson.

    Attributes:
        name: A random name under which the engine counts this visitor.
        experiment, text: The lesson's numbers and words.
        config: What was asked for last.
        shown: The finding on the page; stays while the next one is made.
        shipped: Whether it came with the program instead of from a run just now.
        job: The job of the next one.
        bet: The answer the visitor locked in; "" if skipped, None before.
        bet_words, bet_for: How that answer read then, and the setting it was made for.
        card: Whether the explanation is open.
        picture: Which of two pictures is on the page, where they take turns.
        problems: Sentences about the link the page was opened with.
        message: What the last action did, in one sentence.
        compare_with: The finding that running again from the same starts should repeat.
        balls: Where balls were dropped on the first picture.
        networks: The scene of the first picture with its networks, for pins and balls.
        packed, kind, asked: Made once per finding: the messages, the kind of behaviour view, what measures points.
    """

    name: str
    experiment: Experiment
    text: LessonText
    config: LessonConfig
    shown: Shown | None = None
    shipped: bool = False
    job: Job | None = None
    bet: str | None = None
    bet_words: str = ""
    bet_for: LessonConfig | None = None
    card: bool = False
    picture: int = 0
    problems: tuple[str, ...] = ()
    message: str = ""
    compare_with: tuple[Shown, bool] | None = None
    balls: tuple[tuple[float, float], ...] = ()
    networks: LessonScene = field(init=False)
    packed: MadeOnce[list[bytes]] = field(default_factory=MadeOnce)
    kind: MadeOnce[str] = field(default_factory=MadeOnce)
    asked: MadeOnce[Prober] = field(default_factory=MadeOnce)

    def __post_init__(self) -> None:
        self.networks = LessonScene(self.name)

    @property
    def revealed(self) -> bool:
        """Whether the visitor has bet or skipped, so that answers may be seen."""
        return self.bet is not None

    @property
    def busy(self) -> bool:
        """Whether the visitor waits for something: another finding, or the networks of this one."""
        return self.job is not None or self.networks.running

    def ask(self, config: LessonConfig, *, fresh: bool = False) -> None:
        """Shows the finding of a config: the shipped one if there is one, else from the engine."""
        self._leave()
        self.config, self.message, self.balls = config, "", ()
        found = None if fresh else baked(self.experiment.slug).get(config)
        if found is not None:
            self.shown, self.shipped, self.compare_with = found, True, None
            return
        self.compare_with = (self.shown, self.shipped) if fresh and self.shown is not None else None
        self.job = engine().ask(config, self.name, fresh=fresh)

    def change(self, control: str, value: Value) -> None:
        """Another value of a control, the same starts."""
        values = dict(self.config.values) | {control: value}
        self.ask(self.experiment.config(values, self.config.first_seed))

    def new_start(self) -> None:
        """The same experiment from starts not used yet."""
        first = self.config.first_seed + SEEDS_APART
        self.ask(replace(self.config, first_seed=first if first <= HIGHEST_FIRST_SEED else 0))

    def stop(self) -> None:
        """Leaves the job; the finding on the page stays."""
        if self.job is None:
            self._stop_networks()
            return
        self._leave()
        self.message = "Stopped. The picture still shows the run before."
        if self.shown is not None:
            self.config = self.shown.config

    def _stop_networks(self) -> None:
        """Balls that have not rolled are taken back; pins keep what the picture knows of them."""
        self.networks.give_up()
        scene = self.scene_on_page()
        self.balls = scene.config.view.drops if scene is not None else ()
        self.message = "Stopped. A pin shows the nearest network asked before; pin again for the exact one."

    def _leave(self) -> None:
        if self.job is not None:
            self.job.leave(self.name)
        self.job = None
        self.networks.leave()

    def report(self) -> Report | None:
        """What the job has now; takes over what it found."""
        if self.job is None:
            return None
        report = engine().poll(self.job, self.name)
        if report.finding is not None and (self.shown is None or report.ended) and report.state != "failed":
            self.shown, self.shipped = shown(report.finding), False
        if report.ended:
            self.job = None
            if report.state != "done" and self.shown is not None:
                self.config = self.shown.config
            if report.state == "failed":
                self.message = report.error
            elif self.compare_with is not None and self.shown is not None and report.state == "done":
                self.message = same_or_not(*self.compare_with, self.shown)
            self.compare_with = None
        return report

    def scene_config(self) -> SceneConfig | None:
        """The scene of the first picture, with the balls dropped on it; None where the lab cannot make it."""
        config = self.experiment.lab(self.config)
        if config is None or not self.balls:
            return config
        return replace(config, view=replace(config.view, drops=self.balls))

    def scene(self, *, wanted: bool) -> Scene | None:
        """The scene itself with its networks, as soon as it is there.

        Args:
            wanted: Whether something on the page needs it; if not, nothing is computed for it any more.
        """
        config = self.scene_config()
        if config is None or self.job is not None or not wanted:
            self.networks.leave()
            return None
        failed = self.networks.want(config)
        if failed:
            self.message = failed
        return self.networks.of(config)

    def scene_on_page(self) -> Scene | None:
        """The newest scene with balls of this picture: while one more ball rolls, the others stay."""
        scene = self.networks.scene
        if scene is None or not scene.config.view.drops:
            return None
        as_asked = replace(scene.config, view=replace(scene.config.view, drops=self.balls))
        return scene if as_asked == self.scene_config() else None

    def lock(self, answer: str) -> None:
        """Locks a bet in, with its words and the setting it is about: both may be others later."""
        self.bet, self.bet_for = answer, self.config
        self.bet_words = self.text.answer(answer, self.shown.numbers if self.shown is not None else {})

    @property
    def came_true(self) -> bool | None:
        """Whether the bet came true; None without one, or where the picture is of another setting."""
        if not self.bet or self.shown is None or self.bet_for is None:
            return None
        return self.bet == self.shown.outcome if self.bet_for.values == self.shown.config.values else None

    def pins_moved(self) -> None:
        """Other pins are another question, also after a stop."""
        self.networks.given_up, self.message = None, ""

    def prober(self, scene: Scene) -> Prober:
        """What measures points of a scene; made once."""
        return self.asked.of(scene, partial(Prober, scene))

    def drop_ball(self, x: float, y: float) -> None:
        """Trains on from a point of the picture; of many balls the oldest gives way."""
        before, self.balls, self.message = self.balls, (*self.balls, (x, y))[-MAX_PLACES:], ""
        try:
            self.scene_config()
        except ConfigError as problem:
            self.balls, self.message = before, str(problem)

    def write_link(self) -> None:
        """Writes the link of what is asked for into the address, where it is not there already."""
        now = st.query_params.to_dict()
        wanted = dict(pair.split("=", 1) for pair in self.experiment.write(self.config).split("&"))
        wanted |= {name: text for name, text in now.items() if name in BESIDE_THE_SCENE}
        if now != wanted:
            st.query_params.from_dict(wanted)


def lesson_visit(slug: str) -> LessonVisit:
    """The visitor's lesson; made at the first call from the link the page was opened with."""
    key = f"lesson_{slug}"
    if key not in st.session_state:
        experiment = experiments.load(slug)
        config, problems = experiment.read(list(st.query_params.items()))
        sentences = tuple(f"{problem} The default is used instead." for problem in problems)
        one = LessonVisit(uuid.uuid4().hex, experiment, lesson_text(slug), config, problems=sentences)
        try:
            one.ask(config)
        except ConfigError as problem:
            one.message = str(problem)
        st.session_state[key] = one
    found: LessonVisit = st.session_state[key]
    return found


def same_or_not(before: Shown, was_shipped: bool, after: Shown) -> str:
    """Whether two runs of the same config gave the same bits: compared, not promised."""
    if before.config != after.config:
        return ""
    if before.same_as(after):
        return "Run again from the same starts: every number and all of the ground are the same to the last bit."
    if was_shipped and before.outcome == after.outcome:
        return (
            "Run again here: the same outcome. The shipped picture was made on another processor: last digits differ."
        )
    return "Run again from the same starts, but the numbers differ: this should not happen, please report it."
