"""What the shared engine says of itself, in counts: nothing about any visitor."""

from landscape.engine.census import Census as Census
from landscape.ui.server import warm

# What a lost connection to a cluster, or a pool that was shut down, is heard as.
GONE = (OSError, RuntimeError)


def census() -> Census:
    """What the shared engine counts now.

    Raises:
        OSError: The engine's cluster does not answer.
        RuntimeError: The engine has been closed.
    """
    return warm.engine().census()
