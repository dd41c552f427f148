"""What a learner may see of a finding before the bet: a list of what is allowed, declared by each lesson."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BeforeBet:
    """What a lesson shows of its own before the bet; what is not named here does not leave the server.

    The picture itself (ground, paths, losses, letters) is the same for all lessons and not listed here; its colours
    and what its networks do come after the bet.

    Attributes:
        pictures: How many of the finding's pictures, from the first.
        header: Entries of the behaviour view's header, beside its kind.
        arrays: Arrays of the behaviour view.
        rows: Arrays of the behaviour view of which only some networks' rows may be seen, each with the entry of the
            header that lists these networks; that entry must be allowed too. All other rows are filled with the
            largest number an entry can hold.
        words: Sections `panel ...` of the lesson's text.
    """

    pictures: int = 1
    header: tuple[str, ...] = ()
    arrays: tuple[str, ...] = ()
    rows: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
