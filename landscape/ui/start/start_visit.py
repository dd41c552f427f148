"""The picture the start page opens on, and its bet: a shipped finding, so nothing is computed before Roll again."""

from dataclasses import dataclass, field
from html import escape

import streamlit as st

from landscape.catalogue import EXPERIMENTS
from landscape.datasets.strip import CELLS, COIN_PLACE, COIN_WIDTH, PROXY_PLACE, PROXY_WIDTH, bump
from landscape.outputs.findings import Value
from landscape.ui.lessons.lesson_visit import LessonVisit
from landscape.ui.lessons.veil import veiled
from landscape.ui.parts.asking import Asking
from landscape.ui.parts.made_once import MadeOnce
from landscape.ui.parts.page_text import PageText
from landscape.ui.server.warm import engine
from landscape.viewer.packing import pack, unpack
from landscape.words.lesson_text import filled, lesson_text

SLUG = "paths"
# The share of starts from which on an answer is right, in rising order.
BETS = {"few": 0.0, "third": 0.2, "half": 0.42, "most": 0.6}
TWO_THIRDS = (0.6, 0.73)  # the bounds of the lesson's claim
FACING_THE_VALLEYS = 1.95  # radians: both valleys open towards the reader
NARROWEST = 0.12  # of its full height: where a bump ends for the eye
FAINTEST = 9  # per cent of ink in an empty cell


@dataclass(slots=True)
class StartVisit:
    """What one visitor's start page remembers.

    Attributes:
        lesson: The lesson the picture comes from: its finding on the page, and the job of the next one.
        rolls: How many starts ended at the coin, roll by roll; each roll with the first of its seeds.
        packed: The message of the picture on the page.
    """

    lesson: LessonVisit
    rolls: dict[int, int] = field(default_factory=dict)
    packed: MadeOnce[bytes] = field(default_factory=MadeOnce)

    def note(self) -> None:
        """Takes the finding on the page into the list of rolls."""
        shown = self.lesson.shown
        if shown is not None:
            self.rolls[shown.config.first_seed] = int(shown.numbers["n_intended"])


def start_visit() -> StartVisit:
    """The visitor's start page; made at the first call."""
    if "start_visit" not in st.session_state:
        experiment = EXPERIMENTS.load(SLUG)
        lesson = LessonVisit(experiment, lesson_text(SLUG), Asking(engine(), experiment.config()))
        lesson.ask(lesson.asking.config)
        st.session_state["start_visit"] = StartVisit(lesson)
    found: StartVisit = st.session_state["start_visit"]
    return found


def outcome(share: float) -> str:
    """Which answer of the bet is right.

    Args:
        share: Share of the starts that end in the narrow valley, from 0 to 1.

    Example:
        >>> outcome(0.334), outcome(0.2), outcome(0.05), outcome(1.0)
        ('third', 'third', 'few', 'most')
    """
    return [name for name, least in BETS.items() if share >= least][-1]


def starts_only(message: bytes) -> bytes:
    """A veiled message in which each run is still where it begins, so that the picture does not answer the bet."""
    header, arrays = unpack(veiled(message, EXPERIMENTS.load(SLUG).before_bet))
    first = [path["from"] for path in header["paths"]]
    header["paths"] = [path | {"from": i, "to": i + 1} for i, path in enumerate(header["paths"])]
    starts = {name: values[first] for name, values in arrays.items() if name.startswith("path_")}
    return pack(header, arrays | starts)


def question_why(numbers: dict[str, Value]) -> str:
    """What the way on to the lesson asks, true to the numbers."""
    low, high = TWO_THIRDS
    return "Why two thirds?" if low <= float(numbers["share_proxy"]) <= high else "Why so many?"


def strip_of_cells(text: PageText) -> str:
    """The strip a network looks at, as HTML: cells of the cue are hatched, those of the coin round, both labelled."""
    proxy, coin = bump(PROXY_PLACE, PROXY_WIDTH), bump(COIN_PLACE, COIN_WIDTH)
    cells = []
    for cue_ink, coin_ink in zip(proxy, coin, strict=True):
        kind = "ll-coin" if coin_ink > max(NARROWEST, cue_ink) else "ll-cue" if cue_ink > NARROWEST else ""
        ink = round(FAINTEST + (100 - FAINTEST) * min(1.0, float(cue_ink + coin_ink)))
        cells.append(f'<span class="{kind}" style="--ll-cell: {ink}%"></span>')
    labels = "".join(
        f'<span style="left: {100 * (place - CELLS[0]) / (CELLS[-1] - CELLS[0]):.0f}%">{escape(text[name])}</span>'
        for name, place in (("cue", PROXY_PLACE), ("coin", COIN_PLACE))
    )
    return (
        f'<div class="ll-strip" role="img" aria-label="{escape(text["strip"])}">{"".join(cells)}</div>'
        f'<div class="ll-under" aria-hidden="true">{labels}</div>'
    )


def truth(text: PageText, numbers: dict[str, Value], bet: str) -> str:
    """What came out beside what was bet, with a bar for each rule, as HTML."""
    answers = text.items("bet")
    came = f"came out <b>{escape(answers[outcome(float(numbers['share_intended']))])}</b>. "
    verdict = f"You bet <b>{escape(answers[bet])}</b>; it {came}" if bet else f"It {came}"
    counted = filled(text["counted neither" if numbers["n_neither"] else "counted"], numbers)
    bars = "".join(
        f'<p><span class="ll-count {kind}" style="width: {50 * float(numbers[share]):.1f}%"></span>'
        f"{escape(filled(text[words], numbers))}</p>"
        for kind, share, words in (
            ("ll-proxy", "share_proxy", "by cue"),
            ("ll-intended", "share_intended", "by coin"),
        )
    )
    return (
        f'<div role="status"><p class="ll-ask">{verdict}{escape(counted)}</p>'
        f'<p class="ll-ask">{escape(text["disagree"])}</p><div class="ll-counts">{bars}</div></div>'
    )
