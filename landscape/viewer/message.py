"""What a scene or a surface says to those who draw it: the viewer in the browser, and every figure and file."""

from typing import Any

import numpy as np

from landscape.inputs.config import key_of
from landscape.inputs.quantities import QUANTITIES
from landscape.outputs.findings import Ground
from landscape.outputs.results import Plane, Scene, Surface, Tiles
from landscape.viewer.camera import home_azimuth
from landscape.viewer.colors import color_key
from landscape.viewer.heights import HeightScale, height_scale, titled
from landscape.viewer.packing import Arrays, pack
from landscape.viewer.paths import DROP_THRESHOLD, LIFT, Path, axis_titles, drop_paths, packed_paths, paths_of
from landscape.viewer.theme import CASING, GROUND, PATH, REGIONS, symbol_of
from landscape.words.badge import VIEW_WORDS, badge, long_badge
from landscape.words.letters import letter_of
from landscape.words.sentences import behaviour_sentence, drawn_sentence, drop_sentence, headline, run_sentence, table

VERSION = 1
PALETTE = {"ground": GROUND, "regions": REGIONS, "path": PATH, "casing": CASING}


def waiting_message(title: str, **extra: Any) -> bytes:
    """A message for a scene that is still to come: its title alone."""
    words = {"lead": "", "badge": "", "why": [], "below": [], "behaviour": "", "columns": [], "rows": []}
    header = {"version": VERSION, "key": "", "title": title, "unit": "", "palette": PALETTE, "words": words, "runs": []}
    return pack(header | extra, {})


def scene_message(scene: Scene, height: HeightScale | None = None, **extra: Any) -> bytes:
    """All the viewer needs to show a scene.

    Header: `key` (of the config), `title`, `complete`, `task`, `unit`, `axes` (titles), `frame` (center and half width
    in units of the view), `height` (title, unit, ticks as pairs of height and text), `color`, `paths` (per path: the
    number of its run, which dropped ball it is or -1, where its points begin and end), `runs` (letter, symbol, seed,
    rule), `tiles` (how tiles are to be read), `words` (badge, sentences, table), `palette`. Arrays: `x`, `y`, `z`
    (heights in [0, 1]), `values`, `color`; of all paths one after the other `path_x`, `path_y`, `path_z`,
    `path_ground`, `path_value`, `path_step`, `path_break`, `path_held_out`; `tiles`, `run_tiles` and what belongs to
    them; `steps`, `train_loss`, `test_loss`.

    Args:
        scene: A computed scene; without a surface the message has the words and the losses only.
        height: The height scale, where two scenes share one; the scene's own if None.
        **extra: Further entries of the header, such as the name of the viewer on the page.

    Returns:
        Bytes as `pack` makes them.
    """
    ensemble = scene.ensemble
    header: dict[str, Any] = {
        "version": VERSION,
        "key": key_of(scene.config),
        "title": headline(ensemble.n_runs, scene.data.title),
        "complete": scene.complete,
        "task": scene.data.task,
        "unit": scene.data.unit,
        "palette": PALETTE,
        "words": _words(scene),
        "runs": _runs(scene),
        **extra,
    }
    arrays: Arrays = {
        "steps": ensemble.steps,
        "train_loss": ensemble.train_loss,
        "test_loss": ensemble.test_loss,
    }
    if scene.surface is not None and scene.plane is not None:
        _add_ground(header, arrays, scene, scene.surface, scene.plane, height or height_scale(scene))
    if scene.tiles is not None:
        _add_tiles(header, arrays, scene.tiles, scene)
    return pack(header, arrays)


def ground_message(ground: Ground, height: HeightScale | None = None, **extra: Any) -> bytes:
    """The same for a surface without runs, with the header's and arrays' names of `scene_message`.

    Args:
        ground: The surface and its words.
        height: The height scale, where two pictures share one; its own if None.
        **extra: Further entries of the header.
    """
    surface, height = ground.surface, height or height_scale(ground)
    center = [float((axis[0] + axis[-1]) / 2) for axis in (surface.x, surface.y)]
    half_width = [float((axis[-1] - axis[0]) / 2) for axis in (surface.x, surface.y)]
    lead, closing = VIEW_WORDS.get(ground.view, ("", ""))
    words = {"lead": lead, "badge": " ".join([closing, *ground.notes]), "why": [], "below": [], "behaviour": ""}
    header: dict[str, Any] = {
        "version": VERSION,
        "key": "",
        "title": ground.title,
        "complete": True,
        "unit": surface.unit,
        "palette": PALETTE,
        "words": words | {"columns": [], "rows": []},
        "runs": [],
        **extra,
    }
    arrays: Arrays = {}
    _add_surface(header, arrays, (surface, ground.color_surface), height, center, half_width, [])
    header |= {"axes": ground.axes, "grid": [len(surface.x), len(surface.y)]}
    return pack(header, arrays)


def _words(scene: Scene) -> dict[str, Any]:
    lead, text = badge(scene)
    columns, rows = table(scene)
    below = (run_sentence(scene), drawn_sentence(scene), *(drop_sentence(d, scene) for d in scene.drops), *scene.notes)
    note = scene.tiles.note if scene.tiles is not None else ""
    return {
        "lead": lead,
        "badge": text,
        "why": long_badge(scene) if scene.surface is not None else [],
        "below": [sentence for sentence in below if sentence],
        "behaviour": " ".join(filter(None, (behaviour_sentence(scene), note))),
        "columns": columns,
        "rows": rows,
    }


def _runs(scene: Scene) -> list[dict[str, Any]]:
    """One entry per run, drawn or not: its letter, its marker, and the rule it follows where there are two."""
    behaviour = scene.behaviour
    found = []
    for run, seed in enumerate(scene.ensemble.config.seeds):
        share = float(behaviour.intended_share[run]) if behaviour is not None else float("nan")
        rule = None if not np.isfinite(share) else "intended" if share > 0.5 else "proxy"
        found.append(
            {
                "letter": letter_of(run),
                "symbol": symbol_of(run),
                "seed": seed,
                "rule": rule,
                "sound": bool(scene.ensemble.sound[run]),
            }
        )
    return found


def _add_ground(
    header: dict[str, Any], arrays: Arrays, scene: Scene, surface: Surface, plane: Plane, height: HeightScale
) -> None:
    paths = [*paths_of(scene, height), *drop_paths(scene, height)]
    shown = (surface, scene.color_surface)
    _add_surface(header, arrays, shown, height, list(plane.center), list(plane.half_width), paths)
    header |= {"axes": axis_titles(scene, plane), "grid": list(scene.config.view.grid)}


def _add_surface(
    header: dict[str, Any],
    arrays: Arrays,
    shown: tuple[Surface, Surface | None],
    height: HeightScale,
    center: list[float],
    half_width: list[float],
    paths: list[Path],
) -> None:
    """The surface of the height and, if it is another one, of the colour, with the paths on it."""
    surface, color = shown
    x = (surface.x - center[0]) / half_width[0]
    y = (surface.y - center[1]) / half_width[1]
    z = height.z(surface.values)
    places, of_paths = packed_paths(paths)
    header |= {
        "frame": {"center": center, "half_width": half_width},
        "height": {
            "title": titled(surface),
            "name": QUANTITIES[surface.quantity].title,
            "unit": surface.unit,
            "ticks": height.ticks(),
            "floor": height.floor,
            "top": height.top,
            "logarithmic": height.logarithmic,
        },
        "color": color_key(color),
        "paths": places,
        "lift": LIFT,
        "drop_threshold": DROP_THRESHOLD,
        "home_azimuth": home_azimuth(x, y, z, [np.stack([p.x, p.y, p.z + LIFT], axis=1) for p in paths]),
    }
    arrays |= of_paths | {"x": x, "y": y, "z": z, "values": surface.values}
    if color is not None:
        arrays["color"] = color.values


def _add_tiles(header: dict[str, Any], arrays: Arrays, tiles: Tiles, scene: Scene) -> None:
    header["tiles"] = {
        "kind": tiles.kind,
        "height": tiles.height,
        "width": tiles.width,
        "axes": tiles.axes,
        "x_range": tiles.x_range,
        "y_range": tiles.y_range,
        "classes": list(scene.data.class_names),
        "note": tiles.note,
    }
    arrays |= {
        "tiles": tiles.nodes,
        "tile_rows": tiles.rows,
        "tile_columns": tiles.columns,
        "tile_loss": tiles.train_loss,
        "run_tiles": tiles.runs,
        "run_steps": tiles.run_steps,
    }
    if tiles.intended_share is not None:
        arrays["tile_share"] = tiles.intended_share
    if tiles.kind == "images" and tiles.images is not None and tiles.image_targets is not None:
        arrays["images"] = np.round(255 * np.clip(tiles.images, 0, 1)).astype(np.uint8)
        arrays["image_targets"] = tiles.image_targets.astype(np.uint8)
    else:
        arrays["points"] = tiles.points
        arrays["point_targets"] = np.asarray(tiles.point_targets, dtype=np.float32)
    if scene.drops:
        arrays["ball_tiles"] = np.stack([drop.answers for drop in scene.drops])
        arrays["ball_steps"] = scene.drops[0].answer_steps
