"""The lab's main part: what could not be used, and the viewer with what is new about the scene in it."""

from html import escape
from typing import Any

import numpy as np
import streamlit as st

from landscape.catalogue import DATASETS, EXPORT_TITLES
from landscape.engine import Report
from landscape.inputs import link
from landscape.inputs.config import SceneConfig, key_of, place_of
from landscape.outputs.results import Scene
from landscape.ui.lab.lab_visit import LabVisit
from landscape.ui.parts.points import NO_PLACE, place_said, sound_pins
from landscape.ui.parts.progress import progress_of
from landscape.ui.parts.viewer import news, viewer
from landscape.viewer.message import scene_message, waiting_message
from landscape.words.sentences import headline

SLOT = "landscape"
FINISH_SECONDS = 1.5


def sentences(problems: list[str]) -> None:
    """What could not be used, one sentence each."""
    with st.container(key="problems"):
        for problem in dict.fromkeys(problems):
            st.html(f'<p class="ll-problem" role="alert">{escape(problem)}</p>')


def hint(wanted: SceneConfig, lab: LabVisit, running: bool) -> None:
    """Says when the picture is not the one the controls describe."""
    with st.container(key="hint"):
        if not running and wanted.ensemble != lab.asking.config.ensemble:
            words = "Settings changed. The picture still shows the last runs: press Train."
            st.html(f'<p class="ll-soft" role="status">{words}</p>')


def show(lab: LabVisit, was_running: bool) -> None:
    """The part that is drawn again while a job runs."""
    report = lab.report()
    if was_running != lab.asking.waits:
        st.rerun()  # redraws the buttons, and ends or begins the polling
    with st.container(key="failure"):
        if report is not None and report.state == "failed":
            st.html(f'<p class="ll-problem" role="alert">{escape(report.error)}</p>')
    says = viewer(_message(lab), SLOT, on_pins_change=_nothing, on_drop_change=lambda: _drop(lab))
    running = report if lab.asking.waits else None
    points = _points(lab, sound_pins(says.pins), running is not None)
    news(SLOT, message=lab.asking.message, **_progress(running), **points)
    if was_running and report is not None and report.has_surface and lab.asking.job is not None:
        # The full surface follows the coarse one soon: it is sent when it is there, as the browser, busy drawing,
        # might ask for it only seconds later.
        lab.asking.job.wait(FINISH_SECONDS)
        lab.report()
        if not lab.asking.waits:
            st.rerun()


def _nothing() -> None:
    """Pins are read where the viewer is mounted."""


def _drop(lab: LabVisit) -> None:
    place = place_said(SLOT)
    if place is None:
        lab.asking.message = NO_PLACE
    else:
        lab.drop_ball(*place)


def _message(lab: LabVisit) -> bytes:
    """The scene as the viewer reads it; without one, its title."""
    scene = lab.scene
    if scene is None:
        runs = lab.asking.config.ensemble
        return waiting_message(headline(len(runs.seeds), DATASETS.load(runs.data.name).title), slot=SLOT)
    return lab.packed.of(scene, lambda: scene_message(scene, **header_of(scene, SLOT)))


def header_of(scene: Scene, slot: str) -> dict[str, Any]:
    """What the viewer needs to know beside the scene: its own name, the link, and what can be taken away."""
    return {
        "slot": slot,
        "link": link.encode(scene.config),
        "place": key_of(place_of(scene.config)),
        "form": "hall" if st.query_params.get("size") == "hall" else "embed" if st.context.is_embedded else "",
        "exports": export_formats() if scene.complete and scene.surface is not None else [],
    }


def export_formats() -> list[dict[str, str]]:
    """What the menu of exports offers."""
    return [{"name": name, "title": title} for name, title in EXPORT_TITLES.items()]


def _progress(running: Report | None) -> dict[str, Any]:
    """How far the job is, and the losses while there is nothing else to show."""
    if running is None:
        return {}
    return {"progress": progress_of(running), "training": _losses(running) if running.scene is None else None}


def _losses(report: Report) -> dict[str, Any] | None:
    progress = report.training
    if progress is None or not len(progress.steps):
        return None
    losses = [float(v) if np.isfinite(v) else None for v in progress.train_loss.ravel()]
    n_runs, steps = len(progress.train_loss), progress.steps.tolist()
    return {"steps": steps, "losses": losses, "n_runs": n_runs, "n_steps": progress.n_steps}


def _points(lab: LabVisit, pins: list[dict[str, Any]], running: bool) -> dict[str, Any]:
    """What the pinned networks do, measured; nothing while the scene is not finished."""
    scene = lab.scene
    if not pins or scene is None or scene.surface is None or not scene.complete or running:
        return {}
    return lab.points.answers(scene, pins)
