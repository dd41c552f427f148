"""Run as a program in a copy of the package that has one quantity and one task more: prints where they are seen."""

import io
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from streamlit.testing.v1 import AppTest

import landscape
from landscape.__main__ import main
from landscape.engine.packing import pack as stored
from landscape.engine.packing import unpack as restored
from landscape.errors import ConfigError
from landscape.exports import csv
from landscape.figures import contour_figure, surface_figure
from landscape.inputs.config import key_of
from landscape.inputs.link import decode, encode
from landscape.picture.cost import cost_of
from landscape.viewer.message import scene_message
from landscape.viewer.packing import unpack
from landscape.words.sentences import behaviour_sentence, table

TINY = {"n_train": 64, "width": 4, "depth": 1, "steps": 20, "snapshots": 8, "seeds": "0-2", "grid": 9}


def listed(kind):
    """What the command line lists of a kind."""
    text = io.StringIO()
    with redirect_stdout(text):
        assert main(["list", kind, "--json"]) == 0
    return {row["id"]: row for row in json.loads(text.getvalue())}


def saved(**changes):
    """What `run` writes: the arrays' names, and the description."""
    pairs = [f"--set={name}={value}" for name, value in (TINY | changes).items()]
    with redirect_stdout(io.StringIO()):
        assert main(["run", *pairs, "--out", "found", "--force"]) == 0
    with np.load("found/scene.npz") as arrays:
        return sorted(arrays), json.loads(Path("found/scene.json").read_text(encoding="utf-8"))


def _controls():
    import streamlit as st

    from landscape.inputs.link import decode
    from landscape.ui.lab import controls

    controls.fill(decode(st.session_state["link"]).config, all_of_them=True)
    controls.draw()


def widgets(link):
    """The choices of three widgets of the lab, as a reader sees them."""
    page = AppTest.from_function(_controls, default_timeout=60)
    page.session_state["link"] = link
    page.run()
    assert not page.exception
    return {name: list(page.selectbox(f"set_{name}").options) for name in ("data", "quantity", "color")}


def quantity():
    """Where a quantity is seen that has a row of its own."""
    scene = landscape.run(**TINY, quantity="train_accuracy", color="train_accuracy")
    colored = landscape.run(**TINY, color="train_accuracy")
    header, _ = unpack(scene_message(scene))
    names, description = saved(quantity="train_accuracy")
    with ZipFile(io.BytesIO(csv.write(colored))) as archive:
        columns = archive.read("surface.csv").decode().splitlines()[0]
    ground = surface_figure(scene).data[0]
    return {
        "link": encode(scene.config),
        "link read": decode(encode(scene.config)).config == scene.config,
        "list": listed("quantities")["train_accuracy"],
        "arrays": names,
        "description": description["link"],
        "widgets": widgets(""),
        "height": header["height"],
        "color": unpack(scene_message(colored))[0]["color"],
        "figure": ground.hovertemplate,
        "map": contour_figure(scene).to_json(),
        "columns": columns,
        "own values": scene.trajectories.height[:, -1].tolist(),
        "accuracies": scene.behaviour.accuracy[:, 0].tolist(),
    }


def task():
    """Where a task is seen that has an object, its arithmetic and a data set of its own."""
    scene = landscape.run(**TINY, data="waves", model="linear")
    header, _ = unpack(scene_message(scene))
    names, description = saved(data="waves")
    try:
        landscape.run(**TINY, data="waves", quantity="accuracy")
        refusal = ""
    except ConfigError as error:
        refusal = str(error)
    key = key_of(scene.config)
    again = restored(key, stored(key, scene))
    with ZipFile(io.BytesIO(csv.write(scene))) as archive:
        about = archive.read("about.txt").decode()
    sine, waves = (cost_of(landscape.configure(**TINY, data=name)) for name in ("sine", "waves"))
    return {
        "link": encode(scene.config),
        "list": listed("datasets")["waves"],
        "arrays": names,
        "unit": description["unit"],
        "widgets": widgets("data=waves"),
        "header": [header["task"], header["unit"], header["height"]["title"], header["tiles"]["kind"]],
        "figure": surface_figure(scene).data[0].hovertemplate,
        "words": [behaviour_sentence(scene), *table(scene)[0]],
        "about": about,
        "refusal": refusal,
        "task restored": again.data.task,
        "loss": scene.ensemble.train_loss[:, -1].tolist(),
        "loss at first": scene.ensemble.train_loss[:, 0].tolist(),
        "snapshots": scene.ensemble.snapshots[:, -1].tolist(),
        "inputs": scene.ensemble.inputs.tolist(),
        "targets": scene.ensemble.targets.tolist(),
        "cost ratio": waves.training / sine.training,
    }


if __name__ == "__main__":
    json.dump({"quantity": quantity, "task": task}[sys.argv[1]](), sys.stdout)
