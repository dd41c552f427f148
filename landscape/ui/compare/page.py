"""/compare: two scenes side by side under one camera, one clock and one range of colours."""

from functools import partial
from html import escape

import streamlit as st

from landscape.catalogue import PLANES
from landscape.inputs import link
from landscape.inputs.config import SceneConfig
from landscape.outputs.results import Scene
from landscape.ui.compare.pair_visit import PairVisit, pair_visit
from landscape.ui.parts.polling import run_every
from landscape.ui.parts.progress import progress_of
from landscape.ui.parts.viewer import news, viewer
from landscape.viewer.heights import HeightScale, shared_scale
from landscape.viewer.message import scene_message, waiting_message
from landscape.words.comparison import differences
from landscape.words.sentences import headline

SIDES = ("left", "right")
LABELS = ("Link of the left scene", "Link of the right scene")


def draw(both: PairVisit, was_running: bool) -> None:
    """Both scenes, drawn again while one of them is computed."""
    reports = both.reports()
    ended = all(report.ended for report in reports)
    if was_running and ended:
        st.rerun()
    left, right = (report.scene for report in reports)
    scale = shared_scale(left, right) if left is not None and right is not None else None
    for side, column, report, kept in zip(SIDES, st.columns(2, gap="large"), reports, both.packed, strict=True):
        with column:
            if report.state == "failed":
                st.html(f'<p class="ll-problem" role="alert">{escape(report.error)}</p>')
            viewer(kept.of((report.scene, scale), partial(_message, report.scene, side, scale)), side)
            news(side, progress=None if report.ended else progress_of(report))
    if left is not None and right is not None and ended:
        sentences = differences(left, right)
        if left.surface is not None and right.surface is not None and scale is None:
            sentences.append("Their heights measure different things, so each picture has its own scale.")
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
        st.html(f'<h2 class="ll-h2">What differs</h2><ul class="ll-differences">{items}</ul>')


def _message(scene: Scene | None, side: str, scale: HeightScale | None) -> bytes:
    extra = {"slot": side, "group": "compare", "form": "compact", "level": 2}
    if scene is None or (scene.surface is not None and not scene.complete):
        return waiting_message("In the making", **extra)
    words = headline(scene.ensemble.n_runs, scene.data.title)
    title = f"{words}: {PLANES.load(scene.config.view.view).title}"
    return scene_message(scene, scale, link=link.encode(scene.config), title=title, **extra)


def _ask(both: PairVisit) -> None:
    """Reads both fields; a link that cannot be used is named, and the scene it stood for stays."""
    configs: list[SceneConfig] = []
    both.problems = []
    for i, old in enumerate(both.configs):
        decoded = link.decode(st.session_state[f"link_{SIDES[i]}"])
        both.problems += [f"{LABELS[i]}: {problem}" for problem in decoded.problems]
        configs.append(old if decoded.problems else decoded.config)
    both.ask(configs[0], configs[1])


both = pair_visit()
st.html('<h1 class="ll-title">Two scenes side by side</h1>')
for side, config in zip(SIDES, both.configs, strict=True):
    st.session_state.setdefault(f"link_{side}", link.encode(config))
left_field, right_field, press = st.columns([5, 5, 1.4], vertical_alignment="bottom")
for field, side, label in zip((left_field, right_field), SIDES, LABELS, strict=True):
    with field:
        st.text_input(label, key=f"link_{side}", max_chars=link.MAX_LENGTH)
with press:
    st.button("Compare", type="primary", key="compare", on_click=_ask, args=(both,))
for problem in both.problems:
    st.html(f'<p class="ll-problem" role="alert">{escape(problem)}</p>')
both.write_link()
running = not all(report.ended for report in both.reports())
st.fragment(draw, run_every=run_every(running))(both, running)
