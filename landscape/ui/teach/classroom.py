"""A class as an experiment: from a class code to a first seed for the class and one for each student."""

import hashlib
import unicodedata

from landscape.errors import ConfigError, quoted
from landscape.inputs.settings import MAX_SEED

SEEDS_APART = 100  # an experiment uses at most so many seeds from the first one on
N_BLOCKS = (MAX_SEED - 999) // SEEDS_APART  # after the last block there is room for an experiment of many seeds
MAX_STUDENTS = 300
MAX_CODE = 40
_BETWEEN = " -_."


def class_code(text: str) -> str:
    """A class code as it counts: letters and digits in capitals, whatever was typed between them.

    Args:
        text: What a teacher typed.

    Raises:
        ConfigError: Nothing is left, it is too long, or it holds something else.

    Example:
        >>> class_code(" physics 7-b ") == class_code("PHYSICS7B")
        True
    """
    code = "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold().upper() if sign not in _BETWEEN)
    if not code:
        raise ConfigError("class_code", "The class code is empty; give it some letters or digits, such as PHYSICS 7B.")
    if not code.isalnum():
        raise ConfigError("class_code", f"The class code may hold letters and digits only; got {quoted(text)!r}.")
    if len(code) > MAX_CODE:
        raise ConfigError("class_code", f"The class code may be {MAX_CODE} letters long; this one has {len(code)}.")
    return code


def class_seed(code: str) -> int:
    """The first seed of a class, a whole number of blocks of seeds: the same code gives the same everywhere.

    Example:
        >>> class_seed("PHYSICS7B") == class_seed("physics 7b"), class_seed("PHYSICS7B") % SEEDS_APART
        (True, 0)
    """
    digest = hashlib.sha256(class_code(code).encode()).digest()
    return int.from_bytes(digest, "big") % N_BLOCKS * SEEDS_APART


def student_seeds(code: str, n_students: int) -> list[int]:
    """The first seeds of students 1, 2, and so on: blocks of seeds that do not overlap, the class's own among them.

    Args:
        code: The class code.
        n_students: How many, from 1 to 300.

    Returns:
        One first seed per student; after the last block the first one follows.

    Raises:
        ConfigError: The code or the number cannot be used.
    """
    base = class_seed(code)
    if not 1 <= n_students <= MAX_STUDENTS:
        raise ConfigError("n_students", f"The number of students must be from 1 to {MAX_STUDENTS}; got {n_students}.")
    return [(base + SEEDS_APART * student) % (N_BLOCKS * SEEDS_APART) for student in range(1, n_students + 1)]
