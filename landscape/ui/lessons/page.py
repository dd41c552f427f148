"""A lesson's page: a bet before, the pictures, what may be changed, and the truth after."""

from functools import partial
from html import escape

import streamlit as st

from landscape.errors import ConfigError
from landscape.inputs import link
from landscape.outputs.findings import Value
from landscape.ui.lessons import lesson_picture
from landscape.ui.lessons.lesson_visit import SKIPPED, LessonVisit, lesson_visit
from landscape.ui.parts.polling import run_every
from landscape.ui.parts.style import ASSETS

WAIT_SECONDS = 0.6
MOST_BUTTONS = 5


def show(slug: str) -> None:
    """Draws the page of a lesson."""
    lesson = lesson_visit(slug)
    lesson.asking.wait(WAIT_SECONDS)
    lesson.report()
    running = lesson.asking.waits
    lesson.write_link()
    st.html(ASSETS / "lesson.css")
    hall = st.query_params.get("size") == "hall"
    key = "lesson_hall" if hall else "lesson_embed" if st.context.is_embedded else "lesson"
    with st.container(key=key, gap="small"):
        st.html(f'<h1 class="ll-title ll-question">{escape(lesson.text.title)}</h1>')
        numbers = lesson.shown.numbers if lesson.shown is not None else {}
        st.html(f'<p class="ll-lead ll-short">{escape(lesson.text.fill("lead", numbers))}</p>')
        _bet(lesson, numbers)
        for problem in lesson.asking.problems:
            st.html(f'<p class="ll-problem" role="alert">{escape(problem)}</p>')
        busy = lesson.busy
        st.fragment(lesson_picture.show, run_every=run_every(busy))(lesson, running, busy)
        with st.container(key="band"):
            change, explain = st.columns([60, 40], gap="large")
            with change:
                _change(lesson, running)
            with explain:
                _explain(lesson)
        lesson_picture.below(lesson)
        _after(lesson)


def _bet(lesson: LessonVisit, numbers: dict[str, Value]) -> None:
    """The bet, or what was bet and whether it came true."""
    slug, text = lesson.experiment.slug, lesson.text
    with st.container(key="bet", horizontal=True, vertical_alignment="center", gap="small"):
        words = f'<p class="ll-step"><b>1</b> Bet</p><p class="ll-ask">{escape(lesson.text["bet"])}</p>'
        st.html(words, width="content")
        if lesson.bet is None:
            key = f"bet_{slug}"
            st.radio(
                lesson.text["bet"],
                list(text.answers),
                format_func=lambda name: text.answer(name, numbers),
                horizontal=True,
                index=None,
                label_visibility="collapsed",
                key=key,
            )
            st.button("Lock in", type="primary", key="lock", on_click=_lock, args=(lesson, key))
            st.button("Skip", type="tertiary", key="skip", on_click=_skip, args=(lesson,))
            return
        words = f"You bet <b>{escape(lesson.bet_words)}</b>." if lesson.bet else "Skipped."
        came = {True: "It came true.", False: "It did not come true.", None: ""}[lesson.came_true]
        verdict = f'<p class="ll-ask ll-verdict">{came}</p>' if came else ""
        st.html(f'<p class="ll-ask">{words}</p>{verdict}', width="content")


def _lock(lesson: LessonVisit, key: str) -> None:
    chosen = st.session_state.get(key)
    lesson.asking.message = "" if chosen else "Choose an answer first, or skip."
    if chosen in lesson.text.answers:
        lesson.lock(chosen)


def _skip(lesson: LessonVisit) -> None:
    lesson.bet, lesson.asking.message = SKIPPED, ""


def _change(lesson: LessonVisit, running: bool) -> None:
    """At most three controls, and the two buttons."""
    controls = lesson.experiment.controls
    with st.container(key="change", gap="small"):
        st.html('<h2 class="ll-step"><b>2</b> Change</h2>')
        with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
            for control in controls:
                _control(lesson, control.name, control.choices)
        _again_or_new(lesson, running)


def _again_or_new(lesson: LessonVisit, running: bool) -> None:
    """Two buttons, not one: the same starts, and others."""
    with st.container(key="starts", horizontal=True, gap="small"):
        st.button("Same start again", key="again", disabled=running, on_click=_again, args=(lesson,))
        st.button("New start", key="new", disabled=running, on_click=_ask, args=(lesson, lesson.new_start))
        if lesson.busy:
            st.button("Stop", key="stop", on_click=lesson.stop)


def _control(lesson: LessonVisit, name: str, choices: tuple[Value, ...]) -> None:
    label = lesson.text.controls[name][0]
    key = f"{lesson.experiment.slug}_{name}"
    words = partial(lesson.text.words_for, name)
    st.session_state[key] = lesson.asking.config[name]
    changed = partial(_changed, lesson, name, key)
    with st.container(key=f"control_{name}", width="content"):
        if len(choices) <= MOST_BUTTONS:
            st.segmented_control(label, choices, key=key, format_func=words, on_change=changed, required=True)
        else:
            st.select_slider(label, choices, key=key, format_func=words, on_change=changed, width=250)


def _changed(lesson: LessonVisit, name: str, key: str) -> None:
    value = st.session_state[key]
    if value is not None:
        _ask(lesson, partial(lesson.change, name, value))


def _again(lesson: LessonVisit) -> None:
    _ask(lesson, partial(lesson.ask, lesson.asking.config, fresh=True))


def _ask(lesson: LessonVisit, what: "partial[None] | object") -> None:
    """Asks for something, or says in a sentence why not."""
    lesson.asking.problems = ()
    try:
        what()  # type: ignore[operator]
    except ConfigError as problem:
        lesson.asking.message = str(problem)


def _explain(lesson: LessonVisit) -> None:
    """The bet beside what happened, the visitor's own sentence, then the card."""
    st.html('<h2 class="ll-step"><b>3</b> Explain</h2>')
    shown = lesson.shown
    if not lesson.revealed or shown is None:
        st.html('<p class="ll-soft">Lock in your bet, or skip it: then the picture gets its colours.</p>')
        return
    came = lesson.text.answer(shown.outcome, shown.numbers)
    verdict = f"You bet <b>{escape(lesson.bet_words)}</b>; " if lesson.bet else ""
    words = escape(lesson.text.fill("happened", shown.numbers))
    begin = f"{verdict}{'it' if verdict else 'It'} came out <b>{escape(came)}</b>."
    ask = "" if lesson.card else " <b>Why?</b>"
    st.html(f'<p class="ll-happened">{begin} {words}{ask}</p>')
    if not lesson.card:
        with st.container(key="why", horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(
                "Why? In one sentence",
                key=f"why_{lesson.experiment.slug}",
                max_chars=300,
                placeholder="In one sentence: because \u2026",
                label_visibility="collapsed",
            )
            st.button("Compare", type="primary", key="compare", on_click=_open, args=(lesson,))


def _open(lesson: LessonVisit) -> None:
    lesson.card = True
    st.session_state[f"own_{lesson.experiment.slug}"] = st.session_state.get(f"why_{lesson.experiment.slug}", "")


def _after(lesson: LessonVisit) -> None:
    """The card, what the picture hides, where it fails, sources, and the way on."""
    text, slug, shown = lesson.text, lesson.experiment.slug, lesson.shown
    numbers = shown.numbers if shown is not None else {}
    if lesson.card and shown is not None:
        own = st.session_state.get(f"own_{slug}", "").strip()
        yours = f'<p class="ll-own"><b>Your sentence:</b> {escape(own)}</p>' if own else ""
        st.html(f'<section class="ll-card">{yours}<h2 class="ll-h2">Why</h2>'
                f"<p>{escape(text.fill('why', numbers))}</p></section>")  # fmt: skip
    if lesson.revealed:  # these words tell the answer, so they come after it
        _limits(lesson, numbers)
    items = "".join(f"<li>{_linked(line)}</li>" for line in text.sources)
    scene = lesson.scene_config()
    lab = (
        f'<p class="ll-lab"><a href="lab?{escape(link.encode(scene))}" target="_self">The same scene in the lab</a></p>'
        if scene
        else ""
    )
    st.html(f'<h2 class="ll-group">Sources</h2><ul class="ll-sources">{items}</ul>{lab}')


def _limits(lesson: LessonVisit, numbers: dict[str, Value]) -> None:
    """What the picture hides, where the effect fails, and what is claimed."""
    text = lesson.text
    with st.container(key="after"):
        left, middle, right = st.columns(3, gap="large")
        with left:
            hides = escape(text.fill("hides", numbers))
            st.html(f'<h2 class="ll-group">What this picture hides</h2><p class="ll-soft">{hides}</p>')
        with middle:
            st.html(f'<h2 class="ll-group">Where it fails</h2><p class="ll-soft">{escape(text["fails"])}</p>')
            st.button("Show where it fails", key="fails", on_click=_ask, args=(lesson, partial(_fail, lesson)))
        with right:
            st.html(f'<h2 class="ll-group">What we claim</h2><p class="ll-soft">{escape(text["claim"])}</p>')


def _fail(lesson: LessonVisit) -> None:
    lesson.ask(lesson.experiment.config(lesson.experiment.fails, lesson.asking.config.first_seed))


def _linked(line: str) -> str:
    words, _, address = line.rpartition(", https://")
    if not words:
        return escape(line)
    return f'{escape(words)}, <a href="https://{escape(address)}">{escape(address)}</a>'
