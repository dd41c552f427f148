"""What one visitor's lesson remembers between reruns: the bet, the finding on the page, what is asked next."""

from dataclasses import dataclass, field, replace

import streamlit as st

from landscape.baked import baked
from landscape.catalogue import EXPERIMENTS
from landscape.engine import Report
from landscape.errors import ConfigError
from landscape.experiments.parts.experiment import HIGHEST_FIRST_SEED, Experiment
from landscape.inputs.config import SceneConfig
from landscape.outputs.findings import LessonConfig, Value
from landscape.outputs.results import Scene
from landscape.ui.lessons.lesson_scene import LessonScene
from landscape.ui.parts.address import write_address
from landscape.ui.parts.asking import Asking
from landscape.ui.parts.made_once import MadeOnce
from landscape.ui.parts.points import PinnedPoints, Places, with_ball
from landscape.ui.server.warm import engine
from landscape.viewer.finding import PackedFinding, packed_finding
from landscape.words.lesson_text import LessonText, lesson_text

SEEDS_APART = 100
SKIPPED = ""
LAST_DIGITS_DIFFER = (
    "Run again here: the same outcome. The shipped picture was made on another processor: last digits differ."
)
MORE_DIFFERS = (
    "Run again here: the same outcome, so what the lesson claims holds here too. The shipped picture was made on "
    "another processor, which rounds otherwise, and this training makes small differences large: some numbers and "
    "parts of the ground are not the same."
)
# Seen with networks of 44 layers started as copies of their inputs: one ground rises 1.9 times as fast as the other, or
# 2.2 times, and the answers part at 2.
OTHER_OUTCOME = (
    "Run again here: another outcome. The shipped picture was made on another processor, which rounds otherwise, and "
    "this training makes small differences so large that they decide between two answers. The lesson's claim rests on "
    "many seeds and not on this run."
)


@dataclass(slots=True)
class LessonVisit:
    """One visitor's lesson.

    Attributes:
        experiment, text: The lesson's numbers and words.
        asking: The setting asked for last, and the job of its finding.
        shown: The finding on the page; stays while the next one is made.
        shipped: Whether it came with the program instead of from a run just now.
        bet: The answer the visitor locked in; "" if skipped, None before.
        bet_words, bet_for: How that answer read then, and the setting it was made for.
        card: Whether the explanation is open.
        picture: Which of two pictures is on the page, where they take turns.
        balls: Where balls were dropped on the first picture.
        networks: The scene of the first picture with its networks, for pins and balls.
        points: What pinned points of that scene do.
        packed, kind: Made once per finding: the messages, the kind of behaviour view.
    """

    experiment: Experiment
    text: LessonText
    asking: Asking[LessonConfig, tuple[PackedFinding, bool]]
    shown: PackedFinding | None = None
    shipped: bool = False
    bet: str | None = None
    bet_words: str = ""
    bet_for: LessonConfig | None = None
    card: bool = False
    picture: int = 0
    balls: Places = ()
    networks: LessonScene = field(init=False)
    points: PinnedPoints = field(default_factory=PinnedPoints)
    packed: MadeOnce[list[bytes]] = field(default_factory=MadeOnce)
    kind: MadeOnce[str] = field(default_factory=MadeOnce)

    def __post_init__(self) -> None:
        self.networks = LessonScene(self.asking.name)

    @property
    def revealed(self) -> bool:
        """Whether the visitor has bet or skipped, so that answers may be seen."""
        return self.bet is not None

    @property
    def busy(self) -> bool:
        """Whether the visitor waits for something: another finding, or the networks of this one."""
        return self.asking.waits or self.networks.waits

    def ask(self, config: LessonConfig, *, fresh: bool = False) -> None:
        """Shows the finding of a config: the shipped one if there is one, else from the engine."""
        self.networks.leave()
        self.balls = ()
        found = None if fresh else baked(self.experiment.slug).get(config)
        if found is None:
            before = (self.shown, self.shipped) if fresh and self.shown is not None else None
            self.asking.ask(config, fresh=fresh, compare_with=before)
            return
        self.asking.leave()
        self.asking.config, self.asking.message = config, ""
        self.shown, self.shipped = found, True

    def change(self, control: str, value: Value) -> None:
        """Another value of a control, the same starts."""
        values = dict(self.asking.config.values) | {control: value}
        self.ask(self.experiment.config(values, self.asking.config.first_seed))

    def new_start(self) -> None:
        """The same experiment from starts not used yet."""
        first = self.asking.config.first_seed + SEEDS_APART
        self.ask(replace(self.asking.config, first_seed=first if first <= HIGHEST_FIRST_SEED else 0))

    def stop(self) -> None:
        """Leaves the job; the finding on the page stays."""
        if not self.asking.waits:
            self._stop_networks()
            return
        self.asking.leave()
        self.networks.leave()
        self.asking.message = "Stopped. The picture still shows the run before."
        self._back_to_what_is_shown()

    def _back_to_what_is_shown(self) -> None:
        if self.shown is not None:
            self.asking.config = self.shown.config

    def _stop_networks(self) -> None:
        """Balls that have not rolled are taken back; pins keep what the picture knows of them."""
        self.networks.give_up()
        scene = self.scene_on_page()
        self.balls = scene.config.view.drops if scene is not None else ()
        self.asking.message = "Stopped. A pin shows the nearest network asked before; pin again for the exact one."

    def report(self) -> Report | None:
        """What the job has now, if there is one; takes over what it found."""
        report = self.asking.poll() if self.asking.waits else None
        if report is None:
            return None
        if report.finding is not None and (self.shown is None or report.ended) and report.state != "failed":
            self.shown, self.shipped = packed_finding(report.finding), False
        if report.ended and report.state != "done":
            self._back_to_what_is_shown()
        if report.state == "failed":
            self.asking.message = report.error
        before = self.asking.repeated()
        if before is not None and self.shown is not None:
            self.asking.message = same_or_not(*before, self.shown)
        return report

    def scene_config(self) -> SceneConfig | None:
        """The scene of the first picture, with the balls dropped on it; None where the lab cannot make it."""
        config = self.experiment.lab(self.asking.config)
        if config is None or not self.balls:
            return config
        return replace(config, view=replace(config.view, drops=self.balls))

    def scene(self, *, wanted: bool) -> Scene | None:
        """The scene itself with its networks, as soon as it is there.

        Args:
            wanted: Whether something on the page needs it; if not, nothing is computed for it any more.
        """
        config = self.scene_config()
        if config is None or self.asking.waits or not wanted:
            self.networks.leave()
            return None
        failed = self.networks.want(config)
        if failed:
            self.asking.message = failed
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
        self.bet, self.bet_for = answer, self.asking.config
        self.bet_words = self.text.answer(answer, self.shown.numbers if self.shown is not None else {})

    @property
    def came_true(self) -> bool | None:
        """Whether the bet came true; None without one, or where the picture is of another setting."""
        if not self.bet or self.shown is None or self.bet_for is None:
            return None
        return self.bet == self.shown.outcome if self.bet_for.values == self.shown.config.values else None

    def pins_moved(self) -> None:
        """Other pins are another question, also after a stop."""
        self.networks.given_up, self.asking.message = None, ""

    def drop_ball(self, x: float, y: float) -> None:
        """Trains on from a point of the picture."""
        before, self.balls, self.asking.message = self.balls, with_ball(self.balls, x, y), ""
        try:
            self.scene_config()
        except ConfigError as problem:
            self.balls, self.asking.message = before, str(problem)

    def write_link(self) -> None:
        """Writes the link of what is asked for into the address."""
        write_address(dict(pair.split("=", 1) for pair in self.experiment.write(self.asking.config).split("&")))


def lesson_visit(slug: str) -> LessonVisit:
    """The visitor's lesson; made at the first call from the link the page was opened with."""
    key = f"lesson_{slug}"
    if key not in st.session_state:
        experiment: Experiment = EXPERIMENTS.load(slug)
        config, problems = experiment.read(list(st.query_params.items()))
        sentences = tuple(f"{problem} The default is used instead." for problem in problems)
        one = LessonVisit(experiment, lesson_text(slug), Asking(engine(), config, problems=sentences))
        try:
            one.ask(config)
        except ConfigError as problem:
            one.asking.message = str(problem)
        st.session_state[key] = one
    found: LessonVisit = st.session_state[key]
    return found


def same_or_not(before: PackedFinding, was_shipped: bool, after: PackedFinding) -> str:
    """Whether two runs of the same config gave the same bits: compared, not promised."""
    if before.config != after.config:
        return ""
    if before.same_as(after):
        return "Run again from the same starts: every number and all of the ground are the same to the last bit."
    if was_shipped and before.outcome != after.outcome:
        return OTHER_OUTCOME
    if was_shipped:
        return LAST_DIGITS_DIFFER if before.same_but_for_rounding(after) else MORE_DIFFERS
    return "Run again from the same starts, but the numbers differ: this should not happen, please report it."
