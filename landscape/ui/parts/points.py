"""Points of a picture that a visitor pins or drops a ball at: what the browser sent, checked, and what is answered."""

from base64 import b64encode
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from landscape.inputs.places import LARGEST_COORDINATE, MAX_PLACES
from landscape.outputs.results import Scene
from landscape.picture.probing import Prober
from landscape.ui.parts.made_once import MadeOnce
from landscape.words.sentences import compare_points_sentence, point_sentence

MOST_PINS = 16
NO_PLACE = "That is no place of this view, so no ball was dropped."

Places = tuple[tuple[float, float], ...]


@dataclass(slots=True)
class PinnedPoints:
    """Answers about points of the scene on the page.

    Attributes:
        prober: What measures points of a scene; made once per scene.
    """

    prober: MadeOnce[Prober] = field(default_factory=MadeOnce)

    def answers(self, scene: Scene, pins: list[dict[str, Any]], *, with_rules: bool = True) -> dict[str, Any]:
        """What the pinned networks do, measured, as the viewer's news; before a bet their scores alone."""
        prober = self.prober.of(scene, partial(Prober, scene))
        points = prober.ask(np.array([pin["place"] for pin in pins], dtype=np.float64))
        if not with_rules:
            points = tuple(replace(point, intended_share=None) for point in points)
        answers = [
            {
                "id": pin["id"],
                "place": pin["place"],
                "sentence": point_sentence(point, scene),
                "tile": b64encode(point.answers.tobytes()).decode() if with_rules else "",
                "height": point.height_of_tile,
                "width": point.width_of_tile,
            }
            for pin, point in zip(pins, points, strict=True)
        ]
        return {
            "pins": answers,
            "compare": compare_points_sentence(points, scene) if with_rules and len(points) > 1 else "",
        }


def with_ball(balls: Places, x: float, y: float) -> Places:
    """The balls dropped so far and one more; of many the oldest gives way."""
    return (*balls, (x, y))[-MAX_PLACES:]


def place_said(slot: str) -> tuple[float, float] | None:
    """Where the viewer of a slot says that a ball was dropped; None if that is no place."""
    said = st.session_state[slot].drop
    return place_in(said.get("x"), said.get("y")) if isinstance(said, dict) else None


def place_in(x: Any, y: Any) -> tuple[float, float] | None:
    """Two numbers the browser sent, if they are numbers within reach; else None."""
    for value in (x, y):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LARGEST_COORDINATE:
            return None
    return float(x), float(y)


def sound_pins(said: Any) -> list[dict[str, Any]]:
    """The pins among what the browser sent that have a number and a place."""
    found = []
    for pin in said[:MOST_PINS] if isinstance(said, list) else []:
        number, place = (pin.get("id"), pin.get("place")) if isinstance(pin, dict) else (None, None)
        if isinstance(number, int) and isinstance(place, (list, tuple)) and len(place) == 2 and place_in(*place):
            found.append({"id": number, "place": list(place)})
    return found
