"""The architectures: one file each, listed here."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.architecture import Architecture

NAMES = ("mlp", "linear", "two_weights", "convnet", "policy")


def load(name: str) -> "Architecture":
    """The architecture of the file `models/<name>.py`; loaded when first asked for, as it needs torch."""
    architecture: Architecture = import_module(f"models.{name}").ARCHITECTURE
    return architecture
