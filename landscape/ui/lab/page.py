"""/lab: choose data, network, training and seeds; train; see one landscape with every path on it."""

import streamlit as st

from landscape.ui.lab import controls, own_table, picture
from landscape.ui.lab.lab_visit import LabVisit, lab_visit, next_seeds
from landscape.ui.parts.polling import run_every

# A short job is drawn at once: polls are timed by the browser, which is busy drawing (measured: 1.9 s against 0.8 s
# from the press to the surface with software WebGL). A long one shows its losses from then on.
WAIT_SECONDS = 0.8


def train() -> None:
    """Trains what the controls describe."""
    wanted, problems = controls.read(lab.asking.config)
    lab.asking.problems = ()
    if not problems:
        lab.asking.ask(wanted)


def same_start_again() -> None:
    """Trains the scene on the page again from the same starts, and compares the bits."""
    controls.fill(lab.asking.config, all_of_them=True)
    lab.asking.problems = ()
    lab.same_start_again()


def new_start() -> None:
    """Trains as many runs again from seeds not used yet."""
    wanted, problems = controls.read(lab.asking.config)
    lab.asking.problems = ()
    if not problems:
        lab.asking.ask(next_seeds(wanted))
        controls.fill(lab.asking.config, all_of_them=True)


def actions(lab: LabVisit, running: bool) -> None:
    """The row of buttons: one filled, the next step."""
    with st.container(key="actions", horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Train", type="primary", key="train", on_click=train, disabled=running)
        st.button("Same start again", key="again", on_click=same_start_again, disabled=running or lab.scene is None)
        st.button("New start", key="new", on_click=new_start, disabled=running)
        st.button("Stop", key="stop", on_click=lab.stop, disabled=not running)


lab = lab_visit()
if not lab.asking.began:
    lab.asking.ask(lab.asking.config)
controls.fill(lab.asking.config)
problems = controls.draw()
wanted, unusable = controls.read(lab.asking.config)
if not unusable and wanted.ensemble == lab.asking.config.ensemble and wanted.view != lab.asking.config.view:
    lab.asking.ask(wanted)  # another view of the same runs needs no training
lab.asking.wait(WAIT_SECONDS)
lab.report()
lab.write_link()
running = lab.asking.waits
if not st.context.is_embedded:
    actions(lab, running)
picture.sentences([*lab.asking.problems, *problems, *unusable])
if wanted.ensemble.data.name == "csv":
    own_table.show()
picture.hint(wanted, lab, running)
st.fragment(picture.show, run_every=run_every(running))(lab, running)
if st.context.is_embedded:  # in somebody's page the picture comes first
    actions(lab, running)
