"""What one visitor's comparison remembers: two scenes and whoever asks for them."""

from dataclasses import dataclass, field, replace

import streamlit as st

from landscape.engine import Report
from landscape.inputs import link
from landscape.inputs.config import SceneConfig
from landscape.ui.parts.address import write_address
from landscape.ui.parts.asking import Asking
from landscape.ui.parts.made_once import MadeOnce
from landscape.ui.server.warm import engine


def default_pair() -> tuple[SceneConfig, SceneConfig]:
    """The same eight runs on the sheet and on the flat plane: one picture is true, one is the textbook's."""
    one = SceneConfig()
    return one, replace(one, view=replace(one.view, view="pca"))


@dataclass(slots=True)
class PairVisit:
    """Two scenes of one visitor.

    Attributes:
        sides: The scenes asked for; each side asks under a name of its own, for both may want the same scene.
        problems: Sentences about links that could not be used.
        packed: The messages to both viewers.
    """

    sides: tuple[Asking[SceneConfig, None], Asking[SceneConfig, None]]
    problems: list[str] = field(default_factory=list)
    packed: tuple[MadeOnce[bytes], MadeOnce[bytes]] = field(default_factory=lambda: (MadeOnce(), MadeOnce()))

    @property
    def configs(self) -> tuple[SceneConfig, SceneConfig]:
        """The scenes asked for."""
        left, right = self.sides
        return left.config, right.config

    def ask(self, left: SceneConfig, right: SceneConfig) -> None:
        """Asks the engine for two scenes and leaves those asked for before."""
        for side, config in zip(self.sides, (left, right), strict=True):
            side.ask(config)

    def reports(self) -> list[Report]:
        """What both jobs have now."""
        return [report for side in self.sides if (report := side.poll()) is not None]

    def write_link(self) -> None:
        """Writes both links into the address."""
        write_address(dict(zip("ab", map(link.encode, self.configs), strict=True)))


def pair_visit() -> PairVisit:
    """The visitor's pair; made at the first call from the address `?a=LINK&b=LINK` the page was opened with."""
    if "pair_visit" not in st.session_state:
        problems, configs = [], []
        for name, default in zip("ab", default_pair(), strict=True):
            text = st.query_params.get(name)
            decoded = link.decode(text) if text else None
            problems += [f"{problem} The default is used instead." for problem in decoded.problems] if decoded else []
            configs.append(decoded.config if decoded else default)
        made = PairVisit((Asking(engine(), configs[0]), Asking(engine(), configs[1])), problems=problems)
        made.ask(*made.configs)
        st.session_state["pair_visit"] = made
    found: PairVisit = st.session_state["pair_visit"]
    return found
