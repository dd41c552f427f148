"""Every quantity a surface can show, once: its names, its unit, what it is measured on, and which data have it."""

from dataclasses import dataclass
from typing import Literal, Protocol


class Facts(Protocol):
    """What decides which quantities some data have; `Data` and `Dataset` both know it."""

    @property
    def graded(self) -> bool:
        """Whether an answer is right or wrong."""

    @property
    def has_two_rules(self) -> bool:
        """Whether there are shifted examples, on which a proxy rule and an intended rule disagree."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity.

    Attributes:
        name: Its stable id in links, files and on the command line.
        label: The name in a widget.
        title: The name in a figure or within a sentence.
        summary: One sentence: what is measured.
        examples: The part of the data it is measured on.
        score: The mean loss, or the share of examples answered right.
        share_unit: The unit of a share; a loss has that of the task.
    """

    name: str
    label: str
    title: str
    summary: str
    examples: Literal["train", "test", "shifted"]
    score: Literal["loss", "right"]
    share_unit: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it is a share from 0 to 1, drawn on the whole of that range."""
        return self.score == "right"

    @property
    def by_rule(self) -> bool:
        """Whether it tells which of two rules a network follows, so that its colours are those of the rules."""
        return self.is_share and self.examples == "shifted"

    @property
    def has_held_out_steps(self) -> bool:
        """Whether it is what a training also measures at its held-out steps, which paths then show."""
        return (self.examples, self.score) == ("train", "loss")

    def unit(self, of_the_loss: str) -> str:
        """Its unit, where the loss has the one given."""
        return self.share_unit if self.is_share else of_the_loss

    def titled(self, unit: str) -> str:
        """Its title, with the unit unless that is the title again.

        Example:
            >>> QUANTITIES["train_loss"].titled("nats"), QUANTITIES["accuracy"].titled("share right")
            ('training loss, nats', 'test accuracy')
        """
        return self.title if self.is_share else f"{self.title}, {unit}"

    def refuse(self, data: Facts, name: str = "it") -> str | None:
        """Why it cannot be measured on some data, to follow its name in a sentence; None if it can."""
        if self.examples == "shifted" and not data.has_two_rules:
            return f"needs data with a proxy and an intended rule, and {name} has none"
        if self.is_share and not data.graded:
            return f"needs classes, and {name} has numbers to predict"
        return None


ALL = (
    Quantity(
        "train_loss",
        "Training loss",
        "training loss",
        "The loss on the training examples: what the optimiser lowers.",
        "train",
        "loss",
    ),
    Quantity("test_loss", "Test loss", "test loss", "The loss on examples not trained on.", "test", "loss"),
    Quantity(
        "accuracy",
        "Test accuracy",
        "test accuracy",
        "The share of the test examples answered right.",
        "test",
        "right",
        "share right",
    ),
    Quantity(
        "shifted_loss",
        "Shifted loss",
        "loss on shifted data",
        "The loss on examples where the two rules disagree, counted by the intended one.",
        "shifted",
        "loss",
    ),
    Quantity(
        "intended_share",
        "Intended share",
        "share by the intended rule",
        "The share of those examples that is answered by the intended rule.",
        "shifted",
        "right",
        "share by the intended rule",
    ),
)

QUANTITIES: dict[str, Quantity] = {quantity.name: quantity for quantity in ALL}
