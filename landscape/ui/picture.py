"""The lab's main part: title, progress, surface, contour, losses, what each run does, and the numbers."""

from collections.abc import Callable
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from landscape import datasets, link
from landscape.config import SceneConfig
from landscape.engine import Report
from landscape.figures import behaviour_figure, contour_figure, loss_figure, surface_figure
from landscape.figures.losses import scene_loss_figure
from landscape.results import Scene
from landscape.ui.mount import current_theme, html_table, mount
from landscape.ui.visit import Visit
from landscape.words import badge, behaviour_sentence, drawn_sentence, headline, long_badge, run_sentence, table

FINISH_SECONDS = 1.5


def title(lab: Visit) -> None:
    """The page's title: the scene asked for."""
    runs = lab.config.ensemble
    words = headline(len(runs.seeds), datasets.load(runs.data.name).title)
    st.html(f'<h1 class="ll-title">{escape(words)}</h1>')


def sentences(lab: Visit, problems: list[str]) -> None:
    """What could not be used, one sentence each."""
    with st.container(key="problems"):
        for problem in dict.fromkeys(problems):
            st.html(f'<p class="ll-problem" role="alert">{escape(problem)}</p>')


def hint(wanted: SceneConfig, lab: Visit, running: bool) -> None:
    """Says when the picture is not the one the controls describe."""
    with st.container(key="hint"):
        if not running and wanted.ensemble != lab.config.ensemble:
            words = "Settings changed. The picture still shows the last runs: press Train."
            st.html(f'<p class="ll-soft" role="status">{words}</p>')


def share(lab: Visit) -> None:
    """The link that reopens exactly this scene."""
    with st.popover("Share"):
        st.html(
            '<p class="ll-soft">This link opens the same scene in any browser: same data, same seeds, same view.</p>'
        )
        address = (st.context.url or "").split("?")[0]
        st.code(f"{address}?{link.encode(lab.config)}", language=None, wrap_lines=True)
        if lab.config.ensemble.data.name == "csv":
            st.html('<p class="ll-soft">Your file does not travel in it: whoever opens it needs the same file.</p>')


def show(lab: Visit, was_running: bool) -> None:
    """The part that is drawn again while a job runs."""
    report = lab.report()
    if was_running and (report is None or report.ended):
        st.rerun()  # redraws the buttons and ends the polling
    # Every part has a place of its own, empty or not: a part that moved would stand twice on the page for a moment.
    above, views, behaviour, numbers = (st.container(key=key) for key in ("above", "views", "does", "numbers"))
    with above:
        if report is not None:
            _progress(lab, report)
        if lab.message:
            st.html(f'<p class="ll-message" role="status">{escape(lab.message)}</p>')
    training = report is not None and not report.ended and report.scene is None
    scene = lab.scene
    if scene is None:
        with views:
            _losses_alone(report)
        return
    with views:
        main, side = st.columns([62, 38], gap="medium")
    with main:
        _surface(lab, scene)
    with side:
        if scene.surface is not None:
            mount(_figure(lab, scene, "contour", contour_figure, height_pixels=330), "contour", "Map of the surface")
        if training and report is not None and report.training is not None:
            _losses_alone(report)
        else:
            losses = _figure(lab, scene, "losses", scene_loss_figure, height_pixels=230)
            mount(losses, "losses", "Training and test loss of each run over the steps")
    with behaviour:
        _behaviour(lab, scene)
    with numbers:
        _numbers(scene)
    if was_running and report is not None and report.has_surface and lab.job is not None:
        # The full surface follows the coarse one soon: it is sent when it is there, as the browser, busy drawing,
        # might ask for it only seconds later.
        lab.job.wait(FINISH_SECONDS)
        if lab.job.poll(lab.name).ended:
            st.rerun()


def _progress(lab: Visit, report: Report) -> None:
    if report.state == "failed":
        st.html(f'<p class="ll-problem" role="alert">{escape(report.error)}</p>')
    elif report.state == "waiting":
        st.progress(0.0, text=f"{report.ahead} ahead of you" if report.ahead else "Starting")
    elif report.state == "running":
        share, text = 0.0, "Starting"
        if report.scene is not None:
            nodes = report.scene.surface.values.size if report.scene.surface is not None else 0
            share, text = 0.9, f"Ground: {nodes:,} networks evaluated so far" if nodes else "Choosing the view"
        elif report.training is not None:
            share = 0.85 * report.training.step / report.training.n_steps
            text = f"Training: step {report.training.step:,} of {report.training.n_steps:,}"
        st.progress(share, text=text)


def _losses_alone(report: Report | None) -> None:
    """The losses so far, while the runs train."""
    if report is None or report.training is None:
        return
    progress = report.training
    figure = loss_figure(
        progress.steps,
        progress.train_loss,
        n_steps=progress.n_steps,
        unit="so far",
        theme=current_theme(),
        height_pixels=230,
    )
    mount(figure, "losses", "Training loss of each run so far")


def _surface(lab: Visit, scene: Scene) -> None:
    if scene.surface is None:
        for note in scene.notes:
            st.html(f'<p class="ll-problem" role="alert">{escape(note)}</p>')
        return
    with st.container(key="surface_box"):
        label = "Surface with the path of every run. The table further down has the numbers."
        mount(_figure(lab, scene, "surface", surface_figure), "surface", label)
    lead, text = badge(scene)
    st.html(f'<p class="ll-badge"><b>{escape(lead)}</b> {escape(text)}</p>')
    with st.expander("How true is this?"):
        st.html("".join(f"<p>{escape(paragraph)}</p>" for paragraph in long_badge(scene)))
    below = [run_sentence(scene), drawn_sentence(scene), *scene.notes]
    st.html(f'<p class="ll-soft" role="status">{escape(" ".join(filter(None, below)))}</p>')


def _behaviour(lab: Visit, scene: Scene) -> None:
    if scene.behaviour is None:
        return
    words = " ".join(filter(None, (behaviour_sentence(scene), scene.behaviour.note)))
    st.html(f'<h2 class="ll-h2">What each run does</h2><p class="ll-soft">{escape(words)}</p>')
    columns = min(8, max(1, scene.ensemble.n_runs))
    figure = _figure(lab, scene, "behaviour", behaviour_figure, columns=columns)
    with st.container(key="behaviour"):
        mount(figure, "maps", "The answers of each run over a map of inputs")


def _numbers(scene: Scene) -> None:
    st.html('<h2 class="ll-h2">The runs in numbers</h2>')
    columns, rows = table(scene)
    html_table(columns, rows, f"Each run at its end; losses in {scene.data.unit}")


def _figure(lab: Visit, scene: Scene, name: str, build: Callable[..., go.Figure], **options: Any) -> go.Figure:
    """A figure built once per scene and theme: Streamlit runs this page again at every click."""
    theme = current_theme()
    key = (name, theme.name)
    if key not in lab.figures:
        lab.figures[key] = build(scene, theme, **options)
    return lab.figures[key]
