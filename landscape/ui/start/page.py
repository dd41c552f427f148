"""/: one picture that is the whole truth, one bet, and the way into the lessons and the lab."""

from functools import partial
from html import escape

import streamlit as st

from landscape.engine import Report
from landscape.ui.parts.page_text import page_text
from landscape.ui.parts.polling import run_every
from landscape.ui.parts.progress import progress_of
from landscape.ui.parts.viewer import news, viewer
from landscape.ui.start.contents import contents, scenes
from landscape.ui.start.start_visit import (
    FACING_THE_VALLEYS,
    SLUG,
    StartVisit,
    question_why,
    start_visit,
    starts_only,
    strip_of_cells,
    truth,
)
from landscape.viewer.message import waiting_message
from landscape.viewer.packing import with_more

SLOT = "first"
TEXT = page_text("start")


def draw(start: StartVisit, was_running: bool) -> None:
    """The picture; drawn again while other starts roll."""
    lesson = start.lesson
    report = lesson.report()
    running = lesson.asking.waits
    if was_running and not running:
        start.note()
        st.rerun()
    viewer(start.packed.of((lesson.shown, lesson.revealed), partial(_message, start)), SLOT)
    news(SLOT, message=lesson.asking.message, progress=None if report is None or report.ended else _progress(report))


def _message(start: StartVisit) -> bytes:
    shown = start.lesson.shown
    extra = {"slot": SLOT, "form": "bare", "level": 2, "home_azimuth": FACING_THE_VALLEYS}
    extra["title"] = TEXT["after" if start.lesson.revealed else "before"]
    if shown is None:
        return waiting_message(TEXT["before"], **extra)
    extra["hall"] = st.query_params.get("size") == "hall"
    return with_more(shown.messages[0] if start.lesson.revealed else starts_only(shown.messages[0]), extra)


def _progress(report: Report) -> dict[str, object]:
    return progress_of(report) | ({"share": report.share, "text": "A thousand starts roll."} if report.share else {})


def _bet(start: StartVisit) -> None:
    """The bet: one tap."""
    with st.container(key="start_answers", horizontal=True, gap="small"):
        for name, words in TEXT.items("bet").items():
            st.button(words, key=f"bet_{name}", on_click=_tell, args=(start, name))
        st.button("Skip", key="bet_skip", type="tertiary", on_click=_tell, args=(start, ""))


def _tell(start: StartVisit, bet: str) -> None:
    start.lesson.bet = bet
    start.note()


def _truth(start: StartVisit, running: bool) -> None:
    """What came out, and the two ways on."""
    shown = start.lesson.shown
    if shown is None:
        return
    st.html(truth(TEXT, shown.numbers, start.lesson.bet or ""))
    with st.container(key="start_on", horizontal=True, vertical_alignment="center", gap="small"):
        why = escape(question_why(shown.numbers))
        st.html(f'<a class="ll-button" href="{SLUG}" target="_self">{why}</a>', width="content")
        st.button("Roll again", key="roll", on_click=start.lesson.new_start, disabled=running)
        if running:
            st.button("Stop", key="stop", on_click=start.lesson.stop)
    if len(start.rolls) > 1:
        rolls = TEXT["rolls"].format(rolls=", ".join(map(str, start.rolls.values())))
        st.html(f'<p class="ll-soft">{escape(rolls)}</p>')


start = start_visit()
running = start.lesson.asking.waits
with st.container(key="start"):
    with st.container(key="start_words"):
        st.html(
            f'<h1 class="ll-title ll-large">{escape(TEXT.title)}</h1><p class="ll-lead">{escape(TEXT["lead"])}</p>'
            f"{strip_of_cells(TEXT)}"
        )
    with st.container(key="start_picture"):
        st.fragment(draw, run_every=run_every(running))(start, running)
    with st.container(key="start_bet"):
        if not start.lesson.revealed:
            st.html(f'<h2 class="ll-bet">{escape(TEXT["bet"])}</h2>')
            _bet(start)
        else:
            st.html('<h2 class="ll-bet">What happened</h2>')
            _truth(start, running)
st.html(contents(TEXT))
st.html(scenes(TEXT))
