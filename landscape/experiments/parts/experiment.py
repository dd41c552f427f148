"""What an experiment is: its controls, what one run does, and the claim over many seeds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from landscape.errors import ConfigError, quoted
from landscape.experiments.parts.before_bet import BeforeBet
from landscape.inputs.config import SceneConfig
from landscape.inputs.link import BESIDE_THE_SCENE
from landscape.inputs.settings import MAX_SEED
from landscape.learning.one_thread import one_thread
from landscape.learning.work import Work
from landscape.outputs.findings import Claim, Finding, LessonConfig, Value

VERSION = "1"
FIRST_SEED = "first_seed"
HIGHEST_FIRST_SEED = MAX_SEED - 999  # the seeds that follow it must be seeds too


@dataclass(frozen=True, slots=True)
class Control:
    """One thing a learner may change.

    Attributes:
        name: Its stable name in links.
        choices: The allowed values in order, as numbers or ids; a reader's words for them stand in the lesson's text.
        default: The one the lesson opens with.
    """

    name: str
    choices: tuple[Value, ...]
    default: Value

    def read(self, text: str) -> Value:
        """The choice that is written so."""
        for choice in self.choices:
            if text == str(choice):
                return choice
        allowed = ", ".join(map(str, self.choices))
        raise ConfigError(self.name, f"{self.name} must be one of {allowed}; got {quoted(text)}.")


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment: numbers only; its words stand in `assets/lessons/en/<slug>.md`.

    Attributes:
        slug: Its name in addresses.
        chapter: The chapter heading it stands under: landscapes, paths, biases or goals.
        controls: At most three.
        bets: The ids of the answers one can bet on, in the order they are offered.
        run: Runs it once. Raises Stopped when `work.stopped()` comes true.
        claim: From a number of seeds and the first of them, measures the claim and its control.
        fails: Control values with which the effect does not appear.
        baked: Control values whose findings are shipped beside those of the default and of `fails`.
        lab: The same scene for the lab, or None where the lab cannot make it.
        is_long: Whether one run takes more than some ten seconds.
        before_bet: What a learner may see of a finding before the bet, beside the bare picture.
    """

    slug: str
    chapter: str
    controls: tuple[Control, ...]
    bets: tuple[str, ...]
    run: Callable[[LessonConfig, Work], Finding]
    claim: Callable[[int, int, Work], Claim]
    fails: dict[str, Value]
    baked: tuple[dict[str, Value], ...] = field(default=())
    lab: Callable[[LessonConfig], SceneConfig | None] = lambda config: None
    is_long: bool = False
    before_bet: BeforeBet = field(default_factory=BeforeBet)

    def __post_init__(self) -> None:
        object.__setattr__(self, "run", one_thread()(self.run))
        object.__setattr__(self, "claim", one_thread()(self.claim))

    def config(self, values: dict[str, Value] | None = None, first_seed: int = 0) -> LessonConfig:
        """A checked config; what is missing has its default.

        Raises:
            ConfigError: A control is unknown, or a value is not one of its choices.
        """
        values = values or {}
        known = {control.name: control for control in self.controls}
        for name in values:
            if name not in known:
                allowed = ", ".join([*known, FIRST_SEED])
                raise ConfigError(name, f"There is no control called {quoted(name)!r} here; there are {allowed}.")
        if not 0 <= first_seed <= HIGHEST_FIRST_SEED:
            raise ConfigError(
                FIRST_SEED, f"{FIRST_SEED} must be from 0 to {HIGHEST_FIRST_SEED}; got {quoted(first_seed)}."
            )
        chosen = tuple((name, one.read(str(values.get(name, one.default)))) for name, one in known.items())
        return LessonConfig(self.slug, chosen, first_seed)

    def shipped(self) -> tuple[LessonConfig, ...]:
        """The configs whose findings are shipped: the default first, and where the effect fails."""
        every = [self.config(values) for values in ({}, self.fails, *self.baked)]
        return tuple(dict.fromkeys(every))

    def write(self, config: LessonConfig) -> str:
        """A config as a query string with every control written."""
        pairs = [("v", VERSION), *((name, str(value)) for name, value in config.values)]
        return urlencode([*pairs, (FIRST_SEED, str(config.first_seed))])

    def read(self, pairs: Iterable[tuple[str, str]]) -> tuple[LessonConfig, tuple[ConfigError, ...]]:
        """The config of a link, and one error for each parameter that could not be used; its default stands in."""
        values: dict[str, Value] = {}
        first_seed = 0
        problems: list[ConfigError] = []
        for name, text in pairs:
            try:
                if name == "v":
                    if text != VERSION:
                        raise ConfigError("v", f"v must be {VERSION}, the version of links; got {quoted(text)}.")
                elif name == FIRST_SEED:
                    first_seed = _first_seed(text)
                elif name not in BESIDE_THE_SCENE:
                    values[name] = self.config({name: text})[name]
            except ConfigError as problem:
                problems.append(problem)
        return self.config(values, first_seed), tuple(problems)


def _first_seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= HIGHEST_FIRST_SEED):
        raise ConfigError(
            FIRST_SEED, f"{FIRST_SEED} must be a whole number from 0 to {HIGHEST_FIRST_SEED}; got {quoted(text)}."
        )
    return int(text)
