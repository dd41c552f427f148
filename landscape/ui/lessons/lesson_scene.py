"""The scene of a lesson's first picture with its networks: shipped pictures have none, and pins and balls need them."""

from dataclasses import dataclass

from landscape.engine import Job, Report
from landscape.inputs.config import SceneConfig
from landscape.outputs.results import Scene
from landscape.ui.server.warm import engine

WAIT_SECONDS = 0.6  # a short job, or one from memory, answers within the click
WHY = "This picture came without its networks, so they are trained here."


@dataclass(slots=True)
class LessonScene:
    """One visitor's scene behind a lesson's picture.

    Attributes:
        name: The visitor's name at the engine.
        scene: The newest one that is whole; stays while one with one more ball is made.
        job: The job of the next one.
        report: What that job had at the last poll.
        given_up: What the visitor stopped or what failed; not tried again before something else is asked.
    """

    name: str
    scene: Scene | None = None
    job: Job | None = None
    report: Report | None = None
    given_up: SceneConfig | None = None

    @property
    def running(self) -> bool:
        """Whether the visitor waits for it."""
        return self.job is not None

    def want(self, config: SceneConfig) -> str:
        """Asks for a scene, once, and takes it over as soon as it is there.

        Returns:
            One sentence if it failed; else nothing.
        """
        if config == self.given_up or (self.scene is not None and self.scene.config == config):
            return ""
        if self.job is None or self.job.config != config:
            self.leave()
            self.job = engine().ask(config, self.name)
            self.job.wait(WAIT_SECONDS)
        self.report = engine().poll(self.job, self.name)
        if not self.report.ended:
            return ""
        report, self.job, self.report = self.report, None, None
        if report.state == "done":
            self.scene = report.scene
        elif report.state == "failed":
            self.given_up = config
            return report.error
        return ""  # stopped: the visitor was away for longer than a lease, and the next poll asks again

    def of(self, config: SceneConfig) -> Scene | None:
        """The scene of a config, if it is there."""
        return self.scene if self.scene is not None and self.scene.config == config else None

    def leave(self) -> None:
        """The visitor waits no longer; what is there stays."""
        if self.job is not None:
            self.job.leave(self.name)
        self.job = self.report = None

    def give_up(self) -> None:
        """Leaves, and does not ask for the same again by itself."""
        if self.job is not None and isinstance(self.job.config, SceneConfig):
            self.given_up = self.job.config
        self.leave()
