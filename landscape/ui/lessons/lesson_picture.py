"""The pictures of a lesson: the viewer with the lesson's behaviour view, its news, pins and balls."""

from functools import partial
from typing import Any

import streamlit as st

from landscape.baked import baked
from landscape.engine import Report
from landscape.inputs.config import key_of, place_of
from landscape.inputs.link import encode
from landscape.outputs.findings import Value
from landscape.outputs.results import Scene
from landscape.ui.lab.picture import export_formats
from landscape.ui.lessons.comparison_panel import comparison
from landscape.ui.lessons.lesson_scene import WHY
from landscape.ui.lessons.lesson_visit import LessonVisit
from landscape.ui.lessons.veil import veiled
from landscape.ui.parts.points import NO_PLACE, place_said, sound_pins
from landscape.ui.parts.progress import progress_of
from landscape.ui.parts.viewer import news, viewer
from landscape.viewer.finding import PANEL_ARRAY
from landscape.viewer.message import scene_message, waiting_message
from landscape.viewer.packing import unpack, with_more

SIDE_BY_SIDE = "compare"


def show(lesson: LessonVisit, was_running: bool, was_busy: bool) -> None:
    """The part that is drawn again while something is computed.

    Args:
        lesson: The visitor's lesson.
        was_running: Whether another finding was being made when the page was drawn.
        was_busy: Whether this part is drawn again by itself: for that, or for the networks that pins and balls need.
    """
    report = lesson.report()
    running = lesson.asking.waits
    if was_running != running:
        st.rerun()
    slug, balls = lesson.experiment.slug, lesson.scene_on_page()
    messages = _messages(lesson)
    if len(messages) == 2 and _kind(lesson) == SIDE_BY_SIDE:
        for i, column in enumerate(st.columns(2, gap="medium")):
            with column:
                viewer(messages[i], f"{slug}_{i}")
        news(f"{slug}_0", message=lesson.asking.message, progress=_progress(report) if running else None)
        return
    if len(messages) == 2:
        _turns(lesson)
    slot = f"{slug}_0"
    says = viewer(
        messages[min(lesson.picture, len(messages) - 1)],
        slot,
        on_pins_change=lesson.pins_moved,
        on_drop_change=partial(_drop, lesson, slot),
    )
    pins = sound_pins(says.pins)
    told = {"progress": _progress(report)} if running else _points(lesson, pins)
    news(slot, message=lesson.asking.message, **told)
    if was_busy != lesson.busy or lesson.scene_on_page() is not balls:
        st.rerun()  # begins or ends the polling, and shows a path that has just come


def below(lesson: LessonVisit) -> None:
    """What was measured on two pictures side by side; it stands under the controls, so that these stay in sight."""
    if lesson.shown is not None and _kind(lesson) == SIDE_BY_SIDE:
        comparison(lesson.shown.messages[0], lesson.text, lesson.shown.numbers, revealed=lesson.revealed)


def _kind(lesson: LessonVisit) -> str:
    if lesson.shown is None:
        return ""
    message = lesson.shown.messages[0]
    return lesson.kind.of(lesson.shown, lambda: str(unpack(message)[0]["panel"]["kind"]))


def _turns(lesson: LessonVisit) -> None:
    """Two pictures of the same place take turns under one camera."""
    numbers = lesson.shown.numbers if lesson.shown is not None else {}
    titles = [lesson.text.fill(f"picture {i}", numbers) for i in (1, 2)]
    key = f"turn_{lesson.experiment.slug}"
    st.session_state.setdefault(key, titles[lesson.picture])

    def turn() -> None:
        lesson.picture = titles.index(st.session_state[key])

    st.segmented_control(
        "Height", titles, key=key, on_change=turn, required=True, label_visibility="collapsed", width="content"
    )


def _messages(lesson: LessonVisit) -> list[bytes]:
    slug = lesson.experiment.slug
    if lesson.shown is None:
        extra = {"slot": f"{slug}_0", "form": "lesson"}
        return [waiting_message(lesson.text["picture 1"], **extra)]
    scene = lesson.scene_on_page() if lesson.balls else None
    source = (lesson.shown, lesson.revealed, scene)
    return lesson.packed.of(source, partial(_packed, lesson, scene))


def _packed(lesson: LessonVisit, scene: Scene | None) -> list[bytes]:
    """The messages as the page shows them: veiled before the bet, with the names and words of the page."""
    shown, experiment, text = lesson.shown, lesson.experiment, lesson.text
    if shown is None:
        return []
    lab = experiment.lab(lesson.asking.config)
    side_by_side = _kind(lesson) == SIDE_BY_SIDE
    link = experiment.write(shown.config)
    found = []
    n_pictures = len(shown.messages) if lesson.revealed else experiment.before_bet.pictures
    for i, message in enumerate(shown.messages[:n_pictures]):
        if i == 0 and scene is not None:
            message = _with_balls(message, scene)
        extra: dict[str, Any] = {
            "slot": f"{experiment.slug}_{i if side_by_side else 0}",
            "group": experiment.slug if side_by_side else "",
            "form": "pair" if side_by_side else "lesson",
            "share": i == len(shown.messages) - 1 if side_by_side else True,  # one link stands for both
            "hall": st.query_params.get("size") == "hall",
            "level": 2,
            "title": text.fill(f"picture {i + 1}", shown.numbers),
            "page": experiment.slug,
            "link": link,
            "place": key_of(place_of(lab)) if lab is not None else f"{experiment.slug}{shown.config}",
            "panel_words": _panel_words(lesson, shown.numbers),
            "question": text.title,
            "still": f"still/{experiment.slug}.svg?" + link if shown.config in baked(experiment.slug) else "",
        }
        if i == 0 and lab is not None:
            extra |= {"scene_link": encode(lab), "exports": export_formats()}
        found.append(with_more(message if lesson.revealed else veiled(message, experiment.before_bet), extra))
    return found


def _panel_words(lesson: LessonVisit, numbers: dict[str, Value]) -> dict[str, str]:
    """The words of the behaviour view; before the bet those that may be read then."""
    words = lesson.text.panel(numbers)
    if lesson.revealed:
        return words
    return {name: text for name, text in words.items() if name in lesson.experiment.before_bet.words}


def _with_balls(message: bytes, scene: Scene) -> bytes:
    """The scene with its dropped balls, and the behaviour view of the message it stands in for."""
    header, arrays = unpack(message)
    panel = {name: values for name, values in arrays.items() if name.startswith(PANEL_ARRAY)}
    return with_more(scene_message(scene), {"panel": header["panel"]}, panel)


def _progress(report: Report | None) -> dict[str, object]:
    if report is None:
        return {}
    progress = progress_of(report)
    if report.share and report.state == "running":
        progress["share"] = report.share
        progress["text"] = f"{report.share:.0%} done. {progress['text']}".replace("%", " %")
    return progress


def _points(lesson: LessonVisit, pins: list[dict[str, Any]]) -> dict[str, Any]:
    """What the pinned networks do, measured; while the networks are being made, how far that is."""
    scene = lesson.scene(wanted=bool(pins or lesson.balls))
    if scene is not None:
        return lesson.points.answers(scene, pins, with_rules=lesson.revealed) if pins else {}
    report = lesson.networks.report
    if report is None:
        return {}
    progress = progress_of(report)
    return {"progress": progress | {"text": f"{WHY} {progress['text']}"}}


def _drop(lesson: LessonVisit, slot: str) -> None:
    place = place_said(slot)
    if place is None:
        lesson.asking.message = NO_PLACE
    else:
        lesson.drop_ball(*place)
