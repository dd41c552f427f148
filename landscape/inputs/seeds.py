"""Seeds as text and back: numbers and stretches of numbers."""

import re

_STRETCH = re.compile(r"\s*([0-9]{1,6})(?:\s*-\s*([0-9]{1,6}))?\s*", re.ASCII)


def parse_seeds(text: str, most: int) -> tuple[int, ...]:
    """Reads numbers and stretches with commas between, up to `most` seeds.

    Raises:
        ValueError: The text is something else, or there are more of them.

    Example:
        >>> parse_seeds("0-2,9", 64)
        (0, 1, 2, 9)
    """
    seeds: list[int] = []
    for part in text.split(","):
        match = _STRETCH.fullmatch(part)
        if not match:
            raise ValueError("seeds are numbers or stretches of them")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or len(seeds) + last - first >= most:
            raise ValueError("a stretch that runs backwards, or too many seeds")
        seeds.extend(range(first, last + 1))
    return tuple(seeds)


def format_seeds(seeds: tuple[int, ...]) -> str:
    """Writes stretches of three or more as ranges.

    Example:
        >>> format_seeds((0, 1, 2, 9))
        '0-2,9'
    """
    parts: list[str] = []
    i = 0
    while i < len(seeds):
        j = i
        while j + 1 < len(seeds) and seeds[j + 1] == seeds[j] + 1:
            j += 1
        if j - i >= 2:
            parts.append(f"{seeds[i]}-{seeds[j]}")
        else:
            parts.extend(str(s) for s in seeds[i : j + 1])
        i = j + 1
    return ",".join(parts)
