"""/teach: lesson plans, expected misconceptions, and links that make a class an experiment."""

from html import escape

import streamlit as st

from landscape.catalogue import EXPERIMENTS
from landscape.errors import ConfigError
from landscape.ui.parts.page_text import page_text
from landscape.ui.teach.class_links import class_links
from landscape.ui.teach.plans import plan_table
from landscape.ui.teach.teacher import misconceptions
from landscape.words.lesson_text import lesson_text

TEXT = page_text("teach")
PLANS = ("5", "5 scenery", "15", "15 goals", "45", "45 goals")
DEPENDS_ON_THE_START = "paths"  # a class shows most where the start decides


def _links() -> None:
    """The builder: a lesson, a class code, a number of students; then the links."""
    with st.container(key="class_form", horizontal=True, vertical_alignment="bottom", gap="medium"):
        first = EXPERIMENTS.names.index(DEPENDS_ON_THE_START)
        slug = st.selectbox("Lesson", EXPERIMENTS.names, first, key="class_lesson", format_func=_title, width=420)
        code = st.text_input("Class code", key="class_code", max_chars=200, placeholder="PHYSICS 7B", width=200)
        n = st.number_input("Students", value=30, step=1, key="class_students", width=140)
        st.button("Make links", type="primary", key="class_make")
    if not code and not st.session_state.get("class_make"):
        return
    try:
        links = class_links(slug, code, int(n or 0), st.context.url or "")
    except ConfigError as problem:
        st.html(f'<p class="ll-problem" role="alert">{escape(str(problem))}</p>')
        return
    _copyable("One link for all: every screen shows the same starts", links.for_all)
    _copyable("For the projector", links.hall)
    _copyable("For a web page or a learning platform", links.frame)
    with st.container(key="class_copy"), st.expander("One link for each student, to copy"):
        st.code(links.lines(), language=None, wrap_lines=True)  # at its full height: a part that scrolls has no focus
    st.html(links.table())


def _copyable(label: str, text: str) -> None:
    st.html(f'<h3 class="ll-group">{escape(label)}</h3>')
    st.code(text, language=None, wrap_lines=True)


def _title(slug: str) -> str:
    return lesson_text(slug).title


with st.container(key="teach"):
    st.html(f'<h1 class="ll-title">{escape(TEXT.title)}</h1><p class="ll-lead">{escape(TEXT["lead"])}</p>')
    st.html('<h2 class="ll-h2">Plans</h2>' + "".join(plan_table(name, TEXT) for name in PLANS))
    st.html(f'<h2 class="ll-h2">What students expect</h2><p class="ll-soft">{escape(TEXT["misconceptions"])}</p>')
    everything = st.toggle("Open all answers", key="answers_open")
    st.html(misconceptions(everything))
    st.html(f'<h2 class="ll-h2">Links for a class</h2><p class="ll-soft">{escape(TEXT["class"])}</p>')
    _links()
    st.html('<h2 class="ll-h2">On paper, on the wall, and why bets</h2>')
    st.markdown(TEXT["paper"])
