"""/: what this is, one picture that is the whole truth, and scenes to open in the lab."""

from html import escape

import streamlit as st

from landscape.api import configure
from landscape.figures.message import scene_message, waiting_message
from landscape.ui.kept import Kept
from landscape.ui.scenes import SCENES
from landscape.ui.viewer import viewer
from landscape.ui.warm import engine

FIRST = SCENES[0]

with st.container(key="start"):
    picture, words = st.columns([60, 40], gap="large", vertical_alignment="center")
with words:
    st.html(
        '<h1 class="ll-title ll-large">Every point of a landscape is an algorithm</h1>'
        '<p class="ll-lead">The network in this picture has two weights: where it looks on a strip of cells, and how '
        "loudly it answers. A wide cue and a narrow coin both give the right answer. Every point of the land is one "
        "such network, and its height is that network’s training loss. With two weights, the picture is the whole "
        'truth.</p><p class="ll-lead">Real networks have thousands of weights, and then every picture is a slice. This '
        "lab trains small networks in front of you, shows one landscape with every path on it, and says where the "
        "picture is wrong.</p>"
        '<a class="ll-button" href="lab" target="_self">Open the lab</a>'
    )
with picture:
    name = st.session_state.setdefault("start_visitor", f"start-{id(st.session_state)}")
    job = engine().ask(configure(**dict(FIRST.values)), name)
    kept: Kept[bytes] = st.session_state.setdefault("start_message", Kept())
    waiting = not job.poll(name).ended

    def draw() -> None:
        """The picture, as soon as it is there."""
        report = job.poll(name)
        if waiting and report.ended:
            st.rerun()
        scene = report.scene
        if scene is not None and scene.surface is not None:
            message = kept.of(scene, lambda: scene_message(scene, slot="first", form="bare", title=FIRST.question))
            viewer(message, "first")
        else:
            viewer(waiting_message("Training sixteen networks of two weights", slot="first", form="bare"), "first")

    st.fragment(draw, run_every=0.3 if waiting else None)()

st.html('<h2 class="ll-h2">Scenes to open</h2>')
items = "".join(
    f'<li><a href="{escape(scene.link())}" target="_self">{escape(scene.question)}</a>{escape(scene.look)}</li>'
    for scene in SCENES
)
st.html(f'<ul class="ll-scenes">{items}</ul>')
