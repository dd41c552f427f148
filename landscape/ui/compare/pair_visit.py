"""What one visitor's comparison remembers: the two scenes asked for and the jobs that make them."""

import uuid
from dataclasses import dataclass, field, replace

import streamlit as st

from landscape.engine import Job, Report
from landscape.inputs import link
from landscape.inputs.config import SceneConfig
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
        name: A random name under which the engine counts this visitor.
        configs: The scenes asked for.
        jobs: Their jobs.
        problems: Sentences about links that could not be used.
        packed: The messages to both viewers.
    """

    name: str
    configs: tuple[SceneConfig, SceneConfig]
    jobs: tuple[Job, ...] = ()
    problems: list[str] = field(default_factory=list)
    packed: tuple[MadeOnce[bytes], MadeOnce[bytes]] = field(default_factory=lambda: (MadeOnce(), MadeOnce()))

    def ask(self, left: SceneConfig, right: SceneConfig) -> None:
        """Asks the engine for two scenes and leaves those asked for before."""
        before, self.configs = self.jobs, (left, right)
        self.jobs = tuple(engine().ask(config, f"{self.name}-{i}") for i, config in enumerate(self.configs))
        for i, job in enumerate(before):
            if job is not self.jobs[i]:
                job.leave(f"{self.name}-{i}")

    def reports(self) -> list[Report]:
        """What both jobs have now."""
        reports = [engine().poll(job, f"{self.name}-{i}") for i, job in enumerate(self.jobs)]
        if any(report.state == "stopped" for report in reports):  # the visitor was away for longer than a lease
            self.ask(*self.configs)
            reports = [engine().poll(job, f"{self.name}-{i}") for i, job in enumerate(self.jobs)]
        return reports

    def write_link(self) -> None:
        """Writes both links into the address."""
        texts = dict(zip("ab", map(link.encode, self.configs), strict=True))
        if st.query_params.to_dict() != texts:
            st.query_params.from_dict(texts)


def pair_visit() -> PairVisit:
    """The visitor's pair; made at the first call from the address `?a=LINK&b=LINK` the page was opened with."""
    if "pair_visit" not in st.session_state:
        problems, configs = [], []
        for name, default in zip("ab", default_pair(), strict=True):
            text = st.query_params.get(name)
            decoded = link.decode(text) if text else None
            problems += [f"{problem} The default is used instead." for problem in decoded.problems] if decoded else []
            configs.append(decoded.config if decoded else default)
        made = PairVisit(uuid.uuid4().hex, (configs[0], configs[1]), problems=problems)
        made.ask(*made.configs)
        st.session_state["pair_visit"] = made
    found: PairVisit = st.session_state["pair_visit"]
    return found
