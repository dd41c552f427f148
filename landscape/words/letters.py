"""The letter of a run, the same in every figure, table and sentence."""


def letter_of(run: int) -> str:
    """The letter of a run: A to Z, then A2 to Z2 and so on.

    Example:
        >>> [letter_of(run) for run in (0, 7, 26)]
        ['A', 'H', 'A2']
    """
    turn, letter = divmod(run, 26)
    return chr(ord("A") + letter) + (str(turn + 1) if turn else "")
