"""The words of a page: one text file per page and language, cut into its sections."""

import re
from dataclasses import dataclass
from functools import lru_cache

from landscape.ui.parts.style import ASSETS

FOLDER = ASSETS / "pages"
_ITEM = re.compile(r"- ([\w-]+): (.+)")


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of one page.

    Attributes:
        title: The heading of the page.
        sections: Texts by key, in the order of the file.
    """

    title: str
    sections: dict[str, str]

    def __getitem__(self, key: str) -> str:
        """A section without its list."""
        return "\n".join(line for line in self.sections[key].splitlines() if not line.startswith("- ")).strip()

    def items(self, key: str) -> dict[str, str]:
        """The list of a section, by the id each item begins with."""
        return {match[1]: match[2] for line in self.sections[key].splitlines() if (match := _ITEM.fullmatch(line))}


def parse(text: str) -> PageText:
    """Cuts a page's text at its headings of level two.

    Example:
        >>> page = parse("# Title\\n## bet\\nHow many?\\n- few: under 200")
        >>> page.title, page["bet"], page.items("bet")
        ('Title', 'How many?', {'few': 'under 200'})
    """
    head, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    cut = (part.partition("\n") for part in parts)
    return PageText(head.strip().removeprefix("# ").strip(), {key.strip(): body.strip() for key, _, body in cut})


@lru_cache
def page_text(name: str) -> PageText:
    """The words of a page, from its file."""
    return parse((FOLDER / f"{name}.en.md").read_text(encoding="utf-8"))
