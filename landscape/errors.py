"""What can go wrong, each with one sentence that names the argument, the value seen and the next step."""

import errno


def quoted(value: object) -> str:
    """A value as it may stand in a sentence: short, on one line, without control characters."""
    try:
        text = "nothing" if isinstance(value, str) and not value else str(value)
    except ValueError:  # Python does not write whole numbers of more than 4300 digits
        text = "a number too long to show"
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= 40 else text[:37] + "..."


# How torch and Python say it where they have no error of their own for it.
_NO_MEMORY = ("can't allocate memory", "not enough memory", "out of memory", "can't start new thread")


def is_lack_of_memory(error: BaseException | None) -> bool:
    """Whether something failed for want of memory, whichever library found it out.

    Example:
        >>> is_lack_of_memory(RuntimeError("DefaultCPUAllocator: can't allocate memory"))
        True
    """
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    said = str(error).lower()
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and any(one in said for one in _NO_MEMORY)
    )


class LandscapeError(Exception):
    """Any failure this project foresees; its text is one sentence fit for the reader."""


class ConfigError(LandscapeError, ValueError):
    """A parameter is unknown, out of range, or does not go with another one.

    Args:
        field: The parameter at fault, by its link name.
        message: One sentence naming it, the value seen, the values allowed and the next step.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field

    def __reduce__(self) -> tuple[type["ConfigError"], tuple[str, str]]:
        """How it is sent from one program to another; by itself, Python would forget the field."""
        return ConfigError, (self.field, str(self))


class DataError(LandscapeError, ValueError):
    """A file of data cannot be used; the sentence names the row and the column."""


class NoPictureError(LandscapeError):
    """The runs exist but no surface can be drawn through them (for example, all diverged)."""


class Stopped(LandscapeError):
    """The reader asked for the work to stop before anything could be kept."""
