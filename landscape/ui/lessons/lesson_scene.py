"""The scene of a lesson's first picture with its networks: shipped pictures have none, and pins and balls need them."""

from dataclasses import dataclass

from landscape.engine import Report
from landscape.inputs.config import SceneConfig
from landscape.outputs.results import Scene
from landscape.ui.parts.asking import Asking
from landscape.ui.server.warm import engine

WAIT_SECONDS = 0.6  # a short job, or one from memory, answers within the click
WHY = "This picture came without its networks, so they are trained here."


@dataclass(slots=True)
class LessonScene:
    """One visitor's scene behind a lesson's picture.

    Attributes:
        name: The visitor's name at the engine.
        asking: Whoever asks for the next one; None before the first.
        scene: The newest one that is whole; stays while one with one more ball is made.
        given_up: What the visitor stopped or what failed; not tried again before something else is asked.
    """

    name: str
    asking: Asking[SceneConfig, None] | None = None
    scene: Scene | None = None
    given_up: SceneConfig | None = None

    @property
    def waits(self) -> bool:
        """Whether the visitor waits for it."""
        return self.asking is not None and self.asking.waits

    @property
    def report(self) -> Report | None:
        """What the job had at the last poll, while it is awaited."""
        return self.asking.report if self.asking is not None and self.asking.waits else None

    def want(self, config: SceneConfig) -> str:
        """Asks for a scene, once, and takes it over as soon as it is there.

        Returns:
            One sentence if it failed; else nothing.
        """
        if config == self.given_up or self.of(config) is not None:
            return ""
        if self.asking is None:
            self.asking = Asking(engine(), config, name=self.name)
        if not self.asking.waits or self.asking.config != config:
            self.asking.ask(config)
            self.asking.wait(WAIT_SECONDS)
        report = self.asking.poll()
        if report is not None and report.state == "done":
            self.scene = report.scene
        elif report is not None and report.state == "failed":
            self.given_up = config
            return report.error
        return ""

    def of(self, config: SceneConfig) -> Scene | None:
        """The scene of a config, if it is there."""
        return self.scene if self.scene is not None and self.scene.config == config else None

    def leave(self) -> None:
        """The visitor waits no longer; what is there stays."""
        if self.asking is not None:
            self.asking.leave()

    def give_up(self) -> None:
        """Leaves, and does not ask for the same again by itself."""
        if self.asking is not None and self.asking.waits:
            self.given_up = self.asking.config
        self.leave()
